"""What screens and reports read about people."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.ids import parse_ref
from app.people.model import Department, Person


@dataclass(frozen=True)
class PersonRow:
    """A person in a list."""

    id: str
    ref: str
    name: str
    department_id: str | None
    department: str | None
    title: str | None
    email: str | None
    phone: str | None


@dataclass(frozen=True)
class DepartmentRow:
    """A department in a list."""

    id: str
    ref: str
    code: str
    name: str
    name_en: str | None


def people(session: Session) -> list[PersonRow]:
    """The people of the workspace by name."""
    rows = session.execute(
        select(
            Person.id, Person.ref, Person.name, Person.department_id, Department.name, Person.title, Person.email,
            Person.phone,
        )
        .join(Department, Department.id == Person.department_id, isouter=True)
        .where(Person.removed.is_(False))
        .order_by(Person.name, Person.id)
    )  # fmt: skip
    return [PersonRow(*row) for row in rows]


def departments(session: Session) -> list[DepartmentRow]:
    """The departments of the workspace by code."""
    rows = session.execute(
        select(Department.id, Department.ref, Department.code, Department.name, Department.name_en)
        .where(Department.removed.is_(False))
        .order_by(Department.code)
    )
    return [DepartmentRow(*row) for row in rows]


def names(session: Session) -> dict[str, str]:
    """The name of every person who ever was in the workspace, by id, as a history needs them."""
    return {row.id: row.name for row in session.execute(select(Person.id, Person.name))}


def person_called(session: Session, text: str) -> str:
    """The id of the person whom a name or reference means; raises UserError for none or several."""
    found = [one for one in people(session) if one.name == " ".join(text.split())]
    if not found and text.count("-") == 2:
        ref = parse_ref(text)
        found = [one for one in people(session) if one.ref == ref]
    if len(found) == 1:
        return found[0].id
    if found:
        raise UserError("There are several people called “{name}”; give the reference instead.", name=text)
    raise UserError("Nobody in this workspace is called “{name}”.", name=text)
