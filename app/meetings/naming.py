"""The names that rows of meetings show: people, departments and dealers, those that are gone among them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.texts import either
from app.dealers.model import Party
from app.people.model import Department, Person


@dataclass(frozen=True)
class Known:
    """What is known of a person."""

    name: str
    title: str
    email: str
    department_id: str


@dataclass(frozen=True)
class Names:
    """Names by id; nothing has an empty name."""

    people: Mapping[str, Known]
    departments: Mapping[str, str]
    dealers: Mapping[str, str]

    def person(self, id_: str | None) -> str:
        """The name of a person."""
        found = self.people.get(id_ or "")
        return "" if found is None else found.name

    def department(self, id_: str | None) -> str:
        """The name of a department, a msgid."""
        return self.departments.get(id_ or "", "")

    def department_of(self, person_id: str | None) -> str:
        """The id of a person's own department."""
        found = self.people.get(person_id or "")
        return "" if found is None else found.department_id

    def dealer(self, id_: str | None) -> str:
        """The name of a dealer, a msgid."""
        return self.dealers.get(id_ or "", "")


def names_of(session: Session, *, dealers: Collection[str | None] = ()) -> Names:
    """The names of everybody and every department, and of the named dealers."""
    people = session.execute(select(Person.id, Person.name, Person.title, Person.email, Person.department_id))
    departments = session.execute(select(Department.id, Department.name, Department.name_en))
    wanted = sorted({one for one in dealers if one})
    found: dict[str, str] = {}
    for start in range(0, len(wanted), 500):
        part = select(Party.id, Party.name, Party.name_en).where(Party.id.in_(wanted[start : start + 500]))
        found |= {row.id: either(row.name, row.name_en or "") for row in session.execute(part)}
    return Names(
        {row.id: Known(row.name, row.title or "", row.email or "", row.department_id or "") for row in people},
        {row.id: either(row.name, row.name_en or "") for row in departments},
        found,
    )
