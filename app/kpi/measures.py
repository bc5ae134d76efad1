"""Measures: one row each. A pack is the measures of one view that share an anchor date and one pass over the facts.

Import, rebuild, drill-down and reading all go by these rows. They are written in the formula language over the columns
of the view (``app/kpi/views.py``, ``app/kpi/orders.py``); amounts are 1/10,000, quantities 1/1,000.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from app.core.formula import COUNT, DAYS, MONEY, QUANTITY, RATIO, Dimension, parse, parse_condition
from app.core.formula.tree import Node
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE

Basis = Literal["ordered", "shipped", "signed", "invoiced", ""]
Grain = Literal["order", "line", "unit", "answer", "dealer", "list", ""]


@dataclass(frozen=True)
class Slot:
    """One measure of a pack: the sum of a formula over the rows, or how many rows meet a condition."""

    measure: str
    value: str = ""
    when: str = ""

    @property
    def node(self) -> Node:
        """The formula or the condition, parsed."""
        return (parse_condition(self.when) if self.when else parse(self.value)).root


@dataclass(frozen=True)
class Pack:
    """What one pass over a view sums up: ``count`` names the measure that counts its rows."""

    n: int
    view: str
    anchor: str
    """Formula of the day that puts a row into a period."""
    grain: Grain
    basis: Basis
    count: str
    slots: tuple[Slot, ...] = ()
    where: str = ""
    bins: str = ""
    """Formula of whole days of which a histogram is kept by month."""
    daily_groups: bool = False
    """Whether days are kept by product group too."""
    ahead: bool = False
    """Whether anchors may lie after today, so that a running month is read by days."""
    snapshot: bool = False
    """Rows of lists: kept by list and day, never summed over days."""

    @property
    def day(self) -> Node:
        """The anchor, parsed."""
        return parse(self.anchor).root

    @property
    def condition(self) -> Node:
        """Which rows count: those with a day, and of these the ones that ``where`` names."""
        known = f"known({self.anchor})"
        return parse_condition(f"and({known}, {self.where})" if self.where else known).root


_AMOUNT: Final = Slot("net_amount", "amount")


def _shares(*names: str) -> tuple[Slot, ...]:
    """For each part of an order that may be unknown: how often it is known, and how often it is right."""
    return tuple(
        slot
        for name in names
        for slot in (Slot(f"{name}_known", when=f"known({name})"), Slot(name, when=f"{name} = 1"))
    )


PACKS: Final = (
    Pack(1, "line", "ordered", "line", "ordered", "line_count", (Slot("quantity", "ordered_q"), _AMOUNT)),
    Pack(
        2, "line", "shipped", "line", "shipped", "line_count",
        (
            Slot("quantity", "coalesce(shipped_q, ordered_q)"),
            _AMOUNT,
            Slot("fill_shipped", "if(known(ordered_q), shipped_q, 0)"),
            Slot("fill_ordered", "if(known(shipped_q), ordered_q, 0)"),
            Slot("full_known", when="and(known(shipped_q), known(ordered_q))"),
            Slot("full", when="shipped_q >= ordered_q"),
            Slot("ship_days", "ship_days"),
            Slot("ship_days_known", when="known(ship_days)"),
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
            Slot("promised", when="known(promised)"),
            Slot("on_time", when="delivered <= promised"),
            Slot("late", when="delivered > promised"),
            Slot("cycle_days", "cycle_days"),
            Slot("cycle_known", when="known(cycle_days)"),
            *_shares("in_full"),
            Slot("accepted_quantity", "accepted_q"),
            Slot("rejected_quantity", "rejected_q"),
        ),
        bins="cycle_days",
    ),
    Pack(
        6, "line", "promised + 1", "line", "", "overdue_opened",
        where="or(delivered > promised, and(not(known(delivered)), open = 1))",
    ),
    Pack(11, "order", "ordered", "order", "ordered", "order_count"),
    Pack(
        12, "order", "delivered", "order", "", "delivered",
        (
            Slot("promised", when="known(on_time)"),
            Slot("on_time", when="on_time = 1"),
            Slot("late", when="on_time = 0"),
            *_shares("in_full", "otif", "perfect"),
            Slot("cycle_days", "cycle_days"),
            Slot("cycle_known", when="known(cycle_days)"),
        ),
        bins="cycle_days",
    ),
    Pack(
        13, "order", "shipped", "order", "", "shipped",
        (Slot("ship_days", "ship_days"), Slot("ship_days_known", when="known(ship_days)")),
    ),
    Pack(
        14, "order", "review_due", "order", "", "review_due",
        (Slot("review_in_time", when="in_time = 1"),),
        ahead=True,
    ),
    Pack(15, "order", "reviewed", "order", "", "reviewed", (Slot("corrected", when="corrected = 1"),)),
    Pack(
        21, "sellout", "sold", "line", "", "sell_out_rows",
        (
            Slot("sell_out_quantity", "if(resold = 0, quantity, 0)"),
            Slot("sell_out_amount", "if(resold = 0, amount, 0)"),
            Slot("outflow_quantity", "quantity"),
            Slot("distribution_quantity", "if(resold = 1, quantity, 0)"),
            Slot("distribution_amount", "if(resold = 1, amount, 0)"),
        ),
        daily_groups=True,
    ),
    Pack(
        22, "goods_return", "returned", "unit", "", "return_rows",
        (
            Slot("return_amount", "if(exchanged = 0, abs(amount), 0)"),
            Slot("return_quantity", "if(exchanged = 0, abs(quantity), 0)"),
            Slot("expiry_return_amount", "if(expired = 1, abs(amount), 0)"),
            Slot("quality_return_amount", "if(faulty = 1, abs(amount), 0)"),
        ),
    ),
    Pack(23, "complaint", "received", "order", "", "complaint_count"),
    Pack(
        24, "survey_answer", "answered", "answer", "", "csat_answers",
        (Slot("csat_sum", "score"), Slot("csat_top2", when="score >= 4")),
        where="and(csat = 1, score >= 1, score <= 5)",
    ),
    Pack(
        25, "survey_answer", "answered", "answer", "", "nps_answers",
        (Slot("promoters", when="score >= 9"), Slot("detractors", when="score <= 6")),
        where="and(csat = 0, score >= 0, score <= 10)",
    ),
    Pack(
        26, "target", "month", "dealer", "", "target_rows",
        (
            Slot("target_amount", "if(sales = 1, amount, 0)"),
            Slot("sell_out_target", "if(sell_out = 1, amount, 0)"),
            Slot("collection_target", "if(collection = 1, amount, 0)"),
        ),
    ),
    Pack(27, "stock_check", "as_of", "list", "", "stock_checks", (Slot("stock_outs", when="quantity <= 0"),)),
    Pack(
        31, "stock", "as_of", "unit", "", "stock_rows",
        (
            Slot("stock_quantity", "quantity"),
            Slot("stock_amount", "amount"),
            Slot("dated_stock_amount", "if(known(expiry), amount, 0)"),
            Slot("near_expiry_amount", "if(expiry <= as_of + near_days, amount, 0)"),
            Slot("dated_stock_quantity", "if(known(expiry), quantity, 0)"),
            Slot("near_expiry_quantity", "if(expiry <= as_of + near_days, quantity, 0)"),
        ),
        snapshot=True,
    ),
    Pack(
        32, "receivable", "as_of", "unit", "", "receivable_rows",
        (
            Slot("receivable", "if(amount > 0, amount, 0)"),
            Slot("overdue", "if(and(amount > 0, due < as_of), amount, 0)"),
            Slot("prepaid", "if(amount < 0, -amount, 0)"),
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
