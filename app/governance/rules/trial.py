"""A rule tried on what is there: which rows of the newest file it would have hit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from app.core.connect import raw_of
from app.core.texts import Text
from app.imports.counts import counts_of
from app.imports.feeds import Feed
from app.imports.queries import earlier_sizes
from app.imports.ruled import Hit, Ruling
from app.imports.ruling import NOTHING, Rule, Setting, applies, check_test, said
from app.imports.usual import FileSize, usual_of

SHOWN: Final = 200
_LOOKED_AT: Final = 12
"""Newest batches among which one is looked for that fills the fields of a rule."""


@dataclass(frozen=True)
class TriedRow:
    """A row that a rule would hit, with what would be said of it."""

    row_no: int
    value: str
    message: Text


@dataclass(frozen=True)
class Tried:
    """What a rule comes to over the newest batch of its feed."""

    batch_ref: str
    file_name: str
    rows: int
    """Rows of that batch that were looked at; 0 where no file with such data is in use."""
    broken: int
    applies: bool
    """Not: the file does not fill the fields that the rule speaks of."""
    shown: tuple[TriedRow, ...]


def try_rule(session: Session, *, rule: Rule, feeds: Mapping[str, Feed], today: int) -> Tried:
    """Hold the newest batch in use against a rule, of the last ones the first that fills its fields; writes nothing.

    Rows put aside then are not among those looked at, and the sum that a file states is not known any more. Raises
    UserError, naming the place, where the rule cannot be held against rows of its feed.
    """
    check_test(rule, feeds)
    feed = feeds[rule.feed]
    batches = session.execute(
        text(f"""
        SELECT b.n, b.ref, b.file_name, b.profile_id, b.summary FROM import_batch b
        WHERE b.state = 'live' AND b.parent_id IS NULL AND EXISTS (SELECT 1 FROM {feed.table} f WHERE f.batch_n = b.n)
        ORDER BY b.n DESC LIMIT {_LOOKED_AT}
    """)
    ).all()
    found = Tried("", "", 0, 0, applies=False, shown=())
    for batch in batches:
        one = _try(session, rule, feed, batch, today)
        if one.applies:
            return one
        found = found if found.rows else one
    return found


def _try(session: Session, rule: Rule, feed: Feed, batch: Row[Any], today: int) -> Tried:
    where = f"batch_n = {int(batch.n)}"
    counted = ", ".join(["count(*)", *(f"count({one.columns[0]})" for one in feed.fields)])
    rows, *known = session.execute(text(f"SELECT {counted} FROM {feed.table} WHERE {where}")).one()
    filled = [one.name for one, count in zip(feed.fields, known, strict=True) if count]
    setting = _setting(session, batch, feed, today)
    ruling = Ruling(raw_of(session.connection()), feed.table, feed, [rule], setting, filled, where=where)
    if not applies(rule, feed, filled):
        return Tried(batch.ref, batch.file_name, rows, 0, applies=False, shown=())
    if rule.reach == "file":
        shown = tuple(_row(rule, hit) for _, hit in ruling.broken_files())
        return Tried(batch.ref, batch.file_name, rows, len(shown), applies=True, shown=shown)
    broken = sum(count for _, count in ruling.counts(rule.level))
    shown = tuple(_row(rule, hit) for hit in ruling.hits(rule, SHOWN)) if broken else ()
    return Tried(batch.ref, batch.file_name, rows, broken, applies=True, shown=shown)


def _row(rule: Rule, hit: Hit) -> TriedRow:
    return TriedRow(hit.row_no, hit.value, said(hit.message(rule.message_zh), hit.message(rule.message_en)))


def _setting(session: Session, batch: Row[Any], feed: Feed, today: int) -> Setting:
    """What the file brought with it: rows left out, and how many such files have usually."""
    counts = counts_of(batch.summary)
    place = next((place for place, one in enumerate(counts) if one.feed == feed.id), None)
    if place is None:
        return Setting(today, NOTHING.values)
    earlier = earlier_sizes(session, batch.profile_id, [one.feed for one in counts], before=batch.n)[place]
    day = feed.scope_on or "NULL"
    days, last_on = session.execute(
        text(f"SELECT count(DISTINCT {day}), max({day}) FROM {feed.table} WHERE batch_n = :n"), {"n": batch.n}
    ).one()
    usual = usual_of(FileSize(counts[place].rows, days, last_on), earlier)
    return Setting(today, {"left_out": (counts[place].skipped, 0), "usual_rows": (usual, 0)})
