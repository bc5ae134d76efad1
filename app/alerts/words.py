"""What rules of alerts and alerts are called."""

from collections.abc import Mapping
from typing import Final

from app.core.texts import N_
from app.kpi.kpi import DATA, FINANCE, LOGISTICS, ORDER_DESK, QUALITY, SALES

OVER_TITLES: Final[Mapping[str, str]] = {
    "total": N_("All together"), "region": N_("Region"), "dealer": N_("Dealer"), "product-group": N_("Product group"),
}  # fmt: skip
"""For what a KPI is judged."""
AGAINST_TITLES: Final[Mapping[str, str]] = {
    "year": N_("A year before, January and February together"), "previous": N_("The month before, by working day"),
    "calendar": N_("The same month of the year before"),
}  # fmt: skip
"""What changes are told against."""
KIND_TITLES: Final[Mapping[str, str]] = {
    "": N_("Condition met"), "new": N_("Out of range"), "spike": N_("Single month"), "shift": N_("New level"),
    "drift": N_("Drift"),
}  # fmt: skip
SIDE_TITLES: Final[Mapping[str, str]] = {
    "above": N_("Above or up"), "below": N_("Below or down"), "either": N_("Either way"),
}  # fmt: skip
DEPARTMENTS: Final[Mapping[str, str]] = {one: one for one in (SALES, LOGISTICS, ORDER_DESK, FINANCE, QUALITY, DATA)}
"""Who owns KPIs."""
