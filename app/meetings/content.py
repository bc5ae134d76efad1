"""Minutes out of the records of a meeting."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.core.files import FileStore
from app.core.locks import pack_in_force
from app.core.model import RECORD_CLASSES
from app.core.period import day_of
from app.core.workspace_settings import NAME, setting
from app.meetings.item_rows import OFF
from app.meetings.minutes import (
    FORMAT,
    Aim,
    Attendee,
    CarryLine,
    Earlier,
    Head,
    ItemLine,
    MinutesContent,
    OutcomeLine,
    Quorum,
    Report,
    Sum,
    Titled,
)
from app.meetings.model import AgendaItem, DecisionAim, DecisionLink
from app.meetings.naming import names_of
from app.meetings.queries import meeting_view
from app.meetings.rows import ActionRow, ItemRow, MeetingView, OutcomeRow

_OWN: Final = ("person", "backlog")
"""Items that wait where nobody came to them; what the month says is proposed anew, what recurs comes again."""


@dataclass(frozen=True)
class Closing:
    """What closing adds to a meeting; nothing of it for a preview."""

    closed_on: int | None = None
    closed_by: str = ""
    ended_at: int | None = None
    journal_head: str = ""
    quorum_reason: str = ""


def state_at_end(state: str, source: str, *, recurring: bool, came: bool) -> str:
    """The state of an item when its meeting ends: what something came of is done, what nobody came to waits."""
    if state == "current" or (state == "planned" and came):
        return "done"
    return "parked" if state == "planned" and source in _OWN and not recurring else state


def content_of(session: Session, files: FileStore, meeting_id: str, closing: Closing) -> MinutesContent:
    """The minutes of a meeting that is not closed, as they stand, or as ``closing`` makes them."""
    view = meeting_view(session, meeting_id)
    records = {one.id: one for one in session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting_id))}
    items = _items(view, records, _aims(session, view), _opened(session, view), is_end=closing.closed_on is not None)
    names, pack = names_of(session), pack_in_force(session)
    quorum = view.quorum
    return MinutesContent(
        format=FORMAT,
        version=view.meeting.version + 1,
        closed_on=_iso(closing.closed_on),
        closed_by=closing.closed_by,
        head=_head(session, view, closing),
        attendees=tuple(
            Attendee(one.person_id, one.person, one.title, one.email, one.department, one.role, one.state, one.proxy,
                     one.note)
            for one in view.attendance
        ),
        quorum=Quorum(quorum.invited, quorum.present, quorum.needed,
                      tuple(names.department(one) for one in quorum.missing), quorum.is_met, closing.quorum_reason),
        items=items,
        carried=_carried(session, view.actions),
        sum=Sum(**asdict(view.tally), balanced=view.tally.balanced),
        reports=tuple(
            Report(one.department, one.by, one.done, one.next, one.asks)
            for one in view.reports if one.done or one.next or one.asks
        ),
        earlier=_earlier(view),
        known_tx=view.meeting.known_tx,
        figures_sha256=view.meeting.figures_sha256,
        figures=_figures(files, view.meeting.figures_sha256, items),
        journal_head=closing.journal_head,
        pack=pack.label if pack is not None else "",
    )  # fmt: skip


def _head(session: Session, view: MeetingView, closing: Closing) -> Head:
    one, series = view.meeting, view.series
    return Head(
        workspace=str(setting(session, NAME) or ""), series_ref=series.ref, series=series.name,
        series_en=series.name_en, kind=series.kind, ref=one.ref, number=one.number, title=one.title,
        period=one.period, held_on=_iso(one.held_on), from_minute=one.from_minute, minutes=one.minutes,
        place=one.place, started_at=one.started_at, ended_at=closing.ended_at or one.ended_at, chair=one.chair,
        secretary=one.secretary, sponsor=series.sponsor,
    )  # fmt: skip


def _items(
    view: MeetingView, records: Mapping[str, AgendaItem], aims: Mapping[str, tuple[Aim, ...]],
    opened: Mapping[str, tuple[str, ...]], *, is_end: bool,
) -> tuple[ItemLine, ...]:  # fmt: skip
    found = [(one, _ended(one) if is_end else one.state) for one in view.items]
    found.sort(key=lambda pair: pair[1] in OFF)  # the order of the agenda stays within both
    lines, n = [], 0
    for one, state in found:
        n += state not in OFF
        lines.append(_item(one, records[one.id], state, 0 if state in OFF else n, aims, opened))
    return tuple(lines)


def _ended(one: ItemRow) -> str:
    return state_at_end(one.state, one.source, recurring=one.recurring, came=bool(one.outcomes))


def _item(
    one: ItemRow, record: AgendaItem, state: str, n: int, aims: Mapping[str, tuple[Aim, ...]],
    opened: Mapping[str, tuple[str, ...]],
) -> ItemLine:  # fmt: skip
    return ItemLine(
        one.id, one.ref, n, one.section, one.source, Titled(record.title, record.params), one.department, one.owner,
        one.dealer, one.kpi, one.minutes, one.spent_seconds, state, one.reason, one.notes, one.evidence,
        tuple(_outcome(each, aims.get(each.id, ()), opened.get(each.id, ())) for each in one.outcomes),
    )  # fmt: skip


def _outcome(one: OutcomeRow, aims: tuple[Aim, ...], opened: tuple[str, ...]) -> OutcomeLine:
    return OutcomeLine(
        one.id, one.ref, one.n, one.kind, one.text, one.said_by, one.action_ref, one.owner_id, one.owner,
        one.department, _iso(one.due_on), one.dealer, one.kpi, aims, opened,
    )  # fmt: skip


def _carried(session: Session, actions: Sequence[ActionRow]) -> tuple[CarryLine, ...]:
    wanted = [one.id for one in actions]
    records: dict[str, ActionItem] = {}
    for start in range(0, len(wanted), 500):
        asked = select(ActionItem).where(ActionItem.id.in_(wanted[start : start + 500]))
        records |= {one.id: one for one in session.scalars(asked)}
    return tuple(
        CarryLine(
            one.ref, Titled(records[one.id].title, records[one.id].params), one.owner_id, one.owner, one.department,
            one.number, one.verdict, _iso(one.due_before if one.verdict else one.due_on), _iso(one.due_after),
            one.slips_now if one.verdict else one.slips, one.reason, one.into_ref,
        )
        for one in actions
    )  # fmt: skip


def _earlier(view: MeetingView) -> tuple[Earlier, ...]:
    """The closings before; why each was reopened stands with the one that followed, of the newest with the meeting."""
    rows = sorted(view.versions, key=lambda one: one.version)
    reasons = [*(one.reason for one in rows[1:]), view.meeting.reason]
    return tuple(
        Earlier(one.version, _iso(one.closed_on), one.closed_by, one.content_sha256, reason)
        for one, reason in zip(rows, reasons, strict=True)
    ) if rows else ()  # fmt: skip


def _aims(session: Session, view: MeetingView) -> Mapping[str, tuple[Aim, ...]]:
    asked = select(DecisionAim).where(DecisionAim.outcome_id.in_(_decisions(view)), DecisionAim.removed.is_(False),
                                      DecisionAim.state != "withdrawn")  # fmt: skip
    found: dict[str, tuple[Aim, ...]] = {}
    for one in session.scalars(asked.order_by(DecisionAim.id)):
        aim = Aim(one.kpi, one.change, one.relative, _iso(one.check_on), one.after_from, one.after_to)
        found[one.outcome_id] = (*found.get(one.outcome_id, ()), aim)
    return found


def _opened(session: Session, view: MeetingView) -> Mapping[str, tuple[str, ...]]:
    asked = select(DecisionLink).where(DecisionLink.outcome_id.in_(_decisions(view)), DecisionLink.removed.is_(False))
    found: dict[str, tuple[str, ...]] = {}
    for one in session.scalars(asked.order_by(DecisionLink.id)):
        record = session.get(RECORD_CLASSES[one.entity], one.entity_id)
        if record is not None and not record.removed:
            found[one.outcome_id] = (*found.get(one.outcome_id, ()), record.ref)
    return found


def _decisions(view: MeetingView) -> list[str]:
    return [one.id for item in view.items for one in item.outcomes if one.kind == "decision"]


def _figures(files: FileStore, sha256: str, items: Sequence[ItemLine]) -> Mapping[str, Any]:
    if not sha256:
        return {}
    kept = json.loads(files.get(sha256))
    wanted = {str(each.get("figures", "")) for one in items for each in one.evidence}
    return {**kept, "items": {key: one for key, one in kept["items"].items() if key in wanted}}


def _iso(day: int | None) -> str:
    return "" if day is None else day_of(day).isoformat()
