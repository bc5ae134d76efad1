"""What screens and reports read about actions."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, func, or_, select
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


def all_actions(session: Session, *, open_only: bool = False, closed_since: int | None = None) -> list[ActionRow]:
    """Every action of the workspace in the same order; of the closed ones those since a day, where one is given."""
    asked = _asked()
    if open_only:
        asked = asked.where(ActionItem.state == "open")
    elif closed_since is not None:
        asked = asked.where(or_(ActionItem.state == "open", ActionItem.done_on >= closed_since))
    return _rows(session, asked)


_COLUMNS: Final = (
    *(column for column in ActionItem.__table__.columns if column.name not in {"scope", "removed", "stamps", "extra"}),
    Person.name.label("owner"), Department.id.label("owes"), Department.name.label("owes_zh"),
    Department.name_en.label("owes_en"),
)  # fmt: skip
"""What a list of thousands reads of each: no record is made of it."""


def _asked() -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join(Person, Person.id == ActionItem.owner_id, isouter=True)
        .join(Department, Department.id == func.coalesce(ActionItem.department_id, Person.department_id), isouter=True)
        .where(ActionItem.removed.is_(False))
        .order_by(ActionItem.state != "open", ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.id)
    )


def _rows(session: Session, asked: Select[Any]) -> list[ActionRow]:
    return [
        ActionRow(
            one.id, one.ref, one.kind, Text(one.title, one.params) if one.code else one.title,
            one.about_entity or "", one.about_id or "", one.owner_id or "", one.owner or "", one.due_on, one.state,
            one.done_on, one.outcome or "", one.code or "", one.stage or "", one.owes or "",
            either(one.owes_zh or "", one.owes_en or "") if one.owes else "",
            one.dealer_id or (one.about_id if one.about_entity == "party" else None) or "", one.kpi or "",
            one.repeats or "", one.follows_id or "",
        )
        for one in session.execute(asked)
    ]  # fmt: skip
