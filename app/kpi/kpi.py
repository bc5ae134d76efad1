"""One KPI: what it is called, what it means, how it is computed and how it may be rolled up."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from app.core.texts import N_

Unit = Literal["count", "money", "quantity", "ratio", "days", "score", "points", "per_thousand"]
Direction = Literal["higher", "lower", "none", "band"]
Kind = Literal["additive", "snapshot", "distinct"]

SALES: Final = N_("Sales")
LOGISTICS: Final = N_("Logistics")
ORDER_DESK: Final = N_("Order desk")
FINANCE: Final = N_("Finance")
QUALITY: Final = N_("Quality")
DATA: Final = N_("Data")
OWNERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sales": SALES, "logistics": LOGISTICS, "order_desk": ORDER_DESK, "finance": FINANCE, "quality": QUALITY,
        "data": DATA,
    }
)  # fmt: skip
"""The departments that a KPI may belong to."""

EACH_BASIS: Final = ("shipped", "ordered", "signed", "invoiced")
"""The dates by which a line may be put into a month, the default first."""


@dataclass(frozen=True)
class Kpi:
    """One KPI as it is shown, computed and refused."""

    id: str
    name: str
    sentence: str
    """What it means, with its denominator and its dates, in one sentence."""
    formula: str
    unit: Unit
    direction: Direction
    owner: str
    denominator: str
    counted: str
    """The measures, added up, that say how many facts are behind the value."""
    grains: tuple[str, ...]
    """Grains that it can be asked for, the default first."""
    bases: tuple[str, ...] = ()
    """Date bases that it can be asked for, the default first; empty where its dates are fixed."""
    kind: Kind = "additive"
    by_group: bool = True
    """Whether a product group can be asked for; refused, not ignored, where it cannot."""
    version: int = 1
    unlike: str = ""
    """The formula where quantities of unlike units cannot be added up; without one the value is then unknown."""
    taxes: tuple[str, ...] = ()
    """What its amounts are: ``net`` (without tax) or ``gross``, the default first; empty where it has none."""
    among: str = ""
    """The measure of all that could have been counted: less ``counted`` it is what was left out as unknown."""
    unvalued: str = ""
    """The measure of those that are in ``counted`` and have no value to be summed; they are left out as unknown."""
    own: bool = False
    """Whether somebody wrote it (``app/kpi/own``)."""
    listed: bool = True
    """Whether it is offered; one that was taken out still answers to what names it."""
