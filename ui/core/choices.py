"""What the stored words of choices in facts mean, in words."""

from typing import Final

from app.catalog.terms import LINE_TYPE_TITLES
from app.core.texts import N_, Text
from app.dealers.terms import (
    CHANNEL_TITLES,
    CONTRACT_KIND_TITLES,
    CONTRACT_STATE_TITLES,
    LEDGER_TITLES,
    RENEWAL_TITLES,
    WAY_TITLES,
)
from app.inventory.feed import MOVE_KIND_TITLES
from ui.core.words import Words

CHOICES: Final = {
    **CHANNEL_TITLES, **CONTRACT_KIND_TITLES, **CONTRACT_STATE_TITLES, **RENEWAL_TITLES, **LEDGER_TITLES, **WAY_TITLES,
    "open": N_("Open order"), "shipped": N_("On its way"), "delivered": N_("Delivered"), "closed": N_("Order closed"),
    "returned": N_("Returned"), "cancelled": N_("Cancelled"), "dealer": N_("Dealer"), "terminal": N_("Terminal"),
    "consumer": N_("Consumer"), "supplier": N_("Supplier"), "carrier": N_("Carrier"), "province": N_("Province level"),
    "city": N_("City level"), "county": N_("County level"), "net_amount": N_("Sales to dealers"),
    "sell_out": N_("Sell-out"), "collection": N_("Collection"), "csat": N_("Satisfaction"),
    "nps": N_("Recommendation"), "expiry": N_("Short-dated"), "quality": N_("Quality"), "exchange": N_("Exchange"),
    "other": N_("Other"), "net": N_("without tax"), "gross": N_("with tax"), "blue": N_("Blue invoice"),
    "transfer": N_("Bank transfer"), "bank_note": N_("Bank acceptance"), "trade_note": N_("Trade acceptance"),
    "rebate": N_("Rebate set off"), "quantity": N_("Quantity"), "original": N_("Original version"),
    "adjusted": N_("Adjusted version"), "cumulative": N_("Rate on the whole amount"),
    "stepped": N_("Rate on what lies above the step"), "display": N_("Shop with a display"),
    "control": N_("Shop without a display"), **LINE_TYPE_TITLES,
    **MOVE_KIND_TITLES,
}  # fmt: skip
"""What each stored word is called; where several feeds have a word, what comes last here is meant."""


def choice_title(value: str) -> Words:
    """The word for a stored value of a choice."""
    return Text(CHOICES[value]) if value in CHOICES else value
