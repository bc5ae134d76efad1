"""Until when a contract runs and when one has to speak up about it; no database is asked."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.core.period import day_number, day_of

YEAR_MONTHS: Final = 12


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


def end_on(terms: Terms, day: int) -> int | None:
    """The last day of the term that runs on a day: one that goes on by itself is prolonged until it reaches the day."""
    if terms.to_on is None or terms.renewal != "auto" or terms.state != "valid":
        return terms.to_on
    months, count, end = terms.renewal_months or YEAR_MONTHS, 0, terms.to_on
    while end < day:
        count += max(1, months)
        end = later(terms.to_on, count)
    return end


def state_on(terms: Terms, day: int) -> str:
    """How a contract stands on a day: draft, suspended, ended, future, valid, prolonged (by itself) or over."""
    if terms.state != "valid":
        return terms.state
    if terms.from_on is not None and day < terms.from_on:
        return "future"
    end = end_on(terms, day)
    if end is not None and end < day:
        return "over"
    return "valid" if end == terms.to_on else "prolonged"


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
