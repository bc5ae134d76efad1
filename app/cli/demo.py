"""``demo``: the practice region as a workspace."""

import argparse
from pathlib import Path

from app.bootstrap import Desk, create_desk
from app.cli.output import print_json, print_table, progress
from app.core.settings import MachineSettings
from app.core.texts import Texts


def create_practice(path: Path, *, machine: MachineSettings) -> Desk:
    """A new workspace whose clock stands on the practice day."""
    from app.practice.frame import TODAY

    return create_desk(path, name="浙江省区（演练）", day=TODAY, machine=machine)


def run_demo(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``demo [--lines N] [--files FOLDER]``: write the export files and take every one of them in."""
    from app.jobs.region import take_in_region  # its writers of files would take time of every command

    taken = take_in_region(desk.pipeline, desk.shelf, folder=args.files, lines=args.lines, progress=progress(t))
    rows = [
        {"file": file.path.name, "period": file.period, "batch": loaded.batch_ref,
         "loaded": sum(one.loaded for one in loaded.feeds), "quarantined": sum(one.quarantined for one in loaded.feeds)}
        for file, loaded in zip(taken.region.files, taken.batches, strict=True)
    ]  # fmt: skip
    if args.json:
        print_json({"period": "2026-Q1", "today": taken.region.today.isoformat(), "files": len(rows), "batches": rows})
    else:
        print_table(
            [t("file"), t("period"), t("batch"), t("loaded"), t("quarantined")], [list(one.values()) for one in rows]
        )
    return 0
