"""Plans of targets out of what was sold: begun from last year, given down to dealers, spread by the season."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.dealers.queries import list_places
from app.kpi.planned import Cell, History, read_history
from app.planning.targets.queries import find_plan
from app.planning.targets.rules import (
    MONTHS,
    NOTHING,
    UNITS,
    Line,
    added,
    any_set,
    below,
    distribute,
    grown,
    leaves,
    spread,
)
from app.planning.targets.service import lines_of, new_plan, set_lines

SPANS: Final = {
    "year": tuple(range(MONTHS)),
    **{f"Q{number}": tuple(range(3 * number - 3, 3 * number)) for number in (1, 2, 3, 4)},
    **{f"{number:02d}": (number - 1,) for number in range(1, MONTHS + 1)},
}
"""The months (0 to 11) of a year, a quarter and a month, by their names."""

Key = tuple[str, str, str, str]
"""KPI, level, place and product group of a line."""
Setting = tuple[Key, str, int | None]
"""The line, the span (one of ``SPANS``) and the value in the KPI's scale; None takes out what stands there."""


@dataclass(frozen=True)
class Wish:
    """What a plan is to be made of."""

    name: str
    year: int
    kpis: Sequence[str]
    growth: Fraction = Fraction(0)
    """Above last year: 8/100 is 8 % more."""
    by_group: bool = False
    note: str = ""


def make_plan(session: Session, *, wish: Wish, today: date) -> str:
    """Begin a plan: last year x (1 + growth) as the total, and for each dealer (and group) by its share of each month.

    Months of last year that are not over are taken from the year before it. Returns the plan's id.
    """
    lines: list[Line] = []
    for kpi in [one for one in UNITS if one in wish.kpis]:
        history = read_history(session, kpi, wish.year, today, by_group=wish.by_group)
        own = [Line(kpi, "dealer", party, group, history.base((party, group))) for party, group in _cells(history)]
        total = Line(kpi, "all", "", "", tuple(
            None if one is None else grown(one, wish.growth, UNITS[kpi]) for one in added(own)
        ))  # fmt: skip
        if any_set(total.months):
            lines += [total, *_given(total, own)]
    return new_plan(session, name=wish.name, year=wish.year, kpis=wish.kpis, note=wish.note, lines=lines)


def _cells(history: History) -> list[Cell]:
    """Dealers and groups that sold anything; where a dealer sold by group, not its goods without one."""
    grouped = {party for party, group in history.sold if group}
    return sorted(one for one in history.sold if (one[1] or one[0] not in grouped) and any_set(history.base(one)))


def _given(total: Line, weights: Sequence[Line]) -> list[Line]:
    """A total given to the lines that weigh; what nobody gets a part of is left out."""
    found = distribute(total.months, [one.months for one in weights], UNITS[total.kpi])
    lines = (Line(*one.key, months) for one, months in zip(weights, found, strict=True))
    return [one for one in lines if any(one.months)]


def give_down(session: Session, *, plan_id: str, key: tuple[str, str, str, str], today: date) -> int:
    """Give a total to the dealers below it by their shares of last year, so that no gap is left; returns the lines.

    Where nothing was sold the shares are those that the plan has. Raises UserError where nobody stands below it.
    """
    lines = lines_of(session, plan_id)
    total = next((one for one in lines if one.key == key), None)
    if total is None or total.key in {one.key for one in leaves(lines)}:
        raise UserError("Set the total first; it is what is given to the dealers.")
    regions = {one.id: one.region for one in list_places(session)}
    there = below(total, leaves(lines), regions)
    by_group = bool(total.group) or any(one.group for one in lines if one.level == "dealer" and one.kpi == total.kpi)
    history = read_history(session, total.kpi, find_plan(session, plan_id).year, today, by_group=by_group)
    sold = [Line(total.kpi, "dealer", *cell, history.base(cell)) for cell in _cells(history)]
    weights = below(total, sold, regions) or there
    if not weights:
        raise UserError("Nobody below this total has sold anything yet; set the dealers' targets one by one.")
    weighed = {one.key for one in weights}
    # a dealer who sold nothing and has a target keeps none of a total that is given by what was sold
    weights = [*weights, *(Line(*one.key, NOTHING) for one in there if one.key not in weighed)]
    found = distribute(total.months, [one.months for one in weights], UNITS[total.kpi])
    given = [Line(*one.key, months) for one, months in zip(weights, found, strict=True)]
    kept = {one.key for one in there}
    wanted = [
        one if any(one.months) else Line(*one.key, NOTHING) for one in given if any(one.months) or one.key in kept
    ]
    return set_lines(session, plan_id=plan_id, lines=wanted)


