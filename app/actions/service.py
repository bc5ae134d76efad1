"""Commands on actions."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.actions.rules import next_due
from app.core.errors import UserError
from app.core.journal import create, existing
from app.core.model import Entry
from app.core.texts import N_

KIND_TITLES: Final = {"task": N_("Task"), "promise": N_("Promise"), "corrective": N_("Corrective action")}
STAGE_TITLES: Final = {"doing": N_("Under way"), "waiting": N_("Waiting for others")}
REPEAT_TITLES: Final = {"weekly": N_("Every week"), "monthly": N_("Every month"), "quarterly": N_("Every quarter")}
STATE_TITLES: Final = {"open": N_("To do"), "done": N_("Done"), "dropped": N_("Dropped")}
EDITABLE: Final = (
    "title", "owner_id", "due_on", "kind", "stage", "department_id", "dealer_id", "kpi", "repeats",
)  # fmt: skip

_COMING: Final = ("create", "remove", "restore")
"""Rows of the journal that say only that a record is there, or not, as undo and redo write them."""
_WORDS_OF: Final = {"stage": STAGE_TITLES, "repeats": REPEAT_TITLES, "kind": KIND_TITLES}


def create_action(
    session: Session, *, title: str, kind: str = "task", about: tuple[str, str] | None = None,
    owner_id: str | None = None, due_on: int | None = None, params: Mapping[str, Any] | None = None,
    code: str | None = None, department_id: str | None = None, dealer_id: str | None = None, kpi: str | None = None,
    repeats: str | None = None, follows_id: str | None = None,
) -> str:  # fmt: skip
    """Add what somebody owes; returns its id.

    ``about`` is entity and id of the record that it is about. With ``code`` the program makes it itself: ``title`` is
    then a msgid with ``params``, and where one of that code is open about the same record that one stays the only one.
    Raises UserError without words.
    """
    words = " ".join(title.split()) if code is None else title
    if not words:
        raise UserError("Say what is to be done.")
    entity, record = about or (None, None)
    if code is not None:
        there = _open_of(session, code, entity, record)
        if there:
            return there[0].id
    item = create(
        session, ActionItem, kind=kind, title=words, params=dict(params or {}), code=code, about_entity=entity,
        about_id=record, owner_id=owner_id, due_on=due_on, state="open", done_on=None, outcome=None, stage=None,
        department_id=department_id, dealer_id=dealer_id, kpi=kpi, repeats=repeats, follows_id=follows_id,
    )  # fmt: skip
    return item.id


def edit_action(session: Session, *, action_id: str, changes: Mapping[str, Any]) -> str:
    """Change words, owner, day or kind of an open action. Raises UserError for one that is closed or gone."""
    item = _open(session, action_id)
    for name, value in changes.items():
        if name not in EDITABLE:
            raise TypeError(f"an action has no field {name} to edit")
        if name == "title" and not str(value or "").strip():
            raise UserError("Say what is to be done.")
        if name in _WORDS_OF and value is not None and value not in _WORDS_OF[name]:
            raise UserError("“{word}” cannot be said here; say {known}.", word=value, known=", ".join(_WORDS_OF[name]))
        if name == "title" and value != item.title:
            item.params = {}
        if getattr(item, name) != value:
            setattr(item, name, value)
    return item.id


def close_action(
    session: Session, *, action_id: str, on: int, outcome: str | None = None, dropped: bool = False
) -> str:
    """Say that an action is done on a day, or dropped with its reason; one that repeats is there again once it is done.

    Raises UserError for one that is closed or gone, and for one dropped without a reason.
    """
    item = _open(session, action_id)
    if dropped and not (outcome or "").strip():
        raise UserError("Say why it is dropped.")
    item.state, item.done_on = "dropped" if dropped else "done", on
    item.outcome = (outcome or "").strip() or None
    if item.repeats and not dropped:
        _again(session, item, on)
    return item.id


def reopen_action(session: Session, *, action_id: str) -> str:
    """Take the closing of an action back, and with it the next one, which its being done had made.

    Raises UserError for one that is gone or open, and where somebody went on with the next one already.
    """
    item = session.get(ActionItem, action_id)
    if item is None or item.removed or item.state == "open":
        raise UserError("This action is not closed any more.")
    for again in _next_of(session, item):
        if again.state != "open" or _is_taken_up(session, again):
            raise UserError(
                "This action cannot be opened again: the next one, {ref}, was taken up already. Go on with that one, "
                "or add an action.", ref=again.ref,
            )  # fmt: skip
        again.removed = True
    item.state, item.done_on, item.outcome = "open", None, None
    return item.id


def close_by_code(session: Session, *, code: str, about: tuple[str, str], on: int) -> list[str]:
    """Close what the program itself asked for about a record, because it has come; returns the ids."""
    found = _open_of(session, code, *about)
    for item in found:
        item.state, item.done_on = "done", on
    return [item.id for item in found]


def _again(session: Session, item: ActionItem, on: int) -> None:
    """The same once more, unless it is there already."""
    if _next_of(session, item):
        return
    due = next_due(on if item.due_on is None else item.due_on, item.repeats or "", after=on)
    create_action(
        session, title=item.title, kind=item.kind, owner_id=item.owner_id, due_on=due,
        about=(item.about_entity, item.about_id) if item.about_entity and item.about_id else None,
        params=item.params, code=item.code, department_id=item.department_id, dealer_id=item.dealer_id, kpi=item.kpi,
        repeats=item.repeats, follows_id=item.id,
    )  # fmt: skip


def _next_of(session: Session, item: ActionItem) -> Sequence[ActionItem]:
    """What was made because an action that repeats was done; what it was split into is about something else."""
    session.flush()
    asked = select(ActionItem).where(
        ActionItem.follows_id == item.id, ActionItem.about_id.is_not_distinct_from(item.about_id),
        ActionItem.removed.is_(False),
    )  # fmt: skip
    return session.scalars(asked).all()


def _is_taken_up(session: Session, item: ActionItem) -> bool:
    """Whether anything was done to an action since it was made, or closed minutes name it."""
    asked = select(Entry.n).where(
        Entry.entity == ActionItem.__tablename__, Entry.entity_id == item.id, Entry.kind.not_in(_COMING)
    )
    return session.execute(asked).first() is not None


def _open_of(session: Session, code: str, entity: str | None, record: str | None) -> Sequence[ActionItem]:
    """What the program itself asked for about a record and nobody has closed."""
    asked = select(ActionItem).where(
        ActionItem.code == code, ActionItem.about_entity == entity, ActionItem.about_id == record,
        ActionItem.state == "open", ActionItem.removed.is_(False),
    )  # fmt: skip
    return session.scalars(asked).all()


def _open(session: Session, action_id: str) -> ActionItem:
    item = existing(session, ActionItem, action_id, N_("This action is no longer in the workspace."))
    if item.state != "open":
        raise UserError("This action is closed; open it again first.")
    return item
