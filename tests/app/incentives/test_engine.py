"""What a payout goes by besides its tiers: minimum, baskets, conditions, grade, growth, target, price protection."""

from dataclasses import replace

import pytest

from app.incentives.engine import Figures, Protected, Step, settle, settling
from app.incentives.policy import (
    Baseline,
    Basis,
    Basket,
    Condition,
    Goods,
    Payout,
    Policy,
    Protection,
    Stacking,
)
from tests.app.incentives.drawn import PERCENT, on_quantity, on_value, rebate

YUAN = 100
FLAT = rebate((0, 10 * PERCENT))


def step(policy: Policy, about: Figures, code: str) -> Step:
    """The first step of the kind; fails where the payout has none."""
    return next(each for each in settle(policy, about).steps if each.code == code)


def test_under_the_minimum_nothing_is_earned_and_at_it_everything() -> None:
    policy = replace(FLAT, minimum=1_000 * YUAN)

    assert settle(policy, on_value("999.99")).entitled_minor == 0
    assert settle(policy, on_value("1000")).entitled_minor == 100 * YUAN
    assert step(policy, on_value(1), "minimum").value == 0


def test_a_missed_mix_target_takes_all_or_a_part() -> None:
    required = replace(FLAT, baskets=(Basket("主推", Goods(groups=("G",)), 300_000),))
    partly = replace(FLAT, baskets=(Basket("主推", Goods(groups=("G",)), 300_000, "factor", 500_000),))
    missed = on_value(1_000, baskets={"主推": 2_999_999})
    kept = on_value(1_000, baskets={"主推": 3_000_000})

    assert [settle(required, each).entitled_minor for each in (missed, kept)] == [0, 100 * YUAN]
    assert [settle(partly, each).entitled_minor for each in (missed, kept)] == [50 * YUAN, 100 * YUAN]
    assert step(partly, missed, "basket").value == -50 * YUAN
    assert step(partly, missed, "basket").params["part_rate"] == 299_999


@pytest.mark.parametrize(
    ("text", "at_least", "paid"),
    [
        ("0.95", True, 100),
        ("19/20", True, 100),
        ("0.949999", True, 0),
        (None, True, 0),
        ("0.96", False, 0),
        (None, False, 0),
    ],
)
def test_a_condition_holds_at_its_bound_and_never_without_a_figure(text: str | None, at_least: bool, paid: int) -> None:  # noqa: FBT001 - a column
    policy = replace(FLAT, conditions=(Condition("on_time", at_least=at_least, value=950_000),))

    assert settle(policy, on_value(1_000, kpis={"on_time": text})).entitled_minor == paid * YUAN


def test_who_misses_what_is_required_gets_no_guarantee_either() -> None:
    policy = replace(
        FLAT, payout=Payout(floor=500 * YUAN), conditions=(Condition("on_time", at_least=True, value=950_000),)
    )

    assert settle(policy, on_value(1_000, kpis={"on_time": "1"})).entitled_minor == 500 * YUAN
    assert settle(policy, on_value(1_000, kpis={"on_time": "0.5"})).entitled_minor == 0


def test_a_grade_multiplies_and_an_unnamed_one_counts_once() -> None:
    policy = replace(FLAT, grade_factors={"A": 1_100_000, "D": 0})

    found = [settle(policy, on_value(1_000, grade=grade)).entitled_minor for grade in ("A", "B", "D", None)]

    assert found == [110 * YUAN, 100 * YUAN, 0, 100 * YUAN]


def test_factors_multiply_before_the_only_rounding() -> None:
    """0.05 * 10 % * 1.1 * 0.5 is 0.275 分 of 0.50 分; three roundings on the way would make more of it."""
    policy = replace(
        FLAT,
        grade_factors={"A": 1_100_000},
        conditions=(Condition("on_time", at_least=True, value=1_000_000, effect="factor", factor=500_000),),
    )
    found = settle(policy, on_value("0.05", grade="A"))

    assert found.entitled_minor == 0
    assert step(policy, on_value("0.05", grade="A"), "rounding").value < 0


def test_tiers_of_growth_are_reached_exactly_at_their_percentage() -> None:
    policy = rebate((0, PERCENT), (100_000, 2 * PERCENT), reach="growth", baseline=Baseline("last_year"))
    before = 1_000 * 10_000

    found = [settle(policy, on_value(now, baseline=before)) for now in ("999.99", "1000", "1099.99", "1100")]

    assert [each.reached for each in found] == [None, 0, 0, 1]
    assert found[-1].entitled_minor == 22 * YUAN


