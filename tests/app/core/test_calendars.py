"""Calendars by which a business counts its months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendars import CALENDARS, NATURAL, Calendar, period_of
from app.core.errors import UserError
from app.core.period import month, month_of, shift, year_before

FINANCE, WEEKS, COLD = CALENDARS["finance"], CALENDARS["445"], CALENDARS["cold-year"]
DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))
EACH = st.sampled_from(list(CALENDARS.values()))


@given(DAYS, EACH)
def test_every_day_is_in_one_month_and_months_follow_each_other(day: date, calendar: Calendar) -> None:
    found = period_of(day, calendar)
    assert found.first <= day <= found.last
    assert period_of(found.first, calendar) == period_of(found.last, calendar) == found
    assert shift(found, 1).first == found.last + timedelta(1)
    assert shift(shift(found, 1), -1) == found
    assert calendar.parse(found.name) == found


@given(st.integers(2001, 2049), EACH)
def test_a_year_is_its_quarters_and_these_are_their_months(number: int, calendar: Calendar) -> None:
    whole = calendar.year(number)
    quarters = [calendar.quarter(number, each) for each in (1, 2, 3, 4)]
    assert len(whole.months) == 12
    assert [one for each in quarters for one in each.months] == list(whole.months)
    assert (quarters[0].first, quarters[-1].last) == (whole.first, whole.last)
    assert calendar.year(number + 1).first == whole.last + timedelta(1)
    assert len(year_before(whole).months) == 12


@given(DAYS)
def test_the_natural_calendar_is_the_one_that_everybody_knows(day: date) -> None:
    assert period_of(day, NATURAL) == month_of(day)


def test_a_finance_month_runs_from_the_26th_to_the_25th() -> None:
    april = FINANCE.parse("2026-04")
    assert (april.first, april.last) == (date(2026, 3, 26), date(2026, 4, 25))
    assert year_before(april).first == date(2025, 3, 26)
    assert FINANCE.parse("2026-01").first == date(2025, 12, 26)
    assert FINANCE.parse("2026-Q1").last == date(2026, 3, 25)
    assert FINANCE.between(april, FINANCE.parse("2026-05")).last == date(2026, 5, 25)


def test_months_of_weeks_are_28_28_and_35_days_and_a_long_year_has_a_week_more() -> None:
    assert [(one.last - one.first).days + 1 for one in WEEKS.year(2025).months][:3] == [28, 28, 35]
    assert (WEEKS.year(2026).last - WEEKS.year(2026).first).days + 1 == 53 * 7, "2026 has 53 weeks"
    assert WEEKS.year(2026).first == date(2025, 12, 29)


def test_a_cold_year_begins_in_august_and_its_months_keep_their_names() -> None:
    assert (COLD.year(2026).first, COLD.year(2026).last) == (date(2025, 8, 1), date(2026, 7, 31))
    assert COLD.parse("2025-08") == month(2025, 8)
    assert [one.name for one in COLD.quarter(2026, 1).months] == ["2025-08", "2025-09", "2025-10"]


def test_what_is_no_period_is_refused() -> None:
    for text in ("2026-13", "x", "2026-Q5"):
        with pytest.raises(UserError, match="is not a period"):
            FINANCE.parse(text)
    with pytest.raises(UserError, match="before it begins"):
        FINANCE.between(FINANCE.parse("2026-05"), FINANCE.parse("2026-04"))
