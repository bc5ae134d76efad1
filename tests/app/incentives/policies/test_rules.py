"""Which version counts on a day, and how one follows another."""

from dataclasses import dataclass
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.core.period import day_number, day_of
from app.incentives.policies.rules import COUNTING, Span, allowed, counting_on, cut_period, refusal, spans, state_on
from app.incentives.policy import STATES, Policy


@dataclass(frozen=True)
class V:
    """A version as the rules see it."""

    number: int
    state: str
    from_on: int
    to_on: int


def test_a_newer_version_counts_from_its_first_day_and_the_older_one_before() -> None:
    rows = [V(1, "settled", 1, 100), V(2, "signed", 40, 60), V(3, "draft", 1, 100)]
    found = [counting_on(rows, day) for day in (39, 40, 60, 61)]
    assert [one.number for one in found if one is not None] == [1, 2, 2, 1]
    assert spans(rows) == (Span(1, 1, 39), Span(2, 40, 60), Span(1, 61, 100))
    assert counting_on(rows, 101) is None


@given(st.lists(st.tuples(st.sampled_from(list(STATES)), st.integers(0, 30), st.integers(0, 12)), max_size=6))
def test_the_spans_say_of_every_day_what_the_day_itself_says(drawn: list[tuple[str, int, int]]) -> None:
    rows = [V(n, state, first, first + length) for n, (state, first, length) in enumerate(drawn, 1)]
    found = spans(rows)
    for day in range(50):
        at = counting_on(rows, day)
        covering = [one.number for one in found if one.first_on <= day <= one.last_on]
        assert covering == ([] if at is None else [at.number])


def test_a_next_version_that_cuts_a_quarter_is_told_the_days_that_do_not() -> None:
    """From 15 May on: 1 April or 1 July; until 15 May: 31 March or 30 June. Its own policy's first is free."""
    year = V(1, "active", *(day_number(date(2026, *one)) for one in ((1, 1), (12, 31))))
    may, end, start = (day_number(date(2026, *one)) for one in ((5, 15), (12, 31), (1, 1)))
    late, early = (Policy("R", "r", from_on=first, to_on=last) for first, last in ((may, end), (start, may)))
    instead = []
    for policy in (late, early):
        cut = cut_period(policy, [year])
        instead.append([] if cut is None else [day_of(one).isoformat() for one in cut.instead])
    assert instead == [["2026-04-01", "2026-07-01"], ["2026-03-31", "2026-06-30"]]
    assert cut_period(late, []) is None


def test_a_signed_version_takes_effect_and_closes_by_itself() -> None:
    assert state_on(V(1, "signed", 10, 20), [], 9) is None
    assert state_on(V(1, "signed", 10, 20), [], 10) == "active"
    assert state_on(V(1, "active", 10, 20), [], 20) is None
    assert state_on(V(1, "active", 10, 20), [], 21) == "closing"


def test_one_in_effect_closes_when_a_newer_one_covers_the_rest() -> None:
    old, new, short = V(1, "active", 1, 100), V(2, "signed", 50, 100), V(3, "signed", 50, 60)
    assert state_on(old, [old, new], 49) is None
    assert state_on(old, [old, new], 50) == "closing"
    assert state_on(old, [old, short], 55) is None, "it counts again after the short one"


def test_only_drafts_change_and_a_refusal_says_what_to_do() -> None:
    assert allowed("change", "simulated")
    assert not any(allowed("change", state) for state in [*COUNTING, "approving"])
    said = refusal("submit", "draft", STATES["draft"])
    assert said is not None
    assert "Simulate" in said.msgid
