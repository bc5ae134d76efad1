"""A policy's thresholds chosen anew under a budget: its rates stay, its dealers' last year is what they are held on.

Each dealer's period of the last year is one taker (``choosing``); what an outcome costs is asked of the engine, so that
caps, grades, conditions and baskets count as ever. The margin is a share of what is sold, and the stretch an assumption
of whoever asks: both are printed with the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from app.core.errors import UserError
from app.core.money import round_half_up
from app.core.period import Period
from app.core.progress import Progress
from app.incentives.engine import Figures, Settling, settling
from app.incentives.lab.choosing import Plan, Question, Taker, Valued, Whole, Worth, grid_of, held
from app.incentives.lab.curves import moved, unpaid
from app.incentives.lab.reach import Rungs, rungs_of
from app.incentives.lab.replaying import PER_YEAR, History, Line, Past, history_of
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
    tried: tuple[tuple[int, ...], ...]
    """For each tier the thresholds that were tried."""


def choose_thresholds(
    policy: Policy, periods: Sequence[Period], lines: Sequence[Line], wish: Wish, progress: Progress | None = None,
    past: Past | None = None,
) -> Choice:  # fmt: skip
    """The best thresholds for the policy's rates; raises UserError where its way of earning cannot be chosen so.

    ``past`` tells the quarters of a policy whose own periods are longer, for futures.
    """
    progress = progress or Progress()
    rungs = rungs_of(policy)
    if wish.sure and not rungs.by_figure:
        raise UserError("Certainty is asked for tiers by figures only; of growth and targets no year is drawn. Set 0.")
    if not lines:
        raise UserError("Nobody took part in the replayed time, so there is nothing to choose from.")
    ahead = min(PER_YEAR[policy.span], len(periods))
    days = [period.first_day for period in periods]
    year = [figures for figures, _ in lines if figures.first_on in days[-ahead:]]
    year.sort(key=lambda one: (one.party_id, one.first_on))
    valued = _valued(rungs, year, wish)
    own = [figure_of(policy, one) for one in year]
    stretches = [_stretch(rungs, valued, n, one, wish) for n, one in enumerate(year)]
    takers = _takers(rungs, year, own, stretches)
    grids = tuple(grid_of(takers, wish.grid, least=rungs.least, fine=not rungs.by_figure) for _ in rungs.tiers)
    if not all(grids):
        raise UserError("No threshold is within anybody's reach: baselines or targets are missing, or nothing is sold.")
    futures = _futures(rungs, history_of(policy, periods, lines, past), days[-ahead:], year, stretches) if (
        wish.sure) else ()  # fmt: skip
    question = Question(takers, grids, valued, wish.budget_minor, futures, wish.sure, wish.needed,
                        _whole(rungs, year, wish) if rungs.is_rolling else None)  # fmt: skip
    best = chosen(question, progress)
    frontier = []
    for n, part in enumerate(_STEPS):
        progress.step(n, len(_STEPS))
        budget = round_half_up((best.cost if best is not None and best.cost else wish.budget_minor) * part)
        frontier.append((budget, chosen(replace(question, budget=budget), progress)))
    return Choice(
        wish, tuple(tier.rate for tier in rungs.tiers), held(question, rungs.now), held(question, ()), best,
        rungs.made(best.bounds) if best else (), len(futures), tuple(frontier), grids,
    )  # fmt: skip


def _stretch(rungs: Rungs, valued: Valued, place: int, one: Figures, wish: Wish) -> int:
    """Nobody stretches for a tier that would pay him nothing more: a condition missed, a share not reached."""
    far = rungs.stand(one, max(0, figure_of(rungs.policy, one)) * (RATE_SCALE + wish.stretch) // RATE_SCALE)
    top = valued(place, len(rungs.tiers) - 1, far).cost
    return wish.stretch if top > valued(place, None, far).cost else 0


def _takers(
    rungs: Rungs, year: Sequence[Figures], figures: Sequence[float], stretches: Sequence[int]
) -> tuple[Taker, ...]:
    found = []
    for one, each, stretch in zip(year, figures, stretches, strict=True):
        base = max(0, round(each))
        far = base * (RATE_SCALE + stretch) // RATE_SCALE
        found.append(Taker(one.party_id, rungs.stand(one, base), rungs.stand(one, far)))
    return tuple(found)


def _valued(rungs: Rungs, year: Sequence[Figures], wish: Wish) -> Valued:
    policy = rungs.policy
    plain = replace(policy.scale, method="cumulative", reach="amount")
    pays = [
        settling(replace(policy, minimum=0, scale=replace(plain, tiers=(Tier(start, None, rate),))))
        for start, rate in ((_BEYOND, 0), *((0, rate) for rate in rungs.pays))
    ]
    kept: dict[tuple[int, int | None, int], Worth] = {}

    def worth(place: int, tier: int | None, bought: int) -> Worth:
        key = place, tier, bought
        if key not in kept:
            figures, margin = _bought(rungs, year[place], bought, wish)
            n = 0 if tier is None or not rungs.reaches_minimum(bought) else tier + 1
            kept[key] = Worth(margin, pays[n](figures).entitled_minor, figures.amount_e4)
        return kept[key]

    return worth


def _bought(rungs: Rungs, one: Figures, bought: int, wish: Wish) -> tuple[Figures, int]:
    """A dealer's figures where he buys so much, and the margin before the rebate."""
    figures = unpaid(moved(rungs.policy, one, rungs.figure(one, bought)))
    per_minor = e4_per_minor(rungs.policy.payout.currency)
    return figures, round_half_up(Fraction(figures.amount_e4 * wish.margin, RATE_SCALE * per_minor))


def _whole(rungs: Rungs, year: Sequence[Figures], wish: Wish) -> Whole:
    """The policy with all of its chosen thresholds at once."""
    policy = rungs.policy
    pays: dict[tuple[int, ...], Settling] = {}

    def worth(place: int, bounds: tuple[int, ...], bought: int) -> Worth:
        if bounds not in pays:
            pays[bounds] = settling(replace(policy, scale=replace(policy.scale, tiers=rungs.made(bounds))))
        figures, margin = _bought(rungs, year[place], bought, wish)
        return Worth(margin, pays[bounds](figures).entitled_minor, figures.amount_e4)

    return worth


def _futures(
    rungs: Rungs, history: History, days: Sequence[int], year: Sequence[Figures], stretches: Sequence[int]
) -> tuple[tuple[Taker, ...], ...]:
    row, column = {dealer: n for n, dealer in enumerate(history.dealers)}, {day: n for n, day in enumerate(days)}
    return tuple(
        _takers(rungs, year, [float(draw[row[one.party_id], column[one.first_on]]) for one in year], stretches)
        for draw in history.drawn(draws=FUTURES)
    )
