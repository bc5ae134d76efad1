"""Commands on one meeting: planned, sent out, begun, cancelled; who came; what departments prepared."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import existing
from app.core.period import day_of, parse_period
from app.core.texts import N_, Text
from app.core.writing import writing_of
from app.meetings.making import made
from app.meetings.model import (
    ActionCarry,
    AgendaItem,
    Attendance,
    BacklogTopic,
    DepartmentReport,
    Meeting,
    MeetingSeries,
    Outcome,
    SeriesMember,
)
from app.meetings.series import GONE as SERIES_GONE
from app.meetings.series import check_hours
from app.meetings.words import ATTENDANCE, MEETING_STATES, ROLES
from app.people.model import Department, Person

GONE: Final = N_("This meeting is no longer in the workspace.")
BEFORE: Final = ("draft", "open")
RUNNING: Final = ("draft", "open", "in_progress")
EDITABLE: Final = ("title", "period", "held_on", "from_minute", "minutes", "place", "chair_id", "secretary_id")


def meeting_in(session: Session, meeting_id: str, states: tuple[str, ...] = RUNNING) -> Meeting:
    """A meeting that is in one of these states; raises UserError, a sentence, where it is not."""
    meeting = existing(session, Meeting, meeting_id, GONE)
    if meeting.state in states:
        return meeting
    if meeting.state == "closed":
        raise UserError("Meeting {ref} is closed; reopen it with a reason to change it.", ref=meeting.ref)
    if states == ("in_progress",):
        raise UserError("Begin meeting {ref} first.", ref=meeting.ref)
    raise UserError("Meeting {ref} is past this: {state}.", ref=meeting.ref, state=Text(MEETING_STATES[meeting.state]))


def plan_meeting(
    session: Session, *, series_id: str, period: str, held_on: int, from_minute: int | None = None,
    minutes: int | None = None, place: str | None = None, title: str | None = None,
) -> str:  # fmt: skip
    """Plan the next meeting of a series about a period; returns its id.

    It invites the series' members, and its recurring items are on the agenda again. Raises UserError for a series that
    ended, a day that is taken, and for hours that cannot be.
    """
    series = existing(session, MeetingSeries, series_id, SERIES_GONE)
    if series.ended_on is not None:
        raise UserError("This series of meetings has ended; take its end back first.")
    about = parse_period(period).name
    _require_free(session, series_id, held_on)
    start, length = series.from_minute if from_minute is None else from_minute, minutes or series.minutes
    check_hours(start, length)
    last = select(func.max(Meeting.number)).where(Meeting.series_id == series_id, Meeting.removed.is_(False))
    meeting = made(
        session, Meeting, series_id=series_id, number=(session.execute(last).scalar() or 0) + 1,
        title=" ".join((title or "").split()) or None, period=about, held_on=held_on, from_minute=start,
        minutes=length, place=(series.place if place is None else place.strip()) or None, state="draft", version=0,
        chair_id=series.chair_id, secretary_id=series.secretary_id,
    )  # fmt: skip
    _invite_all(session, meeting)
    _recur(session, meeting)
    return meeting.id


def edit_meeting(session: Session, *, meeting_id: str, changes: Mapping[str, Any]) -> str:
    """Change day, hours, place, title, period, chair or secretary of a meeting that is not closed."""
    meeting = meeting_in(session, meeting_id)
    values = dict(changes)
    for name in values:
        if name not in EDITABLE:
            raise TypeError(f"a meeting has no field {name} to edit")
    for name in ("title", "place"):
        if name in values:
            values[name] = " ".join((values[name] or "").split()) or None
    if "period" in values:
        values["period"] = parse_period(values["period"]).name
    if values.get("held_on", meeting.held_on) != meeting.held_on:
        _require_free(session, meeting.series_id, values["held_on"])
    check_hours(values.get("from_minute", meeting.from_minute), values.get("minutes", meeting.minutes))
    for name, value in values.items():
        if getattr(meeting, name) != value:
            setattr(meeting, name, value)
    return meeting.id


def open_meeting(session: Session, *, meeting_id: str) -> str:
    """Say that the agenda is sent out."""
    meeting = meeting_in(session, meeting_id, BEFORE)
    meeting.state = "open"
    return meeting.id


def draft_meeting(session: Session, *, meeting_id: str) -> str:
    """Take the agenda back to work on it."""
    meeting = meeting_in(session, meeting_id, BEFORE)
    meeting.state = "draft"
    return meeting.id


def start_meeting(session: Session, *, meeting_id: str, at_ms: int) -> str:
    """Begin a meeting, from the draft too. Raises UserError while another one of its series is under way."""
    meeting = meeting_in(session, meeting_id, BEFORE)
    require_alone(session, meeting)
    meeting.state, meeting.started_at = "in_progress", at_ms
    return meeting.id


def cancel_meeting(session: Session, *, meeting_id: str, reason: str) -> str:
    """Say that a meeting is not held, and why; topics that were on its agenda wait in the backlog again.

    Raises UserError without a reason, and where something came of it already.
    """
    meeting = meeting_in(session, meeting_id)
    if not reason.strip():
        raise UserError("Say why the meeting is not held.")
    for found in (Outcome, ActionCarry):
        asked = select(found.id).where(found.meeting_id == meeting_id, found.removed.is_(False))
        if session.execute(asked).first() is not None:
            raise UserError("Something came of meeting {ref} already; close it instead.", ref=meeting.ref)
    items = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id, AgendaItem.state.not_in(("parked",)))
    for topic in session.scalars(select(BacklogTopic).where(BacklogTopic.item_id.in_(items))):
        if topic.state == "taken":
            topic.state = "waiting"
    meeting.state, meeting.reason = "cancelled", reason.strip()
    return meeting.id


def require_alone(session: Session, meeting: Meeting) -> None:
    """Refuse a second meeting of a series under way: what one finds of an action the other would find again."""
    asked = select(Meeting).where(
        Meeting.series_id == meeting.series_id, Meeting.state == "in_progress", Meeting.removed.is_(False),
        Meeting.id != meeting.id,
    )  # fmt: skip
    other = session.scalars(asked).first()
    if other is not None:
        raise UserError("Meeting {ref} of the same series is under way; close it first.", ref=other.ref)


def invite(
    session: Session, *, meeting_id: str, person_id: str, role: str = "guest", department_id: str | None = None
) -> str:
    """Invite somebody to one meeting, or change what he is in it; returns the id of the row."""
    meeting_in(session, meeting_id)
    existing(session, Person, person_id, N_("This person is no longer in the workspace."))
    if role not in ROLES:
        raise ValueError(f"nobody has the role {role}")
    row = _row_of(session, meeting_id, person_id)
    if row is None:
        return _invited(session, meeting_id, person_id, role, department_id)
    row.removed, row.role, row.department_id = False, role, department_id
    return row.id


def uninvite(session: Session, *, meeting_id: str, person_id: str) -> None:
    """Take somebody off the list of one meeting."""
    meeting_in(session, meeting_id)
    row = _row_of(session, meeting_id, person_id)
    if row is not None:
        row.removed = True


def set_attendance(
    session: Session, *, meeting_id: str, person_id: str, state: str, proxy_id: str | None = None,
    note: str | None = None,
) -> str:  # fmt: skip
    """Say whether somebody came, and who spoke for him; who was not invited is there as a guest. Returns the row's id.

    Raises UserError for one who is present and represented, or who stands for himself.
    """
    meeting_in(session, meeting_id)
    if state not in ATTENDANCE:
        raise ValueError(f"nobody is {state}")
    if proxy_id is not None and (proxy_id == person_id or state == "present"):
        raise UserError("Somebody who is there himself needs nobody to speak for him.")
    row = _row_of(session, meeting_id, person_id)
    if row is None or row.removed:
        invite(session, meeting_id=meeting_id, person_id=person_id)
        session.flush()
        row = _row_of(session, meeting_id, person_id)
        assert row is not None  # noqa: S101 - made a line before
    row.state, row.proxy_id = state, proxy_id
    row.note = (note or "").strip() or None
    return row.id


def write_report(
    session: Session, *, meeting_id: str, department_id: str, done: str = "", next: str = "",  # noqa: A002 - the field
    asks: str = "", ready: bool = False,
) -> str:  # fmt: skip
    """Write what a department brings to a meeting; returns the row's id.

    Raises UserError for a ready one without words.
    """
    meeting_in(session, meeting_id)
    existing(session, Department, department_id, N_("This department is no longer in the workspace."))
    words = {"done": done.strip(), "next": next.strip(), "asks": asks.strip()}
    if ready and not any(words.values()):
        raise UserError("Write something before the report is ready.")
    state = "ready" if ready else "draft"
    asked = select(DepartmentReport).where(
        DepartmentReport.meeting_id == meeting_id, DepartmentReport.department_id == department_id
    )
    row = session.scalars(asked).first()
    actor = writing_of(session).actor or None
    if row is None:
        return made(session, DepartmentReport, meeting_id=meeting_id, department_id=department_id, state=state,
                      by_id=actor, **words).id  # fmt: skip
    row.removed, row.state, row.by_id = False, state, actor
    for name, value in words.items():
        setattr(row, name, value)
    return row.id


def _require_free(session: Session, series_id: str, held_on: int) -> None:
    asked = select(Meeting.ref).where(
        Meeting.series_id == series_id, Meeting.held_on == held_on, Meeting.state != "cancelled",
        Meeting.removed.is_(False),
    )  # fmt: skip
    there = session.execute(asked).scalars().first()
    if there is not None:
        raise UserError("Meeting {ref} of this series is on {day} already.", ref=there, day=day_of(held_on).isoformat())


def _invite_all(session: Session, meeting: Meeting) -> None:
    asked = select(SeriesMember).where(SeriesMember.series_id == meeting.series_id, SeriesMember.removed.is_(False))
    invited = {one.person_id: (one.role, one.department_id) for one in session.scalars(asked)}
    if meeting.secretary_id is not None:
        invited.setdefault(meeting.secretary_id, ("secretary", None))
    if meeting.chair_id is not None:
        invited[meeting.chair_id] = ("chair", invited.get(meeting.chair_id, ("", None))[1])
    for person_id, (role, department_id) in invited.items():
        _invited(session, meeting.id, person_id, role, department_id)


def _invited(session: Session, meeting_id: str, person_id: str, role: str, department_id: str | None) -> str:
    return made(session, Attendance, meeting_id=meeting_id, person_id=person_id, role=role, state="invited",
                  department_id=department_id, proxy_id=None, note=None).id  # fmt: skip


def _row_of(session: Session, meeting_id: str, person_id: str) -> Attendance | None:
    session.flush()
    asked = select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.person_id == person_id)
    return session.scalars(asked.order_by(Attendance.removed)).first()


def _recur(session: Session, meeting: Meeting) -> None:
    """What is on every agenda comes from the meeting before that was held or is planned."""
    session.flush()
    before = session.scalars(
        select(Meeting)
        .where(
            Meeting.series_id == meeting.series_id, Meeting.removed.is_(False), Meeting.state != "cancelled",
            Meeting.held_on < meeting.held_on, Meeting.id != meeting.id,
        )
        .order_by(Meeting.held_on.desc(), Meeting.number.desc())
        .limit(1)
    ).first()  # fmt: skip
    if before is None:
        return
    asked = select(AgendaItem).where(
        AgendaItem.meeting_id == before.id, AgendaItem.recurring.is_(True), AgendaItem.removed.is_(False),
        AgendaItem.state != "rejected",
    )  # fmt: skip
    for n, one in enumerate(session.scalars(asked.order_by(AgendaItem.n)), 1):
        made(
            session, AgendaItem, meeting_id=meeting.id, n=n, section=one.section, source=one.source, cause=one.cause,
            fingerprint="", title=one.title, params=one.params, department_id=one.department_id,
            owner_id=one.owner_id, dealer_id=one.dealer_id, kpi=one.kpi, minutes=one.minutes, spent_seconds=0,
            state="planned", evidence=[], recurring=True, from_item_id=one.id,
        )  # fmt: skip
