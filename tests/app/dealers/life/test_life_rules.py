"""The steps between the states of a dealer: nothing is skipped in silence, and a day has one state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dealers.life.checklists import ITEMS, LIMITS
from app.dealers.life.rules import (
    PATH,
    STATES,
    allowed_from,
    needs_reason,
    next_of,
    skipped,
    state_on,
    way_between,
)

STATE = st.sampled_from(STATES)


def test_the_ten_states_have_a_limit_and_a_list_each() -> None:
    assert len(STATES) == 10
    assert set(LIMITS) == set(STATES) == {one.state for one in ITEMS}
    assert len({(one.state, one.code) for one in ITEMS}) == len(ITEMS)


@pytest.mark.parametrize(("now", "to", "way"), [
    ("potential", "applied", "next"), ("trial", "active", "next"), ("applied", "contracted", "skip"),
    ("contracted", "qualifying", "back"), ("active", "trial", "back"), ("active", "watch", "side"),
    ("watch", "active", "side"), ("frozen", "watch", "side"), ("frozen", "qualifying", "back"),
    ("potential", "left", "leave"), ("left", "applied", "again"), ("left", "active", "skip"),
    ("potential", "frozen", None), ("left", "watch", None), ("active", "active", None), ("active", "nowhere", None),
])  # fmt: skip
def test_each_step_is_of_one_kind(now: str, to: str, way: str | None) -> None:
    assert way_between(now, to) == way


def test_the_usual_way_runs_from_the_first_talk_to_active_without_a_word() -> None:
    state = "potential"
    for _ in PATH[1:]:
        following = next_of(state)
        assert following is not None
        assert not needs_reason(state, following, unfinished=0)
        assert needs_reason(state, following, unfinished=1)
        state = following
    assert state == "active"
    assert next_of("active") is None
    assert (next_of("frozen"), next_of("watch")) == ("watch", "active")


@given(STATE, STATE)
def test_whatever_passes_a_state_over_needs_a_reason(now: str, to: str) -> None:
    assert (to in allowed_from(now)) == (way_between(now, to) is not None)
    if skipped(now, to):
        assert needs_reason(now, to, unfinished=0)
        assert not {now, to} & set(skipped(now, to))


@given(st.lists(st.tuples(st.integers(0, 40), STATE), max_size=8), STATE, st.integers(-5, 45))
def test_the_state_of_a_day_is_that_of_the_last_step_up_to_it(
    steps: list[tuple[int, str]], first: str, day: int
) -> None:
    steps = sorted(steps, key=lambda one: one[0])
    before = [first, *(state for _, state in steps)]
    passages = [(at, before[n], state) for n, (at, state) in enumerate(steps)]
    expected = first
    for at, state in steps:
        expected = state if at <= day else expected
    assert state_on(passages, before[-1], day) == expected


def test_without_steps_a_dealer_is_what_its_record_says_on_every_day() -> None:
    assert state_on([], "frozen", 0) == state_on([], "frozen", 20_000) == "frozen"
