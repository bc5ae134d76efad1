"""Calendars whose periods are rows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.own_calendar import Row, RowCalendar, calendar_from, read_rows, row_text, tiled
from app.core.period import month, shift, year_before

FIRST = date(2025, 1, 27)


def _rows(lengths: list[int]) -> tuple[Row, ...]:
    """Periods of so many days one behind the other, thirteen to a year."""
    found, day = [], FIRST
    for at, length in enumerate(lengths):
        last = day + timedelta(length - 1)
        found.append(Row(2025 + at // 13, f"P{at + 1:03d}", day, last))
        day = last + timedelta(1)
    return tuple(found)


OWN = st.lists(st.integers(1, 60), min_size=1, max_size=40).map(
    lambda some: RowCalendar("own", "Own", "rows", rows=tiled(_rows(some)))
)
NEAR = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@given(OWN, NEAR)
def test_every_day_is_in_one_period_and_periods_follow_each_other(calendar: RowCalendar, day: date) -> None:
    found = calendar.period_of(day)
    assert found.first <= day <= found.last
    assert calendar.period_of(found.first) == calendar.period_of(found.last) == found
    assert shift(found, 1).first == found.last + timedelta(1)
    assert shift(shift(found, 1), -1) == found
    assert calendar.parse(found.name) == found


@given(OWN)
def test_what_is_written_out_and_stored_comes_back(calendar: RowCalendar) -> None:
    assert read_rows(row_text(calendar.rows)) == calendar.rows
    assert calendar_from(calendar.plain) == calendar


@given(OWN, st.integers(2024, 2029))
def test_a_year_offers_every_period_that_begins_in_it(calendar: RowCalendar, year: int) -> None:
    months = calendar.months_of(year)
    assert len(set(months)) == len(months)
    assert {one.name for one in calendar.rows if one.year == year} <= {one.name for one in months}


def test_periods_are_read_as_excel_copies_them_with_and_without_a_heading() -> None:
    said = "期间\t开始\t结束\n2026-P01\t2026/1/26\t2026/2/22\n2026-P02\t2026年2月23日\t2026-03-22\n"
    rows = read_rows(said)
    assert [(one.year, one.name, one.first, one.last) for one in rows] == [
        (2026, "2026-P01", date(2026, 1, 26), date(2026, 2, 22)),
        (2026, "2026-P02", date(2026, 2, 23), date(2026, 3, 22)),
    ]
    assert read_rows("春, 2026-03-01, 2026-05-31, 2025")[0].year == 2025, "the year may be said"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("A,2026-01-01,2026-01-31\nB,2026-02-02,2026-02-28", "2026-02-01 lies in neither"),
        ("A,2026-01-01,2026-01-31\nB,2026-01-31,2026-02-28", "2026-01-31 lies in both"),
        ("A,2026-01-31,2026-01-01", "ends before it begins"),
        ("A,2026-01-01,2026-01-31\nA,2026-02-01,2026-02-28", "two periods called A"),
        ("A,2026-01-01,2026-01-31\nB,2026-02-31,2026-02-28", "Line 2 is no period"),
        ("A,2026-01-99,2026-01-31", "Line 1 is no period"),
        ("2026,2026-01-01,2026-12-31", "cannot be the name"),
        ("name,from,to", "one a line"),
        ("A,2026-01-01,2026-01-31,2026\nB,2026-02-01,2026-02-28,2025", "its year is an earlier one"),
    ],
)
def test_what_does_not_tile_its_days_is_refused_with_a_sentence(said: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        read_rows(said)


def test_twelve_periods_make_quarters_and_a_year_before_is_found_by_its_number() -> None:
    lines = []
    for year, begin in ((2025, date(2025, 1, 1)), (2026, date(2025, 12, 31))):
        lines += [
            f"{year}-{n:02d},{begin + timedelta(28 * (n - 1))},{begin + timedelta(28 * n - 1)}" for n in range(1, 13)
        ]
    first = [one.split(",") for one in lines[:12]]
    first[-1][2] = "2025-12-30"
    rows = read_rows("\n".join([",".join(one) for one in first] + lines[12:]))
    calendar = RowCalendar("own", "Own", "rows", rows=tiled(rows))
    assert [one.name for one in calendar.quarters_of(2026)] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert year_before(calendar.parse("2026-03")) == calendar.parse("2025-03")
    assert year_before(calendar.year(2026)) == calendar.year(2025)
    with pytest.raises(UserError, match="no period a year before"):
        year_before(calendar.parse("2025-03"))
    assert calendar.quarter_of(date(2024, 5, 5)).first == month(2024, 5).first, "outside of its rows months go on"
