"""How many rows a file of a profile has usually: like is compared with like, a day with days, a month with months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low
from typing import Final

from app.core.period import day_of

DAYS: Final = "days"
"""Under which the results of a batch keep how many business days its rows are of, and the last of them."""
_SPANS: Final = (0, 1, 7, 31, 92)
"""A file is of no day, one day, up to a week, a month, a quarter, or more."""
_LOOKED_AT: Final = 60
_TAKEN: Final = 12
_LEAST: Final = 3
_SATURDAY: Final = 5


@dataclass(frozen=True)
class FileSize:
    """How large one part of a file was."""

    rows: int
    days: int
    """Business days that its rows are of; 0 where they name none."""
    last_on: int | None
    """The last of them, as a day number."""

    @property
    def span(self) -> int:
        """Files of the same span are of a like length."""
        return sum(self.days > one for one in _SPANS)

    @property
    def day(self) -> date | None:
        """The day that a file of one day is of."""
        return day_of(self.last_on) if self.days == 1 and self.last_on is not None else None


def usual_of(own: FileSize, earlier: Sequence[FileSize]) -> int | None:
    """The median of the last twelve files that are like this one; None before there are three.

    ``earlier`` has the newest first. A file of one day is held against those of its weekday, or while they are too few
    against those of working days or of weekends; a file without any row against all.
    """
    alike = [one for one in earlier if one.span == own.span or not own.rows]
    day = own.day
    if day is not None:
        same = [one for one in alike if one.day is not None and one.day.weekday() == day.weekday()]
        kind = [one for one in alike if one.day is not None and _is_weekend(one.day) == _is_weekend(day)]
        alike = same if len(same) >= _LEAST else kind
    rows = [one.rows for one in alike[:_TAKEN]]
    return median_low(rows) if len(rows) >= _LEAST else None  # the lower one of two


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY
