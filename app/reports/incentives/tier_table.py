"""The tiers as a table of formulas: which are reached, what each is paid on, what each earns."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.core.texts import N_, Texts
from app.incentives.engine import Figures
from app.incentives.policy import METHOD_TITLES, RATE_SCALE, UNIT_TITLES, Policy
from app.incentives.rounding import minor_per_unit
from app.reports.incentives.expr import (
    ONE,
    ZERO,
    Expr,
    Truth,
    at_least,
    either,
    exactly,
    least,
    most,
    number,
    total,
)
from app.reports.incentives.pad import Pad

_REACHED: Final = 5


@dataclass(frozen=True)
class Ground:
    """What the tiers stand on, in currency units and base units."""

    figure: Expr
    """What is held against the bounds."""
    amount: Expr
    quantity: Expr
    share: Expr
    """Of the period's days, taken part."""
    baseline: Expr | None
    target: Expr | None


@dataclass(frozen=True)
class _Line:
    """A tier in the table."""

    row: int
    number: int
    start: Expr | None
    end: Expr | None
    rate: Expr


def earned_by_tiers(pad: Pad, t: Texts, policy: Policy, figures: Figures, ground: Ground) -> Expr:
    """Write the table; what all tiers earn together, not rounded."""
    scale = policy.scale
    pad.heading(t("Rebate tiers"))
    pad.said(t(METHOD_TITLES[scale.method]), "", t(FORMULAS[scale.method]))
    enough = _minimum(pad, t, policy, ground)
    rate_title = t(UNIT_TITLES[scale.unit])
    pad.heads(t("Rebate tier"), t("From, in the policy"), t("From"), t("Below"), rate_title, t("Reached"), t("Paid on"),
              t("Earned"))  # fmt: skip
    lines, flags = _bounds(pad, t, policy, ground)
    after = pad.row
    pad.text(0, t("Reached tier"))
    last = most(ZERO, *flags)
    reached = pad.shown(_REACHED, either(enough, last, ZERO), "count", "strong")
    above = _above(policy, ground)
    earns = not (scale.earns == "growth" and figures.baseline is None)
    found = []
    for line in lines:
        pad.row = line.row
        if line.start is None or not earns:
            continue
        found.append(_earned(pad, policy, ground, line, reached, above))
    pad.row = after
    gross = pad.shown(7, total(*found) if found else ZERO, "exact", "strong")
    pad.down()
    return gross


FORMULAS: Final = {
    "stepped": N_("sum of: rate × (lesser of figure and upper bound − lower bound)"),
    "cumulative": N_("rate of the reached tier × figure"),
    "rolling": N_("sum of: rate × lesser of figure and upper bound"),
    "total": N_("sum of: rate × figure"),
}
"""How the tiers earn, since products call the same method by different names."""


def _minimum(pad: Pad, t: Texts, policy: Policy, ground: Ground) -> Truth:
    if not policy.minimum:
        return Truth("TRUE", holds=True)
    given = pad.known(t("Minimum in the policy"), _in_policy(policy, policy.minimum), _unit_of_bounds(policy))
    bound = _bound(policy, ground, policy.minimum, given)
    if bound is None:
        return Truth("FALSE", holds=False)
    held = pad.line(t("Minimum"), bound, _unit(policy))
    return at_least(ground.figure, held)


def _bounds(pad: Pad, t: Texts, policy: Policy, ground: Ground) -> tuple[list[_Line], list[Expr]]:
    lines, flags = [], []
    rate_unit = {"percent": "rate", "per_unit": "exact", "lump": "exact"}[policy.scale.unit]
    for n, tier in enumerate(policy.scale.tiers, 1):
        pad.text(0, t("Tier {n}", n=n))
        given = pad.given(1, _in_policy(policy, tier.start), _unit_of_bounds(policy))
        start = _bound(policy, ground, tier.start, given)
        if start is None:
            pad.text(2, t("out of reach"), "dim")
        else:
            start = pad.shown(2, start, _unit(policy))
        end = _end(pad, policy, ground, tier.end)
        scale = minor_per_unit(policy.payout.currency) if policy.scale.unit == "lump" else RATE_SCALE
        rate = pad.given(4, Fraction(tier.rate, scale), rate_unit)
        if start is not None:
            flags.append(pad.shown(_REACHED, either(at_least(ground.figure, start), number(n), ZERO), "count"))
        lines.append(_Line(pad.row, n, start, end, rate))
        pad.down()
    return lines, flags


