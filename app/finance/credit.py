"""A dealer's credit (授信): what is open against its limit, and how old it is. Amounts are 1/10,000 of the currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.dealers.credit_rules import OLD_SHARE

OLD_DAYS: Final = 60
"""An item that is overdue for longer is old."""


@dataclass(frozen=True)
class Exposure:
    """What a dealer owes on one day."""

    limit: int
    used: int
    """Open items, with tax; what was paid in advance is not netted."""
    old: int
    """Of it overdue for more than 60 days."""
    oldest: int
    """Days by which the oldest item is overdue; 0 where none is."""

    @property
    def over(self) -> int:
        """By how much the limit is exceeded."""
        return max(0, self.used - self.limit)

    @property
    def doubtful(self) -> bool:
        """Whether the limit is exceeded and old items are among what fills it."""
        return self.over > 0 and self.old > 0 and self.old >= OLD_SHARE * self.used


def exposure(limit: int, items: Iterable[tuple[int, int | None]], day: int) -> Exposure:
    """Of open items (amount, due day) on a day; one without a due day is not overdue, credit is left out."""
    open_items = [(amount, 0 if due is None else max(0, day - due)) for amount, due in items if amount > 0]
    return Exposure(
        limit,
        sum(amount for amount, _ in open_items),
        sum(amount for amount, days in open_items if days > OLD_DAYS),
        max((days for _, days in open_items), default=0),
    )
