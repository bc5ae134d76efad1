"""What the records of the compliance register are called in a history."""

from types import MappingProxyType
from typing import Final

from app.compliance.cases.rules import KINDS, RESULT_TITLES, STAGE_TITLES
from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

KIND_TITLES: Final = {one.code: one.title for one in KINDS}
RECORDS: Final[Book] = MappingProxyType(
    {
        "case_kind": RecordWords(
            N_("Kind of case"),
            ("code", "title"),
            {
                "code": FieldWords(N_("Kind"), "choice", KIND_TITLES),
                "title": FieldWords(N_("Name")),
                "caps": FieldWords(N_("Limits the grade"), "yes"),
                "at_most": FieldWords(N_("Grade at most")),
                "quarters": FieldWords(N_("Quarters")),
            },
        ),
        "compliance_case": RecordWords(
            N_("Compliance case"),
            ("party_id", "title"),
            {
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "kind": FieldWords(N_("Kind"), "choice", KIND_TITLES),
                "title": FieldWords(N_("What it is about")),
                "stage": FieldWords(N_("State"), "choice", STAGE_TITLES),
                "result": FieldWords(N_("Result"), "choice", RESULT_TITLES),
                "sanction": FieldWords(N_("Sanction")),
                "penalty_e4": FieldWords(N_("Penalty"), "money"),
                "owner_id": FieldWords(N_("Owner"), "ref", of="person"),
                "closed_on": FieldWords(N_("Closed on"), "day"),
            },
            frozenset({"finding", "evidence"}),
        ),
        "case_step": RecordWords(
            N_("Step of a case"),
            ("case_id", "stage"),
            {
                "case_id": FieldWords(N_("Compliance case"), "ref", of="compliance_case"),
                "stage": FieldWords(N_("Step"), "choice", STAGE_TITLES),
                "at_on": FieldWords(N_("Day"), "day"),
                "person_id": FieldWords(N_("Who"), "ref", of="person"),
                "body": FieldWords(N_("What was done")),
                "result": FieldWords(N_("Result"), "choice", RESULT_TITLES),
            },
        ),
    }
)
"""Cases, their steps and their kinds."""
