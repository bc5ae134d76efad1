"""The published and worked numbers of rebates, exact to the minor unit; each is named with its source's number."""

import json
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from app.core.period import day_number
from app.incentives.accrual import accrue
from app.incentives.engine import settle
from app.incentives.policy import Basis, Method, Payout, Policy, Rounding, Stacking
from app.incentives.rounding import allocate, e4_of_minor, minor_per_unit, rounded
from app.incentives.stacking import stacked
from tests.app.incentives.drawn import PERCENT, on_quantity, on_value, rebate

F = Fraction
PARALLEL, CASCADE = Stacking(base="whole"), Stacking(base="reduced")
YUAN = 100


def percent_of(percent: int, base: Fraction) -> Fraction:
    return base * percent / 100


def entitled(policy: Policy, yuan: float | str) -> int:
    return settle(policy, on_value(yuan)).entitled_minor


@pytest.mark.parametrize(("method", "paid"), [("stepped", 350), ("cumulative", 500), ("rolling", 600), ("total", 700)])
def test_four_methods_on_the_same_two_tiers(method: Method, paid: int) -> None:
    """REB-01, 02, 03 and 04, Dynamics 365: 10 % to 1,000 and 25 % from there, on 2,000."""
    policy = rebate((0, 10 * PERCENT), (1_000 * YUAN, 25 * PERCENT), method=method)

    assert entitled(policy, 2_000) == paid * YUAN


@pytest.mark.parametrize(
    ("order", "amounts"),
    [
        ((1, 2, 3, 4), (100, 150, 180, 180)),
        ((3, 2, 1, 4), (200, 150, 100, 175)),
    ],
)
def test_the_order_of_four_deals_on_one_line_decides_the_money(
    order: tuple[int, ...], amounts: tuple[int, ...]
) -> None:
    """REB-05 and 07, Dynamics 365: deal 1 counts on the whole, deal 2 too and reduces no other, 3 and 4 are reduced."""
    deals = {
        1: (Stacking(base="whole"), 10),
        2: (Stacking(base="whole", reduces=False), 15),
        3: (Stacking(base="reduced"), 20),
        4: (Stacking(base="reduced"), 25),
    }

    found = stacked(1_000, [(deals[n][0], partial(percent_of, deals[n][1])) for n in order])

    assert found == list(amounts)


def test_cascading_and_parallel_discounts_differ_by_one() -> None:
    """REB-19, Oracle 1157838.1 (its printed totals do not add): 2 % and 5 % on 1,000."""

    def both(later: Stacking) -> list[Fraction]:
        return stacked(1_000, [(PARALLEL, lambda base: base * 2 / 100), (later, lambda base: base * 5 / 100)])

    assert both(CASCADE) == [20, 49]
    assert both(PARALLEL) == [20, 50]


def test_a_cumulative_guarantee_counts_what_was_earned_beyond_it() -> None:
    """REB-09, Dynamics 365: 10,000 a quarter, earned 12,000 and then 5,000."""
    policy = rebate((0, 100 * PERCENT), payout=Payout(floor=10_000 * YUAN, floor_carries=True))
    alone = replace(policy, payout=replace(policy.payout, floor_carries=False))
    second = on_value(5_000, carried_minor=2_000 * YUAN)

    assert settle(policy, on_value(12_000)).entitled_minor == 12_000 * YUAN
    assert settle(policy, second).entitled_minor - 5_000 * YUAN == 3_000 * YUAN
    assert settle(alone, second).entitled_minor - 5_000 * YUAN == 5_000 * YUAN
    floor = next(step for step in settle(policy, second).steps if step.code == "floor")
    assert (floor.params["floor_minor"], floor.value) == (8_000 * YUAN, 3_000 * YUAN)


def test_a_partial_settlement_pays_what_is_not_paid_yet() -> None:
    """REB-10, SAP: 2 % from 5,000, 4 % from 20,000; 3,000 in October, 7,000 by November, 27,000 by December."""
    policy = rebate((5_000 * YUAN, 2 * PERCENT), (20_000 * YUAN, 4 * PERCENT))
    october = settle(policy, on_value(3_000))
    november = settle(policy, on_value(7_000, paid_minor=october.entitled_minor))
    december = settle(policy, on_value(27_000, paid_minor=november.entitled_minor))

    assert [each.entitled_minor for each in (october, november, december)] == [0, 140 * YUAN, 1_080 * YUAN]
    assert december.payable_minor == 940 * YUAN


