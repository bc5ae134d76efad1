"""The way to the next grade as tasks about the dealer, each with its day."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.service import create_action
from app.core.period import day_number
from app.core.texts import N_, Texts
from app.core.writing import writing_of
from app.health.sheets import PathSheet
from app.kpi.kpi import OWNERS
from app.people.model import Department, Person

ABOUT: Final = "party"
STEP_TITLE: Final = N_("{kpi}: from {old} to {new} ({department})")
CAP_TITLE: Final = N_("Lift the cap: {words}")
_STEP: Final = "health_path:{kpi}"
_CAP: Final = "health_cap:{n}"


def ask_for_path(session: Session, *, dealer_id: str, path: PathSheet, words: Texts) -> list[str]:
    """Make a task of every step and every cap of a path; one that is open already stays the only one. Their ids.

    A step belongs to the person of its department where there is just one, else to who asks for it. Figures and names
    are kept in the language of ``words``, which is theirs who asked.
    """
    due, keeper = day_number(path.due), writing_of(session).actor or None
    found = []
    for line in path.lines:
        params = {
            "kpi": words.render(line.title), "old": words.render(line.old), "new": words.render(line.new),
            "department": words(line.owner),
        }  # fmt: skip
        found.append(
            create_action(
                session, title=STEP_TITLE, params=params, about=(ABOUT, dealer_id), due_on=due,
                owner_id=_only_one(session, line.owner) or keeper, code=_STEP.format(kpi=line.kpi),
            )
        )  # fmt: skip
    for n, sentence in enumerate(path.lifted):
        found.append(
            create_action(
                session, title=CAP_TITLE, params={"words": words.render(sentence)}, about=(ABOUT, dealer_id),
                due_on=due, owner_id=keeper, code=_CAP.format(n=n),
            )
        )  # fmt: skip
    return found


def _only_one(session: Session, department: str) -> str | None:
    """The person of a department that KPIs name, where there is just one."""
    code = next((code for code, title in OWNERS.items() if title == department), "")
    asked = select(Person.id).join(Department, Department.id == Person.department_id).where(
        Department.code == code, Person.removed.is_(False), Department.removed.is_(False)
    )  # fmt: skip
    people = session.scalars(asked.limit(2)).all()
    return people[0] if len(people) == 1 else None
