"""The workspace's own settings: journaled records, one for each key."""

from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.holidays import Holidays
from app.core.model import Setting

CALENDAR: Final = "calendar"
"""The id of the calendar by which the workspace counts its months (``app/planning/calendars.py``)."""
HOLIDAYS: Final = "holidays"
"""The holidays as a file told them (``app/core/holidays.py``)."""
NAME: Final = "name"
CURRENCY: Final = "currency"
PRACTICE_DAY: Final = "practice_day"
"""The business day on which a practice region stands still, as ISO text."""


def setting(session: Session, key: str, default: Any = None) -> Any:
    """The value of a setting, or ``default`` where nobody set it."""
    found = session.execute(select(Setting.value).where(Setting.key == key, Setting.removed.is_(False))).first()
    return default if found is None else found[0]


def set_setting(session: Session, *, key: str, value: Any) -> None:
    """Set or change one setting of the workspace."""
    record = session.get(Setting, journal.record_id(Setting, key))
    if record is None:
        journal.create(session, Setting, natural_key=key, scope="settings", key=key, value=value)
        return
    record.value = value
    record.removed = False


def holidays(session: Session) -> Holidays | None:
    """The holidays that a file told, or None where the built-in ones count."""
    found = setting(session, HOLIDAYS)
    return Holidays.of(found) if found else None


def practice_day(session: Session) -> date | None:
    """The workspace's own business day, or None where it follows the machine's calendar."""
    found = setting(session, PRACTICE_DAY)
    return None if found is None else date.fromisoformat(found)
