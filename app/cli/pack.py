"""The command line's configuration packs: key, make, show, diff, install, status, remove, trust."""

import argparse
import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.cli.output import moment, print_json, print_pairs, print_table, progress
from app.core.errors import UsageError, UserError
from app.core.locks import PART_TITLES
from app.core.signing import checked_key, fingerprint, make_key
from app.core.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.bootstrap import Desk
    from app.packs.differences import Differences
    from app.packs.model import Pack

_ACTS: Final = ("status", "show", "diff", "install", "remove", "make", "key", "trust", "keys", "forget")
_PASSPHRASE: Final = "CHANNELDESK_PACK_PASSPHRASE"  # noqa: S105 - the name of a variable


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``pack``."""
    one.add_argument("what", choices=_ACTS, nargs="?", default="status")
    words = t("show, diff, install: a file, a folder or an address, default: as the policy says; key: the file to "
              "write; trust, forget: the key or a pack's file")  # fmt: skip
    one.add_argument("place", nargs="?", default="", metavar="PLACE", help=words)
    one.add_argument("--out", type=Path, metavar="FILE", help=t("make: the pack to write, ending with .cdpack"))
    one.add_argument("--sign", type=Path, metavar="KEYFILE", help=t("make: the private key"))
    one.add_argument("--passphrase", action="store_true", help=t(
        "key, make: ask for the passphrase of the private key, or take it from {name}", name=_PASSPHRASE
    ))  # fmt: skip
    one.add_argument(
        "--name", default="", metavar="TEXT", help=t("make: what the pack is called; trust: whose key it is")
    )
    one.add_argument("--number", default="", metavar="VERSION", help=t("make: its version, such as 3 or 2026.2"))
    one.add_argument("--by", default="", metavar="TEXT", help=t("make: who makes it"))
    one.add_argument("--note", default="", metavar="TEXT", help=t("make: what is new in it"))
    one.add_argument("--parts", default=",".join(PART_TITLES), metavar="PARTS", help=t("make: default: all of them"))
    one.add_argument("--lock", default="", metavar="PARTS", help=t("make: parts that regions do not change by hand"))
    one.add_argument("--leave-out", action="append", default=[], metavar="PART:KEY", help=t(
        "make: something that stays with us, as pack show names it"
    ))  # fmt: skip
    one.add_argument("--id", default="", metavar="ID", help=t("make: of an earlier pack made with another key or name"))
    one.add_argument("--older", action="store_true", help=t("diff, install: also a version below the one in force"))
    one.add_argument("--reason", default="", metavar="TEXT", help=t("remove: why"))


def run_pack(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``pack``: what is in force, or what is asked of packs."""
    acts: Mapping[str, Callable[[Desk, argparse.Namespace, Texts], None]] = {
        "status": _status, "show": _show, "diff": _diff, "install": _install, "remove": _remove, "make": _make,
        "trust": _trust, "keys": _keys, "forget": _forget,
    }  # fmt: skip
    acts[args.what](desk, args, t)
    return 0


def is_alone(args: argparse.Namespace) -> bool:
    """Whether it needs no workspace: a pair of keys belongs to none."""
    return bool(args.command == "pack" and args.what == "key")


def run_key(args: argparse.Namespace, t: Texts) -> int:
    """``pack key FILE``: a new pair of keys."""
    _key(args, t)
    return 0


def _place(args: argparse.Namespace) -> str:
    from app.core.fleet import policy

    found = args.place or policy().pack
    if not found:
        raise UsageError("Name the pack: a file, a folder or an address.")
    return str(found)


def _read(desk: "Desk", args: argparse.Namespace, t: Texts) -> "Pack":
    return desk.packs.read(_place(args), progress(t))


# -------------------------------------------------------------------------------------------------------- what is


