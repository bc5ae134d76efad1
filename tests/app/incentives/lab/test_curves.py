"""What a payout would be elsewhere: cliffs, ways to the next tier, and curves that are the engine's own."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.core.period import quarter
from app.incentives.engine import settle
from app.incentives.lab.curves import curve_of, gap_of, jumps, likeness, moved, shape, starting, starts, typical
from app.incentives.lab.ends import rush_of
from app.incentives.policy import Basket, Condition, Goods, Method, Payout, Policy, Scale, Tier
from tests.app.incentives.lab.samples import E4, REB_23, YUAN, retroactive, sold

Q1 = quarter(2026, 1)


def test_the_last_2000_to_the_tier_earn_1040_which_is_52_percent() -> None:
    """REB-23: 2 % and 3 % from 100,000 on everything, at 98,000."""
    gap = gap_of(REB_23, sold("a", 98_000, Q1))
    assert gap is not None
    assert (gap.now_minor, gap.there_minor) == (1_960 * YUAN, 3_000 * YUAN)
    assert (gap.missing, gap.gain_minor) == (2_000 * E4, 1_040 * YUAN)
    assert gap_of(REB_23, sold("a", 100_000, Q1)) is None


def test_the_last_yuan_before_a_retroactive_tier_earns_a_thousand_and_of_a_stepped_one_two_cents() -> None:
    (cliff,) = jumps(REB_23, sold("a", 98_000, Q1))
    assert (cliff.bound, cliff.before_minor, cliff.last_minor) == (100_000 * E4, 199_998, 100_002)
    stepped = replace(REB_23, scale=replace(REB_23.scale, method="stepped"))
    assert [one.last_minor for one in jumps(stepped, sold("a", 98_000, Q1))] == [2]


def test_growth_has_its_bounds_where_the_dealers_own_baseline_puts_them() -> None:
    tiers = (Tier(0, 100_000, 10_000), Tier(100_000, None, 20_000))
    policy = Policy("G", "增长返利", scale=Scale("cumulative", "percent", tiers, reach="growth"))
    dealer = sold("a", 104_000, Q1)._replace(baseline=100_000 * E4)
    gap = gap_of(policy, dealer)
    assert gap is not None
    assert (gap.tier, gap.missing) == (1, 6_000 * E4)
    assert gap_of(policy, dealer._replace(baseline=None)) is None


def test_moving_a_dealer_moves_all_that_belongs_to_it_in_proportion() -> None:
    policy = replace(REB_23, baskets=(Basket("新品", Goods(groups=("N",)), 300_000),))
    dealer = sold("a", 90, Q1)._replace(quantity_e3=9_000, baskets={"新品": 27 * E4})
    more = moved(policy, dealer, 100 * E4)
    assert (more.amount_e4, more.quantity_e3, more.baskets) == (100 * E4, 10_000, {"新品": 30 * E4})
    assert settle(policy, moved(policy, dealer, 100_000 * E4)).entitled_minor == 3_000 * YUAN


@given(
    figure=st.integers(0, 400_000), method=st.sampled_from(["stepped", "cumulative", "rolling", "total"]),
    cap=st.one_of(st.none(), st.integers(1, 8_000)),
)  # fmt: skip
def test_a_curve_says_what_the_engine_says(figure: int, method: Method, cap: int | None) -> None:
    policy = retroactive((0, 100), (50_000, 200), (150_000, 350), method=method)
    dealer = sold("a", 120_000, Q1)
    curve = curve_of(policy, dealer, top=400_000 * E4)
    true = settle(policy, moved(policy, dealer, figure * E4)).entitled_minor
    assert abs(curve.at(figure * E4) - true) <= 2
    if cap is not None:
        capped = replace(policy, payout=replace(policy.payout, cap=cap * YUAN))
        true = settle(capped, moved(capped, dealer, figure * E4)).entitled_minor
        assert abs(curve_of(capped, dealer, top=400_000 * E4).at(figure * E4) - true) <= 200 * YUAN


def test_a_dealer_in_the_middle_shows_the_tiers_without_what_must_be_kept_beside_them() -> None:
    policy = replace(REB_23, conditions=(Condition("on_time", at_least=True, value=1),))
    middle = typical(policy, [sold("a", 50_000, Q1), sold("b", 150_000, Q1)])
    assert middle.amount_e4 == 100_000 * E4
    assert settle(policy, middle).entitled_minor == 0
    assert settle(shape(policy), middle).entitled_minor == 3_000 * YUAN


def test_a_rush_that_reached_the_tier_is_told_with_what_it_earned_and_one_that_did_not_is_not() -> None:
    dealer = sold("a", 102_000, Q1)
    rush = rush_of(REB_23, dealer, 40_000 * E4, 1_000 * E4, reached=1)
    assert rush is not None
    usual = (102_000 - 40_000) * 10 // 80
    assert rush.rush == (40_000 - usual) * E4
    assert rush.slower
    assert rush.gained_minor == 3_060 * YUAN - (102_000 - (40_000 - usual)) * 2
    assert rush_of(REB_23, sold("a", 160_000, Q1), 40_000 * E4, None, reached=1) is None  # reached without it
    assert rush_of(REB_23, dealer, 12_000 * E4, None, reached=1) is None  # the pace of the rest
    assert rush_of(REB_23, sold("a", 9_000, Q1), 8_000 * E4, None, reached=None) is None


@given(figure=st.integers(0, 400_000), own=st.integers(1, 300_000), grade=st.sampled_from([None, "A", "C"]))
def test_dealers_of_one_likeness_have_one_curve(figure: int, own: int, grade: str | None) -> None:
    policy = replace(
        retroactive((0, 100), (50_000, 200), method="stepped"), grade_factors={"A": 1_200_000, "C": 500_000}
    )
    one, other = (sold(name, yuan, Q1)._replace(grade=grade) for name, yuan in (("a", 120_000), ("b", own)))
    assert likeness(policy, one) == likeness(policy, other) is not None
    top = 400_000 * E4
    assert abs(curve_of(policy, one, top=top).at(figure * E4) - curve_of(policy, other, top=top).at(figure * E4)) <= 2
    assert likeness(replace(policy, conditions=(Condition("on_time", at_least=True, value=1),)), one) is None
    assert starting(policy)(one) == starts(policy, other)


def test_who_has_another_guarantee_has_another_curve() -> None:
    """500 for all of the 90 days, half of it for 45, nothing for none; without a guarantee days are no matter."""
    policy = retroactive((0, 100), payout=Payout(floor=500 * YUAN, floor_by_days=True))
    dealers = [sold("a", 1_000, Q1)._replace(days=90, days_in=days) for days in (90, 45, 0)]
    paid = [curve_of(policy, one, top=10_000 * E4).at(1_000 * E4) for one in dealers]
    assert [round(one) for one in paid] == [500 * YUAN, 250 * YUAN, 10 * YUAN]
    assert len({likeness(policy, one) for one in dealers}) == 3
    assert len({likeness(retroactive((0, 100)), one) for one in dealers}) == 1
