"""Measures: one row each. A pack is the measures of one view that share an anchor date and one pass over the facts.

Import, rebuild, drill-down and reading all go by these rows. They are written in the formula language over the columns
of the view (``app/kpi/views.py``, ``app/kpi/orders.py``); amounts are 1/10,000, quantities 1/1,000.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal

from app.catalog.factors import rounded
from app.core.formula import COUNT, DAYS, MONEY, QUANTITY, RATIO, Dimension, parse, parse_condition
from app.core.formula.tree import Node
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.kpi.frame import to_sql
from app.kpi.model import LINE_KINDS
from app.kpi.units import REPORT_SCALE

FREIGHT, DISCOUNT, RED, GIFT, GOODS_REBATE = (
    1 + LINE_KINDS.index(kind) for kind in ("freight", "discount", "red", "gift", "goods_rebate")
)
AGES: Final = (
    ("overdue_1_30", 1, 30), ("overdue_31_60", 31, 60), ("overdue_61_90", 61, 90), ("overdue_91_180", 91, 180),
    ("overdue_over_180", 181, 10**6),
)  # fmt: skip
"""Receivables by days past due (账龄); with ``not_due`` they add up to ``receivable``."""
MIDDLE: Final = 14
"""Days from the first to the middle of a month, by which a month is found in another calendar."""
Basis = Literal["ordered", "shipped", "signed", "invoiced", ""]
Grain = Literal["order", "line", "unit", "answer", "dealer", "list", ""]


@dataclass(frozen=True)
class Slot:
    """One measure of a pack: the sum of a formula over the rows, or how many rows meet a condition."""

    measure: str
    value: str = ""
    when: str = ""
    reported: bool = False
    """Whether it is summed in the products' reporting units; rows of products without one are not in it."""

    @property
    def node(self) -> Node:
        """The formula or the condition, parsed."""
        return (parse_condition(self.when) if self.when else parse(self.value)).root

    @property
    def sql(self) -> str:
        """What one row adds, as SQL over the columns of the view."""
        own = to_sql(self.node)
        return rounded(f"({own}) * {REPORT_SCALE}", "report_f") if self.reported else own


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
    daily_bins: bool = False
    """Whether that histogram is kept by days too, of all product groups together."""
    daily_groups: bool = False
    """Whether days are kept by product group too."""
    ahead: bool = False
    """Whether anchors may lie after today, so that a running month is read by days."""
    by_kind: bool = False
    """Whether sums are kept apart by the kind of an order line (口径): its type, and who sold it."""
    monthly: bool = False
    """Whether the anchor is the first day of a month: it belongs to the period in which that month's middle lies."""
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


REPORTED: Final = "_reported"  # the ending of measures that are kept in reporting units
_AMOUNTS: Final = (
    Slot("net_amount", "amount"), Slot("gross_amount", "gross"), Slot("gross_known", when="known(gross)"),
)  # fmt: skip
BASES: Final[tuple[Basis, ...]] = ("ordered", "shipped", "signed", "invoiced")
_TAX: Final = (Slot("tax_in_files", "gross - amount"),)
GOODS: Final = f"and(kind < {FREIGHT}, kind <> {DISCOUNT}, kind <> {RED})"
"""Lines that bring goods and that we sold: no discounts, returns and freight, and nothing that another dealer sold."""


def _shares(*names: str) -> tuple[Slot, ...]:
    """For each part of an order that may be unknown: how often it is known, and how often it is right."""
    return tuple(
        slot
        for name in names
        for slot in (Slot(f"{name}_known", when=f"known({name})"), Slot(name, when=f"{name} = 1"))
    )


def _reported(name: str, value: str) -> Slot:
    """A quantity once more in reporting units, for where unlike products are added up."""
    return Slot(f"{name}{REPORTED}", value, reported=True)


