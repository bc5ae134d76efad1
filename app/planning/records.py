"""What the records of planning are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.calendars import CALENDARS
from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_
from app.planning.calendars import KIND_TITLES

CALENDAR_TITLES: Final = MappingProxyType({one.id: one.name for one in CALENDARS.values()})

RECORDS: Final[Book] = MappingProxyType(
    {
        "calendar": RecordWords(
            N_("Calendar"),
            ("name",),
            {
                "name": FieldWords(N_("Name")),
                "kind": FieldWords(N_("How it counts"), "choice", KIND_TITLES),
                "first": FieldWords(N_("First day or month")),
            },
        ),
        "calendar_period": RecordWords(
            N_("Period of a calendar"),
            ("name",),
            {
                "name": FieldWords(N_("Period")),
                "calendar_id": FieldWords(N_("Calendar"), "ref", of="calendar"),
                "year": FieldWords(N_("Year")),
                "first_on": FieldWords(N_("From"), "day"),
                "last_on": FieldWords(N_("To"), "day"),
            },
        ),
        "closing": RecordWords(
            N_("Closing of a month"),
            ("period",),
            {
                "period": FieldWords(N_("Period")),
                "calendar": FieldWords(N_("Calendar"), "choice", CALENDAR_TITLES),
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
