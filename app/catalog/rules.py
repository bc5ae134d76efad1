"""Units of a product: how many base units each holds on a day, and what a quantity is in another one.

Quantities and factors are whole thousandths; a result that lies between two is rounded half up (half away from zero,
so that goods and their return weigh the same). A unit that nothing explains has no factor: such a quantity is unknown
and never taken as one of base units.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

ONE_E3: Final = 1_000
CASES: Final = ("件", "箱", "case", "carton", "ctn")
"""Words for a case, of which a product's pack factor says how much it holds where nothing else does."""
REPORTING: Final = ""
"""Stands for a product's reporting unit among the spans of its units."""
FOREVER: Final = 2**40
Span = tuple[str, int, int, int]
"""A unit, the first day on which a factor holds, the day from which it no longer does, and the factor."""


@dataclass(frozen=True)
class Factor:
    """One unit holds ``factor_e3`` thousandths of base units, from a day on (None: ever since)."""

    unit: str
    factor_e3: int
    from_on: int | None = None


@dataclass(frozen=True)
class Units:
    """The units of one product."""

    base: str | None
    factors: tuple[Factor, ...] = ()
    """Of two for one unit and day the one that stands later holds."""
    pack_factor: int | None = None
    """Base units in a case."""
    report: str | None = None
    """The unit in which reports add it up with unlike products."""

    def factor(self, unit: str, day: int) -> int | None:
        """Thousandths of base units in one of a unit on a day: by the latest that began; None for an unknown unit."""
        wanted = unit_key(unit)
        if self.base is not None and wanted == unit_key(self.base):
            return ONE_E3
        known = (one for one in self.factors if unit_key(one.unit) == wanted and one.factor_e3 > 0)
        begun = [one for one in known if _from(one) <= day]
        if begun:
            return max(enumerate(begun), key=lambda each: (_from(each[1]), each[0]))[1].factor_e3
        packed = (self.pack_factor or 0) * ONE_E3
        return packed if packed > 0 and wanted in CASES else None

    def in_base(self, quantity_e3: int, unit: str | None, day: int) -> int | None:
        """A quantity in base units; one that names no unit is in base units already."""
        if unit is None:
            return quantity_e3
        factor = self.factor(unit, day)
        return None if factor is None else half_up(quantity_e3 * factor, ONE_E3)

    def spans(self) -> list[Span]:
        """Every factor with the days on which it holds, and under ``REPORTING`` those of the reporting unit."""
        names = {unit_key(one.unit) for one in self.factors}
        names |= {unit_key(self.base)} if self.base else set()
        names |= set(CASES) if self.pack_factor else set()
        found = [span for name in sorted(names) for span in self._spans_of(name)]
        report = unit_key(self.report) if self.report else None
        return [(REPORTING, *span[1:]) for span in found if span[0] == report] + found

    def _spans_of(self, name: str) -> list[Span]:
        days = {-FOREVER} | {_from(one) for one in self.factors if unit_key(one.unit) == name}
        starts = sorted(days)
        found: list[Span] = []
        for start, end in zip(starts, [*starts[1:], FOREVER], strict=True):
            factor = self.factor(name, start)
            if factor is not None and found and found[-1][3] == factor and found[-1][2] == start:
                found[-1] = (name, found[-1][1], end, factor)
            elif factor is not None:
                found.append((name, start, end, factor))
        return found


def unit_key(unit: str) -> str:
    """By what a unit is looked up: capitals of the Latin alphabet make no difference (as SQLite's ``lower``)."""
    return "".join(one.lower() if one.isascii() else one for one in unit.strip())


def half_up(top: int, bottom: int) -> int:
    """A quotient as a whole number, half away from zero; ``bottom`` is above zero."""
    found = (2 * abs(top) + bottom) // (2 * bottom)
    return found if top >= 0 else -found


def _from(one: Factor) -> int:
    return -FOREVER if one.from_on is None else one.from_on


SUSPECT_LOW: Final = Fraction(1, 5)
SUSPECT_HIGH: Final = Fraction(5)
SUSPECT_SAMPLE: Final = 5
"""单位可疑: a unit price outside 0.2 to 5 times the product's median, of at least so many rows."""


def is_suspect(price: Fraction, median: Fraction, sample: int) -> bool:
    """Whether a unit price speaks of another unit than the row names."""
    return sample >= SUSPECT_SAMPLE and median > 0 and not SUSPECT_LOW * median <= price <= SUSPECT_HIGH * median


def likely_unit(price: Fraction, median: Fraction, now_e3: int, units: Iterable[tuple[str, int]]) -> str | None:
    """The unit that brings a row's price nearest to the median, where it brings it within the limits.

    ``price`` is by base unit with the factor ``now_e3`` that the row's unit has; ``units`` are the others with theirs,
    of two that hold as much the one meant first.
    """
    best: tuple[Fraction, int, str] | None = None
    for place, (unit, factor_e3) in enumerate(units):
        found = price * now_e3 / factor_e3
        if found <= 0 or is_suspect(found, median, SUSPECT_SAMPLE):
            continue
        distance = max(found / median, median / found)
        if best is None or (distance, place) < best[:2]:
            best = distance, place, unit
    return None if best is None else best[2]