def test_one_rate_for_the_whole_quantity() -> None:
    """REB-11, SAP note 930537 (to-scale): 140 units at 20 each."""
    steps = ((0, 10_000_000), (5_000, 12_000_000), (20_000, 15_000_000), (100_000, 20_000_000))
    policy = rebate(*steps, unit="per_unit", basis=Basis("quantity"))

    assert settle(policy, on_quantity(140)).entitled_minor == 2_800 * YUAN


@pytest.mark.parametrize(("spent", "paid"), [(6_000, 300), (8_000, 400), (20_000, 1_500)])
def test_brackets_in_slices(spent: int, paid: int) -> None:
    """REB-13, Phocas: 5 % to 10,000, 10 % above."""
    assert entitled(rebate((0, 5 * PERCENT), (10_000 * YUAN, 10 * PERCENT), method="stepped"), spent) == paid * YUAN


def test_a_return_takes_off_the_highest_slice_first() -> None:
    """REB-15, NetSuite: 10, 20 and 30 for each of units 1-2, 3-4, 5-8; two, two and two sold, then some come back."""
    steps = ((0, 10_000_000), (2_000, 20_000_000), (4_000, 30_000_000))
    policy = rebate(*steps, unit="per_unit", method="stepped", basis=Basis("quantity"))
    sold = [settle(policy, on_quantity(units)).entitled_minor for units in (0, 2, 4, 6)]

    assert [after - before for before, after in pairwise(sold)] == [20 * YUAN, 40 * YUAN, 60 * YUAN]
    paid = sold[-1]
    assert settle(policy, on_quantity(3, paid_minor=paid)).payable_minor == -80 * YUAN
    assert settle(policy, on_quantity(4, paid_minor=paid)).payable_minor == -60 * YUAN


def test_a_changed_estimate_is_caught_up_at_once() -> None:
    """REB-17, IFRS 15: 480 each, 432 over 600 units; 75 units, then 225 with more than 600 expected."""
    policy = rebate((600_000, 48_000_000), unit="per_unit", basis=Basis("quantity"))
    first = accrue(policy, on_quantity(75), on_quantity(300))
    second = accrue(
        policy, on_quantity(300), on_quantity(900), booked_minor=first.accrued_minor, before=on_quantity(75)
    )

    assert first.booked_minor == 0
    assert second.caught_up_minor == 3_600 * YUAN
    assert 225 * 480 * YUAN - second.booked_minor == 93_600 * YUAN


def test_an_average_is_never_rounded_before_it_is_multiplied() -> None:
    """REB-18: a hundred thousand units at 2.345 each are 234,500, not 235,000 nor 234,000."""
    policy = rebate((0, 2_345_000), unit="per_unit", basis=Basis("quantity"))

    assert settle(policy, on_quantity(100_000)).entitled_minor == 234_500 * YUAN


def test_a_lump_sum_on_target() -> None:
    """REB-21, Pricefx: 1,000 from 100,000 on; the bound itself belongs to the tier."""
    policy = rebate((100_000 * YUAN, 1_000 * YUAN), unit="lump")

    assert [entitled(policy, yuan) for yuan in (110_000, 90_000)] == [1_000 * YUAN, 0]
    assert entitled(policy, 100_000) == 1_000 * YUAN
    assert entitled(policy, "99999.99") == 0


def test_the_cliff_of_a_tier_on_everything() -> None:
    """REB-23: 2 %, from 100,000 on 3 %; at 98,000 the missing 2,000 earn 1,040, which is 52 % of them."""
    policy = rebate((0, 2 * PERCENT), (100_000 * YUAN, 3 * PERCENT))
    now, then = entitled(policy, 98_000), entitled(policy, 100_000)

    assert (now, then) == (1_960 * YUAN, 3_000 * YUAN)
    assert F(then - now, 2_000 * YUAN) == F(52, 100)


def test_a_return_that_falls_below_a_tier_takes_back_more_than_its_own_rate() -> None:
    """REB-24: 110,000 at 3 %; 15,000 come back, the rest earns 2 %: 1,400 are taken back, not 450."""
    policy = rebate((0, 2 * PERCENT), (100_000 * YUAN, 3 * PERCENT))
    paid = entitled(policy, 110_000)

    assert settle(policy, on_value(95_000, paid_minor=paid)).payable_minor == -1_400 * YUAN


