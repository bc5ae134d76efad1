"""What is said of the next tier: the chance by earlier periods, the cheapest mix, and when nobody should push."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.incentives.coach.reading import next_step
from app.incentives.coach.rules import Advice, Past, Sight, Stock, advise, chance_of, cheapest, comes, days_after
from app.incentives.policy import Basket, Goods, Payout
from tests.app.incentives.drawn import PERCENT, on_value, rebate
from tests.examples import examples

F = Fraction
YUAN, E4 = 100, 10_000


def test_another_dealers_period_counts_in_proportion() -> None:
    """Half as much was there by the same day, and 30 came after it: that stands for 60 today."""
    assert comes(Past(50, 30), 100, 60) is True
    assert comes(Past(50, 30), 100, 61) is False


def test_where_nothing_was_there_by_the_day_there_is_no_proportion() -> None:
    assert comes(Past(0, 30), 100, 10) is None
    assert comes(Past(50, 30), 0, 30) is None


def test_own_periods_and_those_of_everybody_make_the_chance() -> None:
    """Two of three own ones and half of all others, which weigh as four: (2 + 2) / (3 + 4)."""
    own = [Past(100, 50), Past(300, 50), Past(100, 10)]
    found = chance_of(40, 100, own, [Past(1, 1), Past(1, 0)])

    assert found is not None
    assert (found.hits, found.own, found.share, found.value) == (2, 3, F(1, 2), F(4, 7))
    assert chance_of(40, 100, [], []) is None
    alone = chance_of(40, 0, own, [Past(1, 1)])
    assert alone is not None
    assert (alone.share, alone.value) == (None, F(2, 3))


def test_days_of_stock_after_the_way_there() -> None:
    """40 days now, 10 go out until the end; 300 more at 10 a day are 30."""
    assert days_after(F(40), F(10), 300, 10) == 60
    assert days_after(F(5), F(10), 300, 10) == 30
    assert days_after(F(5), F(0), 300, 10) is None


def test_a_value_is_spread_so_that_the_highest_stock_stays_lowest() -> None:
    goods = [Stock("A", "甲", F(10), F(10)), Stock("B", "乙", F(30), F(10)), Stock("C", "丙", F(90), F(10))]

    found = cheapest(F(300), goods, 0)

    assert {part.code: (part.size, part.after) for part in found.parts} == {"A": (F(250), F(35)), "B": (F(50), F(35))}
    assert found.left == 0


def test_what_would_be_stuffed_is_said_instead_of_planned() -> None:
    """To 60 days there is room for 500 and 300; 200 of the 1,000 have none."""
    goods = [Stock("A", "甲", F(10), F(10)), Stock("B", "乙", F(30), F(10)), Stock("D", "丁", F(0), F(0))]

    found = cheapest(F(1_000), goods, 0)

    assert [(part.code, part.size, part.after) for part in found.parts] == [("A", F(500), F(60)), ("B", F(300), F(60))]
    assert found.left == 200


def test_quantities_take_the_cheapest_goods_first() -> None:
    goods = [Stock("A", "甲", F(0), F(1), F(90_000)), Stock("B", "乙", F(0), F(1), F(50_000))]

    found = cheapest(F(80), goods, 0)

    assert {part.code: part.size for part in found.parts} == {"B": 60, "A": 20}


def test_a_basket_gets_what_it_lacks_before_the_rest() -> None:
    goods = [Stock("A", "甲", F(0), F(10)), Stock("B", "乙", F(50), F(10), baskets=("主推",))]

    found = cheapest(F(100), goods, 0, needs=[("主推", F(40))])

    assert {part.code: part.size for part in found.parts} == {"A": 60, "B": 40}
    crowded = cheapest(F(300), goods, 0, needs=[("主推", F(150))])
    assert (crowded.left, {part.code: part.size for part in crowded.parts}) == (F(50), {"A": F(150), "B": F(100)})


@settings(max_examples=examples(400), deadline=None)
@given(
    missing=st.integers(1, 10**6),
    goods=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 5_000), st.booleans()), max_size=5),
    priced=st.booleans(),
    left=st.integers(0, 90),
    lack=st.integers(0, 10**5),
)
def test_the_mix_adds_up_and_stays_below_the_limit(
    missing: int,
    goods: list[tuple[int, int, bool]],
    priced: bool,  # noqa: FBT001 - drawn
    left: int,
    lack: int,
) -> None:
    shelf = [
        Stock(str(n), "", F(days), F(out), F(n + 1) if priced else None, ("x",) if basket else ())
        for n, (days, out, basket) in enumerate(goods)
    ]
    found = cheapest(F(missing), shelf, left, needs=[("x", F(lack))])

    assert sum(part.size for part in found.parts) + found.left == missing
    assert found.left >= 0
    assert all(part.size > 0 and part.after <= 60 for part in found.parts)


@pytest.mark.parametrize(
    ("sight", "said"),
    [
        (Sight(None, is_top=True, gain_minor=0, chance=None, fills_stock=True, after=None), "top"),
        (Sight(None, is_top=False, gain_minor=0, chance=None, fills_stock=True, after=None), "closed"),
        (Sight(5, is_top=False, gain_minor=0, chance=F(1), fills_stock=True, after=F(1)), "nothing"),
        (Sight(5, is_top=False, gain_minor=9, chance=None, fills_stock=True, after=F(9), is_idle=True), "idle"),
        (Sight(5, is_top=False, gain_minor=9, chance=F(4, 5), fills_stock=True, after=F(99)), "course"),
        (Sight(5, is_top=False, gain_minor=9, chance=F(1, 2), fills_stock=True, after=F(61)), "stuffing"),
        (Sight(5, is_top=False, gain_minor=9, chance=F(1, 2), fills_stock=True, after=F(60)), "push"),
        (Sight(5, is_top=False, gain_minor=9, chance=F(1, 20), fills_stock=True, after=F(60)), "unlikely"),
        (Sight(5, is_top=False, gain_minor=9, chance=F(1, 2), fills_stock=True, after=None), "unknown"),
        (Sight(5, is_top=False, gain_minor=9, chance=F(1, 2), fills_stock=False, after=None), "push"),
        (Sight(5, is_top=False, gain_minor=9, chance=None, fills_stock=True, after=F(70)), "stuffing"),
    ],
)
def test_one_thing_is_said(sight: Sight, said: Advice) -> None:
    assert advise(sight) == said


def test_the_next_bound_is_the_published_cliff() -> None:
    """REB-23: 98,000 of 100,000; the missing 2,000 earn 1,040."""
    policy = rebate((0, 2 * PERCENT), (100_000 * YUAN, 3 * PERCENT))

    step = next_step(policy, on_value(98_000))

    assert step is not None
    assert (step.tier, step.bound) == (1, 100_000 * E4)
    assert (step.now_minor, step.there_minor) == (1_960 * YUAN, 3_000 * YUAN)


def test_a_minimum_is_a_bound_too_and_one_that_earns_nothing_is_passed_over() -> None:
    policy = replace(rebate((0, PERCENT), (500 * YUAN, 2 * PERCENT)), minimum=800 * YUAN)

    step = next_step(policy, on_value(100))

    assert step is not None
    assert (step.tier, step.bound, step.there_minor) == (1, 800 * E4, 16 * YUAN)


def test_behind_the_cap_the_next_tier_earns_nothing() -> None:
    policy = rebate((0, PERCENT), (1_000 * YUAN, 2 * PERCENT), payout=Payout(cap=5 * YUAN))

    step = next_step(policy, on_value(600))

    assert step is not None
    assert step.there_minor == step.now_minor == 5 * YUAN
    assert next_step(policy, on_value(2_000)) is None


def test_the_way_there_keeps_the_mix_target_and_says_what_it_lacks() -> None:
    policy = rebate((0, PERCENT), (1_000 * YUAN, 2 * PERCENT), baskets=(Basket("主推", Goods(groups=("G",)), 300_000),))

    step = next_step(policy, on_value(800, baskets={"主推": 100 * E4}))

    assert step is not None
    assert (step.now_minor, step.there_minor, dict(step.needs)) == (0, 20 * YUAN, {"主推": 200 * E4})
