"""单位可疑: rows whose unit price speaks of another unit, and rows in units that nothing explains.

The price of a row is its amount without tax / its quantity in base units; it is held against the median of the same
product in the same feed over the twelve months up to a day. Free goods, rebates in goods, discounts and freight have no
price of their own, and a row without an amount none at all. All is found in one pass over the rows of those months.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final

import numpy as np
from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.catalog.factors import in_base, unit_join
from app.catalog.rules import (
    CASES,
    ONE_E3,
    REPORTING,
    SUSPECT_HIGH,
    SUSPECT_LOW,
    SUSPECT_SAMPLE,
    is_suspect,
    likely_unit,
)
from app.core.columns import Ints
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import day_number, month_of
from app.imports.feeds import Feed
from app.kpi.frame import read_frame
from app.kpi.kept import kept_of
from app.kpi.span import data_span
from app.kpi.views import BY_ID, has_heads

FEEDS: Final = ("order_line", "sellout", "invoice", "goods_return")
"""Feeds whose rows bear a quantity and an amount."""
UNIT_FEEDS: Final = (*FEEDS, "stock")
WINDOW_DAYS: Final = 365
_UNPRICED: Final = ("gift", "goods_rebate", "discount", "freight")
_DATES: Final[Mapping[str, tuple[str, ...]]] = {
    "order_line": ("ordered_on", "shipped_on", "delivered_on", "signed_on", "invoiced_on"),
    "sellout": ("sold_on",),
    "invoice": ("invoiced_on",),
    "goods_return": ("returned_on",),
    "stock": ("as_of_on",),
}
_SLACK: Final = 1e-9
"""Floats find who may lie outside; whole numbers then decide."""


@dataclass(frozen=True)
class Suspects:
    """Rows of each feed whose price is outside, and the medians that they are held against."""

    until: int
    ids: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    medians: Mapping[tuple[str, int], Fraction] = field(default_factory=dict)
    """By feed and product number, in currency units for one base unit; only of products with suspects."""
    unknown: tuple["UnknownUnit", ...] = ()

    @property
    def count(self) -> int:
        """How many rows are suspicious."""
        return sum(len(one) for one in self.ids.values())

    @property
    def unknown_rows(self) -> int:
        """How many rows have an unknown quantity, because nothing says what their unit holds."""
        return sum(one.rows for one in self.unknown)


@dataclass(frozen=True)
class UnknownUnit:
    """Rows of one product in a unit that nothing explains."""

    feed: str
    product_n: int
    product: str
    product_code: str
    unit: str
    rows: int


@dataclass(frozen=True)
class SuspectRow:
    """One suspicious row in words, with what would explain it."""

    id: int
    feed: str
    day: int
    dealer: str
    dealer_code: str
    product_id: str
    product: str
    product_code: str
    quantity_e3: int
    unit: str
    """As the row names it, else the product's base unit."""
    amount_e4: int
    price: Fraction
    """For one base unit, as the row's unit stands."""
    median: Fraction
    likely: str | None
    """The unit that brings the price nearest to the median."""
    batch: str
    file_name: str
    row_no: int
    dealer_n: int | None
    """The dealer's number; None where the code means nobody."""


def last_day(session: Session, today: date) -> int:
    """The day up to which prices are looked at: today, or the end of the data where that is earlier."""
    _, last = data_span(session, default=month_of(today))
    return min(day_number(today), last.last_day)


def read_suspects(session: Session, until: int) -> Suspects:
    """What is suspicious in the twelve months up to a day; found once for as long as nothing is written."""
    found: Suspects = kept_of(session).once(("suspects", until), lambda: _read(session, until))
    return found


def _read(session: Session, until: int) -> Suspects:
    ids: dict[str, tuple[int, ...]] = {}
    medians: dict[tuple[str, int], Fraction] = {}
    for feed in FEEDS:
        found = _outside(session, BY_ID[feed], until)
        if found[0]:
            ids[feed] = found[0]
            medians |= {(feed, product): median for product, median in found[1].items()}
    return Suspects(until, ids, medians, tuple(_unknown(session)))


def staged_suspects(session: Session, feed: str, table: str, *, source_n: int, until: int) -> int:
    """How many rows of a file that waits to be taken in would be suspicious, beside the rows that are there."""
    known = BY_ID[feed]
    day = f"coalesce({', '.join(f'f.{name}' for name in _DATES[feed])}, 0)"
    waiting = f"""SELECT -f.id AS id, p.product_n AS p, f.amount_e4 AS a,
              {in_base(_quantity(known), "f.unit")} AS q FROM {table} f
        JOIN cell_goods p ON p.source_n = {source_n:d} AND p.code = f.product_code
          AND p.from_on <= {day} AND p.to_on > {day}
        {unit_join("cell", unit="f.unit", day=day)} WHERE {" AND ".join(["f.amount_e4 <> 0", *_priced(known)])}"""
    return sum(one < 0 for one in _outside(session, known, until, waiting)[0])


