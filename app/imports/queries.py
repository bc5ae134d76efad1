"""What screens and the command line read about batches and quarantined rows."""

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from app.core.model import Entry
from app.imports.counts import Counts, counts_of
from app.imports.model import ImportBatch, ImportProfile
from app.imports.usual import DAYS, FileSize


@dataclass(frozen=True)
class BatchRow:
    """One batch in a list."""

    id: str
    ref: str
    n: int
    file_name: str
    file_sha256: str
    source: str
    profile_id: str
    profile_version: int
    extracted_at: str
    loaded_at: str
    state: str
    """Of a correction, that of its file's batch where that one is out."""
    feeds: tuple[Counts, ...]
    waiting: int = 0
    """Rows put aside that wait now."""
    parent_id: str = ""
    """The batch whose rows this one corrects."""
    parent_ref: str = ""
    reason: str = ""
    """Why the rows were corrected, in the person's words."""
    alone: bool = True
    """Whether its state is its own, and not that of its file's batch."""

    @property
    def loaded(self) -> int:
        """Rows taken in."""
        return sum(one.loaded for one in self.feeds)

    @property
    def quarantined(self) -> int:
        """Rows put aside when it was loaded."""
        return sum(one.quarantined for one in self.feeds)

    @property
    def corrected(self) -> int:
        """Rows put aside that were corrected since, or that this correction took in."""
        return self.loaded if self.parent_id else self.quarantined - self.waiting


@dataclass(frozen=True)
class QuarantineRow:
    """One row that was not taken in."""

    id: int
    batch_ref: str
    file_name: str
    feed: str
    row_no: int
    reasons: tuple[tuple[str, str, str], ...]
    """Field, code of the reason, and what stood in the cell."""
    cells: dict[str, str]
    state: str
    entry: int = 0
    """The number of the part of its profile that read it."""


CORRECTED: Final = """
    SELECT CAST(json_extract(c.reasons, '$[0][2]') AS INTEGER) FROM import_batch k
    CROSS JOIN quarantine c ON c.batch_n = k.n AND c.state = 'fixed' WHERE k.parent_id IS NOT NULL AND k.state = 'live'
"""
"""The ids of the rows that corrections in use stand for: each names its row in the first of its reasons."""
_OPEN: Final = f"""
    WHERE b.state = 'live' AND q.state = 'open' AND (:batch = '' OR b.id = :batch) AND q.id NOT IN ({CORRECTED})
"""


def list_batches(session: Session) -> list[BatchRow]:
    """Every batch, the newest first, each followed by the corrections of its rows."""
    batches = {one.id: one for one in session.scalars(select(ImportBatch).order_by(ImportBatch.n.desc()))}
    counted = text(f"""
        SELECT q.batch_n, count(*) FROM quarantine q JOIN import_batch b ON b.n = q.batch_n {_OPEN} GROUP BY 1
    """)
    waiting: dict[int, int] = dict(row for row in session.execute(counted, {"batch": ""}))
    why = _correction_reasons(session)
    rows = []
    for one in batches.values():
        parent = batches.get(one.parent_id or "")
        out = parent is not None and parent.state != "live" and one.state == "live"
        rows.append(
            BatchRow(
                id=one.id, ref=one.ref, n=one.n, file_name=one.file_name, file_sha256=one.file_sha256,
                source=one.source, profile_id=one.profile_id, profile_version=one.profile_version,
                extracted_at=one.extracted_at, loaded_at=one.loaded_at,
                state=parent.state if parent is not None and out else one.state, feeds=counts_of(one.summary),
                waiting=waiting.get(one.n, 0), parent_id=one.parent_id or "",
                parent_ref=parent.ref if parent is not None else "", reason=why.get(one.id, ""), alone=not out,
            )
        )  # fmt: skip
    place = {one.id: (-one.n, 0) for one in rows if not one.parent_id}
    return sorted(rows, key=lambda one: place.get(one.id) or (place[one.parent_id][0], one.n))


def _correction_reasons(session: Session) -> dict[str, str]:
    statement = (
        select(Entry.entity_id, Entry.reason)
        .where(Entry.entity == ImportBatch.__tablename__, Entry.kind == "create", Entry.reason != "")
    )  # fmt: skip
    return {entity_id: reason for entity_id, reason in session.execute(statement)}  # noqa: C416