PACKS: Final = (
    Pack(
        1, "line", "ordered", "line", "ordered", "line_count",
        (Slot("quantity", "ordered_q"), *_AMOUNTS, _reported("quantity", "ordered_q")),
        by_kind=True,
    ),
    Pack(
        2, "line", "shipped", "line", "shipped", "line_count",
        (
            Slot("quantity", "coalesce(shipped_q, ordered_q)"),
            *_AMOUNTS,
            Slot("fill_shipped", "if(known(ordered_q), shipped_q, 0)"),
            Slot("fill_ordered", "if(known(shipped_q), ordered_q, 0)"),
            Slot("full_known", when="and(known(shipped_q), known(ordered_q))"),
            Slot("full", when="shipped_q >= ordered_q"),
            Slot("ship_days", "ship_days"),
            Slot("ship_days_known", when="known(ship_days)"),
            _reported("quantity", "coalesce(shipped_q, ordered_q)"),
            _reported("fill_shipped", "if(known(ordered_q), shipped_q, 0)"),
            _reported("fill_ordered", "if(known(shipped_q), ordered_q, 0)"),
        ),
        by_kind=True,
    ),
    Pack(
        3, "line", "signed", "line", "signed", "line_count",
        (
            Slot("quantity", "coalesce(accepted_q, shipped_q, ordered_q)"), *_AMOUNTS,
            _reported("quantity", "coalesce(accepted_q, shipped_q, ordered_q)"),
        ),
        by_kind=True,
    ),
    Pack(
        4, "line", "invoiced", "line", "invoiced", "line_count",
        (
            Slot("quantity", "coalesce(shipped_q, ordered_q)"), *_AMOUNTS,
            _reported("quantity", "coalesce(shipped_q, ordered_q)"),
        ),
        by_kind=True,
    ),
    Pack(
        5, "line", "delivered", "line", "", "delivered",
        (
            Slot("promised", when="known(promised)"),
            Slot("promised_estimated", when="and(known(promised), guessed = 1)"),
            Slot("on_time", when="delivered <= promised"),
            Slot("late", when="delivered > promised"),
            Slot("cycle_days", "cycle_days"), Slot("cycle_known", when="known(cycle_days)"),
            *_shares("in_full"),
            Slot("accepted_quantity", "accepted_q"),
            Slot("rejected_quantity", "rejected_q"),
            _reported("accepted_quantity", "accepted_q"),
            _reported("rejected_quantity", "rejected_q"),
        ),
        where=GOODS,
        bins="cycle_days",
    ),
    Pack(
        6, "line", "promised + 1", "line", "", "overdue_opened",
        where=f"and({GOODS}, or(delivered > promised, and(not(known(delivered)), open = 1)))",
    ),
    Pack(
        7, "line", "shipped", "line", "", "gift_rows",
        (
            Slot("gift_quantity", "coalesce(shipped_q, ordered_q)"),
            Slot("gift_amount", "amount"),
            Slot("goods_rebate_amount", f"if(kind = {GOODS_REBATE}, amount, 0)"),
            _reported("gift_quantity", "coalesce(shipped_q, ordered_q)"),
        ),
        where=f"or(kind = {GIFT}, kind = {GOODS_REBATE})",
    ),
    Pack(
        8, "line", "reversed", "unit", "", "red_rows",
        (
            Slot("red_return_amount", "abs(amount)"),
            Slot("red_return_quantity", "abs(coalesce(shipped_q, accepted_q, ordered_q))"),
        ),
        where=f"and(kind = {RED}, twice = 0)",
    ),
    *(Pack(33 + n, "line", b, "line", b, "taxed_lines", _TAX, "with_tax = 1", by_kind=True)
      for n, b in enumerate(BASES)),
    *(Pack(37 + n, "line", b, "line", b, "unvalued_lines", (), "not(known(amount))", by_kind=True)
      for n, b in enumerate(BASES)),
    Pack(11, "order", "ordered", "order", "ordered", "order_count"),
    Pack(
        12, "order", "delivered", "order", "", "delivered",
        (
            Slot("promised", when="known(on_time)"),
            Slot("promised_estimated", when="and(known(on_time), guessed = 1)"),
            Slot("on_time", when="on_time = 1"),
            Slot("late", when="on_time = 0"),
            *_shares("in_full", "otif", "perfect"),
            Slot("cycle_days", "cycle_days"), Slot("cycle_known", when="known(cycle_days)"),
        ),
        bins="cycle_days", daily_bins=True,
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
            Slot("outflow_worth", "worth"),
            Slot("outflow_unpriced", when="and(quantity <> 0, not(known(worth)))"),
            _reported("sell_out_quantity", "if(resold = 0, quantity, 0)"),
            _reported("outflow_quantity", "quantity"),
            _reported("distribution_quantity", "if(resold = 1, quantity, 0)"),
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
            Slot("target_amount", "if(and(sales = 1, effective = 1), amount, 0)"),
            Slot("sell_out_target", "if(and(sell_out = 1, effective = 1), amount, 0)"),
            Slot("collection_target", "if(and(collection = 1, effective = 1), amount, 0)"),
            Slot("target_quantity", "if(and(units = 1, effective = 1), quantity, 0)"),
            Slot("target_original_amount", "if(and(sales = 1, adjusted = 0), amount, 0)"),
            Slot("sell_out_original_target", "if(and(sell_out = 1, adjusted = 0), amount, 0)"),
            Slot("collection_original_target", "if(and(collection = 1, adjusted = 0), amount, 0)"),
            Slot("target_original_quantity", "if(and(units = 1, adjusted = 0), quantity, 0)"),
            Slot("targets_adjusted", when="adjusted = 1"),
        ),
        monthly=True,
    ),
    Pack(27, "stock_check", "as_of", "list", "", "stock_checks", (Slot("stock_outs", when="quantity <= 0"),)),
    Pack(
        28, "invoice", "invoiced", "line", "", "invoice_rows",
        (
            Slot("invoiced_net", "if(red = 1, -abs(amount), amount)"),
            Slot("invoiced_gross", "if(red = 1, -abs(gross), gross)"),
            Slot("invoice_return_amount", "if(and(returns = 1, twice = 0), abs(amount), 0)"),
            Slot("invoice_return_quantity", "if(and(returns = 1, twice = 0), abs(quantity), 0)"),
            Slot("red_invoices", when="red = 1"),
            Slot("invoice_return_rows", when="and(returns = 1, twice = 0)"),
        ),
    ),
    Pack(
        29, "receipt", "received", "line", "", "receipt_rows",
        (
            Slot("collection_amount", "if(form <> 4, amount, 0)"),
            Slot("collection_transfer", "if(form = 1, amount, 0)"),
            Slot("collection_notes", "if(or(form = 2, form = 3), amount, 0)"),
            Slot("collection_trade_notes", "if(form = 3, amount, 0)"),
            Slot("collection_rebate", "if(form = 4, amount, 0)"),
        ),
    ),
    Pack(
        30, "receipt", "matured", "line", "", "matured_rows",
        (Slot("collection_in_hand", "amount"), Slot("collection_matured", "if(form <> 1, amount, 0)")),
        where="form <> 4",
        ahead=True,
    ),
    Pack(
        31, "stock", "as_of", "unit", "", "stock_rows",
        (
            Slot("stock_quantity", "quantity"),
            Slot("stock_amount", "amount"),
            Slot("dated_stock_amount", "if(known(expiry), amount, 0)"),
            Slot("near_expiry_amount", "if(expiry <= as_of + near_days, amount, 0)"),
            Slot("dated_stock_quantity", "if(known(expiry), quantity, 0)"),
            Slot("near_expiry_quantity", "if(expiry <= as_of + near_days, quantity, 0)"),
            Slot("stock_worth", "worth"),
            Slot("stock_unpriced", "if(and(quantity <> 0, not(known(worth))), 1, 0)"),
            _reported("stock_quantity", "quantity"),
            _reported("dated_stock_quantity", "if(known(expiry), quantity, 0)"),
            _reported("near_expiry_quantity", "if(expiry <= as_of + near_days, quantity, 0)"),
        ),
        snapshot=True,
    ),
    Pack(
        32, "receivable", "as_of", "unit", "", "receivable_rows",
        (
            Slot("receivable", "owed"),
            Slot("overdue", "if(due < as_of, owed, 0)"),
            Slot("prepaid", "if(amount < 0, -amount, 0)"),
            Slot("not_due", "if(due < as_of, 0, owed)"),
            *(
                Slot(name, f"if(and(due + {first} <= as_of, due + {last} >= as_of), owed, 0)")
                for name, first, last in AGES
            ),
            Slot("prepaying_rows", when="prepays = 1"),
        ),
        snapshot=True,
    ),
)  # fmt: skip

