"""What the records of recalls are called in a history."""

from types import MappingProxyType
from typing import Final

from app.compliance.recalls.rules import LEVEL_TITLES
from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

RECORDS: Final[Book] = MappingProxyType(
    {
        "recall": RecordWords(
            N_("Recall"),
            ("number",),
            {
                "number": FieldWords(N_("Number")),
                "product_id": FieldWords(N_("Product"), "ref", of="product"),
                "lots": FieldWords(N_("Lots")),
                "level": FieldWords(N_("Level"), "choice", LEVEL_TITLES),
                "reason": FieldWords(N_("Reason")),
                "started_on": FieldWords(N_("Started on"), "day"),
                "due_on": FieldWords(N_("Answers due"), "day"),
                "closed_on": FieldWords(N_("Closed on"), "day"),
                "outcome": FieldWords(N_("Outcome")),
            },
        ),
        "recall_answer": RecordWords(
            N_("Answer to a recall"),
            ("recall_id", "party_id"),
            {
                "recall_id": FieldWords(N_("Recall"), "ref", of="recall"),
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "at_on": FieldWords(N_("Day"), "day"),
                "held_e3": FieldWords(N_("Found in stock"), "thousandths"),
                "returned_e3": FieldWords(N_("Sent back"), "thousandths"),
                "note": FieldWords(N_("Note")),
            },
        ),
    }
)
"""Recalls and their answers."""
