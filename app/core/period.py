"""Months, quarters and other spans of business days; a stored day is an integer of days since 1970-01-01."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Protocol

from app.core.errors import UsageError

_EPOCH: Final = date(1970, 1, 1).toordinal()
_SHAPE: Final = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?\Z")


def day_number(day: date) -> int:
    """Days since 1970-01-01, the stored form of a business date."""
    return day.toordinal() - _EPOCH


@lru_cache(maxsize=20_000)
def day_of(number: int) -> date:
    """The date of a stored day number."""
    return date.fromordinal(number + _EPOCH)


class Rules(Protocol):
    """How a calendar of its own counts (``app/core/calendars.py``)."""

    def months(self, period: "Period") -> tuple["Period", ...]:
        """The months that a span touches."""
        ...

    def shifted(self, period: "Period", count: int) -> "Period":
        """The same number of months later."""
        ...

    def year_back(self, period: "Period") -> "Period":
        """The same months of the year before."""
        ...


@dataclass(frozen=True, order=True)
class Period:
    """A named span of whole days, ``first`` and ``last`` included: ``2026``, ``2026-Q1`` or ``2026-03``."""

    first: date
    last: date
    name: str
    calendar: "Rules | None" = field(default=None, compare=False, repr=False)
    """What counts its months where these are not calendar months."""

    @property
    def first_day(self) -> int:
        """The stored day number of the first day."""
        return day_number(self.first)

    @property
    def last_day(self) -> int:
        """The stored day number of the last day."""
        return day_number(self.last)

    @property
    def months(self) -> tuple["Period", ...]:
        """The months of its calendar that the span touches."""
        if self.calendar is not None:
            return self.calendar.months(self)
        found, current = [], month(self.first.year, self.first.month)
        while current.first <= self.last:
            found.append(current)
            current = shift(current, 1)
        return tuple(found)

    def __str__(self) -> str:
        return self.name


def month(year: int, number: int) -> Period:
    """One calendar month."""
    return Period(date(year, number, 1), _end(year, number), f"{year:04d}-{number:02d}")


def quarter(year: int, number: int) -> Period:
    """One calendar quarter."""
    return Period(date(year, 3 * number - 2, 1), _end(year, 3 * number), f"{year:04d}-Q{number}")


def year(number: int) -> Period:
    """One calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31), f"{number:04d}")


def parse_period(text: str) -> Period:
    """``2014``, ``2014-Q3`` or ``2014-08`` as a period; raises UserError for anything else."""
    found = _SHAPE.match(text.strip().upper())
    if found is None:
        raise UsageError("“{text}” is not a period; write 2014, 2014-Q3 or 2014-08.", text=text)
    number = int(found["year"])
    if not 1 <= number <= 9998:
        raise UsageError("“{text}” is not a period; write 2014, 2014-Q3 or 2014-08.", text=text)
    if found["quarter"]:
        return quarter(number, int(found["quarter"]))
    if found["month"]:
        return month(number, int(found["month"]))
    return year(number)


def between(first: Period, last: Period) -> Period:
    """The span from the first day of one period to the last day of another."""
    if first == last:
        return first
    if first.first > last.last:
        raise UsageError("The period ends ({last}) before it begins ({first}).", first=first.name, last=last.name)
    return Period(first.first, last.last, f"{first.name}..{last.name}", first.calendar)


def shift(period: Period, count: int) -> Period:
    """The period of the same kind ``count`` places later (earlier if negative); a free span moves by its own length."""
    if period.calendar is not None:
        return period.calendar.shifted(period, count)
    if "Q" in period.name and ".." not in period.name:
        index = period.first.year * 4 + (period.first.month - 1) // 3 + count
        return quarter(index // 4, index % 4 + 1)
    if ".." in period.name:
        length = (period.last - period.first).days + 1
        first, last = period.first + timedelta(length * count), period.last + timedelta(length * count)
        return Period(first, last, f"{first.isoformat()}..{last.isoformat()}")
    if "-" in period.name:
        index = period.first.year * 12 + period.first.month - 1 + count
        return month(index // 12, index % 12 + 1)
    return year(period.first.year + count)


def year_before(period: Period) -> Period:
    """The same period of the year before, by calendar."""
    if period.calendar is not None:
        return period.calendar.year_back(period)
    if ".." in period.name:
        return between(month(period.first.year - 1, period.first.month), month(period.last.year - 1, period.last.month))
    steps = {4: -1, 7: -4 if "Q" in period.name else -12}
    return shift(period, steps[len(period.name)])


def month_of(day: date) -> Period:
    """The calendar month that a day belongs to."""
    return month(day.year, day.month)


def quarter_of(day: date) -> Period:
    """The calendar quarter that a day belongs to."""
    return quarter(day.year, (day.month - 1) // 3 + 1)


def _end(year_number: int, month_number: int) -> date:
    if month_number == 12:
        return date(year_number, 12, 31)
    return date(year_number, month_number + 1, 1) - timedelta(1)