_SCALES: Final[Mapping[Dimension, int]] = MappingProxyType({MONEY: AMOUNT_SCALE, QUANTITY: QUANTITY_SCALE})
_DIMENSIONS: Final[Mapping[str, Dimension]] = MappingProxyType(
    {
        **dict.fromkeys(("quantity", "fill_shipped", "fill_ordered", "outflow_quantity"), QUANTITY),
        **dict.fromkeys(("distribution_quantity", "return_quantity", "stock_quantity", "rejected_quantity"), QUANTITY),
        **dict.fromkeys(("dated_stock_quantity", "near_expiry_quantity", "accepted_quantity"), QUANTITY),
        **dict.fromkeys(("net_amount", "sell_out_amount", "distribution_amount", "return_amount"), MONEY),
        **dict.fromkeys(("expiry_return_amount", "quality_return_amount", "target_amount"), MONEY),
        **dict.fromkeys(("outflow_worth", "stock_worth", "tax_in_files"), MONEY),
        **dict.fromkeys(("sell_out_target", "collection_target", "stock_amount", "dated_stock_amount"), MONEY),
        **dict.fromkeys(("near_expiry_amount", "receivable", "overdue", "prepaid", "not_due"), MONEY),
        **dict.fromkeys((name for name, _, _ in AGES), MONEY),
        **dict.fromkeys(("gross_amount", "gift_amount", "goods_rebate_amount", "red_return_amount"), MONEY),
        **dict.fromkeys(("target_original_amount", "sell_out_original_target", "collection_original_target"), MONEY),
        **dict.fromkeys(("invoiced_net", "invoiced_gross", "invoice_return_amount", "collection_amount"), MONEY),
        **dict.fromkeys(("collection_transfer", "collection_notes", "collection_trade_notes"), MONEY),
        **dict.fromkeys(("collection_rebate", "collection_in_hand", "collection_matured"), MONEY),
        **dict.fromkeys(("gift_quantity", "red_return_quantity", "invoice_return_quantity"), QUANTITY),
        **dict.fromkeys(("target_quantity", "target_original_quantity", "sell_out_quantity"), QUANTITY),
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

    @cached_property
    def dimension(self) -> Dimension:
        """What it measures."""
        return _DIMENSIONS.get(self.id.removesuffix(REPORTED), COUNT)

    @cached_property
    def scale(self) -> int:
        """How many of its integers make one unit."""
        return REPORT_SCALE if self.id.endswith(REPORTED) else _SCALES.get(self.dimension, 1)


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
