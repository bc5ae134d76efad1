"""A policy's thresholds chosen anew: beside what is now, beside nothing, within the budget of a year."""

from dataclasses import replace

import pytest

from app.core.errors import UserError
from app.incentives.checks import check_policy
from app.incentives.engine import settle
from app.incentives.lab.thresholds import Wish, choose_thresholds
from app.incentives.policy import Condition, Payout, Policy
from tests.app.incentives.lab.samples import E4, YUAN, past, retroactive

SALES = {
    "a": [80_000, 82_000, 78_000, 80_000],
    "b": [95_000, 95_000, 96_000, 94_000],
    "c": [60_000, 58_000, 61_000, 60_000],
}
TWO = retroactive((0, 0), (69_000, 200))
WISH = Wish(budget_minor=9_000 * YUAN, margin=300_000)


def test_the_chosen_threshold_stretches_the_biggest_and_leaves_the_others_as_they_are() -> None:
    told = past(TWO, SALES)
    found = choose_thresholds(TWO, told.periods, told.lines, WISH)
    assert found.best is not None
    assert found.best.bounds[0] >= 100_000 * E4
    assert found.best.after > found.none.after > found.now.after
    assert found.best.cost <= WISH.budget_minor
    assert [tier.rate for tier in found.tiers] == [0, 20_000]
    assert found.tiers[0].end == found.tiers[1].start


def test_the_new_tiers_are_a_policy_that_holds() -> None:
    told = past(TWO, SALES)
    found = choose_thresholds(TWO, told.periods, told.lines, WISH)
    policy = replace(TWO, from_on=20_000, to_on=20_364, scale=replace(TWO.scale, tiers=found.tiers))
    check_policy(policy)


def test_what_now_costs_is_what_the_engine_pays_where_nobody_stretches() -> None:
    told = past(TWO, SALES)
    found = choose_thresholds(TWO, told.periods, told.lines, replace(WISH, stretch=0))
    assert found.now.cost == sum(settle(TWO, figures).entitled_minor for figures, _ in told.lines)


def test_more_budget_never_brings_less() -> None:
    told = past(TWO, SALES)
    found = choose_thresholds(TWO, told.periods, told.lines, replace(WISH, needed=False))
    after = [plan.after for _, plan in found.frontier if plan is not None]
    assert after == sorted(after)
    assert len(after) == len(found.frontier)


def test_a_budget_that_must_hold_in_drawn_futures_holds_in_as_many_as_was_asked() -> None:
    longer = {dealer: [*row, *[each * 11 // 10 for each in row]] for dealer, row in SALES.items()}
    told = past(TWO, longer)
    found = choose_thresholds(TWO, told.periods, told.lines, replace(WISH, sure=900_000, needed=False, grid=6))
    assert found.best is not None
    assert found.best.kept >= found.futures * 9 // 10


def test_other_ways_of_earning_are_refused_with_the_reason() -> None:
    two = ((0, 100), (50_000, 200))
    for policy, why in (
        (retroactive(*two, method="stepped"), "Nobody has a reason to buy up to one"),
        (retroactive(*two, method="rolling", payout=Payout(cap=1)), "together with a cap"),
        (Policy("X", "无档位"), "no tiers that pay"),
    ):
        told = past(policy, SALES)
        with pytest.raises(UserError, match=why):
            choose_thresholds(policy, told.periods, told.lines, WISH)


def test_a_dealer_who_misses_a_condition_costs_nothing_and_so_draws_nothing() -> None:
    strict = replace(TWO, conditions=(Condition("on_time", at_least=True, value=1),))
    told = past(strict, SALES)
    found = choose_thresholds(strict, told.periods, told.lines, WISH)
    assert found.best is not None
    assert found.best.cost == found.now.cost == 0
    assert found.best.volume == found.none.volume
