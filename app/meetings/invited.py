"""How often what an invitation says was changed: a calendar takes another version of it only with a higher number."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.journal import values_of
from app.core.model import Entry
from app.meetings.model import AgendaItem, Attendance, Meeting

_ITEM: Final = frozenset({"title", "params", "n", "department_id", "owner_id", "minutes", "removed"})
_PERSON: Final = frozenset({"person_id", "department_id", "role", "removed"})
_OFF: Final = frozenset({"parked", "rejected"})
_AWAY: Final = frozenset({"excused"})


def changes_of(session: Session, meeting_id: str) -> int:
    """The changes of a meeting, and those of its items and of who is invited that an invitation tells.

    It never goes down: a change that is undone is one more.
    """
    session.flush()
    count = len(_entries(session, Meeting.__tablename__, [meeting_id]))
    for cls, told, states in ((AgendaItem, _ITEM, _OFF), (Attendance, _PERSON, _AWAY)):
        ids = list(session.scalars(select(cls.id).where(cls.meeting_id == meeting_id)))
        rows = _entries(session, cls.__tablename__, ids)
        count += sum(_tells(values_of(now), values_of(before), told, states) for now, before in rows)
    return count


def _entries(session: Session, entity: str, ids: list[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for start in range(0, len(ids), 500):
        asked = select(Entry.fields, Entry.before).where(
            Entry.entity == entity, Entry.entity_id.in_(ids[start : start + 500])
        )
        found += [(now, before) for now, before in session.execute(asked)]
    return found


def _tells(now: Mapping[str, Any], before: Mapping[str, Any], told: frozenset[str], states: frozenset[str]) -> bool:
    """Whether a row of the journal changed something that stands in an invitation."""
    return bool(told & now.keys()) or bool(states & {now.get("state"), before.get("state")})
