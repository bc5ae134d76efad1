"""What earlier agendas of a series, and the one that is being written, say of causes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.meetings.agenda.choosing import Past
from app.meetings.model import AgendaItem, Meeting
from app.meetings.rows import MeetingRow


def past_of(session: Session, meeting: MeetingRow) -> Past:
    """Of the agenda of one meeting."""
    asked = (
        select(AgendaItem.meeting_id, AgendaItem.cause, AgendaItem.fingerprint, AgendaItem.state, AgendaItem.section,
               AgendaItem.minutes)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(Meeting.series_id == meeting.series_id, AgendaItem.removed.is_(False), Meeting.removed.is_(False))
    )  # fmt: skip
    rejected, discussed, parked = set[tuple[str, str]](), set[tuple[str, str]](), set[str]()
    there: dict[str, str] = {}
    minutes = 0
    for row in session.execute(asked):
        here = row.meeting_id == meeting.id
        if row.state == "rejected":
            rejected.add((row.cause, row.fingerprint))
        elif row.state == "parked":
            parked |= {row.cause} if here else set()
        elif here:
            there[row.cause or f"item:{len(there)}"] = row.section
            minutes += row.minutes
        elif row.state == "done":
            discussed.add((row.cause, row.fingerprint))
    parked.discard("")
    return Past(rejected - {("", "")}, discussed, parked, there, minutes)
