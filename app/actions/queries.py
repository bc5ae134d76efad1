"""What screens and reports read about actions."""

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, String, and_, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.core.texts import Text, either
from app.people.model import Department, Person


@dataclass(frozen=True)
class ActionRow:
    """An action in a list; days are stored days."""

    id: str
    ref: str
    kind: str
    title: str | Text
    about_entity: str
    about_id: str
    owner_id: str
    owner: str
    due_on: int | None
    state: str
    done_on: int | None
    outcome: str
    code: str
    stage: str = ""
    department_id: str = ""
    """Who owes it: the action's own department, else the owner's."""
    department: str = ""
    """A msgid; both languages are in it."""
    dealer_id: str = ""
    """Whom it concerns: the dealer that it names, else the one that it is about."""
    kpi: str = ""
    repeats: str = ""
    follows_id: str = ""


def actions_about(session: Session, entity: str, record_id: str, *, open_only: bool = False) -> list[ActionRow]:
    """The actions about one record: open ones first, by the day they are due; of a dealer also those that name it."""
    about = and_(ActionItem.about_entity == entity, ActionItem.about_id == record_id)
    asked = _asked().where(or_(about, ActionItem.dealer_id == record_id) if entity == "party" else about)
    return _rows(session, asked.where(ActionItem.state == "open") if open_only else asked)


def all_actions(
    session: Session, *, open_only: bool = False, closed_since: int | None = None, most: int | None = None
) -> list[ActionRow]:
    """Every action of the workspace in the same order, or the first of them.

    Of the closed ones only those since a day, where one is given.
    """
    asked = _asked()
    if open_only:
        asked = asked.where(ActionItem.state == "open")
    elif closed_since is not None:
        asked = asked.where(or_(ActionItem.state == "open", ActionItem.done_on >= closed_since))
    return _rows(session, asked.limit(most))


def _text(column: Any) -> Any:
    """Nothing as an empty text."""
    return func.coalesce(column, "")


_COLUMNS: Final = (
    ActionItem.title, type_coerce(ActionItem.params, String), ActionItem.id, ActionItem.ref, ActionItem.kind,
    _text(ActionItem.about_entity), _text(ActionItem.about_id), _text(ActionItem.owner_id), _text(Person.name),
    ActionItem.due_on, ActionItem.state, ActionItem.done_on, _text(ActionItem.outcome), _text(ActionItem.code),
    _text(ActionItem.stage), _text(Department.id), _text(Department.name), _text(Department.name_en),
    func.coalesce(
        ActionItem.dealer_id, case((ActionItem.about_entity == "party", ActionItem.about_id), else_=None), ""
    ),
    _text(ActionItem.kpi), _text(ActionItem.repeats), _text(ActionItem.follows_id),
)  # fmt: skip
"""What a list of thousands reads of each, in the order of ``ActionRow``: no record is made of it."""


def _asked() -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join(Person, Person.id == ActionItem.owner_id, isouter=True)
        .join(Department, Department.id == func.coalesce(ActionItem.department_id, Person.department_id), isouter=True)
        .where(ActionItem.removed.is_(False))
        .order_by(ActionItem.state != "open", ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.id)
    )


def _rows(session: Session, asked: Select[Any]) -> list[ActionRow]:
    session.flush()  # the connection itself does not see what is not written yet
    found = []
    for title, params, *plain, owes, zh, en, dealer, kpi, repeats, follows in session.connection().execute(asked):
        id_, ref, kind, *more, code, stage = plain
        said = Text(title, json.loads(params)) if code else title
        owing = either(zh, en) if owes else ""
        values: tuple[Any, ...] = (id_, ref, kind, said, *more, code, stage, owes, owing, dealer, kpi, repeats, follows)
        found.append(ActionRow(*values))
    return found
