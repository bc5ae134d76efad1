"""A line typed while people talk: words, who (``@name``) and until when (``!day``) in one go. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.core.errors import UserError
from app.core.period import day_number, day_of

_WHO: Final = re.compile(r"[@＠](\S+)")
_DAY: Final = re.compile(r"[!！](\S+)")
_AHEAD: Final = re.compile(r"\+(\d{1,3})([dwm]?)")
_SHORT: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})")
_LENGTH: Final = {"": 1, "d": 1, "w": 7, "m": 30}


@dataclass(frozen=True)
class Captured:
    """What a typed line says."""

    text: str
    person_id: str | None = None
    day: int | None = None


def capture(line: str, people: Sequence[tuple[str, str]], today: int) -> Captured:
    """The words of a line, the person of ``@name`` and the stored day of ``!day``.

    ``people`` are ids with names; a name may be begun only, as long as it means one of them. A day is ``2026-04-30``,
    ``4-30`` (the next one that comes) or ``+7``, ``+2w``, ``+1m`` from today. Raises UserError for a name or a day
    that means nothing.
    """
    who, day = _WHO.search(line), _DAY.search(line)
    person = _person(who.group(1), people) if who is not None else None
    until = typed_day_ahead(day.group(1), today) if day is not None else None
    words = " ".join(_DAY.sub(" ", _WHO.sub(" ", line, count=1), count=1).split())
    return Captured(words, person, until)


def typed_day_ahead(text: str, today: int) -> int:
    """The stored day of a typed one that is still to come."""
    ahead = _AHEAD.fullmatch(text)
    if ahead is not None:
        return today + int(ahead.group(1)) * _LENGTH[ahead.group(2)]
    short = _SHORT.fullmatch(text)
    now = day_of(today)
    try:
        if short is None:
            return day_number(date.fromisoformat(text))
        found = date(now.year, int(short.group(1)), int(short.group(2)))
        return day_number(found if found >= now else found.replace(year=now.year + 1))
    except ValueError:
        raise UserError("“{text}” is no day, such as 2026-04-30, 4-30 or +7.", text=text) from None


def _person(name: str, people: Sequence[tuple[str, str]]) -> str:
    exact = [id_ for id_, each in people if each == name]
    found = exact or [id_ for id_, each in people if each.casefold().startswith(name.casefold())]
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError("“{name}” may be several people; type more of the name.", name=name)
    raise UserError("Nobody here is called “{name}”.", name=name)
