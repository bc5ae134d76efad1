"""A warehouse that was filled at a month's end, and how long a dealer was out of stock."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inventory.rules_channel import Filling, is_widespread, spells

F = Fraction
FILLED = Filling(F(312), F(214), F(138), F(33, 100), F(44), F(82))


def test_312_bought_of_which_214_late_and_82_days_of_supply_are_a_filled_warehouse() -> None:
    assert round(FILLED.rush_share * 1_000) == 686
    assert FILLED.stuffed


@pytest.mark.parametrize(
    "other",
    [
        replace(FILLED, out=F(262)),  # a tender: what is bought is sold
        replace(FILLED, rush=F(103)),  # not later than everybody
        replace(FILLED, before=F(60)),  # full before
        replace(FILLED, before=F(20), after=F(44)),  # restocked
    ],
)
def test_all_three_signs_come_together_or_none_is_told(other: Filling) -> None:
    assert not other.stuffed


def test_a_dealer_is_out_from_its_first_list_of_nothing_to_the_next_with_something() -> None:
    (found,) = spells(7, [(5, False), (10, True), (15, True), (19, False), (30, False)])
    assert (found.dealer, found.first, found.until, found.days) == (7, 10, 19, 9)


def test_who_has_not_listed_anything_since_is_out_until_its_last_list() -> None:
    assert [one.days for one in spells(7, [(10, True), (15, True)])] == [5]
    assert spells(7, []) == []


@given(st.dictionaries(st.integers(0, 60), st.booleans()), st.randoms())
def test_the_order_of_lists_changes_nothing_and_spells_never_touch(lists: dict[int, bool], luck: Random) -> None:
    rows = list(lists.items())
    found = spells(1, rows)
    luck.shuffle(rows)
    assert spells(1, rows) == found
    assert all(one.until <= other.first for one, other in pairwise(found))


def test_14_of_44_are_many_and_4_or_10_of_44_are_not() -> None:
    assert [is_widespread(dry, 44) for dry in (14, 11, 10, 4)] == [True, True, False, False]
    assert not is_widespread(3, 3)
