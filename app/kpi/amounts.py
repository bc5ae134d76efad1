"""The KPIs of selling and of money: sales and sell-out, targets, collections, receivables."""

from typing import Final

from app.core.texts import N_
from app.kpi.kpi import DATA, EACH_BASIS, FINANCE, SALES, Direction, Kpi

SELLING: Final = (
    Kpi(
        "sell_out_amount", N_("Sell-out"),
        N_("Amount that dealers sold to terminals and consumers."),
        "sell_out_amount", "money", "higher", SALES,
        N_("none"), "sell_out_rows", ("line",),
    ),
    Kpi(
        "sell_out_quantity", N_("Sell-out quantity"),
        N_("Quantity that dealers sold to terminals and consumers."),
        "sell_out_quantity", "quantity", "higher", SALES,
        N_("none"), "sell_out_rows", ("line",),
    ),
    Kpi(
        "distribution_amount", N_("Distribution to lower tiers"),
        N_("Amount that dealers sold to other dealers; it is no sell-out, and the same goods are sold on from there."),
        "distribution_amount", "money", "none", SALES,
        N_("none"), "sell_out_rows", ("line",),
    ),
    Kpi(
        "distribution_quantity", N_("Distribution quantity"),
        N_("Quantity that dealers sold to other dealers."),
        "distribution_quantity", "quantity", "none", SALES,
        N_("none"), "sell_out_rows", ("line",),
    ),
    Kpi(
        "sell_out_growth", N_("Sell-out growth"),
        N_("Sell-out against the same period a year before, over the dealers that reported in both."),
        "(sell_out_amount_matched - sell_out_amount_before) / sell_out_amount_before",
        "ratio", "higher", SALES,
        N_("sell-out a year before"), "sell_out_rows", ("dealer",), kind="distinct",
    ),
    Kpi(
        "net_amount_growth", N_("Growth of net sales"),
        N_("Net sales against the same period a year before, over the dealers present in both."),
        "(net_amount_matched - net_amount_before) / net_amount_before",
        "ratio", "higher", SALES,
        N_("net sales a year before"), "line_count", ("dealer",), EACH_BASIS, kind="distinct", taxes=("net", "gross"),
    ),
    Kpi(
        "gross_amount", N_("Sales with tax"),
        N_(
            "Sales with tax, by shipping date unless another date is asked for; lines without a known tax are not in "
            "it."
        ),
        "gross_amount", "money", "higher", SALES,
        N_("none"), "gross_known", ("line",), EACH_BASIS, taxes=("gross",), among="line_count",
    ),
    Kpi(
        "invoiced_amount", N_("Invoiced without tax"),
        N_("Invoices without tax by invoice date, red ones deducted."),
        "invoiced_net", "money", "higher", FINANCE,
        N_("none"), "invoice_rows", ("line",), taxes=("net",),
    ),
    Kpi(
        "invoiced_gross", N_("Invoiced with tax"),
        N_("Invoices with tax by invoice date, red ones deducted."),
        "invoiced_gross", "money", "higher", FINANCE,
        N_("none"), "invoice_rows", ("line",), taxes=("gross",),
    ),
    Kpi(
        "gift_amount", N_("Free goods and rebates in goods"),
        N_("Value of free goods and rebates in goods by shipping date, where the lines state one; not in net sales."),
        "gift_amount", "money", "none", SALES,
        N_("none"), "gift_rows", ("line",), taxes=("net",),
    ),
    Kpi(
        "gift_share", N_("Free goods of quantity"),
        N_("Quantity of free goods and rebates in goods / quantity sold, both by shipping date."),
        "gift_quantity / quantity", "ratio", "none", SALES,
        N_("quantity sold"), "gift_rows", ("line",),
    ),
    Kpi(
        "target_attainment", N_("Target attainment"),
        N_(
            "Net sales of the months that have a target / target of these months; an adjusted target takes the place "
            "of the original."
        ),
        "net_amount_targeted / target_amount", "ratio", "higher", SALES,
        N_("target"), "target_rows", ("dealer",), EACH_BASIS, version=3, taxes=("net", "gross"),
    ),
    Kpi(
        "time_progress", N_("Time progress"),
        N_("Working days of the period that are over / all its working days, make-up days counted."),
        "working_days_over / working_days", "ratio", "none", SALES,
        N_("working days of the period"), "target_rows", ("dealer",),
    ),
    Kpi(
        "target_gap", N_("Behind schedule"),
        N_(
            "Target x time progress - net sales, of the months that have a target: what is missing today, and at the "
            "period's end what is missing of the target; below zero where sales are ahead."
        ),
        "target_amount * (working_days_over_targeted / working_days_targeted - net_amount_targeted / target_amount)",
        "money", "lower", SALES,
        N_("none"), "target_rows", ("dealer",), EACH_BASIS, version=2, taxes=("net", "gross"),
    ),
    Kpi(
        "original_target_attainment", N_("Attainment of the original target"),
        N_("Net sales of the months that have a target / target of these months as it was first set."),
        "net_amount_first_targeted / target_original_amount", "ratio", "higher", SALES,
        N_("original target"), "target_rows", ("dealer",), EACH_BASIS, version=2, taxes=("net", "gross"),
    ),
    Kpi(
        "quantity_attainment", N_("Attainment in quantity"),
        N_("Quantity sold in the months that have a target / target quantity of these months."),
        "quantity_targeted / target_quantity", "ratio", "higher", SALES,
        N_("target quantity"), "target_rows", ("dealer",), EACH_BASIS, version=2,
    ),
    Kpi(
        "sell_out_attainment", N_("Attainment of sell-out"),
        N_("Sell-out of the months that have a target / sell-out target of these months."),
        "sell_out_amount_targeted / sell_out_target", "ratio", "higher", SALES,
        N_("sell-out target"), "target_rows", ("dealer",), version=2,
    ),
    Kpi(
        "active_dealers", N_("Active dealers"),
        N_("Dealers whose net sales over the whole period are above zero."),
        "buying_dealers", "count", "higher", SALES,
        N_("none"), "line_count", ("dealer",), EACH_BASIS, kind="distinct",
    ),
)  # fmt: skip

