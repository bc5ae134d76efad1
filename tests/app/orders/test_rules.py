"""Since when deliveries come later, and in which part of the week the orders come that wait too long."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.orders.rules import Loads, crowd, fall_begins, fell, together

GOOD, BAD = Loads(100, 6), Loads(100, 40)


def test_118_late_of_418_are_71_8_percent_on_time() -> None:
    share = Loads(418, 118).on_time
    assert share is not None
    assert round(share * 100, 1) == Fraction("71.8")
    assert fell(Loads(1_398, 91), Loads(418, 118))
    assert not fell(Loads(1_398, 91), Loads(29, 29)), "29 deliveries say nothing"
    assert not fell(Loads(1_398, 91), Loads(418, 60)), "85.6 % are no fall of ten points"


def test_a_fall_begins_where_it_breaks_off() -> None:
    assert fall_begins([GOOD, GOOD, GOOD, BAD, BAD]) == 3
    assert fall_begins([GOOD, GOOD, GOOD]) is None
    assert fall_begins([BAD, GOOD, GOOD]) is None, "it rose"
    assert fall_begins([]) is None


def test_a_slow_fall_begins_with_its_first_month_and_not_with_its_sharpest() -> None:
    slope = [Loads(100, late) for late in (8, 14, 9, 10, 20, 31, 42, 52)]
    assert fall_begins(slope) == 3, (
        "9, 10, 20 and so on rise month by month; the 14 of the second month was better again"
    )


def test_months_without_deliveries_are_no_fall() -> None:
    assert fall_begins([GOOD, Loads(), BAD, Loads()]) == 2


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda two: Loads(max(two), min(two)))))
def test_from_its_first_month_on_a_fall_is_worse_than_before(months: list[Loads]) -> None:
    place = fall_begins(months)
    if place is not None:
        before, since = together(months[:place]), together(months[place:])
        assert since.rows
        assert before.on_time is None or since.on_time is None or since.on_time < before.on_time


FRIDAY = date(2026, 3, 6)


def test_61_percent_came_on_a_friday_afternoon() -> None:
    evening = [(FRIDAY + timedelta(7 * week), 15 * 60 + week) for week in range(11)]
    others = [(FRIDAY, 14 * 60 + 59), (FRIDAY, None), *((FRIDAY + timedelta(day), 16 * 60) for day in (1, 2, 3, 4, 5))]
    found = crowd([*evening, *others])
    assert found is not None
    assert (found.weekday, found.orders, round(found.share * 100)) == (4, 11, 61)


def test_what_comes_at_all_times_has_no_crowd() -> None:
    assert crowd([(FRIDAY + timedelta(day), 16 * 60) for day in range(7)]) is None
    assert crowd([(FRIDAY, None), (FRIDAY, 9 * 60)]) is None
    assert crowd([]) is None
