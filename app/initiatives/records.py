"""What the records of squads are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_
from app.initiatives.words import SQUAD_STATES

_PERSON: Final = FieldWords(N_("Person"), "ref", of="person")
_SQUAD: Final = FieldWords(N_("Squad"), "ref", of="squad")
RECORDS: Final[Book] = MappingProxyType(
    {
        "squad": RecordWords(
            N_("Squad"),
            ("name",),
            {
                "name": FieldWords(N_("Name")),
                "goal": FieldWords(N_("Goal"), "long"),
                "kpi": FieldWords(N_("KPI")),
                "goal_value": FieldWords(N_("Figure to reach")),
                "sponsor_id": FieldWords(N_("Sponsor"), "ref", of="person"),
                "lead_id": FieldWords(N_("Lead"), "ref", of="person"),
                "department_id": FieldWords(N_("Department"), "ref", of="department"),
                "from_on": FieldWords(N_("Begins on"), "day"),
                "ends_on": FieldWords(N_("Ends on"), "day"),
                "state": FieldWords(N_("State"), "choice", SQUAD_STATES),
                "ended_on": FieldWords(N_("Ended on"), "day"),
                "result": FieldWords(N_("Result"), "long"),
            },
        ),
        "squad_member": RecordWords(
            N_("Member of a squad"),
            ("squad_id", "person_id"),
            {"squad_id": _SQUAD, "person_id": _PERSON, "part": FieldWords(N_("Part in it"))},
        ),
        "milestone": RecordWords(
            N_("Milestone"),
            ("title",),
            {
                "squad_id": _SQUAD,
                "title": FieldWords(N_("Title")),
                "due_on": FieldWords(N_("Due on"), "day"),
                "done_on": FieldWords(N_("Done on"), "day"),
                "note": FieldWords(N_("Note"), "long"),
            },
        ),
    }
)
