"""When an action that repeats is due next. Pure."""

import calendar
from typing import Final

from app.core.period import day_number, day_of

REPEATS: Final = ("weekly", "monthly", "quarterly")
_MONTHS: Final = {"monthly": 1, "quarterly": 3}


def next_due(due_on: int, repeats: str, *, after: int) -> int:
    """The stored day on which an action that was due on ``due_on`` comes again, later than ``after``.

    Weekly it is the same day of the week, else the same day of the month, the last one where a month has none such.
    Raises ValueError for another rhythm.
    """
    if repeats not in REPEATS:
        raise ValueError(f"an action does not repeat {repeats}")
    if repeats == "weekly":
        return due_on + 7 * max(1, (after - due_on) // 7 + 1)
    step, first = _MONTHS[repeats], day_of(due_on)
    count = step
    while True:
        year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
        day = min(first.day, calendar.monthrange(year, month + 1)[1])
        found = day_number(first.replace(year=year, month=month + 1, day=day))
        if found > after:
            return found
        count += step
