"""Rows of agendas: items with what came of them, and topics that wait."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.meetings.model import AgendaItem, BacklogTopic, Outcome
from app.meetings.naming import Names, names_of
from app.meetings.rows import ItemRow, OutcomeRow, TopicRow, said

OFF: Final = ("parked", "rejected")
"""The states of items that are off the agenda."""


def items_of(session: Session, meeting_id: str) -> list[ItemRow]:
    """The agenda in its order; what was parked or struck off comes at its end.

    An item that was taken back while something came of it is there still.
    """
    came: dict[str, list[OutcomeRow]] = {}
    for row in outcomes_of(session, meeting_id):
        came.setdefault(row.item_id, []).append(row)
    asked = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting_id, or_(AgendaItem.removed.is_(False), AgendaItem.id.in_(list(came)))
    )
    rows = session.scalars(asked.order_by(AgendaItem.state.in_(OFF), AgendaItem.n, AgendaItem.id)).all()
    names = names_of(session, dealers=[one.dealer_id for one in rows])
    return [_item(one, names, came.get(one.id, ())) for one in rows]


def outcomes_of(session: Session, meeting_id: str) -> list[OutcomeRow]:
    """What came of a meeting, in the order of its items' outcomes."""
    asked = (
        select(Outcome, ActionItem)
        .join(ActionItem, ActionItem.id == Outcome.action_id, isouter=True)
        .where(Outcome.meeting_id == meeting_id, Outcome.removed.is_(False))
        .order_by(Outcome.n, Outcome.id)
    )
    return outcome_rows(session, [(row[0], row[1]) for row in session.execute(asked)])


def outcome_rows(session: Session, found: Iterable[tuple[Outcome, ActionItem | None]]) -> list[OutcomeRow]:
    """Outcomes with their actions as rows."""
    pairs = list(found)
    names = names_of(session, dealers=[action.dealer_id for _, action in pairs if action is not None])
    return [_outcome(one, action, names) for one, action in pairs]


def topic_rows(session: Session, found: Sequence[BacklogTopic]) -> list[TopicRow]:
    """Topics of backlogs as rows."""
    names = names_of(session, dealers=[one.dealer_id for one in found])
    return [
        TopicRow(
            one.id, one.ref, one.series_id, said(one.title, one.params), one.section, one.cause,
            one.department_id or "", names.department(one.department_id), one.owner_id or "",
            names.person(one.owner_id), one.dealer_id or "", names.dealer(one.dealer_id), one.kpi or "", one.minutes,
            one.note or "", names.person(one.proposed_by_id), one.proposed_on, one.state, one.item_id or "",
            one.reason or "", one.state == "waiting" and one.item_id is not None,
        )
        for one in found
    ]  # fmt: skip


def _item(one: AgendaItem, names: Names, came: Sequence[OutcomeRow]) -> ItemRow:
    evidence: tuple[Mapping[str, object], ...] = tuple(one.evidence)
    return ItemRow(
        one.id, one.ref, one.meeting_id, one.n, one.section, one.source, one.cause, one.fingerprint,
        said(one.title, one.params), one.department_id or "", names.department(one.department_id), one.owner_id or "",
        names.person(one.owner_id), one.dealer_id or "", names.dealer(one.dealer_id), one.kpi or "", one.minutes,
        one.spent_seconds, one.state, one.reason or "", evidence, one.notes or "", one.recurring,
        one.from_item_id or "", tuple(came),
    )  # fmt: skip


def _outcome(one: Outcome, action: ActionItem | None, names: Names) -> OutcomeRow:
    department = "" if action is None else action.department_id or names.department_of(action.owner_id)
    owner = None if action is None else action.owner_id
    dealer = None if action is None else action.dealer_id
    return OutcomeRow(
        one.id, one.ref, one.meeting_id, one.item_id, one.n, one.kind, one.text, names.person(one.said_by_id),
        one.action_id or "", "" if action is None else action.ref, owner or "", names.person(owner), department,
        names.department(department), None if action is None else action.due_on, dealer or "", names.dealer(dealer),
        "" if action is None else action.kpi or "", "" if action is None else action.state,
    )  # fmt: skip
