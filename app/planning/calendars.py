"""The calendars of a workspace: those that every workspace has, its own ones as records, and which one is chosen."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.calendars import CALENDARS, NATURAL, Calendar, Kind
from app.core.errors import UserError
from app.core.locks import require_unlocked
from app.core.model import Setting
from app.core.own_calendar import Row, RowCalendar, tiled
from app.core.period import day_number, day_of
from app.core.texts import N_, Text
from app.core.workspace_settings import CALENDAR, set_setting, setting
from app.planning.model import CalendarPeriod, OwnCalendar

_NAMED: Final = "{name}"
KIND_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "day": N_("Finance months from a day of the month before"),
        "weeks": N_("Months of 4, 4 and 5 weeks"),
        "season": N_("Years that begin with a month"),
        "rows": N_("Periods told one by one"),
    }
)
"""The kinds of own calendars."""
_ENDS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType({"day": (2, 28), "season": (2, 12)})
"""What may begin a month (its day) or a year (its month)."""


def read_calendars(session: Session) -> tuple[Calendar, ...]:
    """Every calendar that can be chosen, the workspace's own ones behind those that every workspace has."""
    rows: dict[str, list[Row]] = {}
    periods = select(CalendarPeriod).where(CalendarPeriod.removed.is_(False)).order_by(CalendarPeriod.first_on)
    for one in session.execute(periods).scalars():
        row = Row(one.year, one.name, day_of(one.first_on), day_of(one.last_on))
        rows.setdefault(one.calendar_id, []).append(row)
    own = select(OwnCalendar).where(OwnCalendar.removed.is_(False)).order_by(OwnCalendar.name, OwnCalendar.id)
    return (*CALENDARS.values(), *(_read(one, rows.get(one.id, ())) for one in session.execute(own).scalars()))


def _read(record: OwnCalendar, rows: "list[Row] | tuple[()]") -> Calendar:
    kind = next(one for one in get_args(Kind) if one == record.kind)
    if kind == "rows":
        return RowCalendar(record.id, record.name, kind, rows=tuple(rows))
    return Calendar(record.id, record.name, kind, record.first)


def calendar_title(calendar: Calendar) -> Text:
    """What a calendar is called; an own one is called as somebody named it."""
    return Text(calendar.name) if calendar.id in CALENDARS else Text(_NAMED, {"name": calendar.name})


def find_calendar(session: Session, name: str) -> Calendar:
    """A calendar by its id or its name; raises UserError where there is none."""
    found = read_calendars(session)
    for one in found:
        if name in {one.id, one.name}:
            return one
    known = ", ".join(one.id if one.id in CALENDARS else one.name for one in found)
    raise UserError("There is no calendar “{name}”; there are {known}.", name=name, known=known)


def chosen_calendar(session: Session) -> Calendar:
    """The calendar by which the workspace counts its months; calendar months where none was chosen."""
    key = setting(session, CALENDAR, NATURAL.id)
    if key in CALENDARS:
        return CALENDARS[key]
    return next((one for one in read_calendars(session) if one.id == key), NATURAL)


def choose_calendar(session: Session, *, key: str) -> None:
    """Count months by a calendar from now on, given by its id."""
    require_unlocked(session, "calendars")
    set_setting(session, key=CALENDAR, value=find_calendar(session, key).id)


def keep_calendar(session: Session, *, name: str, kind: str, first: int = 1, rows: tuple[Row, ...] = ()) -> str:
    """Add a calendar, or say anew how the one of that name counts; returns its id.

    Raises UserError for a name or a first day that cannot be, and for rows that leave a gap or overlap.
    """
    require_unlocked(session, "calendars")
    name = " ".join(name.split())
    if not name:
        raise UserError("A calendar needs a name.")
    if name in CALENDARS or any(name == one.name for one in CALENDARS.values()):
        raise UserError("{name} is a calendar that every workspace has; choose another name.", name=name)
    if kind not in KIND_TITLES:
        raise UserError("Calendars are of the kinds {known}, not “{kind}”.", kind=kind, known=", ".join(KIND_TITLES))
    low, high = _ENDS.get(kind, (1, 1))
    if not low <= first <= high:
        raise UserError("The first day or month lies between {low} and {high}.", low=low, high=high)
    periods = tiled(rows) if kind == "rows" else ()
    wanted = select(OwnCalendar).where(OwnCalendar.name == name, OwnCalendar.removed.is_(False)).limit(1)
    record = session.execute(wanted).scalar_one_or_none()
    if record is None:
        record = journal.create(session, OwnCalendar, name=name, kind=kind, first=first)
        session.flush()
    else:
        record.kind, record.first = kind, first
    _keep_rows(session, record, periods)
    return record.id


def _keep_rows(session: Session, calendar: OwnCalendar, rows: tuple[Row, ...]) -> None:
    """Each period is known by its calendar and its name, so that only what changed is written."""
    kept = {f"{calendar.id}/{one.name}": one for one in rows}
    there = select(CalendarPeriod).where(CalendarPeriod.calendar_id == calendar.id)
    records = {one.id: one for one in session.execute(there).scalars()}
    ids = {journal.record_id(CalendarPeriod, key): (key, row) for key, row in kept.items()}
    for key, record in records.items():
        if key not in ids and not record.removed:
            record.removed = True
    for key, (natural_key, row) in ids.items():
        days = day_number(row.first), day_number(row.last)
        found = records.get(key)
        if found is None:
            journal.create(
                session, CalendarPeriod, natural_key=natural_key, calendar_id=calendar.id, year=row.year,
                name=row.name, first_on=days[0], last_on=days[1],
            )  # fmt: skip
        else:
            found.removed, found.year = False, row.year
            found.first_on, found.last_on = days


def remove_calendar(session: Session, *, key: str) -> None:
    """Take an own calendar off the list; raises UserError for one that every workspace has, or that is chosen."""
    require_unlocked(session, "calendars")
    if key in CALENDARS:
        raise UserError("This calendar belongs to every workspace and stays.")
    if chosen_calendar(session).id == key:
        raise UserError("Months are counted by this calendar; choose another one first.")
    record = journal.existing(session, OwnCalendar, key, N_("That calendar is not in this workspace."))
    record.removed = True
    for one in session.execute(select(CalendarPeriod).where(CalendarPeriod.calendar_id == key)).scalars():
        if not one.removed:
            one.removed = True


def seal_calendar(session: Session, *, until: int) -> None:
    """Make the choice and the periods up to a stored day final: they are what a closed month was counted by."""
    found = session.get(Setting, journal.record_id(Setting, CALENDAR))
    calendar = chosen_calendar(session)
    if found is not None:
        journal.seal(session, found)
    own = session.get(OwnCalendar, calendar.id)
    if own is None:
        return
    journal.seal(session, own)
    closed = select(CalendarPeriod).where(
        CalendarPeriod.calendar_id == own.id, CalendarPeriod.removed.is_(False), CalendarPeriod.first_on <= until
    )
    for one in session.execute(closed).scalars():
        journal.seal(session, one)
