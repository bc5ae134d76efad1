"""The arithmetic of a change: its parts add up exactly over any facts, and worked examples of textbooks come out."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.money import apportion
from app.kpi.drivers.rules import (
    Driver,
    Quotient,
    Sold,
    effects_of,
    split_prices,
    split_quotients,
    split_sums,
)

F = Fraction
NAMES = st.sampled_from(["A", "B", "C", "D", "E"])
AMOUNTS = st.integers(-(10**9), 10**9).map(lambda one: F(one, 10_000))
QUANTITIES = st.integers(-(10**6), 10**6).map(lambda one: F(one, 1_000))
SOLD = st.builds(Sold, AMOUNTS, QUANTITIES, st.sampled_from([0, 0, 0, 1]))
SALES = st.dictionaries(st.tuples(NAMES, NAMES), SOLD, max_size=12)
QUOTIENTS = st.dictionaries(NAMES, st.builds(Quotient, AMOUNTS, st.one_of(st.just(F(0)), QUANTITIES)), max_size=5)


def total(drivers: list[Driver[Any]]) -> Fraction:
    return sum((one.total for one in drivers), F(0))


def by_key(drivers: list[Driver[Any]]) -> dict[Any, Driver[Any]]:
    return {one.key: one for one in drivers}


def sold(quantity: int, price: object) -> Sold:
    return Sold(F(str(price)) * quantity, F(quantity))


# -- laws over random facts -------------------------------------------------------------------------------------------


@given(st.dictionaries(NAMES, AMOUNTS), st.dictionaries(NAMES, AMOUNTS), AMOUNTS)
def test_the_parts_of_a_sum_add_up_to_its_change(
    before: dict[str, Fraction], after: dict[str, Fraction], change: Fraction
) -> None:
    assert total(split_sums(before, after, change)) == change


@given(QUOTIENTS, QUOTIENTS, st.tuples(AMOUNTS, QUANTITIES, AMOUNTS, QUANTITIES))
def test_the_parts_of_a_quotient_add_up_to_its_change(
    before: dict[str, Quotient], after: dict[str, Quotient], whole: tuple[Fraction, ...]
) -> None:
    assume(all(sum((one.bottom for one in each.values()), F(0)) for each in (before, after)))
    assume(whole[1] and whole[3])
    drivers = split_quotients(before, after, (Quotient(*whole[:2]), Quotient(*whole[2:])))
    assert total(drivers) == whole[2] / whole[3] - whole[0] / whole[1]
    assert not any(one.effects.get("rate") for one in drivers if None in one.values), "no rate of 0/0 has changed"


@given(SALES, SALES, st.dictionaries(NAMES, st.sampled_from(["盒", "瓶"])), AMOUNTS)
def test_volume_mix_and_price_add_up_to_the_change(
    before: dict[tuple[str, str], Sold], after: dict[tuple[str, str], Sold], units: dict[str, str], change: Fraction
) -> None:
    drivers = split_prices(before, after, units, change)
    assert total(drivers) == change
    assert sum(effects_of(drivers).values(), F(0)) == change
    for one in drivers:
        if one.key is not None:
            own = F(0) if one.values[0] is None else one.values[0]
            assert one.total == (one.values[1] or F(0)) - own, "each product's parts are its own change"


@given(SALES, st.dictionaries(NAMES, st.sampled_from(["盒", "瓶"])))
def test_where_nothing_changed_nothing_is_said_to_have(
    sales: dict[tuple[str, str], Sold], units: dict[str, str]
) -> None:
    assert not any(value for one in split_prices(sales, sales, units, F(0)) for value in one.effects.values())


@given(SALES, st.integers(2, 9), st.dictionaries(NAMES, st.sampled_from(["盒", "瓶"])))
def test_other_prices_alone_are_price_and_more_of_all_alone_is_volume(
    sales: dict[tuple[str, str], Sold], times: int, units: dict[str, str]
) -> None:
    good = {key: one for key, one in sales.items() if one.priced}
    change = sum((one.amount for one in good.values()), F(0)) * (times - 1)
    dearer = {key: Sold(one.amount * times, one.quantity) for key, one in good.items()}
    more = {key: Sold(one.amount * times, one.quantity * times) for key, one in good.items()}
    for after, effect in ((dearer, "price"), (more, "volume")):
        found = effects_of(split_prices(good, after, units, change))
        assert {name for name, value in found.items() if value} <= {effect}


@given(st.dictionaries(NAMES, AMOUNTS, min_size=1), st.dictionaries(NAMES, AMOUNTS, min_size=1))
def test_what_is_printed_adds_up_to_the_cent(before: dict[str, Fraction], after: dict[str, Fraction]) -> None:
    change = sum(after.values(), F(0)) - sum(before.values(), F(0))
    drivers = split_sums(before, after, change)
    cents = round(change * 100)
    printed = apportion([one.total * 100 for one in drivers], cents)
    assert sum(printed) == cents or not drivers
    assert all(abs(shown - one.total * 100) <= 1 for shown, one in zip(printed, drivers, strict=True))


# -- worked examples --------------------------------------------------------------------------------------------------


def test_the_milano_company() -> None:
    """Drury, Management and Cost Accounting, by its published solution: quantity variance 28,900 F, mix 32,900 A."""
    before = {("X", ""): sold(8_000, 20), ("Y", ""): sold(7_000, 12), ("Z", ""): sold(5_000, 9)}
    after = {("X", ""): sold(6_000, 20), ("Y", ""): sold(7_000, 12), ("Z", ""): sold(9_000, 9)}
    found = effects_of(split_prices(before, after, {}, F(285_000 - 289_000)))
    assert {name: value for name, value in found.items() if value} == {"volume": 28_900, "mix": -32_900}


def test_tickets_of_two_tiers() -> None:
    """An exercise by its published solution: quantity variance 15,400 U + 4,200 U, mix variance 16,800 U, 3,600 F."""
    before = {("lower", ""): sold(5_500, 14), ("upper", ""): sold(7_000, 3)}
    after = {("lower", ""): sold(3_200, 14), ("upper", ""): sold(6_800, 3)}
    found = by_key(split_prices(before, after, {}, F(-32_800)))
    assert (found["lower"].effects["volume"], found["lower"].effects["mix"]) == (-15_400, -16_800)
    assert (found["upper"].effects["volume"], found["upper"].effects["mix"]) == (-4_200, 3_600)


def test_boxes_and_vials_are_never_added() -> None:
    before = {("box", ""): sold(100, 10), ("vial", ""): sold(10_000, 1)}
    after = {("box", ""): sold(200, 10), ("vial", ""): sold(10_000, 1)}
    unlike = by_key(split_prices(before, after, {"box": "盒", "vial": "支"}, F(1_000)))
    assert unlike["box"].effects == {"volume": 1_000, "mix": 0, "dealer_mix": 0, "price": 0}
    assert not any(unlike["vial"].effects.values())
    half = split_prices(before, after, {"box": "盒"}, F(1_000))
    assert by_key(half)["box"].effects["mix"], "one known unit: the other is taken to be the same, as figures take it"
    alone = {("box", ""): sold(1, 1), ("vial", ""): sold(1, 1), ("bag", ""): sold(1, 1)}
    grown = {**alone, ("bag", ""): sold(3, 1)}
    found = by_key(split_prices(alone, grown, {"box": "盒", "vial": "支"}, F(2)))
    assert found["bag"].effects["volume"] == 2, "of two units nobody knows which is the bag's"


def test_who_buys_is_told_apart_from_what_each_pays() -> None:
    before = {("P", "dear"): sold(10, 10), ("P", "cheap"): sold(10, 6)}
    after = {("P", "dear"): sold(5, 10), ("P", "cheap"): sold(15, 6)}
    (one,) = split_prices(before, after, {}, F(-20))
    assert one.effects == {"volume": 0, "mix": 0, "dealer_mix": -20, "price": 0}
    after["P", "cheap"] = sold(15, 7)
    (one,) = split_prices(before, after, {}, F(-5))
    assert (one.effects["dealer_mix"], one.effects["price"]) == (-20, 15)


def test_what_is_sold_in_one_period_only_has_no_price_that_changed() -> None:
    before = {("old", ""): sold(10, 5), ("stays", ""): sold(10, 5), ("odd", ""): Sold(F(50), F(10), unknown=1)}
    after = {("new", ""): sold(10, 8), ("stays", ""): sold(10, 6), ("odd", ""): sold(10, 6)}
    found = by_key(split_prices(before, after, {}, F(50)))
    assert (found["new"].state, found["new"].effects) == ("new", {"appeared": 80})
    assert (found["old"].state, found["old"].effects) == ("gone", {"disappeared": -50})
    assert (found["odd"].state, found["odd"].effects) == ("aside", {"aside": 10})
    assert found["stays"].effects["price"] == 10


# -- places -----------------------------------------------------------------------------------------------------------


def test_new_returned_lost_and_silent_are_told_apart() -> None:
    before = {"stays": F(10), "lost": F(5), "silent": F(7)}
    after = {"stays": F(12), "new": F(3), "back": F(4)}
    drivers = split_sums(before, after, F(-3), earlier={"back", "stays"}, silent={"silent"})
    assert {one.key: one.state for one in drivers} == {
        "stays": "both", "lost": "gone", "silent": "silent", "new": "new", "back": "returned"
    }  # fmt: skip
    assert [one.key for one in drivers][:2] == ["silent", "lost"], "what weighs most comes first"


def test_an_order_of_two_groups_is_a_rest_with_a_name() -> None:
    drivers = split_sums({"G1": F(5), "G2": F(5)}, {"G1": F(6), "G2": F(7)}, F(2))
    assert (drivers[-1].key, drivers[-1].state, drivers[-1].total) == (None, "rest", -1)


def test_every_rate_fell_and_yet_the_whole_rose() -> None:
    """Simpson's paradox: all of the rise, and more, is mix."""
    before = {"good": Quotient(F(90), F(100)), "bad": Quotient(F(450), F(900))}
    after = {"good": Quotient(F(792), F(900)), "bad": Quotient(F(48), F(100))}
    drivers = split_quotients(before, after, (Quotient(F(540), F(1000)), Quotient(F(840), F(1000))))
    effects = effects_of(drivers)
    assert effects["rate"] == F("-0.02")
    assert effects["mix"] == F("0.32")


