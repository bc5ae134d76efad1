"""Targets as pure numbers: splitting totals exactly, the season, sums from below, and the gap between both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE, apportion, round_half_up

Span = Literal["month", "quarter", "year"]
MONTHS: Final = 12
_QUARTER: Final = 3
UNITS: Final = {
    "net_amount": AMOUNT_SCALE, "sell_out": AMOUNT_SCALE, "collection": AMOUNT_SCALE, "quantity": QUANTITY_SCALE,
}  # fmt: skip
"""The KPIs that a plan sets, and how many of its whole numbers are one unit (yuan, piece)."""
Months = tuple[int | None, ...]
"""Twelve whole numbers of the KPI's scale; None is not set."""
NOTHING: Final[Months] = (None,) * MONTHS


@dataclass(frozen=True)
class Line:
    """One line of a plan: a total that is set from above, or what is set for a dealer."""

    kpi: str
    level: str
    """all, region or dealer."""
    place: str
    """The region's name or the party's id; empty for all."""
    group: str
    """The product group's code; empty for all goods."""
    months: Months

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is the line of."""
        return self.kpi, self.level, self.place, self.group


@dataclass(frozen=True)
class Gap:
    """A total that was set beside the sum of what its dealers were set."""

    line: Line
    parts: Months
    """From below; None in months for which no dealer was set anything."""

    @property
    def months(self) -> Months:
        """Set - parts by month: above zero is not given to anybody yet, below zero is given twice over."""
        return tuple(
            None if one is None else one - (part or 0) for one, part in zip(self.line.months, self.parts, strict=True)
        )


def split(total: int, weights: Sequence[int | Fraction], unit: int = 1) -> list[int]:
    """A total in parts like the weights, whole units each and adding up exactly (largest remainder).

    What is less than a unit goes to the heaviest. Weights below zero count as nothing; without any weight the parts
    are alike.
    """
    if not weights:
        return []
    heavy = [Fraction(max(one, 0)) for one in weights]
    whole = sum(heavy)
    if not whole:
        heavy, whole = [Fraction(1)] * len(weights), Fraction(len(weights))
    units, rest = divmod(total, unit)
    found = [one * unit for one in apportion([units * one / whole for one in heavy], units)]
    found[max(range(len(heavy)), key=lambda place: heavy[place])] += rest
    return found


def season(years: Sequence[Sequence[int | None]], working: tuple[int, int] = (1, 1)) -> list[Fraction]:
    """The weight of each month out of the years that were sold in all twelve months (of all, where none was).

    The spring festival moves between January and February: both are taken together and shared by ``working``, the
    working days that they have in the year that is planned.
    """
    whole = [one for one in years if all(each is not None for each in one)] or list(years)
    sums = [Fraction(sum(max(one[place] or 0, 0) for one in whole)) for place in range(MONTHS)]
    first, days = sums[0] + sums[1], sum(working)
    if days:
        sums[0], sums[1] = (first * Fraction(one, days) for one in working)
    return sums


def grown(value: int, growth: Fraction, unit: int = 1) -> int:
    """A value x (1 + growth) in whole units, halves away from zero."""
    return round_half_up(value * (1 + growth) / unit) * unit


def distribute(months: Months, weights: Sequence[Sequence[int | Fraction | None]], unit: int = 1) -> list[Months]:
    """Each month of a total in parts like the weights of its rows; the parts of a month add up to it exactly.

    A month in which no row weighs anything is shared by the rows' whole year.
    """
    year = [sum((max(one or 0, 0) for one in row), Fraction(0)) for row in weights]
    columns: list[Sequence[int | None]] = []
    for place, total in enumerate(months):
        if total is None:
            columns.append([None] * len(weights))
            continue
        own = [max(row[place] or 0, 0) for row in weights]
        columns.append(split(total, own if any(own) else year, unit))
    return [tuple(column[row] for column in columns) for row in range(len(weights))]


def leaves(lines: Iterable[Line]) -> list[Line]:
    """What a plan sets at its lowest: dealers by group; a dealer's line for all goods where it has none by group."""
    known = list(lines)
    grouped = {(one.kpi, one.place) for one in known if one.level == "dealer" and one.group}
    return [one for one in known if one.level == "dealer" and (one.group or (one.kpi, one.place) not in grouped)]


def added(lines: Iterable[Line]) -> Months:
    """The sum of lines by month; None where none of them is set."""
    sums: list[int | None] = [None] * MONTHS
    for one in lines:
        for place, value in enumerate(one.months):
            if value is not None:
                sums[place] = (sums[place] or 0) + value
    return tuple(sums)


def below(total: Line, lines: Iterable[Line], regions: Mapping[str, str]) -> list[Line]:
    """The lowest lines that a total stands for; ``regions`` are the regions of parties."""
    return [
        one
        for one in lines
        if one.kpi == total.kpi
        and total.group in {"", one.group}
        and (
            total.level == "all"
            or (total.level == "region" and regions.get(one.place, "") == total.place)
            or (total.level == "dealer" and one.place == total.place)
        )
    ]


def gaps(lines: Iterable[Line], regions: Mapping[str, str]) -> list[Gap]:
    """Every total that is set from above beside its sum from below, in the order of the lines."""
    known = list(lines)
    lowest = leaves(known)
    keys = {one.key for one in lowest}
    return [
        Gap(one, added(below(one, lowest, regions))) for one in known if one.key not in keys and any_set(one.months)
    ]


def any_set(months: Months) -> bool:
    """Whether anything is set."""
    return any(one is not None for one in months)


def rolled(months: Months, span: Span) -> Months:
    """Months, the sums of quarters, or the sum of the year; None where none of its months is set."""
    size = {"month": 1, "quarter": _QUARTER, "year": MONTHS}[span]
    found: list[int | None] = []
    for begin in range(0, MONTHS, size):
        known = [one for one in months[begin : begin + size] if one is not None]
        found.append(sum(known) if known else None)
    return tuple(found)


def spread(total: int, places: Sequence[int], weights: Sequence[int | Fraction], unit: int = 1) -> dict[int, int]:
    """A year's or quarter's total over its months (0 to 11) by the season, adding up exactly."""
    return dict(zip(places, split(total, [weights[one] for one in places], unit), strict=True))
