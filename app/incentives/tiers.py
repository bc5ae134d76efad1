"""Tiers: which is reached, and what each earns by its method (names of Dynamics 365 rebate management).

With ``v`` the figure, ``r`` a tier's rate and half-open bounds ``[start, end)``, a bound itself belonging to the tier
that starts there:

    stepped      sum over reached tiers of r * (min(v, end) - start)
    cumulative   r of the last reached tier * v
    rolling      sum over reached tiers of r * min(v, end)
    total        sum over reached tiers of r * v

Where only growth earns, what lies under the baseline is left out of each of them. Lump sums: that of the reached tier
(cumulative), else those of all reached tiers. Everything is exact; nothing is rounded here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.incentives.policy import RATE_SCALE, Measure, Scale
from app.incentives.rounding import e4_per_minor, minor_per_unit

_NONE: Final = Fraction(0)


@dataclass(frozen=True)
class Bound:
    """A tier in the basis' scale (1/10,000 currency unit or 1/1,000 base unit)."""

    start: Fraction | None
    """None: out of reach, for a growth without baseline has no percentage."""
    end: Fraction | None
    """None: no end."""


@dataclass(frozen=True)
class Held:
    """What the tiers are held against, and what their rates are paid on."""

    figure: Fraction
    """In the basis' scale."""
    paid_on: Fraction
    """What belongs to the whole figure in the scale of the unit: 1/10,000 currency unit for percent, 1/1,000 base unit
    for amounts per unit."""
    above: Fraction = _NONE
    """In the basis' scale: what lies under it earns nothing."""
    share: Fraction = Fraction(1)
    """Of the period, taken part: lump sums go by it."""


@dataclass(frozen=True)
class Slice:
    """What one reached tier earns."""

    index: int
    bound: Bound
    rate: int
    base: Fraction
    """What the rate is paid on, in the unit's scale; of a lump sum its share of the period."""
    value: Fraction
    """In minor units, exact."""


def bounds(
    scale: Scale,
    measure: Measure,
    currency: str,
    *,
    baseline: int | None = None,
    target: int | None = None,
    share: Fraction = Fraction(1),
) -> tuple[Bound, ...]:
    """The tiers' bounds in the basis' scale; those of growth and of a target by its size, all by the share of days.

    Without a baseline or a target none is reached; where the baseline is nothing only those from 0 down are.
    """
    return tuple(
        Bound(
            _bound(tier.start, scale, measure, currency, baseline, target, share),
            None if tier.end is None else _bound(tier.end, scale, measure, currency, baseline, target, share),
        )
        for tier in scale.tiers
    )


def _bound(
    value: int,
    scale: Scale,
    measure: Measure,
    currency: str,
    baseline: int | None,
    target: int | None,
    share: Fraction,
) -> Fraction | None:
    if scale.reach == "amount":
        return share * value * (e4_per_minor(currency) if measure == "value" else 1)
    if scale.reach == "target":
        return None if target is None or target <= 0 else share * target * Fraction(value, RATE_SCALE)
    if baseline is None:
        return None
    if baseline <= 0:
        return _NONE if value <= 0 else None
    return share * baseline * Fraction(RATE_SCALE + value, RATE_SCALE)


def reached(found: Sequence[Bound], figure: Fraction | int) -> int | None:
    """The index of the last tier whose start is not above the figure; None below the first."""
    at = None
    for index, bound in enumerate(found):
        if bound.start is not None and bound.start <= figure:
            at = index
    return at


def slices(scale: Scale, measure: Measure, currency: str, found: Sequence[Bound], held: Held) -> tuple[Slice, ...]:
    """What each reached tier earns, by the method; those of other tiers are left out."""
    last = reached(found, held.figure)
    if last is None:
        return ()
    taken = (last,) if scale.method == "cumulative" else range(last + 1)
    made = []
    for index in taken:
        bound, rate = found[index], scale.tiers[index].rate
        if bound.start is None:
            continue
        base = held.share if scale.unit == "lump" else _base(scale, measure, bound, held)
        made.append(Slice(index, bound, rate, base, _money(scale, rate, base, currency)))
    return tuple(made)


def earned(scale: Scale, measure: Measure, currency: str, found: Sequence[Bound], held: Held) -> Fraction:
    """What all tiers earn together, in minor units, exact."""
    return sum((each.value for each in slices(scale, measure, currency, found, held)), _NONE)


def _base(scale: Scale, measure: Measure, bound: Bound, held: Held) -> Fraction:
    """The part of the figure that the tier's rate is paid on, in the unit's scale."""
    upper = held.figure
    if scale.method in {"stepped", "rolling"} and bound.end is not None:
        upper = min(upper, bound.end)
    lower = max(held.above, _NONE)
    if scale.method == "stepped" and bound.start is not None:
        lower = max(lower, bound.start)
    span = max(_NONE, upper - lower)
    if (measure == "value") == (scale.unit == "percent"):
        return span
    paid_on = max(held.paid_on, _NONE)
    if scale.method in {"cumulative", "total"}:
        return paid_on
    return paid_on * span / held.figure if held.figure > 0 else _NONE


def _money(scale: Scale, rate: int, base: Fraction, currency: str) -> Fraction:
    """Minor units of a rate on a base."""
    if scale.unit == "lump":
        return rate * base
    units = base / (AMOUNT_SCALE if scale.unit == "percent" else QUANTITY_SCALE)
    return units * Fraction(rate, RATE_SCALE) * minor_per_unit(currency)
