"""``encrypt``: encryption of a workspace at rest, and its recovery code on standard input."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.bootstrap import Desk, create_desk
from app.cli.output import complain, print_json, progress
from app.core.encryption.making import wanted_key
from app.core.errors import UsageError, UserError
from app.core.keys import id_of, key_id_of
from app.core.settings import MachineSettings
from app.core.texts import N_, Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.encryption.service import NewKey, Status

WORDS: Final = {"encrypt": N_("encrypt the workspace on the disk: on, off, status, change-key, recovery, finish")}
"""What the command does, in words."""
_WHAT: Final = ("status", "on", "off", "change-key", "recovery", "finish")
_BACKUPS: Final = ("convert", "delete", "leave")


def add_words(_name: str, parser: argparse.ArgumentParser, t: Texts) -> None:
    """The words of the command."""
    parser.add_argument("what", choices=_WHAT)
    parser.add_argument("--code-to", type=Path, metavar="FILE",
                        help=t("on, change-key, recovery: write the recovery code to this text file"))  # fmt: skip
    parser.add_argument(
        "--backups", choices=_BACKUPS, default="convert",
        help=t("on, finish: encrypt the backups of before too, delete them, or leave them in plain"),
    )  # fmt: skip


def run_encrypt(args: argparse.Namespace, t: Texts) -> int:
    """``encrypt WHAT``: works while no program has the workspace open."""
    from app.core.encryption import service

    path: Path = args.workspace
    if args.code_to is not None and args.code_to.exists():
        raise UserError("“{name}” exists already; choose another name.", name=args.code_to.name)
    bar = progress(t)
    if args.what == "status":
        return _say(service.status(path), args, t)
    if args.what in {"on", "change-key", "recovery"}:
        new = service.make_key()
        with _telling(new, args, t) as code:
            if args.what == "on":
                service.turn_on(path, new, backups=args.backups, progress=bar)
            elif args.what == "change-key":
                service.change_key(path, new, progress=bar)
            else:
                service.use_code(path, new.code)
        return _say(service.status(path), args, t, code)
    if args.what == "off":
        return _say(service.turn_off(path, progress=bar), args, t)
    return _say(service.finish(path, backups=args.backups, progress=bar), args, t)


def take_code(path: Path | None) -> None:
    """Keep the key of a workspace by the recovery code that stands on standard input (``--recovery-code``)."""
    from app.core.encryption import service

    if path is None:
        raise UsageError("Name the workspace that the recovery code opens: channeldesk --workspace FILE.cdesk …")
    service.recover(path, sys.stdin.readline())


def create_told(path: Path, machine: MachineSettings, t: Texts) -> Desk:
    """A new workspace; where the policy file wants it encrypted it is, and its code stands beside what is printed."""
    new = wanted_key(path, machine.folder)
    desk = create_desk(path, machine=machine, new=new)
    if new is not None:
        complain(t("The policy file wants workspaces encrypted; this one is. Write its recovery code down, it is "
                   "shown only now: {code}", code=new.code))  # fmt: skip
    return desk


@contextmanager
def _telling(new: "NewKey", args: argparse.Namespace, t: Texts) -> Iterator[dict[str, str]]:
    """A code goes to its file before it counts; of a step that fails it stays where the workspace has its key."""
    told = _code(new.code, args, t)
    try:
        yield told
    except BaseException:
        if key_id_of(args.workspace) != id_of(new.key):
            if args.code_to is not None:
                args.code_to.unlink(missing_ok=True)
        elif args.code_to is None:
            complain(t("The recovery code, shown only now; write it down and keep it away from the laptop:"))
            complain(f"    {new.code}")
        raise


def _code(code: str, args: argparse.Namespace, t: Texts) -> dict[str, str]:
    """The code for the screen, or where it was written."""
    if args.code_to is None:
        return {"recovery_code": code}
    from app.core.encryption.code import code_sheet
    from app.core.whole import write_whole

    write_whole(args.code_to, code_sheet(args.workspace.name, code, t).encode(), mode=0o600)
    return {"recovery_code_in": str(args.code_to)}


def _say(found: "Status", args: argparse.Namespace, t: Texts, code: dict[str, str] | None = None) -> int:
    if args.json:
        row: dict[str, Any] = {
            "encrypted": found.encrypted, "key_here": found.key_here, "recovery_file": found.code_here,
            "plain": [str(one) for one in found.plain], "unfinished": [str(one) for one in found.others],
        }  # fmt: skip
        print_json(row | (code or {}))
        return 0
    print(t("Encrypted: {yes}", yes=t("yes") if found.encrypted else t("no")))
    if found.encrypted:
        print(t("The key is kept on this machine.") if found.key_here
              else t("The key is not kept on this machine: the recovery code is asked for."))  # fmt: skip
        if not found.code_here:
            print(t("The file {name} for the recovery code is missing; make a new code: encrypt recovery",
                    name=f"{args.workspace.name}-key"))  # fmt: skip
    for one in found.others:
        print(t("Not as the workspace is: {path}", path=one) if found.encrypted
              else t("Still encrypted: {path}", path=one))  # fmt: skip
    if found.plain:
        print(t("What lies in plain: encrypt finish, or encrypt finish --backups delete"))
    if code and "recovery_code" in code:
        print(t("The recovery code, shown only now; write it down and keep it away from the laptop:"))
        print(f"    {code['recovery_code']}")
    elif code:
        print(t("The recovery code is in {path}; print it and delete the file.", path=args.code_to))
    return 0


COMMANDS: "Final[dict[str, Callable[[argparse.Namespace, Texts], int]]]" = {"encrypt": run_encrypt}
"""By name; each works on a workspace that is not open."""
