"""A figure taken apart by its reference: its value, what its rows add up to, and where each row came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.imports.batches import DATES
from app.imports.model import ImportBatch
from app.kpi.board import Choice
from app.kpi.counting import by_tax
from app.kpi.definitions import FIXED_BASIS
from app.kpi.drill import FactRow, read_fact_ids, read_facts, sources
from app.kpi.kpi import Kpi
from app.kpi.mixing import UNIT_STATES, formula_for
from app.kpi.own.known import find_kpi
from app.kpi.people import read_dealers, read_groups
from app.kpi.queries import KpiRow, read_rows
from app.kpi.reference import FigureRef, choice_of
from app.kpi.views import BY_ID
from app.lineage.explain import Explained, explain
from app.orders.feed import ORDER_HEAD, ORDER_LINE

if TYPE_CHECKING:
    from array import array


@dataclass(frozen=True)
class Origin:
    """Where a row came from: its batch, its file, and the row in it."""

    batch_id: str
    batch: str
    state: str
    """Of the batch: live, withdrawn or replaced."""
    file: str
    file_sha256: str
    profile_sha256: str
    dates: str
    """How ambiguous dates were read, where somebody had to say so."""
    row_no: int
    parent_id: str
    """Of a row that was corrected by hand the batch of its file."""


@dataclass(frozen=True)
class TracedRow:
    """One row behind a figure."""

    feed: str
    fact: FactRow
    origin: Origin
    place: tuple[int, int]
    """Which of how many facts of the same row of the file it is, counted from 0."""
    head: "TracedRow | None" = None
    """Of an order line the head that completes it, which may stand in another file."""


@dataclass(frozen=True)
class Source:
    """The rows of one kind that a figure is made of."""

    measure: str
    """The name in the KPI's formula; empty where one kind is enough."""
    feed: str
    ids: "array[int]"


@dataclass(frozen=True)
class Trace:
    """A figure with everything that it is made of, in no language yet."""

    ref: FigureRef
    kpi: Kpi
    """As it was defined then."""
    choice: Choice
    names: tuple[str, ...]
    """What the dealer, the region and the product group of it are called."""
    row: KpiRow | None
    """The figure itself; None where it is unknown to everybody."""
    formula: str
    """As it counted here: of unlike quantities by list prices, where there is such a one."""
    explained: tuple[Explained, ...]
    """For each name of its formula its value, and how the rows lead to it."""
    sources: tuple[Source, ...]


def trace(session: Session, ref: FigureRef) -> Trace:
    """What a reference names, in a workspace of which the figures are those of its transaction.

    Raises UserError where it names something that is not there.
    """
    choice = choice_of(session, ref)
    asked = _asked(choice, ref)
    found = read_rows(session, only=[ref.kpi], **asked)
    known, row = find_kpi(session, ref.kpi), found[0] if found else None
    kpi = by_tax(known, choice.counting.tax)
    grain = asked["grain"] if asked["grain"] in kpi.grains else kpi.grains[0]
    how = row.state if row is not None and row.state in UNIT_STATES else ""
    formula = formula_for(kpi, how, grain, choice.counting.basis or (kpi.bases or (FIXED_BASIS,))[0])
    explained = tuple(explain(session, ref.kpi, one.name, **asked) for one in formula.needed)
    kinds = []
    for name in sources(known) or ("",):
        facts = read_fact_ids(session, ref.kpi, measure=name or None, **asked)
        kinds.append(Source(name, facts.feed, facts.ids))
        if facts.heads:
            kinds.append(Source(name, ORDER_HEAD.id, facts.heads))
    said = kpi.unlike if formula.how == "list_price" else kpi.formula
    return Trace(ref, known, choice, _names(session, choice), row, said, explained, tuple(kinds))


def _names(session: Session, choice: Choice) -> tuple[str, ...]:
    dealers, groups = read_dealers(session).values(), read_groups(session).values()
    found = [one.name for one in dealers if choice.dealer == one.id]
    found += [one.region_name for one in dealers if choice.region in {one.region, one.region_name}][:1]
    found += [one.name for one in groups if choice.group == one.code]
    return (*found, *(name for _, name in choice.structure.only))


def _asked(choice: Choice, ref: FigureRef) -> dict[str, Any]:
    return {
        "first": choice.period, "last": choice.period, "dealer": choice.dealer, "region": choice.region,
        "group": choice.group, "structure": choice.structure, "today": ref.day, "counting": choice.counting,
        "grain": ref.asked.get("g"), "align": choice.align,
    }  # fmt: skip


def traced_rows(session: Session, feed: str, ids: Sequence[int]) -> list[TracedRow]:
    """Rows of a feed with where each came from, in the order of ``ids``."""
    heads: dict[int, TracedRow] = {}
    if feed == ORDER_LINE.id:
        by_line = _heads_of(session, ids)
        known = {one.fact.id: one for one in traced_rows(session, ORDER_HEAD.id, sorted(set(by_line.values())))}
        heads = {line: known[head] for line, head in by_line.items()}
    origins, places = read_origins(session, feed, ids), _places(session, feed, ids)
    return [
        TracedRow(feed, one, origins[one.id], places[one.id], heads.get(one.id))
        for one in read_facts(session, feed, ids)
    ]


def _heads_of(session: Session, ids: Sequence[int]) -> dict[int, int]:
    sql = text(f"""
        SELECT f.id, h.id FROM {ORDER_LINE.table} f JOIN {ORDER_HEAD.table} h
          ON h.source_n = f.source_n AND h.order_no = f.order_no AND h.current = 1
        WHERE f.needs_head = 1 AND f.id IN :ids
    """).bindparams(bindparam("ids", expanding=True))
    return {row[0]: row[1] for row in session.execute(sql, {"ids": list(ids)})}


def _places(session: Session, feed: str, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Which of the facts of one row of a file each is: of months across, each cell is one."""
    table = BY_ID[feed].table
    sql = text(f"""
        SELECT f.id, count(*) FILTER (WHERE o.id < f.id), count(*) FROM {table} f
        JOIN {table} o ON o.batch_n = f.batch_n AND o.row_no = f.row_no WHERE f.id IN :ids GROUP BY f.id
    """).bindparams(bindparam("ids", expanding=True))
    return {one: (place, count) for one, place, count in session.execute(sql, {"ids": list(ids)})}


def read_origins(session: Session, feed: str, ids: Sequence[int]) -> dict[int, Origin]:
    """Where rows of a feed came from, by their ids."""
    table = ImportBatch.__tablename__
    sql = text(f"""
        SELECT f.id, b.id, b.ref, b.state, b.file_name, coalesce(p.file_sha256, b.file_sha256), b.profile_sha256,
               coalesce(p.extra, b.extra) ->> :dates, f.row_no, coalesce(b.parent_id, '')
        FROM {BY_ID[feed].table} f JOIN {table} b ON b.n = f.batch_n LEFT JOIN {table} p ON p.id = b.parent_id
        WHERE f.id IN :ids
    """).bindparams(bindparam("ids", expanding=True))
    rows = session.execute(sql, {"ids": list(ids), "dates": DATES})
    return {
        one: Origin(batch, ref, state, file, sha256, how, dates or "", row_no, parent)
        for one, batch, ref, state, file, sha256, how, dates, row_no, parent in rows
    }
