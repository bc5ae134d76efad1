"""A payout as formulas over the sums of its rows: base, tiers, demands, cap, rounding, less what is paid.

Each line is what ``app.incentives.steps`` does, in currency units and base units; ``app.incentives.engine`` decides,
and a workbook whose formulas came to something else is never handed out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.texts import Texts
from app.incentives.engine import Figures
from app.incentives.explain.titles import Titles
from app.incentives.policy import RATE_SCALE, Policy
from app.incentives.rounding import minor_per_unit
from app.incentives.steps import guarantee, share_of
from app.reports.incentives.demands import demanded
from app.reports.incentives.expr import ONE, ZERO, Expr, Truth, below, either, exactly, least, most, rounded
from app.reports.incentives.pad import Pad
from app.reports.incentives.tier_table import Ground, earned_by_tiers

EXACT: Final = "exact"


@dataclass(frozen=True)
class Sums:
    """What the rows come to, each a formula over them, in currency units and base units."""

    amount: Expr
    quantity: Expr
    returns: Expr
    returned: Expr
    """Quantity of the returns taken off."""
    baskets: Mapping[str, Expr]
    """In the unit of the basis."""


@dataclass(frozen=True)
class Result:
    """The cells that a statement shows first, and the index of the reached tier by its formula."""

    base: Expr
    gross: Expr
    entitled: Expr
    paid: Expr
    payable: Expr


def lay_out(pad: Pad, t: Texts, policy: Policy, figures: Figures, sums: Sums, titles: Titles) -> Result:
    """Write the calculation."""
    if policy.protection is None:
        ground = _ground(pad, t, policy, figures, sums)
        base, gross = ground.figure, earned_by_tiers(pad, t, policy, figures, ground)
    else:
        base = gross = _protection(pad, t, figures, titles)
    value, holds = demanded(pad, t, policy, figures, sums.baskets, _whole(policy, sums), gross, titles)
    value = _bounded(pad, t, policy, figures, value, holds)
    per_unit = minor_per_unit(policy.payout.currency)
    places = len(str(per_unit)) - 1
    pad.heading(t("Payout"))
    note = t("rounded once, here")
    entitled = pad.line(t("Entitled"), rounded(value, places, policy.payout.rounding), EXACT, note, strong=True)
    paid = pad.known(t("Already posted for this period"), Fraction(figures.paid_minor, per_unit), EXACT)
    payable = entitled - paid
    if figures.carried_minor < 0:
        payable = payable + pad.known(t("Carried from before"), Fraction(figures.carried_minor, per_unit), EXACT)
    payable = pad.line(t("Payable"), exactly(payable, places), EXACT, _payable_note(t, policy, payable), strong=True)
    return Result(base, gross, entitled, paid, payable)


def _payable_note(t: Texts, policy: Policy, payable: Expr) -> str:
    if payable.value >= 0:
        return ""
    carries = policy.basis.below_zero == "carry"
    return t("below zero: carried into the next settlement") if carries else t("below zero: invoiced to the dealer")


def _whole(policy: Policy, sums: Sums) -> Expr:
    return sums.quantity if policy.basis.measure == "quantity" else sums.amount


def _ground(pad: Pad, t: Texts, policy: Policy, figures: Figures, sums: Sums) -> Ground:
    """The base, what it is compared with, and the share of days."""
    pad.heading(t("Base"))
    of_value, unit = policy.basis.measure == "value", EXACT
    amount = pad.line(t("Value of the counted rows"), sums.amount, EXACT, t("sum over the sheet of rows"))
    pad.line(t("of it returns taken off"), sums.returns, EXACT)
    quantity = pad.line(t("Quantity of the counted rows"), sums.quantity, "quantity", t("sum over the sheet of rows"))
    pad.line(t("of it returns taken off"), sums.returned, "quantity")
    if policy.stacking.base == "reduced":
        given = Fraction(figures.reduced_e4, AMOUNT_SCALE)
        reduced = pad.known(t("Given by earlier policies on the same lines"), given, EXACT)
        amount = pad.line(t("Value after earlier policies"), exactly(amount - reduced, 4), EXACT)
    figure = amount if of_value else quantity
    unit = EXACT if of_value else "quantity"
    scale = AMOUNT_SCALE if of_value else QUANTITY_SCALE
    share = ONE
    if share_of(policy, figures) != 1:
        days_in = pad.known(t("Days taken part"), figures.days_in, "count")
        days = pad.known(t("Days of the period"), figures.days, "count")
        share = pad.line(t("Share of the period"), days_in / days, "factor", t("bounds and lump sums go by it"))
    baseline = target = None
    if figures.baseline is not None and "growth" in {policy.scale.reach, policy.scale.earns}:
        baseline = pad.known(t("Baseline of the whole period"), Fraction(figures.baseline, scale), unit)
    if figures.target is not None and policy.scale.reach == "target":
        target = pad.known(t("Target of the whole period"), Fraction(figures.target, scale), unit)
    return Ground(figure, amount, quantity, share, baseline, target)


def _protection(pad: Pad, t: Texts, figures: Figures, titles: Titles) -> Expr:
    """Stock on the day, at most what was bought before, times the cut."""
    pad.heading(t("Stock on the day times the price cut"))
    pad.heads(t("Product"), t("Stock"), t("Bought before"), t("Counts"), t("Price cut"), t("Amount"))
    found = ZERO
    for each in figures.protected:
        pad.text(0, titles.product(each.product_id))
        stock = pad.given(1, Fraction(each.stock_e3, QUANTITY_SCALE), "quantity")
        bought = pad.given(2, Fraction(each.bought_e3, QUANTITY_SCALE), "quantity")
        counts = pad.shown(3, most(ZERO, least(stock, bought)), "quantity")
        cut = pad.given(4, Fraction(each.cut_e6, RATE_SCALE), EXACT)
        found = found + pad.shown(5, counts * cut, EXACT)
        pad.down()
    return pad.line(t("Together"), found, EXACT, strong=True)


def _bounded(pad: Pad, t: Texts, policy: Policy, figures: Figures, value: Expr, holds: Truth) -> Expr:
    """Cap, then guarantee."""
    pay, per_unit = policy.payout, minor_per_unit(policy.payout.currency)
    places = len(str(per_unit)) - 1
    has_floor = guarantee(policy, figures) is not None
    if pay.cap is None and not has_floor:
        return value
    pad.heading(t("Cap and guarantee"))
    if pay.cap is not None:
        cap = pad.known(t("Most for one dealer and period"), Fraction(pay.cap, per_unit), EXACT)
        value = pad.line(t("After the cap"), least(value, cap), EXACT)
    if has_floor and pay.floor is not None:
        floor = pad.known(t("Least for one dealer and period"), Fraction(pay.floor, per_unit), EXACT)
        if pay.floor_by_days and figures.days_in != figures.days > 0:
            share = pad.known(t("Days taken part"), figures.days_in, "count") / pad.known(
                t("Days of the period"), figures.days, "count")  # fmt: skip
            floor = pad.line(t("Guarantee by days"), rounded(floor * share, places, pay.rounding), EXACT)
        if pay.floor_carries:
            more = pad.known(t("Earned beyond the guarantee before"),
                             Fraction(max(figures.carried_minor, 0), per_unit), EXACT)  # fmt: skip
            floor = pad.line(t("Guarantee that is left"), most(ZERO, exactly(floor - more, 4)), EXACT)
        note = t("only where all that is required holds")
        value = pad.line(t("After the guarantee"), either(holds & below(value, floor), floor, value), EXACT, note)
    return value
