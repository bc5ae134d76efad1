"""The health model as data: dimensions, indicators, bounds; what a manager may change, with FIELD's defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from app.core.texts import N_

Direction = Literal["rise", "fall", "band"]
Empty = Literal["not_applicable", "missing", "owed"]
Grade = Literal["A", "B", "C", "D", "E"]
Kind = Literal["incentive", "credit", "support", "territory", "other"]
Way = Literal["hand", "pairs", "entropy", "critic", "blend"]
Scoring = Literal["span", "peers"]

GRADES: Final[tuple[Grade, ...]] = ("A", "B", "C", "D", "E")
GRADE_WORDS: Final[Mapping[Grade, str]] = {
    "A": N_("excellent"),
    "B": N_("good"),
    "C": N_("fair"),
    "D": N_("warning"),
    "E": N_("critical"),
}


@dataclass(frozen=True)
class Dimension:
    """One side of a dealer's health; its points are the sum of its indicators' points."""

    id: str
    title: str
    points: Fraction


@dataclass(frozen=True)
class Indicator:
    """One KPI as 0..100: ``floor`` scores 0 and ``target`` 100; a band falls again from ``upper`` to ``limit``."""

    kpi: str
    dimension: str
    direction: Direction
    floor: Fraction
    target: Fraction
    points: Fraction
    upper: Fraction | None = None
    limit: Fraction | None = None
    empty: Empty = "missing"
    """What no figure means where the region has figures: nothing to judge, our gap, or a report that he owes."""
    until_data: bool = False
    """Weight 0 until the region has a figure at all (surveys, targets), instead of a gap on our side."""
    scoring: Scoring = "span"
    """By floor and target, or by the percentile among like dealers, for which floor and target say nothing."""

    @property
    def goal(self) -> Fraction | None:
        """The one value that is aimed at; None for a band, and where the others decide."""
        return None if self.direction == "band" or self.scoring == "peers" else self.target


@dataclass(frozen=True)
class Rail:
    """A guard rail: whoever scores less than ``below`` of 100 in an indicator has a grade of at most ``at_most``."""

    kpi: str
    below: Fraction
    at_most: Grade


@dataclass(frozen=True)
class Consequence:
    """What follows from a grade, in the words of whoever decided it."""

    grade: Grade
    kind: Kind
    text: str


@dataclass(frozen=True)
class Answer:
    """How many times as important one dimension, or one indicator of a dimension, is as another."""

    one: str
    other: str
    times: Fraction


@dataclass(frozen=True)
class Scheme:
    """A version of the health model."""

    name: str
    version: int
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    bounds: tuple[tuple[Grade, Fraction], ...]
    """The lowest score of each grade, best first; below the last is E."""
    margin: Fraction
    """Hysteresis: a grade rises at its bound + margin and is lost below its bound - margin."""
    coverage_floor: Fraction
    """No grade where the figures at hand carry less than this share of the points."""
    rails: tuple[Rail, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    way: Way = "hand"
    """How the points came about."""
    answers: tuple[Answer, ...] = ()
    """The comparisons in pairs that points may have come from."""

    def indicator(self, kpi: str) -> Indicator | None:
        """The indicator made of a KPI, or None."""
        return next((each for each in self.indicators if each.kpi == kpi), None)


def with_points(scheme: Scheme, points: Mapping[str, Fraction]) -> Scheme:
    """The model with other points by KPI; what is not named keeps its own, and dimensions add theirs up."""
    return fitted(replace(scheme, indicators=tuple(
        replace(each, points=points.get(each.kpi, each.points)) for each in scheme.indicators
    )))  # fmt: skip


def fitted(scheme: Scheme) -> Scheme:
    """The model with the points of its dimensions added up anew."""
    sums = {each.id: Fraction(0) for each in scheme.dimensions}
    for each in scheme.indicators:
        sums[each.dimension] = sums.get(each.dimension, Fraction(0)) + each.points
    return replace(scheme, dimensions=tuple(replace(each, points=sums[each.id]) for each in scheme.dimensions))


def _indicator(
    kpi: str,
    dimension: str,
    points: int,
    span: tuple[str, ...],
    *,
    empty: Empty = "missing",
    until_data: bool = False,
) -> Indicator:
    knots = [Fraction(each) for each in span]
    if len(knots) == 4:
        return Indicator(kpi, dimension, "band", knots[0], knots[1], Fraction(points), knots[2], knots[3], empty=empty)
    direction: Direction = "rise" if knots[0] < knots[1] else "fall"
    return Indicator(
        kpi, dimension, direction, knots[0], knots[1], Fraction(points), empty=empty, until_data=until_data
    )


def default_scheme() -> Scheme:
    """FIELD's neutral set: 20 · 10 · 15 · 15 · 15 · 15 · 5 · 5; ratios are shares of 1, spans are days."""
    dimensions = (
        Dimension("sales", N_("Sales and growth"), Fraction(20)),
        Dimension("coverage", N_("Coverage"), Fraction(10)),
        Dimension("stock", N_("Stock health"), Fraction(15)),
        Dimension("service", N_("Order and service"), Fraction(15)),
        Dimension("money", N_("Money and credit"), Fraction(15)),
        Dimension("quality", N_("Compliance and quality"), Fraction(15)),
        Dimension("data", N_("Data reporting"), Fraction(5)),
        Dimension("capability", N_("Capability and cooperation"), Fraction(5)),
    )
    none: Empty = "not_applicable"
    indicators = (
        _indicator("net_amount_growth", "sales", 8, ("-0.15", "0.10"), empty=none),
        _indicator("target_attainment", "sales", 6, ("0.75", "1"), empty=none, until_data=True),
        _indicator("sell_out_growth", "sales", 6, ("-0.15", "0.10"), empty="owed"),
        _indicator("stock_out_share", "coverage", 10, ("0.10", "0"), empty="owed", until_data=True),
        _indicator("days_of_supply", "stock", 9, ("10", "25", "45", "75"), empty="owed"),
        _indicator("near_expiry_share", "stock", 6, ("0.08", "0.01"), empty="owed"),
        _indicator("otif_rate", "service", 5, ("0.80", "0.95"), empty=none),
        _indicator("on_time_rate", "service", 4, ("0.80", "0.95"), empty=none),
        _indicator("fill_rate", "service", 2, ("0.90", "0.99"), empty=none),
        _indicator("cycle_days_p90", "service", 2, ("12", "5"), empty=none),
        _indicator("review_in_time_rate", "service", 2, ("0.80", "0.95"), empty=none),
        _indicator("overdue_share", "money", 9, ("0.25", "0.06"), empty=none),
        _indicator("dso_days", "money", 6, ("110", "60"), empty=none),
        _indicator("return_rate", "quality", 9, ("0.06", "0.01"), empty=none),
        _indicator("complaint_rate", "quality", 6, ("25", "2"), empty=none),
        _indicator("data_coverage", "data", 5, ("0.60", "1"), empty=none),
        _indicator("error_rate", "capability", 3, ("0.06", "0.01"), empty=none),
        _indicator("csat_mean", "capability", 2, ("2.5", "4.5"), empty=none, until_data=True),
    )
    bounds: tuple[tuple[Grade, Fraction], ...] = (
        ("A", Fraction(85)),
        ("B", Fraction(75)),
        ("C", Fraction(60)),
        ("D", Fraction(45)),
    )
    return Scheme(N_("Neutral default"), 1, dimensions, indicators, bounds, Fraction(1), Fraction(3, 5))
