"""Calendars by which a business counts its months: 自然月, 财务月 26-25, 4-4-5, 冷年; a day is in one month of each.

Calendars whose periods are rows stand beside them (``app/core/own_calendar.py``).
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal

from app.core.errors import UsageError
from app.core.period import Period
from app.core.texts import N_

Kind = Literal["natural", "day", "weeks", "season", "rows"]
_SHAPE: Final = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?\Z")
_WEEKS: Final = (4, 4, 5)
_MONTHS: Final = 12
_EARLIEST: Final = 2
_LATEST: Final = 9990
"""Years of which every month has dates."""


@dataclass(frozen=True)
class Calendar:
    """One calendar: its months tile the days without a gap or an overlap."""

    id: str
    name: str
    kind: Kind
    first: int = 1
    """Of ``day`` the day of the month before on which a month begins; of ``season`` the month that begins a year."""

    @lru_cache(maxsize=200)  # noqa: B019 - the few calendars live as long as the program
    def starts(self, year: int) -> tuple[date, ...]:
        """The first days of a year's months, and behind them that of the next year."""
        if self.kind == "day":
            return (*(self._day_start(year, number) for number in range(1, 13)), self._day_start(year + 1, 1))
        if self.kind == "weeks":
            return _week_starts(year)
        first = self.first if self.kind == "season" else 1
        begun = year - (first > 1)
        return tuple(_month_first(begun, first + number) for number in range(13))

    def _day_start(self, year: int, number: int) -> date:
        before = _month_first(year, number - 1)
        return before.replace(day=self.first)

    @property
    def _own(self) -> "Calendar | None":
        """What periods carry: nothing where they are what everybody knows."""
        return None if self.kind == "natural" else self

    @property
    def plain(self) -> dict[str, Any]:
        """As it is stored beside what was computed by it."""
        return {"id": self.id, "name": self.name, "kind": self.kind, "first": self.first}

    def year_of(self, day: date) -> int:
        """The calendar's year that a day belongs to."""
        return self._place(day)[0]

    def months_of(self, year: int) -> tuple[Period, ...]:
        """The months of one of its years."""
        return tuple(self.month(year, number) for number in range(1, _MONTHS + 1))

    def quarters_of(self, year: int) -> tuple[Period, ...]:
        """The quarters of one of its years; none where its months make none."""
        return tuple(self.quarter(year, number) for number in range(1, 5))

    def quarter_of(self, day: date) -> Period:
        """The quarter that a day belongs to."""
        year, number = self._place(day)
        return self.quarter(year, (number + 2) // 3)

    def month(self, year: int, number: int) -> Period:
        """The month of that number, counted from the beginning of the calendar's year."""
        starts = self.starts(year)
        name = f"{year:04d}-{number:02d}"
        if self.kind == "season":
            name = f"{starts[number - 1]:%Y-%m}"
        return Period(starts[number - 1], starts[number] - timedelta(1), name, self._own)

    def quarter(self, year: int, number: int) -> Period:
        """Three months."""
        starts = self.starts(year)
        return Period(starts[3 * number - 3], starts[3 * number] - timedelta(1), f"{year:04d}-Q{number}", self._own)

    def year(self, number: int) -> Period:
        """Twelve months."""
        starts = self.starts(number)
        return Period(starts[0], starts[-1] - timedelta(1), f"{number:04d}", self._own)

    def period_of(self, day: date) -> Period:
        """The month that a day belongs to."""
        return self.month(*self._place(day))

    def _place(self, day: date) -> tuple[int, int]:
        year = next(one for one in (day.year + 1, day.year, day.year - 1) if self.starts(one)[0] <= day)
        return year, bisect_right(self.starts(year), day)

    def parse(self, text: str) -> Period:
        """``2026``, ``2026-Q1`` or ``2026-03`` in this calendar; raises UserError for anything else."""
        found = _SHAPE.match(text.strip().upper())
        if found is None or not _EARLIEST <= int(found[1]) <= _LATEST:
            raise UsageError("“{text}” is not a period; write 2014, 2014-Q3 or 2014-08.", text=text)
        number = int(found[1])
        if found[2]:
            return self.quarter(number, int(found[2]))
        if not found[3]:
            return self.year(number)
        if self.kind == "season":  # its months are called as everybody calls them
            return self.period_of(date(number, int(found[3]), 1))
        return self.month(number, int(found[3]))

    def months(self, period: Period) -> tuple[Period, ...]:
        """The months of the calendar that a span touches."""
        found = [self.period_of(period.first)]
        while found[-1].last < period.last:
            found.append(self.period_of(found[-1].last + timedelta(1)))
        return tuple(found)

    def between(self, first: Period, last: Period) -> Period:
        """The span from one period to another."""
        if first.first > last.last:
            raise UsageError("The period ends ({last}) before it begins ({first}).", first=first.name, last=last.name)
        return first if first == last else Period(first.first, last.last, f"{first.name}..{last.name}", self._own)

    def shifted(self, period: Period, count: int) -> Period:
        """The span of as many months so many times its own length later."""
        months = self.months(period)
        size = len(months)
        return self.between(self._moved(months[0], size * count), self._moved(months[-1], size * count))

    def year_back(self, period: Period) -> Period:
        """The same months of the year before."""
        months = self.months(period)
        return self.between(self._moved(months[0], -_MONTHS), self._moved(months[-1], -_MONTHS))

    def run_up(self, last: Period, count: int) -> Period:
        """The span of so many months that ends with one."""
        return self.between(self._moved(last, 1 - count), last)

    def _moved(self, month: Period, count: int) -> Period:
        year, number = self._place(month.first)
        index = year * _MONTHS + number - 1 + count
        return self.month(index // _MONTHS, index % _MONTHS + 1)


def _month_first(year: int, number: int) -> date:
    index = year * _MONTHS + number - 1
    return date(index // _MONTHS, index % _MONTHS + 1, 1)


def _week_starts(year: int) -> tuple[date, ...]:
    """Quarters of 4, 4 and 5 weeks from the Monday of the week that has the year's first Thursday (ISO 8601)."""
    begin, end = _first_monday(year), _first_monday(year + 1)
    found = [begin]
    for number in range(_MONTHS - 1):
        found.append(found[-1] + timedelta(weeks=_WEEKS[number % 3]))
    return (*found, end)


def _first_monday(year: int) -> date:
    thursday = date(year, 1, 4)  # the fourth of January lies in the first week
    return thursday - timedelta(thursday.weekday())


NATURAL: Final = Calendar("natural", N_("Calendar months"), "natural")
CALENDARS: Final[Mapping[str, Calendar]] = MappingProxyType(
    {
        one.id: one
        for one in (
            NATURAL,
            Calendar("finance", N_("Finance months, 26th to 25th"), "day", 26),
            Calendar("445", N_("Months of 4, 4 and 5 weeks"), "weeks"),
            Calendar("cold-year", N_("Cold year, August to July"), "season", 8),
        )
    }
)
"""The calendars that every workspace has."""


def calendar_of(period: Period) -> Calendar:
    """The calendar by which a period is one."""
    return period.calendar if isinstance(period.calendar, Calendar) else NATURAL


def period_of(day: date, calendar: Calendar = NATURAL) -> Period:
    """The month of a calendar that a day belongs to."""
    return calendar.period_of(day)
