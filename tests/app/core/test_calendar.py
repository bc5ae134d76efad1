"""Working days and the days around 除夕."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from chinese_calendar import Holiday
from chinese_calendar.constants import holidays

from app.core.calendar import (
    InForce,
    eve_of,
    is_festival,
    is_working_day,
    ordinary_days,
    within_clock_limit,
    working_days,
)
from app.core.period import day_number


@pytest.mark.parametrize(("year", "expected"), [(2024, 251), (2025, 248), (2026, 248)])
def test_the_working_days_of_a_year(year: int, expected: int) -> None:
    assert working_days(date(year, 1, 1), date(year, 12, 31)) == expected


def test_the_practice_months() -> None:
    """February 2026 has 16 working days, March 22, April 21 of which 7 fall before the eleventh."""
    assert working_days(date(2026, 2, 1), date(2026, 2, 28)) == 16
    assert working_days(date(2026, 3, 1), date(2026, 3, 31)) == 22
    assert working_days(date(2026, 4, 1), date(2026, 4, 30)) == 21
    assert working_days(date(2026, 4, 1), date(2026, 4, 10)) == 7


def test_a_make_up_saturday_is_worked_and_a_holiday_monday_is_not() -> None:
    assert is_working_day(date(2025, 1, 26)), "Sunday before the spring festival"
    assert not is_working_day(date(2025, 1, 28))


def test_beyond_the_known_calendar_only_weekends_are_free() -> None:
    later = InForce().reaches + timedelta(1)
    week = [later + timedelta(offset) for offset in range(7)]
    assert [is_working_day(day) for day in week] == [day.weekday() < 5 for day in week]


def test_the_calendar_agrees_with_a_second_one(shared: Path) -> None:
    other = json.loads((shared / "data" / "china-holidays" / "chinese-days.json").read_text(encoding="utf-8"))
    for year in range(2010, 2027):
        for offset in range(365):
            day = date(year, 1, 1) + timedelta(offset)
            weekday = day.weekday() < 5 and day.isoformat() not in other["holidays"]
            assert is_working_day(day) == (weekday or day.isoformat() in other["workdays"]), day


def test_new_years_eve_is_followed_by_the_holiday_of_the_festival() -> None:
    """Every first day of the lunar year is a public holiday of that name."""
    for year in range(2004, InForce().reaches.year + 1):
        eve = eve_of(year)
        assert eve is not None
        assert holidays[eve + timedelta(1)] == Holiday.spring_festival.value
    assert eve_of(1999) is None


def test_the_festival_reaches_from_seven_days_before_to_fourteen_after() -> None:
    eve = date(2026, 2, 16)
    assert [is_festival(eve + timedelta(offset)) for offset in (-8, -7, 0, 14, 15)] == [False, True, True, True, False]


def test_ninety_ordinary_days_leave_the_festival_out_and_reach_further_back() -> None:
    last = day_number(date(2026, 3, 31))
    spans = ordinary_days(last, 90)
    assert sum(end - start + 1 for start, end in spans) == 90
    assert spans == (
        (last - 90 - 22 + 1, day_number(date(2026, 2, 8))),
        (day_number(date(2026, 3, 3)), last),
    )
    assert ordinary_days(day_number(date(2025, 9, 30)), 90) == (
        (day_number(date(2025, 7, 3)), day_number(date(2025, 9, 30))),
    )


def test_forty_eight_hours_by_the_minute_and_by_the_day() -> None:
    friday, sunday = date(2026, 3, 6), date(2026, 3, 8)
    assert within_clock_limit((friday, 15 * 60), (sunday, 15 * 60))
    assert not within_clock_limit((friday, 15 * 60), (sunday, 15 * 60 + 1))
    assert within_clock_limit((friday, None), (sunday, 23 * 60))
    assert not within_clock_limit((friday, None), (date(2026, 3, 9), 0))
