"""The command line's way from a printed figure back to the rows, the batch, the file and the cell."""

import argparse
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.bootstrap import Desk, desk_at
from app.cli.output import print_json, print_table, progress
from app.core.money import decimal_text
from app.core.texts import Text, Texts
from app.imports.cells import FileCell
from app.imports.records import RECORDS
from app.kpi.batches import SourceBatch, batches_of
from app.kpi.definitions import UNIT_TITLES
from app.kpi.measure_titles import measure_title
from app.kpi.reference import HEALTH, KINDS, FigureRef, confirm_state, parse_reference
from app.kpi.states import PRESENT, STATES
from app.kpi.wording import basis_words
from app.kpi.wording import listed as listed_words
from app.lineage.account import Account
from app.lineage.explain import Explained
from app.lineage.original import Originals, read_originals, telling_fields
from app.lineage.telling import account_of
from app.lineage.trace import Source, Trace, TracedRow, trace, traced_rows


def run_trace(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``trace REF [--rows N]``: the figure, how its rows lead to it, and the first rows with their cells.

    Raises UserError for a reference that was not written of this workspace.
    """
    ref = parse_reference(args.ref)
    with desk.db.read() as session:
        confirm_state(session, ref)
    if ref.kpi == HEALTH:  # frozen: it is told by the workspace as it is, whatever came since
        return _tell(desk, ref, args, t)
    with desk_at(desk, ref.tx, progress=progress(t)) as then:
        return _tell(then, ref, args, t)


def _tell(desk: Desk, ref: FigureRef, args: argparse.Namespace, t: Texts) -> int:
    known = desk.workspace.known
    with desk.db.read() as session:
        found = _found(desk, session, ref)
        batches = batches_of(session, ref.kpi, found.choice, ref.day) if isinstance(found, Trace) else ()
        listed = []
        for source in found.sources:
            ids = source.ids[: args.rows] if args.rows else source.ids
            rows = traced_rows(session, source.feed, ids) if ids else []
            listed.append((source, rows, read_originals(session, desk.workspace.files, desk.feeds, rows,
                                                        progress=progress(t))))  # fmt: skip
    if args.json:
        said = _plain_figure(found, batches, t) if isinstance(found, Trace) else _plain_account(found, t)
        print_json(said | _plain_rows(ref, listed, copied=known is not None))
        return 0
    if known is not None:
        print(t.render(known.notice()))
    if isinstance(found, Trace):
        _print_figure(found, args.rows, t)
        _print_batches(desk, batches, args.rows, t)
    else:
        _print_account(found, t)
    for source, rows, cells in listed:
        _print_rows(desk, ref, source, rows, cells, t)
    return 0


def _found(desk: Desk, session: Session, ref: FigureRef) -> Trace | Account:
    if ref.kpi in KINDS:
        return account_of(session, desk.workspace.files, desk.infos, ref)
    return trace(session, ref)


def _said(words: Text | str, t: Texts) -> str:
    return t.render(words) if isinstance(words, Text) else words


def _print_account(found: Account, t: Texts) -> None:
    head = " · ".join([t.render(found.title), found.ref.period, *found.names])
    print(f"{head}: {_said(found.value, t)}")
    for one in found.items:
        print(f"  {_said(one.name, t)}: {_said(one.value, t)}".rstrip() + (f"  [{one.ref}]" if one.ref else ""))


def _print_figure(found: Trace, most: int, t: Texts) -> None:
    kpi, row = found.kpi, found.row
    value = "—" if row is None or row.value is None else row.value
    unit = "" if row is None or row.value is None else row.unit_name or row.currency or t(UNIT_TITLES[row.unit])
    print(" · ".join([t(kpi.name), found.ref.period, *found.names]) + f": {value} {unit}".rstrip())
    if row is not None and row.state != PRESENT:
        print(t(STATES[row.state], unit=row.unit_name))
    if row is not None and (words := basis_words(row)):
        print(t("Counted: {basis}", basis=t.render(listed_words(words))))
    print(t("Formula: {formula}", formula=found.formula))
    for one in found.explained:
        title = _said(measure_title(one.name), t)
        said = f"  {one.name} = {_total(one) or t('unknown')}" + (f": {title}" if title != one.name else "")
        print(said + (f": {t.render(one.how)}" if one.how else ""))
        for name, part in one.parts[: most or None]:
            print(f"    {name}: {_said(part, t)}")
        if most and len(one.parts) > most:
            print("    " + t("Further lines: {n}; --rows 0 lists all.", n=f"{len(one.parts) - most:,}"))


def _print_batches(desk: Desk, batches: Sequence[SourceBatch], most: int, t: Texts) -> None:
    """Every file that the whole figure is counted from, those with most rows first."""
    print(t("Source batches: {n}", n=f"{len(batches):,}"))
    rows = [
        [one.ref, one.file_name, t(desk.feeds[one.feed].title), f"{one.rows:,}", one.loaded_at[:10]]
        for one in batches[: most or None]
    ]
    if rows:
        print_table([t("batch"), t("file"), t("Kind"), t("Rows"), t("Loaded at")], rows)
    if len(rows) < len(batches):
        print(t("Further batches: {n}; --rows 0 lists all.", n=f"{len(batches) - len(rows):,}"))


def _total(one: Explained) -> str | None:
    return None if one.total is None else decimal_text(one.total.numerator, one.total.denominator)


def _print_rows(
    desk: Desk, ref: FigureRef, source: Source, rows: list[TracedRow], cells: Originals, t: Texts
) -> None:  # fmt: skip
    feed = desk.feeds[source.feed]
    said = {"feed": t(feed.title), "n": f"{len(source.ids):,}", "measure": _source_name(source, ref)}
    print(t("{measure}: rows of {feed}: {n}", **said))
    table = []
    for one in rows:
        own = _telling(desk, ref, one, cells, source.measure)
        state = t(RECORDS["import_batch"].fields["state"].choices[one.origin.state])
        table.append([one.origin.batch, state, one.origin.file, one.origin.row_no, *own])
    if table:
        print_table([t("batch"), t("state"), t("file"), t("row"), t("cells")], table)
    if len(rows) < len(source.ids):
        print(t("Further rows: {n}; --rows 0 lists all.", n=f"{len(source.ids) - len(rows):,}"))


def _source_name(source: Source, ref: FigureRef) -> str:
    return source.measure or ref.asked.get("i", "") or ref.kpi


def _telling(desk: Desk, ref: FigureRef, row: TracedRow, cells: Originals, measure: str) -> list[str]:
    """The cells that the figure is computed from, each with its place; those of the head behind those of the line."""
    parts = []
    for one in (row, *([row.head] if row.head else [])):
        original = cells[one.feed, one.fact.id]
        feed, said = desk.feeds[one.feed], ref.asked
        wanted = telling_fields(desk.kpis.get(ref.kpi), feed, measure, grain=said.get("g", ""), basis=said.get("b", ""))
        where = "" if one is row else f"{original.file} "
        chosen = [cell for cell in original.cells if cell.field in wanted and cell.text]
        parts += [f"{where}{_place(cell)} {cell.header} “{cell.text}”" for cell in chosen]
    return ["  ".join(parts)]


def _place(cell: FileCell) -> str:
    return f"{cell.sheet}!{cell.column}{cell.row}" if cell.sheet else f"{cell.column}{cell.row}"


def _plain_figure(found: Trace, batches: Sequence[SourceBatch], t: Texts) -> dict[str, Any]:
    row = found.row
    return {
        "kpi": found.ref.kpi, "for": list(found.names),
        "value": None if row is None else row.value, "state": None if row is None else row.state,
        "unit": None if row is None else row.unit, "n": None if row is None else row.n,
        "added": {one.name: _total(one) for one in found.explained},
        "explained": [
            {"name": one.name, "value": _total(one), "how": None if one.how is None else t.render(one.how),
             "parts": [{"name": name, "value": _said(part, t)} for name, part in one.parts]}
            for one in found.explained
        ],
        "batches": [
            {"batch": one.ref, "file": one.file_name, "feed": one.feed, "rows": one.rows, "loaded_at": one.loaded_at}
            for one in batches
        ],
    }  # fmt: skip


def _plain_account(found: Account, t: Texts) -> dict[str, Any]:
    return {
        "kind": found.ref.kpi, "title": t.render(found.title), "for": list(found.names),
        "value": _said(found.value, t),
        "items": [{"name": _said(one.name, t), "value": _said(one.value, t), "ref": one.ref} for one in found.items],
    }  # fmt: skip


def _plain_rows(
    ref: FigureRef, listed: list[tuple[Source, list[TracedRow], Originals]], *, copied: bool
) -> dict[str, Any]:
    return {
        "ref": str(ref), "period": ref.period, "known_at": ref.tx, "day": ref.day.isoformat(), "copy": copied,
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
