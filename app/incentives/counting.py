"""The count sheet of price protection (价保盘点): each dealer's stock as the lists tell it, to be counted on the day.

Codes, places and lots are those of the source that stock lists come from, so that the filled sheet takes the places
of the rows that it corrects. Rows have lots only where a list of that very day has them; of an older list the sum
by place is enough, for a list of the day comes before all earlier ones.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import day_of
from app.incentives.base.reading import LIST_DAYS, shelf_of, sources_of
from app.incentives.base.sources import Asked, selects
from app.incentives.base.spans import span_period
from app.incentives.base.who import participants
from app.incentives.policy import Policy

_NAMES: Final = "SELECT id, name FROM party"
_UNITS: Final = "SELECT id, coalesce(base_unit, '') FROM product"
_CODES: Final = """SELECT {0}_id, min(code) FROM {0}_code WHERE source_n = :source AND removed = 0 AND by_hand IS NULL
                   AND coalesce(from_on, :day) <= :day AND coalesce(to_on, :day + 1) > :day GROUP BY 1"""
_USUAL: Final = """SELECT source_n FROM party_code WHERE removed = 0 AND by_hand IS NULL
                   GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"""


@dataclass(frozen=True)
class CountRow:
    """What is to be counted at one place of a dealer: a product, and its lot where the day's list names it."""

    place_code: str
    party_code: str
    party: str
    product_code: str
    product: str
    lot: str
    unit: str
    system_e3: int | None
    """In base units by the newest list; None where no list of the last month names it."""
    listed_on: int | None
    """The day of that list: where lists add rows, products have their own."""


@dataclass(frozen=True)
class CountSheet:
    """The rows of one policy's day, ordered by dealer."""

    code: str
    name: str
    day_on: int
    source: str
    """The source as whose stock the filled sheet is taken in."""
    rows: tuple[CountRow, ...]
    left_out: tuple[str, ...] = ()
    """Names of dealers and products that this source has no code for, or of which another one hands out the lists."""


class _Listed(NamedTuple):
    """A row of a stock list."""

    party_id: str
    product_id: str
    source_n: int
    party_code: str
    place_code: str
    product_code: str
    lot: str
    day: int
    quantity: int | None


@dataclass(frozen=True)
class _Codes:
    """How one source calls dealers and products, and what they are called on paper."""

    parties: Mapping[str, str]
    products: Mapping[str, str]
    party_names: Mapping[str, str]
    product_names: Mapping[str, str]
    units: Mapping[str, str]


def read_count_sheet(session: Session, policy: Policy, *, party_id: str = "") -> CountSheet:
    """The count sheet of a price protection, of one dealer or of all; raises UserError where there is none to make."""
    told = policy.protection
    if told is None or not told.cuts:
        raise UserError("Only a price protection with price cuts has a count sheet.")
    who = participants(session, policy, span_period(policy, day_of(told.day_on)), [party_id] if party_id else None)
    if not who:
        raise UserError("Nobody takes part in this price protection; there is nothing to count.")
    listed: dict[str, list[_Listed]] = {one.id: [] for one in who}
    for row in _listed(session, policy, {one.n: one.id for one in who}):
        listed[row.party_id].append(row)
    every = [row for own in listed.values() for row in own]
    source = _source(session, every)
    codes = _codes(session, source, told.day_on, every)
    elsewhere = {party for party, own in listed.items() if any(one.source_n != source for one in own)}
    within = [one.id for one in who if one.id in codes.parties and one.id not in elsewhere]
    rows = [row for one in within for row in _rows_of(one, policy, codes, listed[one])]
    left = [codes.party_names[one.id] for one in who if one.id not in within]
    left += [codes.product_names[one] for one in sorted(told.cuts) if one not in codes.products]
    if not rows:
        raise UserError("No source of stock lists has codes for these dealers and products.")
    rows.sort(key=lambda one: (one.party, one.party_code, one.place_code, one.product_code, one.lot))
    return CountSheet(policy.code, policy.name, told.day_on, sources_of(session)[source], tuple(rows), tuple(left))


def _listed(session: Session, policy: Policy, parties: Mapping[int, str]) -> Iterator[_Listed]:
    """Rows of each dealer's newest list up to the day, of the products with a cut; withheld ones are left out."""
    told = policy.protection
    if told is None:
        return
    products = {n: one.id for n, one in shelf_of(session).products.items() if one.id in told.cuts}
    (sql,) = selects(session.connection(), Asked("stock", policy.basis.tax))
    rows = session.execute(
        text(f"""SELECT x.dealer_n, x.product_n, x.source_n, s.party_code, s.place_code, s.product_code,
                 coalesce(s.lot, ''), x.day, x.quantity, x.reason FROM ({sql}) x JOIN stock s ON s.id = x.id"""),
        {"first": told.day_on - LIST_DAYS, "last": told.day_on},
    )
    for dealer_n, product_n, source_n, *rest, reason in rows:
        if not reason and product_n in products and dealer_n in parties:
            yield _Listed(parties[dealer_n], products[product_n], source_n, *rest)


def _pairs(session: Session, sql: str, values: Mapping[str, int] | None = None) -> dict[str, str]:
    rows = session.execute(text(sql), values or {})
    return {key: word for key, word in rows}  # noqa: C416 - rows are no pairs for the type checker


def _source(session: Session, listed: Sequence[_Listed]) -> int:
    """Where most of the lists come from; where there is none yet, whoever names most dealers."""
    if listed:
        counted = Counter(one.source_n for one in listed)
        return min(counted, key=lambda one: (-counted[one], one))
    found = session.execute(text(_USUAL)).scalar_one_or_none()
    if found is None:
        raise UserError("No source of stock lists has codes for these dealers and products.")
    return int(found)


def _codes(session: Session, source: int, day: int, listed: Sequence[_Listed]) -> _Codes:
    """The codes of a source; those that its lists use come before its others."""
    values = {"source": source, "day": day}
    parties = _pairs(session, _CODES.format("party"), values)
    products = _pairs(session, _CODES.format("product"), values)
    for one in reversed(listed):
        if one.source_n == source:
            parties[one.party_id], products[one.product_id] = one.party_code, one.product_code
    names = {one.id: one.name for one in shelf_of(session).products.values()}
    return _Codes(parties, products, _pairs(session, _NAMES), names, _pairs(session, _UNITS))


def _rows_of(party: str, policy: Policy, codes: _Codes, listed: Sequence[_Listed]) -> Iterator[CountRow]:
    """The rows of one dealer: what its list names, then the products with a cut that it does not."""
    told = policy.protection
    if told is None:
        return
    sums: dict[tuple[str, str, str, str, str], int] = defaultdict(int)
    for one in listed:
        own = one.product_code if one.day == told.day_on else codes.products[one.product_id]
        lot = one.lot if one.day == told.day_on else ""
        sums[one.product_id, own, one.party_code, one.place_code, lot] += one.quantity or 0
    days = {one.product_id: one.day for one in listed}
    first = min(listed, key=lambda one: one.place_code) if listed else None
    code, place = (first.party_code, first.place_code) if first else (codes.parties[party], codes.parties[party])
    for product in sorted(told.cuts):
        if product not in days and product in codes.products:
            sums[product, codes.products[product], code, place, ""] = 0
    for (product, own, party_code, place_code, lot), quantity in sums.items():
        yield CountRow(
            place_code, party_code, codes.party_names[party], own, codes.product_names[product], lot,
            codes.units.get(product, ""), quantity if product in days else None, days.get(product),
        )  # fmt: skip
