"""Commands on many rows put aside at once: all alike, taught to the profile, read again."""

import argparse
from collections.abc import Mapping, Sequence

from app.bootstrap import Desk
from app.cli.output import print_json, progress
from app.core.errors import UsageError
from app.core.texts import Texts
from app.imports.corrections import Edit


def run_aside(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``aside alike | teach ROW --to TEXT`` and ``aside again [BATCH]``."""
    what: str = args.what
    if what == "again":
        groups = desk.cockpit.waiting(args.word or "")
        return _together(desk, args, t, groups, newest=True)
    if not (args.word or "").isdecimal() or args.to is None:
        raise UsageError("Name the row by its id (channeldesk quarantine --json) and what is right: --to TEXT.")
    edit = desk.cockpit.edit_of(int(args.word), args.to, args.field or "")
    if what == "alike":
        return _together(desk, args, t, desk.cockpit.spread([edit]), newest=False)
    lessons = desk.cockpit.lessons([edit])
    if not args.dry_run:
        desk.cockpit.teach(lessons)
    found = [
        {"profile": one.profile.id, "version": one.profile.version, "column": one.column, "wrong": one.wrong,
         "right": one.right}
        for one in lessons
    ]  # fmt: skip
    if args.json:
        print_json({"dry_run": args.dry_run, "lessons": found})
        return 0
    for one in found:
        print(t("{column}: “{wrong}” means “{right}”", column=one["column"], wrong=one["wrong"], right=one["right"]))
        print(t("Profile {profile}, version {n}", profile=one["profile"], n=one["version"]))
    return 0


def _together(
    desk: Desk, args: argparse.Namespace, t: Texts, groups: Mapping[str, Sequence[Edit]], *, newest: bool
) -> int:
    if not args.dry_run and not (args.reason or "").strip():
        raise UsageError("A correction needs a reason: --reason TEXT.")
    reason = None if args.dry_run else args.reason
    found = desk.pipeline.corrector.together(groups, reason=reason, progress=progress(t), newest=newest)
    rows = sum(map(len, groups.values()))
    if args.json:
        print_json({
            "dry_run": args.dry_run, "batches": {name: len(edits) for name, edits in groups.items()}, "rows": rows,
            "good": found.good, "still_wrong": rows - found.good, "corrections": list(found.refs), **found.changes,
        })  # fmt: skip
        return 0
    print(t("Rows: {n}; right now: {good}; still wrong: {left}", n=rows, good=found.good, left=rows - found.good))
    for ref in found.refs:
        print(t("Taken in as {batch}", batch=ref))
    return 0
