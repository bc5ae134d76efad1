"""What decisions on duplicates are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

RECORDS: Final[Book] = MappingProxyType(
    {
        "parties_apart": RecordWords(
            N_("Not the same dealer"),
            ("one_id", "other_id"),
            {
                "one_id": FieldWords(N_("One dealer"), "ref", of="party"),
                "other_id": FieldWords(N_("Another dealer"), "ref", of="party"),
                "reason": FieldWords(N_("Reason")),
            },
            removed=N_("Looked at again"),
            restored=N_("Not the same again"),
        ),
    }
)
