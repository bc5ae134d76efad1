"""Goods in the channel: a warehouse that was filled at a month's end (压货), and who ran dry for how long (断货)."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

MUCH: Final = Fraction(3, 2)
"""Bought is much from so many times what went out on, late from so many times the share of everybody, ..."""
FULL_DAYS: Final = 60
"""... and stock is high from so many days on that have also grown by half."""
RUSH_DAYS: Final = 5
"""The last days of a month, in which targets are made."""
LEAST_DRY: Final = 5
"""From so many dealers of a tier on ..."""
DRY_SHARE: Final = Fraction(1, 4)
"""... and from this share of them on goods that are missing are no matter of one dealer."""


@dataclass(frozen=True)
class Filling:
    """What a dealer bought in a month and what it held before and after."""

    bought: Fraction
    rush: Fraction
    """Of it on the month's last days."""
    out: Fraction
    """What it sold in that month, to shops and to dealers."""
    region_share: Fraction
    """Of what everybody bought on the month's last days."""
    before: Fraction
    """Days of supply at the month's beginning, and at its end."""
    after: Fraction

    @property
    def rush_share(self) -> Fraction:
        """Of what it bought."""
        return self.rush / self.bought

    @property
    def stuffed(self) -> bool:
        """Whether all three signs come together: bought much more than sold, late, and stock that grew by half."""
        return (
            is_much(self.bought, self.out)
            and self.rush_share >= MUCH * self.region_share
            and self.after >= FULL_DAYS
            and self.after >= MUCH * self.before
        )


def is_much(bought: Fraction, out: Fraction) -> bool:
    """Whether so much more was bought than sold that it is worth a second look."""
    return bought > 0 and bought >= MUCH * out


@dataclass(frozen=True)
class Spell:
    """A dealer without any of some products, from its first list of nothing to the next that holds some."""

    dealer: int
    first: int
    until: int
    """The day of that next list; the last one of nothing where none has come yet."""

    @property
    def days(self) -> int:
        """How long it was out."""
        return self.until - self.first


def spells(dealer: int, lists: Iterable[tuple[int, bool]]) -> list[Spell]:
    """When a dealer was out, of the days of its lists and whether they hold nothing, in any order."""
    found: list[Spell] = []
    first: int | None = None
    day = 0
    for day, dry in sorted(lists):
        if dry and first is None:
            first = day
        if not dry and first is not None:
            found.append(Spell(dealer, first, day))
            first = None
    if first is not None:
        found.append(Spell(dealer, first, day))
    return found


def is_widespread(dry: int, dealers: int) -> bool:
    """Whether so many dealers of a tier are out that the reason lies above them."""
    return dry >= LEAST_DRY and dry >= DRY_SHARE * dealers