def list_quarantine(session: Session, *, batch_id: str = "", limit: int = 5_000) -> list[QuarantineRow]:
    """The rows put aside by live batches that nobody has corrected yet."""
    found = session.execute(
        text(f"""
        SELECT q.id, b.ref, b.file_name, q.feed, q.row_no, q.reasons, q.cells, q.state, q.entry
        FROM quarantine q JOIN import_batch b ON b.n = q.batch_n {_OPEN}
        ORDER BY q.batch_n DESC, q.id LIMIT :limit
    """),
        {"batch": batch_id, "limit": limit},
    )
    return [_quarantined(row) for row in found]


_QUARANTINE: Final = f"FROM quarantine q JOIN import_batch b ON b.n = q.batch_n {_OPEN}"
_REASON: Final = "EXISTS (SELECT 1 FROM json_each(q.reasons) r WHERE json_extract(r.value, '$[1]') IN :codes)"
_ORDERS: Final = {
    "": "q.batch_n DESC, q.id", "file": "b.file_name {way}, q.id", "feed": "q.feed {way}, q.id",
    "row": "q.row_no {way}, q.id", "batch": "q.batch_n {way}, q.id",
}  # fmt: skip


def quarantine_ids(
    session: Session,
    *,
    batch_id: str = "",
    reason: str = "",
    order: str = "",
    descending: bool = False,
    search: str = "",
    search_codes: Sequence[str] = (),
) -> "array[int]":
    """The ids of the rows put aside, of one batch and one reason if asked, in an order of ``_ORDERS``.

    ``search`` is looked for in the file's name and in the cells; rows whose reason is among ``search_codes`` match too.
    """
    conditions, values = "", dict[str, Any](batch=batch_id)
    if reason:
        conditions += f" AND {_REASON.replace(':codes', '(:reason)')}"
        values["reason"] = reason
    if search:
        found = _REASON if search_codes else "0"
        conditions += f" AND (b.file_name LIKE :text ESCAPE '\\' OR q.cells LIKE :text ESCAPE '\\' OR {found})"
        values["text"] = "%" + "".join(f"\\{one}" if one in "%_\\" else one for one in search) + "%"
        if search_codes:
            values["codes"] = list(search_codes)
    way = _ORDERS[order].format(way="DESC" if descending else "ASC")
    statement = text(f"SELECT q.id {_QUARANTINE} {conditions} ORDER BY {way}")
    if "codes" in values:
        statement = statement.bindparams(bindparam("codes", expanding=True))
    return array("q", session.execute(statement, values).scalars())


def quarantine_rows(session: Session, ids: Sequence[int]) -> list[QuarantineRow]:
    """The rows of these ids, in this order; an id that is gone meanwhile gives no row."""
    statement = text("""
        SELECT q.id, b.ref, b.file_name, q.feed, q.row_no, q.reasons, q.cells, q.state, q.entry
        FROM quarantine q JOIN import_batch b ON b.n = q.batch_n WHERE q.id IN :ids
    """).bindparams(bindparam("ids", expanding=True))
    found = {row[0]: _quarantined(row) for row in session.execute(statement, {"ids": list(ids)})}
    return [found[one] for one in ids if one in found]


def quarantine_reasons(session: Session, *, batch_id: str = "") -> dict[str, int]:
    """How many rows are put aside for each reason code, the most frequent first."""
    found = session.execute(
        text(f"""
        SELECT code, count(*) FROM (
            SELECT DISTINCT q.id, json_extract(r.value, '$[1]') AS code FROM quarantine q
            JOIN import_batch b ON b.n = q.batch_n JOIN json_each(q.reasons) r {_OPEN}
        ) GROUP BY 1 ORDER BY 2 DESC, 1
    """),
        {"batch": batch_id},
    )
    return {row[0]: row[1] for row in found}


def staged_faults(session: Session, *, feeds: Sequence[str], file_name: str, limit: int = 50) -> list[QuarantineRow]:
    """The first rows of an attached staging file that would be put aside; ``feeds`` are those of its entries."""
    found = session.execute(
        text("""
        SELECT rowid, '', '', entry, row_no, reasons, cells, 'open', entry FROM staging.bad
        ORDER BY row_no, rowid LIMIT :n
    """),
        {"n": limit},
    )
    return [_quarantined((*row[:2], file_name, feeds[row[3]], *row[4:])) for row in found]


