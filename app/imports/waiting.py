"""Rows that are in but do not count yet: their dealer or product has no record, or their order's header is not there.

Nothing has to release them: the figures are computed by joining, and take them in when the other half arrives.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Connection, text

from app.imports.feeds import Feed
from app.imports.profile import Entry

PARTY: Final = "party"
PRODUCT: Final = "product"
_LINKS: Final = {PARTY: "party_code", PRODUCT: "product_code"}
"""The records that say what a source's code means, and by the same name the column of a fact that holds the code."""


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
