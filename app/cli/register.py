"""The command line's register of dealers: out as XLSX, changed in Excel, back in."""

import argparse
from typing import TYPE_CHECKING

from app.cli.output import print_json, print_table, progress
from app.core.texts import Texts
from app.dealers.register.plan import Plan
from app.dealers.register.said import said_lines
from app.jobs.register import carry_out_plan, plan_of_file, write_register

if TYPE_CHECKING:
    from app.bootstrap import Desk


def run_register(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``register export FILE`` or ``register import FILE [--dry-run]``; 1 where rows were not taken."""
    if args.what == "export":
        count = write_register(desk.db, args.file, lang=t.lang, progress=progress(t), reveal=args.reveal)
        if args.json:
            print_json({"rows": count, "file": str(args.file)})
        else:
            print(t("Written to {file}. Rows: {n}", file=args.file, n=count))
        return 0
    plan = plan_of_file(desk.db, args.file, progress=progress(t))
    if not args.dry_run and plan.changes:
        plan = carry_out_plan(desk.db, plan, progress=progress(t))
    _print(plan, args, t)
    return 1 if plan.refused else 0


def _print(plan: Plan, args: argparse.Namespace, t: Texts) -> None:
    lines = said_lines(plan, t.lang)
    refused = [[t.render(one.where), t.render(one.why)] for one in plan.refused]
    if args.json:
        print_json({
            "changes": [line._asdict() for line in lines],
            "refused": [{"where": where, "why": why} for where, why in refused],
            "written": not args.dry_run,
        })  # fmt: skip
        return
    if lines:
        print_table([t("Sheet"), t("Dealer"), t("Field"), t("Before"), t("After")], lines)
    elif not refused:
        print(t("The file says what the workspace says; nothing changes."))
    if refused:
        print(t("Not taken:"))
        print_table([t("Row"), t("Why")], refused)
    if lines:
        print(t("Nothing was written (--dry-run).") if args.dry_run else t("Changed. One undo takes all of it back."))
