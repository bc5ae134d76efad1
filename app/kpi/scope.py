"""What figures are asked for: spans of days, dealers, regions and product groups."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from app.core.period import Period, day_number, day_of, month_of, year_before
from app.kpi.people import Dealer

Key = tuple[int, int | str | None, int | None]
"""Number of the bucket, dealer or region (None: all), product group (None: all)."""
Values = dict[Key, int]
EVER: Final = -(2**40)
"""A day before all days."""


@dataclass(frozen=True)
class Bucket:
    """One span of days for which figures are asked."""

    name: str
    first: int
    last: int
    whole_months: bool
    cut: bool = False
    """Whether the period goes on after ``last``, which is today."""
    before: "Bucket | None" = None

    @classmethod
    def of(cls, period: Period, *, today: int | None = None) -> "Bucket":
        """The bucket of a period, ended by today where today lies within; its twin a year before beside it."""
        return _bucket(period, today)


@lru_cache(maxsize=2_000)
def _bucket(period: Period, today: int | None) -> Bucket:
    own = _alone(period, today)
    return replace(own, before=_alone(year_before(period), None)) if own.whole_months else own


def _alone(period: Period, today: int | None) -> Bucket:
    last = period.last_day
    if today is not None and period.first_day <= today < last:
        last = today
    whole = month_of(period.first).first == period.first and month_of(period.last).last == period.last
    return Bucket(period.name, period.first_day, last, whole, last < period.last_day)


@dataclass(frozen=True)
class Scope:
    """Which keys a figure is asked for, and of which dealers and groups."""

    buckets: tuple[Bucket, ...]
    dealers: Mapping[int, Dealer]
    place: str = ""
    """'' for all together, 'dealer' or 'region'."""
    groups: bool = False
    """Whether figures are split by product group."""
    chosen: frozenset[int] | None = None
    group_n: int | None = None

    @property
    def by_group(self) -> bool:
        """Whether product groups matter at all."""
        return self.groups or self.group_n is not None


def runs(first: int, last: int) -> list[tuple[int, int, int]]:
    """The whole months (1) between two days, and the single days (0) before and behind them."""
    begin = first if first == EVER or day_of(first).day == 1 else _month_end(first) + 1
    end = last if _month_end(last) == last else day_number(month_of(day_of(last)).first) - 1
    if begin > end:
        return [(0, first, last)]
    rest = [(0, first, begin - 1)] * (first < begin) + [(0, end + 1, last)] * (end < last)
    return [(1, begin, end), *rest]


def _month_end(day: int) -> int:
    return month_of(day_of(day)).last_day
