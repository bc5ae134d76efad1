"""What the records of assessments are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

_MODEL: Final = FieldWords(N_("Health model"), "ref", of="health_model")
_PERIOD: Final = FieldWords(N_("Period"))
_VERSION: Final = FieldWords(N_("Version"))

RECORDS: Final[Book] = MappingProxyType(
    {
        "health_model": RecordWords(
            N_("Health model"),
            ("name",),
            {
                "name": FieldWords(N_("Name"), "choice", {"Neutral default": N_("Neutral default")}),
                "version": _VERSION,
                "text": FieldWords(N_("Indicators and weights"), "long"),
            },
        ),
        "health_round": RecordWords(
            N_("Assessment of a quarter"),
            ("period",),
            {
                "period": _PERIOD,
                "version": _VERSION,
                "model_id": _MODEL,
                "assessed_on": FieldWords(N_("Assessed on"), "day"),
                "imported_on": FieldWords(N_("Data until"), "day"),
                "region_sha256": FieldWords(N_("SHA-256 of the frozen figures"), "hash"),
                "journal_head": FieldWords(N_("Head of the journal"), "hash"),
            },
            frozenset({"known_tx"}),
        ),
        "assessment": RecordWords(
            N_("Assessment of a dealer"),
            ("party_id", "period"),
            {
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "period": _PERIOD,
                "score_tenths": FieldWords(N_("Score"), "tenths"),
                "grade": FieldWords(N_("Grade")),
                "base": FieldWords(N_("Grade of the score alone")),
                "counts_as": FieldWords(N_("Counts as")),
                "ungraded": FieldWords(
                    N_("No grade because"),
                    "choice",
                    {
                        "coverage": N_("Too few figures"),
                        "not_reported": N_("Reports missing"),
                        "no_figures": N_("No figures"),
                    },
                ),
                "coverage_e6": FieldWords(N_("Share of figures there"), "share_e6"),
                "version": _VERSION,
                "model_id": _MODEL,
                "figures_sha256": FieldWords(N_("SHA-256 of the frozen figures"), "hash"),
            },
        ),
    }
)
