"""Closing a meeting: its minutes are kept by their hash first, then one transaction names them and is final.

A kill before the transaction leaves a file that nothing names, a kill after it closed minutes; there is nothing
between. What the minutes say is read again in that transaction and must be the same bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.core.db import Action, Database
from app.core.device import current_device
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.journal import head_of, seal
from app.core.period import day_number
from app.core.texts import N_, Text, either
from app.core.writing import writing_of
from app.inbox.service import Post, close_cause, post_notice
from app.meetings.content import Closing, content_of, state_at_end
from app.meetings.held import meeting_in, require_alone
from app.meetings.items import put_off
from app.meetings.live import ABOUT, Live, live_in
from app.meetings.making import made
from app.meetings.minutes import MinutesContent, closed_minutes, minutes_json
from app.meetings.model import (
    ActionCarry,
    AgendaItem,
    Attendance,
    DecisionAim,
    DecisionLink,
    DepartmentReport,
    Meeting,
    MeetingSeries,
    MinutesVersion,
    Outcome,
)
from app.meetings.queries import MEETING_GONE, meeting_row, meeting_view
from app.meetings.rows import AttendanceRow
from app.meetings.rules import COUNTED, ESCALATES, SETTLED
from app.people.queries import departments, names

if TYPE_CHECKING:
    from app.core.model import Record

KIND: Final = "meeting"
"""Of notices about actions that slipped too often."""
_SLIPPED: Final = N_("“{action}” of {owner} was carried over {n} times: {reason}")
_TIMES: Final = 5
"""How often closing is tried where others write meanwhile."""


@dataclass(frozen=True)
class Closed:
    """What closing made."""

    version: int
    sha256: str
    content: MinutesContent


def minutes_content(session: Session, files: FileStore, meeting_id: str) -> MinutesContent:
    """The closed minutes of a meeting as they were kept; of one that is not closed what they would say now."""
    row = meeting_row(session, meeting_id)
    if row.state == "closed" and row.minutes_sha256:
        return closed_minutes(files, row.minutes_sha256)
    return content_of(session, files, meeting_id, Closing())


def close_meeting(
    db: Database, files: FileStore, *, meeting_id: str, quorum_reason: str = "", ended_at: int | None = None
) -> Closed:
    """Close a meeting under way: its minutes stay as they are, and nothing before can be undone.

    Raises UserError, and keeps nothing, while actions of the meetings before were not looked at, and without a reason
    where the quorum is not met or somebody's attendance is not said.
    """
    ended = int(db.clock.now().timestamp() * 1000) if ended_at is None else ended_at
    today = day_number(db.clock.today())
    for _ in range(_TIMES):
        with db.read() as session:
            closing = Closing(today, names(session).get(db.actor, ""), ended, head_of_journal(session),
                              quorum_reason.strip())  # fmt: skip
            require_closable(session, meeting_id, closing.quorum_reason)
            content = content_of(session, files, meeting_id, closing)
        data = minutes_json(content)
        files.put(data)
        action = Action(N_("Closed meeting {ref}"), {"ref": content.head.ref})
        if db.write(action, lambda session: _close(session, files, meeting_id, closing, data)).value:  # noqa: B023 - runs at once
            return Closed(content.version, sha256(data).hexdigest(), content)
    raise UserError("The meeting was changed while it was closed. Look at it and close it again.")


def require_closable(session: Session, meeting_id: str, quorum_reason: str = "") -> None:
    """Raise UserError where a meeting cannot be closed as it stands."""
    meeting = meeting_in(session, meeting_id, ("in_progress",))
    unseen = [one for one in live_in(session, meeting) if not one.is_looked_at]
    if unseen:
        raise UserError(
            "Actions that nobody looked at yet: {n}, the first is “{action}”. Each is done, carried over or dropped "
            "before the meeting is closed.", n=len(unseen), action=_called(unseen[0].action),
        )  # fmt: skip
    view = meeting_view(session, meeting_id)
    if view.quorum.is_clear or quorum_reason:
        return
    if view.quorum.unsettled:
        unsaid = _unsaid(view.attendance)
        raise UserError("Say of everybody invited whether he came (missing: {n}: {names}), or why that stays open.",
                        n=len(unsaid), names=_listed(unsaid, unsaid))  # fmt: skip
    if view.quorum.missing:
        missing = [one for one in departments(session) if one.id in view.quorum.missing]
        names_of = _listed([one.name for one in missing], [one.name_en or one.name for one in missing])
        raise UserError("Too few were there to decide ({present} of {needed}, departments missing: {n}: {names}). Say "
                        "why the meeting counts all the same.", present=view.quorum.present,
                        needed=view.quorum.needed, n=len(missing), names=names_of)  # fmt: skip
    raise UserError("Too few were there to decide ({present} of {needed}). Say why the meeting counts all the same.",
                    present=view.quorum.present, needed=view.quorum.needed)  # fmt: skip


def reopen_meeting(session: Session, *, meeting_id: str, reason: str) -> str:
    """Open a closed meeting again: the next closing makes the next version of its minutes, the last one stays kept.

    Raises UserError without a reason, and while another meeting of the series is under way.
    """
    meeting = session.get(Meeting, meeting_id)
    if meeting is None or meeting.removed:
        raise UserError(MEETING_GONE)
    if meeting.state != "closed":
        raise UserError("Only a closed meeting can be reopened.")
    if not reason.strip():
        raise UserError("Say why the meeting is reopened.")
    require_alone(session, meeting)
    meeting.state, meeting.reason = "in_progress", reason.strip()
    seal(session, meeting)
    return meeting.id


def head_of_journal(session: Session) -> str:
    """The hash of the journal's last row on this device."""
    return head_of(session, current_device(session))[1]


