"""What a period is compared with: as many working days of one that is not over, January with February, days to 除夕."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.core.calendar import nth_working_day, working_days
from app.core.errors import UserError
from app.core.events import EVENTS, event_day
from app.core.period import Period, between, month, shift, year_before

CUMULATIVE: Final = "cumulative"
"""January and February against the same two months of the year before (1-2月累计同比)."""
BY_MONTH: Final = "calendar"
"""Each month against the same month."""
LUNAR: Final = "lunar"
"""Days with the same distance to 除夕."""
ALIGNS: Final = (CUMULATIVE, BY_MONTH, LUNAR, *(one for one in EVENTS if one != "new-year-eve"))
_FEBRUARY: Final = 2


@dataclass(frozen=True)
class Twin:
    """Two spans that are compared."""

    now: Period
    then: Period
    kind: str
    """How: empty for the same span of another year, else one of ``ALIGNS``."""


def as_of(period: Period, today: date | None) -> date | None:
    """Today where it cuts the period (截至), else None."""
    return today if today is not None and period.first <= today < period.last else None


def elapsed(period: Period, today: date | None) -> Period:
    """The part of a period that is over: the whole of it, or its days up to today."""
    return period if as_of(period, today) is None or today is None else span(period.first, today)


def span(first: date, last: date) -> Period:
    """A span of days, named by them."""
    return Period(first, last, f"{first.isoformat()}..{last.isoformat()}")


def as_many(period: Period, other: Period, today: date | None) -> Period | None:
    """``other``, or of it as many working days as are over of a period that today cuts; None where that is none."""
    if as_of(period, today) is None or today is None:
        return other
    count = working_days(period.first, today)
    last = nth_working_day(other.first, other.last, count) if count else None
    if count == 0:
        return None
    return other if last is None else span(other.first, last)


def before(period: Period, today: date | None) -> Period | None:
    """The period before, cut to as many working days as are over of this one."""
    free = ".." in period.name and period.calendar is None
    earlier = _year_back(period) if free else shift(period, -1)
    return None if earlier is None else as_many(period, earlier, today)


def year_ago(period: Period, today: date | None, align: str = CUMULATIVE) -> Twin | None:
    """The spans that are compared from year to year; None where no working day is over yet, or there is no year before.

    January and February are taken together unless ``align`` says otherwise; an event moves the year before so that the
    days have the same distance to it. Raises UserError where the event's day is not known.
    """
    if align not in ALIGNS:
        raise UserError("Years are aligned by {known}, not by “{align}”.", align=align, known=", ".join(ALIGNS))
    if align not in {CUMULATIVE, BY_MONTH}:
        return _moved(elapsed(period, today), align)
    together = align == CUMULATIVE and _is_month(period) and period.first.month <= _FEBRUARY
    now = _first_months(period, today) if together else period
    back = _year_back(now)
    then = None if back is None else as_many(now, back, today)
    return None if then is None else Twin(elapsed(now, today), then, CUMULATIVE if together else "")


def time_progress(period: Period, today: date | None) -> tuple[int, int]:
    """Working days that are over, today's among them, and all of the period (时间进度)."""
    whole = working_days(period.first, period.last)
    if today is None or today >= period.last:
        return whole, whole
    return (working_days(period.first, today) if today >= period.first else 0), whole


def _first_months(period: Period, today: date | None) -> Period:
    """January and February of the year, as far as they have begun."""
    both = between(month(period.first.year, 1), month(period.first.year, _FEBRUARY))
    begun = today is None or today.year > both.first.year or today.month >= _FEBRUARY or today < both.first
    return both if begun or period.first.month == _FEBRUARY else period


def _is_month(period: Period) -> bool:
    if period.calendar is not None or ".." in period.name:
        return False
    return period.first.day == 1 and len(period.months) == 1


def _moved(period: Period, align: str) -> Twin:
    event = "new-year-eve" if align == LUNAR else align
    here, there = event_day(event, period.first.year), event_day(event, period.first.year - 1)
    if here is None or there is None:
        raise UserError("The day of this event is not known for {year}; compare by calendar.", year=period.first.year)
    back: timedelta = here - there
    return Twin(period, span(period.first - back, period.last - back), align)


def _year_back(period: Period) -> Period | None:
    """The same period of the year before, of a span of days the same days; None where its calendar has none."""
    if period.calendar is not None:
        try:
            return year_before(period)
        except UserError:
            return None
    months = period.months
    if ".." in period.name and (period.first, period.last) != (months[0].first, months[-1].last):
        return span(_day_back(period.first), _day_back(period.last))
    return year_before(period)


def _day_back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
