"""A policy over its past: cost, winners and losers, who is near a bound, the likely bill; the same each time."""

import numpy as np

from app.core.progress import Progress
from app.incentives.lab.replaying import replayed
from app.incentives.lab.resampling import budget_of, drawn
from app.incentives.lab.result import Simulation, simulation_from_json, simulation_json
from tests.app.incentives.lab.samples import E4, REB_23, YUAN, candidate, past, retroactive

SALES = {
    "a": [98_000, 101_000, 99_000, 104_000, 97_000, 103_000, 99_500, 106_000],
    "b": [30_000, 32_000, 31_000, 35_000, 33_000, 36_000, 34_000, 39_000],
}
HUMBLE = retroactive((0, 100), (30_000, 200), (100_000, 250), code="H")


def simulated() -> Simulation:
    runs = tuple(
        replayed(candidate(policy, n), policy, past(policy, SALES, last={("a", 1): 40_000}), Progress())
        for n, policy in enumerate((REB_23, HUMBLE), 1)
    )
    names = {"a": ("A1", "甲公司", "Alpha"), "b": ("B1", "乙公司", "")}
    return Simulation("1", 7, 20_000, 19_723, 20_453, runs, names)


def test_cost_is_what_the_engine_pays_and_a_share_of_all_that_was_sold() -> None:
    run = simulated().runs[0]
    wanted = sum((3 if each >= 100_000 else 2) * each for row in SALES.values() for each in row)
    assert run.cost_minor == wanted
    assert run.sales_e4 == sum(map(sum, SALES.values())) * E4
    assert run.share is not None
    assert round(float(run.share), 4) == round(wanted / 100 / sum(map(sum, SALES.values())), 4)
    assert [one.period for one in run.periods][:2] == ["2024-Q1", "2024-Q2"]
    assert all((one.dealers, one.paid) == (2, 2) for one in run.periods)


def test_winners_come_first_and_what_all_win_is_what_the_cost_changes_by() -> None:
    found = simulated()
    changes = found.changes(found.runs[1])
    assert changes[0].change >= changes[-1].change
    assert sum(one.change for one in changes) == found.runs[1].cost_minor - found.runs[0].cost_minor
    assert {one.party_id for one in changes if one.change < 0} == {"a"}
    assert all(one.change == 0 for one in found.changes(found.runs[0]))


def test_who_ended_just_below_a_bound_and_who_just_above_is_counted() -> None:
    (cliff,) = simulated().runs[0].cliffs
    assert (cliff.bound, cliff.below, cliff.above) == (100_000 * E4, 4, 3)
    assert cliff.at_minor - cliff.before_minor == 100_002


def test_the_rush_of_a_quarters_end_stands_with_its_dealer_and_period() -> None:
    (rush,) = simulated().runs[0].rushes
    assert (rush.party_id, rush.period) == ("a", "2024-Q2")
    assert rush.gained_minor > 1_000 * YUAN


def test_how_far_the_next_tier_was_at_the_end() -> None:
    by_dealer = simulated().runs[0].by_dealer()
    assert by_dealer["a"].gap is None
    assert by_dealer["b"].gap == 61_000 * E4


def test_the_likely_bill_lies_about_last_years_and_its_tenths_are_in_order() -> None:
    run = simulated().runs[0]
    assert run.estimate is not None
    assert run.estimate.p10 <= run.estimate.p50 <= run.estimate.p90
    last_year = sum(one.cost_minor for one in run.periods[-4:])
    assert last_year * 8 // 10 < run.estimate.p50 < last_year * 13 // 10
    assert 0 < run.anyway_minor <= run.cost_minor


def test_the_same_question_gives_the_same_text_and_it_is_read_back_as_it_was() -> None:
    first, again = simulated(), simulated()
    assert simulation_json(first) == simulation_json(again)
    assert simulation_from_json(simulation_json(first)) == first
    assert "." not in simulation_json(first).replace("PV-1", "").replace("PV-2", "")


def test_the_order_of_the_lines_says_nothing() -> None:
    turned = {dealer: SALES[dealer] for dealer in reversed(SALES)}
    one = replayed(candidate(REB_23), REB_23, past(REB_23, SALES), Progress())
    other = replayed(candidate(REB_23), REB_23, past(REB_23, turned), Progress())
    assert one == other


def test_a_short_past_is_not_drawn_from() -> None:
    short = {dealer: row[:3] for dealer, row in SALES.items()}
    assert replayed(candidate(REB_23), REB_23, past(REB_23, short), Progress()).estimate is None


def test_four_of_five_true_bills_lie_between_the_tenths() -> None:
    """Made-up markets of 30 dealers, two years known and the third then seen: the interval must hold what it says."""
    inside, worlds = 0, 120
    rng = np.random.default_rng(5)
    for _ in range(worlds):
        level = rng.lognormal(11, 0.8, size=(30, 1))
        season = np.tile([0.8, 1.0, 1.0, 1.2], 3)
        year = np.repeat(np.cumsum(rng.normal(0.03, 0.05, 3)), 4)
        sales = level * season * np.exp(year + rng.normal(0, 0.03, 12) + rng.normal(0, 0.15, (30, 12)))
        futures = drawn(sales[:, :8], 4, draws=300, seed=1)
        bills = (np.where(futures > 60_000, 0.03, 0.02) * futures).sum(axis=(1, 2))
        true = float((np.where(sales[:, 8:] > 60_000, 0.03, 0.02) * sales[:, 8:]).sum())
        found = budget_of(bills)
        inside += found.p10 <= true <= found.p90
    assert 0.75 <= inside / worlds <= 0.85