def test_a_dealer_without_orders_then_appears_and_is_not_zero_percent() -> None:
    before = {"A": Quotient(F(9), F(10)), "gone": Quotient(F(5), F(10))}
    after = {"A": Quotient(F(9), F(10)), "new": Quotient(F(10), F(10)), "idle": Quotient(F(0), F(0))}
    drivers = by_key(split_quotients(before, after, (Quotient(F(14), F(20)), Quotient(F(19), F(20)))))
    assert set(drivers) == {"A", "gone", "new"}
    assert (drivers["new"].state, drivers["new"].values) == ("new", (None, 1))
    assert drivers["new"].effects == {"appeared": (1 - F("0.825")) / 2}
    assert drivers["gone"].effects == {"disappeared": -(F("0.5") - F("0.825")) / 2}


def test_returns_of_who_bought_nothing_stand_aside() -> None:
    before = {"A": Quotient(F(1), F(10))}
    after = {"A": Quotient(F(1), F(10)), "B": Quotient(F(2), F(0))}
    drivers = by_key(split_quotients(before, after, (Quotient(F(1), F(10)), Quotient(F(3), F(10)))))
    assert (drivers["B"].state, drivers["B"].effects) == ("aside", {"aside": F(1, 5)})


def test_a_quotient_of_nothing_is_no_change_of_anything() -> None:
    with pytest.raises(ZeroDivisionError):
        split_quotients({}, {}, (Quotient(F(0), F(0)), Quotient(F(0), F(0))))
