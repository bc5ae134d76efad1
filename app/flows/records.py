"""What the records of flows are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_
from app.flows.withheld import FEED_TITLES

RECORDS: Final[Book] = MappingProxyType(
    {
        "withheld": RecordWords(
            N_("Withheld line"),
            ("feed", "party_id"),
            {
                "feed": FieldWords(N_("Feed"), "choice", FEED_TITLES),
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "day_on": FieldWords(N_("Date"), "day"),
                "reason": FieldWords(N_("Reason")),
                "released": FieldWords(N_("Why it was released")),
            },
            frozenset({"source_n", "key"}),
        ),
    }
)
