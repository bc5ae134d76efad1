"""Working days in China, with 调休, and the days around 除夕 that no average should contain."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from functools import lru_cache
from itertools import count
from typing import Final

from app.core.events import event_day
from app.core.holidays import Holidays
from app.core.period import day_number, day_of

CLOCK_LIMIT_MINUTES: Final = 48 * 60
"""审核及时: 48 clock hours, night and holiday counted (FIELD.md)."""
_BEFORE_EVE: Final = 7
_AFTER_EVE: Final = 14


_VERSIONS: Final = count(1)


class InForce:
    """By whose holidays working days are counted: a workspace's own file before what is built in."""

    def __init__(self) -> None:
        """The built-in holidays alone."""
        self.file: Holidays | None = None
        self.version = next(_VERSIONS)

    def adopt(self, found: Holidays | None) -> None:
        """Go by a file's holidays from now on, or by the built-in ones alone; figures of before are computed anew."""
        if found != self.file:
            self.file, self.version = found, next(_VERSIONS)

    @property
    def name(self) -> str:
        """The file that tells the holidays; empty where they are the built-in ones."""
        return self.file.name if self.file else ""

    @property
    def reaches(self) -> date:
        """The last day of which holidays and make-up working days are known; after it only weekends are."""
        from chinese_calendar.constants import holidays

        built_in = date(max(day.year for day in holidays), 12, 31)
        return max(built_in, self.file.last) if self.file else built_in

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Count by them in this thread until the end of the block."""
        token = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(token)


_CURRENT: Final[ContextVar[InForce]] = ContextVar("holidays", default=InForce())  # noqa: B039 - nobody adopts a file here
"""Those of the workspace that is read or written; of none the built-in ones."""


def calendar_version() -> int:
    """Another number for other holidays, for who keeps what was computed with them."""
    return _CURRENT.get().version


def is_working_day(day: date) -> bool:
    """Whether people work: weekdays but holidays, and make-up days (国务院办公厅 notices); else the week alone."""
    now = _CURRENT.get()
    return _works(day, now.file, now.version)


@lru_cache(maxsize=20_000)
def _works(day: date, file: Holidays | None, _version: int) -> bool:
    from chinese_calendar import is_workday

    told = file.works(day) if file else None
    if told is not None:
        return told
    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def working_days(first: date, last: date) -> int:
    """How many working days there are from ``first`` to ``last``, both included."""
    return sum(is_working_day(first + timedelta(offset)) for offset in range((last - first).days + 1))


def nth_working_day(first: date, last: date, count: int) -> date | None:
    """The day on which ``count`` working days from ``first`` on are over; None where ``last`` comes before that."""
    day = first
    while day <= last:
        count -= is_working_day(day)
        if count <= 0:
            return day
        day += timedelta(1)
    return None


@lru_cache(maxsize=500)
def eve_of(year: int) -> date | None:
    """除夕 of the spring festival in that calendar year; None where it is not known."""
    return event_day("new-year-eve", year)


def is_festival(day: date) -> bool:
    """Whether a day lies in 除夕 -7 .. +14, when nothing moves."""
    eve = eve_of(day.year)
    return eve is not None and -_BEFORE_EVE <= (day - eve).days <= _AFTER_EVE


@lru_cache(maxsize=2_000)
def ordinary_days(last: int, count: int) -> tuple[tuple[int, int], ...]:
    """The latest ``count`` days up to the stored day ``last`` without those around 除夕, as spans (first, last)."""
    spans: list[tuple[int, int]] = []
    day, found = last, 0
    while found < count:
        if not is_festival(day_of(day)):
            found += 1
            if spans and spans[-1][0] == day + 1:
                spans[-1] = (day, spans[-1][1])
            else:
                spans.append((day, day))
        day -= 1
    return tuple(reversed(spans))


def minutes_between(start: tuple[date, int], stop: tuple[date, int]) -> int:
    """Clock minutes from one moment (day, minute of the day) to another, negative if it comes before."""
    return (day_number(stop[0]) - day_number(start[0])) * 24 * 60 + stop[1] - start[1]


def within_clock_limit(start: tuple[date, int | None], stop: tuple[date, int | None]) -> bool:
    """Whether ``stop`` comes within 48 clock hours of ``start``; by whole days where a minute is unknown."""
    if start[1] is None or stop[1] is None:
        return (stop[0] - start[0]).days <= CLOCK_LIMIT_MINUTES // (24 * 60)
    return minutes_between((start[0], start[1]), (stop[0], stop[1])) <= CLOCK_LIMIT_MINUTES
