"""What a dealer is entitled to by a policy: exact, pure, the same figures always giving the same payout.

Entitlement by tiers, baskets, conditions and grade; then cap, then guarantee, rounded once, then less what is paid
(METHODS: entitlement, cap, minus paid). A payout below zero takes back what was paid too much.

Many payouts of one policy are settled in whole numbers here, for all bounds and rates are quotients of known
denominators; a single one, its steps, and the rare others by ``steps.settled`` in fractions. Both give the same.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.incentives.figures import Figures, Protected, figures_from_json, figures_json
from app.incentives.policy import RATE_SCALE, Policy
from app.incentives.rounding import e4_per_minor, minor_per_unit, quotient
from app.incentives.steps import Step, agreed_factor, guarantee, holds, settled

__all__ = [
    "ENGINE",
    "Figures",
    "Outcome",
    "Protected",
    "Settling",
    "Step",
    "figures_from_json",
    "figures_json",
    "settle",
    "settling",
]

ENGINE: Final = "1"
"""Goes up with every change by which the same figures could give another payout."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A payout; its steps are worked out when they are asked for."""

    entitled_minor: int
    """Rounded once, after cap and guarantee; never below zero."""
    payable_minor: int
    """Entitled less paid, and what was carried below zero; below zero it is taken back or carried on, as the basis
    says."""
    reached: int | None
    """The index of the reached tier."""
    policy: Policy = field(repr=False, compare=False)
    figures: Figures = field(repr=False)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The payout's tree; the values of its top add up to what is payable."""
        return settled(self.policy, self.figures).steps


Settling = Callable[[Figures], Outcome]


def settle(policy: Policy, figures: Figures) -> Outcome:
    """The payout of one dealer and period."""
    found = settled(policy, figures)
    return Outcome(found.entitled_minor, found.payable_minor, found.reached, policy, figures)


def settling(policy: Policy) -> Settling:
    """``settle`` of one policy for many figures: what follows from the policy alone is worked out once."""
    scale = policy.scale
    crosses = (policy.basis.measure == "value") != (scale.unit == "percent") and scale.unit != "lump"
    refused = crosses and (scale.method in {"stepped", "rolling"} or scale.earns == "growth")
    refused = refused or (scale.unit == "lump" and scale.earns == "growth")  # no check lets it through
    if policy.protection is not None or not scale.tiers or refused:
        return lambda figures: settle(policy, figures)
    return _Whole(policy, crosses=crosses).settle


