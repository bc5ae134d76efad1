"""Commands on people and departments."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, record_id
from app.people.model import Department, Person

SCOPE = "people"
DEPARTMENTS = (
    ("sales", "销售部", "Sales"),
    ("order_desk", "商务部", "Order desk"),
    ("logistics", "物流部", "Logistics"),
    ("warehouse", "仓储部", "Warehouse"),
    ("supply_chain", "供应链部", "Supply chain"),
    ("finance", "财务部", "Finance"),
    ("quality", "质量部", "Quality"),
    ("customer_service", "客服部", "Customer service"),
    ("marketing", "市场部", "Marketing"),
    ("inspection", "稽查部", "Inspection"),
    ("it", "信息部", "IT"),
)
"""The departments that a new workspace starts with: code, Chinese name, English name."""


def add_person(
    session: Session, *, name: str, department_id: str | None = None, title: str | None = None,
    email: str | None = None, phone: str | None = None,
) -> str:  # fmt: skip
    """Add a person; returns the id. Two people may share a name, the reference tells them apart."""
    person = create(
        session, Person, scope=SCOPE, name=_name(name), department_id=department_id, title=title, email=email,
        phone=phone,
    )  # fmt: skip
    return person.id


def edit_person(session: Session, *, person_id: str, **changes: str | None) -> None:
    """Change the named fields of a person."""
    person = _person(session, person_id)
    for field, value in changes.items():
        if field not in {"name", "department_id", "title", "email", "phone"}:
            raise TypeError(f"a person has no field {field}")
        setattr(person, field, _name(value or "") if field == "name" else value)


def remove_person(session: Session, *, person_id: str) -> None:
    """Take a person off the list; what they did stays with their name."""
    _person(session, person_id).removed = True


def find_or_add_person(session: Session, *, name: str) -> str:
    """The id of the one person of that name, added where there is none; raises UserError where there are several."""
    wanted = _name(name)
    found = session.execute(select(Person.id).where(Person.name == wanted, Person.removed.is_(False))).scalars().all()
    if len(found) > 1:
        raise UserError("There are several people called “{name}”; give the reference instead.", name=wanted)
    return found[0] if found else add_person(session, name=wanted)


def add_departments(session: Session) -> None:
    """Add the usual departments that are not there yet."""
    for code, name, name_en in DEPARTMENTS:
        if session.get(Department, record_id(Department, code)) is None:
            create(session, Department, natural_key=code, scope=SCOPE, code=code, name=name, name_en=name_en)


def _person(session: Session, person_id: str) -> Person:
    found = session.get(Person, person_id)
    if found is None:
        raise UserError("That person is not in this workspace.")
    return found


def _name(name: str) -> str:
    found = " ".join(name.split())
    if not found:
        raise UserError("A person needs a name.")
    return found
