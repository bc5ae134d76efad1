"""What the records of scores given by hand are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

RECORDS: Final[Book] = MappingProxyType(
    {
        "survey_question": RecordWords(
            N_("Question scored by hand"),
            ("name",),
            {
                "name": FieldWords(N_("Name")),
                "name_en": FieldWords(N_("English name")),
                "guide": FieldWords(N_("What the scores mean"), "long"),
                "most": FieldWords(N_("Best score")),
                "department": FieldWords(N_("Department")),
            },
        ),
        "survey_score": RecordWords(
            N_("Score given by hand"),
            ("party_id", "period"),
            {
                "question_id": FieldWords(N_("Question scored by hand"), "ref", of="survey_question"),
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "period": FieldWords(N_("Period")),
                "score_tenths": FieldWords(N_("Score"), "tenths"),
                "note": FieldWords(N_("Note"), "long"),
                "person_id": FieldWords(N_("Person"), "ref", of="person"),
                "scored_on": FieldWords(N_("Scored on"), "day"),
            },
        ),
    }
)
