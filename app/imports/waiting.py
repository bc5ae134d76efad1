"""Rows that are in but do not count yet: their dealer or product has no record, or their order's header is not there.

Nothing has to release them: the figures are computed by joining, and take them in when the other half arrives.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from app.core.texts import N_, Text
from app.imports.feeds import Feed
from app.imports.profile import Entry

HEAD: Final = "head"
PARTY: Final = "party"
PRODUCT: Final = "product"
_TITLES: Final = {
    HEAD: N_("the order's header has not arrived"),
    PARTY: N_("the dealer code has no record yet"),
    PRODUCT: N_("the product code has no record yet"),
}
_LINKS: Final = {PARTY: "party_code", PRODUCT: "product_code"}
"""The records that say what a source's code means, and by the same name the column of a fact that holds the code."""


@dataclass(frozen=True)
class WaitingRow:
    """How many rows of one source and feed wait for the same thing."""

    source: str
    feed: str
    reason: str
    """head, party or product."""
    rows: int

    @property
    def text(self) -> Text:
        """The reason in words."""
        return Text(_TITLES[self.reason])


def count_waiting(
    connection: Connection, entries: Iterable[Entry], index: int, feeds: Mapping[str, Feed], *, source_n: int
) -> int:
    """How many staged rows of one entry will wait, given what counts now and what the same file brings with it."""
    every = list(entries)
    entry = every[index]
    feed = feeds[entry.feed]
    waits = entry.unknown == "wait"
    kinds = [kind for kind in _LINKS if waits and any(one.ref == kind for one in feed.fields)]
    head = feed.head if entry.head else ""
    if not kinds and not head:
        return 0
    tests = [f"g.{_LINKS[kind]} IS NOT NULL AND {_unknown(kind, 'g', every, feeds)}" for kind in kinds]
    if head:
        staged = [f"staging.good_{place}" for place, one in enumerate(every) if one.feed == head]
        tests.append(
            f"NOT EXISTS (SELECT 1 FROM {head} h WHERE h.source_n = :source AND h.order_no = g.order_no"
            " AND h.current = 1)"
            + "".join(f" AND g.order_no NOT IN (SELECT s.order_no FROM {name} s)" for name in staged)
        )
    counted = f"SELECT count(*) FROM staging.good_{index} g WHERE {' OR '.join(f'({one})' for one in tests)}"
    return int(connection.execute(text(counted), {"source": source_n}).scalar_one())


def _unknown(kind: str, alias: str, entries: Iterable[Entry], feeds: Mapping[str, Feed]) -> str:
    """No live record has the code, and no other part of the same file makes one."""
    column = _LINKS[kind]
    found = f"NOT EXISTS ({_link(kind, f'{alias}.{column}', ':source')})"
    for place, one in enumerate(entries):
        feed = feeds[one.feed]
        makes = feed.master == kind or (one.unknown == "create" and any(each.ref == kind for each in feed.fields))
        if makes:
            made = f"SELECT s.{column} FROM staging.good_{place} s WHERE s.{column} IS NOT NULL"
            found += f" AND {alias}.{column} NOT IN ({made})"
    return found


def _link(kind: str, code: str, source: str) -> str:
    return f"SELECT 1 FROM {_LINKS[kind]} c WHERE c.source_n = {source} AND c.code = {code} AND c.removed = 0"


def waiting_rows(session: Session, feeds: Mapping[str, Feed]) -> list[WaitingRow]:
    """The rows that wait now, by source, feed and reason; each row under the first reason that holds."""
    connection = session.connection()
    names = {row[0]: row[1] for row in connection.execute(text("SELECT n, entity_id FROM numbered"))}
    found = []
    for feed in feeds.values():
        statement = _waiting_sql(feed)
        if statement:
            found += [
                WaitingRow(names[source], feed.id, reason, rows)
                for source, reason, rows in connection.execute(text(statement))
            ]
    return sorted(found, key=lambda one: (one.source, one.feed, one.reason))


def _waiting_sql(feed: Feed) -> str:
    kinds = [kind for kind in _LINKS if any(one.ref == kind for one in feed.fields)]
    if not kinds:
        return ""
    join, cases = "", []
    code = {kind: f"f.{_LINKS[kind]}" for kind in kinds}
    if feed.head:
        join = f"""LEFT JOIN {feed.head} h ON f.needs_head = 1 AND h.source_n = f.source_n
            AND h.order_no = f.order_no AND h.current = 1"""
        cases.append(f"WHEN f.needs_head = 1 AND h.id IS NULL THEN '{HEAD}'")
        code[PARTY] = "coalesce(f.party_code, h.party_code)"
    cases += [
        f"WHEN {code[kind]} IS NOT NULL AND NOT EXISTS ({_link(kind, code[kind], 'f.source_n')}) THEN '{kind}'"
        for kind in kinds
    ]
    return f"""
        SELECT source_n, reason, count(*) FROM (
            SELECT f.source_n, CASE {" ".join(cases)} END AS reason FROM {feed.table} f {join} WHERE f.current = 1
        ) WHERE reason IS NOT NULL GROUP BY 1, 2
    """