def set_total(session: Session, *, plan_id: str, key: Key, span: str, value: int, today: date) -> None:
    """Set a year, a quarter (Q1) or a month (01) of one line; over several months it is spread by the season.

    The season is that of the line's own dealers and groups, or where these sold nothing yet that of all. Raises
    UserError for another span.
    """
    set_block(session, plan_id=plan_id, cells=[(key, span, value)], today=today)


def set_block(session: Session, *, plan_id: str, cells: Sequence[Setting], today: date) -> int:
    """Set many at once as ``set_total`` does, nothing takes out what stands there; returns the lines that differ.

    Of a line's year or quarter that is given beside all its months the months count. Raises UserError for another span.
    """
    months = {one.key: list(one.months) for one in lines_of(session, plan_id)}
    seasons = _Seasons(session, plan_id, today)
    single = {(key, places[0]) for key, span, _ in cells if len(places := _places(span)) == 1}
    touched: dict[Key, list[int | None]] = {}
    for key, span, value in cells:
        own, places = touched.setdefault(key, months.get(key, list(NOTHING))), _places(span)
        if len(places) > 1 and {(key, place) for place in places} <= single:
            continue
        given: Iterable[tuple[int, int | None]] = [(place, value) for place in places]
        if value is not None and len(places) > 1:
            given = spread(value, places, seasons.of(key), UNITS[key[0]]).items()
        for place, one in given:
            own[place] = one
    return set_lines(session, plan_id=plan_id, lines=[Line(*key, tuple(own)) for key, own in touched.items()])


def _places(span: str) -> tuple[int, ...]:
    if span not in SPANS:
        raise UserError("A target is set for {known}, not for “{span}”.", known="year, Q1-Q4, 01-12", span=span)
    return SPANS[span]


class _Seasons:
    """The weights of the twelve months for lines of a plan; what was sold is read once."""

    def __init__(self, session: Session, plan_id: str, today: date) -> None:
        self._session, self._today = session, today
        self._plan = plan_id
        self._histories: dict[tuple[str, bool], History] = {}
        self._regions: dict[str, str] = {}

    def of(self, key: Key) -> list[Fraction]:
        kpi, level, place, group = key
        if kpi not in UNITS:
            raise UserError("A plan sets {known}, not “{kpi}”; other KPIs have goals.", known=", ".join(UNITS), kpi=kpi)
        history = self._history(kpi, by_group=bool(group))
        asked = Line(kpi, level, place, group, NOTHING)
        own = [Line(kpi, "dealer", *cell, NOTHING) for cell in history.sold]
        weights = history.weights([(one.place, one.group) for one in below(asked, own, self._regions)])
        return weights if any(weights) and level != "all" else history.weights()

    def _history(self, kpi: str, *, by_group: bool) -> History:
        if (kpi, by_group) not in self._histories:
            year = find_plan(self._session, self._plan).year
            self._histories[kpi, by_group] = read_history(self._session, kpi, year, self._today, by_group=by_group)
            self._regions = self._regions or {one.id: one.region for one in list_places(self._session)}
        return self._histories[kpi, by_group]
