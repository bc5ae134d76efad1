"""Steps of a rebate: what an amount earns by each method, and what the last yuan before a step is worth."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.planning.rules import Method, Step, cliff, next_step, rebate

WAN = 10_000 * 10_000
STEPS = (Step(0, 100), Step(300 * WAN, 200), Step(500 * WAN, 300))


def test_the_last_2_6_before_500_earn_5_05() -> None:
    found = cliff(STEPS, round(497.4 * WAN), "cumulative")
    assert found is not None
    assert (found.gap, found.rate_e4, found.next_rate_e4) == (round(2.6 * WAN), 200, 300)
    assert round(found.gain / WAN, 2) == Fraction("5.05")
    assert round(found.yields * 100) == 194


def test_where_each_rate_counts_for_its_own_part_there_is_no_cliff() -> None:
    assert cliff(STEPS, round(497.4 * WAN), "stepped") is None
    found = next_step(STEPS, round(497.4 * WAN), "stepped")
    assert found is not None
    assert found.yields == Fraction(2, 100)


@pytest.mark.parametrize(("amount", "before"), [(450, None), (494, None), (495, 500), (499, 500), (500, None)])
def test_a_step_is_a_cliff_only_for_who_stands_right_before_it(amount: int, before: int | None) -> None:
    found = cliff(STEPS, amount * WAN, "cumulative")
    assert (found and found.threshold) == (before and before * WAN)


def test_steps_are_half_open() -> None:
    assert rebate(STEPS, 500 * WAN, "cumulative") == 15 * WAN
    assert rebate(STEPS, 500 * WAN - 1, "cumulative") == Fraction((500 * WAN - 1) * 200, 10_000)
    assert rebate(STEPS, 600 * WAN, "stepped") == (3 + 4 + 3) * WAN


def test_below_the_first_step_nothing_is_earned_and_above_the_last_nothing_is_near() -> None:
    only = (Step(100 * WAN, 200),)
    assert rebate(only, 99 * WAN, "cumulative") == 0
    assert next_step(only, 100 * WAN, "cumulative") is None
    assert next_step((), 5, "stepped") is None


rising = st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 2_000)), min_size=1, max_size=5).map(
    lambda pairs: [
        Step(at, rate)
        for at, rate in zip(sorted({at for at, _ in pairs}), sorted(rate for _, rate in pairs), strict=False)
    ]
)
methods = st.sampled_from(["cumulative", "stepped"])


@given(rising, methods, st.integers(0, 10**9), st.integers(0, 10**9))
def test_more_never_earns_less_where_rates_rise(steps: list[Step], method: Method, low: int, more: int) -> None:
    assert rebate(steps, low, method) <= rebate(steps, low + more, method)
    assert rebate(steps, low, "stepped") <= rebate(steps, low, "cumulative")


@given(rising, methods, st.integers(0, 10**9))
def test_closing_the_gap_earns_what_was_said(steps: list[Step], method: Method, amount: int) -> None:
    found = next_step(steps, amount, method)
    if found is not None:
        assert found.gap > 0
        assert rebate(steps, amount + found.gap, method) == rebate(steps, amount, method) + found.gain
        assert rebate(steps[::-1], amount, method) == rebate(steps, amount, method)
