"""What the records of planned and published reports are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

KIND_TITLES: Final = MappingProxyType(
    {
        "executive": N_("Executive summary"), "region": N_("Region pack"), "dealer": N_("Dealer report"),
        "own": N_("Report for the dealer"), "trend": N_("Trend book"), "sheet": N_("Region sheet (XLSX)"),
    }
)  # fmt: skip
_KIND: Final = FieldWords(N_("Kind"), "choice", KIND_TITLES)
_LANG: Final = FieldWords(N_("Language"), "choice", MappingProxyType({"zh_CN": "中文", "en": "English"}))
_SIGNED: Final = FieldWords(N_("Signed with a certificate"), "yes")
RECORDS: Final[Book] = MappingProxyType(
    {
        "report_plan": RecordWords(
            N_("Report plan"),
            ("name",),
            {
                "name": FieldWords(N_("Name")),
                "kind": _KIND,
                "lang": _LANG,
                "reader": FieldWords(N_("Reader")),
                "to_contacts": FieldWords(N_("To each dealer's own contact"), "yes"),
                "schedule": FieldWords(N_("Schedule")),
                "workbook": FieldWords(N_("With the figures as XLSX"), "yes"),
                "signed": _SIGNED,
                "active": FieldWords(N_("Active"), "yes"),
            },
            frozenset({"dealers", "people", "addresses", "scheduled_at"}),
        ),
        "published_report": RecordWords(
            N_("Published report"),
            ("name",),
            {
                "kind": _KIND,
                "period": FieldWords(N_("Period")),
                "lang": _LANG,
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "plan_id": FieldWords(N_("Report plan"), "ref", of="report_plan"),
                "review_id": FieldWords(N_("Review of a quarter"), "ref", of="health_review"),
                "name": FieldWords(N_("File")),
                "data_sha256": FieldWords(N_("SHA-256 of the file"), "hash"),
                "made_on": FieldWords(N_("Made on"), "day"),
                "signed": _SIGNED,
            },
            frozenset({"size", "drawn_hash", "known_tx"}),
        ),
    }
)
