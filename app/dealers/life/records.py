"""What the records of the life cycle and notes are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_
from app.dealers.life.rules import TITLES

RECORDS: Final[Book] = MappingProxyType(
    {
        "party_passage": RecordWords(
            N_("Step of the life cycle"),
            ("party_id", "to_state"),
            {
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "from_state": FieldWords(N_("From"), "choice", TITLES),
                "to_state": FieldWords(N_("State"), "choice", TITLES),
                "at_on": FieldWords(N_("Day"), "day"),
                "person_id": FieldWords(N_("Who"), "ref", of="person"),
                "reason": FieldWords(N_("Reason")),
            },
            frozenset({"unfinished"}),
        ),
        "lifecycle_state": RecordWords(
            N_("Time limit of a state"),
            ("state",),
            {
                "state": FieldWords(N_("State"), "choice", TITLES),
                "limit_days": FieldWords(N_("Time limit"), "days"),
                "owner_id": FieldWords(N_("Owner"), "ref", of="person"),
            },
        ),
        "lifecycle_item": RecordWords(
            N_("Item of a checklist"),
            ("state", "title"),
            {
                "state": FieldWords(N_("State"), "choice", TITLES),
                "title": FieldWords(N_("What is to be done")),
                "obligatory": FieldWords(N_("Obligatory"), "yes"),
                "due_days": FieldWords(N_("Due after"), "days"),
                "owner_id": FieldWords(N_("Owner"), "ref", of="person"),
            },
            frozenset({"code", "place"}),
        ),
        "party_note": RecordWords(
            N_("Note on a dealer"),
            ("party_id", "body"),
            {
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "at_on": FieldWords(N_("Day"), "day"),
                "person_id": FieldWords(N_("Who"), "ref", of="person"),
                "body": FieldWords(N_("Note")),
            },
        ),
    }
)
"""Steps, checklists and notes of dealers."""
