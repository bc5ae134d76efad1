"""The built-in KPIs: formulas over measures, each with what it means, who owns it and how it may be rolled up.

Names in a formula are measures (``app/kpi/measures.py``) summed over the asked period, or with an ending: ``_90d`` the
90 days up to the period's end, ``_90_ordinary_days`` the same without 除夕 -7..+14, ``_to_date`` everything up to the
period's end, ``_matched`` and ``_before`` this period and the same of the year before over the dealers present in both,
``_targeted`` (``_first_targeted``) the months that have a target (one that was first set).
``cycle_p50`` and ``cycle_p90`` are percentiles, ``working_days`` and ``working_days_over`` are of the calendar,
``buying_dealers`` counts dealers, ``owed_reports`` and
``received_reports`` count dealer-months, ``own_`` is our own warehouses.
"""

from types import MappingProxyType
from typing import Final

from app.core.texts import N_
from app.kpi.amounts import MONEY, SELLING
from app.kpi.kpi import EACH_BASIS, LOGISTICS, ORDER_DESK, QUALITY, SALES, Direction, Kind, Kpi, Unit

__all__ = [
    "BASIS_TITLES",
    "DIRECTION_TITLES",
    "FIXED_BASIS",
    "GRAIN_TITLES",
    "KPIS",
    "UNIT_TITLES",
    "Direction",
    "Kind",
    "Kpi",
    "Unit",
]

BASIS_TITLES: Final = MappingProxyType(
    {
        "ordered": N_("by order date"),
        "shipped": N_("by shipping date"),
        "signed": N_("by date of signature"),
        "invoiced": N_("by invoice date"),
    }
)
GRAIN_TITLES: Final = MappingProxyType(
    {
        "order": N_("per order"),
        "line": N_("per order line"),
        "unit": N_("per unit"),
        "answer": N_("per answer"),
        "dealer": N_("per dealer"),
        "list": N_("per list"),
    }
)


