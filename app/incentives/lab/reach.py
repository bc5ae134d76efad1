"""Where a dealer stands before a policy's tiers and what a threshold asks of him, in the scale of its bounds.

That scale is the basis' own where tiers go by the figure, and millionths where they go by growth or by a target. What
reaching a tier pays must hang on that tier and the figure alone; then the thresholds can be chosen (``solving``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Final

from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.incentives.engine import Figures
from app.incentives.policy import RATE_SCALE, Policy, Tier
from app.incentives.rounding import e4_per_minor
from app.incentives.steps import figure_of, share_of

NOWHERE: Final = -(10**15)
"""Where one stands who has no baseline or no target: no threshold is within reach."""
_PERCENT: Final = RATE_SCALE // 100


@dataclass(frozen=True)
class Rungs:
    """The tiers of one policy that pay something."""

    policy: Policy

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """Lowest first."""
        return tuple(tier for tier in self.policy.scale.tiers if tier.rate > 0)

    @property
    def by_figure(self) -> bool:
        """Whether thresholds are figures; else they are shares."""
        return self.policy.scale.reach == "amount"

    @property
    def times(self) -> int:
        """What one of a tier's bounds is in the scale that is chosen in: bounds on values are minor units."""
        of_value = self.by_figure and self.policy.basis.measure == "value"
        return e4_per_minor(self.policy.payout.currency) if of_value else 1

    @property
    def least(self) -> int:
        """Thresholds are whole multiples of it: one currency unit, one base unit, one per cent."""
        if not self.by_figure:
            return _PERCENT
        return QUANTITY_SCALE if self.policy.basis.measure == "quantity" else AMOUNT_SCALE

    @property
    def pays(self) -> tuple[int, ...]:
        """What reaching each tier pays, as one rate: where reached tiers are added, their sum.

        Of rolling tiers its own one alone: those before pay up to their own bounds.
        """
        rates = tuple(tier.rate for tier in self.tiers)
        own = self.policy.scale.method == "cumulative" or self.is_rolling
        return rates if own else tuple(accumulate(rates))

    @property
    def is_rolling(self) -> bool:
        """Whether passed tiers go on paying, each up to its own bound."""
        return self.policy.scale.method == "rolling" and self.policy.scale.unit != "lump"

    @property
    def now(self) -> tuple[int, ...]:
        """The thresholds that there are."""
        return tuple(tier.start * self.times for tier in self.tiers)

    def stand(self, figures: Figures, figure: int) -> int:
        """Where a figure of a dealer stands; exactly from a threshold on it is not below it."""
        whole = self._whole(figures)
        if whole is None or whole <= 0:
            return NOWHERE
        if self.by_figure:
            return int(max(0, figure) // whole)
        share = max(0, figure) * RATE_SCALE / whole
        return int(share // 1) - (RATE_SCALE if self.policy.scale.reach == "growth" else 0)

    def figure(self, figures: Figures, stand: int) -> int:
        """The least figure that stands there; his own where he stands so already."""
        own, whole = figure_of(self.policy, figures), self._whole(figures)
        if whole is None or stand == self.stand(figures, own):
            return own
        if self.by_figure:
            return -int(-stand * whole // 1)
        above = RATE_SCALE if self.policy.scale.reach == "growth" else 0
        return -int(-(stand + above) * whole / RATE_SCALE // 1)

    def reaches_minimum(self, stand: int) -> bool:
        """Whether anything is earned at all."""
        return not self.policy.minimum or stand >= self.policy.minimum * self.times

    def _whole(self, figures: Figures) -> Fraction | None:
        """What a share is of, days taken part considered; a figure's share of itself is in days alone."""
        share, reach = share_of(self.policy, figures), self.policy.scale.reach
        if reach == "amount":
            return share
        held = figures.baseline if reach == "growth" else figures.target
        return None if held is None else share * held

    def made(self, bounds: Sequence[int]) -> tuple[Tier, ...]:
        """The policy's tiers with chosen thresholds; what lay at rate 0 below the first one stays."""
        if not bounds:
            return ()
        starts = [bound // self.times for bound in bounds]
        made = [Tier(start, end, tier.rate)
                for start, end, tier in zip(starts, [*starts[1:], None], self.tiers, strict=False)]  # fmt: skip
        zero = next((tier for tier in self.policy.scale.tiers if tier.rate == 0), None)
        if zero is not None and zero.start < made[0].start:
            made.insert(0, Tier(zero.start, made[0].start, 0))
        return tuple(made)


def rungs_of(policy: Policy) -> Rungs:
    """The policy's tiers as something to choose thresholds for; raises UserError, saying why, where they are not."""
    scale, found = policy.scale, Rungs(policy)
    if policy.protection is not None or policy.kind == "fund" or not found.tiers:
        raise UserError("This policy has no tiers that pay, so there are no thresholds to choose.")
    if scale.unit != "lump" and scale.method == "stepped":
        raise UserError(
            "Stepped tiers pay nothing more for reaching a threshold, only for what lies above it. Nobody has a reason "
            "to buy up to one, so there is nothing to choose thresholds by: set them and simulate, or use another "
            "method."
        )
    pay = policy.payout
    if found.is_rolling and (pay.cap is not None or pay.floor is not None or policy.minimum):
        raise UserError(
            "With rolling tiers every threshold passed pays; together with a cap, a guarantee or a minimum they cannot "
            "be chosen. Set them and simulate, or leave those out."
        )
    return found
