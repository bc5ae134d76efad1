"""What the records of alerts are called in a history."""

from types import MappingProxyType
from typing import Final

from app.alerts.words import AGAINST_TITLES, DEPARTMENTS, KIND_TITLES, OVER_TITLES
from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

RECORDS: Final[Book] = MappingProxyType(
    {
        "alert_rule": RecordWords(
            N_("Rule of alerts"),
            ("name",),
            {
                "name": FieldWords(N_("Name")),
                "kpi": FieldWords(N_("KPI")),
                "over": FieldWords(N_("For each"), "choice", OVER_TITLES),
                "months": FieldWords(N_("Months in a row")),
                "against": FieldWords(N_("Compared with"), "choice", AGAINST_TITLES),
                "budget_e4": FieldWords(N_("False alarms in 10,000 months")),
                "department": FieldWords(N_("Department"), "choice", DEPARTMENTS),
                "owner_id": FieldWords(N_("For whom"), "ref", of="person"),
                "active": FieldWords(N_("In force"), "yes"),
                "since_on": FieldWords(N_("Since"), "day"),
            },
            frozenset({"narrowed", "parts"}),
        ),
        "alert": RecordWords(
            N_("Alert"),
            ("name", "month"),
            {
                "rule_id": FieldWords(N_("Rule of alerts"), "ref", of="alert_rule"),
                "kpi": FieldWords(N_("KPI")),
                "name": FieldWords(N_("About")),
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "month": FieldWords(N_("Month")),
                "last_on": FieldWords(N_("Newest month"), "day"),
                "lasting": FieldWords(N_("Still so"), "yes"),
                "kind": FieldWords(N_("Kind"), "choice", KIND_TITLES),
                "posted_on": FieldWords(N_("Found on"), "day"),
            },
            frozenset({"key", "first_on", "side", "figures", "contributors", "notice_id"}),
        ),
    }
)
"""Rules of alerts and alerts."""
