"""What screens, documents and the command line ask about meetings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.core.errors import UserError
from app.core.ids import parse_ref
from app.core.journal import existing
from app.core.texts import N_
from app.meetings.item_rows import items_of, outcomes_of, topic_rows
from app.meetings.live import Live, live_in, live_of, made_in
from app.meetings.meeting_rows import meeting_rows, series_rows
from app.meetings.model import Attendance, BacklogTopic, DepartmentReport, Meeting, MeetingSeries, MinutesVersion
from app.meetings.model import SeriesMember as Member
from app.meetings.naming import Names, names_of
from app.meetings.rows import (
    ActionRow,
    AttendanceRow,
    ItemRow,
    MeetingRow,
    MeetingView,
    MemberRow,
    OutcomeRow,
    ReportRow,
    SeriesRow,
    TopicRow,
    VersionRow,
    said,
)
from app.meetings.rules import QuorumView, Seat, Tally, quorum, tally
from app.meetings.words import ROLES

__all__ = [
    "ActionRow", "AttendanceRow", "ItemRow", "MeetingRow", "MeetingView", "MemberRow", "OutcomeRow", "ReportRow",
    "SeriesRow", "TopicRow", "VersionRow", "actions_in", "all_series", "attendance", "find_meeting", "find_series",
    "items_of", "meeting_row", "meeting_view", "meetings", "members", "next_of", "open_actions", "outcomes_of",
    "quorum_of", "reports", "said", "series_row", "topics", "versions",
]  # fmt: skip
MEETING_GONE: Final = N_("This meeting is no longer in the workspace.")
SERIES_GONE: Final = N_("This series of meetings is no longer in the workspace.")


def all_series(session: Session, *, with_ended: bool = True) -> list[SeriesRow]:
    """The series of meetings by name; those that ended come last."""
    return series_rows(session, with_ended=with_ended)


def series_row(session: Session, series_id: str) -> SeriesRow:
    """One series; raises UserError where it is gone."""
    existing(session, MeetingSeries, series_id, SERIES_GONE)
    (row,) = series_rows(session, series_id=series_id)
    return row


def meetings(session: Session, series_id: str | None = None) -> list[MeetingRow]:
    """Meetings, the newest first, of all series or of one."""
    return meeting_rows(session, series_id=series_id)


def meeting_row(session: Session, meeting_id: str) -> MeetingRow:
    """One meeting; raises UserError where it is gone."""
    existing(session, Meeting, meeting_id, MEETING_GONE)
    (row,) = meeting_rows(session, meeting_id=meeting_id)
    return row


def meeting_view(session: Session, meeting_id: str) -> MeetingView:
    """Everything of one meeting; raises UserError where it is gone."""
    row = meeting_row(session, meeting_id)
    series = series_row(session, row.series_id)
    people = attendance(session, meeting_id)
    actions = actions_in(session, meeting_id)
    return MeetingView(
        meeting=row,
        series=series,
        attendance=tuple(people),
        quorum=quorum_of(people, must=series.must, percent=series.percent),
        items=tuple(items_of(session, meeting_id)),
        actions=tuple(actions),
        tally=tally_of(actions, made=made_in(session, session.get_one(Meeting, meeting_id))),
        reports=tuple(reports(session, meeting_id)),
        topics=tuple(topics(session, row.series_id)),
        versions=tuple(versions(session, meeting_id)),
    )


def members(session: Session, series_id: str) -> list[MemberRow]:
    """Who is invited to every meeting of a series, by role and name."""
    names = names_of(session)
    rows = [
        MemberRow(
            one.id, one.person_id, names.person(one.person_id), _speaks(names, one), names.department(
                _speaks(names, one)), one.role, names.people[one.person_id].email,
        )
        for one in session.scalars(select(Member).where(Member.series_id == series_id, Member.removed.is_(False)))
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (list(ROLES).index(row.role), row.person, row.id))


def attendance(session: Session, meeting_id: str) -> list[AttendanceRow]:
    """Who is invited to a meeting, by role and name."""
    names = names_of(session)
    asked = select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.removed.is_(False))
    rows = []
    for one in session.scalars(asked):
        who, department = names.people[one.person_id], _speaks(names, one)
        rows.append(
            AttendanceRow(
                one.id, one.person_id, who.name, who.title, who.email, department, names.department(department),
                one.role, one.state, one.proxy_id or "", names.person(one.proxy_id), one.note or "",
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (list(ROLES).index(row.role), row.person, row.id))


def quorum_of(people: Iterable[AttendanceRow], *, must: Sequence[str], percent: int) -> QuorumView:
    """Whether enough of them are there; who is away himself, or represented, speaks for nobody."""
    rows = list(people)
    away = {one.person_id for one in rows if one.proxy_id or one.state in {"excused", "absent"}}
    seats = [
        Seat(one.department_id, one.role, one.state, bool(one.proxy_id) and one.proxy_id not in away) for one in rows
    ]
    return quorum(seats, departments=must, percent=percent)


def actions_in(session: Session, meeting_id: str) -> list[ActionRow]:
    """What a meeting looks at: the actions of the meetings before, with what it found of each."""
    meeting = existing(session, Meeting, meeting_id, MEETING_GONE)
    return _action_rows(session, live_in(session, meeting))


def open_actions(session: Session, series_id: str) -> list[ActionRow]:
    """What the next meeting of a series looks at: open ones, and those that are done or dropped since."""
    return _action_rows(session, live_of(session, series_id))


def tally_of(actions: Iterable[ActionRow], *, made: int) -> Tally:
    """The sum of a meeting over what it looks at."""
    rows = list(actions)
    return tally([one.verdict for one in rows], came=len(rows), made=made)


def topics(session: Session, series_id: str, *, waiting_only: bool = True) -> list[TopicRow]:
    """The backlog of a series, the oldest first; else also what was taken or dropped."""
    asked = select(BacklogTopic).where(BacklogTopic.series_id == series_id, BacklogTopic.removed.is_(False))
    if waiting_only:
        asked = asked.where(BacklogTopic.state == "waiting")
    return topic_rows(session, session.scalars(asked.order_by(BacklogTopic.proposed_on, BacklogTopic.id)).all())


def reports(session: Session, meeting_id: str) -> list[ReportRow]:
    """What departments prepared for a meeting."""
    names = names_of(session)
    asked = select(DepartmentReport).where(
        DepartmentReport.meeting_id == meeting_id, DepartmentReport.removed.is_(False)
    )
    rows = [
        ReportRow(
            one.id, one.meeting_id, one.department_id, names.department(one.department_id), one.done, one.next,
            one.asks, one.state, names.person(one.by_id),
        )
        for one in session.scalars(asked)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.department, row.id))


def versions(session: Session, meeting_id: str) -> list[VersionRow]:
    """The closings of a meeting, the newest first."""
    names = names_of(session)
    asked = select(MinutesVersion).where(MinutesVersion.meeting_id == meeting_id, MinutesVersion.removed.is_(False))
    return [
        VersionRow(
            one.id, one.version, one.content_sha256, one.journal_head, names.person(one.closed_by_id), one.closed_on,
            one.reason or "",
        )
        for one in session.scalars(asked.order_by(MinutesVersion.version.desc()))
    ]  # fmt: skip


def next_of(session: Session, meeting_id: str) -> MeetingRow | None:
    """The next planned meeting of the same series; None where none is planned yet."""
    here = meeting_row(session, meeting_id)
    later = [
        one for one in meetings(session, here.series_id)
        if (one.held_on, one.number) > (here.held_on, here.number) and one.state != "cancelled"
    ]  # fmt: skip
    return min(later, key=lambda one: (one.held_on, one.number), default=None)


def find_series(session: Session, text: str) -> SeriesRow:
    """The series that a reference or a name means; raises UserError where there is none, or several."""
    rows, wanted = all_series(session), " ".join(text.split())
    ref = parse_ref(wanted) if wanted.count("-") == 2 else ""
    found = [one for one in rows if wanted in {one.name, one.name_en} or one.ref == ref]
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError("Several series of meetings are called “{name}”; give the reference instead.", name=wanted)
    raise UserError("There is no series of meetings “{name}”.", name=wanted)


def find_meeting(session: Session, text: str) -> MeetingRow:
    """The meeting of a reference; raises UserError where there is none."""
    ref = parse_ref(text)
    found = session.execute(select(Meeting.id).where(Meeting.ref == ref, Meeting.removed.is_(False))).scalar()
    if found is None:
        raise UserError("There is no meeting {ref}.", ref=text)
    return meeting_row(session, found)


def meetings_total(session: Session) -> int:
    """How many meetings there are."""
    return session.execute(select(func.count()).select_from(Meeting).where(Meeting.removed.is_(False))).scalar_one()


def _speaks(names: Names, one: Member | Attendance) -> str:
    """For which department somebody is there: the one that was said, else his own."""
    return one.department_id or names.department_of(one.person_id)


def _action_rows(session: Session, found: Sequence[Live]) -> list[ActionRow]:
    names = names_of(session, dealers=[one.action.dealer_id for one in found])
    refs = _refs(session, [one.here.into_id for one in found if one.here is not None and one.here.into_id])
    return [_action_row(one, names, refs) for one in found]


def _refs(session: Session, ids: Sequence[str]) -> Mapping[str, str]:
    return {row.id: row.ref for row in session.scalars(select(ActionItem).where(ActionItem.id.in_(ids)))} if ids else {}


def _action_row(live: Live, names: Names, refs: Mapping[str, str]) -> ActionRow:
    one, here = live.action, live.here
    department = one.department_id or names.department_of(one.owner_id)
    found: dict[str, Any] = {}
    if here is not None and live.is_looked_at:
        into = here.into_id or ""
        found = {
            "verdict": here.verdict, "due_before": here.due_before, "due_after": here.due_after,
            "slips_now": here.slips, "reason": here.reason or "", "into_id": into, "into_ref": refs.get(into, ""),
        }  # fmt: skip
    return ActionRow(
        one.id, one.ref, said(one.title, one.params), one.owner_id or "", names.person(one.owner_id), department,
        names.department(department), one.dealer_id or "", names.dealer(one.dealer_id), one.kpi or "", one.due_on,
        one.state, one.stage or "", one.done_on, live.due.outcome, live.outcome_id, live.meeting_id, live.number,
        live.slips, live.promised_on, here.id if here is not None else "", **found,
    )  # fmt: skip
