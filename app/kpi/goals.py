"""What a KPI shall be: the target that was posted for sums, the goal that somebody set for every other KPI."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from app.core.calendars import calendar_of
from app.core.errors import UserError
from app.core.money import decimal_text, round_half_up
from app.core.period import Period
from app.core.texts import N_, Text
from app.kpi.board import Choice
from app.kpi.counting import USUAL
from app.kpi.kpi import Kpi
from app.kpi.queries import KpiRow, people_once, read_answered
from app.planning.targets.queries import GoalRow, list_goals

if TYPE_CHECKING:
    from app.kpi.people import Dealer, Group

SCALE: Final = 10_000
_PERCENT: Final = 100
ATTAINMENTS: Final = {
    "net_amount": "target_attainment", "sell_out_amount": "sell_out_attainment",
    "collection_amount": "collection_attainment", "quantity": "quantity_attainment",
}  # fmt: skip
"""The KPIs whose targets are posted, each with the one whose denominator is its target."""
COUNTED: Final = frozenset({"net_amount", "quantity"})
"""Of those with posted targets the KPIs whose lines may count otherwise; targets are set as finance counts."""
_NEAREST: Final = ("dealer", "group", "region", "all")
_SPLITS: Final = frozenset({"dealer", "region", "product-group", "month"})
"""By what a figure may be split so that its parts have goals."""


@dataclass(frozen=True)
class Aim:
    """What a value is held against."""

    value: Fraction
    posted: bool
    """Whether it is a target that was posted, not a goal."""
    part: Fraction | None = None
    """Of a target that is not of every month of the period what the months with one add to the value."""
    without: tuple[str, ...] = ()
    """The months without a target."""
    upper: Fraction | None = None
    """The upper end of a goal that is a range, of which ``value`` is the lower one."""

    def met(self, kpi: Kpi, value: Fraction | None) -> bool | None:
        """Whether a value reaches it; None where it is unknown, or the KPI has no better side."""
        value = self._held(value)
        if value is not None and kpi.direction == "band" and self.upper is not None:
            return self.value <= value <= self.upper
        if value is None or kpi.direction not in {"higher", "lower"}:
            return None
        return value >= self.value if kpi.direction == "higher" else value <= self.value

    def verdict(self, kpi: Kpi, value: Fraction | None) -> Text | None:
        """Met or missed, of a range within, above or below it; None where that cannot be told."""
        met = self.met(kpi, value)
        if met is None or value is None:
            return None
        if self.upper is None or kpi.direction != "band":
            return Text(N_("met")) if met else Text(N_("missed"))
        if met:
            return Text(N_("within the goal"))
        return Text(N_("above the goal")) if value > self.upper else Text(N_("below the goal"))

    def attained(self, kpi: Kpi, value: Fraction | None) -> Fraction | None:
        """Value / aim where more is better; None else, and where the aim is not above zero."""
        value = self._held(value)
        return value / self.value if value is not None and kpi.direction == "higher" and self.value > 0 else None

    def _held(self, value: Fraction | None) -> Fraction | None:
        return self.part if value is not None and self.without else value


@dataclass(frozen=True)
class Whose:
    """Of whom a figure is: nothing is everybody, every name that something goes by counts."""

    dealer: str = ""
    """The party's id."""
    regions: frozenset[str] = frozenset()
    group: str = ""
    """The product group's code."""


def attains(kpi: Kpi) -> bool:
    """Whether a figure is told as a share of its goal, not only as met or missed."""
    return kpi.direction == "higher" and kpi.unit != "ratio"


