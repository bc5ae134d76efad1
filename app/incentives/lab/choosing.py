"""Which thresholds pay best under a budget: what is asked of the solver, and its answer held exactly.

The response is stated, not measured (METHODS 3, REB-37): who lies below a threshold that is within his stretch buys
exactly up to it, and nobody buys less. Of several tiers within his stretch he takes the highest. So what one buys
follows from the tiers alone, and the only things to choose are the thresholds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product


@dataclass(frozen=True)
class Taker:
    """One dealer: what he buys anyway, and the most he would buy for a tier, in the scale of the tiers' bounds."""

    id: str
    base: int
    limit: int

    def buys(self, bound: int) -> int | None:
        """What he buys where this is the highest bound within his reach; None where it is beyond."""
        return None if bound > self.limit else max(self.base, bound)


@dataclass(frozen=True)
class Worth:
    """What one dealer is worth in one outcome, minor units: the margin before the rebate, and the rebate."""

    margin: int = 0
    cost: int = 0
    sales_e4: int = 0
    """Value of what he buys."""


Valued = Callable[[int, int | None, int], Worth]
"""By the dealer's place, the tier's number (None: no tier reached) and what he buys: what that is worth."""


Whole = Callable[[int, tuple[int, ...], int], Worth]
"""By the dealer's place, all bounds and what he buys."""


@dataclass(frozen=True)
class Question:
    """What is to be chosen from: for each tier the bounds it may have, rising; a tier may be left out with all above.

    ``futures`` are other sets of the same dealers, as drawn from history: in at least ``sure`` millionths of them the
    cost must stay within the budget too.
    """

    takers: tuple[Taker, ...]
    grids: tuple[tuple[int, ...], ...]
    worth: Valued
    budget: int
    futures: tuple[tuple[Taker, ...], ...] = ()
    sure: int = 0
    needed: bool = False
    """Whether a programme must come out of it: the lowest tier may not be left out."""
    whole: Whole | None = None
    """Where every passed tier pays too, up to the next bound (rolling): what a dealer is worth by all bounds at once.
    A passed tier then costs what it would if one bought exactly up to the next bound, but for the rounding."""

    @property
    def size(self) -> int:
        """How many outcomes the solver has to hold."""
        return len(self.takers) * (1 + len(self.futures)) * sum(len(grid) for grid in self.grids)

    def paid(self, place: int, bounds: Sequence[int], tier: int | None, bought: int) -> Worth:
        """What one dealer is worth with these bounds, exactly."""
        return self.worth(place, tier, bought) if self.whole is None else self.whole(place, tuple(bounds), bought)


@dataclass(frozen=True)
class Plan:
    """Chosen bounds, lowest first, and what they give; every figure is added up exactly from ``worth``."""

    bounds: tuple[int, ...]
    volume: int
    margin: int
    cost: int
    kept: int = 0
    """In how many of the futures the cost stays within the budget."""
    sales_e4: int = 0

    @property
    def after(self) -> int:
        """The margin after the rebate."""
        return self.margin - self.cost


def outcome(taker: Taker, bounds: Sequence[int]) -> tuple[int | None, int]:
    """The highest tier within reach (None: none) and what is bought."""
    for tier in reversed(range(len(bounds))):
        bought = taker.buys(bounds[tier])
        if bought is not None:
            return tier, bought
    return None, taker.base


def held(question: Question, bounds: Sequence[int]) -> Plan:
    """What such bounds give."""
    volume = margin = sales = 0
    for n, taker in enumerate(question.takers):
        tier, bought = outcome(taker, bounds)
        volume += bought
        worth = question.paid(n, bounds, tier, bought)
        margin, sales = margin + worth.margin, sales + worth.sales_e4
    costs = [_cost(question, takers, bounds) for takers in question.futures]
    kept = sum(cost <= question.budget for cost in costs)
    return Plan(tuple(bounds), volume, margin, _cost(question, question.takers, bounds), kept, sales)


def _cost(question: Question, takers: Sequence[Taker], bounds: Sequence[int]) -> int:
    return sum(question.paid(n, bounds, *outcome(taker, bounds)).cost for n, taker in enumerate(takers))


def allowed(question: Question, plan: Plan) -> bool:
    """Whether it keeps to the budget, in as many futures as is asked too."""
    asked = -(-question.sure * len(question.futures) // 1_000_000)
    return plan.cost <= question.budget and plan.kept >= asked and bool(plan.bounds or not question.needed)


def ladders(grids: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """Every set of rising bounds, the empty one first; upper tiers may be left out."""
    for tiers in range(len(grids) + 1):
        for found in product(*grids[:tiers]):
            if all(low < high for low, high in pairwise(found)):
                yield found


def tried_all(question: Question) -> Plan | None:
    """The best by trying every ladder, for few of them and as the solver's judge; None where none is allowed."""
    plans = (held(question, bounds) for bounds in ladders(question.grids))
    return max((plan for plan in plans if allowed(question, plan)), key=rank, default=None)


def rank(plan: Plan) -> tuple[int, int, tuple[int, ...]]:
    """More margin after the rebate, then less cost, then the fewer and lower bounds."""
    return plan.after, -plan.cost, tuple(-bound for bound in plan.bounds) or (1,)


def grid_of(takers: Sequence[Taker], count: int, *, least: int = 1, fine: bool = False) -> tuple[int, ...]:
    """Bounds worth trying: the furthest that each dealer would go, for no other bound makes the same ones buy more.

    They are cut off to whole ``least``, and if not ``fine`` to two leading figures. Of more than ``count`` some are
    taken at even distance.
    """
    found = sorted({_round(taker.limit, least, fine=fine) for taker in takers if taker.limit >= least})
    if len(found) <= count:
        return tuple(found)
    return tuple(sorted({found[at * (len(found) - 1) // (count - 1)] for at in range(count)}))


def _round(limit: int, least: int, *, fine: bool) -> int:
    step = least if fine else max(int(10 ** max(0, len(str(limit)) - 2)) // least * least, least)
    return limit // step * step
