"""Commands about the policy file: whether one is sound, and what holds on this machine."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.cli.output import print_json, print_table
from app.core import fleet
from app.core.errors import UserError
from app.core.fleet_view import WHENCE, Held, held, value_words
from app.core.settings import MachineSettings
from app.core.texts import N_, Text, Texts

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS: Final = {"fleet": N_("the policy file: whether it is sound, and what holds on this machine")}
"""What the command does, in words."""


def add_words(_name: str, parser: argparse.ArgumentParser, t: Texts) -> None:
    """The words of the command."""
    parser.add_argument("what", choices=["check", "show"])
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE",
                        help=t("check: a policy file; default: the one in force"))  # fmt: skip


def run_fleet(args: argparse.Namespace, t: Texts) -> int:
    """``fleet check [FILE]`` and ``fleet show``."""
    return _check(args, t) if args.what == "check" else _show(args, t)


def _check(args: argparse.Namespace, t: Texts) -> int:
    """Each fault as a sentence with its line; 1 where there is one."""
    if args.file is not None and not args.file.exists():
        raise UserError("There is no file “{name}”.", name=str(args.file))
    found = fleet.policy() if args.file is None else fleet.read_policy(args.file.absolute())
    absent = fleet.absent(found)
    if args.json:
        print_json({
            "file": str(found.path) if found.path else None, "sound": not found.faults,
            "faults": [{"line": one.line, "key": one.key, "text": t.render(one.what)} for one in found.faults],
            "absent": [{"line": one.line, "key": one.key, "text": t.render(one.what)} for one in absent],
            "locked": sorted(found.locked),
        })  # fmt: skip
        return 1 if found.faults else 0
    if found.path is None:
        print(t("There is no policy file on this machine; nothing is set and nothing is locked."))
        return 0
    for one in found.faults:
        print(f"{found.path}: {t.render(one.text)}")
    for one in absent:
        print(t("{file}: {what} (not now; no fault)", file=found.path, what=one.text))
    if not found.faults:
        said = {"file": found.path, "n": len(found.values), "locked": len(found.locked)}
        print(t("{file} is sound. Settings: {n}, of them locked: {locked}", **said))
    return 1 if found.faults else 0


def _show(args: argparse.Namespace, t: Texts) -> int:
    """Every setting with its value and where it comes from; a broken file is said first."""
    found, rows = fleet.policy(), held(fleet.policy(), MachineSettings())
    if args.json:
        print_json({"file": str(found.path) if found.path else None, "sound": not found.faults,
                    "rows": [_plain(one) for one in rows]})  # fmt: skip
        return 0
    path = found.path or t("none")
    print(t.render(Text(N_("Policy file: {path}"), {"path": path})))
    if (notice := fleet.notice()) is not None:
        print(t.render(notice))
    table = [[t.render(one.title), one.key, value_words(one, t), t(WHENCE[one.whence])] for one in rows]
    print_table([t("Setting"), t("Name in the file"), t("Value"), t("Where it comes from")], table)
    return 0


def _plain(one: Held) -> dict[str, Any]:
    value = one.value
    if isinstance(value, tuple):
        value = [str(part) for part in value]
    elif isinstance(value, Path):
        value = str(value)
    return {"key": one.key, "value": value, "from": one.whence}


COMMANDS: "Final[dict[str, Callable[[argparse.Namespace, Texts], int]]]" = {"fleet": run_fleet}
"""By name; each works without a workspace."""