def _close(session: Session, files: FileStore, meeting_id: str, closing: Closing, data: bytes) -> bool:
    """The command; False where the meeting says something else by now, and nothing is written."""
    require_closable(session, meeting_id, closing.quorum_reason)
    content = content_of(session, files, meeting_id, closing)
    if minutes_json(content) != data:
        return False
    meeting = session.get_one(Meeting, meeting_id)
    carried = live_in(session, meeting)
    reason = meeting.reason if meeting.version else None
    _end_items(session, meeting)
    meeting.state, meeting.version, meeting.ended_at = "closed", content.version, closing.ended_at
    meeting.minutes_sha256 = sha256(data).hexdigest()
    on = closing.closed_on or 0
    made(
        session, MinutesVersion, meeting_id=meeting.id, version=content.version,
        content_sha256=meeting.minutes_sha256, journal_head=closing.journal_head,
        closed_by_id=writing_of(session).actor or None, closed_on=on, reason=reason,
    )  # fmt: skip
    _tell(session, meeting, carried, on)
    _seal_all(session, meeting, carried)
    return True


def _end_items(session: Session, meeting: Meeting) -> None:
    asked = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.removed.is_(False))
    outcomes = select(Outcome.item_id).where(Outcome.meeting_id == meeting.id, Outcome.removed.is_(False))
    came = set(session.scalars(outcomes))
    for item in session.scalars(asked.order_by(AgendaItem.n)).all():
        state = state_at_end(item.state, item.source, recurring=item.recurring, came=item.id in came)
        if state == "parked" and item.state != "parked":
            put_off(session, item, reason=None)
        elif state != item.state:
            item.state = state


def _tell(session: Session, meeting: Meeting, carried: list[Live], on: int) -> None:
    """The sponsor hears of what slipped too often; of what is settled nothing is told any more."""
    sponsor = session.get_one(MeetingSeries, meeting.series_id).sponsor_id
    people = names(session)
    for one in carried:
        cause, here = f"slip:{one.action.id}", one.here
        if here is None or here.verdict in SETTLED:
            close_cause(session, cause=cause, on=on)
        elif here.slips >= ESCALATES and here.slips > one.slips:
            params = {"action": _called(one.action), "owner": people.get(one.action.owner_id or "", ""),
                      "n": here.slips, "reason": here.reason or ""}  # fmt: skip
            post = Post(
                cause, str(here.slips), Text(_SLIPPED, params), "bad", "meetings",
                {"panel": "meetings", "meeting": meeting.id},
                owner_id=sponsor, dealer_id=one.action.dealer_id, kpi=one.action.kpi, due_on=here.due_after,
            )  # fmt: skip
            post_notice(session, kind=KIND, post=post, on=on)


def _seal_all(session: Session, meeting: Meeting, carried: list[Live]) -> None:
    """Nothing of the meeting is undone any more, whoever did it: what was taken back stays away, too."""
    session.flush()
    sealed: list[Record] = [meeting, *(one.action for one in carried)]
    for cls in (AgendaItem, Attendance, Outcome, ActionCarry, DepartmentReport):
        sealed += session.scalars(select(cls).where(cls.meeting_id == meeting.id)).all()
    outcomes = [one.id for one in sealed if isinstance(one, Outcome)]
    made = select(ActionItem).where(ActionItem.about_entity == ABOUT, ActionItem.about_id.in_(outcomes))
    sealed += session.scalars(made).all()
    for of in (DecisionAim, DecisionLink):
        sealed += session.scalars(select(of).where(of.outcome_id.in_(outcomes))).all()
    joined = [one.into_id for one in sealed if isinstance(one, ActionCarry) and one.into_id and not one.removed]
    sealed += session.scalars(select(ActionItem).where(ActionItem.id.in_(joined))).all()
    for one in sealed:
        seal(session, one)


def _unsaid(rows: Iterable[AttendanceRow]) -> list[str]:
    """Of whom nobody said yet whether they came, as the quorum counts them: a proxy who is away speaks for nobody."""
    rows = list(rows)
    away = {one.person_id for one in rows if one.proxy_id or one.state in {"excused", "absent"}}
    return [one.person for one in rows if one.role in COUNTED and one.state == "invited"
            and (not one.proxy_id or one.proxy_id in away)]  # fmt: skip


def _listed(chinese: list[str], english: list[str]) -> Text:
    return Text(either("、".join(chinese), ", ".join(english)))


def _called(action: ActionItem) -> str | Text:
    return Text(action.title, action.params) if action.params else action.title
