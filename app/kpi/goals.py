"""What a KPI shall be: the target that was posted for sums, the goal that somebody set for every other KPI."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.money import decimal_text, round_half_up
from app.core.period import Period, parse_period
from app.kpi.board import Choice
from app.kpi.kpi import Kpi
from app.kpi.queries import KpiRow, people_once, read_rows
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
_NEAREST: Final = ("dealer", "group", "region", "all")


@dataclass(frozen=True)
class Aim:
    """What a value is held against."""

    value: Fraction
    posted: bool
    """Whether it is a target that was posted, not a goal."""

    def met(self, kpi: Kpi, value: Fraction | None) -> bool | None:
        """Whether a value reaches it; None where it is unknown, or the KPI has no better side."""
        if value is None or kpi.direction not in {"higher", "lower"}:
            return None
        return value >= self.value if kpi.direction == "higher" else value <= self.value

    def attained(self, kpi: Kpi, value: Fraction | None) -> Fraction | None:
        """Value / aim where more is better; None else, and where the aim is not above zero."""
        return value / self.value if value is not None and kpi.direction == "higher" and self.value > 0 else None


@dataclass(frozen=True)
class Whose:
    """Of whom a figure is: nothing is everybody, every name that something goes by counts."""

    dealer: str = ""
    """The party's id."""
    regions: frozenset[str] = frozenset()
    group: str = ""
    """The product group's code."""


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
        fitting = [
            one for one in self._rows.get(kpi.id, ()) if _fits(one, whose) and _covers(one, period, exact=is_sum)
        ]
        if is_sum:
            narrow = "dealer" if whose.dealer else "group" if whose.group else "region" if whose.regions else "all"
            fitting = [one for one in fitting if one.level == narrow]
        if not fitting:
            return None
        best = min(fitting, key=lambda one: (_NEAREST.index(one.level), one.last - one.first, -one.first))
        return Aim(Fraction(best.value_e4, SCALE), posted=False)

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
        if kpi.id not in self._rows or not row.keys.keys() <= {"dealer", "region", "product-group", "month"}:
            return None
        keys = row.keys
        whose = self.whose(dealer=keys.get("dealer"), region=keys.get("region"), group=keys.get("product-group"))
        return self.of(kpi, parse_period(keys["month"]) if "month" in keys else period, whose)


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


def goals_of(session: Session, kpis: Mapping[str, Kpi], choice: Choice, today: date) -> dict[str, Aim]:
    """``goal_of`` for several KPIs, without those that have none."""
    found = _posted(session, [one for one in kpis if one in ATTAINMENTS], choice, today)
    goals = Goals(session)
    if choice.structure.only:
        return found
    whose = goals.whose(dealer=choice.dealer, region=choice.region, group=choice.group)
    for one in kpis.values():
        aim = None if one.id in found else goals.of(one, choice.period, whose)
        if aim is not None:
            found[one.id] = aim
    return found


def _posted(session: Session, kpis: Sequence[str], choice: Choice, today: date) -> dict[str, Aim]:
    found = {}
    for kpi in kpis:
        try:
            rows = read_rows(
                session, only=[ATTAINMENTS[kpi]], first=choice.period, last=choice.period, dealer=choice.dealer,
                region=choice.region, group=choice.group, structure=choice.structure, counting=choice.counting,
                today=today, often=True,
            )  # fmt: skip
        except UserError:  # not kept so: by product group, or of single days
            continue
        if rows and rows[0].bottom:
            found[kpi] = Aim(rows[0].bottom, posted=True)
    return found


def goal_value(kpi: Kpi, text: str) -> int:
    """What was typed for a goal, of ratios in percent, as it is stored; raises UserError where it is no number."""
    try:
        exact = Fraction(Decimal(text.replace("%", "").replace(",", "").strip()))
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise UserError("“{text}” is no number.", text=text) from error
    return round_half_up(exact * SCALE / (_PERCENT if kpi.unit == "ratio" else 1))


def goal_text(kpi: Kpi, value: Fraction) -> str:
    """A goal as it is typed: of ratios in percent."""
    shown = value * _PERCENT if kpi.unit == "ratio" else value
    return f"{decimal_text(shown.numerator, shown.denominator)}{'%' if kpi.unit == 'ratio' else ''}"
