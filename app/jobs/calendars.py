"""A workspace's calendars: made, chosen and removed, with the figures that follow them in the same transaction."""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.own_calendar import Row
from app.core.period import Period, day_of
from app.core.progress import Progress
from app.core.texts import N_
from app.jobs.products import follow_records
from app.kpi import closing
from app.kpi.calendar import kept_calendar
from app.planning.calendars import (
    calendar_title,
    choose_calendar,
    chosen_calendar,
    find_calendar,
    keep_calendar,
    remove_calendar,
)

_CHOSE: Final[Mapping[str, str]] = {
    "natural": N_("Counted by calendar months"),
    "finance": N_("Counted by finance months, 26th to 25th"),
    "445": N_("Counted by months of 4, 4 and 5 weeks"),
    "cold-year": N_("Counted by the cold year, August to July"),
}


def use_calendar(db: Database, *, name: str, progress: Progress | None = None) -> None:
    """Count months by a calendar, given by its id or name, from now on; sums by month are computed anew.

    Raises UserError where there is no such calendar, or where months are closed by another one.
    """
    with db.read() as session:
        found = find_calendar(session, name)
    action = Action(_CHOSE.get(found.id, N_("Counted months by {calendar}")), {"calendar": found.name})
    _write(db, action, lambda session: choose_calendar(session, key=found.id), progress)


def make_calendar(
    db: Database,
    *,
    name: str,
    kind: str,
    first: int = 1,
    rows: tuple[Row, ...] = (),
    progress: Progress | None = None,
) -> None:
    """Add an own calendar or say anew how it counts; raises UserError as the command does, and for closed months."""
    action = Action(N_("Said how the calendar {calendar} counts"), {"calendar": name})
    _write(db, action, lambda session: keep_calendar(session, name=name, kind=kind, first=first, rows=rows), progress)


def drop_calendar(db: Database, *, name: str) -> None:
    """Take an own calendar off the list; raises UserError where it is chosen."""
    with db.read() as session:
        found = find_calendar(session, name)
    action = Action(N_("Removed the calendar {calendar}"), {"calendar": found.name})
    db.write(action, lambda session: remove_calendar(session, key=found.id))


def _write(db: Database, action: Action, command: Callable[[Session], object], progress: Progress | None) -> None:
    def changed(session: Session) -> None:
        command(session)
        session.flush()
        refuse_closed(session)
        follow_records(session, progress)

    db.write(action, changed, progress=progress)


def refuse_closed(session: Session) -> None:
    """What was closed stays a month of the calendar that it was closed by; raises UserError where it would not."""
    connection = session.connection()
    kept, chosen = kept_calendar(connection), chosen_calendar(session)
    until, first = closing.closed_until(connection), closing.first_day(connection)
    if kept == chosen or until is None or first is None:
        return
    closed = Period(day_of(first), day_of(until), "")
    if kept.months(closed) != chosen.months(closed):
        raise UserError(
            "Months up to {day} are closed by “{calendar}”. Open them again before their calendar changes.",
            day=closed.last.isoformat(), calendar=calendar_title(kept),
        )  # fmt: skip