_RETURNED: Final = "return_rows + red_rows + invoice_return_rows"
"""Returns by return notes, and those that only red lines or red invoices tell of."""
SERVICE: Final = (
    Kpi(
        "order_count", N_("Orders"),
        N_("Orders placed in the period; an order counts once, whatever its lines."),
        "order_count", "count", "none", SALES,
        N_("none"), "order_count", ("order",), ("ordered",),
    ),
    Kpi(
        "line_count", N_("Order lines"),
        N_("Order lines of the period, cancelled ones left out."),
        "line_count", "count", "none", SALES,
        N_("none"), "line_count", ("line",), EACH_BASIS,
    ),
    Kpi(
        "quantity", N_("Quantity"),
        N_("Quantity in base units; by shipping date what was shipped, by signature what was accepted."),
        "quantity", "quantity", "none", SALES,
        N_("none"), "line_count", ("line",), EACH_BASIS,
    ),
    Kpi(
        "net_amount", N_("Net sales"),
        N_("Sales without tax, by shipping date unless another date is asked for."),
        "net_amount", "money", "higher", SALES,
        N_("none"), "line_count", ("line",), EACH_BASIS, taxes=("net", "gross", "stated"), unvalued="unvalued_lines",
    ),
    Kpi(
        "on_time_rate", N_("On-time delivery"),
        N_(
            "Delivered on or before the first promised date / delivered with a promise; what has no "
            "promise is not counted."
        ),
        "on_time / promised", "ratio", "higher", LOGISTICS,
        N_("delivered with a promised date"), "promised", ("line", "order"), among="delivered",
    ),
    Kpi(
        "estimated_promise_share", N_("Promises by standard lead time"),
        N_(
            "Delivered with a promise that is order date + the lane's standard lead time, because the order holds none "
            "/ delivered with a promise."
        ),
        "promised_estimated / promised", "ratio", "lower", LOGISTICS,
        N_("delivered with a promised date"), "promised", ("line", "order"),
    ),
    Kpi(
        "late_lines", N_("Delivered late"),
        N_("Delivered after the first promised date, in the period of delivery."),
        "late", "count", "lower", LOGISTICS,
        N_("none"), "promised", ("line", "order"),
    ),
    Kpi(
        "overdue_lines", N_("Overdue lines"),
        N_("Open lines past their first promised date at the period's end."),
        "overdue_opened_to_date - late_to_date", "count", "lower", LOGISTICS,
        N_("none"), "overdue_opened_to_date", ("line",), kind="snapshot",
    ),
    Kpi(
        "in_full_rate", N_("Complete orders"),
        N_(
            "Orders of which every line came in full / completely delivered orders whose quantities are "
            "known."
        ),
        "in_full / in_full_known", "ratio", "higher", LOGISTICS,
        N_("delivered orders with known quantities"), "in_full_known", ("order", "line"), among="delivered",
    ),
    Kpi(
        "otif_rate", N_("On time in full (OTIF)"),
        N_("Orders in full and on the first promised date / delivered orders of which both are known."),
        "otif / otif_known", "ratio", "higher", LOGISTICS,
        N_("delivered orders with known quantities and promise"), "otif_known", ("order",), among="delivered",
    ),
    Kpi(
        "perfect_order_rate", N_("Perfect orders"),
        N_(
            "Orders in full, on time, with right documents and in good condition / delivered orders of "
            "which all four are known (SCOR RL.1.1)."
        ),
        "perfect / perfect_known", "ratio", "higher", LOGISTICS,
        N_("delivered orders of which all parts are known"), "perfect_known", ("order",), among="delivered",
    ),
    Kpi(
        "line_fill_rate", N_("Lines shipped complete"),
        N_("Lines shipped in the full quantity ordered / lines shipped."),
        "full / full_known", "ratio", "higher", LOGISTICS,
        N_("shipped lines with known quantities"), "full_known", ("line",),
    ),
    Kpi(
        "complete_line_rate", N_("Complete lines"),
        N_("Delivered lines accepted in the full quantity ordered / delivered lines with known quantities."),
        "in_full / in_full_known", "ratio", "higher", LOGISTICS,
        N_("delivered lines with known quantities"), "in_full_known", ("line",), among="delivered",
    ),
    Kpi(
        "fill_rate", N_("Quantity fill rate"),
        N_("Quantity shipped / quantity ordered, over shipped lines."),
        "fill_shipped / fill_ordered", "ratio", "higher", LOGISTICS,
        N_("quantity ordered"), "full_known", ("unit",),
    ),
    Kpi(
        "accepted_quantity", N_("Quantity accepted"),
        N_("Quantity accepted on delivery."),
        "accepted_quantity", "quantity", "higher", QUALITY,
        N_("none"), "delivered", ("line",),
    ),
    Kpi(
        "rejected_quantity", N_("Quantity rejected"),
        N_("Quantity rejected on delivery."),
        "rejected_quantity", "quantity", "lower", QUALITY,
        N_("none"), "delivered", ("line",),
    ),
    Kpi(
        "cycle_days_mean", N_("Order cycle, mean"),
        N_(
            "Days from order to last delivery (SCOR RS.1.1), in the period of delivery; stand-in dates are "
            "left out."
        ),
        "cycle_days / cycle_known", "days", "lower", LOGISTICS,
        N_("completely delivered orders"), "cycle_known", ("order", "line"), among="delivered",
    ),
    Kpi(
        "cycle_days_p50", N_("Order cycle, median"),
        N_("Half of the orders took at most so many days from order to last delivery."),
        "cycle_p50", "days", "lower", LOGISTICS,
        N_("completely delivered orders"), "cycle_known", ("order", "line"), kind="distinct", among="delivered",
    ),
    Kpi(
        "cycle_days_p90", N_("Order cycle, P90"),
        N_("Nine of ten orders took at most so many days from order to last delivery."),
        "cycle_p90", "days", "lower", LOGISTICS,
        N_("completely delivered orders"), "cycle_known", ("order", "line"), kind="distinct", among="delivered",
    ),
    Kpi(
        "ship_days_mean", N_("Days to ship"),
        N_("Days from order to the last shipment, in the period of shipping; stand-in dates are left out."),
        "ship_days / ship_days_known", "days", "lower", LOGISTICS,
        N_("completely shipped orders"), "ship_days_known", ("order", "line"),
    ),
    Kpi(
        "review_in_time_rate", N_("Reviewed in time"),
        N_(
            "Orders reviewed within 48 clock hours of receipt / orders whose 48 hours are over, reviewed "
            "or not."
        ),
        "review_in_time / review_due", "ratio", "higher", ORDER_DESK,
        N_("orders whose limit is over"), "review_due", ("order",),
    ),
    Kpi(
        "error_rate", N_("Orders corrected"),
        N_("Orders corrected after their review / orders reviewed."),
        "corrected / reviewed", "ratio", "lower", ORDER_DESK,
        N_("reviewed orders"), "reviewed", ("order",),
    ),
)  # fmt: skip

