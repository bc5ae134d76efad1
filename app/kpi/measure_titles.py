"""What measures are called, for whoever writes a formula or reads what one is made of."""

import re
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from app.core.texts import N_, Text
from app.kpi.definitions import KPIS

_OWN: Final = "own_"
_TITLES: Final = MappingProxyType(
    {
        "collection_matured": N_("Collections, notes when they fall due"),
        "collection_notes": N_("Collections by bank notes"),
        "collection_original_target": N_("Target of collections as first set"),
        "collection_rebate": N_("Collections by rebate"),
        "collection_target": N_("Target of collections"),
        "collection_trade_notes": N_("Collections by commercial notes"),
        "collection_transfer": N_("Collections by transfer"),
        "complaint_count": N_("Complaints, number"),
        "corrected": N_("Orders corrected after the review"),
        "csat_answers": N_("Answers on satisfaction"),
        "csat_sum": N_("Sum of the points of satisfaction"),
        "csat_top2": N_("Answers of the two best points"),
        "cycle_days": N_("Days from order to delivery, summed"),
        "cycle_known": N_("Deliveries of which the days are known"),
        "dated_stock_amount": N_("Stock with a date of expiry, value"),
        "dated_stock_quantity": N_("Stock with a date of expiry, quantity"),
        "delivered": N_("Delivered, number"),
        "detractors": N_("Answers of 0 to 6 points"),
        "expiry_return_amount": N_("Returns near or past expiry, amount"),
        "fill_ordered": N_("Quantity ordered on shipped lines"),
        "fill_shipped": N_("Quantity shipped on these lines"),
        "full": N_("Lines shipped in full"),
        "full_known": N_("Shipped lines of which the quantities are known"),
        "gift_quantity": N_("Goods given free, quantity"),
        "gift_rows": N_("Lines of goods given free"),
        "goods_rebate_amount": N_("Rebates in goods, amount"),
        "gross_known": N_("Lines with a known amount with tax"),
        "in_full": N_("Delivered in full"),
        "in_full_known": N_("Delivered with known quantities"),
        "invoice_return_amount": N_("Returns by invoices, amount"),
        "invoice_return_quantity": N_("Returns by invoices, quantity"),
        "invoice_return_rows": N_("Lines of returns by invoices"),
        "invoice_rows": N_("Lines of invoices"),
        "matured_rows": N_("Notes that fell due"),
        "near_expiry_amount": N_("Stock near expiry, value"),
        "near_expiry_quantity": N_("Stock near expiry, quantity"),
        "nps_answers": N_("Answers on recommending"),
        "on_time": N_("Delivered on time"),
        "otif": N_("Delivered on time and in full"),
        "otif_known": N_("Delivered with known promise and quantities"),
        "outflow_quantity": N_("Outflow, quantity"),
        "outflow_unpriced": N_("Outflow without a list price, lines"),
        "outflow_worth": N_("Outflow at list prices"),
        "overdue_opened": N_("Promised days that came"),
        "owed_reports": N_("Reports owed by dealers"),
        "perfect": N_("Perfect orders, number"),
        "perfect_known": N_("Delivered with everything known"),
        "prepaying_rows": N_("Receivables of dealers who prepay, rows"),
        "promised": N_("Delivered with a promised day"),
        "promised_estimated": N_("Promised days set by the standard lead time"),
        "promoters": N_("Answers of 9 and 10 points"),
        "quality_return_amount": N_("Returns for quality, amount"),
        "receipt_rows": N_("Receipts, rows"),
        "receivable_rows": N_("Receivables, rows"),
        "received_reports": N_("Reports received from dealers"),
        "red_invoices": N_("Red invoices"),
        "red_return_amount": N_("Returns by reversed lines, amount"),
        "red_return_quantity": N_("Returns by reversed lines, quantity"),
        "red_rows": N_("Reversed lines"),
        "return_amount": N_("Returns, amount"),
        "return_quantity": N_("Returns, quantity"),
        "return_rows": N_("Lines of returns"),
        "review_due": N_("Orders that had to be reviewed"),
        "review_in_time": N_("Orders reviewed in time"),
        "reviewed": N_("Orders reviewed"),
        "sell_out_original_target": N_("Target of sell-out as first set"),
        "sell_out_rows": N_("Lines of sell-out"),
        "sell_out_target": N_("Target of sell-out"),
        "ship_days": N_("Days from order to shipping, summed"),
        "ship_days_known": N_("Shipments of which the days are known"),
        "shipped": N_("Shipped, number"),
        "stock_amount": N_("Stock, value"),
        "stock_checks": N_("Dealers and products that must be in stock, checked"),
        "stock_outs": N_("Dealers and products that were out of stock"),
        "stock_rows": N_("Lines of stock"),
        "stock_unpriced": N_("Stock without a list price, lines"),
        "stock_worth": N_("Stock at list prices"),
        "target_amount": N_("Target of net sales"),
        "target_original_amount": N_("Target of net sales as first set"),
        "target_original_quantity": N_("Target of the quantity as first set"),
        "target_quantity": N_("Target of the quantity"),
        "target_rows": N_("Targets of net sales, rows"),
        "targets_adjusted": N_("Adjusted targets, rows"),
        "tax_in_files": N_("Tax as the files have it"),
        "taxed_lines": N_("Lines of which the tax is known"),
        "unvalued_lines": N_("Order lines without an amount"),
        "working_days": N_("Working days"),
        "working_days_over": N_("Working days that are over"),
    }
)
_ENDED: Final = MappingProxyType(
    {
        "_90_ordinary_days": N_("{measure}, of the last 90 ordinary days"),
        "_90d": N_("{measure}, of the last 90 days"),
        "_to_date": N_("{measure}, all up to the end"),
        "_matched": N_("{measure}, of dealers who can be compared"),
        "_before": N_("{measure}, of these dealers a year before"),
        "_first_targeted": N_("{measure}, of months with a first target"),
        "_targeted": N_("{measure}, of months with a target"),
    }
)
_KPIS: Final = MappingProxyType({one.formula: one.name for one in KPIS.values()})


def measure_title(name: str) -> Text | str:
    """What a name of a formula means, in words; a name that nothing is known of as it is written."""
    for ending, words in _ENDED.items():
        if name.endswith(ending):
            return Text(words, {"measure": measure_title(name.removesuffix(ending))})
    if name in _TITLES or name in _KPIS:
        return Text(_TITLES.get(name) or _KPIS[name])
    if name.startswith(_OWN):
        return Text(N_("{measure}, own warehouse"), {"measure": measure_title(name.removeprefix(_OWN))})
    return name


def in_words(formula: str, say: Callable[[Text], str]) -> str:
    """A formula with what its names mean in their place; empty where that says no more than the formula."""

    def told(found: re.Match[str]) -> str:
        title = measure_title(found[0])
        return title if isinstance(title, str) else say(title)

    words = re.sub(r"[A-Za-z_]\w*", told, formula)
    return "" if words == formula else words
