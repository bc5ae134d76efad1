"""What a period is compared with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import working_days
from app.core.errors import UserError
from app.core.events import EVENTS, event_day
from app.core.period import Period, between, month, quarter, year
from app.kpi.against import LUNAR, as_many, as_of, before, elapsed, span, time_progress, year_ago

TODAY = date(2026, 4, 10)


def test_a_period_that_today_cuts_says_until_when() -> None:
    assert as_of(month(2026, 4), TODAY) == TODAY
    assert as_of(month(2026, 3), TODAY) is None
    assert as_of(month(2026, 4), date(2026, 4, 30)) is None, "the last day is a whole month"
    assert elapsed(month(2026, 4), TODAY) == span(date(2026, 4, 1), TODAY)


def test_the_working_days_of_april_of_february_and_of_march() -> None:
    assert time_progress(month(2026, 4), TODAY) == (7, 21)
    assert time_progress(month(2026, 2), TODAY) == (16, 16)
    assert time_progress(month(2026, 3), TODAY) == (22, 22)
    assert time_progress(month(2026, 5), TODAY)[0] == 0


def test_seven_working_days_are_compared_with_seven() -> None:
    assert before(month(2026, 4), TODAY) == span(date(2026, 3, 1), date(2026, 3, 10))
    twin = year_ago(month(2026, 4), TODAY)
    assert twin is not None
    assert twin.then == span(date(2025, 4, 1), date(2025, 4, 10)), "4 April 2025 was a holiday too"
    assert before(quarter(2026, 2), TODAY) == span(date(2026, 1, 1), date(2026, 1, 12)), "4 January was worked"
    assert before(month(2026, 3), TODAY) == month(2026, 2)


def test_before_the_first_working_day_there_is_nothing_to_compare() -> None:
    assert before(month(2026, 1), date(2026, 1, 1)) is None
    assert year_ago(month(2026, 1), date(2026, 1, 1)) is None


def test_january_and_february_are_compared_together() -> None:
    both = between(month(2026, 1), month(2026, 2))
    for number in (1, 2):
        twin = year_ago(month(2026, number), TODAY)
        assert twin is not None
        assert (twin.now, twin.then, twin.kind) == (both, between(month(2025, 1), month(2025, 2)), "cumulative")
    twin = year_ago(month(2026, 1), TODAY, "calendar")
    assert twin is not None
    assert (twin.now, twin.then, twin.kind) == (month(2026, 1), month(2025, 1), "")


def test_in_the_middle_of_february_both_months_are_cut_to_as_many_working_days() -> None:
    today = date(2026, 2, 6)
    twin = year_ago(month(2026, 2), today)
    assert twin is not None
    assert twin.now == span(date(2026, 1, 1), today)
    assert working_days(twin.then.first, twin.then.last) == working_days(date(2026, 1, 1), today)
    alone = year_ago(month(2026, 1), date(2026, 1, 20))
    assert alone is not None
    assert alone.now == span(date(2026, 1, 1), date(2026, 1, 20)), "of February there is nothing yet"


def test_days_to_the_eve_of_the_lunar_year_on_request() -> None:
    twin = year_ago(month(2026, 1), TODAY, LUNAR)
    assert twin is not None
    eve, last_eve = event_day("new-year-eve", 2026), event_day("new-year-eve", 2025)
    assert (eve, last_eve) == (date(2026, 2, 16), date(2025, 1, 28))
    assert eve is not None
    assert last_eve is not None
    assert eve - twin.now.first == last_eve - twin.then.first
    assert twin.then == span(date(2024, 12, 13), date(2025, 1, 12))


def test_every_moving_event_has_a_day_in_each_year_known() -> None:
    assert event_day("qingming", 2026) == date(2026, 4, 5)
    assert event_day("dragon-boat", 2026) == date(2026, 6, 19)
    assert event_day("mid-autumn", 2026) == date(2026, 9, 25)
    assert event_day("national-day", 2026) == date(2026, 10, 1)
    assert all(event_day(event, number) for event in EVENTS for number in range(2004, 2036))
    with pytest.raises(UserError, match="not known for 2040"):
        year_ago(month(2040, 1), TODAY, LUNAR)
    with pytest.raises(UserError, match="aligned by"):
        year_ago(month(2026, 1), TODAY, "moon")


def test_a_span_of_days_is_compared_with_the_same_days() -> None:
    twin = year_ago(span(date(2024, 2, 10), date(2024, 2, 29)), TODAY)
    assert twin is not None
    assert twin.then == span(date(2023, 2, 10), date(2023, 2, 28))


@given(
    today=st.dates(date(2019, 1, 1), date(2026, 12, 30)),
    kind=st.sampled_from(["month", "quarter", "year"]),
    back=st.booleans(),
)
def test_what_is_compared_never_has_more_working_days(today: date, kind: str, *, back: bool) -> None:
    period: Period = {
        "month": month(today.year, today.month), "quarter": quarter(today.year, (today.month + 2) // 3),
        "year": year(today.year),
    }[kind]  # fmt: skip
    twin = year_ago(period, today, "calendar")
    other = before(period, today) if back else twin and twin.then
    if other is not None and as_of(period, today) is not None:
        over, _ = time_progress(period, today)
        assert working_days(other.first, other.last) <= over
        assert as_many(period, other, today + timedelta(400)) == other, "a period that is over is compared as a whole"
