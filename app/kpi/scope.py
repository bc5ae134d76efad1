"""What figures are asked for: spans of days, dealers, regions and product groups."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final, TypeVar

from app.core.calendar import calendar_version
from app.core.calendars import CALENDARS, NATURAL, Calendar, calendar_of
from app.core.period import Period, day_of
from app.core.texts import N_
from app.kpi.against import CUMULATIVE, as_of, elapsed, time_progress, year_ago
from app.kpi.model import DEFAULT_KINDS, of_kinds
from app.kpi.people import Dealer

Key = tuple[int, int | str | None, int | None]
"""Number of the bucket, dealer or place of dealers (None: all), product group (None: all)."""
Values = dict[Key, int]
K = TypeVar("K")
NOTHING_TO_COMPARE: Final = N_("No working day of the period is over yet; there is nothing to compare.")
EVER: Final = -(2**40)
"""A day before all days."""


@dataclass(frozen=True)
class Bucket:
    """One span of days for which figures are asked."""

    name: str
    first: int
    last: int
    whole_months: bool
    """Whether it is made of months by which sums are kept."""
    cut: bool = False
    """Whether the period goes on after ``last``, which is today."""
    twin: "tuple[Bucket, Bucket] | None" = None
    """What is compared from year to year: these days, or January and February together, and those a year before."""
    asked: tuple[Period, date | None] | None = None
    """The period and today, by which its working days are counted when they are asked for."""

    @classmethod
    def of(
        cls, period: Period, *, today: int | None = None, align: str = CUMULATIVE, calendar: Calendar = NATURAL
    ) -> "Bucket":
        """The bucket of a period, ended by today where today lies within; what it is compared with beside it.

        ``calendar`` is the one by whose months sums are kept.
        """
        return _bucket(period, calendar_of(period), today, align, calendar, calendar_version())

    @property
    def working(self) -> tuple[int, int]:
        """Working days that are over, and all of the period."""
        return (0, 0) if self.asked is None else time_progress(*self.asked)

    def months(self, calendar: Calendar) -> "tuple[Bucket, ...]":
        """The bucket month by month, also those that are still to come; the first and the last may be cut."""
        if self.asked is None:
            return (self,)
        period, today = self.asked
        found = []
        for one in period.months:
            first, last = max(one.first, period.first), min(one.last, period.last)
            part = one if (first, last) == (one.first, one.last) else Period(first, last, one.name, one.calendar)
            found.append(replace(_alone(part, today, calendar), asked=(part, today)))
        return tuple(found)

    @property
    def counted(self) -> str:
        """The calendar by which the period is one, as in ``counted_name``."""
        return "" if self.asked is None else counted_name(self.asked[0])

    @property
    def compared(self) -> str:
        """The two spans that growth compares, by their days; empty where there are none."""
        if self.twin is None:
            return ""
        spans = (f"{day_of(one.first).isoformat()}..{day_of(one.last).isoformat()}" for one in self.twin)
        return " / ".join(spans)


def counted_name(period: Period) -> str:
    """The calendar by which a period is one: its id, of an own one its name; empty for calendar months."""
    found = calendar_of(period)
    return "" if found == NATURAL else found.id if found.id in CALENDARS else found.name


@lru_cache(maxsize=2_000)
def _bucket(
    period: Period, _counted: object, today: int | None, align: str, calendar: Calendar, _holidays: int
) -> Bucket:
    day = None if today is None else day_of(today)
    own = replace(_alone(period, day, calendar), asked=(period, day))
    twin = year_ago(period, day, align)
    if twin is None:
        return own
    return replace(own, twin=(_alone(twin.now, day, calendar), _alone(twin.then, None, calendar)))


def _alone(period: Period, today: date | None, calendar: Calendar) -> Bucket:
    first, last = calendar.period_of(period.first), calendar.period_of(period.last)
    whole = (first.first, last.last) == (period.first, period.last)
    over = elapsed(period, today)
    return Bucket(period.name, period.first_day, over.last_day, whole, as_of(period, today) is not None)


@dataclass(frozen=True)
class Scope:
    """Which keys a figure is asked for, and of which dealers and groups."""

    buckets: tuple[Bucket, ...]
    dealers: Mapping[int, Dealer]
    place: str = ""
    """'' for all together, 'dealer', 'region', or 'place' for what ``places`` says."""
    groups: bool = False
    """Whether figures are split by product group."""
    chosen: frozenset[int] | None = None
    group_n: int | None = None
    places: Mapping[int, str] = field(default_factory=dict)
    """The place of each dealer, where they are asked for by another than its region."""
    heirs: Mapping[int, int] = field(default_factory=dict)
    """For whom a dealer's figures count that somebody else has taken over."""
    ended: Mapping[int, int] = field(default_factory=dict)
    """From which day on a dealer has no business any more, because another one took it over."""
    kinds: tuple[int, ...] = DEFAULT_KINDS
    """Which kinds of lines are counted (口径)."""
    calendar: Calendar = NATURAL
    """By whose months sums are kept."""
    alone: bool = False
    """Whether growth is told of each dealer by itself, also of one that is there in one of both periods only."""

    def where(self, dealer: int | None) -> int | str | None:
        """The asked place of a dealer."""
        if not self.place or dealer is None:
            return dealer
        one = self.heirs.get(dealer, dealer)
        if self.place == "dealer":
            return one
        if self.place == "place":
            return self.places.get(one, "")
        known = self.dealers.get(one)
        return known.region if known else ""

    @property
    def counted(self) -> str:
        """Which cells are summed, as a condition."""
        return of_kinds(self.kinds)

    @property
    def by_group(self) -> bool:
        """Whether product groups matter at all."""
        return self.groups or self.group_n is not None


def growing(now: Mapping[K, int | Fraction], before: Mapping[K, int | Fraction], *, alone: bool) -> list[K]:
    """The keys over which growth is told: those above zero in both periods, or with ``alone`` in either."""
    if alone:
        return sorted({key for each in (now, before) for key, value in each.items() if value > 0}, key=str)
    return [key for key in sorted(now.keys() & before.keys(), key=str) if now[key] > 0 and before[key] > 0]


def runs(first: int, last: int, calendar: Calendar = NATURAL) -> list[tuple[int, int, int]]:
    """The whole months (1) between two days, and the single days (0) before and behind them."""
    begin = first
    if first != EVER:
        begun = calendar.period_of(day_of(first))
        begin = first if begun.first_day == first else begun.last_day + 1
    ended = calendar.period_of(day_of(last))
    end = last if ended.last_day == last else ended.first_day - 1
    if begin > end:
        return [(0, first, last)]
    rest = [(0, first, begin - 1)] * (first < begin) + [(0, end + 1, last)] * (end < last)
    return [(1, begin, end), *rest]
