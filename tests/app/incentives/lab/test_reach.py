"""Thresholds of every way of earning that can be chosen: the solver against the engine, ladder by ladder."""

from dataclasses import replace
from fractions import Fraction

import pytest

from app.core.errors import UserError
from app.core.money import round_half_up
from app.core.period import quarter
from app.incentives.engine import Figures, settle
from app.incentives.lab.choosing import ladders
from app.incentives.lab.curves import entitled, moved, starts
from app.incentives.lab.reach import NOWHERE, rungs_of
from app.incentives.lab.thresholds import Choice, Wish, choose_thresholds
from app.incentives.policy import Baseline, Basis, Policy, Scale, Tier
from app.incentives.steps import figure_of
from tests.app.incentives.lab.samples import E4, YUAN

PERIODS = tuple(quarter(2025, n + 1) for n in range(4))
BOUGHT = {"a": (80, 82, 78, 90), "b": (95, 99, 90, 97), "c": (60, 41, 66, 58), "d": (0, 0, 30, 45)}
WISH = Wish(budget_minor=9_000 * YUAN, margin=300_000, grid=4)
PERCENT = 10_000


def two(low: int, high: int, *starts_: int) -> tuple[Tier, ...]:
    first, second = starts_ or (50_000 * YUAN, 90_000 * YUAN)
    return Tier(first, second, low), Tier(second, None, high)


SHARES = (2 * PERCENT, 10 * PERCENT)
LAST_YEAR = Baseline("last_year")
WAYS = {
    "cumulative": Policy("P", "一", scale=Scale(tiers=two(PERCENT, 2 * PERCENT))),
    "total": Policy("P", "一", scale=Scale("total", tiers=two(PERCENT, PERCENT))),
    "rolling": Policy("P", "一", scale=Scale("rolling", tiers=two(PERCENT, 2 * PERCENT))),
    "rolling by growth": Policy("P", "一", baseline=LAST_YEAR,
                                scale=Scale("rolling", tiers=two(3 * PERCENT, PERCENT, *SHARES), reach="growth",
                                            earns="growth")),
    "rolling quantities": Policy("P", "一", basis=Basis("quantity"),
                                 scale=Scale("rolling", "per_unit", two(500_000, 500_000, 500_000, 900_000))),
    "lump": Policy("P", "一", scale=Scale("cumulative", "lump", two(800 * YUAN, 2_000 * YUAN))),
    "added lumps": Policy("P", "一", scale=Scale("stepped", "lump", two(800 * YUAN, 900 * YUAN))),
    "quantity": Policy("P", "一", basis=Basis("quantity"),
                       scale=Scale("cumulative", "per_unit", two(500_000, 900_000, 500_000, 900_000))),
    "percent of quantity": Policy("P", "一", basis=Basis("quantity"), minimum=600_000,
                                  scale=Scale("total", "percent", two(PERCENT, PERCENT, 500_000, 900_000))),
    "growth": Policy("P", "一", baseline=LAST_YEAR,
                     scale=Scale(tiers=two(3 * PERCENT, 5 * PERCENT, *SHARES), reach="growth", earns="growth")),
    "growth on all": Policy("P", "一", baseline=LAST_YEAR,
                            scale=Scale(tiers=two(PERCENT, 2 * PERCENT, *SHARES), reach="growth")),
    "target": Policy("P", "一", scale=Scale(tiers=two(PERCENT, 2 * PERCENT, 900_000, 1_000_000), reach="target")),
    "in days": Policy("P", "一", scale=Scale("cumulative", "lump", two(800 * YUAN, 2_000 * YUAN), prorate=True)),
}  # fmt: skip


def year() -> list[Figures]:
    """A year of four dealers; d has no baseline and no target in the first half, c took part on half of the days."""
    return [
        Figures(
            dealer, one.first_day, one.last_day, amount_e4=row[n] * 1_000 * E4, quantity_e3=row[n] * 10_000,
            baseline=None if dealer == "d" and n < 2 else (77 + 3 * n) * 1_000 * E4,
            target=None if dealer == "d" and n < 2 else (70 + 9 * n) * 1_000 * E4, days=90,
            days_in=45 if dealer == "c" else 90,
        )
        for dealer, row in BOUGHT.items() for n, one in enumerate(PERIODS)
    ]  # fmt: skip


def asked(policy: Policy, wish: Wish = WISH) -> Choice:
    lines = [(one, settle(policy, one)) for one in year()]
    return choose_thresholds(policy, PERIODS, lines, wish)


def naive(policy: Policy, wish: Wish) -> tuple[int, int]:
    """Margin after rebate and cost by the policy itself: who can buys exactly up to the highest tier."""
    after = cost = 0
    for one in year():
        base = max(0, figure_of(policy, one))
        far = base * (1_000_000 + wish.stretch) // 1_000_000
        within = [start for start in starts(policy, one) if start is not None and start <= far]
        figures = moved(policy, one, max(base, within[-1])) if within and within[-1] > base else one
        paid = entitled(policy, figures)
        cost += paid
        after += round_half_up(Fraction(figures.amount_e4 * wish.margin, 100_000_000)) - paid
    return after, cost


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("budget", [2_500, 9_000])
def test_the_solver_finds_what_trying_every_policy_finds(way: str, budget: int) -> None:
    policy, wish = WAYS[way], replace(WISH, budget_minor=budget * YUAN)
    found = asked(policy, wish)
    rungs = rungs_of(policy)
    tried = {
        bounds: naive(replace(policy, scale=replace(policy.scale, tiers=rungs.made(bounds))), wish)
        for bounds in ladders(found.tried) if bounds
    }  # fmt: skip
    kept = [after for after, cost in tried.values() if cost <= wish.budget_minor]
    assert (found.best is None) == (not kept)
    if found.best is not None:
        assert tried[found.best.bounds] == (found.best.after, found.best.cost)
        hair = 2 * len(year()) if rungs.is_rolling else 0  # of passed tiers the solver adds rounded parts
        assert max(kept) - hair <= found.best.after <= max(kept)
    assert found.now.cost == naive(policy, wish)[1]


def test_what_a_share_is_of_decides_where_one_stands() -> None:
    growth, target = rungs_of(WAYS["growth"]), rungs_of(WAYS["target"])
    one = year()[0]._replace(baseline=80_000 * E4, target=100_000 * E4)
    assert (growth.stand(one, 84_000 * E4), target.stand(one, 84_000 * E4)) == (5 * PERCENT, 84 * PERCENT)
    assert growth.figure(one, 10 * PERCENT) == 88_000 * E4
    assert growth.stand(one._replace(baseline=None), 84_000 * E4) == NOWHERE
    assert growth.least == PERCENT


def test_shares_are_chosen_in_whole_per_cent_and_the_tiers_make_a_policy() -> None:
    found = asked(WAYS["growth on all"])
    assert found.best is not None
    assert all(bound % PERCENT == 0 for bound in found.best.bounds)
    assert [tier.start for tier in found.tiers] == list(found.best.bounds)


def test_certainty_is_refused_where_no_year_of_shares_is_drawn_and_so_is_a_policy_beyond_all_reach() -> None:
    with pytest.raises(UserError, match="no year is drawn"):
        asked(WAYS["growth"], replace(WISH, sure=900_000))
    far = replace(WAYS["target"], basis=Basis("quantity"))
    lines = [(one._replace(target=None), settle(far, one)) for one in year()]
    with pytest.raises(UserError, match="within anybody's reach"):
        choose_thresholds(far, PERIODS, lines, WISH)
