"""What the records of visits are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

STATE_TITLES: Final = {"planned": N_("Planned"), "done": N_("Done"), "dropped": N_("Dropped")}
RECORDS: Final[Book] = MappingProxyType(
    {
        "visit": RecordWords(
            N_("Visit"),
            ("party_id",),
            {
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "owner_id": FieldWords(N_("Who goes"), "ref", of="person"),
                "planned_on": FieldWords(N_("Planned on"), "day"),
                "purpose": FieldWords(N_("Purpose")),
                "state": FieldWords(N_("State"), "choice", STATE_TITLES),
                "done_on": FieldWords(N_("Done on"), "day"),
                "notes": FieldWords(N_("What came of it")),
            },
            frozenset({"reasons", "promises"}),
        ),
    }
)
"""Visits to dealers."""
