"""What the records of dealers are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_
from app.dealers.service import ROLE_TITLES, STATUS_TITLES, TIER_TITLES

_REMOVED: Final = N_("No live batch names it any more")
_RESTORED: Final = N_("Named again by a batch")

RECORDS: Final[Book] = MappingProxyType(
    {
        "party": RecordWords(
            N_("Dealer"),
            ("name",),
            {
                "name": FieldWords(N_("Name")),
                "name_en": FieldWords(N_("English name")),
                "role": FieldWords(N_("Role"), "choices", ROLE_TITLES),
                "tier": FieldWords(N_("Tier"), "choice", TIER_TITLES),
                "party_class": FieldWords(N_("Class")),
                "entity": FieldWords(N_("Selling entity")),
                "status": FieldWords(N_("Status"), "choice", STATUS_TITLES),
                "uscc": FieldWords(N_("Credit code (USCC)")),
                "owner_group": FieldWords(N_("Controlling group")),
                "area_code": FieldWords(N_("Area code")),
                "area_name": FieldWords(N_("Area name")),
                "office": FieldWords(N_("Office")),
                "manager": FieldWords(N_("Manager")),
                "payment_days": FieldWords(N_("Payment terms"), "days", {"0": N_("Prepaid")}),
                "credit_limit_e4": FieldWords(N_("Credit limit"), "money"),
                "sell_out_from_on": FieldWords(N_("Owes sell-out since"), "day"),
                "stock_from_on": FieldWords(N_("Owes stock lists since"), "day"),
                "note": FieldWords(N_("Note")),
                "by_hand": FieldWords(N_("Set by hand"), "fields"),
            },
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "party_code": RecordWords(
            N_("Code of a dealer"),
            ("code", "party_id"),
            {
                "code": FieldWords(N_("Code")),
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "from_on": FieldWords(N_("From"), "day"),
                "to_on": FieldWords(N_("Until"), "day"),
            },
            frozenset({"source_n"}),
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "party_parent": RecordWords(
            N_("Supply relation"),
            ("party_id", "parent_id"),
            {
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "parent_id": FieldWords(N_("Buys from"), "ref", of="party"),
                "from_on": FieldWords(N_("From"), "day"),
                "to_on": FieldWords(N_("Until"), "day"),
            },
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "assignment": RecordWords(
            N_("Who has a dealer"),
            ("party_code",),
            {
                "party_code": FieldWords(N_("Dealer code")),
                "from_on": FieldWords(N_("From"), "day"),
                "manager": FieldWords(N_("Responsible manager")),
                "office": FieldWords(N_("Office")),
                "entity": FieldWords(N_("Selling entity")),
                "owner_group": FieldWords(N_("Controlling group")),
                "predecessor_code": FieldWords(N_("Takes over from")),
                "by_hand": FieldWords(N_("Set by hand"), "fields"),
            },
            frozenset({"source_n"}),
            removed=N_("Taken out"),
            restored=N_("Back again"),
        ),
        "licence": RecordWords(
            N_("Licence"),
            ("party_code", "number"),
            {
                "party_code": FieldWords(N_("Dealer code")),
                "licence_type": FieldWords(N_("Type of licence")),
                "number": FieldWords(N_("Licence number")),
                "issuer": FieldWords(N_("Issued by")),
                "goods_scope": FieldWords(N_("Classes of goods covered")),
                "from_on": FieldWords(N_("Valid from"), "day"),
                "to_on": FieldWords(N_("Valid until"), "day"),
                "by_hand": FieldWords(N_("Set by hand"), "fields"),
            },
            frozenset({"source_n"}),
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "permit": RecordWords(
            N_("Permit to sell elsewhere"),
            ("number",),
            {
                "number": FieldWords(N_("Permit number")),
                "party_code": FieldWords(N_("Dealer code")),
                "counterparty_code": FieldWords(N_("Counterparty code")),
                "area_code": FieldWords(N_("Area code")),
                "product_code": FieldWords(N_("Product code")),
                "lot": FieldWords(N_("Lot")),
                "quantity_e3": FieldWords(N_("Quantity"), "thousandths"),
                "from_on": FieldWords(N_("Valid from"), "day"),
                "to_on": FieldWords(N_("Valid until"), "day"),
                "by_hand": FieldWords(N_("Set by hand"), "fields"),
            },
            frozenset({"source_n"}),
            removed=_REMOVED,
            restored=_RESTORED,
        ),
    }
)
"""Parties, their codes, parents, and the papers by which they trade."""
FIELD_TITLES: Final = {name: spec.title for name, spec in RECORDS["party"].fields.items()}