class Goals:
    """Every goal of a workspace, read once."""

    def __init__(self, session: Session) -> None:
        """Reads goals, and the names by which dealers, regions and groups are asked for."""
        self._rows: dict[str, list[GoalRow]] = {}
        for one in list_goals(session):
            self._rows.setdefault(one.kpi, []).append(one)
        dealers, groups = people_once(session) if self._rows else ({}, {})
        self._dealers: Sequence[Dealer] = tuple(dealers.values())
        self._groups: Sequence[Group] = tuple(groups.values())

    def of(self, kpi: Kpi, period: Period, whose: Whose) -> Aim | None:
        """The goal that a figure is held against.

        A sum's goal counts for exactly its days and for whom it was set. What is no sum is held against the goal of
        the days in which the period ends: the dealer's own before the group's, the region's and everybody's.
        """
        is_sum = kpi.kind == "additive" and kpi.unit in {"money", "quantity", "count"}
        if is_sum and whose.group and (whose.dealer or whose.regions):
            return None  # a part of what either was set for
        fitting = [
            one for one in self._rows.get(kpi.id, ()) if _fits(one, whose) and _covers(one, period, exact=is_sum)
        ]
        if is_sum:
            narrow = "dealer" if whose.dealer else "group" if whose.group else "region" if whose.regions else "all"
            fitting = [one for one in fitting if one.level == narrow]
        if not fitting:
            return None
        best = min(fitting, key=lambda one: (_NEAREST.index(one.level), one.last - one.first, -one.first))
        upper = None if best.upper_e4 is None or kpi.direction != "band" else Fraction(best.upper_e4, SCALE)
        return Aim(Fraction(best.value_e4, SCALE), posted=False, upper=upper)

    def whose(self, *, dealer: str | None = None, region: str | None = None, group: str | None = None) -> Whose:
        """Of whom a figure is by what was asked: codes, ids or names."""
        who = next((one for one in self._dealers if dealer in {one.code, one.id, one.name}), None) if dealer else None
        regions = {region, *(one.region_name for one in self._dealers if one.region == region)} if region else set()
        if who is not None:
            regions |= {who.region, who.region_name}
        code = next((one.code for one in self._groups if group in {one.code, one.name}), group or "") if group else ""
        return Whose(who.id if who else "", frozenset(one for one in regions if one), code)

    def of_row(self, kpi: Kpi, row: KpiRow, period: Period) -> Aim | None:
        """The goal of one row of figures, by its keys; a row of a month is of that month."""
        if kpi.id not in self._rows or not row.keys.keys() <= _SPLITS:
            return None
        return self._of_keys(kpi, row.keys, period)

    def of_part(self, kpi: Kpi, choice: Choice, by: str, key: str) -> Aim | None:
        """The goal of one row of a figure that is split by dealer, region, product group or month."""
        if kpi.id not in self._rows or by not in _SPLITS or (choice.structure.only and by != "dealer"):
            return None
        asked = {"dealer": choice.dealer, "region": choice.region, "product-group": choice.group, by: key}
        return self._of_keys(kpi, {name: one for name, one in asked.items() if one is not None}, choice.period)

    def _of_keys(self, kpi: Kpi, keys: Mapping[str, str], period: Period) -> Aim | None:
        whose = self.whose(dealer=keys.get("dealer"), region=keys.get("region"), group=keys.get("product-group"))
        return self.of(kpi, calendar_of(period).parse(keys["month"]) if "month" in keys else period, whose)


def _fits(goal: GoalRow, whose: Whose) -> bool:
    return {
        "all": True, "dealer": goal.place == whose.dealer, "group": goal.place == whose.group,
        "region": goal.place in whose.regions,
    }.get(goal.level, False)  # fmt: skip


def _covers(goal: GoalRow, period: Period, *, exact: bool) -> bool:
    if exact:
        return (goal.first, goal.last) == (period.first_day, period.last_day)
    return goal.first <= period.last_day <= goal.last


def goal_of(session: Session, kpi: Kpi, choice: Choice, today: date) -> Aim | None:
    """What a KPI shall be for a choice of period, region, dealer and group; None where nobody has said it.

    A target that is posted comes before a goal. Of a choice that is narrowed in another way nothing is said.
    """
    return goals_of(session, {kpi.id: kpi}, choice, today).get(kpi.id)


