"""What a payout would be at other figures: the same engine asked at other points, never another arithmetic."""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE, round_half_up
from app.incentives.engine import Figures, settle, settling
from app.incentives.policy import Policy
from app.incentives.steps import agreed_factor, figure_of, guarantee, share_of
from app.incentives.tiers import bounds

_DEPTH: Final = 7
_NEAR: Final = 1


@dataclass(frozen=True)
class Curve:
    """The payout over the figure: straight between its points, which lie on both sides of each jump."""

    figures: tuple[int, ...]
    """In the basis' scale, rising."""
    payouts: tuple[int, ...]
    """Minor units."""

    def at(self, figure: int) -> int:
        """The payout at a figure, between two points by the straight line; beyond the last one goes on as before."""
        n = min(max(bisect_right(self.figures, figure), 1), len(self.figures) - 1)
        x0, x1, y0, y1 = self.figures[n - 1], self.figures[n], self.payouts[n - 1], self.payouts[n]
        return y0 + round_half_up(Fraction((y1 - y0) * (figure - x0), x1 - x0))


@dataclass(frozen=True)
class Jump:
    """A tier's bound: what the last unit before it earns."""

    tier: int
    """From 0."""
    bound: int
    """In the basis' scale."""
    before_minor: int
    """Paid one currency unit, or one base unit, below it."""
    at_minor: int

    @property
    def last_minor(self) -> int:
        """What the last unit earns."""
        return self.at_minor - self.before_minor


@dataclass(frozen=True)
class Gap:
    """How far one dealer is from the next tier, and what the way there earns."""

    tier: int
    missing: int
    """In the basis' scale."""
    now_minor: int
    there_minor: int

    @property
    def gain_minor(self) -> int:
        """What reaching the tier adds."""
        return self.there_minor - self.now_minor


def unpaid(figures: Figures) -> Figures:
    """The figures as if nothing was posted or carried: what the period itself earns."""
    return figures._replace(paid_minor=0, carried_minor=0)


def entitled(policy: Policy, figures: Figures) -> int:
    """What the period itself earns, minor units."""
    return settle(policy, unpaid(figures)).entitled_minor


