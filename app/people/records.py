"""What the records of people are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

RECORDS: Final[Book] = MappingProxyType(
    {
        "person": RecordWords(
            N_("Person"),
            ("name",),
            {
                "name": FieldWords(N_("Full name")),
                "department_id": FieldWords(N_("Department"), "ref", of="department"),
                "title": FieldWords(N_("Job title")),
                "email": FieldWords(N_("E-mail"), "personal"),
                "phone": FieldWords(N_("Phone"), "personal"),
            },
        ),
        "department": RecordWords(
            N_("Department"),
            ("name",),
            {
                "code": FieldWords(N_("Code")),
                "name": FieldWords(N_("Name")),
                "name_en": FieldWords(N_("English name")),
            },
        ),
    }
)
