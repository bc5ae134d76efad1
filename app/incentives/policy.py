"""An incentive policy as data: who, which goods, on what figure, by which tiers, under which conditions, paid how.

Amounts in tiers, caps and floors are minor units of the policy's currency (分), thresholds on a value basis too;
thresholds on a quantity basis are thousandths of the base unit; rates are millionths. The names of the tier methods
are those of Dynamics 365 rebate management, beside them the formula is always shown (METHODS: product names clash).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from app.core.texts import N_

Kind = Literal["rebate", "price_protection", "fund"]
Measure = Literal["value", "quantity"]
Event = Literal["ordered", "delivered", "invoiced", "paid", "sell_out", "collected", "stock"]
Tax = Literal["net", "gross"]
Returns = Literal["deduct", "ignore"]
Below = Literal["carry", "invoice"]
Span = Literal["month", "quarter", "half", "year"]
Method = Literal["stepped", "cumulative", "rolling", "total"]
Unit = Literal["percent", "per_unit", "lump"]
Growth = Literal["none", "last_year", "rolling", "adjusted"]
Reach = Literal["amount", "growth", "target"]
Earns = Literal["all", "growth"]
StackBase = Literal["whole", "reduced"]
Form = Literal["ticket", "goods", "cash"]
Rounding = Literal["half_up", "half_even", "down"]
Effect = Literal["required", "factor"]

RATE_SCALE: Final = 1_000_000
"""Rates, shares and factors are millionths: 2.5 % is 25,000."""


@dataclass(frozen=True)
class Parties:
    """Who takes part: everybody who meets each list that is not empty, and nobody who is excluded."""

    dealers: tuple[str, ...] = ()
    """Ids of parties."""
    tiers: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    """Decided health grades of the quarter before the period."""
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Goods:
    """Which goods count: those of the named groups or products; nothing named means all of them."""

    groups: tuple[str, ...] = ()
    """Codes of product groups."""
    products: tuple[str, ...] = ()
    """Ids of products."""
    excluded_groups: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def is_all(self) -> bool:
        """Whether nothing is chosen or left out."""
        return not (self.groups or self.products or self.excluded_groups or self.excluded)


@dataclass(frozen=True)
class Basis:
    """Which figure it is computed on (口径)."""

    measure: Measure = "value"
    event: Event = "invoiced"
    """What puts a document into a period. ``paid``: invoices paid in full by the end of the grace days; ``collected``:
    回款 by due date; ``sell_out``: matched flow (纯销); ``stock``: a counted stock on a day (价保)."""
    tax: Tax = "net"
    returns: Returns = "deduct"
    below_zero: Below = "carry"
    """Whether a negative rest is carried into the next settlement or invoiced to the dealer."""


@dataclass(frozen=True)
class Tier:
    """Half-open ``[start, end)``: from this figure on, below the next one; the last one has no end."""

    start: int
    end: int | None
    rate: int
    """percent: millionths; per_unit: 1/1,000,000 currency unit for one base unit; lump: minor units."""


@dataclass(frozen=True)
class Scale:
    """The tiers and how they earn."""

    method: Method = "cumulative"
    unit: Unit = "percent"
    tiers: tuple[Tier, ...] = ()
    reach: Reach = "amount"
    """What the tiers' bounds are held against: the figure, or in millionths its growth or its share of the target."""
    earns: Earns = "all"
    """What the rate is paid on: the whole figure, or only what lies above the baseline."""
    prorate: bool = False
    """Whether bounds and lump sums go by the days that a dealer took part."""


@dataclass(frozen=True)
class Baseline:
    """What growth is measured against."""

    way: Growth = "none"
    months: int = 12
    """rolling: the average of so many months before, times the period's months."""
    adjusted: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """adjusted: by party id, in the basis' scale; agreed and signed with the policy."""


@dataclass(frozen=True)
class Basket:
    """A part of the goods with a share that must be reached, a mix target."""

    name: str
    goods: Goods
    least_share: int
    """Of the basis, in millionths."""
    effect: Effect = "required"
    factor: int = RATE_SCALE
    """What the payout is multiplied by where the share is missed and the effect is ``factor``."""


@dataclass(frozen=True)
class Condition:
    """A KPI that must hold in the period: on-time reporting, payment, satisfaction."""

    kpi: str
    at_least: bool
    value: int
    """In millionths of the KPI's unit."""
    effect: Effect = "required"
    factor: int = RATE_SCALE
    """What the payout is multiplied by where it does not hold and the effect is ``factor``."""


@dataclass(frozen=True)
class Stacking:
    """Its place among policies that count on the same lines, and on what base."""

    order: int = 1
    base: StackBase = "whole"
    """``reduced``: after what earlier policies gave on the same lines."""
    reduces: bool = True
    """Whether what it gives is taken off the base of later ones."""


