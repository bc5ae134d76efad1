"""What a simulation's charts show."""

from itertools import pairwise

from app.core.texts import EN, texts
from app.incentives.lab import charts
from app.incentives.lab.thresholds import Wish, choose_thresholds
from tests.app.incentives.lab.samples import YUAN, past
from tests.app.incentives.lab.test_replaying import simulated
from tests.app.incentives.lab.test_thresholds import SALES, TWO

T = texts(EN)


def test_costs_stand_side_by_side_in_currency_units_for_each_period() -> None:
    found = simulated()
    chart = charts.cost_chart(T, found)
    assert len(chart.series) == 2
    assert chart.categories[0] == "2024-Q1"
    assert chart.series[0].values[0] == found.runs[0].periods[0].cost_minor / 100
    share = charts.share_chart(T, found).series[0].values[0]
    assert share is not None
    assert 0.01 < share < 0.03


def test_the_shape_of_a_retroactive_policy_jumps_at_its_bound() -> None:
    chart = charts.shape_chart(T, simulated())
    values = [each or 0.0 for each in chart.series[0].values]
    steps = [b - a for a, b in pairwise(values)]
    assert max(steps) > 3 * min(steps)


def test_winners_are_green_and_losers_red_and_a_click_names_the_dealer() -> None:
    found = simulated()
    chart = charts.winners_chart(T, found, found.runs[1])
    assert chart.series[0].tones[-1] == "bad"
    assert chart.keys[-1] == "a"
    assert chart.categories[-1] == "Alpha"


def test_likely_bills_and_what_looks_bought_ahead() -> None:
    found = simulated()
    tenths = charts.budget_chart(T, found)
    assert [one.name for one in tenths.series] == ["P10", "P50", "P90"]
    assert charts.rush_chart(T, found).series[0].values[1]


def test_what_another_budget_would_bring() -> None:
    told = past(TWO, SALES)
    choice = choose_thresholds(TWO, told.periods, told.lines, Wish(9_000 * YUAN, 300_000))
    chart = charts.frontier_chart(T, choice, "CNY")
    assert len(chart.categories) == len(choice.frontier)
    assert chart.categories[3].endswith("k")