def test_without_a_baseline_nothing_grows_and_over_nothing_only_the_first_tier_is_reached() -> None:
    policy = rebate((0, PERCENT), (100_000, 2 * PERCENT), reach="growth", baseline=Baseline("last_year"))

    assert settle(policy, on_value(1_000)).reached is None
    assert settle(policy, on_value(1_000, baseline=0)).reached == 0


def test_slices_of_growth_pay_only_what_lies_in_them() -> None:
    """1,300 over 1,000: 100 in the slice to 10 %, 200 above it."""
    policy = rebate(
        (0, 5 * PERCENT), (100_000, 10 * PERCENT), reach="growth", method="stepped", baseline=Baseline("last_year")
    )

    assert settle(policy, on_value(1_300, baseline=1_000 * 10_000)).entitled_minor == (5 + 20) * YUAN


def test_tiers_of_a_target_go_by_its_share_and_by_days() -> None:
    policy = rebate((800_000, PERCENT), (1_000_000, 2 * PERCENT), reach="target", prorate=True)
    whole = on_value(800, target=1_000 * 10_000)
    half = on_value(500, target=1_000 * 10_000, days=90, days_in=45)

    assert settle(policy, whole).entitled_minor == 8 * YUAN
    assert settle(policy, half).entitled_minor == 10 * YUAN
    assert settle(policy, on_value(800)).reached is None
    assert step(policy, half, "target").params["met_rate"] == 1_000_000


def test_what_earlier_policies_gave_comes_off_a_reduced_base() -> None:
    policy = replace(FLAT, stacking=Stacking(2, "reduced"))

    assert settle(policy, on_value(1_000, reduced_e4=200 * 10_000)).entitled_minor == 80 * YUAN
    assert settle(FLAT, on_value(1_000, reduced_e4=200 * 10_000)).entitled_minor == 100 * YUAN


def test_quantity_tiers_can_choose_the_percent_of_the_value() -> None:
    policy = rebate((0, PERCENT), (10_000, 2 * PERCENT), basis=Basis("quantity"))
    about = on_quantity(10)._replace(amount_e4=1_000 * 10_000)

    assert settle(policy, about).entitled_minor == 20 * YUAN


def test_price_protection_pays_the_lesser_of_stock_and_purchases() -> None:
    """价保: 10 in stock of 6 bought, cut by 2.50; 4 of 9 bought, cut by 0.125."""
    policy = Policy("PP", "价保", "price_protection", basis=Basis(event="stock"), protection=Protection(80))
    about = Figures(
        "d", 0, 89, protected=(Protected("p", 10_000, 6_000, 2_500_000), Protected("q", 4_000, 9_000, 125_000))
    )

    found = settle(policy, about)

    assert found.entitled_minor == 1_550
    assert [part.value for part in found.steps[0].parts] == [1_500, 50]


def test_yen_have_no_smaller_unit() -> None:
    policy = rebate((0, 10 * PERCENT), payout=Payout(currency="JPY"))

    assert settle(policy, on_value(1_234)).entitled_minor == 123


def test_a_negative_rest_from_before_comes_off() -> None:
    assert settle(FLAT, on_value(1_000, carried_minor=-30 * YUAN)).payable_minor == 70 * YUAN


def test_a_guarantee_by_days_is_for_the_days_taken_part() -> None:
    """500 for 90 days: 5.56 for one, 250 for half of them, all of it for all."""
    policy = replace(FLAT, payout=Payout(floor=500 * YUAN, floor_by_days=True))
    some = [on_value(0, days=90, days_in=days) for days in (0, 1, 45, 90)]
    assert [settle(policy, one).entitled_minor for one in some] == [0, 556, 250 * YUAN, 500 * YUAN]
    assert [settling(policy)(one).entitled_minor for one in some] == [0, 556, 250 * YUAN, 500 * YUAN]
    (floor,) = [step for step in settle(policy, some[2]).steps if step.code == "floor"]
    assert (floor.params["days_in"], floor.value) == (45, 250 * YUAN)


def test_a_guarantee_is_for_who_took_part_on_some_day() -> None:
    policy = replace(FLAT, payout=Payout(floor=500 * YUAN))

    one_day = [settle(policy, on_value(0, days=90, days_in=days)).entitled_minor for days in (0, 1, 90)]
    assert one_day == [0, 500 * YUAN, 500 * YUAN]
    many = [settling(policy)(on_value(0, days=90, days_in=days)).entitled_minor for days in (0, 1, 90)]
    assert many == one_day
