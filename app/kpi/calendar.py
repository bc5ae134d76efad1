"""By which calendar's months sums are kept: the chosen one, as it was when they were computed."""

import json
from typing import Final

from sqlalchemy import Connection, text

from app.core.calendars import NATURAL, Calendar
from app.core.own_calendar import calendar_from

_KEY: Final = "calendar"


def kept_calendar(connection: Connection) -> Calendar:
    """The calendar of the sums; calendar months where nothing was computed by another one."""
    wanted = text("SELECT value FROM cell_state WHERE key = :key")
    found = connection.execute(wanted, {"key": _KEY}).scalar_one_or_none()
    return NATURAL if found is None else calendar_from(json.loads(found))


def keep_calendar(connection: Connection, calendar: Calendar) -> None:
    """Remember by which calendar all sums were computed."""
    connection.execute(text("DELETE FROM cell_state WHERE key = :key"), {"key": _KEY})
    if calendar != NATURAL:
        values = {"key": _KEY, "value": json.dumps(calendar.plain, ensure_ascii=False)}
        connection.execute(text("INSERT INTO cell_state VALUES (:key, :value)"), values)