def _status(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    found = desk.packs.standing()
    now = found.in_force
    if args.json:
        print_json({
            "pack": None if now is None else {
                "id": now.id, "name": now.name, "version": now.version, "signer": now.signer, "sha256": now.sha256,
                "locks": list(now.locks), "parts": list(now.parts), "made_at": now.made_at, "by": now.by,
                "installed_at": moment(found.installed_at) if found.installed_at else None,
            },
            "changed_since": [list(one) for one in found.drifted], "place": found.place,
        })  # fmt: skip
        return
    if now is None:
        print(t("No configuration pack is in force here."))
    else:
        print_pairs({
            t("Configuration pack"): f"{now.name} {now.version}", "ID": now.id, t("Made by"): now.by,
            t("Signed with"): now.signer, "SHA-256": now.sha256,
            t("Installed"): moment(found.installed_at) if found.installed_at else "",
            t("Parts"): _titles(now.parts, t), t("Locked"): _titles(now.locks, t),
        })  # fmt: skip
    for part, key in found.drifted:
        print(t("{part}, {key}: changed here since the pack gave it", part=t(PART_TITLES[part]), key=key))
    if found.place:
        print(t("By the policy packs lie at: {place}", place=found.place))


def _titles(keys: tuple[str, ...], t: Texts) -> str:
    return ", ".join(t(PART_TITLES[one]) for one in PART_TITLES if one in keys)


def _show(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    pack = _read(desk, args, t)
    manifest = pack.manifest
    if args.json:
        print_json({
            "id": manifest.id, "name": manifest.name, "version": manifest.version, "made_at": manifest.made_at,
            "by": manifest.by, "note": manifest.note, "program": manifest.program, "locks": list(manifest.locks),
            "signer": fingerprint(pack.signer), "sha256": pack.sha256,
            "parts": {part: list(items) for part, items in pack.parts.items()},
        })  # fmt: skip
        return
    print_pairs({
        t("Configuration pack"): f"{manifest.name} {manifest.version}", "ID": manifest.id, t("Made by"): manifest.by,
        t("Made"): manifest.made_at, t("Signed with"): fingerprint(pack.signer), "SHA-256": pack.sha256,
        t("Note"): manifest.note,
    })  # fmt: skip
    rows = [[t(PART_TITLES[part]), len(pack.parts[part]), t("yes") if part in manifest.locks else "",
             _some(list(pack.parts[part]))] for part in PART_TITLES if part in pack.parts]  # fmt: skip
    print_table([t("Part"), t("Things"), t("Locked"), t("What")], rows)


def _some(keys: list[str]) -> str:
    return ", ".join(keys[:4]) + (", …" if len(keys) > 4 else "")


def _diff(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    pack = _read(desk, args, t)
    print_differences(desk, desk.packs.differences(pack, where=_place(args), older=args.older), t, as_json=args.json)


def print_differences(desk: "Desk", found: "Differences", t: Texts, *, as_json: bool) -> None:
    """What a pack would change, one thing a line."""
    from app.packs.differences import WHAT_TITLES, told

    rows: list[dict[str, Any]] = [
        {"part": one.part, "key": one.key, "what": one.what, "change": told(one, t)} for one in found.rows
    ]
    if as_json:
        print_json({"differences": rows})
    elif not rows:
        print(t("Everything is as the pack says already."))
    else:
        parts = desk.packs.parts
        print_table([t("Part"), t("What"), t("Difference"), t("Change")], [
            [t(PART_TITLES[one.part]), parts[one.part].name_of(one.new or one.now or {}, t), t(WHAT_TITLES[one.what]),
             told(one, t)] for one in found.rows
        ])  # fmt: skip


# --------------------------------------------------------------------------------------------------- what is done


def _install(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    pack = _read(desk, args, t)
    done = desk.packs.install(pack, where=_place(args), older=args.older, progress=progress(t))
    rows = done.differences
    counts = {one: rows.count(one) for one in ("added", "changed", "replaced", "ended", "own", "refused")}
    if args.json:
        print_json({"installed": done.changed, "id": pack.manifest.id, "version": pack.manifest.version, **counts})
    elif not done.changed:
        print(t("{name} {version} is in force already; nothing was changed.", name=pack.manifest.name,
                version=pack.manifest.version))  # fmt: skip
    else:
        print_differences(desk, rows, t, as_json=False)
        print(t("{name} {version} is in force.", name=pack.manifest.name, version=pack.manifest.version))


def _remove(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    was = desk.packs.remove(args.reason)
    words = t("{name} {version} is taken out; what it gave stays, and nothing is locked any more.", name=was.name,
              version=was.version)  # fmt: skip
    print_json({"removed": was.id}) if args.json else print(words)


def _make(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    from app.packs.making import Order

    for given, words in ((args.out, "--out FILE"), (args.sign, "--sign KEYFILE"), (args.name, "--name"),
                         (args.number, "--number")):  # fmt: skip
        if not given:
            raise UsageError("Say {option} too.", option=words)
    parts, locks = (tuple(filter(None, one.replace(" ", "").split(","))) for one in (args.parts, args.lock))
    unknown = sorted({*parts, *locks} - set(PART_TITLES))
    if unknown:
        raise UsageError("There is no part “{part}”; there are {known}.", part=unknown[0], known=", ".join(PART_TITLES))
    order = Order(args.name, args.number, args.by or desk_name(desk), parts, locks, args.id, args.note,
                  tuple(args.leave_out))  # fmt: skip
    made = desk.packs.make(order, private_pem=read_private(args.sign), passphrase=_passphrase(args, t))
    write_file(args.out, made.data)
    pack = made.pack
    if args.json:
        counts = {key: len(items) for key, items in pack.parts.items()}
        print_json({"file": str(args.out), "id": pack.manifest.id, "version": pack.manifest.version,
                    "sha256": pack.sha256, "parts": counts})  # fmt: skip
        return
    print_table([t("Part"), t("Things"), t("Locked")], [
        [t(PART_TITLES[key]), len(pack.parts[key]), t("yes") if key in locks else ""]
        for key in PART_TITLES if key in pack.parts
    ])  # fmt: skip
    print(t("Written: {path}", path=args.out))


def desk_name(desk: "Desk") -> str:
    """Who works here, by name."""
    from app.people.queries import names

    with desk.db.read() as session:
        return names(session).get(desk.workspace.person or "", "")


def read_private(path: Path) -> str:
    """The text of a private key's file; raises UserError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("“{path}” cannot be read: {error}", path=path, error=error) from error


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; raises UserError where that cannot be."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise UserError("“{path}” cannot be written: {error}", path=path, error=error.strerror or error) from error


def _passphrase(args: argparse.Namespace, t: Texts) -> str:
    if not args.passphrase:
        return ""
    return os.environ.get(_PASSPHRASE) or getpass.getpass(t("Passphrase: "))


def _key(args: argparse.Namespace, t: Texts) -> None:
    if not args.place:
        raise UsageError("Name the file of the private key to write.")
    path = Path(args.place)
    if path.exists():
        raise UserError("{path} is there already; a key is never overwritten.", path=path)
    private, public = make_key(_passphrase(args, t))
    write_key(path, private)
    if args.json:
        print_json({"private": str(path), "public": public, "fingerprint": fingerprint(public)})
        return
    print(t("Private key, which stays with you: {path}", path=path))
    print(t("Public key, for the policy file: {key}", key=public))
    print(t("Fingerprint, to be read out: {fingerprint}", fingerprint=fingerprint(public)))


def write_key(path: Path, private: str) -> None:
    """Write a private key so that only its owner reads it; raises UserError where that cannot be."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(private)
    except OSError as error:
        raise UserError("“{path}” cannot be written: {error}", path=path, error=error.strerror or error) from error


def _named_key(desk: "Desk", place: str) -> tuple[str, str]:
    """The key that is named, or that signed the file that is named, and what the pack says of its maker."""
    if not place:
        raise UsageError("Name the public key, or a pack that it signed.")
    if not Path(place).is_file():
        return checked_key(place), ""
    pack = desk.packs.read_untrusted(Path(place))
    return pack.signer, pack.manifest.by


def _trust(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    public, by = _named_key(desk, args.place)
    desk.packs.accept(public, args.name or by)
    said = fingerprint(public)
    words = t("Accepted on this computer: {fingerprint}. Compare it with head office over the phone; pack forget takes "
              "it back.", fingerprint=said)  # fmt: skip
    print_json({"public": public, "fingerprint": said}) if args.json else print(words)


def _forget(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    public, _ = _named_key(desk, args.place)
    desk.packs.forget(public)
    print_json({"public": public}) if args.json else print(t("Forgotten: {name}", name=fingerprint(public)))


def _keys(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    found = desk.packs.keys()
    if args.json:
        print_json({"keys": [{"public": one.public, "fingerprint": one.fingerprint, "name": one.name,
                              "by_policy": one.by_policy} for one in found]})  # fmt: skip
        return
    print_table([t("Fingerprint"), t("Name"), t("Accepted")], [
        [one.fingerprint, one.name, t("by the policy") if one.by_policy else t("by hand")] for one in found
    ])  # fmt: skip
