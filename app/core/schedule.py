"""When a job is due: rules over instants and days, the same in every program that asks. Pure: it knows no clock.

``every 15 minutes``, ``every hour``, ``every 6 hours``, ``daily 07:30``, ``working days 07:30``, ``monday 07:30``,
``monthly 1 07:30``; nothing for a job that is started by hand only.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from app.core.errors import UserError
from app.core.texts import N_, Text

MINUTES: Final = (5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720)
"""Every so many minutes: what a day can be cut into evenly."""
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY_TITLES: Final = (
    N_("Mondays"), N_("Tuesdays"), N_("Wednesdays"), N_("Thursdays"), N_("Fridays"), N_("Saturdays"), N_("Sundays"),
)  # fmt: skip
_EVERY: Final = re.compile(r"every (?:(\d+) )?(minute|hour)s?")
_DAYS: Final = re.compile(rf"(daily|working days|{'|'.join(WEEKDAYS)}|monthly (\d+)) (\d{{1,2}}):(\d\d)")
_LONGEST: Final = 400
"""Days that are looked at for the next or the last one that a rule names; no holiday is longer."""


@dataclass(frozen=True)
class Schedule:
    """Every so many minutes, or at a time of certain days by the clock on the wall."""

    minutes: int = 0
    at: time = time()
    days: str = ""
    """daily, working days, a weekday, or monthly."""
    of_month: int = 0
    once: datetime | None = None
    """At this instant and never again; no text says so, only the program's own jobs do."""

    @property
    def said(self) -> Text:
        """The rule in words."""
        if self.minutes:
            if self.minutes == 60:
                return Text(N_("Every hour"))
            hours, rest = divmod(self.minutes, 60)
            if not rest:
                return Text(N_("Every {n} hours"), {"n": hours})
            return Text(N_("Every {n} minutes"), {"n": self.minutes})
        at = self.at.strftime("%H:%M")
        if self.days in WEEKDAYS:
            return Text(N_("{days} at {time}"), {"days": Text(WEEKDAY_TITLES[WEEKDAYS.index(self.days)]), "time": at})
        if self.of_month:
            return Text(N_("On day {day} of each month at {time}"), {"day": self.of_month, "time": at})
        return Text(N_("Daily at {time}") if self.days == "daily" else N_("On working days at {time}"), {"time": at})


def parse_schedule(text: str) -> Schedule | None:
    """The rule of a text, None for nothing; raises UserError where it is none."""
    plain = " ".join(text.casefold().split())
    if not plain:
        return None
    if (found := _EVERY.fullmatch(plain)) is not None:
        minutes = int(found.group(1) or 1) * (60 if found.group(2) == "hour" else 1)
        if minutes in MINUTES:
            return Schedule(minutes)
    elif (found := _DAYS.fullmatch(plain)) is not None:
        days, of_month, hour, minute = found.groups()
        if int(hour) < 24 and int(minute) < 60 and (of_month is None or 1 <= int(of_month) <= 28):
            return Schedule(0, time(int(hour), int(minute)), days.split()[0] if of_month else days, int(of_month or 0))
    raise UserError(
        "“{text}” is no schedule. Write for example: every hour; every 15 minutes; daily 07:30; working days 07:30; "
        "monday 07:30; monthly 1 07:30.",
        text=text,
    )


Works = Callable[[date], bool]


def last_due(schedule: Schedule, now: datetime, works: Works) -> datetime | None:
    """The newest instant, up to ``now``, at which the rule wanted a run; ``works`` says which days are working days."""
    if schedule.once is not None:
        return schedule.once if schedule.once <= now else None
    if schedule.minutes:
        return _cut(now, schedule.minutes)
    day = now.astimezone().date()
    for back in range(_LONGEST):
        found = _on(schedule, day - timedelta(back), works)
        if found is not None and found <= now:
            return found
    return None


def next_due(schedule: Schedule, now: datetime, works: Works) -> datetime | None:
    """The first instant after ``now`` at which the rule wants a run."""
    if schedule.once is not None:
        return schedule.once if schedule.once > now else None
    if schedule.minutes:
        return _cut(now, schedule.minutes) + timedelta(minutes=schedule.minutes)
    day = now.astimezone().date()
    for ahead in range(_LONGEST):
        found = _on(schedule, day + timedelta(ahead), works)
        if found is not None and found > now:
            return found
    return None


def _cut(now: datetime, minutes: int) -> datetime:
    """The start of the piece of the day (UTC) that ``now`` lies in: no change of the clock on the wall moves it."""
    step = minutes * 60
    return datetime.fromtimestamp(now.timestamp() // step * step, UTC)


def _on(schedule: Schedule, day: date, works: Works) -> datetime | None:
    """The instant on a day, where the rule names that day."""
    wanted = (
        day.day == schedule.of_month if schedule.of_month
        else works(day) if schedule.days == "working days"
        else schedule.days == "daily" or WEEKDAYS[day.weekday()] == schedule.days
    )  # fmt: skip
    return datetime.combine(day, schedule.at).astimezone(UTC) if wanted else None