def _outside(
    session: Session, feed: Feed, until: int, waiting: str = ""
) -> tuple[tuple[int, ...], dict[int, Fraction]]:
    """The rows outside with their products' medians; rows that wait are told by numbers below zero."""
    sql = f"""SELECT f.id AS id, p.product_n AS p, f.amount_e4 AS a,
              {in_base(_quantity(feed), "f.unit")} AS q {_rows(session, feed)}
              AND f.amount_e4 <> 0 AND {_day(session, feed)} BETWEEN :first AND :until
              {"UNION ALL" if waiting else ""} {waiting}"""
    frame = read_frame(session.connection(), sql, {"first": until - WINDOW_DAYS + 1, "until": until})
    priced = np.flatnonzero(frame["q"].known & (frame["q"].values * np.sign(frame["a"].values) > 0))
    if len(priced) < SUSPECT_SAMPLE:
        return (), {}
    ids, products, amounts, quantities = (frame[name].values[priced] for name in ("id", "p", "a", "q"))
    order = np.lexsort((amounts / quantities, products))
    ids, products, amounts, quantities = (one[order] for one in (ids, products, amounts, quantities))
    prices = amounts / quantities
    starts = np.flatnonzero(np.concatenate((np.ones(1, np.bool_), products[1:] != products[:-1])))
    sizes = np.diff(np.concatenate((starts, np.array([len(products)]))))
    low, high = starts + (sizes - 1) // 2, starts + sizes // 2
    middle = np.repeat((prices[low] + prices[high]) / 2, sizes)
    outside = (prices < middle * (float(SUSPECT_LOW) + _SLACK)) | (prices > middle * (float(SUSPECT_HIGH) - _SLACK))
    outside &= np.repeat(sizes, sizes) >= SUSPECT_SAMPLE
    found: list[int] = []
    medians: dict[int, Fraction] = {}
    group = np.repeat(np.arange(len(starts)), sizes)
    for at in np.flatnonzero(outside).tolist():
        own = int(group[at])
        middle_two = [_price(amounts, quantities, int(one[own])) for one in (low, high)]
        median = (middle_two[0] + middle_two[1]) / 2
        if is_suspect(_price(amounts, quantities, at), median, int(sizes[own])):
            found.append(int(ids[at]))
            medians[int(products[at])] = median
    return tuple(sorted(found)), medians


def _price(amounts: Ints, quantities: Ints, at: int) -> Fraction:
    """In currency units for one base unit."""
    return Fraction(int(amounts[at]) * QUANTITY_SCALE, int(quantities[at]) * AMOUNT_SCALE)


def _quantity(feed: Feed) -> str:
    if feed.id == "order_line":
        return "coalesce(nullif(f.shipped_quantity_e3, 0), f.ordered_quantity_e3)"
    return "f.quantity_e3"


def _day(session: Session, feed: Feed) -> str:
    """The day by which a row's unit is looked up."""
    heads = feed.id == "order_line" and has_heads(session.connection())
    parts = [f"coalesce(f.{name}, h.{name})" if heads else f"f.{name}" for name in _DATES[feed.id]]
    return f"coalesce({', '.join(parts)}, 0)"


def _rows(session: Session, feed: Feed) -> str:
    """The rows that count and have a price, with product ``p`` and factor ``u``; conditions may follow."""
    head = ""
    if feed.id == "order_line" and has_heads(session.connection()):
        head = """LEFT JOIN order_head h ON f.needs_head = 1 AND h.source_n = f.source_n
                  AND h.order_no = f.order_no AND h.current = 1"""
    conditions = ["f.current = 1", *_priced(feed)]
    return f"""FROM {feed.table} f {head}
        JOIN cell_goods p ON p.source_n = f.source_n AND p.code = f.product_code
          AND p.from_on <= {_day(session, feed)} AND p.to_on > {_day(session, feed)}
        {unit_join("cell", unit="f.unit", day=_day(session, feed))}
        WHERE {" AND ".join(conditions)}"""


def _priced(feed: Feed) -> list[str]:
    """Which rows have a price of their own."""
    return [f"coalesce(f.line_type, '') NOT IN {_UNPRICED}"] if "line_type" in feed.by_name else []


def _unknown(session: Session) -> Iterator[UnknownUnit]:
    """Products and units of which nothing says how much they hold, with the rows that name them, at any time."""
    for name in UNIT_FEEDS:
        feed = BY_ID[name]
        sql = f"""
            SELECT w.product_n, coalesce(g.name, ''), w.code, w.unit, w.n FROM (
                SELECT p.product_n, min(p.code) AS code, f.unit, count(*) AS n {_rows(session, feed)}
                AND f.unit IS NOT NULL AND u.factor_e3 IS NULL GROUP BY p.product_n, f.unit
            ) w LEFT JOIN numbered n ON n.n = w.product_n LEFT JOIN product g ON g.id = n.entity_id
            ORDER BY w.n DESC, w.code, w.unit
        """
        for row in session.execute(text(sql)):
            yield UnknownUnit(name, *row)


