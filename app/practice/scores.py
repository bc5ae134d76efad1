"""Stories 4 and 5: what makes the points of two dealers in some quarters beside their sales and open invoices."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from app.practice import dealers as who
from app.practice.dice import Dice
from app.practice.frame import MONTHS
from app.practice.orders import Order

Quarter = tuple[int, int]
_COMPLAINTS: Final = {
    who.SHAOXING: {(2025, 2): 2, (2025, 3): 2, (2025, 4): 2, (2026, 1): 1},
    who.JIAXING: {(2026, 1): 0},
}
"""Complaints about the deliveries of a quarter; who falls silent does not complain either (story 4)."""
_CORRECTED: Final = {
    who.SHAOXING: {(2025, 2): 5, (2025, 3): 3, (2025, 4): 0, (2026, 1): 0},
    who.JIAXING: {(2026, 1): 0},
}
"""Orders that were changed after their review."""
_NEAR: Final = {(2025, 2): 0.09, (2025, 3): 0.09, (2025, 4): 0.06, (2026, 1): 0.057}
"""How much of 绍兴越泰's stock is near expiry, by amount: with the rest 52, 61, 70 and 78 points (story 5)."""
_CONTENT: Final = {(2025, 2): 2}
"""What it answers when it is asked how content it is."""
_TARGET: Final = {(2025, 2): 1.17}
"""How much more of the targets it took upon itself than others of its size."""


def quarter_of(day: int) -> Quarter:
    """Year and quarter of a day."""
    found = date.fromordinal(day)
    return found.year, (found.month + 2) // 3


def complained(orders: Iterable[Order]) -> dict[str, bool]:
    """For each order delivered in a quarter that is told of whether it is complained about, on the day after."""
    return _chosen("complains", _COMPLAINTS, ((one, one.delivered_on + 1) for one in orders if one.delivered))


def corrected(orders: Iterable[Order]) -> dict[str, bool]:
    """For each order reviewed in a quarter that is told of whether it was changed afterwards."""
    return _chosen("corrected", _CORRECTED, ((one, one.reviewed // 1440) for one in orders if one.shipped))


def _chosen(
    topic: str, counts: Mapping[str, Mapping[Quarter, int]], orders: Iterable[tuple[Order, int]]
) -> dict[str, bool]:
    """Of each dealer's orders of a quarter exactly so many, by the order's number."""
    own: dict[tuple[str, Quarter], list[str]] = {}
    for one, day in orders:
        if quarter_of(day) in counts.get(one.dealer.code, ()):
            own.setdefault((one.dealer.code, quarter_of(day)), []).append(one.number)
    found: dict[str, bool] = {}
    for (code, quarter), numbers in own.items():
        picked = set(Dice(f"{topic} {code} {quarter}").sample(numbers, counts[code][quarter]))
        found |= {number: number in picked for number in numbers}
    return found


def near_share(code: str, month: int) -> float | None:
    """How much of a dealer's stock is near expiry at the end of a month of the region; None is as it comes."""
    year, number = MONTHS[month]
    return _NEAR.get((year, (number + 2) // 3)) if code == who.SHAOXING else None


def content(code: str, month: tuple[int, int]) -> int | None:
    """What a dealer answers in a quarter's last month; None is as it comes."""
    return _CONTENT.get((month[0], month[1] // 3)) if code == who.SHAOXING else None


def target_weight(code: str, year: int, index: int) -> float:
    """By how much a dealer's part of a month's target is larger than by its size; the year's months count from 0."""
    return _TARGET.get((year, index // 3 + 1), 1.0) if code == who.SHAOXING else 1.0
