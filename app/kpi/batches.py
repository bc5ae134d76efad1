"""The batches that a whole figure is made of: each file that was taken in, and how many of its rows count in it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kpi.board import Choice
from app.kpi.drill import read_fact_ids, sources
from app.kpi.own.known import find_kpi
from app.kpi.views import BY_ID, has_heads
from app.orders.feed import ORDER_HEAD


@dataclass(frozen=True)
class SourceBatch:
    """One batch behind a figure."""

    feed: str
    n: int
    """The number that its rows carry."""
    id: str
    ref: str
    file_name: str
    loaded_at: str
    """ISO instant."""
    rows: int
    """Rows of it that count; heads of orders by their lines."""


def batches_of(session: Session, kpi: str, choice: Choice, today: date) -> tuple[SourceBatch, ...]:
    """The batches of every kind of rows that a figure is counted from, those with most rows first.

    Raises UserError for what no figure can be asked for.
    """
    found: dict[tuple[str, int], SourceBatch] = {}
    for name in sources(find_kpi(session, kpi)) or (None,):
        facts = read_fact_ids(
            session, kpi, first=choice.period, last=choice.period, measure=name, dealer=choice.dealer,
            region=choice.region, group=choice.group, structure=choice.structure, today=today,
            counting=choice.counting,
        )  # fmt: skip
        for one in (
            *_batches(session, facts.feed, facts.ids),
            *_batches(session, ORDER_HEAD.id, facts.heads),
            *(_heads(session, facts.ids) if facts.feed == "order_line" else ()),
        ):
            found[one.feed, one.n] = max(found.get((one.feed, one.n), one), one, key=lambda each: each.rows)
    return tuple(sorted(found.values(), key=lambda one: (-one.rows, one.feed, one.n)))


def _batches(session: Session, feed: str, ids: Sequence[int]) -> list[SourceBatch]:
    return _told(session, feed, f"{BY_ID[feed].table} f ON f.id = i.value", ids) if feed and len(ids) else []


def _heads(session: Session, ids: Sequence[int]) -> list[SourceBatch]:
    """Of lines that wait for their order's head, where the heads came from."""
    if not len(ids) or not has_heads(session.connection()):
        return []
    joined = (
        "order_line l ON l.id = i.value AND l.needs_head = 1 JOIN order_head f ON f.source_n = l.source_n"
        " AND f.order_no = l.order_no AND f.current = 1"
    )
    return _told(session, ORDER_HEAD.id, joined, ids)


def _told(session: Session, feed: str, joined: str, ids: Iterable[int]) -> list[SourceBatch]:
    rows: Iterable[Any] = session.execute(
        text(
            f"SELECT f.batch_n, coalesce(b.id, ''), coalesce(b.ref, ''), coalesce(b.file_name, ''),"
            f" coalesce(b.loaded_at, ''), count(*)"
            f" FROM json_each(:ids) i JOIN {joined} LEFT JOIN import_batch b ON b.n = f.batch_n GROUP BY f.batch_n"
        ),
        {"ids": json.dumps(list(ids))},
    )
    return [SourceBatch(feed, *row) for row in rows]