AFTER_SALES: Final = (
    Kpi(
        "return_rate", N_("Return rate"),
        N_(
            "Amount returned without exchanges / net sales by shipping date; a return told of by a return note, a red "
            "line and a red invoice counts once."
        ),
        "(return_amount + red_return_amount + invoice_return_amount) / net_amount", "ratio", "lower", QUALITY,
        N_("net sales shipped"), _RETURNED, ("unit",), version=2,
    ),
    Kpi(
        "return_amount", N_("Returns"),
        N_("Amount returned without exchanges, without tax; each return once, whichever files tell of it."),
        "return_amount + red_return_amount + invoice_return_amount", "money", "lower", QUALITY,
        N_("none"), _RETURNED, ("unit",), taxes=("net",),
    ),
    Kpi(
        "expiry_return_rate", N_("Returns near or past expiry"),
        N_("Amount returned because of its expiry / net sales by shipping date."),
        "expiry_return_amount / net_amount", "ratio", "lower", QUALITY,
        N_("net sales shipped"), "return_rows", ("unit",),
    ),
    Kpi(
        "quality_return_rate", N_("Returns for quality"),
        N_("Amount returned because of its quality or damage / net sales by shipping date."),
        "quality_return_amount / net_amount", "ratio", "lower", QUALITY,
        N_("net sales shipped"), "return_rows", ("unit",),
    ),
    Kpi(
        "complaint_rate", N_("Complaints per 1,000 orders"),
        N_("Complaints received x 1,000 / completely delivered orders."),
        "complaint_count * 1000 / delivered", "per_thousand", "lower", QUALITY,
        N_("delivered orders"), "complaint_count", ("order",),
    ),
    Kpi(
        "csat_mean", N_("Satisfaction (CSAT)"),
        N_("Mean of the answers from 1 to 5."),
        "csat_sum / csat_answers", "score", "higher", QUALITY,
        N_("answers"), "csat_answers", ("answer",), by_group=False,
    ),
    Kpi(
        "csat_top2", N_("Satisfied (top two)"),
        N_("Answers of 4 and 5 / answers."),
        "csat_top2 / csat_answers", "ratio", "higher", QUALITY,
        N_("answers"), "csat_answers", ("answer",), by_group=False,
    ),
    Kpi(
        "nps", N_("Net promoter score (NPS)"),
        N_("Share of answers 9 and 10 less share of answers 0 to 6, in points."),
        "100 * (promoters - detractors) / nps_answers", "points", "higher", QUALITY,
        N_("answers"), "nps_answers", ("answer",), by_group=False,
    ),
)  # fmt: skip

STOCK: Final = (
    Kpi(
        "stock_quantity", N_("Dealers' stock"),
        N_("Quantity on the last complete list of each place, at most 35 days old at the period's end."),
        "stock_quantity", "quantity", "none", LOGISTICS,
        N_("none"), "stock_rows", ("unit",), kind="snapshot",
    ),
    Kpi(
        "own_stock_quantity", N_("Own stock"),
        N_("Quantity in our own warehouses on their last complete lists."),
        "own_stock_quantity", "quantity", "none", LOGISTICS,
        N_("none"), "own_stock_rows", ("unit",), kind="snapshot",
    ),
    Kpi(
        "days_of_supply", N_("Days of supply"),
        N_(
            "Stock at the period's end / mean daily outflow of the last 90 days without those around the "
            "spring festival; never by purchases; at list prices where units are unlike."
        ),
        "stock_quantity / (outflow_quantity_90_ordinary_days / 90)", "days", "band", LOGISTICS,
        N_("mean daily outflow"), "stock_rows", ("unit",), kind="snapshot", version=2,
        unlike="stock_worth / if(stock_unpriced + outflow_unpriced_90_ordinary_days = 0,"
        " outflow_worth_90_ordinary_days / 90, 0)",
    ),
    Kpi(
        "stock_out_share", N_("Out of stock"),
        N_(
            "Products that must be in stock found at zero / products that must be in stock, over dealers "
            "and lists."
        ),
        "stock_outs / stock_checks", "ratio", "lower", LOGISTICS,
        N_("dealer x product that must be in stock x list"), "stock_checks", ("list",),
    ),
    Kpi(
        "near_expiry_share", N_("Near expiry"),
        N_(
            "Stock that expires within 6 months (cold chain 3) / stock with a known expiry, by amount, "
            "else by quantity."
        ),
        "coalesce(near_expiry_amount / dated_stock_amount, near_expiry_quantity / dated_stock_quantity)",
        "ratio", "lower", LOGISTICS,
        N_("stock with a known expiry"), "stock_rows", ("unit",), kind="snapshot",
    ),
)  # fmt: skip

KPIS: Final = MappingProxyType({kpi.id: kpi for kpi in (*SERVICE, *AFTER_SALES, *STOCK, *SELLING, *MONEY)})
"""The built-in KPIs by id, in the order in which they are listed."""
FIXED_BASIS: Final = "shipped"
"""The date basis of measures inside KPIs that offer no choice."""
UNIT_TITLES: Final = MappingProxyType(
    {
        "count": N_("count"),
        "money": N_("amount"),
        "quantity": N_("base units"),
        "ratio": N_("share"),
        "days": N_("days"),
        "score": N_("points of 5"),
        "points": N_("points"),
        "per_thousand": N_("per 1,000"),
    }
)
DIRECTION_TITLES: Final = MappingProxyType(
    {
        "higher": N_("higher is better"),
        "lower": N_("lower is better"),
        "band": N_("a middle range is best"),
        "none": N_("no direction"),
    }
)
