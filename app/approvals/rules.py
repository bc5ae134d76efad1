"""Approvals without a database: what the steps still lack, and who may decide."""

from collections.abc import Mapping
from typing import Final

from app.core.texts import N_

KIND_TITLES: Final[Mapping[str, str]] = {
    "policy": N_("Policy"),
    "adjustment": N_("Adjustment of incentives"),
    "settlement": N_("Settlement"),
    "fund": N_("Market development fund"),
    "dispute": N_("Dispute"),
}
STATE_TITLES: Final[Mapping[str, str]] = {
    "open": N_("Waiting for approval"),
    "approved": N_("Approved"),
    "refused": N_("Refused"),
    "void": N_("Void: it changed"),
}
WAY_TITLES: Final[Mapping[str, str]] = {"passphrase": N_("Own passphrase"), "oa": N_("Company's approval system")}
VERDICT_TITLES: Final[Mapping[str, str]] = {"yes": N_("Approved"), "no": N_("Refused")}
