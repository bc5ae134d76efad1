"""Steps of a rebate (返利台阶): what an amount earns, and what the last yuan before a step is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from app.core.money import RATE_SCALE

Method = Literal["cumulative", "stepped"]
"""全额累进: the rate of the step that is reached counts for all; 分段累进: each rate for what lies above its step."""
CLIFF: Final = Fraction(1)
"""A step is a cliff (返利悬崖) for whoever stands so near to it that what lacks earns more than itself."""


@dataclass(frozen=True, order=True)
class Step:
    """From this amount on, half-open up to the next step, this rate."""

    threshold: int
    """In 1/10,000 of the currency."""
    rate_e4: int


@dataclass(frozen=True)
class Cliff:
    """The next step above an amount."""

    threshold: int
    gap: int
    """What lacks to reach it, above zero."""
    gain: Fraction
    """What the rebate grows by when the gap is closed."""
    rate_e4: int
    """The rate before it, and after it."""
    next_rate_e4: int

    @property
    def yields(self) -> Fraction:
        """What one more of the currency earns over the gap: gain / gap."""
        return self.gain / self.gap


def rebate(steps: Sequence[Step], amount: int, method: Method) -> Fraction:
    """What an amount earns, in its own scale; below the first step nothing (tier methods of FIELD.md)."""
    found, below = Fraction(0), 0
    for step in sorted(steps):
        if amount < step.threshold:
            break
        if method == "cumulative":
            found = Fraction(amount * step.rate_e4, RATE_SCALE)
        else:
            found += Fraction((amount - step.threshold) * (step.rate_e4 - below), RATE_SCALE)
            below = step.rate_e4
    return found


def next_step(steps: Sequence[Step], amount: int, method: Method) -> Cliff | None:
    """The first step above an amount and what reaching it earns; None above the last one."""
    ordered = sorted(steps)
    above = next((one for one in ordered if one.threshold > amount), None)
    if above is None:
        return None
    reached = [one.rate_e4 for one in ordered if one.threshold <= amount]
    gain = rebate(steps, above.threshold, method) - rebate(steps, amount, method)
    return Cliff(above.threshold, above.threshold - amount, gain, reached[-1] if reached else 0, above.rate_e4)


def cliff(steps: Sequence[Step], amount: int, method: Method) -> Cliff | None:
    """The next step where the gap earns more than itself (``CLIFF``); with 分段累进 there is none."""
    found = next_step(steps, amount, method)
    return found if found is not None and found.yields > CLIFF else None
