"""Commands on the agenda of a meeting and on the backlog of its series."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import existing
from app.core.texts import N_
from app.core.writing import writing_of
from app.meetings.held import meeting_in
from app.meetings.making import made
from app.meetings.model import AgendaItem, BacklogTopic, Meeting, MeetingSeries
from app.meetings.series import GONE as SERIES_GONE
from app.meetings.templates import read_template
from app.meetings.words import SECTIONS, SOURCES

GONE: Final = N_("This item is no longer on the agenda.")
TOPIC_GONE: Final = N_("This topic is no longer in the backlog.")
EDITABLE: Final = (
    "title", "section", "department_id", "owner_id", "dealer_id", "kpi", "minutes", "notes", "recurring",
)  # fmt: skip
_ABOUT: Final = ("title", "params", "section", "cause", "fingerprint", "department_id", "owner_id", "dealer_id", "kpi",
                 "minutes", "evidence")  # fmt: skip
"""What an item and a topic have in common."""


def add_item(
    session: Session, *, meeting_id: str, title: str, params: Mapping[str, Any] | None = None,
    section: str = "topics", source: str = "person", cause: str = "", fingerprint: str = "",
    department_id: str | None = None, owner_id: str | None = None, dealer_id: str | None = None,
    kpi: str | None = None, minutes: int = 5, evidence: Sequence[Mapping[str, Any]] = (), notes: str | None = None,
    recurring: bool = False, from_item_id: str | None = None, at: int | None = None,
) -> str:  # fmt: skip
    """Put an item on the agenda, at the place ``at`` (1 is the first) or at the end of its section; returns its id.

    With ``params`` the title is a msgid. Raises UserError without words.
    """
    meeting = meeting_in(session, meeting_id)
    words = title if params else " ".join(title.split())
    _check(words, section, minutes)
    if source not in SOURCES:
        raise ValueError(f"an item has no source {source}")
    item = made(
        session, AgendaItem, meeting_id=meeting.id, n=0, section=section, source=source, cause=cause,
        fingerprint=fingerprint, title=words, params=dict(params or {}), department_id=department_id,
        owner_id=owner_id, dealer_id=dealer_id, kpi=kpi, minutes=minutes, spent_seconds=0, state="planned",
        reason=None, evidence=[dict(one) for one in evidence], notes=(notes or "").strip() or None,
        recurring=recurring, from_item_id=from_item_id,
    )  # fmt: skip
    session.flush()
    others = [one for one in _agenda(session, meeting.id) if one.id != item.id]
    _put(others, item, _end_of_section(session, meeting, others, section) if at is None else at)
    return item.id


def edit_item(session: Session, *, item_id: str, changes: Mapping[str, Any]) -> str:
    """Change words, section, people, minutes or notes of an item; a title in a person's words has no params."""
    item = _item(session, item_id)
    for name, value in changes.items():
        if name not in EDITABLE:
            raise TypeError(f"an item has no field {name} to edit")
        if name == "title" and value != item.title:
            item.params = {}
        plain = " ".join(value.split()) if name == "title" and not item.params else value
        if name == "notes":
            plain = (value or "").strip() or None
        if getattr(item, name) != plain:
            setattr(item, name, plain)
    _check(item.title, item.section, item.minutes)
    return item.id


def move_item(session: Session, *, item_id: str, to: int) -> str:
    """Put an item at another place of the agenda; 1 is the first."""
    item = _item(session, item_id)
    _put([one for one in _agenda(session, item.meeting_id) if one.id != item.id], item, to)
    return item.id


def remove_item(session: Session, *, item_id: str) -> None:
    """Take back an item that a person put there by mistake. Raises UserError for one that was discussed."""
    item = _item(session, item_id)
    if item.state not in {"planned", "rejected"} or item.source == "month":
        raise UserError("Only what a person put on the agenda and nobody discussed can be taken back; strike it off.")
    item.removed = True
    topic = _topic_of(session, item, "taken")
    if topic is not None:
        topic.state = "waiting"


def begin_item(session: Session, *, item_id: str) -> str:
    """Say that this item is discussed now; another one that was is put off until it is begun again."""
    item = _item(session, item_id, running=True)
    if item.state in {"parked", "rejected"}:
        raise UserError("This item is off the agenda; put it on again first.")
    for other in _agenda(session, item.meeting_id):
        if other.state == "current" and other.id != item.id:
            other.state = "planned"
    item.state = "current"
    return item.id


def end_item(session: Session, *, item_id: str, seconds: int, done: bool = True) -> str:
    """Say that an item was discussed, with the time that it took beside what it took before.

    Without ``done`` the time is kept and the item is still to be discussed.
    """
    item = _item(session, item_id, running=True)
    if seconds < 0:
        raise ValueError("no item takes less than no time")
    item.spent_seconds += seconds
    if item.state not in {"parked", "rejected"}:  # what is off the agenda stays where it waits
        item.state = "done" if done else "planned"
    return item.id


def park_item(session: Session, *, item_id: str, reason: str) -> str:
    """Put an item off: it waits in the series' backlog. Returns the topic's id. Raises UserError without a reason."""
    item = _item(session, item_id)
    if not reason.strip():
        raise UserError("Say why this item is put off.")
    if item.state == "parked":
        raise UserError("This item is put off already.")
    return put_off(session, item, reason=reason.strip())


def put_off(session: Session, item: AgendaItem, *, reason: str | None) -> str:
    """Park an item and make it a topic that waits; the topic that it was itself waits again. Returns the topic's id."""
    item.state, item.reason = "parked", reason
    topic = _topic_of(session, item, "taken") or _topic_of(session, item, "dropped")
    if topic is not None:
        topic.state, topic.reason = "waiting", None
        return topic.id
    meeting = session.get_one(Meeting, item.meeting_id)
    about = {name: getattr(item, name) for name in _ABOUT}
    return made(
        session, BacklogTopic, series_id=meeting.series_id, note=item.notes,
        proposed_by_id=writing_of(session).actor or None, proposed_on=meeting.held_on, state="waiting",
        item_id=item.id, reason=None, **about,
    ).id  # fmt: skip