def no_value_words(session: Session) -> tuple[str, ...]:
    """The words without digits that stand more than once where an attached staging file misses a number or a date.

    They usually say that there is no value; the most frequent first, so that all of a file are asked about at once.
    """
    found = session.execute(
        text("""
        SELECT trim(r.value ->> 2) AS word
        FROM (SELECT reasons FROM staging.bad LIMIT :rows) b, json_each(b.reasons) r
        WHERE r.value ->> 1 IN ('not_a_number', 'not_a_date', 'not_yes_or_no', 'unknown_word', 'unreadable')
          AND length(word) BETWEEN 1 AND :longest AND word NOT GLOB '*[0-9]*'
        GROUP BY word HAVING count(*) > 1 ORDER BY count(*) DESC, word LIMIT :most
    """),
        {"rows": _ROWS_FOR_WORDS, "longest": 40, "most": 8},
    )
    return tuple(found.scalars())


def _quarantined(row: Sequence[Any]) -> QuarantineRow:
    reasons = tuple((str(one[0]), str(one[1]), str(one[2])) for one in json.loads(row[5]))
    return QuarantineRow(row[0], row[1], row[2], row[3], row[4], reasons, json.loads(row[6]), row[7], row[8])


def batch_actors(session: Session) -> dict[str, str]:
    """Who loaded each batch: the person's id by the batch's id, as the journal has it."""
    found = session.execute(
        select(Entry.entity_id, Entry.actor).where(Entry.entity == ImportBatch.__tablename__, Entry.kind == "create")
    )
    return {entity_id: actor for entity_id, actor in found}  # noqa: C416 - a result that has keys is no mapping


class Unchecked(NamedTuple):
    """A batch in use without results of checks: a version of the program took it in that kept none."""

    id: str
    n: int
    feeds: frozenset[str]


def unchecked_batches(session: Session) -> list[Unchecked]:
    """Those batches, the oldest first; scores know nothing of their rows."""
    found = session.execute(
        text("""
        SELECT id, n, summary FROM import_batch b WHERE state = 'live' AND parent_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM rule_result r WHERE r.batch_n = b.n) ORDER BY n
    """)
    )
    return [Unchecked(row[0], row[1], frozenset(one.feed for one in counts_of(row[2]))) for row in found]


def list_profiles(session: Session) -> list[tuple[str, int, str, str]]:
    """Kept profiles: id, version, title and TOML; the newest version of each."""
    found: dict[str, tuple[str, int, str, str]] = {}
    for one in session.scalars(select(ImportProfile).where(ImportProfile.removed.is_(False))):
        if one.profile_id not in found or found[one.profile_id][1] < one.version:
            found[one.profile_id] = (one.profile_id, one.version, one.title, one.text)
    return sorted(found.values())


_LOOKED_AT: Final = 60
_ROWS_FOR_WORDS: Final = 50_000
"""Rows put aside whose cells are looked through for words that mean no value."""


def earlier_sizes(
    session: Session, profile: str, feeds: Sequence[str], *, apart: str = "", before: int = 2**62
) -> tuple[tuple[FileSize, ...], ...]:
    """The sizes of files in use that a profile (its id) read, the newest first, by its entries, of these feeds.

    ``apart`` is a file's own SHA-256, ``before`` the number of its batch.
    """
    batches = session.execute(
        text("""
        SELECT n, summary FROM import_batch WHERE profile_id = :profile AND state = 'live' AND parent_id IS NULL
        AND file_sha256 <> :apart AND n < :before ORDER BY n DESC LIMIT :most
    """),
        {"profile": profile, "apart": apart, "before": before, "most": _LOOKED_AT},
    ).all()
    kept = text("SELECT entry, checked, last_on FROM rule_result WHERE batch_n = :n AND code = :days")
    found: list[list[FileSize]] = [[] for _ in feeds]
    for n, summary in batches:
        counts = counts_of(summary)
        for place, days, last_on in session.execute(kept, {"n": n, "days": DAYS}):
            if place < len(found) and place < len(counts) and counts[place].feed == feeds[place]:
                found[place].append(FileSize(counts[place].rows, days, last_on))
    return tuple(map(tuple, found))
