"""Rows put aside for the same reason by the same value: one correction for all of them, over every file of a source."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.imports.corrections import headers_of
from app.imports.feeds import SEPARATOR, Feed
from app.imports.profile import Column, Entry
from app.imports.queries import CORRECTED, QuarantineRow, quarantine_rows
from app.imports.reasons import stood
from app.imports.ruling import PREFIX


@dataclass(frozen=True)
class Fault:
    """One reason of one row put aside: the field, the code, what stood there, and in which column."""

    row: QuarantineRow
    field: str
    code: str
    value: str
    kept: str
    """The reason's value as it is stored."""


def fault_of(session: Session, *, row_id: int, field: str = "") -> Fault:
    """The reason of a row that speaks of a field, the first one where none is named; raises UserError without one."""
    rows = quarantine_rows(session, [row_id])
    if not rows or rows[0].state != "open":
        raise UserError("There is no row {n} put aside; channeldesk quarantine lists them.", n=row_id)
    for name, code, kept in rows[0].reasons:
        if name and field in {"", name}:
            return Fault(rows[0], name, code, stood(code, kept), kept)
    raise UserError("Row {n} does not wait for one cell of it; correct it in the grid.", n=row_id)


def alike_ids(session: Session, fault: Fault) -> list[int]:
    """The rows that wait for the same reason with the same value, in all files of the source that are in use."""
    same = "json_extract(r.value, '$[2]') = :kept"
    kept = fault.kept
    if fault.code.startswith(PREFIX):  # a rule's message may speak of other cells too
        same, kept = "instr(json_extract(r.value, '$[2]'), :kept) = 1", f"{fault.value}{SEPARATOR}"
    statement = text(f"""
        SELECT DISTINCT q.id FROM quarantine q JOIN import_batch b ON b.n = q.batch_n JOIN json_each(q.reasons) r
        WHERE b.state = 'live' AND q.state = 'open' AND q.feed = :feed
        AND b.source = (SELECT source FROM import_batch WHERE ref = :batch)
        AND json_extract(r.value, '$[0]') = :field AND json_extract(r.value, '$[1]') = :code AND {same}
        AND q.id NOT IN ({CORRECTED}) ORDER BY q.id
    """)
    values = {
        "feed": fault.row.feed, "batch": fault.row.batch_ref, "field": fault.field, "code": fault.code, "kept": kept,
    }  # fmt: skip
    return list(session.execute(statement, values).scalars())


def column_of(entry: Entry, feed: Feed, field: str) -> str:
    """The one column that fills a field; raises UserError where it is filled by none or by several."""
    found = sorted(headers_of(entry, feed, field, ""))
    if len(found) != 1:
        raise UserError("“{field}” is not read from one column alone; correct the rows in the grid.", field=field)
    return found[0]


def taught_column(column: Column, *, wrong: str, right: str) -> Column:
    """The column with one word more: what stands there wrongly means the right one; nothing is told by a constant."""
    if not wrong:
        return replace(column, value=right)
    words = [(key, value) for key, value in column.map if key.strip().casefold() != wrong.casefold()]
    return replace(column, map=(*words, (wrong, right)))


def same_parts(one: Sequence[Entry], other: Sequence[Entry]) -> bool:
    """Whether two versions of a profile read the same parts out of a file."""
    return [entry.feed for entry in one] == [entry.feed for entry in other]