def unknown_ids(session: Session, one: UnknownUnit, *, limit: int = 1_000) -> tuple[int, ...]:
    """The rows of a product in a unit that nothing explains; at most so many."""
    sql = f"SELECT f.id {_rows(session, BY_ID[one.feed])} AND f.unit = :unit AND p.product_n = :product LIMIT :limit"
    values = {"unit": one.unit, "product": one.product_n, "limit": limit}
    return tuple(session.execute(text(sql), values).scalars())


# ------------------------------------------------------------------------------------------------------- in words


def read_suspect_rows(session: Session, suspects: Suspects, *, limit: int = 1_000) -> list[SuspectRow]:
    """The rows with what they are made of, those furthest from their median first; at most so many of each feed."""
    found: list[SuspectRow] = []
    for feed, ids in suspects.ids.items():
        found += _in_words(session, BY_ID[feed], suspects, ids[:limit])
    return sorted(found, key=lambda one: (-max(one.price / one.median, one.median / one.price), one.feed, one.id))


def _in_words(session: Session, feed: Feed, suspects: Suspects, ids: Sequence[int]) -> Iterator[SuspectRow]:
    day = _day(session, feed)
    party = "coalesce(f.party_code, h.party_code)" if "h." in day else "f.party_code"
    sql = f"""
        SELECT f.id, {day} AS day, coalesce(d.name, ''), coalesce({party}, ''), g.id, g.name, f.product_code,
               {_quantity(feed)}, coalesce(f.unit, g.base_unit, ''), f.amount_e4,
               CASE WHEN f.unit IS NULL THEN {ONE_E3} ELSE u.factor_e3 END, p.product_n,
               coalesce(b.ref, ''), coalesce(b.file_name, ''), f.row_no,
               m.dealer_n
        {_rows(session, feed).replace("WHERE", _NAMES.format(party=party, day=day) + " WHERE", 1)} AND f.id IN :ids
    """
    units = _units(session)
    for row in session.execute(text(sql).bindparams(bindparam("ids", expanding=True)), {"ids": list(ids)}):
        factor, product = int(row[10]), int(row[11])
        price = Fraction(row[9] * QUANTITY_SCALE * ONE_E3, row[7] * factor * AMOUNT_SCALE)
        median = suspects.medians[feed.id, product]
        others = [(unit, own) for unit, first, last, own in units.get(product, ()) if first <= row[1] < last]
        yield SuspectRow(
            id=row[0], feed=feed.id, day=row[1], dealer=row[2], dealer_code=row[3], product_id=row[4], product=row[5],
            product_code=row[6], quantity_e3=row[7], unit=row[8], amount_e4=row[9], price=price, median=median,
            likely=likely_unit(price, median, factor, others), batch=row[12], file_name=row[13], row_no=row[14],
            dealer_n=row[15],
        )  # fmt: skip


_NAMES: Final = """
    JOIN numbered n ON n.n = p.product_n AND n.kind = 'product' JOIN product g ON g.id = n.entity_id
    LEFT JOIN cell_party m ON m.source_n = f.source_n AND m.code = {party} AND m.from_on <= {day} AND m.to_on > {day}
    LEFT JOIN numbered k ON k.n = m.dealer_n AND k.kind = 'party' LEFT JOIN party d ON d.id = k.entity_id
    LEFT JOIN import_batch b ON b.n = f.batch_n
"""


def _units(session: Session) -> dict[int, list[tuple[str, int, int, int]]]:
    """Each product's units with their days: those that a table of units names before other words for a case."""
    rows = session.execute(text(_NAMED))
    named = {(row[0], row[1]) for row in rows}
    found: dict[int, list[tuple[str, int, int, int]]] = {}
    spans = text("SELECT product_n, unit, from_on, to_on, factor_e3 FROM cell_unit WHERE unit <> :none")
    for row in sorted(session.execute(spans, {"none": REPORTING}), key=lambda row: _rank(row, named)):
        found.setdefault(row[0], []).append((row[1], row[2], row[3], row[4]))
    return found


def _rank(row: Sequence[Any], named: set[tuple[int, str]]) -> tuple[bool, int, str, int]:
    unit = str(row[1])
    return (row[0], unit) not in named, CASES.index(unit) if unit in CASES else -1, unit, row[2]


_NAMED: Final = """
    SELECT DISTINCT q.product_n, lower(u.unit) FROM product_unit u
    JOIN cell_goods q ON q.source_n = u.source_n AND q.code = u.product_code WHERE u.removed = 0
"""
