"""Commands on rows that were put aside: list them, write them out, take them in corrected."""

import argparse
from pathlib import Path
from typing import Any, Final

from app.bootstrap import Desk
from app.cli.data import counts_json
from app.cli.output import complain, print_json, print_table, progress
from app.core.errors import UsageError, UserError
from app.core.tables import write_table
from app.core.texts import N_, Texts
from app.imports.correct import Reason
from app.imports.corrected_files import LEFT_OUT, MARK, cells_of, columns_of, personal_columns, veiled
from app.imports.queries import QuarantineRow, list_batches, list_quarantine
from app.imports.reasons import sentence
from app.jobs.correcting import Corrected, Outcome

_MOST: Final = 1_048_575
_SHOWN: Final = 5_000
_COUNTED: Final = {
    "still_wrong": N_("Rows that are still wrong and go on waiting: {n}"),
    "corrected_before": N_("Rows of the file that were corrected before: {n}"),
}


def run_quarantine(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``quarantine``: the rows put aside, with the reason of each cell; ``--out`` writes them to be corrected."""
    with desk.db.read() as session:
        ids = {one.ref: one.id for one in list_batches(session)}
        if args.batch and args.batch not in ids:
            raise UserError("There is no batch “{batch}”.", batch=args.batch)
        rows = list_quarantine(session, batch_id=ids.get(args.batch, ""), limit=_MOST if args.out else _SHOWN)
    if args.out:
        _write(desk, rows, args.out, t, reveal=args.reveal)
    found: list[dict[str, Any]] = [
        {
            "id": one.id, "batch": one.batch_ref, "file": one.file_name, "feed": one.feed, "row": one.row_no,
            "reasons": _reasons(desk, one.feed, one.reasons, t), "cells": one.cells,
        }
        for one in rows
    ]  # fmt: skip
    if args.json:
        print_json({"rows": found})
    elif args.out:
        print(t("Written to {file}. Rows: {n}", n=len(rows), file=args.out.name))
    else:
        headers = [t("batch"), t("file"), t("feed"), t("row"), t("reason")]
        print_table(
            headers, [[one["batch"], one["file"], one["feed"], one["row"], _said(one["reasons"])] for one in found]
        )
    return 0


def _reasons(desk: Desk, feed: str, reasons: tuple[Reason, ...], t: Texts) -> list[dict[str, str]]:
    return [
        {"field": name, "title": t(desk.feeds[feed].field(name).title) if name else "", "code": code,
         "text": t.render(sentence(code, value))}
        for name, code, value in reasons
    ]  # fmt: skip


def _said(reasons: list[dict[str, str]]) -> str:
    return "; ".join(f"{one['title']}: {one['text']}" if one["title"] else one["text"] for one in reasons)


def _write(desk: Desk, rows: list[QuarantineRow], out: Path, t: Texts, *, reveal: bool) -> None:
    left_out = [] if reveal else personal_columns(columns_of(rows), desk.feeds.values())
    if not reveal:
        rows = [veiled(one, desk.feeds[one.feed], left_out) for one in rows]
    if left_out:
        complain(t(LEFT_OUT, columns=", ".join(left_out)))
    columns = columns_of(rows)
    headers = [t("batch"), t("file"), t("feed"), t("row"), t("reason"), MARK, *columns]
    lines: list[list[Any]] = [
        [one.batch_ref, one.file_name, one.feed, one.row_no, _said(_reasons(desk, one.feed, one.reasons, t)),
         *cells_of(one, columns)]
        for one in rows
    ]  # fmt: skip
    write_table(out, "quarantine", headers, lines, progress=progress(t))


def run_correct(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``correct BATCH FILE --reason TEXT``: take corrected rows in as a child batch; the others go on waiting."""
    corrector, before = desk.pipeline.corrector, 0
    if args.again == (args.file is not None):
        raise UsageError("Give the file of corrected rows, or --again.")
    if args.again:
        edits = corrector.earlier(args.batch)
        if not edits:
            raise UserError("No row that waits in {batch} was corrected before.", batch=args.batch)
    else:
        edits, before = corrector.edits_of_file(args.batch, args.file, progress=progress(t))
        if not edits:
            raise UserError("Every row of {file} was corrected before; nothing was changed.", file=args.file.name)
    with corrector.checked(args.batch, edits, progress=progress(t), dates=args.dates or "") as checked:
        loaded = None if args.dry_run else corrector.load(checked, reason=args.reason, progress=progress(t))
    found = {
        "dry_run": args.dry_run,
        "batch": checked.parent.ref,
        "correction": loaded.batch_ref if loaded else None,
        "taken": len(checked.taken),
        "still_wrong": len(checked.outcomes) - len(checked.taken),
        "corrected_before": before,
        "feeds": [counts_json(desk, one, t) for one in checked.feeds],
        "rows": [_outcome(desk, one, t) for one in checked.outcomes],
    }
    if args.json:
        print_json(found)
    else:
        _print_outcome(found, checked, t)
    return 0


def _outcome(desk: Desk, one: Outcome, t: Texts) -> dict[str, Any]:
    return {
        "feed": one.fix.feed, "row": one.fix.row_no, "good": one.good,
        "changed": {name: {"before": old, "after": new} for name, (old, new) in one.fix.changed.items()},
        "reasons": _reasons(desk, one.fix.feed, one.reasons, t),
    }  # fmt: skip


def _print_outcome(found: dict[str, Any], checked: Corrected, t: Texts) -> None:
    headers = [t("feed"), t("row"), t("corrected"), t("reason")]
    print_table(
        headers,
        [
            [one["feed"], one["row"],
             "; ".join(f"{name}: {old} → {new}" for name, (old, new) in outcome.fix.changed.items()),
             _said(one["reasons"])]
            for one, outcome in zip(found["rows"], checked.outcomes, strict=True)
        ],
    )  # fmt: skip
    for name in ("still_wrong", "corrected_before"):
        if found[name]:
            print(t(_COUNTED[name], n=found[name]))
    if found["correction"]:
        print(t("Taken in as {batch}. Rows: {rows}", batch=found["correction"], rows=found["taken"]))
