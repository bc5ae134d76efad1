"""What a figure is made of: a KPI by dealer, region, product group or month."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from sqlalchemy.orm import Session

from app.core.calendars import calendar_of
from app.core.errors import UserError
from app.kpi.answered import Answered
from app.kpi.answers import Parts
from app.kpi.board import MONTHS, Choice, Split
from app.kpi.own.known import find_kpi
from app.kpi.queries import read_answered
from app.kpi.rows import KpiRow
from app.kpi.scope import Key


@dataclass(frozen=True)
class Part:
    """What one dealer, region, product group or month adds to a KPI; its name is looked up when it is shown."""

    key: str
    by: Split
    at: Key
    answered: Answered

    @cached_property
    def row(self) -> KpiRow:
        """Everything that is to be said of it."""
        return self.answered.row(self.at)

    @property
    def n(self) -> int:
        """How many facts are behind it."""
        return self.row.n

    @property
    def name(self) -> str:
        """What it is called."""
        return self.answered.labels(self.at).get(self.by, self.key)

    @property
    def region(self) -> str:
        """Of a dealer its region."""
        return self.answered.labels(self.at).get("region", "") if self.by == "dealer" else ""

    @cached_property
    def value(self) -> Fraction | None:
        """Its own value of the KPI."""
        return self.answered.at(self.at).parts[0]

    @property
    def numerator(self) -> Fraction | None:
        """What it adds to the numerator."""
        return self.answered.at(self.at).parts[1]

    @property
    def denominator(self) -> Fraction | None:
        """What it adds to the denominator; None where the KPI is no quotient."""
        return self.answered.at(self.at).parts[2]


def read_parts(session: Session, choice: Choice, today: date, kpi: str, by: Split) -> tuple[Part, ...]:
    """A KPI's parts, what weighs most first (months in their order); none where it cannot be split so."""
    period = choice.period
    if by == "month" and len(period.months) < 2:
        period = calendar_of(period).run_up(calendar_of(period).period_of(period.first), MONTHS)
    try:
        found = read_answered(
            session, kpi, period=period, by=by, dealer=choice.dealer, region=choice.region, group=choice.group,
            structure=choice.structure, counting=choice.counting, today=today,
        )  # fmt: skip
    except UserError:  # single days by product group, percentiles of days
        return ()
    parts = [Part(found.code(at, by), by, at, found) for at in found.keys]
    parts = [one for one in parts if found.count(one.at) or one.value is not None]
    if by == "month":
        return tuple(parts)
    better = find_kpi(session, kpi).direction
    parts.sort(key=lambda one: one.key)
    return tuple(sorted(parts, key=lambda one: weight_order(found.at(one.at).parts, better), reverse=True))


def weight_order(parts: Parts, better: str) -> tuple[bool, float, Fraction | int]:
    """What is unknown comes last; floats tell most weights apart, and never in another order than the exact ones."""
    weight = _weight(parts, better)
    return parts[0] is not None, float(weight), weight


def _weight(parts: Parts, better: str) -> Fraction | int:
    """What puts a part first: its amount; of a band its value; where more is better, what it lacks."""
    value, top, bottom = parts
    if better == "band":
        return value or 0
    if better == "higher" and bottom is not None:
        return bottom - (top or 0)
    return top or 0


def in_whole(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """The same as whole numbers, and how many of these make one: they are added and compared far sooner."""
    size = math.lcm(*(one.denominator for one in values))
    return [one.numerator * (size // one.denominator) for one in values], size
