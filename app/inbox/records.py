"""What the records of the inbox are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_
from app.inbox.service import KIND_TITLES, SEVERITIES, STATES

RECORDS: Final[Book] = MappingProxyType(
    {
        "notice": RecordWords(
            N_("Notice"),
            ("subject",),
            {
                "kind": FieldWords(N_("Kind"), "choice", KIND_TITLES),
                "subject": FieldWords(N_("What it says"), "said", of="params"),
                "severity": FieldWords(N_("Severity"), "choice", SEVERITIES),
                "owner_id": FieldWords(N_("For whom"), "ref", of="person"),
                "dealer_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "due_on": FieldWords(N_("Due on"), "day"),
                "posted_on": FieldWords(N_("Since"), "day"),
                "state": FieldWords(N_("State"), "choice", STATES),
                "snoozed": FieldWords(N_("Snoozed until it changes"), "yes"),
                "reason": FieldWords(N_("Why it is of no use")),
                "closed_on": FieldWords(N_("Put away on"), "day"),
            },
            frozenset({"cause", "fingerprint", "params", "page", "target", "kpi"}),
        ),
    }
)
