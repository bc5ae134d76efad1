"""Measures: one row each. A pack is the measures of one view that share an anchor date and one pass over the facts.

Import, rebuild, drill-down and reading all go by these rows. Expressions are whole-number SQL over the columns of the
view (``app/kpi/views.py``); amounts are 1/10,000, quantities 1/1,000.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from app.core.formula import COUNT, DAYS, MONEY, QUANTITY, RATIO, Dimension
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE

Basis = Literal["ordered", "shipped", "signed", "invoiced", ""]
Grain = Literal["order", "line", "unit", "answer", "dealer", "list", ""]


@dataclass(frozen=True)
class Slot:
    """One measure of a pack: its expression is summed."""

    measure: str
    sql: str


@dataclass(frozen=True)
class Pack:
    """What one pass over a view sums up: ``count`` names the measure that counts its rows."""

    n: int
    view: str
    anchor: str
    grain: Grain
    basis: Basis
    count: str
    slots: tuple[Slot, ...] = ()
    where: str = ""
    bins: str = ""
    """Expression of whole days of which a histogram is kept by month."""
    daily_groups: bool = False
    """Whether days are kept by product group too."""
    ahead: bool = False
    """Whether anchors may lie after today, so that a running month is read by days."""
    snapshot: bool = False
    """Rows of lists: kept by list and day, never summed over days."""

    @property
    def condition(self) -> str:
        """The rows that count, in SQL."""
        return f"{self.anchor} IS NOT NULL" + (f" AND ({self.where})" if self.where else "")


_AMOUNT: Final = Slot("net_amount", "amount")


def _shares(*names: str) -> tuple[Slot, ...]:
    """For each part of an order that may be unknown: how often it is known, and how often it is right."""
    return tuple(
        slot for name in names for slot in (Slot(f"{name}_known", f"{name} IS NOT NULL"), Slot(name, f"{name} = 1"))
    )


PACKS: Final = (
    Pack(1, "line", "ordered", "line", "ordered", "line_count", (Slot("quantity", "ordered_q"), _AMOUNT)),
    Pack(
        2, "line", "shipped", "line", "shipped", "line_count",
        (
            Slot("quantity", "coalesce(shipped_q, ordered_q)"),
            _AMOUNT,
            Slot("fill_shipped", "CASE WHEN ordered_q IS NOT NULL THEN shipped_q END"),
            Slot("fill_ordered", "CASE WHEN shipped_q IS NOT NULL THEN ordered_q END"),
            Slot("full_known", "shipped_q IS NOT NULL AND ordered_q IS NOT NULL"),
            Slot("full", "shipped_q >= ordered_q"),
            Slot("ship_days", "ship_days"),
            Slot("ship_days_known", "ship_days IS NOT NULL"),
        ),
    ),
    Pack(
        3, "line", "signed", "line", "signed", "line_count",
        (Slot("quantity", "coalesce(accepted_q, shipped_q, ordered_q)"), _AMOUNT),
    ),
    Pack(
        4, "line", "invoiced", "line", "invoiced", "line_count",
        (Slot("quantity", "coalesce(shipped_q, ordered_q)"), _AMOUNT),
    ),
    Pack(
        5, "line", "delivered", "line", "", "delivered",
        (
            Slot("promised", "promised IS NOT NULL"),
            Slot("on_time", "delivered <= promised"),
            Slot("late", "delivered > promised"),
            Slot("cycle_days", "cycle_days"),
            Slot("cycle_known", "cycle_days IS NOT NULL"),
            *_shares("in_full"),
            Slot("accepted_quantity", "accepted_q"),
            Slot("rejected_quantity", "rejected_q"),
        ),
        bins="cycle_days",
    ),
    Pack(
        6, "line", "promised + 1", "line", "", "overdue_opened",
        where="delivered > promised OR (delivered IS NULL AND open)",
    ),
    Pack(11, "order", "ordered", "order", "ordered", "order_count"),
    Pack(
        12, "order", "delivered", "order", "", "delivered",
        (
            Slot("promised", "on_time IS NOT NULL"),
            Slot("on_time", "on_time = 1"),
            Slot("late", "on_time = 0"),
            *_shares("in_full", "otif", "perfect"),
            Slot("cycle_days", "cycle_days"),
            Slot("cycle_known", "cycle_days IS NOT NULL"),
        ),
        bins="cycle_days",
    ),
    Pack(
        13, "order", "shipped", "order", "", "shipped",
        (Slot("ship_days", "ship_days"), Slot("ship_days_known", "ship_days IS NOT NULL")),
    ),
    Pack(14, "order", "review_due", "order", "", "review_due", (Slot("review_in_time", "in_time"),), ahead=True),
    Pack(15, "order", "reviewed", "order", "", "reviewed", (Slot("corrected", "corrected"),)),
    Pack(
        21, "sellout", "sold", "line", "", "sell_out_rows",
        (
            Slot("sell_out_quantity", "CASE WHEN kind <> 'dealer' THEN quantity END"),
            Slot("sell_out_amount", "CASE WHEN kind <> 'dealer' THEN amount END"),
            Slot("outflow_quantity", "quantity"),
            Slot("distribution_quantity", "CASE WHEN kind = 'dealer' THEN quantity END"),
            Slot("distribution_amount", "CASE WHEN kind = 'dealer' THEN amount END"),
        ),
        daily_groups=True,
    ),
    Pack(
        22, "goods_return", "returned", "unit", "", "return_rows",
        (
            Slot("return_amount", "CASE WHEN kind <> 'exchange' THEN abs(amount) END"),
            Slot("return_quantity", "CASE WHEN kind <> 'exchange' THEN abs(quantity) END"),
            Slot("expiry_return_amount", "CASE WHEN kind = 'expiry' THEN abs(amount) END"),
            Slot("quality_return_amount", "CASE WHEN kind = 'quality' THEN abs(amount) END"),
        ),
    ),
    Pack(23, "complaint", "received", "order", "", "complaint_count"),
    Pack(
        24, "survey_answer", "answered", "answer", "", "csat_answers",
        (Slot("csat_sum", "score"), Slot("csat_top2", "score >= 4")),
        where="question = 'csat' AND score BETWEEN 1 AND 5",
    ),
    Pack(
        25, "survey_answer", "answered", "answer", "", "nps_answers",
        (Slot("promoters", "score >= 9"), Slot("detractors", "score <= 6")),
        where="question = 'nps' AND score BETWEEN 0 AND 10",
    ),
    Pack(
        26, "target", "month", "dealer", "", "target_rows",
        (
            Slot("target_amount", "CASE WHEN kpi = 'net_amount' THEN amount END"),
            Slot("sell_out_target", "CASE WHEN kpi = 'sell_out' THEN amount END"),
            Slot("collection_target", "CASE WHEN kpi = 'collection' THEN amount END"),
        ),
    ),
    Pack(27, "stock_check", "as_of", "list", "", "stock_checks", (Slot("stock_outs", "quantity <= 0"),)),
    Pack(
        31, "stock", "as_of", "unit", "", "stock_rows",
        (
            Slot("stock_quantity", "quantity"),
            Slot("stock_amount", "amount"),
            Slot("dated_stock_amount", "CASE WHEN expiry IS NOT NULL THEN amount END"),
            Slot("near_expiry_amount", "CASE WHEN expiry <= as_of + near_days THEN amount END"),
            Slot("dated_stock_quantity", "CASE WHEN expiry IS NOT NULL THEN quantity END"),
            Slot("near_expiry_quantity", "CASE WHEN expiry <= as_of + near_days THEN quantity END"),
        ),
        snapshot=True,
    ),
    Pack(
        32, "receivable", "as_of", "unit", "", "receivable_rows",
        (
            Slot("receivable", "CASE WHEN amount > 0 THEN amount END"),
            Slot("overdue", "CASE WHEN amount > 0 AND due < as_of THEN amount END"),
            Slot("prepaid", "CASE WHEN amount < 0 THEN -amount END"),
        ),
        snapshot=True,
    ),
)  # fmt: skip

_SCALES: Final[Mapping[Dimension, int]] = MappingProxyType({MONEY: AMOUNT_SCALE, QUANTITY: QUANTITY_SCALE})
_DIMENSIONS: Final[Mapping[str, Dimension]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("quantity", "fill_shipped", "fill_ordered", "sell_out_quantity", "outflow_quantity"), QUANTITY
        ),
        **dict.fromkeys(("distribution_quantity", "return_quantity", "stock_quantity"), QUANTITY),
        **dict.fromkeys(("dated_stock_quantity", "near_expiry_quantity"), QUANTITY),
        **dict.fromkeys(("accepted_quantity", "rejected_quantity"), QUANTITY),
        **dict.fromkeys(("net_amount", "sell_out_amount", "distribution_amount", "return_amount"), MONEY),
        **dict.fromkeys(("expiry_return_amount", "quality_return_amount", "target_amount"), MONEY),
        **dict.fromkeys(("sell_out_target", "collection_target", "stock_amount", "dated_stock_amount"), MONEY),
        **dict.fromkeys(("near_expiry_amount", "receivable", "overdue", "prepaid"), MONEY),
        **dict.fromkeys(("ship_days", "cycle_days"), DAYS),
        "csat_sum": RATIO,
    }
)


@dataclass(frozen=True)
class Measure:
    """Where one measure of one grain and basis is kept, and what its integers mean."""

    id: str
    pack: Pack = field(repr=False)
    column: str

    @property
    def dimension(self) -> Dimension:
        """What it measures."""
        return _DIMENSIONS.get(self.id, COUNT)

    @property
    def scale(self) -> int:
        """How many of its integers make one unit."""
        return _SCALES.get(self.dimension, 1)


def _measures() -> Mapping[str, tuple[Measure, ...]]:
    found: dict[str, list[Measure]] = {}
    for pack in PACKS:
        found.setdefault(pack.count, []).append(Measure(pack.count, pack, "n"))
        for number, slot in enumerate(pack.slots, 1):
            found.setdefault(slot.measure, []).append(Measure(slot.measure, pack, f"v{number}"))
    return MappingProxyType({name: tuple(ones) for name, ones in found.items()})


MEASURES: Final = _measures()
"""Every measure by its id, once for each grain and basis that it is kept for."""


def measure(name: str, *, grain: str, basis: str) -> Measure:
    """The measure of that grain and basis, or the one that is kept where it has no choice; KeyError if unknown."""
    ones = MEASURES[name]
    return min(ones, key=lambda one: (one.pack.basis not in {basis, ""}, one.pack.grain != grain, one.pack.n))
