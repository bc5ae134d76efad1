"""What data rules are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_
from app.imports.ruling import INDICATORS, LEVELS, REACHES

RECORDS: Final[Book] = MappingProxyType(
    {
        "data_rule": RecordWords(
            N_("Data rule"),
            ("title_zh",),
            {
                "title_zh": FieldWords(N_("Title in Chinese")),
                "title_en": FieldWords(N_("Title in English")),
                "feed": FieldWords(N_("Kind of data")),
                "reach": FieldWords(N_("Looks at"), "choice", REACHES),
                "level": FieldWords(N_("Level"), "choice", LEVELS),
                "indicator": FieldWords(N_("Quality indicator"), "choice", INDICATORS),
                "field": FieldWords(N_("Field")),
                "keys": FieldWords(N_("Fields of the key")),
                "must": FieldWords(N_("What must hold"), "long"),
                "message_zh": FieldWords(N_("Message in Chinese")),
                "message_en": FieldWords(N_("Message in English")),
                "active": FieldWords(N_("In force"), "yes"),
            },
            frozenset({"key"}),
        ),
    }
)
