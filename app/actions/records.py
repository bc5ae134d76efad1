"""What the records of actions are called in a history."""

from types import MappingProxyType
from typing import Final

from app.actions.service import KIND_TITLES, REPEAT_TITLES, STAGE_TITLES, STATE_TITLES
from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

RECORDS: Final[Book] = MappingProxyType(
    {
        "action_item": RecordWords(
            N_("Action"),
            ("title",),
            {
                "kind": FieldWords(N_("Kind"), "choice", KIND_TITLES),
                "title": FieldWords(N_("What is to be done"), "said", of="params"),
                "owner_id": FieldWords(N_("Owner"), "ref", of="person"),
                "due_on": FieldWords(N_("Due on"), "day"),
                "state": FieldWords(N_("State"), "choice", STATE_TITLES),
                "done_on": FieldWords(N_("Done on"), "day"),
                "outcome": FieldWords(N_("Outcome")),
                "stage": FieldWords(N_("Stage"), "choice", STAGE_TITLES),
                "department_id": FieldWords(N_("Department"), "ref", of="department"),
                "dealer_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "kpi": FieldWords(N_("KPI")),
                "repeats": FieldWords(N_("Repeats"), "choice", REPEAT_TITLES),
                "follows_id": FieldWords(N_("Follows"), "ref", of="action_item"),
            },
            frozenset({"params", "code", "about_entity", "about_id"}),
        ),
    }
)
