"""Bought earlier than needed: what comes in the last days of a period only to reach a tier.

In the rest of the period a dealer buys at a pace. What he buys in the last days beyond that pace is the rush. It is
suspicious where it is the rush that reached the tier, and more so where the first days after are as much slower: then
it was not sold but moved. Nothing is proven by it; it is where to look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.incentives.engine import Figures, settle
from app.incentives.lab.curves import entitled, moved, unpaid
from app.incentives.policy import Policy
from app.incentives.steps import figure_of

DAYS: Final = 10
"""The last days of a period, and the first ones of the next."""
FASTER: Final = Fraction(3, 2)
SLOWER: Final = Fraction(7, 10)


@dataclass(frozen=True)
class Rush:
    """One dealer's end of a period that looks bought in advance."""

    party_id: str
    first_on: int
    last_on: int
    figure: int
    """In the basis' scale."""
    last_days: int
    """Of it in the last days."""
    rush: int
    """Of these beyond the pace of the rest."""
    after: int | None
    """In the first days after; None where they are not known."""
    gained_minor: int
    """What was earned by the rush alone."""
    slower: bool
    """Whether the first days after were slower than the pace."""

    @property
    def share(self) -> Fraction:
        """Of the period's figure what came in the last days."""
        return Fraction(self.last_days, self.figure) if self.figure > 0 else Fraction(0)


def rush_of(policy: Policy, figures: Figures, last_days: int, after: int | None, *, reached: int | None) -> Rush | None:
    """What looks bought in advance; None where the last days were no faster, or the tier was reached without them.

    ``last_days`` and ``after`` are the same figure of the last days and of the first days after the period.
    """
    figure, days = figure_of(policy, figures), figures.last_on - figures.first_on + 1
    if reached is None or days <= DAYS or last_days <= 0:
        return None
    pace = Fraction(figure - last_days, days - DAYS)
    usual = max(Fraction(0), pace) * DAYS
    if last_days < FASTER * usual:
        return None
    rush = int(last_days - usual)
    without = moved(policy, figures, figure - rush)
    if settle(policy, unpaid(without)).reached == reached:  # the tier was reached without it: nobody hurries for that
        return None
    gained = entitled(policy, figures) - entitled(policy, without)
    slower = after is not None and after < SLOWER * usual
    return Rush(figures.party_id, figures.first_on, figures.last_on, figure, last_days, rush, after, gained, slower)


def rushes(
    policy: Policy,
    lines: Sequence[tuple[Figures, int | None]],
    last: Mapping[tuple[str, int], int],
    after: Mapping[tuple[str, int], int],
    *,
    known_until: int,
) -> tuple[Rush, ...]:
    """Every such end, what was gained most first; ``lines`` with the reached tier, sums by dealer and first day."""
    found = []
    for figures, reached in lines:
        key = (figures.party_id, figures.first_on)
        later = after.get(key, 0) if figures.last_on + DAYS <= known_until else None
        one = rush_of(policy, figures, last.get(key, 0), later, reached=reached)
        if one is not None:
            found.append(one)
    return tuple(sorted(found, key=lambda one: (-one.gained_minor, one.party_id, one.first_on)))
