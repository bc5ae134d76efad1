"""A contract ends, goes on by itself, or has to be agreed on anew; what is so is computed from its dates when asked."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.period import day_number, day_of
from app.dealers.contract_rules import Terms, end_on, force, holds, speak_by, state_on


def on(text: str) -> int:
    """A day number."""
    return day_number(date.fromisoformat(text))


def terms(renewal: str = "none", state: str = "valid", notice: int | None = None, months: int | None = None) -> Terms:
    """A contract of 2025."""
    return Terms(state, on("2025-01-01"), on("2025-12-31"), renewal, notice, months)


@pytest.mark.parametrize(
    ("state", "renewal", "day", "said"),
    [
        ("valid", "none", "2024-12-31", "future"), ("valid", "none", "2025-12-31", "valid"),
        ("valid", "none", "2026-01-01", "over"), ("valid", "notice", "2026-01-01", "over"),
        ("valid", "auto", "2026-01-01", "prolonged"), ("draft", "auto", "2026-01-01", "draft"),
        ("suspended", "none", "2025-06-01", "suspended"), ("ended", "auto", "2026-06-01", "ended"),
    ],
)  # fmt: skip
def test_how_a_contract_stands_on_a_day(state: str, renewal: str, day: str, said: str) -> None:
    assert state_on(terms(renewal, state), on(day)) == said
    assert holds(terms(renewal, state), on(day)) == (said in {"valid", "prolonged"})


def test_one_that_was_stopped_holds_as_it_was_signed_until_the_day_before() -> None:
    cut = on("2026-03-01")
    ended = replace(terms("auto", "ended"), stopped_on=cut)
    assert [state_on(ended, day) for day in (on("2024-12-31"), on("2025-06-01"), cut - 1, cut)] == [
        "future", "valid", "prolonged", "ended",
    ]  # fmt: skip
    assert [end_on(ended, day) for day in (on("2025-06-01"), cut - 1, on("2030-01-01"))] == [
        on("2025-12-31"), cut - 1, cut - 1,
    ]  # fmt: skip
    assert speak_by(replace(ended, notice_days=60), cut) is None
    assert force(ended) == (on("2025-01-01"), cut - 1)
    assert force(terms("auto", "ended")) is None, "nobody said from which day"
    assert force(replace(ended, stopped_on=on("2024-06-01"))) is None, "before it began"


@given(
    st.sampled_from(["valid", "suspended", "ended"]), st.sampled_from(["none", "auto", "notice"]),
    st.none() | st.integers(-400, 1_500), st.integers(-800, 2_000),
)  # fmt: skip
def test_the_days_in_force_are_those_on_which_it_holds(state: str, renewal: str, cut: int | None, late: int) -> None:
    one = replace(terms(renewal, state), stopped_on=None if cut is None else on("2025-06-01") + cut)
    day, days = on("2025-06-01") + late, force(one)
    within = days is not None and (days[0] is None or days[0] <= day) and (days[1] is None or day <= days[1])
    assert holds(one, day) == within


def test_a_prolonged_one_ends_at_the_end_of_the_term_that_runs() -> None:
    assert day_of(end_on(terms("auto"), on("2027-05-01")) or 0) == date(2027, 12, 31)
    assert day_of(end_on(terms("auto", months=6), on("2026-01-01")) or 0) == date(2026, 6, 30)
    leap = Terms("valid", None, on("2024-02-29"), "auto", None, 12)
    assert day_of(end_on(leap, on("2025-01-01")) or 0) == date(2025, 2, 28)


def test_one_has_to_speak_up_before_it_goes_on() -> None:
    assert day_of(speak_by(terms("auto", notice=60), on("2025-03-01")) or 0) == date(2025, 11, 1)
    assert day_of(speak_by(terms("auto", notice=60), on("2026-03-01")) or 0) == date(2026, 11, 1)
    assert speak_by(terms("none", notice=60), on("2025-03-01")) is None
    assert speak_by(terms("notice", notice=60), on("2026-03-01")) is None, "it is over"


@given(st.integers(1, 40), st.integers(0, 4_000))
def test_the_term_that_runs_holds_the_day_and_no_earlier_one_does(months: int, later: int) -> None:
    one = terms("auto", months=months)
    day = on("2025-12-31") + later
    end = end_on(one, day)
    assert end is not None
    assert end >= day
    assert end == on("2025-12-31") or end - day < 31 * months + 1
