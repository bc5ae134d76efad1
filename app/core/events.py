"""Events that move through the calendar: sales of two years are compared by the days to and from them."""

from datetime import date
from types import MappingProxyType
from typing import Final

from app.core.texts import N_

_FIRST_YEAR: Final = 2004
_DAYS: Final = {
    "new-year-eve": (
        "01-21 02-08 01-28 02-17 02-06 01-25 02-13 02-02 01-22 02-09 01-30 02-18 02-07 01-27 02-15 02-04 "
        "01-24 02-11 01-31 01-21 02-09 01-28 02-16 02-05 01-25 02-12 02-02 01-22 02-10 01-30 02-18 02-07"
    ),
    "qingming": (
        "04-04 04-05 04-05 04-05 04-04 04-04 04-05 04-05 04-04 04-04 04-05 04-05 04-04 04-04 04-05 04-05 "
        "04-04 04-04 04-05 04-05 04-04 04-04 04-05 04-05 04-04 04-04 04-05 04-05 04-04 04-04 04-05 04-05"
    ),
    "dragon-boat": (
        "06-22 06-11 05-31 06-19 06-08 05-28 06-16 06-06 06-23 06-12 06-02 06-20 06-09 05-30 06-18 06-07 "
        "06-25 06-14 06-03 06-22 06-10 05-31 06-19 06-09 05-28 06-16 06-05 06-24 06-12 06-01 06-20 06-10"
    ),
    "mid-autumn": (
        "09-28 09-18 10-06 09-25 09-14 10-03 09-22 09-12 09-30 09-19 09-08 09-27 09-15 10-04 09-24 09-13 "
        "10-01 09-21 09-10 09-29 09-17 10-06 09-25 09-15 10-03 09-22 09-12 10-01 09-19 09-08 09-27 09-16"
    ),
    "national-day": ("10-01 " * 32).strip(),
}
"""Month and day in 2004 and each year after: festivals by the lunar calendar (GB/T 33661)."""
EVENTS: Final = MappingProxyType(
    {
        "new-year-eve": N_("Lunar New Year's Eve"),
        "qingming": N_("Qingming"),
        "dragon-boat": N_("Dragon Boat Festival"),
        "mid-autumn": N_("Mid-Autumn Festival"),
        "national-day": N_("National Day"),
    }
)
"""What each event is called."""


def event_day(event: str, year: int) -> date | None:
    """The day of an event in a calendar year; None where it is not known."""
    days = _DAYS[event].split()
    place = year - _FIRST_YEAR
    return date.fromisoformat(f"{year:04d}-{days[place]}") if 0 <= place < len(days) else None