def goals_of(
    session: Session, kpis: Mapping[str, Kpi], choice: Choice, today: date, goals: Goals | None = None
) -> dict[str, Aim]:
    """``goal_of`` for several KPIs, without those that have none."""
    posted = {one: _posted(session, one, choice, today, "total", ("",)).get("") for one in kpis if one in ATTAINMENTS}
    found = {kpi: aim for kpi, aim in posted.items() if aim is not None}
    if choice.structure.only:
        return found
    goals = goals or Goals(session)
    whose = goals.whose(dealer=choice.dealer, region=choice.region, group=choice.group)
    for one in kpis.values():
        aim = None if one.id in found else goals.of(one, choice.period, whose)
        if aim is not None:
            found[one.id] = aim
    return found


def goals_by(
    session: Session, goals: Goals, kpi: Kpi, choice: Choice, today: date, *, by: str, keys: Iterable[str]
) -> dict[str, Aim]:
    """What each row of a split shall be, by its key, without those of which nobody has said it."""
    wanted = tuple(keys)
    posted = _posted(session, kpi.id, choice, today, by, wanted) if kpi.id in ATTAINMENTS else {}
    found = {key: posted.get(key) or goals.of_part(kpi, choice, by, key) for key in wanted}
    return {key: aim for key, aim in found.items() if aim is not None}


def _posted(session: Session, kpi: str, choice: Choice, today: date, by: str, keys: Collection[str]) -> dict[str, Aim]:
    """The targets that were posted, by these keys of rows; of a total it is empty."""
    if not keys or (choice.counting != USUAL and kpi in COUNTED):
        return {}
    dealers = None
    if by == "dealer":
        wanted = frozenset(keys)
        dealers = frozenset(number for number, one in people_once(session)[0].items() if one.code in wanted)
    try:
        asked = read_answered(
            session, ATTAINMENTS[kpi], period=choice.period, by=by, dealer=choice.dealer, region=choice.region,
            group=choice.group, structure=choice.structure, counting=choice.counting, today=today, dealers=dealers,
        )  # fmt: skip
    except UserError:  # not kept so: by product group, or of single days
        return {}
    found = {}
    for at in asked.keys:
        key = "" if by == "total" else asked.code(at, by)
        _, part, aim = asked.at(at).parts if key in keys else (None, None, None)
        if aim:
            found[key] = Aim(aim, posted=True, part=part, without=asked.without(at))
    return found


def goal_value(kpi: Kpi, text: str) -> int:
    """What was typed for a goal, of ratios in percent, as it is stored; raises UserError where it is no number."""
    try:
        exact = Fraction(Decimal(text.replace("%", "").replace(",", "").strip()))
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise UserError("“{text}” is no number.", text=text) from error
    return round_half_up(exact * SCALE / (_PERCENT if kpi.unit == "ratio" else 1))


def goal_values(kpi: Kpi, text: str) -> tuple[int, int | None]:
    """What was typed for a goal as it is stored; where a middle range is best its lower and its upper end.

    Raises UserError where it is no number, or no range where it has to be one.
    """
    if kpi.direction != "band":
        return goal_value(kpi, text), None
    ends = [goal_value(kpi, one) for one in re.split(r"-|–|—|~|～|至|to", text)]
    if len(ends) != 2 or ends[0] >= ends[1]:
        raise UserError("Of {kpi} a middle range is best: say from where to where, such as 25-45.", kpi=Text(kpi.name))
    return ends[0], ends[1]


def goal_text(kpi: Kpi, value: Fraction, upper: Fraction | None = None) -> str:
    """A goal as it is typed: of ratios in percent, a range with both its ends."""
    if upper is not None:
        return f"{goal_text(kpi, value)}–{goal_text(kpi, upper)}"
    shown = value * _PERCENT if kpi.unit == "ratio" else value
    return f"{decimal_text(shown.numerator, shown.denominator)}{'%' if kpi.unit == 'ratio' else ''}"