def moved(policy: Policy, figures: Figures, figure: int) -> Figures:
    """The dealer with another figure and all else in proportion: quantity and value, baskets, stacked gifts."""
    old = figure_of(policy, figures)
    by_quantity = policy.basis.measure == "quantity"
    if old <= 0:
        return figures._replace(quantity_e3=figure) if by_quantity else figures._replace(amount_e4=figure)
    times = Fraction(figure, old)
    reduced = round_half_up(figures.reduced_e4 * times)
    amount = figure + (reduced if policy.stacking.base == "reduced" else 0)
    return figures._replace(
        amount_e4=round_half_up(figures.amount_e4 * times) if by_quantity else amount,
        quantity_e3=figure if by_quantity else round_half_up(figures.quantity_e3 * times),
        reduced_e4=reduced,
        baskets={name: -int(-part * times // 1) for name, part in figures.baskets.items()},
    )


def starts(policy: Policy, figures: Figures) -> tuple[int | None, ...]:
    """Where each tier begins for this dealer, in the basis' scale; None where it is out of reach."""
    found = bounds(
        policy.scale, policy.basis.measure, policy.payout.currency,
        baseline=figures.baseline, target=figures.target, share=share_of(policy, figures),
    )  # fmt: skip
    return tuple(None if each.start is None else -int(-each.start // 1) for each in found)


def starting(policy: Policy) -> Callable[[Figures], tuple[int | None, ...]]:
    """``starts`` of one policy for many dealers: where bounds are the same for all, they are worked out once."""
    if policy.scale.reach == "amount" and not policy.scale.prorate:
        same = starts(policy, Figures("", 0, 0))
        return lambda _figures: same
    return lambda figures: starts(policy, figures)


def likeness(policy: Policy, figures: Figures) -> Hashable:
    """Dealers of one likeness have one curve; None where a dealer's is his own.

    So it is where the payout follows from the figure alone, but for what it is multiplied by and raised to in the end.
    """
    scale, of_value = policy.scale, policy.basis.measure == "value"
    crosses = scale.unit != "lump" and of_value != (scale.unit == "percent")
    own = scale.reach != "amount" or scale.earns != "all" or scale.prorate or policy.protection is not None
    if crosses or own or policy.baskets or policy.conditions or policy.payout.floor_carries:
        return None
    return figures.grade or "", agreed_factor(policy, figures), guarantee(policy, figures)


def unit_of(policy: Policy) -> int:
    """One currency unit, or one base unit, in the basis' scale."""
    return QUANTITY_SCALE if policy.basis.measure == "quantity" else AMOUNT_SCALE


def curve_of(policy: Policy, figures: Figures, *, top: int = 0) -> Curve:
    """The payout from nothing up to ``top``, or well beyond the last tier.

    Both sides of each bound, and between them as many points as it takes to be straight: a cap bends it.
    """
    edges = sorted({each for each in starts(policy, figures) if each is not None and each > 0})
    if policy.minimum:
        least = replace(policy, scale=replace(policy.scale, tiers=tuple(
            replace(each, start=policy.minimum, end=None) for each in policy.scale.tiers[:1])))  # fmt: skip
        edges = sorted({*edges, *(each for each in starts(least, figures) if each is not None and each > 0)})
    end = max(top, 2 * figure_of(policy, figures), 3 * (edges[-1] if edges else 0) // 2, 4 * unit_of(policy))
    cuts = sorted({0, end, *(each for edge in edges if edge <= end for each in (edge - _NEAR, edge))})
    pays, made = settling(policy), dict[int, int]()

    def at(figure: int) -> int:
        if figure not in made:
            made[figure] = pays(unpaid(moved(policy, figures, figure))).entitled_minor
        return made[figure]

    for low, high in pairwise(cuts):
        _bend(at, low, high, _DEPTH)
    points = sorted(made)
    return Curve(tuple(points), tuple(made[each] for each in points))


def _bend(at: Callable[[int], int], low: int, high: int, depth: int) -> None:
    middle = (low + high) // 2
    if high - low < 2 or not depth:
        at(low), at(high)
        return
    straight = at(low) + Fraction((at(high) - at(low)) * (middle - low), high - low)
    if abs(at(middle) - straight) > 1:
        _bend(at, low, middle, depth - 1)
        _bend(at, middle, high, depth - 1)


def jumps(policy: Policy, figures: Figures) -> tuple[Jump, ...]:
    """What the last unit below each bound earns for this dealer."""
    unit = unit_of(policy)
    return tuple(
        Jump(tier, start, entitled(policy, moved(policy, figures, max(0, start - unit))),
             entitled(policy, moved(policy, figures, start)))
        for tier, start in enumerate(starts(policy, figures))
        if start is not None and start > 0
    )  # fmt: skip


def gap_of(policy: Policy, figures: Figures) -> Gap | None:
    """The way to the next tier; None where the last one is reached, or the next is out of reach."""
    now = figure_of(policy, figures)
    for tier, start in enumerate(starts(policy, figures)):
        if start is not None and start > now:
            there = entitled(policy, moved(policy, figures, start))
            return Gap(tier, start - now, entitled(policy, figures), there)
    return None


def typical(policy: Policy, figures: Sequence[Figures]) -> Figures:
    """A dealer in the middle: the mean of the given ones, who meets every condition; only to draw a policy's shape."""
    count = max(1, len(figures))
    known = [each.baseline for each in figures if each.baseline]
    goals = [each.target for each in figures if each.target]
    figure = sum(max(0, figure_of(policy, each)) for each in figures) // count
    whole = {name: sum(each.baskets.get(name, 0) for each in figures) // count
             for name in sorted({name for each in figures for name in each.baskets})}  # fmt: skip
    return (figures[0] if figures else Figures("", 0, 0))._replace(
        party_id="",
        amount_e4=max(sum(max(0, each.amount_e4) for each in figures) // count, figure, unit_of(policy)),
        quantity_e3=max(sum(max(0, each.quantity_e3) for each in figures) // count, 1),
        baseline=sum(known) // len(known) if known else None,
        target=sum(goals) // len(goals) if goals else None,
        baskets=whole, reduced_e4=0, carried_minor=0, paid_minor=0, days=0, days_in=0, grade=None,
    )  # fmt: skip


def shape(policy: Policy) -> Policy:
    """The tiers alone, without what a dealer must keep beside them."""
    return replace(policy, conditions=(), baskets=(), grade_factors={})
