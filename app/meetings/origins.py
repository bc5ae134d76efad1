"""From which meeting an action comes: what lists of actions say of it, read in columns for thousands."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.period import day_of
from app.core.texts import N_, Text, either
from app.meetings.model import Meeting, MeetingSeries, Outcome

OUTCOME: Final = Outcome.__tablename__
_MEETING: Final = N_("{meeting}, {day}")
_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Origin:
    """The meeting of an outcome: its id, the item, and name and day in words."""

    meeting_id: str
    item_id: str
    words: Text


def origins(session: Session, outcomes: Collection[str]) -> dict[str, Origin]:
    """The meetings of outcomes, by the outcomes' ids."""
    asked = (
        select(Outcome.id, Outcome.meeting_id, Outcome.item_id, Meeting.title, Meeting.held_on, MeetingSeries.name,
               MeetingSeries.name_en)
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .join(MeetingSeries, MeetingSeries.id == Meeting.series_id)
    )  # fmt: skip
    wanted = sorted(outcomes)
    found: dict[str, Origin] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = asked.where(Outcome.id.in_(wanted[start : start + _AT_ONCE]))
        for id_, meeting, item, title, day, name, name_en in session.execute(part):
            called = Text(title or either(name, name_en or ""))
            found[id_] = Origin(meeting, item, Text(_MEETING, {"meeting": called, "day": day_of(day)}))
    return found
