"""What the records of products and areas are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

_BY_HAND: Final = FieldWords(N_("Set by hand"), "fields")
_REMOVED: Final = N_("No live batch names it any more")
_RESTORED: Final = N_("Named again by a batch")

RECORDS: Final[Book] = MappingProxyType(
    {
        "product": RecordWords(
            N_("Product"),
            ("name",),
            {
                "name": FieldWords(N_("Name")),
                "group_id": FieldWords(N_("Product group"), "ref", of="product_group"),
                "specification": FieldWords(N_("Specification")),
                "base_unit": FieldWords(N_("Base unit")),
                "pack_factor": FieldWords(N_("Base units per case")),
                "temperature_class": FieldWords(N_("Temperature class")),
                "list_price_e6": FieldWords(N_("List price"), "price"),
                "must_stock": FieldWords(N_("Must be in stock"), "yes"),
                "report_unit": FieldWords(N_("Unit of reports")),
                "goods_class": FieldWords(N_("Class of goods")),
                "by_hand": _BY_HAND,
            },
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "product_unit": RecordWords(
            N_("Unit of a product"),
            ("product_code", "unit"),
            {
                "product_code": FieldWords(N_("Product code")),
                "unit": FieldWords(N_("Unit")),
                "factor_e3": FieldWords(N_("Base units in it"), "thousandths"),
                "from_on": FieldWords(N_("Valid from"), "day"),
                "by_hand": _BY_HAND,
            },
            frozenset({"source_n"}),
        ),
        "product_price": RecordWords(
            N_("Price of a product"),
            ("product_code",),
            {
                "product_code": FieldWords(N_("Product code")),
                "list_price_e6": FieldWords(N_("List price"), "price"),
                "from_on": FieldWords(N_("Valid from"), "day"),
                "by_hand": _BY_HAND,
            },
            frozenset({"source_n"}),
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "lane": RecordWords(
            N_("Lane"),
            ("lane", "name"),
            {
                "lane": FieldWords(N_("Lane")),
                "name": FieldWords(N_("Name")),
                "area_code": FieldWords(N_("Destination area")),
                "days": FieldWords(N_("Standard days")),
                "from_on": FieldWords(N_("Valid from"), "day"),
                "by_hand": _BY_HAND,
            },
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "must_stock": RecordWords(
            N_("Product that must be in stock"),
            ("product_code", "tier", "party_code"),
            {
                "product_code": FieldWords(N_("Product code")),
                "tier": FieldWords(N_("Tier")),
                "party_code": FieldWords(N_("Dealer code")),
                "from_on": FieldWords(N_("Valid from"), "day"),
                "to_on": FieldWords(N_("Valid until"), "day"),
                "by_hand": _BY_HAND,
            },
            frozenset({"source_n"}),
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "product_group": RecordWords(
            N_("Product group"),
            ("name",),
            {"code": FieldWords(N_("Code")), "name": FieldWords(N_("Name")), "by_hand": _BY_HAND},
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "product_code": RecordWords(
            N_("Product code"),
            ("code", "product_id"),
            {
                "code": FieldWords(N_("Code")),
                "product_id": FieldWords(N_("Product"), "ref", of="product"),
                "from_on": FieldWords(N_("From"), "day"),
                "to_on": FieldWords(N_("Until"), "day"),
                "by_hand": _BY_HAND,
            },
            frozenset({"source_n"}),
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "area": RecordWords(
            N_("Area"),
            ("name",),
            {
                "code": FieldWords(N_("Code")),
                "name": FieldWords(N_("Name")),
                "parent_code": FieldWords(N_("Parent area code")),
                "by_hand": _BY_HAND,
            },
            removed=_REMOVED,
            restored=_RESTORED,
        ),
    }
)
