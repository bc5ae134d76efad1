"""What incentives cost in a quarter, as a share of its net sales: one of the figures of the executive's page.

The cost is what the ledger has accrued for the periods of the quarter, corrections and reversals included, and what
funds paid in it. A period that is longer than the quarter counts by its days in it.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import Period, parse_period, shift
from app.core.texts import N_, Text
from app.core.wording import money_text, percent_text
from app.health.sheets import KeyFigure, KpiInfo, Light, RegionSheet
from app.incentives.policies.queries import active_between
from app.incentives.rounding import minor_per_unit
from app.kpi.kpi import SALES

COST: Final = KpiInfo(
    "incentive_cost_share", N_("Rebates and market money"), "percent",
    N_("Rebates accrued for the quarter and money that funds paid in it / net sales; by the ledger as it is now."),
    SALES, "fall",
)  # fmt: skip
_NEAR: Final = Fraction(11, 10)
"""Up to so much of the budget a cost above it is a warning."""
_SPARK: Final = 8
_ACCRUED: Final = """
    SELECT e.period, sum(e.amount_minor) AS minor, p.currency
    FROM incentive_entry e JOIN incentive_posting p ON p.id = e.posting_id
    LEFT JOIN incentive_entry o ON o.posting_id = p.reverses_id AND o.n = e.reverses_n
    WHERE coalesce(o.kind, e.kind) = 'accrue' AND p.removed = 0
    GROUP BY e.period, p.currency
"""
_FUNDS: Final = """
    SELECT e.day_on, sum(e.amount_minor) AS minor, p.currency
    FROM incentive_entry e JOIN incentive_posting p ON p.id = e.posting_id
    WHERE p.kind = 'fund' AND p.removed = 0
    GROUP BY e.day_on, p.currency
"""


def cost_of(session: Session, quarter: Period, currency: str) -> Fraction | None:
    """The cost of a quarter in currency units; None where nothing was posted for it."""
    found = [
        Fraction(row.minor, minor_per_unit(currency)) * share
        for row in session.execute(text(_ACCRUED))
        if row.currency == currency and (share := _share(row.period, quarter))
    ]
    found += [
        Fraction(row.minor, minor_per_unit(currency))
        for row in session.execute(text(_FUNDS))
        if row.currency == currency and quarter.first_day <= row.day_on <= quarter.last_day
    ]
    return sum(found, Fraction(0)) if found else None


def _share(name: str, quarter: Period) -> Fraction:
    """How much of a period lies in the quarter, by days."""
    try:
        period = parse_period(name)
    except UserError:
        return Fraction(0)
    first, last = max(period.first_day, quarter.first_day), min(period.last_day, quarter.last_day)
    return Fraction(max(0, last - first + 1), period.last_day - period.first_day + 1)


def budget_of(session: Session, quarter: Period, currency: str) -> Fraction | None:
    """The budgets of the policies that count in a quarter, by their days in it; None where no policy has one."""
    found = [
        Fraction(row.policy.budget, minor_per_unit(currency)) * Fraction(
            span.last_on - span.first_on + 1, row.to_on - row.from_on + 1
        )
        for row, span in active_between(session, quarter.first_day, quarter.last_day)
        if row.policy.budget is not None and row.policy.payout.currency == currency
    ]  # fmt: skip
    return sum(found, Fraction(0)) if found else None


def with_cost(session: Session, sheet: RegionSheet) -> RegionSheet:
    """The region's sheet with the cost of incentives among its figures; as it is where nothing was posted."""
    figure = cost_figure(session, sheet)
    return sheet if figure is None else replace(sheet, figures=(*sheet.figures, figure))


def cost_figure(session: Session, sheet: RegionSheet) -> KeyFigure | None:
    """The cost as a share of the quarter's net sales, against the budgets of its policies."""
    sales = next((one for one in sheet.figures if one.info.id == "net_amount"), None)
    quarter, currency = parse_period(sheet.period), sheet.currency or "CNY"
    cost = cost_of(session, quarter, currency)
    if cost is None or sales is None or not sales.value:
        return None
    history = list(sales.spark)
    shares = [
        _ratio(cost_of(session, shift(quarter, place + 1 - len(history)), currency), value)
        for place, value in enumerate(history)
    ]
    budget = budget_of(session, quarter, currency)
    target = None if budget is None else budget / sales.value
    share = cost / sales.value
    note = Text(N_("together {value}"), {"value": money_text(cost)})
    goal = ""
    if target is not None:
        goal = f"≤ {percent_text(target)}"
    return KeyFigure(
        COST, share, target=target, goal=goal, before=shares[-2] if len(shares) > 1 else None,
        year_ago=shares[-5] if len(shares) > 4 else None, spark=tuple(shares[-_SPARK:]),
        light=_light(share, target),
        note=note,
    )  # fmt: skip


def _light(share: Fraction, target: Fraction | None) -> Light:
    if target is None:
        return "none"
    return "good" if share <= target else "warn" if share <= target * _NEAR else "bad"


def _ratio(cost: Fraction | None, sales: Fraction | None) -> Fraction | None:
    return None if cost is None or not sales else cost / sales
