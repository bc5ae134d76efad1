"""Until when a contract runs and when one has to speak up about it; no database is asked."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.core.period import day_number, day_of

YEAR_MONTHS: Final = 12
STOPPED: Final = frozenset({"suspended", "ended"})
"""States that a contract has from a day on (``Terms.stopped_on``); before it holds as it was signed."""


@dataclass(frozen=True)
class Terms:
    """What decides whether a contract holds."""

    state: str
    """draft, valid, suspended or ended."""
    from_on: int | None
    to_on: int | None
    """Last day as it was signed; None is open."""
    renewal: str
    """none, auto or notice."""
    notice_days: int | None
    renewal_months: int | None
    stopped_on: int | None = None
    """First day on which one that is suspended or ended no longer holds; None is not said."""

    @property
    def cut(self) -> int | None:
        """The last day that suspending or ending it left; None where nothing was cut, or nobody said when."""
        return None if self.state not in STOPPED or self.stopped_on is None else self.stopped_on - 1


def force(terms: Terms) -> tuple[int | None, int | None] | None:
    """The first and the last day on which a contract is in force, None being open; None where it is on no day.

    One that goes on by itself has no last day; a draft's days are those that it asks for. Where nobody said since when
    it is suspended or ended, it holds never.
    """
    if terms.state in STOPPED and terms.stopped_on is None:
        return None
    ends = [one for one in (None if terms.renewal == "auto" else terms.to_on, terms.cut) if one is not None]
    end = min(ends, default=None)
    return None if end is not None and terms.from_on is not None and end < terms.from_on else (terms.from_on, end)


def end_on(terms: Terms, day: int) -> int | None:
    """The last day of the term that runs on a day: one that goes on by itself is prolonged until it reaches the day."""
    cut, end = terms.cut, terms.to_on
    if end is not None and terms.renewal == "auto" and (terms.state == "valid" or cut is not None):
        months, count = terms.renewal_months or YEAR_MONTHS, 0
        while end < (day if cut is None else min(day, cut)):
            count += max(1, months)
            end = later(terms.to_on or end, count)
    return min((one for one in (end, cut) if one is not None), default=None)


def state_on(terms: Terms, day: int) -> str:
    """How a contract stands on a day: draft, suspended, ended, future, valid, prolonged (by itself) or over."""
    if terms.state == "draft" or (terms.state in STOPPED and (terms.stopped_on is None or day >= terms.stopped_on)):
        return terms.state
    if terms.from_on is not None and day < terms.from_on:
        return "future"
    end = end_on(terms, day)
    if end is not None and end < day:
        return "over"
    return "prolonged" if terms.to_on is not None and day > terms.to_on else "valid"


def holds(terms: Terms, day: int) -> bool:
    """Whether a contract is in force on a day."""
    return state_on(terms, day) in {"valid", "prolonged"}


def speak_by(terms: Terms, day: int) -> int | None:
    """The last day on which one may say no to a prolongation, or has to agree on the next contract, as of a day.

    None where the contract is open, not in force, or just ends.
    """
    end = end_on(terms, day)
    if end is None or terms.renewal == "none" or not holds(terms, day):
        return None
    return end - (terms.notice_days or 0)


def later(day: int, months: int) -> int:
    """The same day some months later; the last day of a month stays the last day."""
    start = day_of(day)
    index = start.year * YEAR_MONTHS + start.month - 1 + months
    year, month = divmod(index, YEAR_MONTHS)
    last = monthrange(year, month + 1)[1]
    ends = start.day == monthrange(start.year, start.month)[1]
    return day_number(date(year, month + 1, last if ends else min(start.day, last)))
