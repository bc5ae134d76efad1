"""Records of planning: the workspace's own calendars, and which months are closed."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record


class OwnCalendar(Record):
    """A calendar beside those that every workspace has."""

    __tablename__ = "calendar"
    ref_prefix = "CAL"

    name: Mapped[str]
    kind: Mapped[str]
    """How its months are told: day, weeks, season or rows (``app/core/calendars.py``)."""
    first: Mapped[int]
    """Of ``day`` the day on which a month begins, of ``season`` the month that begins a year; else 1."""


class CalendarPeriod(Record):
    """One period of a calendar that is told row by row."""

    __tablename__ = "calendar_period"
    ref_prefix = "PER"

    calendar_id: Mapped[str] = mapped_column(ForeignKey("calendar.id"), index=True)
    year: Mapped[int]
    name: Mapped[str]
    first_on: Mapped[int]
    last_on: Mapped[int]


class Closing(Record):
    """A month that was closed (关账): its printed figures never change any more."""

    __tablename__ = "closing"
    ref_prefix = "CL"

    calendar: Mapped[str]
    """Of which calendar the period is."""
    period: Mapped[str] = mapped_column(index=True)
    first_on: Mapped[int]
    last_on: Mapped[int]
    state: Mapped[str]
    """closed or open: opened again."""
    known_tx: Mapped[int]
    """The transaction up to which data were known when it was closed."""
    cells_sha256: Mapped[str]
    """The month's cells as they were printed, in the files store."""
    reason: Mapped[str]
