"""Claims of display fees (陈列费): the same photo twice, a dear display, and what it did for sales.

Amounts are 1/10,000 of the currency.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

LEAST_PHOTOS: Final = 2
"""From so many shops on that hand in one and the same photo."""
DEAR: Final = Fraction(2)
"""A fee rate (费用率) is high from so many times that of the other dealers on."""
LEAST_SHOPS: Final = 5
"""With fewer shops the rate of a dealer says nothing."""


@dataclass(frozen=True)
class Shop:
    """One shop of a claim; a control shop (对照门店) had no display and costs nothing."""

    name: str
    fee: int
    before: int | None
    """What it sold before the display, and during it."""
    during: int | None
    photo: str
    control: bool = False


@dataclass(frozen=True)
class Review:
    """What a dealer's claims of one month look like."""

    shops: int
    same_photos: int
    """Shops whose photo another shop has handed in too, the same to the byte."""
    fee: int
    fee_rate: Fraction | None
    """Fee / sales during the display."""
    others_rate: Fraction | None
    """The same of all other dealers of the month together."""
    uplift: Fraction | None
    """Sales during / before - 1, over the shops of which both are known."""
    control_uplift: Fraction | None

    @property
    def copied(self) -> bool:
        """Whether photos were handed in for several shops."""
        return self.same_photos >= LEAST_PHOTOS

    @property
    def dear(self) -> bool:
        """Whether the display costs much more of its sales than elsewhere."""
        if self.fee_rate is None or not self.others_rate:
            return False
        return self.shops >= LEAST_SHOPS and self.fee_rate >= DEAR * self.others_rate

    @property
    def doubtful(self) -> bool:
        """Whether the claim is worth a look."""
        return self.copied or self.dear


def review(shops: Sequence[Shop], others: Iterable[Shop]) -> Review:
    """A dealer's claims of one month beside all others' of that month."""
    shown = [one for one in shops if not one.control]
    photos = Counter(one.photo for one in shown if one.photo)
    return Review(
        shops=len(shown),
        same_photos=sum(many for many in photos.values() if many > 1),
        fee=sum(one.fee for one in shown),
        fee_rate=_fee_rate(shown),
        others_rate=_fee_rate([one for one in others if not one.control]),
        uplift=_uplift(shown),
        control_uplift=_uplift([one for one in shops if one.control]),
    )


def _fee_rate(shops: Sequence[Shop]) -> Fraction | None:
    known = [(one.fee, one.during) for one in shops if one.during is not None]
    sales = sum(during for _, during in known)
    return Fraction(sum(fee for fee, _ in known), sales) if sales > 0 else None


def _uplift(shops: Sequence[Shop]) -> Fraction | None:
    known = [(one.before, one.during) for one in shops if one.before is not None and one.during is not None]
    before = sum(first for first, _ in known)
    return Fraction(sum(second for _, second in known), before) - 1 if before > 0 else None
