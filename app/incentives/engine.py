"""What a dealer is entitled to by a policy: exact, pure, the same figures always giving the same payout.

Entitlement by tiers, baskets, conditions and grade; then cap, then guarantee, rounded once, then less what is paid
(METHODS: entitlement, cap, minus paid). A payout below zero takes back what was paid too much.
"""

from dataclasses import dataclass, field
from typing import Final

from app.incentives.figures import Figures, Protected, figures_from_json, figures_json
from app.incentives.policy import Policy
from app.incentives.steps import Step, settled

__all__ = ["ENGINE", "Figures", "Outcome", "Protected", "Step", "figures_from_json", "figures_json", "settle"]

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


def settle(policy: Policy, figures: Figures) -> Outcome:
    """The payout of one dealer and period."""
    found = settled(policy, figures)
    return Outcome(found.entitled_minor, found.payable_minor, found.reached, policy, figures)
