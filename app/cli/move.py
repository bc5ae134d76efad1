"""``move``: a workspace in one file on its way to another machine, and put in place there."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.bootstrap import Desk, open_desk
from app.cli.output import print_json, progress
from app.core.check import check
from app.core.errors import UsageError
from app.core.moving import BACKUPS, NEWEST, lift, pack, put_in_place
from app.core.texts import N_, Texts

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS: Final = {"move": N_("move the workspace to another machine: pack FILE here, open FILE there, or lift")}
"""What the command does, in words."""


def add_words(_name: str, parser: argparse.ArgumentParser, t: Texts) -> None:
    """The words of the command."""
    parser.add_argument("what", choices=["pack", "open", "lift"])
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help=t("pack, open: the file in between"))
    parser.add_argument("--backups", choices=BACKUPS, default=NEWEST, help=t("pack: which backups go along"))


def run_move(args: argparse.Namespace, t: Texts) -> int:
    """``move pack|open FILE`` and ``move lift``; no window may have the workspace open."""
    if args.what == "lift":
        lift(args.workspace)
        if args.json:
            print_json({"moved": False})
        else:
            print(t("The workspace goes on here."))
        return 0
    if args.file is None:
        raise UsageError("Name the file in between: channeldesk -w WORKSPACE move {what} FILE", what=args.what)
    return _pack(args, t) if args.what == "pack" else _open(args, t)


def _pack(args: argparse.Namespace, t: Texts) -> int:
    found = pack(args.workspace, args.file, backups=args.backups, progress=progress(t))
    if args.json:
        print_json({"file": str(found.path), "bytes": found.size, "parts": list(found.parts),
                    "encrypted": found.encrypted})  # fmt: skip
        return 0
    print(t("Packed into {path}; parts: {n}, each compared with its SHA-256.", path=found.path, n=len(found.parts)))
    print(t("On the new machine: channeldesk -w WORKSPACE move open FILE. Put this workspace aside."))
    if found.encrypted:
        print(t("It is encrypted: have its recovery code at hand there."))
    else:
        print(t("It is not encrypted: whoever has the file can read it."))
    return 0


def _open(args: argparse.Namespace, t: Texts) -> int:
    code = sys.stdin.readline() if args.recovery_code else ""
    placed = put_in_place(args.file, args.workspace, code=code, progress=progress(t))
    desk = open_desk(placed.path)
    try:
        faults = [t.render(one) for one in check(desk.db, desk.workspace.files, [desk.cells_check])]
        anew = _anew(desk, t)
    finally:
        desk.close()
    if args.json:
        print_json({"workspace": str(placed.path), "parts": list(placed.parts), "faults": faults, "enter_anew": anew,
                    "settings": list(placed.settings)})  # fmt: skip
        return 1 if faults else 0
    print(t("{path} is in place and goes on as a new device.", path=placed.path))
    print("\n".join(faults) if faults else t("The workspace is sound: file, keys, journal, records and figures agree."))
    print(t("To be entered anew on this machine:"))
    for line in anew:
        print(f"- {line}")
    return 1 if faults else 0


def _anew(desk: Desk, t: Texts) -> list[str]:
    """What never leaves a machine."""
    with desk.db.raw_read() as raw:
        names = [str(row[0]) for row in raw.execute(
            "SELECT name FROM data_source WHERE NOT removed AND kind <> 'folder' ORDER BY name"
        )]  # fmt: skip
    lines = [t("the password of the data source {name}", name=name) for name in names]
    return [*lines, t("the password of the mail server, the certificate for signing, and who works here")]


COMMANDS: "Final[dict[str, Callable[[argparse.Namespace, Texts], int]]]" = {"move": run_move}
"""By name; each works on a workspace that is not open."""
