"""Which licence covers which goods when, and which sales elsewhere a permit allows; no database is asked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_BETWEEN = re.compile(r"[、,，;；/|\n]+")
_REMARK = re.compile(r"[(（][^)）]*[)）]")


@dataclass(frozen=True)
class Term:
    """One licence over the days of its validity."""

    number: str
    kind: str
    classes: frozenset[str]
    from_on: int | None
    to_on: int | None
    """Last day on which it is valid; None is open."""

    def holds(self, day: int) -> bool:
        """Whether it is valid on a day."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)


@lru_cache(4096)  # registers repeat the same few scopes thousands of times
def classes_of(scope: str | None) -> frozenset[str]:
    """The classes of goods that a scope names: 化学药制剂、生物制品(冷藏) are two, brackets hold remarks."""
    return frozenset(filter(None, (one.strip() for one in _BETWEEN.split(_REMARK.sub("", scope or "")))))


def lapsed(terms: Iterable[Term], goods_class: str, day: int) -> Term | None:
    """The licence for a class of goods that ended last before a day on which none covers the class any more.

    None where one covers it, and where none ever did: then nothing says that the class needs one.
    """
    own = [one for one in terms if goods_class in one.classes]
    if any(one.holds(day) for one in own):
        return None
    over = [one for one in own if one.to_on is not None and one.to_on < day]
    return max(over, key=lambda one: (one.to_on or 0, one.number), default=None)


@dataclass(frozen=True)
class Sale:
    """A sale of goods to somebody outside of the seller's own area."""

    row: int
    day: int
    buyer: int
    """The buyer's number."""
    area: str
    """Of the buyer, GB/T 2260."""
    product: int
    lot: str
    quantity_e3: int


@dataclass(frozen=True)
class Allowed:
    """A permit of the seller; what is None is free."""

    buyer: int | None
    area: str | None
    product: int | None
    lot: str | None
    quantity_e3: int | None
    from_on: int
    to_on: int | None

    def fits(self, sale: Sale) -> bool:
        """Whether the sale is of the kind and the days that it allows."""
        return (
            self.from_on <= sale.day
            and (self.to_on is None or sale.day <= self.to_on)
            and self.buyer in {None, sale.buyer}
            and self.product in {None, sale.product}
            and (self.lot is None or self.lot == sale.lot)
            and (self.area is None or within(sale.area, self.area))
        )


def within(area: str, whole: str) -> bool:
    """Whether an area lies in another one: 330523 in 330500 and in 330000 (GB/T 2260: two digits a level)."""
    levels = whole
    while len(levels) > 2 and levels.endswith("00"):
        levels = levels[:-2]
    return bool(levels) and area.startswith(levels)


def not_allowed(sales: Iterable[Sale], permits: Sequence[Allowed]) -> list[Sale]:
    """The sales that no permit covers, in the order of their days; a permit covers whole sales up to its quantity."""
    left = [one.quantity_e3 for one in permits]
    found = []
    for sale in sorted(sales, key=lambda one: (one.day, one.row)):
        for number, permit in enumerate(permits):
            rest = left[number]
            if permit.fits(sale) and (rest is None or sale.quantity_e3 <= rest):
                left[number] = None if rest is None else rest - sale.quantity_e3
                break
        else:
            found.append(sale)
    return found
