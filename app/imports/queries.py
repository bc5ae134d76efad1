"""What screens and the command line read about batches and quarantined rows."""

import json
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.imports.batches import counts_of
from app.imports.load import Counts
from app.imports.model import ImportBatch, ImportProfile


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
    feeds: tuple[Counts, ...]

    @property
    def loaded(self) -> int:
        """Rows taken in."""
        return sum(one.loaded for one in self.feeds)

    @property
    def quarantined(self) -> int:
        """Rows put aside when it was loaded."""
        return sum(one.quarantined for one in self.feeds)


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


def list_batches(session: Session) -> list[BatchRow]:
    """Every batch, the newest first."""
    return [
        BatchRow(
            id=one.id, ref=one.ref, n=one.n, file_name=one.file_name, file_sha256=one.file_sha256, source=one.source,
            profile_id=one.profile_id, profile_version=one.profile_version, extracted_at=one.extracted_at,
            loaded_at=one.loaded_at, state=one.state, feeds=counts_of(one.summary),
        )
        for one in session.scalars(select(ImportBatch).order_by(ImportBatch.n.desc()))
    ]  # fmt: skip


def list_quarantine(session: Session, *, batch_id: str = "", limit: int = 5_000) -> list[QuarantineRow]:
    """The rows put aside by live batches that nobody has fixed or dropped yet."""
    found = session.execute(
        text("""
        SELECT q.id, b.ref, b.file_name, q.feed, q.row_no, q.reasons, q.cells, q.state
        FROM quarantine q JOIN import_batch b ON b.n = q.batch_n
        WHERE b.state = 'live' AND q.state = 'open' AND (:batch = '' OR b.id = :batch)
        ORDER BY q.batch_n DESC, q.id LIMIT :limit
    """),
        {"batch": batch_id, "limit": limit},
    )
    return [
        QuarantineRow(
            row[0], row[1], row[2], row[3], row[4], tuple(map(tuple, json.loads(row[5]))), json.loads(row[6]), row[7]
        )
        for row in found
    ]


def list_profiles(session: Session) -> list[tuple[str, int, str, str]]:
    """Kept profiles: id, version, title and TOML; the newest version of each."""
    found: dict[str, tuple[str, int, str, str]] = {}
    for one in session.scalars(select(ImportProfile).where(ImportProfile.removed.is_(False))):
        if one.profile_id not in found or found[one.profile_id][1] < one.version:
            found[one.profile_id] = (one.profile_id, one.version, one.title, one.text)
    return sorted(found.values())
