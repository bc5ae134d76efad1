"""Made-up sell-out (虚假流向): a month that repeats the one before in round numbers, and nothing comes back."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from app.core.money import QUANTITY_SCALE

LEAST_ROWS: Final = 10
"""A shorter list says nothing: two regular customers make it look alike."""
EQUAL_SHARE: Final = Fraction(4, 5)
"""From this share of rows on that equal the month before, a list counts as copied."""
ROUND_SHARE: Final = Fraction(9, 10)
"""From this share of quantities on that are multiples of ten, they count as made up."""
_TEN_E3: Final = 10 * QUANTITY_SCALE


class Sold(NamedTuple):
    """What makes two months' rows equal: who bought how much of what; days and document numbers are made anew."""

    counterparty: str
    product: str
    quantity_e3: int


@dataclass(frozen=True)
class Likeness:
    """How one month's list looks beside the list of the month before."""

    rows: int
    equal: int
    """Rows that stand in the month before too, each of them once."""
    tens: int
    """Rows whose quantity is a multiple of ten."""
    back: int
    """Rows that came back: negative rows of both months, and returns."""

    @property
    def equal_share(self) -> Fraction | None:
        """Of this month's rows; None without any."""
        return Fraction(self.equal, self.rows) if self.rows else None

    @property
    def tens_share(self) -> Fraction | None:
        """Of this month's rows; None without any."""
        return Fraction(self.tens, self.rows) if self.rows else None

    @property
    def made_up(self) -> bool:
        """Whether all three signs come together in a list that is long enough."""
        return (
            self.rows >= LEAST_ROWS
            and self.equal >= EQUAL_SHARE * self.rows
            and self.tens >= ROUND_SHARE * self.rows
            and not self.back
        )


def likeness(rows: Iterable[Sold], before: Iterable[Sold], *, returned: int = 0) -> Likeness:
    """One month's rows beside those of the month before; ``returned`` counts the returns of both."""
    now, then = Counter(rows), Counter(before)
    back = sum(many for found in (now, then) for one, many in found.items() if one.quantity_e3 < 0)
    tens = sum(many for one, many in now.items() if one.quantity_e3 % _TEN_E3 == 0)
    return Likeness(now.total(), (now & then).total(), tens, back + returned)