def reject_item(session: Session, *, item_id: str, reason: str) -> str:
    """Strike an item off: its cause comes back only when it says something else. Raises UserError without a reason."""
    item = _item(session, item_id)
    if not reason.strip():
        raise UserError("Say why this item is struck off.")
    if item.state == "done":
        raise UserError("This item was discussed already.")
    topic = _topic_of(session, item, "taken") or _topic_of(session, item, "waiting")
    if topic is not None:
        topic.state, topic.reason = "dropped", reason.strip()
    item.state, item.reason = "rejected", reason.strip()
    return item.id


def restore_item(session: Session, *, item_id: str) -> str:
    """Put an item that was put off or struck off on the agenda again.

    Raises UserError where the topic that it became is on another agenda.
    """
    item = _item(session, item_id)
    if item.state not in {"parked", "rejected"}:
        raise UserError("This item is on the agenda.")
    session.flush()
    topic = session.scalars(select(BacklogTopic).where(BacklogTopic.item_id == item.id)).first()
    if item.state == "parked" and (topic is None or topic.state == "taken"):
        raise UserError("This topic is on another agenda by now.")
    if topic is not None:
        topic.state, topic.reason = "taken", None
    item.state, item.reason = "planned", None
    return item.id


def add_topic(
    session: Session, *, series_id: str, title: str, on: int, section: str = "topics",
    department_id: str | None = None, owner_id: str | None = None, dealer_id: str | None = None,
    kpi: str | None = None, minutes: int = 10, note: str | None = None,
) -> str:  # fmt: skip
    """Put a topic into the backlog of a series; returns its id. Raises UserError without words."""
    existing(session, MeetingSeries, series_id, SERIES_GONE)
    words = " ".join(title.split())
    _check(words, section, minutes)
    return made(
        session, BacklogTopic, series_id=series_id, title=words, params={}, section=section, cause="", fingerprint="",
        department_id=department_id, owner_id=owner_id, dealer_id=dealer_id, kpi=kpi, minutes=minutes, evidence=[],
        note=(note or "").strip() or None, proposed_by_id=writing_of(session).actor or None, proposed_on=on,
        state="waiting", item_id=None, reason=None,
    ).id  # fmt: skip


def drop_topic(session: Session, *, topic_id: str, reason: str) -> str:
    """Take a topic out of the backlog for good, and say why."""
    topic = _waiting(session, topic_id)
    if not reason.strip():
        raise UserError("Say why this topic is dropped.")
    topic.state, topic.reason = "dropped", reason.strip()
    return topic.id


def take_topic(session: Session, *, topic_id: str, meeting_id: str) -> str:
    """Put a topic of the backlog on the agenda of a meeting of its series; returns the item's id."""
    topic = _waiting(session, topic_id)
    meeting = meeting_in(session, meeting_id)
    if meeting.series_id != topic.series_id:
        raise UserError("This topic belongs to another series of meetings.")
    about = {name: getattr(topic, name) for name in _ABOUT}
    item_id = add_item(session, meeting_id=meeting.id, source="backlog", notes=topic.note,
                       from_item_id=topic.item_id, **about)  # fmt: skip
    topic.state, topic.item_id = "taken", item_id
    return item_id


def _check(words: str, section: str, minutes: int) -> None:
    if not words:
        raise UserError("Say what the item is about.")
    if section not in SECTIONS:
        raise ValueError(f"an agenda has no section {section}")
    if not 0 <= minutes <= 24 * 60:
        raise UserError("An item takes between no time and a day.")


def _item(session: Session, item_id: str, *, running: bool = False) -> AgendaItem:
    item = existing(session, AgendaItem, item_id, GONE)
    if running:
        meeting_in(session, item.meeting_id, ("in_progress",))
    else:
        meeting_in(session, item.meeting_id)
    return item


def _waiting(session: Session, topic_id: str) -> BacklogTopic:
    topic = existing(session, BacklogTopic, topic_id, TOPIC_GONE)
    if topic.state != "waiting":
        raise UserError("This topic does not wait any more.")
    return topic


def _topic_of(session: Session, item: AgendaItem, state: str) -> BacklogTopic | None:
    session.flush()
    asked = select(BacklogTopic).where(
        BacklogTopic.item_id == item.id, BacklogTopic.state == state, BacklogTopic.removed.is_(False)
    )
    return session.scalars(asked).first()


def _agenda(session: Session, meeting_id: str) -> list[AgendaItem]:
    session.flush()
    asked = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id, AgendaItem.removed.is_(False))
    return list(session.scalars(asked.order_by(AgendaItem.n, AgendaItem.id)))


def _end_of_section(session: Session, meeting: Meeting, others: Sequence[AgendaItem], section: str) -> int:
    """The place after the last item of a section; where it has none, after those of the sections before it."""
    series = session.get_one(MeetingSeries, meeting.series_id)
    named = [one.key for one in read_template(series.template)]
    order = [*named, *(key for key in SECTIONS if key not in named)]
    before = [n for n, one in enumerate(others, 1) if order.index(one.section) <= order.index(section)]
    return max(before, default=0) + 1


def _put(others: Sequence[AgendaItem], item: AgendaItem, to: int) -> None:
    rows = list(others)
    rows.insert(max(0, to - 1), item)
    for n, one in enumerate(rows, 1):
        if one.n != n:
            one.n = n
