"""The command line's way from a printed figure back to the rows, the batch, the file and the cell."""

import argparse
from typing import Any

from app.bootstrap import Desk, desk_at
from app.cli.output import print_json, print_table, progress
from app.core.money import decimal_text
from app.core.texts import Texts
from app.imports.cells import FileCell
from app.imports.records import RECORDS
from app.kpi.definitions import KPIS
from app.kpi.reference import FigureRef, parse_reference
from app.kpi.states import PRESENT, STATES
from app.kpi.wording import basis_words
from app.kpi.wording import listed as listed_words
from app.lineage.original import Originals, read_originals, telling_fields
from app.lineage.trace import Source, Trace, TracedRow, trace, traced_rows


def run_trace(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``trace REF [--rows N]``: the figure, what its rows add up to, and the first rows with their cells."""
    ref = parse_reference(args.ref)
    with desk_at(desk, ref.tx, progress=progress(t)) as then:
        known = then.workspace.known
        with then.db.read() as session:
            found = trace(session, ref)
            listed = []
            for source in found.sources:
                ids = source.ids[: args.rows] if args.rows else source.ids
                rows = traced_rows(session, source.feed, ids) if ids else []
                files, say = then.workspace.files, progress(t)
                listed.append((source, rows, read_originals(session, files, desk.feeds, rows, progress=say)))
    if args.json:
        print_json(_plain(found, listed, known_tx=found.ref.tx, copied=known is not None))
        return 0
    if known is not None:
        print(t.render(known.notice()))
    _print_figure(found, t)
    for source, rows, cells in listed:
        _print_rows(desk, found, source, rows, cells, t)
    return 0


def _print_figure(found: Trace, t: Texts) -> None:
    kpi, row = KPIS[found.ref.kpi], found.row
    value = "—" if row is None or row.value is None else row.value
    unit = "" if row is None else row.unit_name or row.currency or t(row.unit)
    print(" · ".join([t(kpi.name), found.ref.period, *found.names]) + f": {value} {unit}".rstrip())
    if row is not None and row.state != PRESENT:
        print(t(STATES[row.state], unit=row.unit_name))
    if row is not None and (words := basis_words(row)):
        print(t("Counted: {basis}", basis=t.render(listed_words(words))))
    print(t("Formula: {formula}", formula=kpi.formula))
    for name, total in found.added.items():
        said = t("is no sum of rows") if total is None else decimal_text(total.numerator, total.denominator)
        print(f"  {name} = {said}")


def _print_rows(
    desk: Desk, found: Trace, source: Source, rows: list[TracedRow], cells: Originals, t: Texts
) -> None:  # fmt: skip
    feed = desk.feeds[source.feed]
    said = {"feed": t(feed.title), "n": f"{len(source.ids):,}", "measure": source.measure or found.ref.kpi}
    print(t("{measure}: rows of {feed}: {n}", **said))
    table = []
    for one in rows:
        own = _telling(desk, found.ref, one, cells, source.measure)
        state = t(RECORDS["import_batch"].fields["state"].choices[one.origin.state])
        table.append([one.origin.batch, state, one.origin.file, one.origin.row_no, *own])
    if table:
        print_table([t("batch"), t("state"), t("file"), t("row"), t("cells")], table)
    if len(rows) < len(source.ids):
        print(t("Further rows: {n}; --rows 0 lists all.", n=f"{len(source.ids) - len(rows):,}"))


def _telling(desk: Desk, ref: FigureRef, row: TracedRow, cells: Originals, measure: str) -> list[str]:
    """The cells that the figure is computed from, each with its place; those of the head behind those of the line."""
    parts = []
    for one in (row, *([row.head] if row.head else [])):
        original = cells[one.feed, one.fact.id]
        wanted = telling_fields(
            ref.kpi, desk.feeds[one.feed], measure, grain=ref.asked.get("g", ""), basis=ref.asked.get("b", "")
        )
        where = "" if one is row else f"{original.file} "
        chosen = [cell for cell in original.cells if cell.field in wanted and cell.text]
        parts += [f"{where}{_place(cell)} {cell.header} “{cell.text}”" for cell in chosen]
    return ["  ".join(parts)]


def _place(cell: FileCell) -> str:
    return f"{cell.sheet}!{cell.column}{cell.row}" if cell.sheet else f"{cell.column}{cell.row}"


def _plain(
    found: Trace, listed: list[tuple[Source, list[TracedRow], Originals]], *, known_tx: int, copied: bool
) -> dict[str, Any]:
    row = found.row
    return {
        "ref": str(found.ref), "kpi": found.ref.kpi, "period": found.ref.period, "for": list(found.names),
        "known_at": known_tx, "day": found.ref.day.isoformat(), "copy": copied,
        "value": None if row is None else row.value, "state": None if row is None else row.state,
        "unit": None if row is None else row.unit, "n": None if row is None else row.n,
        "added": {name: None if one is None else decimal_text(one.numerator, one.denominator)
                  for name, one in found.added.items()},
        "sources": [
            {"measure": source.measure, "feed": source.feed, "rows": len(source.ids),
             "listed": [_row(one, cells) for one in rows]}
            for source, rows, cells in listed
        ],
    }  # fmt: skip


def _row(one: TracedRow, cells: Originals) -> dict[str, Any]:
    original = cells[one.feed, one.fact.id]
    return {
        "id": one.fact.id, "batch": one.origin.batch, "state": one.origin.state, "file": one.origin.file,
        "sha256": one.origin.file_sha256, "sheet": original.sheet, "row": one.origin.row_no,
        "cells": [{"field": cell.field, "header": cell.header, "cell": f"{cell.column}{cell.row}", "text": cell.text}
                  for cell in original.cells],
        "corrected": dict(original.corrected),
        "head": None if one.head is None else _row(one.head, cells),
    }  # fmt: skip
