"""What the records of targets are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

KPI_TITLES: Final = MappingProxyType(
    {
        "net_amount": N_("Net sales"), "sell_out": N_("Sell-out"), "collection": N_("Collections"),
        "quantity": N_("Quantity"),
    }
)  # fmt: skip
"""What a plan sets, as the feed of targets calls it."""
STATE_TITLES: Final = MappingProxyType(
    {
        "draft": N_("Draft"),
        "approved": N_("Approved"),
        "replaced": N_("Replaced by a newer one"),
        "withdrawn": N_("Approved, its figures withdrawn"),
    }
)
LEVEL_TITLES: Final = MappingProxyType(
    {"all": N_("All"), "region": N_("Region"), "dealer": N_("Dealer"), "group": N_("Product group")}
)
RECORDS: Final[Book] = MappingProxyType(
    {
        "target_plan": RecordWords(
            N_("Plan of targets"),
            ("name",),
            {
                "name": FieldWords(N_("Name")),
                "year": FieldWords(N_("Year")),
                "state": FieldWords(N_("State"), "choice", STATE_TITLES),
                "note": FieldWords(N_("Note"), "long"),
                "approved_by_id": FieldWords(N_("Approved by"), "ref", of="person"),
                "approved_at": FieldWords(N_("Approved at"), "moment"),
                "batch_id": FieldWords(N_("Batch"), "ref", of="import_batch"),
            },
            frozenset({"kpis"}),
        ),
        "target_line": RecordWords(
            N_("Line of targets"),
            ("plan_id", "party_id"),
            {
                "plan_id": FieldWords(N_("Plan of targets"), "ref", of="target_plan"),
                "kpi": FieldWords(N_("KPI"), "choice", KPI_TITLES),
                "level": FieldWords(N_("Level"), "choice", LEVEL_TITLES),
                "region": FieldWords(N_("Region")),
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "group_code": FieldWords(N_("Product group")),
            },
            frozenset({"months"}),
        ),
        "goal": RecordWords(
            N_("Goal"),
            ("kpi",),
            {
                "plan_id": FieldWords(N_("Plan of targets"), "ref", of="target_plan"),
                "kpi": FieldWords(N_("KPI")),
                "level": FieldWords(N_("Level"), "choice", LEVEL_TITLES),
                "region": FieldWords(N_("Region")),
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "group_code": FieldWords(N_("Product group")),
                "from_on": FieldWords(N_("From"), "day"),
                "to_on": FieldWords(N_("To"), "day"),
                "value_e4": FieldWords(N_("Value"), "money"),
                "note": FieldWords(N_("Note"), "long"),
            },
        ),
    }
)
