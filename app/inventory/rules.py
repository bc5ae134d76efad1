"""Expiry at risk: what of a dealer's lots will not be sold before it expires, and who else could sell it.

Goods leave first expired, first out (近效期先出); the pace is the dealer's own mean daily outflow. All quantities are
thousandths of the base unit, days are stored day numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE

LEAST_SHARE: Final = Fraction(1, 5)
"""What remains is worth a word from this share of its lot on, ..."""
LEAST_AMOUNT_E4: Final = 10_000 * AMOUNT_SCALE
"""... and from 10,000 of the currency on: relative and absolute, so that neither crumbs nor trifles ring."""


@dataclass(frozen=True)
class Lot:
    """A lot on a stock list."""

    lot: str
    expiry_on: int
    quantity_e3: int
    row: int = 0
    """Which row of the list it is."""


@dataclass(frozen=True)
class Remainder:
    """What of a lot is sold by its expiry at the dealer's own pace, and what is left then."""

    lot: Lot
    sells_e3: int
    left_e3: int


@dataclass(frozen=True)
class Holder:
    """Another dealer of the same product, with its pace and stock."""

    dealer: str
    pace: Fraction
    """Mean daily outflow, in thousandths of the base unit a day."""
    stock_e3: int

    @property
    def days(self) -> Fraction | None:
        """How long its stock lasts; None without any outflow."""
        return Fraction(self.stock_e3) / self.pace if self.pace > 0 else None

    def room(self, days: int) -> int:
        """What it could sell in so many days beyond its own stock."""
        return max(0, int(self.pace * days) - self.stock_e3)


def remainders(lots: Iterable[Lot], pace: Fraction, day: int) -> list[Remainder]:
    """What is left of each lot on its expiry date: quantity - what the pace takes of it, first expiry first.

    Until a lot's expiry ``pace x (expiry - day)`` goes out in all, in whole base units; what earlier lots take of it is
    gone.
    """
    found, taken = [], 0
    for one in sorted(lots, key=lambda each: (each.expiry_on, each.lot, each.row)):
        out = int(pace * max(0, one.expiry_on - day)) // QUANTITY_SCALE * QUANTITY_SCALE
        able = max(0, out - taken)
        sells = min(max(0, one.quantity_e3), able)
        taken += sells
        found.append(Remainder(one, sells, max(0, one.quantity_e3) - sells))
    return found


def is_at_risk(left_e3: int, quantity_e3: int, amount_e4: int | None) -> bool:
    """Whether what is left of a lot is worth a word; where its worth is unknown its share alone decides."""
    if left_e3 <= 0 or left_e3 < quantity_e3 * LEAST_SHARE:
        return False
    return amount_e4 is None or amount_e4 >= LEAST_AMOUNT_E4


def taker(holders: Sequence[Holder], left_e3: int, days: int) -> Holder | None:
    """Who could sell it before it expires: of those with room for all of it whose stock ends first, else most room."""
    able = [one for one in holders if one.room(days) > 0]
    whole = [one for one in able if one.room(days) >= left_e3]
    if whole:
        return min(whole, key=lambda one: (one.days or 0, one.dealer))
    return max(able, key=lambda one: (one.room(days), one.dealer), default=None)
