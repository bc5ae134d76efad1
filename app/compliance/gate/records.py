"""What the records of the gate are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

RECORDS: Final[Book] = MappingProxyType(
    {
        "expiry_ladder": RecordWords(
            N_("Expiry ladder"),
            ("licence_type",),
            {
                "licence_type": FieldWords(N_("Type of licence")),
                "days": FieldWords(N_("Warned of so many days before")),
            },
        ),
    }
)
