"""What the records of a review are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

STATE_TITLES: Final = MappingProxyType(
    {
        "comment": N_("Being commented"), "calibrate": N_("Being calibrated"), "signed": N_("Signed"),
        "published": N_("Published"), "reopened": N_("Reopened"),
    }
)  # fmt: skip
_REVIEW: Final = FieldWords(N_("Review of a quarter"), "ref", of="health_review")
_PARTY: Final = FieldWords(N_("Dealer"), "ref", of="party")
_PERSON: Final = FieldWords(N_("Person"), "ref", of="person")
RECORDS: Final[Book] = MappingProxyType(
    {
        "health_review": RecordWords(
            N_("Review of a quarter"),
            ("period",),
            {
                "period": FieldWords(N_("Period")),
                "number": FieldWords(N_("Number")),
                "round_id": FieldWords(N_("Assessment of a quarter"), "ref", of="health_round"),
                "state": FieldWords(N_("State"), "choice", STATE_TITLES),
                "reason": FieldWords(N_("Reason"), "long"),
                "signed_by_id": FieldWords(N_("Signed by"), "ref", of="person"),
                "signed_on": FieldWords(N_("Signed on"), "day"),
                "signed_sha256": FieldWords(N_("SHA-256 of what was signed"), "hash"),
                "published_on": FieldWords(N_("Published on"), "day"),
            },
        ),
        "review_comment": RecordWords(
            N_("Comment in a review"),
            ("party_id",),
            {
                "review_id": _REVIEW,
                "party_id": _PARTY,
                "text": FieldWords(N_("Comment"), "long"),
                "person_id": _PERSON,
                "said_on": FieldWords(N_("Said on"), "day"),
            },
        ),
        "calibration": RecordWords(
            N_("Decided grade"),
            ("party_id",),
            {
                "review_id": _REVIEW,
                "party_id": _PARTY,
                "grade": FieldWords(N_("Grade")),
                "reason": FieldWords(N_("Reason"), "long"),
                "person_id": _PERSON,
                "decided_on": FieldWords(N_("Decided on"), "day"),
            },
        ),
    }
)
