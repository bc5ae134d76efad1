"""The publisher's tool for an update channel: a folder of packages becomes one that programs look for updates in.

    python -m installer.channel make FOLDER --key public.txt --notes-en notes.en.md --notes-zh notes.zh.md
    python -m installer.channel sign FOLDER --private head-office.pem

``make`` writes ``channel.json`` out of the packages that lie in FOLDER; ``sign`` holds every package against it and
writes ``channel.json.sig``. Both may run on different machines: the private key need not be where packages are built.
The passphrase of a sealed key is asked for, or read from CHANNELDESK_KEY_PASSPHRASE. Then the folder is put on the
share or the server, packages first and ``channel.json.sig`` last.
"""

import argparse
import getpass
import hashlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from app.core import migrate, signing
from app.core.errors import UserError
from app.core.texts import EN, ZH
from app.updates.channel import (
    MANIFEST,
    SIGNATURE,
    Package,
    Release,
    read_manifest,
    signed_bytes,
    version_key,
    write_manifest,
)
from installer.product import own_version, stamp

VARIABLE: Final = "CHANNELDESK_KEY_PASSPHRASE"
KINDS: Final = (
    (re.compile(r".*_(?P<machine>amd64|arm64)\.deb"), "linux", "deb"),
    (re.compile(r".*-linux-(?P<machine>x86_64|aarch64|arm64)\.tar\.[a-z0-9]+"), "linux", "portable"),
    (re.compile(r".*-windows-(?P<machine>x86_64|arm64)-setup\.exe"), "windows", "installer"),
    (re.compile(r".*-windows-(?P<machine>x86_64|arm64)\.zip"), "windows", "portable"),
    (re.compile(r".*-macos-(?P<machine>x86_64|arm64)\.dmg"), "macos", "dmg"),
)
"""By their names: for which system and machine packages are, and of which kind."""


def packages(folder: Path) -> Iterator[Package]:
    """The packages of a folder by name; other files are no matter of the channel."""
    for path in sorted(folder.iterdir()):
        for pattern, system, kind in KINDS:
            if found := pattern.fullmatch(path.name):
                machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(found["machine"], found["machine"])
                yield Package(f"{system}-{machine}", kind, path.name, path.stat().st_size, digest(path))


def digest(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make(
    folder: Path, key: str, *, version: str = "", build: str = "", notes: dict[str, str] | None = None,
    minimum_schema: str = "", valid_days: int = 0, now: datetime | None = None,
) -> Release:  # fmt: skip
    """Write ``channel.json``; raises UserError where no package lies in the folder or two of them are for the same."""
    at = (now or datetime.now(UTC)).replace(microsecond=0)
    found = tuple(packages(folder))
    if not found:
        raise UserError("No package lies in {folder}.", folder=str(folder))
    places = [(one.platform, one.kind) for one in found]
    doubled = [one.name for one in found if places.count((one.platform, one.kind)) > 1]
    if doubled:
        raise UserError("These packages are for the same: {name}.", name=", ".join(doubled))
    version = version or own_version()
    version_key(version)
    foreign = [one.name for one in found if version not in one.name]
    if foreign:
        raise UserError("{name} is not of version {version}.", name=", ".join(foreign), version=version)
    release = Release(
        version, build or stamp(version).build, at, at + timedelta(days=valid_days) if valid_days else None,
        minimum_schema or migrate.revisions()[0], notes or {}, found, signing.checked_key(key),
    )  # fmt: skip
    (folder / SIGNATURE).unlink(missing_ok=True)
    (folder / MANIFEST).write_bytes(write_manifest(release))
    return release


def sign(folder: Path, private_pem: str, passphrase: str = "") -> Release:
    """Sign ``channel.json``, when every package is the one that it names; raises UserError where one is not."""
    manifest = (folder / MANIFEST).read_bytes()
    release = read_manifest(manifest)
    public = signing.public_of(private_pem, passphrase)
    if public != release.key:
        raise UserError("{name} names another key: {fingerprint}.", name=MANIFEST,
                        fingerprint=signing.fingerprint(release.key))  # fmt: skip
    for one in release.packages:
        path = folder / one.name
        if not path.is_file() or path.stat().st_size != one.size or digest(path) != one.sha256:
            raise UserError("{name} is not the file that {manifest} names.", name=one.name, manifest=MANIFEST)
    line = signing.sign(private_pem, signed_bytes(manifest), passphrase)
    part = folder / f"{SIGNATURE}.part"
    part.write_text(line + "\n", encoding="ascii")
    part.replace(folder / SIGNATURE)
    return release


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m installer.channel", description="Make and sign an update channel.")
    steps = parser.add_subparsers(dest="step", required=True)
    one = steps.add_parser("make", help="write channel.json")
    one.add_argument("folder", type=Path)
    one.add_argument("--key", type=Path, required=True, help="the file with the public key")
    one.add_argument("--version", default="", help="default: the version of this tree")
    one.add_argument("--build", default="")
    one.add_argument("--notes-en", type=Path)
    one.add_argument("--notes-zh", type=Path)
    one.add_argument("--minimum-schema", default="", metavar="0001", help="the oldest workspaces that are taken over")
    one.add_argument("--valid-days", type=int, default=0, help="0: without end")
    one = steps.add_parser("sign", help="write channel.json.sig")
    one.add_argument("folder", type=Path)
    one.add_argument("--private", type=Path, required=True, help="the file with the private key (PEM)")
    return parser


def _passphrase(pem: str) -> str:
    if "ENCRYPTED" not in pem:
        return ""
    return os.environ.get(VARIABLE) or getpass.getpass("Passphrase of the key: ")


def main(words: Sequence[str] | None = None) -> int:
    """0 done, 1 refused with a sentence."""
    args = _parser().parse_args(words)
    try:
        if args.step == "make":
            notes = {lang: path.read_text(encoding="utf-8").strip()
                     for lang, path in ((ZH, args.notes_zh), (EN, args.notes_en)) if path}  # fmt: skip
            release = make(
                args.folder, args.key.read_text(encoding="utf-8"), version=args.version, build=args.build, notes=notes,
                minimum_schema=args.minimum_schema, valid_days=args.valid_days,
            )  # fmt: skip
        else:
            pem = args.private.read_text(encoding="ascii")
            release = sign(args.folder, pem, _passphrase(pem))
    except (UserError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{release.version} ({release.build}): {', '.join(one.name for one in release.packages)}")
    print(f"key {signing.fingerprint(release.key)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
