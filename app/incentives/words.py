"""What states and kinds of incentives are called."""

from collections.abc import Mapping
from typing import Final

from app.core.texts import N_

POSTING_TITLES: Final[Mapping[str, str]] = {
    "accrual": N_("Accrual"),
    "partial": N_("Partial settlement"),
    "final": N_("Final settlement"),
    "true_up": N_("True-up"),
    "clawback": N_("Clawback"),
    "reversal": N_("Reversal"),
    "dispute": N_("Result of a dispute"),
    "fund": N_("Payment of a fund"),
    "use": N_("Use"),
    "expiry": N_("Expiry"),
    "release": N_("Release of what was locked"),
    "opening": N_("Opening balance"),
}
ENTRY_TITLES: Final[Mapping[str, str]] = {
    "accrue": N_("Accrued"),
    "credit": N_("Credited"),
    "pay": N_("Paid in cash"),
    "use": N_("Used"),
    "clawback": N_("Taken back"),
    "reverse": N_("Reversed"),
    "expire": N_("Run out"),
    "adjust": N_("Adjusted"),
    "lock": N_("Locked"),
}
DOSSIER_STATES: Final[Mapping[str, str]] = {
    "proposed": N_("Proposed"),
    "simulated": N_("Simulated"),
    "approving": N_("In approval"),
    "approved": N_("Approved"),
    "refused": N_("Refused"),
    "in_effect": N_("In effect"),
    "dropped": N_("Dropped"),
}
FUND_STATES: Final[Mapping[str, str]] = {
    "requested": N_("Requested"),
    "approving": N_("In approval"),
    "approved": N_("Approved"),
    "refused": N_("Refused"),
    "proven": N_("Proof handed in"),
    "claimed": N_("Claimed"),
    "paid": N_("Paid"),
    "dropped": N_("Dropped"),
}
STATEMENT_STATES: Final[Mapping[str, str]] = {
    "issued": N_("Issued"),
    "returned": N_("Sealed and returned"),
    "disputed": N_("Objected to"),
    "confirmed": N_("Confirmed"),
    "replaced": N_("Replaced"),
}
DISPUTE_STATES: Final[Mapping[str, str]] = {
    "open": N_("Being worked on"),
    "decided": N_("Decided"),
    "dropped": N_("Dropped"),
}
OUTCOMES: Final[Mapping[str, str]] = {
    "ours": N_("Ours is right"),
    "theirs": N_("Theirs is right"),
    "split": N_("Met halfway"),
    "timing": N_("Counts in another period"),
    "unproven": N_("No evidence"),
}
"""The five outcomes of a disputed row."""
