"""Rows of series and of meetings, with what their lists count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Row, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.actions.model import ActionItem
from app.core.texts import either
from app.meetings.item_rows import OFF
from app.meetings.model import AgendaItem, BacklogTopic, Meeting, MeetingSeries, Outcome
from app.meetings.naming import names_of
from app.meetings.rows import MeetingRow, SeriesRow
from app.meetings.templates import read_template

COMING = ("draft", "open")
"""The states of a meeting that is still to be held."""
_COLUMNS: Final = tuple(column for column in Meeting.__table__.columns if column.name not in {"stamps", "extra"})
"""What a list of thousands reads of each: no record is made of it."""


@dataclass(frozen=True)
class _Held:
    meetings: int
    last_on: int | None
    next_on: int | None


def series_rows(session: Session, *, series_id: str | None = None, with_ended: bool = True) -> list[SeriesRow]:
    """Series by name, those that ended last."""
    asked = select(MeetingSeries).where(MeetingSeries.removed.is_(False))
    if series_id is not None:
        asked = asked.where(MeetingSeries.id == series_id)
    if not with_ended:
        asked = asked.where(MeetingSeries.ended_on.is_(None))
    found = session.scalars(asked.order_by(MeetingSeries.ended_on.is_not(None), MeetingSeries.name, MeetingSeries.id))
    held, waiting, to_do = _held(session), _waiting(session), _open(session)
    names = names_of(session)
    return [
        SeriesRow(
            one.id, one.ref, one.name, one.name_en or "", one.kind, one.rhythm, one.from_minute, one.minutes,
            one.place or "", one.chair_id or "", names.person(one.chair_id), one.sponsor_id or "",
            names.person(one.sponsor_id), one.secretary_id or "", names.person(one.secretary_id),
            read_template(one.template), tuple(one.quorum.get("departments", ())), int(one.quorum.get("percent", 0)),
            one.squad_id or "", one.ended_on, had.meetings, had.last_on, had.next_on, waiting.get(one.id, 0),
            to_do.get(one.id, 0),
        )
        for one in found
        for had in (held.get(one.id, _Held(0, None, None)),)
    ]  # fmt: skip


def meeting_rows(session: Session, *, series_id: str | None = None, meeting_id: str | None = None) -> list[MeetingRow]:
    """Meetings, the newest first."""
    asked = (
        select(*_COLUMNS, MeetingSeries.name, MeetingSeries.name_en, MeetingSeries.kind)
        .join(MeetingSeries, MeetingSeries.id == Meeting.series_id)
        .where(Meeting.removed.is_(False))
        .order_by(Meeting.held_on.desc(), Meeting.number.desc(), Meeting.id)
    )
    if series_id is not None:
        asked = asked.where(Meeting.series_id == series_id)
    if meeting_id is not None:
        asked = asked.where(Meeting.id == meeting_id)
    found = session.execute(asked).all()
    items, came = _items(session, meeting_id), _outcomes(session, meeting_id)
    names = names_of(session)
    return [
        MeetingRow(
            one.id, one.ref, one.series_id, either(one.name, one.name_en or ""), one.kind, one.number,
            one.title or "", one.period, one.held_on, one.from_minute, one.minutes, one.place or "", one.state,
            one.version, one.chair_id or "", names.person(one.chair_id), one.secretary_id or "",
            names.person(one.secretary_id), items.get(one.id, 0), decisions, actions, one.started_at, one.ended_at,
            one.minutes_sha256 or "", one.figures_sha256 or "", one.known_tx, one.journal_head or "",
            one.reason or "",
        )
        for one in found
        for decisions, actions in (came.get(one.id, (0, 0)),)
    ]  # fmt: skip


def _held(session: Session) -> Mapping[str, _Held]:
    asked = (
        select(
            Meeting.series_id,
            _count(Meeting.state != "cancelled"),
            func.max(case((Meeting.state == "closed", Meeting.held_on))),
            func.min(case((Meeting.state.in_(COMING), Meeting.held_on))),
        )
        .where(Meeting.removed.is_(False))
        .group_by(Meeting.series_id)
    )
    return {row[0]: _Held(row[1] or 0, row[2], row[3]) for row in session.execute(asked)}


def _waiting(session: Session) -> Mapping[str, int]:
    asked = (
        select(BacklogTopic.series_id, func.count())
        .where(BacklogTopic.state == "waiting", BacklogTopic.removed.is_(False))
        .group_by(BacklogTopic.series_id)
    )
    return _pairs(session.execute(asked).all())


def _open(session: Session) -> Mapping[str, int]:
    asked = (
        select(Meeting.series_id, func.count())
        .select_from(ActionItem)
        .join(Outcome, Outcome.id == ActionItem.about_id)
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .where(ActionItem.about_entity == "meeting_outcome", ActionItem.state == "open", ActionItem.removed.is_(False))
        .group_by(Meeting.series_id)
    )
    return _pairs(session.execute(asked).all())


def _items(session: Session, meeting_id: str | None) -> Mapping[str, int]:
    asked = select(AgendaItem.meeting_id, func.count()).where(
        AgendaItem.removed.is_(False), AgendaItem.state.not_in(OFF), _of(AgendaItem.meeting_id, meeting_id)
    )
    return _pairs(session.execute(asked.group_by(AgendaItem.meeting_id)).all())


def _outcomes(session: Session, meeting_id: str | None) -> Mapping[str, tuple[int, int]]:
    asked = (
        select(Outcome.meeting_id, _count(Outcome.kind == "decision"), _count(Outcome.kind == "action"))
        .where(Outcome.removed.is_(False), _of(Outcome.meeting_id, meeting_id))
        .group_by(Outcome.meeting_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(asked)}


def _of(column: InstrumentedAttribute[str], meeting_id: str | None) -> ColumnElement[bool]:
    return column.is_not(None) if meeting_id is None else column == meeting_id


def _pairs(rows: Sequence[Row[str, int]]) -> Mapping[str, int]:
    return {row[0]: row[1] for row in rows}


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of a group are so."""
    return func.sum(case((which, 1), else_=0))
