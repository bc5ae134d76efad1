"""What the settings page shows of a workspace, read in a worker."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.backup import Backup
from app.core.calendars import Calendar
from app.core.clock import SystemClock
from app.core.encryption.service import Status, status
from app.core.errors import UserError
from app.core.period import Period
from app.core.texts import Text
from app.core.workspace_settings import CURRENCY, NAME, practice_day, setting
from app.jobs.delivery.queue import Message, last_messages
from app.jobs.delivery.settings import Plan, read_plan
from app.kpi.closings import ClosedMonth, next_open, read_closings
from app.people.queries import DepartmentRow, PersonRow, departments, people
from app.planning.calendars import chosen_calendar, read_calendars
from app.reports.signing import Certificate
from app.updates.service import Standing, Updates

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.packs.shelf import PackStanding


@dataclass(frozen=True)
class SettingsSheet:
    """The workspace, its people and its backups."""

    name: str
    path: Path
    size: int
    currency: str
    practice_day: date | None
    me: str | None
    people: tuple[PersonRow, ...]
    departments: tuple[DepartmentRow, ...]
    backups: tuple[Backup, ...]
    closings: tuple[ClosedMonth, ...]
    closable: Period | None
    """The month that may be closed next."""
    calendars: tuple[Calendar, ...]
    """Those that every workspace has, and its own."""
    calendar: str
    """The id of the one by which months are counted."""
    holidays: str
    """The file that tells the holidays; empty where they are the built-in ones."""
    reaches: date
    plan: Plan
    """Where notices go and when."""
    messages: tuple[Message, ...]
    """The newest ones that were to go out."""
    certificate: Certificate | Text
    """What signs PDFs on this computer, or why nothing can."""
    certificate_chosen: bool
    pack: "PackStanding"
    """The configuration pack in force, and those before it."""
    encryption: "Status | None"
    """How it lies on the disk; None of a copy that is only read."""
    updates: Standing
    """What is known of updates without asking anybody."""


def read_settings(desk: "Desk") -> SettingsSheet:
    """Read everything at one moment."""
    path = desk.db.path
    with desk.db.read() as session:
        return SettingsSheet(
            name=str(setting(session, NAME) or path.stem),
            path=path,
            size=path.stat().st_size,
            currency=str(setting(session, CURRENCY) or ""),
            practice_day=practice_day(session),
            me=desk.workspace.person,
            people=tuple(people(session)),
            departments=tuple(departments(session)),
            backups=tuple(desk.workspace.backups()),
            closings=read_closings(session),
            closable=next_open(session, desk.clock.today()),
            calendars=read_calendars(session),
            calendar=chosen_calendar(session).id,
            holidays=desk.db.holidays.name,
            reaches=desk.db.holidays.reaches,
            plan=read_plan(session),
            messages=tuple(last_messages(session)),
            certificate=_certificate(desk),
            certificate_chosen=desk.signing.path is not None,
            pack=desk.packs.standing(),
            encryption=None if desk.workspace.known is not None else status(path),
            updates=Updates(desk.workspace.machine).standing(),
        )


def _certificate(desk: "Desk") -> Certificate | Text:
    try:
        return desk.signing.open(SystemClock().now())
    except UserError as error:
        return error.text
