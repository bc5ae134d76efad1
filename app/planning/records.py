"""What the records of planning are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

RECORDS: Final[Book] = MappingProxyType(
    {
        "closing": RecordWords(
            N_("Closing of a month"),
            ("period",),
            {
                "period": FieldWords(N_("Period")),
                "calendar": FieldWords(N_("Calendar"), "choice", {"natural": N_("calendar months")}),
                "first_on": FieldWords(N_("From"), "day"),
                "last_on": FieldWords(N_("To"), "day"),
                "state": FieldWords(N_("State"), "choice", {"closed": N_("closed"), "open": N_("opened again")}),
                "cells_sha256": FieldWords(N_("SHA-256 of the frozen figures"), "hash"),
                "reason": FieldWords(N_("Reason"), "long"),
            },
            frozenset({"known_tx"}),
        ),
    }
)
