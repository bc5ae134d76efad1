"""What the records of boards are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

RECORDS: Final[Book] = MappingProxyType(
    {
        "board": RecordWords(
            N_("Own board"),
            ("name",),
            {
                "name": FieldWords(N_("Name")),
                "owner_id": FieldWords(N_("Owner"), "ref", of="person"),
                "shared": FieldWords(N_("Shared"), "yes"),
            },
            frozenset({"filters", "tiles", "place"}),
        ),
        "brief_template": RecordWords(
            N_("Template of a brief"),
            ("name",),
            {"name": FieldWords(N_("Name")), "body": FieldWords(N_("Words"))},
        ),
    }
)
"""Boards and templates of briefs."""
