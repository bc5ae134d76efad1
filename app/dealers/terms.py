"""What the choices on a dealer's card are called, by the value that is stored."""

from typing import Final

from app.core.texts import N_

ALIAS_TITLES: Final = {
    "short": N_("Short name"),
    "former": N_("Former name"),
    "english": N_("English name"),
    "spelling": N_("Spelling"),
}
CHANNEL_TITLES: Final = {
    "hospital": N_("Hospitals"),
    "clinic": N_("Clinics and health centres"),
    "pharmacy": N_("Pharmacies"),
    "retail": N_("Shops"),
    "online": N_("Online"),
    "other": N_("Other"),
}
CONTRACT_KIND_TITLES: Final = {
    "distribution": N_("Distribution contract"),
    "framework": N_("Framework agreement"),
    "quality": N_("Quality agreement"),
    "other": N_("Other"),
}
CONTRACT_STATE_TITLES: Final = {
    "draft": N_("Draft"),
    "valid": N_("in effect"),
    "suspended": N_("Suspended"),
    "ended": N_("Ended early"),
}
RENEWAL_TITLES: Final = {
    "none": N_("Ends"),
    "auto": N_("Goes on unless one says no"),
    "notice": N_("Goes on if one says so"),
}
BUCKET_TITLES: Final = {
    "receivable": N_("Receivables not yet due"),
    "past_due": N_("Past due"),
    "shipped": N_("Shipped, not invoiced"),
    "open_order": N_("Open orders"),
    "draft_order": N_("Orders not yet reviewed"),
    "advance": N_("Paid in advance"),
    "rebate": N_("Rebates at hand"),
    "permanent": N_("Permanent credit"),
}
"""Parts of a dealer's exposure (授信占用 = 应收 + 已发未开票 + 在途订单 - 预收 - 可用返利; 铺底 is its own)."""
LEDGER_TITLES: Final = {
    "deposit": N_("Performance deposit"),
    "pledge": N_("Pledge"),
    "permanent": N_("Permanent credit"),
    "asset": N_("Loaned asset"),
}
WAY_TITLES: Final = {"in": N_("In: to us"), "out": N_("Out: to the dealer")}