def _end(pad: Pad, policy: Policy, ground: Ground, value: int | None) -> Expr | None:
    if value is None:
        return None
    found = _bound(policy, ground, value, number(_in_policy(policy, value)))
    return None if found is None else pad.shown(3, found, _unit(policy))


def _bound(policy: Policy, ground: Ground, value: int, given: Expr) -> Expr | None:
    """A bound in the unit of the basis; None: out of reach."""
    reach = policy.scale.reach
    if reach == "amount":
        found = given
    elif reach == "target":
        if ground.target is None or ground.target.value <= 0:
            return None
        found = ground.target * given
    else:
        if ground.baseline is None:
            return None
        if ground.baseline.value <= 0:
            return ZERO if value <= 0 else None
        found = ground.baseline * (ONE + given)
    return exactly(found if ground.share is ONE else found * ground.share)


def _above(policy: Policy, ground: Ground) -> Expr:
    """What earns nothing where only growth does."""
    if policy.scale.earns != "growth" or ground.baseline is None:
        return ZERO
    return most(ZERO, ground.baseline) * ground.share


def _earned(pad: Pad, policy: Policy, ground: Ground, line: _Line, reached: Expr, above: Expr) -> Expr:
    """What one tier is paid on, and what it earns; nothing where it is not taken."""
    scale = policy.scale
    base, unit = _base(policy, ground, line, above)
    n = number(line.number)
    taken = (
        Truth(f"{reached.words}={n.words}", reached.value == n.value)
        if scale.method == "cumulative"
        else at_least(reached, n)
    )
    base = pad.shown(6, either(taken, base, ZERO), unit)
    return pad.shown(7, base * line.rate, "exact")


def _base(policy: Policy, ground: Ground, line: _Line, above: Expr) -> tuple[Expr, str]:
    scale = policy.scale
    if scale.unit == "lump":
        return ground.share, "factor"
    unit = "exact" if scale.unit == "percent" else "quantity"
    paid_on = ground.amount if scale.unit == "percent" else ground.quantity
    is_same = (policy.basis.measure == "value") == (scale.unit == "percent")
    upper, lower = ground.figure, above
    if scale.method in {"stepped", "rolling"} and line.end is not None:
        upper = least(upper, line.end)
    if scale.method == "stepped" and line.start is not None:
        lower = line.start if above is ZERO else most(above, line.start)
    span = most(ZERO, upper if lower is ZERO else upper - lower)
    if is_same:
        return span, unit
    above_zero = Truth(f"{ground.figure.words}>0", ground.figure.value > 0)
    if not above_zero.holds:
        return ZERO, unit
    if upper is ground.figure and lower is ZERO:
        return either(above_zero, paid_on, ZERO), unit
    return paid_on * span / ground.figure, unit


def _in_policy(policy: Policy, value: int) -> Fraction:
    """A bound as the policy says it, in currency units, base units, or as a share."""
    if policy.scale.reach != "amount":
        return Fraction(value, RATE_SCALE)
    return Fraction(value, minor_per_unit(policy.payout.currency) if policy.basis.measure == "value" else 1000)


def _unit_of_bounds(policy: Policy) -> str:
    return _unit(policy) if policy.scale.reach == "amount" else "rate"


def _unit(policy: Policy) -> str:
    return "exact" if policy.basis.measure == "value" else "quantity"
