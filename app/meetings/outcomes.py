"""Commands on what comes of an item: decisions, actions, informations and risks."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.actions.service import create_action, edit_action
from app.core.errors import UserError
from app.core.journal import existing
from app.core.model import Entry
from app.core.period import day_of
from app.core.texts import N_
from app.core.writing import writing_of
from app.meetings.held import meeting_in
from app.meetings.joining import take_apart
from app.meetings.live import ABOUT
from app.meetings.making import made
from app.meetings.model import AgendaItem, Meeting, Outcome
from app.meetings.words import OUTCOME_KINDS

GONE: Final = N_("This outcome is no longer in the workspace.")
OF_ACTION: Final = ("owner_id", "due_on", "department_id", "dealer_id", "kpi", "repeats")
"""What an action has beside its words."""


def add_outcome(
    session: Session, *, item_id: str, kind: str, text: str, owner_id: str | None = None, due_on: int | None = None,
    department_id: str | None = None, dealer_id: str | None = None, kpi: str | None = None,
    repeats: str | None = None, follows_id: str | None = None, said_by_id: str | None = None,
) -> str:  # fmt: skip
    """Write down what came of an item of a meeting under way; returns the outcome's id.

    An action is one row of the table of actions too, about this outcome. Raises UserError without words, and for an
    action without an owner or a day, or with a day before the meeting.
    """
    item = existing(session, AgendaItem, item_id, N_("This item is no longer on the agenda."))
    meeting = meeting_in(session, item.meeting_id, ("in_progress",))
    if kind not in OUTCOME_KINDS:
        raise ValueError(f"an outcome has no kind {kind}")
    words = _words(text)
    if kind == "action":
        _check_action(meeting, owner_id, due_on)
    asked = select(func.max(Outcome.n)).where(Outcome.meeting_id == meeting.id)
    session.flush()
    outcome = made(
        session, Outcome, meeting_id=meeting.id, item_id=item.id, n=(session.execute(asked).scalar() or 0) + 1,
        kind=kind, text=words, action_id=None, said_by_id=said_by_id or writing_of(session).actor or None,
    )  # fmt: skip
    if kind == "action":
        session.flush()
        outcome.action_id = create_action(
            session, title=words, about=(ABOUT, outcome.id), owner_id=owner_id, due_on=due_on,
            department_id=department_id, dealer_id=dealer_id or item.dealer_id, kpi=kpi or item.kpi, repeats=repeats,
            follows_id=follows_id,
        )  # fmt: skip
    return outcome.id


def edit_outcome(session: Session, *, outcome_id: str, changes: Mapping[str, Any]) -> str:
    """Change the words of an outcome, and of an action its owner, day, department, dealer, KPI and how it repeats."""
    outcome, meeting = _open(session, outcome_id)
    for name in changes:
        if name != "text" and name not in OF_ACTION:
            raise TypeError(f"an outcome has no field {name} to edit")
    rest = {name: changes[name] for name in OF_ACTION if name in changes}
    if "text" in changes:
        words = _words(changes["text"])
        if words != outcome.text:
            outcome.text = words
        rest["title"] = " ".join(words.split())
    action = None if outcome.action_id is None else session.get(ActionItem, outcome.action_id)
    if action is None:
        return outcome.id
    _check_action(meeting, rest.get("owner_id", action.owner_id), rest.get("due_on", action.due_on))
    edit_action(session, action_id=action.id, changes=rest)
    return outcome.id


def withdraw_outcome(session: Session, *, outcome_id: str) -> None:
    """Take back an outcome that was written down by mistake, and its action with it; what was joined with it is open.

    Raises UserError for an action that closed minutes name: it is dropped, with its reason, by the next meeting.
    """
    outcome, _ = _open(session, outcome_id)
    if outcome.action_id is None:
        outcome.removed = True
        return
    sealed = select(Entry.n).where(
        Entry.kind == "final", Entry.entity == ActionItem.__tablename__, Entry.entity_id == outcome.action_id
    )
    if session.execute(sealed).first() is not None:
        raise UserError("This action stands in closed minutes; the next meeting can drop it with its reason.")
    action = session.get_one(ActionItem, outcome.action_id)
    if action.state != "open":
        raise UserError("Something came of this action already; open it again first.")
    take_apart(session, meeting_id=outcome.meeting_id, action_id=action.id)
    outcome.removed = True
    action.removed = True


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise UserError("Write down what came of it.")
    return words


def _check_action(meeting: Meeting, owner_id: str | None, due_on: int | None) -> None:
    if owner_id is None or due_on is None:
        raise UserError("An action needs one owner and the day by which it is done.")
    if due_on < meeting.held_on:
        raise UserError("The action is due on {day}, before the meeting.", day=day_of(due_on).isoformat())


def _open(session: Session, outcome_id: str) -> tuple[Outcome, Meeting]:
    outcome = existing(session, Outcome, outcome_id, GONE)
    return outcome, meeting_in(session, outcome.meeting_id, ("in_progress",))
