"""Commands of whoever looks after an installation: the doctor and the support bundle, with or without a workspace."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.cli.output import print_json, print_table, progress
from app.core.settings import MachineSettings
from app.core.texts import N_, Texts

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS: Final = {
    "doctor": N_("look whether this installation is well: versions, paths, disk, database, jobs, fonts, screen"),
    "support-bundle": N_("write a ZIP file for support, without any of your data"),
}
"""What the commands do, in words."""


def add_words(name: str, parser: argparse.ArgumentParser, t: Texts) -> None:
    """The words of one of the commands."""
    if name == "support-bundle":
        parser.add_argument("--out", required=True, type=Path, metavar="FILE", help=t("the ZIP file"))


def run_doctor(args: argparse.Namespace, t: Texts) -> int:
    """``doctor``: every finding; 1 where something is bad, else 0."""
    from app.doctor.findings import BAD, PARTS, STATES, worst
    from app.doctor.service import as_json, examine, said

    rows = examine(args.workspace, MachineSettings(), progress=progress(t))
    if args.json:
        print_json(as_json(rows, t))
    else:
        table = [[t(PARTS[one.part]) if one.part != "lists" else t("White lists"), t.render(one.title),
                  said(one.value, t), t(STATES[one.state])] for one in rows]  # fmt: skip
        print_table([t("Part"), t("What"), t("What it is"), t("State")], table)
        for one in rows:
            if one.advice is not None:
                print(f"{t.render(one.title)}: {t.render(one.advice)}")
    return 1 if worst(rows) == BAD else 0


def run_bundle(args: argparse.Namespace, t: Texts) -> int:
    """``support-bundle --out FILE``."""
    from app.doctor.bundle import write_bundle

    made = write_bundle(args.out, args.workspace, MachineSettings(), progress=progress(t))
    if args.json:
        print_json({"bundle": str(made)})
    else:
        print(t("Written without any of your data: {path}", path=made))
    return 0


COMMANDS: "Final[dict[str, Callable[[argparse.Namespace, Texts], int]]]" = {
    "doctor": run_doctor, "support-bundle": run_bundle,
}  # fmt: skip
"""By name; each works without a workspace."""
