"""What a dealer is entitled to by a policy: exact, pure, the same figures always giving the same payout.

Entitlement by tiers, baskets, conditions and grade; then cap, then guarantee, rounded once, then less what is paid
(METHODS: entitlement, cap, minus paid). A payout below zero takes back what was paid too much.

Most payouts need no fraction: their tiers are bounds of the figure itself, and all rates are millionths. Those are
settled in whole numbers here; others, and the steps of all, by ``steps.settled``. Both give the same.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.incentives.figures import Figures, Protected, figures_from_json, figures_json
from app.incentives.policy import RATE_SCALE, Policy
from app.incentives.rounding import e4_per_minor, minor_per_unit, quotient
from app.incentives.steps import Step, guarantee, holds, settled

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
    crosses = (policy.basis.measure == "value") != (scale.unit == "percent")
    is_plain = scale.reach == "amount" and scale.earns == "all" and not scale.prorate and policy.protection is None
    if not is_plain or not scale.tiers or (crosses and scale.method in {"stepped", "rolling"} and scale.unit != "lump"):
        return lambda figures: settle(policy, figures)
    return _Plain(policy).settle


class _Plain:
    """Bounds are held against the figure itself, so that everything is whole numbers over one denominator."""

    def __init__(self, policy: Policy) -> None:
        scale, currency = policy.scale, policy.payout.currency
        self._policy = policy
        self._of_value = policy.basis.measure == "value"
        self._is_reduced = policy.stacking.base == "reduced"
        times = e4_per_minor(currency) if self._of_value else 1
        self._starts = [tier.start * times for tier in scale.tiers]
        self._lows = [max(start, 0) if scale.method == "stepped" else 0 for start in self._starts]
        self._ends = [None if tier.end is None else tier.end * times for tier in scale.tiers]
        self._rates = [tier.rate for tier in scale.tiers]
        self._least = policy.minimum * times if policy.minimum else None
        self._by_value = scale.unit == "percent"
        per_unit = minor_per_unit(currency)
        self._above = 1 if scale.unit == "lump" else per_unit
        self._below = {
            "percent": AMOUNT_SCALE * RATE_SCALE,
            "per_unit": QUANTITY_SCALE * RATE_SCALE,
            "lump": 1,
        }[scale.unit]
        self._is_lump, self._method = scale.unit == "lump", scale.method
        self._demands = bool(policy.baskets or policy.conditions)

    def settle(self, figures: Figures) -> Outcome:
        """The payout of one dealer and period."""
        policy, pay = self._policy, self._policy.payout
        amount = figures.amount_e4 - figures.reduced_e4 if self._is_reduced else figures.amount_e4
        figure = amount if self._of_value else figures.quantity_e3
        tier = bisect_right(self._starts, figure) - 1
        above, below = 0, self._below
        if tier < 0 or (self._least is not None and figure < self._least):
            reached = None
        else:
            reached = tier
            above = self._above * self._earned(tier, figure, amount if self._by_value else figures.quantity_e3)
        keeps = True
        if self._demands:
            keeps, factor, scale = self._kept(figures)
            above, below = above * factor, below * scale
        if policy.grade_factors:
            above *= policy.grade_factors.get(figures.grade or "", RATE_SCALE)
            below *= RATE_SCALE
        agreed = policy.dealer_factors.get(figures.party_id)
        if agreed is not None:
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

    def _earned(self, tier: int, figure: int, paid_on: int) -> int:
        """Rates times bases, added up."""
        rates, method = self._rates, self._method
        if method == "cumulative":
            return rates[tier] * (1 if self._is_lump else max(paid_on, 0))
        if self._is_lump:
            return sum(rates[: tier + 1])
        if method == "total":
            return sum(rates[: tier + 1]) * max(paid_on, 0)
        total = 0
        for index in range(tier + 1):
            end = self._ends[index]
            upper = figure if end is None or figure < end else end
            total += rates[index] * max(0, upper - self._lows[index])
        return total

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
