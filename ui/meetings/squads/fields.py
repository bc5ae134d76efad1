"""What is asked of a squad and of its milestones."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.initiatives.queries import MilestoneRow, SquadRow
from app.people.queries import PersonRow
from ui.core.actions import person_options
from ui.core.ask import Ask
from ui.core.words import Words

_NOBODY = N_("Nobody here is called “{name}”.")
_SEVERAL = N_("There are several people called “{name}”; give the reference instead.")
_DAYS = 90
"""A squad is meant for a quarter unless one says so."""


def charter_fields(
    people: Sequence[PersonRow], departments: Sequence[tuple[str, Words]], kpis: Sequence[tuple[str, Words]],
    one: SquadRow | None, today: int,
) -> list[Ask]:  # fmt: skip
    """The charter: name, goal, figure, sponsor, lead, members, days."""
    persons = person_options(people)
    names = ", ".join(member.name for member in one.members) if one else ""
    return [
        Ask("name", Text(N_("Name")), value=one.name if one else "", needed=True),
        Ask("goal", Text(N_("Goal")), "long", one.goal if one else "", needed=True,
            hint=Text(N_("What will be different when it ends"))),
        Ask("sponsor_id", Text(N_("Sponsor")), "choice", one.sponsor_id if one else "", persons, needed=True),
        Ask("lead_id", Text(N_("Lead")), "choice", one.lead_id if one else "", persons, needed=True),
        Ask("members", Text(N_("Members")), value=names, read=people_named(people),
            hint=Text(N_("Names, with commas between them"))),
        Ask("department_id", Text(N_("Department")), "choice", one.department_id if one else "",
            [("", "—"), *departments]),
        Ask("kpi", Text(N_("KPI")), "choice", one.kpi if one else "", [("", "—"), *kpis]),
        Ask("goal_value", Text(N_("Figure to reach")), value=one.goal_value if one else ""),
        Ask("from_on", Text(N_("Begins on")), "day", one.from_on if one else today, needed=True),
        Ask("ends_on", Text(N_("Ends on")), "day", one.ends_on if one else today + _DAYS, needed=True),
    ]  # fmt: skip


def people_named(people: Sequence[PersonRow]) -> Callable[[str], list[str]]:
    """Reads names with commas between them as people; raises UserError for one that nobody or more than one has."""

    def read(text: str) -> list[str]:
        found: list[str] = []
        for name in (part.strip() for part in text.replace("，", ",").replace("、", ",").split(",")):
            if not name:
                continue
            there = [one.id for one in people if name in {one.name, one.ref}]
            if len(there) != 1:
                raise UserError(_SEVERAL if there else _NOBODY, name=name)
            if there[0] not in found:
                found += there
        return found

    return read


def charter_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the charter as they are kept."""
    empty = ("sponsor_id", "lead_id", "department_id", "kpi", "goal_value")
    return {name: (value or None) if name in empty else value for name, value in values.items() if name != "members"}


def milestone_fields(one: MilestoneRow | None, due_on: int) -> list[Ask]:
    """What is reached until when."""
    return [
        Ask("title", Text(N_("What is reached")), value=one.title if one else "", needed=True),
        Ask("due_on", Text(N_("Due on")), "day", one.due_on if one else due_on, needed=True),
        Ask("note", Text(N_("Note")), "long", one.note if one else ""),
    ]