_AGES: Final[tuple[tuple[str, str, str, Direction], ...]] = (
    ("not_due", N_("Not yet due"), N_("Share not yet due"), "higher"),
    ("overdue_1_30", N_("Overdue 1-30 days"), N_("Share overdue 1-30 days"), "lower"),
    ("overdue_31_60", N_("Overdue 31-60 days"), N_("Share overdue 31-60 days"), "lower"),
    ("overdue_61_90", N_("Overdue 61-90 days"), N_("Share overdue 61-90 days"), "lower"),
    ("overdue_91_180", N_("Overdue 91-180 days"), N_("Share overdue 91-180 days"), "lower"),
    ("overdue_over_180", N_("Overdue more than 180 days"), N_("Share overdue more than 180 days"), "lower"),
)
"""Receivables by age (账龄): the measure, what its amount and what its share is called."""
MONEY: Final = (
    Kpi(
        "collection_amount", N_("Collections"),
        N_("Money and notes received in the period, without rebates set off, which bring no money."),
        "collection_amount", "money", "higher", FINANCE,
        N_("none"), "receipt_rows", ("line",), by_group=False, taxes=("gross",),
    ),
    Kpi(
        "collection_attainment", N_("Collection attainment"),
        N_("Collections of the months that have a target / collection target of these months."),
        "collection_amount_targeted / collection_target", "ratio", "higher", FINANCE,
        N_("collection target"), "receipt_rows", ("dealer",), by_group=False, version=2, taxes=("gross",),
    ),
    Kpi(
        "collection_in_hand", N_("Money in hand"),
        N_(
            "Transfers by the day of receipt and notes by the day on which they mature; a note without that day is not "
            "in it."
        ),
        "collection_in_hand", "money", "higher", FINANCE,
        N_("none"), "matured_rows", ("line",), by_group=False, taxes=("gross",),
    ),
    Kpi(
        "collection_notes_share", N_("Notes in collections"),
        N_("Bank and trade acceptance notes received / collections."),
        "collection_notes / collection_amount", "ratio", "lower", FINANCE,
        N_("collections"), "receipt_rows", ("line",), by_group=False, taxes=("gross",),
    ),
    Kpi(
        "receivable_amount", N_("Receivables"),
        N_("Open items at the period's end, with tax and without netting prepayments; prepaid dealers have none."),
        "receivable", "money", "lower", FINANCE,
        N_("none"), "receivable_rows", ("unit",), kind="snapshot", by_group=False, taxes=("gross",),
    ),
    Kpi(
        "overdue_amount", N_("Overdue amount"),
        N_("Open items past due at the period's end, with tax."),
        "overdue", "money", "lower", FINANCE,
        N_("none"), "receivable_rows", ("unit",), kind="snapshot", by_group=False, taxes=("gross",),
    ),
    Kpi(
        "overdue_share", N_("Overdue receivables"),
        N_(
            "Receivables past due / receivables, with tax and without netting prepayments; prepaid dealers "
            "have none."
        ),
        "overdue / receivable", "ratio", "lower", FINANCE,
        N_("receivables"), "receivable_rows", ("unit",), kind="snapshot", by_group=False, taxes=("gross",),
    ),
    *(
        Kpi(
            f"{slot}_amount", name,
            N_("Receivables of this age at the period's end, with tax; all ages add up to the receivables."),
            slot, "money", direction, FINANCE,
            N_("none"), "receivable_rows", ("unit",), kind="snapshot", by_group=False, taxes=("gross",),
        )
        for slot, name, _, direction in _AGES
    ),
    *(
        Kpi(
            f"{slot}_share", name,
            N_("Receivables of this age / receivables, at the period's end."),
            f"{slot} / receivable", "ratio", direction, FINANCE,
            N_("receivables"), "receivable_rows", ("unit",), kind="snapshot", by_group=False, taxes=("gross",),
        )
        for slot, _, name, direction in _AGES
    ),
    Kpi(
        "prepayment_amount", N_("Prepayments"),
        N_("Credit balances of dealers at the period's end; they are never set off against receivables."),
        "prepaid", "money", "none", FINANCE,
        N_("none"), "receivable_rows", ("unit",), kind="snapshot", by_group=False,
    ),
    Kpi(
        "dso_days", N_("Days sales outstanding (DSO)"),
        N_(
            "Receivables at the period's end x 90 / sales with tax of the last 90 days; where no line states its tax, "
            "net sales; unknown where only some do."
        ),
        "coalesce(receivable * 90 / if(gross_known_90d = line_count_90d, gross_amount_90d, 0),"
        " receivable * 90 / if(gross_known_90d = 0, net_amount_90d, 0))", "days", "lower", FINANCE,
        N_("sales of the last 90 days"), "receivable_rows", ("unit",), kind="snapshot", by_group=False, version=3,
        taxes=("gross", "net"),
    ),
    Kpi(
        "data_coverage", N_("Data coverage"),
        N_(
            "Dealer-months with every list that the dealer owes / dealer-months in which a dealer owes "
            "lists."
        ),
        "received_reports / owed_reports", "ratio", "higher", DATA,
        N_("dealer-months owed"), "owed_reports", ("dealer",), kind="distinct", by_group=False,
    ),
)  # fmt: skip
