"""A policy's thresholds chosen anew under a budget: its rates stay, its dealers' last year is what they are held on.

Each dealer's period of the last year is one taker (``choosing``); what an outcome costs is asked of the engine, so that
caps, grades, conditions and baskets count as ever. The margin is a share of what is sold, and the stretch an assumption
of whoever asks: both are printed with the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np

from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE, round_half_up
from app.core.period import Period
from app.core.progress import Progress
from app.incentives.engine import Figures, settling
from app.incentives.lab.choosing import Plan, Question, Taker, Valued, Worth, grid_of, held
from app.incentives.lab.curves import moved, unpaid
from app.incentives.lab.replaying import PER_YEAR, Line
from app.incentives.lab.resampling import SEED, drawn
from app.incentives.lab.solving import chosen
from app.incentives.policy import RATE_SCALE, Policy, Tier
from app.incentives.rounding import e4_per_minor
from app.incentives.steps import figure_of

FUTURES: Final = 30
_BEYOND: Final = 10**15
_STEPS: Final = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(5, 4), Fraction(3, 2))
"""Of what the best costs, or of the budget where nothing is allowed: what less or more of it would bring."""


@dataclass(frozen=True)
class Wish:
    """What is asked for, and what is assumed."""

    budget_minor: int
    """For the whole year."""
    margin: int
    """Of what is sold, millionths, before the rebate."""
    stretch: int = 150_000
    """How much more a dealer would buy for a tier, millionths."""
    sure: int = 0
    """In how many of the drawn futures the budget must hold too, millionths; 0: in the last year only."""
    needed: bool = True
    """Whether there must be a programme at all."""
    grid: int = 12
    """Thresholds to try for each tier."""


@dataclass(frozen=True)
class Choice:
    """The answer beside what is now and beside nothing at all."""

    wish: Wish
    rates: tuple[int, ...]
    now: Plan
    none: Plan
    best: Plan | None
    """None: nothing that is allowed."""
    tiers: tuple[Tier, ...]
    """The policy's new tiers; empty where nothing is allowed or none is best."""
    futures: int
    frontier: tuple[tuple[int, Plan | None], ...]
    """By budget the best plan."""


def choose_thresholds(
    policy: Policy, periods: Sequence[Period], lines: Sequence[Line], wish: Wish, progress: Progress | None = None
) -> Choice:
    """The best thresholds for the policy's rates; raises UserError where its way of earning cannot be chosen so."""
    progress = progress or Progress()
    scale = policy.scale
    if scale.method != "cumulative" or scale.reach != "amount" or scale.earns != "all" or not scale.tiers:
        raise UserError("Thresholds are chosen for policies that pay the reached rate on everything, by amount.")
    if not lines:
        raise UserError("Nobody took part in the replayed time, so there is nothing to choose from.")
    ahead = min(PER_YEAR[policy.span], len(periods))
    days = [period.first_day for period in periods]
    year = [figures for figures, _ in lines if figures.first_on in days[-ahead:]]
    year.sort(key=lambda one: (one.party_id, one.first_on))
    rates = tuple(tier.rate for tier in scale.tiers if tier.rate > 0)
    valued = _valued(policy, rates, year, wish)
    stretches = [_stretch(valued, n, max(0, figure_of(policy, one)), len(rates), wish) for n, one in enumerate(year)]
    takers = _takers(year, [figure_of(policy, one) for one in year], stretches)
    least = QUANTITY_SCALE if policy.basis.measure == "quantity" else AMOUNT_SCALE
    grids = tuple(grid_of(takers, wish.grid, least=least) for _ in rates)
    futures = _futures(policy, days, lines, year, stretches) if wish.sure else ()
    question = Question(takers, grids, valued, wish.budget_minor, futures, wish.sure,
                        needed=wish.needed)  # fmt: skip
    times = e4_per_minor(policy.payout.currency) if policy.basis.measure == "value" else 1
    present = tuple(tier.start * times for tier in scale.tiers if tier.rate > 0)
    best = chosen(question, progress)
    frontier = []
    for n, part in enumerate(_STEPS):
        progress.step(n, len(_STEPS))
        budget = round_half_up((best.cost if best is not None and best.cost else wish.budget_minor) * part)
        frontier.append((budget, chosen(replace(question, budget=budget), progress)))
    tiers = _tiers(policy, rates, best.bounds, times) if best else ()
    return Choice(wish, rates, held(question, present), held(question, ()), best, tiers, len(futures), tuple(frontier))


def _stretch(valued: Valued, place: int, base: int, tiers: int, wish: Wish) -> int:
    """Nobody stretches for a tier that would pay him nothing: a condition missed, a share not reached."""
    return wish.stretch if valued(place, tiers - 1, base).cost > 0 else 0


def _takers(year: Sequence[Figures], figures: Sequence[float], stretches: Sequence[int]) -> tuple[Taker, ...]:
    return tuple(
        Taker(one.party_id, base, base * (RATE_SCALE + stretch) // RATE_SCALE)
        for one, base, stretch in zip(year, (max(0, round(each)) for each in figures), stretches, strict=True)
    )


def _valued(policy: Policy, rates: Sequence[int], year: Sequence[Figures], wish: Wish) -> Valued:
    plain = replace(policy.scale, prorate=False)
    pays = [
        settling(replace(policy, minimum=0, scale=replace(plain, tiers=(Tier(start, None, rate),))))
        for start, rate in ((_BEYOND, 0), *((0, rate) for rate in rates))
    ]
    per_minor = e4_per_minor(policy.payout.currency)
    kept: dict[tuple[int, int | None, int], Worth] = {}

    def worth(place: int, tier: int | None, bought: int) -> Worth:
        key = place, tier, bought
        if key not in kept:
            figures = unpaid(moved(policy, year[place], bought))
            margin = round_half_up(Fraction(figures.amount_e4 * wish.margin, RATE_SCALE * per_minor))
            kept[key] = Worth(margin, pays[0 if tier is None else tier + 1](figures).entitled_minor)
        return kept[key]

    return worth


def _futures(
    policy: Policy,
    days: Sequence[int],
    lines: Sequence[Line],
    year: Sequence[Figures],
    stretches: Sequence[int],
) -> tuple[tuple[Taker, ...], ...]:
    dealers = sorted({figures.party_id for figures, _ in lines})
    at = {(figures.party_id, figures.first_on): float(max(0, figure_of(policy, figures))) for figures, _ in lines}
    history = np.array([[at.get((dealer, day), 0.0) for day in days] for dealer in dealers])
    found = drawn(history, PER_YEAR[policy.span], draws=FUTURES, seed=SEED)
    ahead = found.shape[2]
    row, column = {dealer: n for n, dealer in enumerate(dealers)}, {day: n for n, day in enumerate(days[-ahead:])}
    return tuple(
        _takers(year, [float(draw[row[one.party_id], column[one.first_on]]) for one in year], stretches)
        for draw in found
    )


def _tiers(policy: Policy, rates: Sequence[int], bounds: Sequence[int], times: int) -> tuple[Tier, ...]:
    """In the scale of a policy's tiers; what lay at rate 0 below the first one stays."""
    if not bounds:
        return ()
    starts = [bound // times for bound in bounds]
    made = [Tier(start, end, rate)
            for start, end, rate in zip(starts, [*starts[1:], None], rates[: len(starts)], strict=True)]  # fmt: skip
    zero = next((tier for tier in policy.scale.tiers if tier.rate == 0), None)
    if zero is not None and made and zero.start < made[0].start:
        made.insert(0, Tier(zero.start, made[0].start, 0))
    return tuple(made)
