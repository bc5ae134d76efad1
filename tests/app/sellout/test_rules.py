"""Made-up sell-out: a month that repeats the one before, in round numbers, of which nothing comes back."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.sellout.rules import Sold, likeness


def listed(*quantities: int) -> list[Sold]:
    return [Sold(f"T{n}", "P1", quantity * 1_000) for n, quantity in enumerate(quantities)]


ROUND = tuple(range(10, 270, 10))


def test_26_round_rows_of_which_25_stood_there_before_are_made_up() -> None:
    found = likeness([*listed(*ROUND[:-1]), Sold("T99", "P1", 260_000)], listed(*ROUND))
    assert (found.rows, found.equal, found.tens, found.back) == (26, 25, 26, 0)
    assert round(found.equal_share or 0, 2) == Fraction("0.96")
    assert found.made_up


def test_each_sign_alone_says_nothing() -> None:
    odd = tuple(one + 3 for one in ROUND)
    assert not likeness(listed(*odd), listed(*odd)).made_up, "equal, but no round numbers"
    assert not likeness(listed(*ROUND), listed(*odd)).made_up, "round, but another month"
    assert not likeness(listed(*ROUND), listed(*ROUND), returned=1).made_up, "goods came back"
    assert not likeness(listed(*ROUND[:9]), listed(*ROUND[:9])).made_up, "too short a list"
    assert not likeness([], listed(*ROUND)).made_up


def test_a_row_that_stands_twice_is_equal_twice_only_if_it_was_twice_before() -> None:
    one = Sold("T1", "P1", 10_000)
    assert likeness([one, one], [one]).equal == 1
    assert likeness([one, one], [one, one, one]).equal == 2


def test_a_negative_row_of_either_month_is_a_return() -> None:
    assert likeness(listed(10), listed(-10)).back == 1
    assert likeness(listed(-10), listed(10)).back == 1


rows = st.lists(st.builds(Sold, st.sampled_from("ab"), st.sampled_from("xy"), st.integers(-3, 3)), max_size=12)


@given(rows, rows)
def test_equal_rows_are_the_same_from_either_side_and_at_most_all(now: list[Sold], then: list[Sold]) -> None:
    found, other = likeness(now, then), likeness(then, now)
    assert found.equal == other.equal <= min(len(now), len(then))
    assert likeness(now, now).equal == len(now)
    assert (found.equal_share is None) is (not now)
