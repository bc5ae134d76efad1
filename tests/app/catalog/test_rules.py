"""Units of a product: dated factors, conversions that compose, and prices that speak of another unit."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.catalog.rules import REPORTING, Factor, Units, half_up, is_suspect, likely_unit
from app.core.period import day_number

CHANGED = day_number(date(2025, 3, 1))
BEGAN = day_number(date(2024, 1, 1))
TABLETS = Units("盒", (Factor("件", 360_000, BEGAN), Factor("件", 300_000, CHANGED)), pack_factor=300)
FACTORS = st.integers(1, 10**7)
DAYS = st.integers(-1_000, 40_000)
QUANTITIES = st.integers(-(10**9), 10**9)


def test_a_case_held_360_boxes_until_the_blister_changed() -> None:
    assert TABLETS.in_base(41_000, "件", CHANGED - 1) == 41 * 360_000
    assert TABLETS.in_base(41_000, "件", CHANGED) == 41 * 300_000


def test_without_a_unit_and_in_its_own_a_quantity_is_in_base_units() -> None:
    assert TABLETS.in_base(41_500, None, CHANGED) == 41_500
    assert TABLETS.in_base(41_500, "盒", CHANGED) == 41_500


def test_a_unit_that_nothing_explains_makes_the_quantity_unknown() -> None:
    assert TABLETS.in_base(41_000, "托盘", CHANGED) is None
    assert Units(None).in_base(1_000, "盒", CHANGED) is None


def test_the_pack_factor_is_a_case_where_nothing_else_says_so() -> None:
    assert TABLETS.factor("箱", CHANGED) == 300_000
    assert TABLETS.factor("件", BEGAN - 1) == 300_000
    assert Units("盒").factor("箱", CHANGED) is None
    assert Units("箱", pack_factor=24).factor("箱", CHANGED) == 1_000


def test_capitals_make_no_other_unit() -> None:
    assert Units("EA", (Factor("Ctn", 12_000),)).factor("CTN ", 0) == 12_000


def test_of_two_factors_for_one_day_the_later_row_holds() -> None:
    assert Units("盒", (Factor("件", 100_000, 5), Factor("件", 200_000, 5))).factor("件", 5) == 200_000


def converted(units: Units, quantity: Fraction, unit: str, into: str, day: int) -> Fraction | None:
    """A quantity in another unit, exactly."""
    first, second = units.factor(unit, day), units.factor(into, day)
    return None if first is None or second is None else quantity * first / second


def test_indoor_and_outdoor_machine_are_half_a_set_each() -> None:
    indoor = outdoor = Units("台", (Factor("套", 2_000),), report="套")
    sets = [converted(one, Fraction(7), "台", "套", 0) for one in (indoor, outdoor)]
    assert sum(one for one in sets if one is not None) == 7


@given(QUANTITIES, FACTORS, FACTORS, FACTORS, DAYS)
def test_converting_there_and_back_and_by_a_third_unit_changes_nothing(
    quantity: int, first: int, second: int, third: int, day: int
) -> None:
    units = Units("盒", (Factor("件", first), Factor("箱", second), Factor("托", third)))
    exact = Fraction(quantity, 1_000)
    there = converted(units, exact, "件", "箱", day)
    assert there is not None
    assert converted(units, there, "箱", "件", day) == exact
    by_way = converted(units, there, "箱", "托", day)
    assert by_way == converted(units, exact, "件", "托", day)


@given(QUANTITIES, FACTORS, DAYS)
def test_a_stored_quantity_is_the_exact_one_to_half_a_thousandth(quantity: int, factor: int, day: int) -> None:
    units = Units("盒", (Factor("件", factor),))
    exact = converted(units, Fraction(quantity, 1_000), "件", "盒", day)
    stored = units.in_base(quantity, "件", day)
    assert exact is not None
    assert stored is not None
    assert abs(Fraction(stored, 1_000) - exact) <= Fraction(1, 2_000)
    assert units.in_base(-quantity, "件", day) == -stored


DATED = st.lists(
    st.builds(Factor, st.sampled_from(["件", "箱", "盒"]), FACTORS, st.none() | st.integers(-50, 50)), max_size=8
)


@given(DATED, st.none() | st.just("盒"), st.none() | st.integers(1, 500), st.integers(-60, 60))
def test_the_spans_say_for_every_day_what_the_rule_says(
    factors: list[Factor], base: str | None, pack: int | None, day: int
) -> None:
    units = Units(base, tuple(factors), pack, report="箱")
    for unit in ("件", "箱", "盒", "袋"):
        found = [one[3] for one in units.spans() if one[0] == unit and one[1] <= day < one[2]]
        assert found == [one for one in [units.factor(unit, day)] if one is not None]
    reported = [one[3] for one in units.spans() if one[0] == REPORTING and one[1] <= day < one[2]]
    assert reported == [one for one in [units.factor("箱", day)] if one is not None]


def test_halves_go_away_from_zero() -> None:
    assert [half_up(one, 2) for one in (-3, -1, 0, 1, 3)] == [-2, -1, 0, 1, 2]


def test_41_boxes_at_6450_are_cases_at_21_5() -> None:
    price, median = Fraction(6_450), Fraction(43, 2)
    assert is_suspect(price, median, 40)
    assert not is_suspect(price, median, 4)
    assert likely_unit(price, median, 1_000, [("件", 300_000), ("盒", 1_000), ("托", 3_000_000)]) == "件"


def test_five_times_the_median_is_still_believed() -> None:
    median = Fraction(20)
    assert [is_suspect(Fraction(one), median, 9) for one in (3, 4, 100, 101)] == [True, False, False, True]


def test_where_no_unit_explains_the_price_none_is_proposed() -> None:
    assert likely_unit(Fraction(6_450), Fraction(20), 1_000, [("盒", 1_000), ("托", 9_000)]) is None
