"""Chance that repeats itself, and sharing without remainder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.practice.dice import Dice, apportion


def test_the_same_topic_draws_the_same_and_another_draws_differently() -> None:
    draws = [Dice(topic).parts(1_000, 8) for topic in ("a", "a", "b")]
    assert draws[0] == draws[1] != draws[2]


def test_the_first_draws_are_these_on_every_machine() -> None:
    dice = Dice("fixed")
    assert [dice.whole(1, 1_000) for _ in range(4)] == [343, 318, 782, 108]


def test_a_sample_never_holds_the_same_one_twice() -> None:
    assert sorted(Dice("sample").sample(range(5), 9)) == [0, 1, 2, 3, 4]


@given(st.integers(0, 10**12), st.lists(st.floats(0, 1e6), min_size=1).filter(any))
def test_parts_add_up_and_none_is_off_by_more_than_one(total: int, weights: list[float]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part - total * weight / sum(weights)) <= 1 + total * 1e-9
        for part, weight in zip(parts, weights, strict=True)
    )


def test_nothing_can_be_shared_among_nobody() -> None:
    with pytest.raises(ValueError, match="nothing to share"):
        apportion(5, [0.0, 0.0])