@pytest.mark.parametrize(
    ("amount", "weights", "lines"),
    [
        (100_00, (1, 1, 1), [3334, 3333, 3333]),
        (10_00, (F("0.3333"), F("0.3333"), F("0.3334")), [333, 333, 334]),
        (-100_00, (1, 1, 1), [-3334, -3333, -3333]),
        (5, (0, 0), [5, 0]),
        (5, (), []),
    ],
)
def test_shares_add_up_to_what_is_shared(amount: int, weights: tuple[Fraction, ...], lines: list[int]) -> None:
    """REB-25 and 27: the largest remainder takes the unit, ties the first line."""
    assert allocate(amount, weights) == lines


@pytest.mark.parametrize(
    ("rule", "found"), [("half_up", [267, 268, -267]), ("half_even", [266, 268, -266]), ("down", [266, 267, -266])]
)
def test_halves(rule: Rounding, found: list[int]) -> None:
    """REB-29: 2.665, 2.675 and -2.665; halves up are away from zero."""
    assert [rounded(F(text) * 100, rule) for text in ("2.665", "2.675", "-2.665")] == found


def test_a_lump_sum_by_days() -> None:
    """REB-31: 3,000 a quarter, a dealer from 1 February on: 59 of 90 days, 1,966.67."""
    first, last, since = (day_number(date(2026, *day)) for day in ((1, 1), (3, 31), (2, 1)))
    policy = rebate((0, 3_000 * YUAN), unit="lump", prorate=True)
    found = settle(policy, on_value(1, days=last - first + 1, days_in=last - since + 1))

    assert (found.figures.days_in, found.figures.days) == (59, 90)
    assert found.entitled_minor == 1_966_67


@pytest.mark.parametrize(("before", "now", "paid", "grown"), [(0, 1_000, 50, None), (1_000, 800, 0, -200_000)])
def test_growth_of_nothing_and_growth_below_nothing(before: int, now: int, paid: int, grown: int | None) -> None:
    """REB-33: 5 % of what lies above the baseline; growth over nothing has no percentage."""
    policy = rebate((0, 5 * PERCENT), earns="growth")
    found = settle(policy, on_value(now, baseline=before * 10_000))

    assert found.entitled_minor == paid * YUAN
    assert next(step for step in found.steps if step.code == "baseline").params["grown_rate"] == grown


def test_entitlement_then_cap_then_less_paid() -> None:
    """REB-35: 12,500 earned, 10,000 at most, 9,000 paid."""
    found = settle(
        rebate((0, 100 * PERCENT), payout=Payout(cap=10_000 * YUAN)), on_value(12_500, paid_minor=9_000 * YUAN)
    )

    assert found.payable_minor == 1_000 * YUAN


def test_the_forecast_tier_is_accrued_on_what_is_there() -> None:
    """REB-36: the forecast of 120,000 reaches 3 %; after 40,000, then 70,000, the change is booked."""
    policy = rebate((0, 2 * PERCENT), (100_000 * YUAN, 3 * PERCENT))
    april = accrue(policy, on_value(40_000), on_value(120_000))
    may = accrue(policy, on_value(70_000), on_value(120_000), booked_minor=april.accrued_minor)
    june = accrue(policy, on_value(70_000), on_value(90_000), booked_minor=may.accrued_minor)

    assert (april.booked_minor, may.booked_minor, june.booked_minor) == (1_200 * YUAN, 900 * YUAN, -700 * YUAN)
    assert (april.reached, june.reached) == (1, 0)


def test_minor_units_are_pinned() -> None:
    """What a currency's minor unit is decides every posted figure: another answer would be another payout."""
    found = {name: minor_per_unit(name) for name in ("CNY", "USD", "EUR", "HKD", "TWD", "JPY", "KRW", "VND", "KWD")}

    assert found == {
        "CNY": 100, "USD": 100, "EUR": 100, "HKD": 100, "TWD": 100, "JPY": 1, "KRW": 1, "VND": 1, "KWD": 1_000,
    }  # fmt: skip
    assert e4_of_minor(1_234, "CNY") == 123_400


def test_every_vector_of_the_shared_data_is_worked_here(shared: Path) -> None:
    """Each odd number of ``rebates.json`` is named by a test of this file, the choice of thresholds by the lab's."""
    named = {each["id"] for each in json.loads((shared / "vectors" / "rebates.json").read_text("utf-8"))["vectors"]}
    words = Path(__file__).read_text("utf-8")
    lab = (Path(__file__).parent / "lab" / "test_choosing.py").read_text("utf-8")
    found = {f"REB-{int(number):02d}" for number in re.findall(r"(?:REB-|, |and )(\d\d)\b", words + lab)}

    assert named - found == set()
