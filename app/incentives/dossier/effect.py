"""What a batch of adjustments would have changed: the policy with and without it, over the same past and engine."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from app.incentives.lab.result import Simulation
from app.incentives.policy import RATE_SCALE, Policy


@dataclass(frozen=True)
class Effect:
    """Of one dealer over the simulated months, minor units."""

    before_minor: int
    after_minor: int
    sales_e4: int

    @property
    def change(self) -> int:
        """Above 0: the dealer gets more."""
        return self.after_minor - self.before_minor


def with_factors(policy: Policy, factors: Mapping[str, int], formerly: Mapping[str, Collection[str]]) -> Policy:
    """The policy with other factors of single dealers; who counts once again is no longer named.

    ``formerly`` are the ids of those who were merged into a dealer: what was agreed under them ends with his own.
    """
    ended = {each for party in factors for each in formerly.get(party, ())}
    merged = {**{party: one for party, one in policy.dealer_factors.items() if party not in ended}, **factors}
    kept = {party: merged[party] for party in sorted(merged) if merged[party] != RATE_SCALE}
    return replace(policy, dealer_factors=MappingProxyType(kept))


def effects_of(found: Simulation, parties: Sequence[str]) -> dict[str, Effect]:
    """By dealer, from a simulation whose first run is the policy as it is and whose last the one with the factors.

    Who had nothing to count in the months is in it with nothing.
    """
    before, after = found.runs[0].by_dealer(), found.runs[-1].by_dealer()
    made = {}
    for party in parties:
        old, new = before.get(party), after.get(party)
        made[party] = Effect(
            0 if old is None else old.cost_minor, 0 if new is None else new.cost_minor,
            0 if new is None else new.sales_e4,
        )  # fmt: skip
    return made


def effect_plain(found: Simulation, sha256: str, one: Effect) -> dict[str, Any]:
    """As the dossier keeps it."""
    return {
        "simulation_sha256": sha256, "first_on": found.first_on, "last_on": found.last_on, "tx": found.tx,
        "engine": found.engine, "currency": found.runs[-1].currency, "before_minor": one.before_minor,
        "after_minor": one.after_minor, "sales_e4": one.sales_e4,
        "content_sha256": found.runs[-1].candidate.content_sha256,
    }  # fmt: skip