class _Whole:
    """Settles in whole numbers: a bound is ``(times * start + more) / below``, so is what is held against it."""

    def __init__(self, policy: Policy, *, crosses: bool) -> None:
        scale, currency = policy.scale, policy.payout.currency
        self._policy, self._scale, self._crosses = policy, scale, crosses
        self._of_value = policy.basis.measure == "value"
        self._is_reduced = policy.stacking.base == "reduced"
        self._minor = e4_per_minor(currency) if self._of_value else 1
        self._starts = [tier.start for tier in scale.tiers]
        self._rates = [tier.rate for tier in scale.tiers]
        self._sums = list(accumulate(self._rates))
        self._per_unit = minor_per_unit(currency)
        self._unit = RATE_SCALE * (AMOUNT_SCALE if scale.unit == "percent" else QUANTITY_SCALE)
        self._demands = bool(policy.baskets or policy.conditions)

    def settle(self, figures: Figures) -> Outcome:
        """The payout of one dealer and period."""
        policy, scale = self._policy, self._scale
        amount = figures.amount_e4 - figures.reduced_e4 if self._is_reduced else figures.amount_e4
        figure = amount if self._of_value else figures.quantity_e3
        part, whole = (figures.days_in, figures.days) if scale.prorate and figures.days > 0 else (1, 1)
        if scale.reach == "amount":
            times, more, below = part * self._minor, 0, whole
        elif scale.reach == "target":
            times, more, below = part * max(figures.target or 0, 0), 0, whole * RATE_SCALE
        else:
            times = part * max(figures.baseline or 0, 0)
            more, below = times * RATE_SCALE, whole * RATE_SCALE
        if not times and scale.reach != "amount":  # no target, no baseline or one of nothing, or no day of the period
            return settle(policy, figures)
        held = figure * below
        at = bisect_right(self._starts, (held - more) // times) if times else len(self._starts) if held >= 0 else 0
        if not at or (policy.minimum and held < times * policy.minimum + more):
            return self._closed(figures, 0, 1, None)
        if scale.unit == "lump":
            sums = self._rates[at - 1] if scale.method == "cumulative" else self._sums[at - 1]
            return self._closed(figures, sums * part, whole, at - 1)
        if self._crosses:
            rate = self._rates[at - 1] if scale.method == "cumulative" else self._sums[at - 1]
            paid_on = amount if scale.unit == "percent" else figures.quantity_e3
            return self._closed(figures, rate * max(paid_on, 0) * self._per_unit, self._unit, at - 1)
        above = 0
        if scale.earns == "growth":
            if figures.baseline is None:
                return self._closed(figures, 0, 1, at - 1)
            above = part * max(figures.baseline, 0) * (below // whole)
        earned = self._earned(at, held, above, times, more)
        return self._closed(figures, earned * self._per_unit, self._unit * below, at - 1)

    def _earned(self, count: int, held: int, above: int, times: int, more: int) -> int:
        """Rates times what they are paid on, added up over the first tiers."""
        method, tiers, low = self._scale.method, self._scale.tiers, max(above, 0)
        if method == "cumulative":
            return self._rates[count - 1] * max(0, held - low)
        if method == "total":
            return self._sums[count - 1] * max(0, held - low)
        total = 0
        for tier in tiers[:count]:
            upper = held if tier.end is None else min(held, times * tier.end + more)
            lower = max(low, times * tier.start + more) if method == "stepped" else low
            if upper > lower:
                total += tier.rate * (upper - lower)
        return total

    def _closed(self, figures: Figures, above: int, below: int, reached: int | None) -> Outcome:
        """Baskets, conditions, factors, cap, guarantee, rounding and what was paid."""
        policy, pay, keeps = self._policy, self._policy.payout, True
        if self._demands:
            keeps, factor, scale = self._kept(figures)
            above, below = above * factor, below * scale
        if policy.grade_factors:
            above *= policy.grade_factors.get(figures.grade or "", RATE_SCALE)
            below *= RATE_SCALE
        if (agreed := agreed_factor(policy, figures)) is not None:
            above, below = above * agreed, below * RATE_SCALE
        if pay.cap is not None and above > pay.cap * below:
            above, below = pay.cap, 1
        if pay.floor is not None and keeps:
            floor = guarantee(policy, figures) or 0
            if above < floor * below:
                above, below = floor, 1
        entitled = quotient(above, below, pay.rounding)
        payable = entitled - figures.paid_minor + min(figures.carried_minor, 0)
        return Outcome(entitled, payable, reached, policy, figures)

    def _kept(self, figures: Figures) -> tuple[bool, int, int]:
        """Whether all that is required holds, and the factor of what else is missed, over its denominator."""
        policy, above, below, keeps = self._policy, 1, 1, True
        whole = figures.amount_e4 if self._of_value else figures.quantity_e3
        missed = [
            each
            for each in policy.baskets
            if not (whole > 0 and figures.baskets.get(each.name, 0) * RATE_SCALE >= each.least_share * whole)
        ]
        broken = [
            each
            for each in policy.conditions
            if not holds(figures.kpis.get(each.kpi), each.value, at_least=each.at_least)
        ]
        for effect, factor in (*((m.effect, m.factor) for m in missed), *((b.effect, b.factor) for b in broken)):
            if effect == "required":
                above, keeps = 0, False
            else:
                above, below = above * factor, below * RATE_SCALE
        return keeps, above, below
