"""Where a figure stands among those of like dealers: its percentile, exact in fractions."""

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

LEAST: Final = 8
"""A group of fewer dealers is widened: first over all regions, then over all types, then over all tiers."""
_FULL: Final = Fraction(100)


@dataclass(frozen=True)
class Peers:
    """The group that one dealer's figure is held against, kept whole so that the score can be computed again."""

    tier: str
    region: str
    kind: str
    """What the dealers of the group have in common; empty is whatever they are."""
    values: tuple[Fraction, ...]
    """The figures of the group, rising, the dealer's own among them."""
    own: Fraction | None
    """The dealer's figure as it was read; None where he has none."""
    owing: int = 0
    """How many others of the group owe theirs."""
    widened: bool = False
    """Whether the group of his own tier, region and type was smaller than ``LEAST``."""

    @property
    def size(self) -> int:
        """Dealers of the group, himself and those who owe their figures included."""
        return len(self.values) + (self.own is None) + self.owing

    @property
    def alike(self) -> bool:
        """Whether there is nobody to be better or worse than: alone, or all figures the same."""
        return not self.owing and (not self.values or self.values[0] == self.values[-1])


ALONE: Final = Peers("", "", "", (), None)


def percentile(peers: Peers, value: Fraction, *, rising: bool) -> Fraction:
    """100 (worse + equal / 2) / n, himself among the equal: the mid-rank percentile (METHODS §2, percentile).

    It is ``scipy.stats.percentileofscore(kind="mean")`` of a group that holds the value. Ties share; a dealer alone,
    and all dealers of a group without differences, have 50, which is neither good nor bad. Who owes his figure stands
    above everybody, so that nobody gains by what another one withholds. The best of n has 100 - 50/n.
    """
    low, high = bisect_left(peers.values, value), bisect_right(peers.values, value)
    below, equal = low, high - low
    if peers.own is not None:  # his own figure gives way to the one that is asked about
        below -= peers.own < value
        equal -= peers.own == value
    others = len(peers.values) - (peers.own is not None)
    worse = below if rising else others - below - equal
    return _FULL * Fraction(2 * worse + equal + 1, 2 * (others + peers.owing + 1))


def best_percentile(peers: Peers) -> Fraction:
    """What the figure that is better than everybody's would score."""
    others = len(peers.values) - (peers.own is not None)
    return _FULL * Fraction(2 * others + 1, 2 * (others + peers.owing + 1))


def ends_of(peers: Peers, *, rising: bool, fine: int) -> tuple[Fraction, Fraction]:
    """The worst and the best figure that make a difference: one step of 1/``fine`` beyond the group's."""
    values = peers.values or (peers.own or Fraction(0),)
    low = Fraction(math.ceil(values[0] * fine) - 1, fine)
    high = Fraction(math.floor(values[-1] * fine) + 1, fine)
    return (low, high) if rising else (high, low)


def figure_for(peers: Peers, score: Fraction, *, rising: bool, fine: int) -> Fraction:
    """The nearest figure, a multiple of 1/``fine``, whose percentile is at least ``score``; the best where none is."""
    best = ends_of(peers, rising=rising, fine=fine)[1]
    seen = dict.fromkeys(peers.values)
    found = best
    for value in reversed(seen) if rising else seen:
        for beyond in (1, 0):
            if rising:
                near = Fraction(math.floor(value * fine) + 1 if beyond else math.ceil(value * fine), fine)
            else:
                near = Fraction(math.ceil(value * fine) - 1 if beyond else math.floor(value * fine), fine)
            if percentile(peers, near, rising=rising) < score:
                return found
            found = near
    return found
