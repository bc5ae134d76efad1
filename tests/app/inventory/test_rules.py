"""Expiry at risk: what of the lots will not be sold before it expires, and who else could sell it."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.inventory.rules import LEAST_AMOUNT_E4, Holder, Lot, is_at_risk, remainders, taker

UNIT = 1_000


def test_1860_vials_at_6_a_day_leave_1374_after_81_days() -> None:
    (found,) = remainders([Lot("250108", 181, 1_860 * UNIT)], Fraction(6 * UNIT), 100)
    assert (found.sells_e3, found.left_e3) == (486 * UNIT, 1_374 * UNIT)


def test_the_first_to_expire_goes_first_and_takes_from_the_next() -> None:
    lots = [Lot("B", 120, 100 * UNIT), Lot("A", 110, 80 * UNIT)]
    first, second = remainders(lots, Fraction(10 * UNIT), 100)
    assert (first.lot.lot, first.sells_e3, first.left_e3) == ("A", 80 * UNIT, 0)
    assert (second.sells_e3, second.left_e3) == (100 * UNIT, 0), "200 go out by day 120, of which the first took 80"
    third = remainders([*lots, Lot("C", 121, 100 * UNIT)], Fraction(10 * UNIT), 100)[2]
    assert (third.sells_e3, third.left_e3) == (30 * UNIT, 70 * UNIT)


def test_half_a_box_is_not_sold() -> None:
    (found,) = remainders([Lot("A", 107, 10 * UNIT)], Fraction(1_300), 100)
    assert (found.sells_e3, found.left_e3) == (9 * UNIT, UNIT)


def test_what_has_expired_or_never_moves_is_left_whole() -> None:
    assert remainders([Lot("A", 90, 50)], Fraction(10 * UNIT), 100)[0].left_e3 == 50
    assert remainders([Lot("A", 200, 50)], Fraction(0), 100)[0].left_e3 == 50


def test_crumbs_and_trifles_do_not_ring() -> None:
    assert is_at_risk(1_374, 1_860, LEAST_AMOUNT_E4)
    assert not is_at_risk(10, 1_860, LEAST_AMOUNT_E4), "under a fifth of its lot"
    assert not is_at_risk(1_374, 1_860, LEAST_AMOUNT_E4 - 1), "worth too little"
    assert is_at_risk(1_374, 1_860, None), "of unknown worth the share decides"
    assert not is_at_risk(0, 0, None)


def test_who_runs_out_first_and_can_sell_all_of_it_takes_it() -> None:
    hangzhou = Holder("杭州", Fraction(40 * UNIT), 360 * UNIT)
    province = Holder("浙江", Fraction(200 * UNIT), 9_000 * UNIT)
    small = Holder("舟山", Fraction(4 * UNIT), 0)
    assert hangzhou.days == 9
    assert taker([province, small, hangzhou], 1_374 * UNIT, 81) == hangzhou
    assert taker([small], 1_374 * UNIT, 81) == small, "nobody can take all of it: who can take most"
    assert taker([Holder("full", Fraction(UNIT), 500 * UNIT)], UNIT, 81) is None


lots = st.lists(st.builds(Lot, st.text("ab", max_size=2), st.integers(90, 300), st.integers(0, 10**6)), max_size=6)


@given(lots, st.fractions(0, 10_000), st.integers(0, 50))
def test_nothing_is_lost_and_more_pace_never_leaves_more(own: list[Lot], pace: Fraction, more: int) -> None:
    found = remainders(own, pace, 100)
    assert sorted(one.lot.quantity_e3 for one in found) == sorted(one.quantity_e3 for one in own)
    assert all(one.sells_e3 + one.left_e3 == one.lot.quantity_e3 for one in found)
    for one in found:
        out = sum(each.sells_e3 for each in found if each.lot.expiry_on <= one.lot.expiry_on)
        assert out <= pace * max(0, one.lot.expiry_on - 100)
    assert sum(one.left_e3 for one in remainders(own, pace + more, 100)) <= sum(one.left_e3 for one in found)
