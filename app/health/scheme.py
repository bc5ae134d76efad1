"""The health model as data: dimensions, indicators, bounds; what a manager may change, with FIELD's defaults."""

import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, cast

from app.core.errors import UserError
from app.core.texts import N_

Direction = Literal["rise", "fall", "band"]
Empty = Literal["not_applicable", "missing", "owed"]
Grade = Literal["A", "B", "C", "D", "E"]

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

    def indicator(self, kpi: str) -> Indicator | None:
        """The indicator made of a KPI, or None."""
        return next((each for each in self.indicators if each.kpi == kpi), None)


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


def check_scheme(scheme: Scheme) -> None:
    """Refuse a model that could not be scored: an unknown dimension, a span of no width, bounds out of order."""
    known = {each.id for each in scheme.dimensions}
    seen: set[str] = set()
    for each in scheme.indicators:
        if each.dimension not in known:
            raise UserError("Indicator {kpi} belongs to no dimension of the model.", kpi=each.kpi)
        if each.kpi in seen:
            raise UserError("Indicator {kpi} is in the model twice.", kpi=each.kpi)
        seen.add(each.kpi)
        if each.points < 0 or not _span_is_right(each):
            raise UserError("Indicator {kpi}: floor, target and band do not fit its direction.", kpi=each.kpi)
    values = [bound for _, bound in scheme.bounds]
    if [grade for grade, _ in scheme.bounds] != list(GRADES[:-1]) or sorted(values, reverse=True) != values:
        raise UserError("The grades' bounds must fall from A to D.")
    gaps = [high - low for high, low in itertools.pairwise(values)]
    if scheme.margin < 0 or any(2 * scheme.margin >= gap for gap in gaps):
        raise UserError("The hysteresis margin must be smaller than half a grade.")


def _span_is_right(each: Indicator) -> bool:
    if each.direction == "band":
        if each.upper is None or each.limit is None:
            return False
        return each.floor < each.target <= each.upper < each.limit
    return each.floor < each.target if each.direction == "rise" else each.floor > each.target


def scheme_json(scheme: Scheme) -> str:
    """The model as canonical JSON: sorted keys, numbers as exact fraction text."""
    found = {
        "name": scheme.name,
        "version": scheme.version,
        "dimensions": [{"id": d.id, "title": d.title, "points": str(d.points)} for d in scheme.dimensions],
        "indicators": [_indicator_json(each) for each in scheme.indicators],
        "bounds": [[grade, str(bound)] for grade, bound in scheme.bounds],
        "margin": str(scheme.margin),
        "coverage_floor": str(scheme.coverage_floor),
    }
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _indicator_json(each: Indicator) -> dict[str, object]:
    return {
        "kpi": each.kpi,
        "dimension": each.dimension,
        "direction": each.direction,
        "floor": str(each.floor),
        "target": str(each.target),
        "points": str(each.points),
        "upper": None if each.upper is None else str(each.upper),
        "limit": None if each.limit is None else str(each.limit),
        "empty": each.empty,
        "until_data": each.until_data,
    }


def scheme_from_json(text: str) -> Scheme:
    """The model that ``scheme_json`` wrote; raises UserError where it cannot be scored."""
    raw = json.loads(text)
    scheme = Scheme(
        raw["name"],
        int(raw["version"]),
        tuple(Dimension(each["id"], each["title"], Fraction(each["points"])) for each in raw["dimensions"]),
        tuple(_indicators(raw["indicators"])),
        tuple((cast("Grade", grade), Fraction(bound)) for grade, bound in raw["bounds"]),
        Fraction(raw["margin"]),
        Fraction(raw["coverage_floor"]),
    )
    check_scheme(scheme)
    return scheme


def _indicators(rows: Iterable[Mapping[str, str | bool | None]]) -> Iterable[Indicator]:
    for raw in rows:
        upper, limit = raw["upper"], raw["limit"]
        yield Indicator(
            str(raw["kpi"]),
            str(raw["dimension"]),
            cast("Direction", raw["direction"]),
            Fraction(str(raw["floor"])),
            Fraction(str(raw["target"])),
            Fraction(str(raw["points"])),
            None if upper is None else Fraction(str(upper)),
            None if limit is None else Fraction(str(limit)),
            cast("Empty", raw["empty"]),
            bool(raw["until_data"]),
        )
