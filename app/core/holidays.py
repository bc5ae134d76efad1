"""A year's holidays and make-up working days as a file tells them: JSON, CSV or iCalendar, replaced each November."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from app.core.errors import UserError

_WORKED: Final = ("班", "workday", "work", "调休上班", "上班", "1")
_FREE: Final = ("休", "holiday", "free", "放假", "节假日", "0")
_EVENT: Final = re.compile(r"BEGIN:VEVENT(.*?)END:VEVENT", re.DOTALL)
_FIELD: Final = r"^{name}(?:;[^:\r\n]*)?:(.*?)\r?$"
_DAY: Final = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})")


@dataclass(frozen=True)
class Holidays:
    """Days off and make-up working days of whole years."""

    name: str
    """The file that tells them."""
    free: frozenset[date]
    worked: frozenset[date]

    @property
    def first(self) -> date:
        """The first day of which the file speaks."""
        return date(min(day.year for day in self.free | self.worked), 1, 1)

    @property
    def last(self) -> date:
        """The last day of which the file speaks."""
        return date(max(day.year for day in self.free | self.worked), 12, 31)

    def works(self, day: date) -> bool | None:
        """Whether people work on a day; None where the file says nothing of its year."""
        if not self.first <= day <= self.last:
            return None
        return day in self.worked or (day.weekday() < 5 and day not in self.free)

    def plain(self) -> dict[str, Any]:
        """As a setting keeps it."""
        return {
            "name": self.name,
            "free": sorted(day.isoformat() for day in self.free),
            "worked": sorted(day.isoformat() for day in self.worked),
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Holidays":
        """What ``plain`` gave."""
        days = (frozenset(map(date.fromisoformat, plain[key])) for key in ("free", "worked"))
        return cls(str(plain["name"]), *days)


def read_holidays(name: str, data: bytes) -> Holidays:
    """The holidays of a file; raises UserError where it is none of the known forms or holds no day."""
    days = dict(_days(text_of(data)))
    if not any(worked is False for worked in days.values()):
        raise UserError(
            "{file} names no holidays. Give a JSON, CSV (date, 休 or 班) or ICS file of holidays.", file=name
        )
    free = frozenset(day for day, worked in days.items() if not worked)
    return Holidays(name, free, frozenset(days) - free)


def text_of(data: bytes) -> str:
    """The text of a small file, in UTF-8 or GB 18030."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _days(text: str) -> Iterator[tuple[date, bool]]:
    """Each day, and whether it is worked."""
    start = text.lstrip()[:1]
    if start == "{":
        yield from _of_json(text)
    elif "BEGIN:VCALENDAR" in text:
        yield from _of_ics(text)
    else:
        yield from _of_csv(text)


def _of_json(text: str) -> Iterator[tuple[date, bool]]:
    try:
        found = json.loads(text)
    except ValueError:
        return
    for key, worked in (("holidays", False), ("workdays", True)):
        for day in found.get(key) or ():
            if (one := day_in(str(day))) is not None:
                yield one, worked


def _of_csv(text: str) -> Iterator[tuple[date, bool]]:
    for row in csv.reader(io.StringIO(text)):
        day = day_in(row[0]) if row else None
        kind = next((_kind(cell) for cell in row[1:] if _kind(cell) is not None), None)
        if day is not None and kind is not None:
            yield day, kind


def _of_ics(text: str) -> Iterator[tuple[date, bool]]:
    for event in _EVENT.findall(text):
        first, behind = day_in(_field(event, "DTSTART")), day_in(_field(event, "DTEND"))
        said = _field(event, "SUMMARY")
        kind = True if "班" in said else False if "休" in said else None
        if first is None or kind is None:
            continue
        count = (behind - first).days if behind is not None and behind > first else 1
        for offset in range(count):
            yield first + timedelta(offset), kind


def _field(event: str, name: str) -> str:
    found = re.search(_FIELD.format(name=name), event, re.MULTILINE)
    return found[1] if found else ""


def _kind(cell: str) -> bool | None:
    word = cell.strip().lower()
    return True if word in _WORKED else False if word in _FREE else None


def day_in(text: str) -> date | None:
    """The date that a text begins with, such as 2026-01-26, 2026/1/26 or 2026年1月26日; None where there is none."""
    found = _DAY.match(text.strip())
    try:
        return None if found is None else date(*map(int, found.groups()))
    except ValueError:
        return None
