"""Usual numbers of rows: like is compared with like."""

from datetime import date, timedelta

from app.core.period import day_number
from app.imports.usual import FileSize, usual_of

MONDAY = date(2026, 3, 2)


def of_day(day: date, rows: int) -> FileSize:
    return FileSize(rows, 1, day_number(day))


def test_a_sunday_is_held_against_sundays() -> None:
    days = [MONDAY + timedelta(number) for number in range(28)]
    earlier = [of_day(day, 5 if day.weekday() == 6 else 100 + day.weekday()) for day in reversed(days)]
    assert usual_of(of_day(date(2026, 3, 29), 6), earlier) == 5
    assert usual_of(of_day(date(2026, 3, 31), 90), earlier) == 101


def test_while_a_weekday_is_too_new_working_days_and_weekends_stand_for_it() -> None:
    earlier = [of_day(MONDAY + timedelta(number), rows) for number, rows in enumerate((90, 100, 110, 95, 100, 8, 9))]
    assert usual_of(of_day(date(2026, 3, 9), 10), earlier) == 100
    assert usual_of(of_day(date(2026, 3, 14), 10), earlier) is None, "two days of weekends say nothing"


def test_days_are_not_held_against_months_nor_months_against_quarters() -> None:
    months = [FileSize(3_000, days, day_number(MONDAY)) for days in (31, 28, 31, 30)]
    earlier = [*months, *(FileSize(9_500, 91, day_number(MONDAY)) for _ in range(3))]
    assert usual_of(FileSize(2_900, 20, day_number(MONDAY)), earlier) == 3_000
    assert usual_of(FileSize(90, 1, day_number(MONDAY)), earlier) is None
    assert usual_of(FileSize(9_000, 90, day_number(MONDAY)), earlier) == 9_500


def test_an_empty_file_is_held_against_all_and_one_without_days_against_such() -> None:
    earlier = [FileSize(rows, 0, None) for rows in (40, 50, 60)]
    assert usual_of(FileSize(30, 0, None), earlier) == 50
    assert usual_of(FileSize(0, 0, None), [of_day(MONDAY, 7)] * 3) == 7
    assert usual_of(FileSize(30, 0, None), earlier[:2]) is None
