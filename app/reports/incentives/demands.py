"""What a payout is multiplied by, as formulas: baskets, conditions, grade."""

from collections.abc import Mapping
from fractions import Fraction

from app.core.texts import Texts
from app.incentives.engine import Figures
from app.incentives.explain.titles import Titles
from app.incentives.policy import RATE_SCALE, Basket, Condition, Policy
from app.incentives.steps import agreed_factor
from app.reports.incentives.expr import ONE, ZERO, Expr, Truth, at_least, either, exactly, number
from app.reports.incentives.pad import Pad

_ALWAYS = Truth("TRUE", holds=True)


def demanded(
    pad: Pad, t: Texts, policy: Policy, figures: Figures, parts: Mapping[str, Expr], whole: Expr, gross: Expr,
    titles: Titles,
) -> tuple[Expr, Truth]:  # fmt: skip
    """Write them; what is left of the payout, and whether all that is required holds."""
    value, holds = gross, _ALWAYS
    if policy.baskets:
        pad.heading(t("Mix"))
        pad.heads(t("Basket"), t("In the basket"), t("At least, of the base"), t("Reached"), t("Times"))
    for basket in policy.baskets:
        met, factor = _basket(pad, basket, parts[basket.name], whole)
        holds = holds & met if basket.effect == "required" else holds
        value = value * factor
    if policy.conditions:
        pad.heading(t("Conditions"))
        pad.heads(t("Figure"), t("Reached figure"), t("Bound"), t("Holds"), t("Times"))
    for each in policy.conditions:
        met, factor = _condition(pad, t, each, figures.kpis.get(each.kpi), titles)
        holds = holds & met if each.effect == "required" else holds
        value = value * factor
    if policy.grade_factors:
        pad.heading(t("Grade"))
        times = policy.grade_factors.get(figures.grade or "", RATE_SCALE)
        label = t("Grade {grade}", grade=figures.grade) if figures.grade else t("No decided grade")
        value = value * pad.known(label, Fraction(times, RATE_SCALE), "factor", t("times"))
    agreed = agreed_factor(policy, figures)
    if agreed is not None:
        pad.heading(t("Adjustment"))
        value = value * pad.known(t("Agreed for this dealer"), Fraction(agreed, RATE_SCALE), "factor", t("times"))
    if value is not gross:
        value = pad.line(t("After mix, conditions and grade"), value, "exact", strong=True)
    return value, holds


def _times(met: Truth, each: Basket | Condition) -> Expr:
    missed = ZERO if each.effect == "required" else number(Fraction(each.factor, RATE_SCALE))
    return either(met, ONE, missed)


def _basket(pad: Pad, basket: Basket, part: Expr, whole: Expr) -> tuple[Truth, Expr]:
    """At least so much of the whole, which has to be above nothing."""
    pad.text(0, basket.name)
    held = pad.shown(1, part, "exact")
    share = pad.given(2, Fraction(basket.least_share, RATE_SCALE), "rate")
    met = Truth(f"{whole.words}>0", whole.value > 0) & at_least(held, exactly(share * whole))
    return _answer(pad, met, basket)


def _condition(pad: Pad, t: Texts, each: Condition, text: str | None, titles: Titles) -> tuple[Truth, Expr]:
    label, unit = t(titles.kpi(each.kpi)), "rate" if each.kpi in titles.percents else "exact"
    pad.text(0, t("{kpi}, at least", kpi=label) if each.at_least else t("{kpi}, at most", kpi=label))
    if text is None:
        pad.text(1, t("no figure"))
        met = Truth("FALSE", holds=False)
        pad.given(2, Fraction(each.value, RATE_SCALE), unit)
    else:
        figure = pad.given(1, Fraction(text), unit)
        bound = pad.given(2, Fraction(each.value, RATE_SCALE), unit)
        met = at_least(figure, bound) if each.at_least else at_least(bound, figure)
    return _answer(pad, met, each)


def _answer(pad: Pad, met: Truth, each: Basket | Condition) -> tuple[Truth, Expr]:
    flag = pad.shown(3, either(met, ONE, ZERO), "count")
    asked = Truth(f"{flag.words}=1", met.holds)
    factor = pad.shown(4, _times(asked, each), "factor")
    pad.down()
    return asked, factor
