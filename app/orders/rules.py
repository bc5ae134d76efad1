"""Punctuality and review as arithmetic: since when deliveries come later, and when the orders come that wait too long.

Minutes are those of the day, days are stored day numbers.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

LEAST_LOADS: Final = 30
"""With fewer deliveries a share says nothing."""
FALL: Final = Fraction(1, 10)
"""Deliveries on time have fallen from this part of all on: against the time before, and against all others."""
SLOWER: Final = Fraction(1, 20)
"""Reviews in time have fallen from this part of all on."""
AFTERNOON_MIN: Final = 15 * 60
"""Orders from 15:00 on are hardly reviewed on the same day."""
MOST: Final = Fraction(1, 2)
"""From this share on one part of the week is the reason."""


@dataclass(frozen=True)
class Loads:
    """Deliveries that had a promised day, and how many of them came after it."""

    rows: int = 0
    late: int = 0

    def __add__(self, other: "Loads") -> "Loads":
        return Loads(self.rows + other.rows, self.late + other.late)

    @property
    def on_time(self) -> Fraction | None:
        """The share on time; None without any."""
        return Fraction(self.rows - self.late, self.rows) if self.rows else None


def together(loads: Iterable[Loads]) -> Loads:
    """All of them as one."""
    return sum(loads, Loads())


def fell(before: Loads, since: Loads) -> bool:
    """Whether so much less is on time than before that it is worth a look; too few deliveries are not judged."""
    if min(before.rows, since.rows) < LEAST_LOADS or before.on_time is None or since.on_time is None:
        return False
    return before.on_time - since.on_time >= FALL


def fall_begins(months: Sequence[Loads]) -> int | None:
    """The month in which a fall begins (by place), None where nothing falls.

    It is the month of the sharpest break, which leaves the two sides as unlike as they can be: the greatest
    (p1 - p2)^2 * n1 * n2; and from there back as long as each month was worse than the one before it.
    """
    breaks = [_break(months, place) for place in range(len(months))]
    sharpest = max(breaks, default=Fraction(0))
    if not sharpest:
        return None
    found = len(breaks) - 1 - breaks[::-1].index(sharpest)
    while breaks[found - 1] and _worse(months[found - 1], months[found - 2]):
        found -= 1
    return found


def _break(months: Sequence[Loads], place: int) -> Fraction:
    """How unlike the months before a place are to those from it on; 0 where it does not fall, or nothing is known."""
    before, since = together(months[:place]), together(months[place:])
    if before.on_time is None or since.on_time is None or since.on_time >= before.on_time:
        return Fraction(0)
    return (before.on_time - since.on_time) ** 2 * before.rows * since.rows


def _worse(one: Loads, before: Loads) -> bool:
    return one.on_time is not None and before.on_time is not None and one.on_time < before.on_time


@dataclass(frozen=True)
class Crowd:
    """The weekday (Monday is 0) on the afternoons of which most of some orders came, and how many did."""

    weekday: int
    orders: int
    share: Fraction
    """Of all of them, at whatever hour they came."""


def crowd(received: Iterable[tuple[date, int | None]]) -> Crowd | None:
    """On which weekday's afternoon most orders came; None where no weekday's afternoon has half of them."""
    moments = list(received)
    after = Counter(day.weekday() for day, minute in moments if minute is not None and minute >= AFTERNOON_MIN)
    if not after:
        return None
    weekday, many = min(after.items(), key=lambda one: (-one[1], one[0]))
    share = Fraction(many, len(moments))
    return Crowd(weekday, many, share) if share >= MOST else None