@dataclass(frozen=True)
class Payout:
    """How it is paid and rounded."""

    form: Form = "ticket"
    currency: str = "CNY"
    rounding: Rounding = "half_up"
    cap: int | None = None
    """Most for one dealer and period, minor units; entitlement, then cap, then less already paid."""
    floor: int | None = None
    """Least for one dealer and period who takes part, minor units (guarantee)."""
    floor_carries: bool = False
    """Whether what was earned above the guarantee before counts against later ones (cumulative guarantee)."""
    floor_by_days: bool = False
    """Whether the guarantee goes by the days of the period on which a dealer took part."""
    expires_months: int | None = None
    """After how many months what was credited and not used runs out; None never."""
    use_ceiling: int | None = None
    """Most of one order that may be paid by it, in millionths; None all of it."""


@dataclass(frozen=True)
class Protection:
    """价保: stock on a day times a price cut, limited to what was bought in some months before."""

    day_on: int
    months: int = 3
    cuts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """By product id, 1/1,000,000 currency unit per base unit."""


@dataclass(frozen=True)
class Policy:
    """A policy's version as it is signed."""

    code: str
    name: str
    kind: Kind = "rebate"
    name_en: str = ""
    from_on: int = 0
    to_on: int = 0
    """The last day."""
    parties: Parties = Parties()
    goods: Goods = Goods()
    basis: Basis = Basis()
    minimum: int = 0
    """Below it nothing is earned, in the scale of the tiers' bounds."""
    span: Span = "quarter"
    grace_days: int = 0
    """Documents of the period that come so many days after it still count."""
    pays_on_day: int = 0
    """Days after the period's end from which it is settled."""
    scale: Scale = Scale()
    baseline: Baseline = Baseline()
    baskets: tuple[Basket, ...] = ()
    conditions: tuple[Condition, ...] = ()
    grade_factors: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """By health grade, millionths; a grade that is not named counts once."""
    dealer_factors: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """By party id, millionths: what dossiers of adjustments agreed; a dealer that is not named counts once."""
    stacking: Stacking = Stacking()
    payout: Payout = Payout()
    protection: Protection | None = None
    budget: int | None = None
    """fund and all kinds: most for everybody over the whole time, minor units."""
    note: str = ""


KIND_TITLES: Final[Mapping[str, str]] = {
    "rebate": N_("Rebate"),
    "price_protection": N_("Price protection"),
    "fund": N_("Market development fund"),
}
MEASURE_TITLES: Final[Mapping[str, str]] = {"value": N_("Amount"), "quantity": N_("Quantity")}
EVENT_TITLES: Final[Mapping[str, str]] = {
    "ordered": N_("Ordered"),
    "delivered": N_("Delivered"),
    "invoiced": N_("Invoiced"),
    "paid": N_("Paid invoices only"),
    "sell_out": N_("Sell-out from matched flow"),
    "collected": N_("Collected in time"),
    "stock": N_("Stock on a day"),
}
TAX_TITLES: Final[Mapping[str, str]] = {"net": N_("without tax"), "gross": N_("with tax")}
RETURNS_TITLES: Final[Mapping[str, str]] = {"deduct": N_("returns are taken off"), "ignore": N_("returns do not count")}
SPAN_TITLES: Final[Mapping[str, str]] = {
    "month": N_("Month"),
    "quarter": N_("Quarter"),
    "half": N_("Half-year"),
    "year": N_("Year"),
}
METHOD_TITLES: Final[Mapping[str, str]] = {
    "stepped": N_("Stepped: each slice at its own rate"),
    "cumulative": N_("Cumulative: the reached rate on everything"),
    "rolling": N_("Rolling: reached tiers added, each up to its own bound"),
    "total": N_("Total: reached tiers added, each on everything"),
}
UNIT_TITLES: Final[Mapping[str, str]] = {
    "percent": N_("Percent of the value"),
    "per_unit": N_("Amount for each unit"),
    "lump": N_("Lump sum"),
}
GROWTH_TITLES: Final[Mapping[str, str]] = {
    "none": N_("No baseline"),
    "last_year": N_("Same period last year"),
    "rolling": N_("Average of the months before"),
    "adjusted": N_("Agreed baseline"),
}
FORM_TITLES: Final[Mapping[str, str]] = {
    "ticket": N_("Discount on the invoice"),
    "goods": N_("Rebate in goods"),
    "cash": N_("Cash"),
}
ROUNDING_TITLES: Final[Mapping[str, str]] = {
    "half_up": N_("Halves up"),
    "half_even": N_("Halves to even"),
    "down": N_("Cut off"),
}
STATES: Final[Mapping[str, str]] = {
    "draft": N_("Draft"),
    "simulated": N_("Simulated"),
    "approving": N_("In approval"),
    "signed": N_("Signed"),
    "active": N_("In effect"),
    "closing": N_("Closing"),
    "settled": N_("Settled"),
    "archived": N_("Archived"),
}
"""A version's states in their order; the text and its hash never change from ``approving`` on."""
