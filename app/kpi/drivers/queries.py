"""Why a figure changed: read for both periods as the board reads it, then taken apart (``rules.py``)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from app.core.calendars import calendar_of
from app.core.errors import UsageError, UserError
from app.core.formula import parse
from app.core.formula.tree import Binary, Call
from app.core.period import Period
from app.core.texts import Text
from app.kpi.against import as_many, before, span, year_ago
from app.kpi.atoms import atoms
from app.kpi.board import Choice
from app.kpi.counting import by_tax
from app.kpi.definitions import FIXED_BASIS, Kpi
from app.kpi.drivers.products import product_names, read_products
from app.kpi.drivers.rules import (
    Driver,
    Effect,
    K,
    Quotient,
    effects_of,
    split_prices,
    split_quotients,
    split_sums,
)
from app.kpi.mixing import UNIT_STATES
from app.kpi.organisation import PLACES
from app.kpi.own.known import find_kpi
from app.kpi.posted import adds
from app.kpi.queries import KpiRow, read_rows
from app.kpi.reference import narrowed
from app.kpi.scope import NOTHING_TO_COMPARE
from app.kpi.span import data_span
from app.kpi.states import NOT_REPORTED

Kind = Literal["sum", "quotient", "price"]
PREVIOUS: Final = "previous"
"""The period before, as many working days of it as are over of this one."""
YEAR: Final = "year"
"""The same period of the year before, as the board compares years."""
PRICE: Final[Kind] = "price"
WAYS: Final = ("dealer", "product-group", PRICE, *PLACES)
"""By what a change is split."""
_UNSPLIT: Final = frozenset({"percentile", "calendar"})
"""What no part has a share of."""


@dataclass(frozen=True)
class Line:
    """One part of a change in words."""

    driver: Driver[Any]
    key: str
    name: str
    region: str = ""
    choice: Choice | None = None
    """What its own figure of the later period is asked for; None for products and the rest."""
    product: int = 0
    """The number of a product."""


@dataclass(frozen=True)
class Split:
    """The change of one KPI in parts that add up to it."""

    kpi: Kpi
    kind: Kind
    by: str
    choice: Choice
    """Of the later period, which need not be the asked one: January and February are taken together."""
    then: Period
    before: KpiRow
    after: KpiRow
    lines: tuple[Line, ...]
    """What weighs most first; what the parts do not have last."""
    dealers: "tuple[Line, ...]" = ()
    """Beside a split by price the one by dealer."""

    @property
    def change(self) -> Fraction:
        """The change of the whole, to which the lines add up."""
        return (self.after.amount or Fraction(0)) - (self.before.amount or Fraction(0))

    @property
    def effects(self) -> dict[Effect, Fraction]:
        """The sum of each effect."""
        return effects_of([one.driver for one in self.lines])


def periods_of(choice: Choice, today: date, against: str) -> tuple[Period, Period]:
    """The earlier and the later period; ``against`` is ``previous``, ``year`` or a period of the same calendar.

    Raises UserError where there is nothing to compare.
    """
    now, then = choice.period, None
    if against == YEAR:
        twin = year_ago(now, today, choice.align)
        now, then = (now, None) if twin is None else (twin.now, twin.then)
    elif against == PREVIOUS:
        then = before(now, today)
    else:
        then = as_many(now, calendar_of(now).parse(against), today)
    if then is None:
        raise UserError(NOTHING_TO_COMPARE)
    return then, now


def read_split(session: Session, kpi: str, choice: Choice, today: date, *, by: str, against: str) -> Split:
    """The change of a KPI by dealer, product group, another place of dealers, or by volume, mix and price.

    Raises UserError for a KPI that is neither a sum nor a quotient of sums, where one of the two periods has no value,
    and where its quantities are counted in unlike units.
    """
    if by not in WAYS:
        raise UsageError("A change is split by {known}, not by “{by}”.", known=", ".join(WAYS), by=by)
    known = find_kpi(session, kpi)
    then, now = periods_of(choice, today, against)
    choice = replace(choice, period=now)
    quotient = is_quotient(by_tax(known, choice.counting.tax))
    kind: Kind = PRICE if by == PRICE else "quotient" if quotient else "sum"
    sides = [_whole(session, known, choice, one, today) for one in (then, now)]
    found = Split(known, kind, by, choice, then, sides[0], sides[1], ())
    if kind == PRICE:
        lines = _by_price(session, found, today)
        return replace(found, lines=lines, dealers=_by_place(session, found, today, "dealer"))
    return replace(found, lines=_by_place(session, found, today, by))


def is_quotient(kpi: Kpi) -> bool:
    """Whether a KPI is a quotient; raises UserError where it is no sum either, so that no part has a share of it."""
    root = parse(kpi.formula).root
    ways = root.arguments if isinstance(root, Call) and root.function == "coalesce" else (root,)
    modes = {one.mode for one in atoms(parse(kpi.formula), kpi.grains[0], (kpi.bases or (FIXED_BASIS,))[0])}
    divided = all(isinstance(one, Binary) and one.operator == "/" for one in ways)
    if modes & _UNSPLIT or not (divided or adds(root)):
        raise UserError(
            "{kpi} is neither a sum nor a quotient of sums; its change cannot be split.", kpi=Text(kpi.name)
        )
    return divided


def _whole(session: Session, kpi: Kpi, choice: Choice, period: Period, today: date) -> KpiRow:
    (row,) = _rows(session, kpi.id, choice, period, today, by="total")
    if row.amount is None:
        raise UserError(
            "{kpi} has no value in {period}; there is nothing to compare.", kpi=Text(kpi.name), period=period.name
        )
    return row


def _rows(
    session: Session, kpi: str, choice: Choice, period: Period, today: date, *, by: str,
    dealers: frozenset[int] | None = None,
) -> list[KpiRow]:  # fmt: skip
    return read_rows(
        session, only=[kpi], first=period, last=period, by=by, dealer=choice.dealer, region=choice.region,
        group=choice.group, structure=choice.structure, counting=choice.counting, today=today, dealers=dealers,
        often=True, align=choice.align,
    )  # fmt: skip


Parts = dict[str, KpiRow]


def _by_place(session: Session, split: Split, today: date, by: str) -> tuple[Line, ...]:
    kpi, choice = split.kpi, split.choice
    then, now = (
        {row.keys[by]: row for row in _rows(session, kpi.id, choice, period, today, by=by)}
        for period in (split.then, choice.period)
    )
    _refuse_unlike(kpi, [split.before, split.after, *then.values(), *now.values()])
    silent = {key for key, row in now.items() if row.state == NOT_REPORTED and not row.n}
    drivers: Sequence[Driver[str]]
    if split.kind == "quotient":
        for rows in (then, now):
            if not sum((row.bottom or 0 for row in rows.values()), Fraction(0)):
                raise UserError("{kpi} has no parts here that could be compared.", kpi=Text(kpi.name))
        drivers = split_quotients(
            _quotients(then), _quotients(now), (_quotient(split.before), _quotient(split.after)), silent=silent
        )
    else:
        first, last = _sums(then), _sums(now)
        new = {key for key in last if key not in first}
        earlier = _seen_before(session, split, today, [now[key] for key in new]) if by == "dealer" else ()
        drivers = split_sums(first, last, split.change, earlier=earlier, silent=silent)
    return tuple(
        _line(one, by, split, now | then) for one in drivers if one.state != "both" or any(one.effects.values())
    )


def _sums(rows: Parts) -> dict[str, Fraction]:
    return {key: row.amount for key, row in rows.items() if row.amount is not None and (row.n or row.amount)}


def _quotients(rows: Parts) -> dict[str, Quotient]:
    return {key: _quotient(row) for key, row in rows.items() if row.top is not None or row.bottom is not None}


def _quotient(row: KpiRow) -> Quotient:
    return Quotient(row.top or Fraction(0), row.bottom or Fraction(0))


def _refuse_unlike(kpi: Kpi, rows: Iterable[KpiRow]) -> None:
    """Boxes of one dealer and vials of another one are no parts of a whole."""
    found = {(row.state if row.state in UNIT_STATES else "", row.unit_name) for row in rows if row.n}
    if len(found) > 1:
        raise UserError("{kpi} is counted in unlike units here; choose a product group.", kpi=Text(kpi.name))


def _seen_before(session: Session, split: Split, today: date, rows: Sequence[KpiRow]) -> frozenset[str]:
    """Who of those that have facts now, and had none then, had some at any time before."""
    numbers = frozenset(row.dealer_n for row in rows if row.dealer_n is not None)
    now = split.choice.period
    first, _ = data_span(session, default=now)
    if not numbers or split.kpi.kind != "additive" or first.first >= now.first:
        return frozenset()
    past = span(first.first, now.first - timedelta(days=1))
    try:
        found = _rows(session, split.kpi.id, split.choice, past, today, by="dealer", dealers=numbers)
    except UserError:  # single days of a product group before the calendar's first month
        return frozenset()
    return frozenset(row.keys["dealer"] for row in found if row.n)


def _line(driver: Driver[str], by: str, split: Split, rows: Parts) -> Line:
    if driver.key is None:
        return Line(driver, "", "")
    row = rows[driver.key]
    choice = None if by == "product-group" and not driver.key else narrowed(split.choice, {by: driver.key})
    region = row.labels.get("region", "") if by == "dealer" else ""
    return Line(driver, driver.key, row.labels.get(by, driver.key), region, choice)


def _by_price(session: Session, split: Split, today: date) -> tuple[Line, ...]:
    sides = [
        read_products(session, split.kpi.id, split.choice, one, today) for one in (split.then, split.choice.period)
    ]
    names = product_names(session)
    units = {number: one.unit for number, one in names.items() if one.unit}
    drivers = split_prices(sides[0], sides[1], units, split.change)
    return tuple(
        Line(one, "", "") if one.key is None
        else Line(one, names[one.key].code, names[one.key].name, names[one.key].group, product=one.key)
        for one in _moved(drivers)
    )  # fmt: skip


def _moved(drivers: Sequence[Driver[K]]) -> list[Driver[K]]:
    """Without those that add nothing."""
    return [one for one in drivers if one.state != "both" or any(one.effects.values())]
