"""Dates are read as a column, exactly, or asked about."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.period import day_number
from app.imports.dates import Ambiguous, DateParser, has_times, parse_text, read_dates, read_month, serial_moment
from app.imports.readers import open_book, read_rows

MARCH_5 = day_number(date(2026, 3, 5))
DAYS = st.dates(date(1970, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("2026-03-05", None),
        ("2026/3/5", None),
        ("2026.3.5", None),
        ("20260305", None),
        ("2026年3月5日", None),
        ("2026 年 3 月 5 日", None),
        ("２０２６／０３／０５", None),
        ("二〇二六年三月五日", None),
        ("5-Mar-26", None),
        ("5-Mar-2026", None),
        ("5 March 2026", None),
        ("March 5, 2026", None),
        ("Mar 5th, 2026", None),
        ("2026-Mar-05", None),
        ("5-三月-2026", None),
        ("2026-03-05 00:00:00.000", None),
        ("2026年3月5日 星期四", None),
        ("Thu, 05 Mar 2026", None),
        ("2026-03-05 14:30", 870),
        ("2026-03-05T14:30:59.123Z", 870),
        ("2026-03-05T14:30:00+08:00", 870),
        ("2026/3/5 9:05", 545),
        ("2026年3月5日 下午2:30", 870),
        ("2026-03-05 2:30 PM", 870),
        ("20260305143000", 870),
        ("2026-03-05 14.30.59", 870),
        ("2026年3月5日14时30分", 870),
        ("2026-03-04 24:00:00", None),
        ("46086", None),
        ("46086.604166667", 870),
        ("'2026-03-05", None),
    ],
)
@pytest.mark.parametrize("reading", ["ymd", "dmy", "mdy"])
def test_a_text_that_means_one_day_by_itself_means_it_under_every_reading(
    text: str, minute: int | None, reading: str
) -> None:
    assert DateParser(reading)(text) == (MARCH_5, minute)


@pytest.mark.parametrize(
    ("text", "reading", "day"),
    [
        ("11/13/06", "mdy", date(2006, 11, 13)),
        ("2-Jun-06", "ymd", date(2006, 6, 2)),
        ("03/04/2026", "dmy", date(2026, 4, 3)),
        ("03/04/2026", "mdy", date(2026, 3, 4)),
        ("26-03-05", "ymd", date(2026, 3, 5)),
        ("31.12.99", "dmy", date(1999, 12, 31)),
        ("1/2/69", "dmy", date(1969, 2, 1)),
        ("1/2/68", "dmy", date(2068, 2, 1)),
    ],
)
def test_the_reading_says_what_open_texts_mean(text: str, reading: str, day: date) -> None:
    assert parse_text(text, reading) == (day_number(day), None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2026-02-30", "no_such_day"),
        ("11/13/06", "no_such_day"),
        ("Date Not Captured", "not_a_date"),
        ("", "not_a_date"),
        ("2026-13-01", "no_such_day"),
        ("13800138000", "not_a_date"),
        ("2026-03-05 25:00", "not_a_date"),
        (True, "not_a_date"),
        ("1947-01-08", "date_range"),
        (date(2101, 1, 1), "date_range"),
        (60, "no_such_day"),
        (-1, "not_a_date"),
        ("5 Xyz 2026", "not_a_date"),
        (timedelta(hours=3), "not_a_date"),
        ("x" * 500, "not_a_date"),
        (None, "not_a_date"),
    ],
)
def test_what_is_no_day_is_put_aside_with_its_reason(cell: Any, code: str) -> None:
    with pytest.raises(ValueError, match=code):
        DateParser("dmy")(cell)


def test_workbook_cells_are_days_moments_and_serials_of_either_epoch() -> None:
    parse = DateParser("ymd")
    assert parse(date(2026, 3, 5)) == (MARCH_5, None)
    assert parse(datetime(2026, 3, 5, 14, 30)) == (MARCH_5, 870)  # noqa: DTZ001
    assert parse(46086) == (MARCH_5, None)
    assert parse(46086.5) == (MARCH_5, 720)
    assert parse(20260305) == (MARCH_5, None)
    assert DateParser("ymd", epoch_1904=True)(46086 - 1462) == (MARCH_5, None)


def test_the_serials_around_the_day_that_never_was() -> None:
    assert serial_moment(1) == (day_number(date(1900, 1, 1)), None)
    assert serial_moment(59) == (day_number(date(1900, 2, 28)), None)
    assert serial_moment(61) == (day_number(date(1900, 3, 1)), None)
    with pytest.raises(ValueError, match="no_such_day"):
        serial_moment(60)
    assert serial_moment(0, epoch_1904=True) == (day_number(date(1904, 1, 1)), None)
    assert serial_moment(45000.999999) == (day_number(date(2023, 3, 16)), 0)


def test_midnight_is_a_time_only_in_a_column_that_has_times() -> None:
    northwind = ["1996-07-04 00:00:00.000", "1996-07-05 00:00:00.000"]
    assert not has_times(northwind)
    assert DateParser("ymd")(northwind[0])[1] is None
    assert has_times([*northwind, "1996-07-05 08:15:00.000"])
    assert has_times([date(2026, 1, 1), datetime(2026, 1, 1, 8)])  # noqa: DTZ001
    assert has_times([46086, 46086.25])
    assert not has_times(["12:30", "10:15 call", None, 46086])
    moments = DateParser("ymd", midnight_is_time=True)
    assert moments("1996-07-04 00:00:00")[1] == 0
    assert moments(date(2026, 3, 5)) == (MARCH_5, 0)
    assert moments("2026-03-05") == (MARCH_5, None)


def test_a_column_decides_together() -> None:
    assert read_dates(["1/2/07", "11/13/06", "Pre-PQ Process"]) == "mdy"
    assert read_dates(["1.2.2026", "13.03.2026"]) == "dmy"
    assert read_dates(["2-Jun-06", "2026-03-05", None, 5]) == "ymd"
    assert read_dates(["05/05/2026"]) in {"dmy", "mdy"}
    assert read_dates(["26-03-05", "26-3-15", "26-04-28", "26-01-02", "25-12-31"]) == "ymd"
    assert read_dates(["05.03.26", "15.03.26", "28.04.26", "02.01.26", "31.12.25"]) == "dmy"
    assert read_dates([]) == "ymd"


def test_one_wrong_date_does_not_overrule_the_rest_of_the_column() -> None:
    assert read_dates([*(f"{day:02d}/03/2026" for day in range(1, 29)), "03/14/2026"]) == "dmy"


def test_an_ambiguous_column_shows_both_readings() -> None:
    found = read_dates(["01/02/2026", "03/04/2026", "05/05/2026"])
    assert found == Ambiguous(
        ("dmy", "mdy"),
        (("01/02/2026", ("2026-02-01", "2026-01-02")), ("03/04/2026", ("2026-04-03", "2026-03-04"))),
    )


SPELLINGS = [
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0:%Y.%m.%d}",
    "{0:%Y%m%d}",
    "{0.year}年{0.month}月{0.day}日",
    "{0:%d-%b-%Y}",
    "{0:%B %d, %Y}",
]


@given(DAYS, st.sampled_from(SPELLINGS))
def test_every_day_survives_every_spelling(day: date, spelling: str) -> None:
    assert DateParser("ymd")(spelling.format(day)) == (day_number(day), None)


@given(DAYS, st.sampled_from([("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y")]))
def test_every_day_survives_both_orders(day: date, order: tuple[str, str]) -> None:
    assert DateParser(order[0])(day.strftime(order[1])) == (day_number(day), None)


@given(st.lists(DAYS, min_size=1, max_size=30), st.sampled_from([("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y")]))
def test_a_decided_column_is_read_as_it_was_written(days: list[date], order: tuple[str, str]) -> None:
    texts = [day.strftime(order[1]) for day in days]
    reading = read_dates(texts)
    if isinstance(reading, Ambiguous):
        assert order[0] in reading.readings
        assert all(day.day <= 12 for day in days)
    else:
        assert [DateParser(reading)(text)[0] for text in texts] == [day_number(day) for day in days]


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 12, 31)))  # noqa: DTZ001
def test_a_serial_is_the_moment_that_excel_shows(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001
    day, minute = serial_moment(serial)
    assert (day, minute or 0) == (day_number(moment.date()), moment.hour * 60 + moment.minute)


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_reason(text: str) -> None:
    for reading in ("ymd", "dmy", "mdy"):
        try:
            day, _ = DateParser(reading)(text)
        except ValueError as error:
            assert str(error) in {"not_a_date", "no_such_day", "date_range"}  # noqa: PT017 - either outcome is right
        else:
            assert 0 <= day <= day_number(date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026年3月", date(2026, 3, 1)),
        ("2026-03", date(2026, 3, 1)),
        ("202603", date(2026, 3, 1)),
        ("Jul-91", date(1991, 7, 1)),
        ("1991 Jul", date(1991, 7, 1)),
        ("2026/3", date(2026, 3, 1)),
        ("03/2026", date(2026, 3, 1)),
        ("数量", None),
        ("202613", None),
        ("M01", None),
        ("", None),
    ],
)
def test_months_in_headers(text: str, month: date | None) -> None:
    assert read_month(text) == month


def test_the_dates_of_real_files_are_decided(shared: Path) -> None:
    scms = read_rows(open_book(shared / "data" / "scms" / "SCMS_Delivery_History_Dataset.csv"))
    header = next(scms)
    rows = list(scms)
    columns = {name: [row[index] for row in rows] for index, name in enumerate(header)}
    assert read_dates(columns["PQ First Sent to Client Date"]) == "mdy"
    assert read_dates(columns["PO Sent to Vendor Date"]) == "mdy"
    late = 0
    parse = DateParser("mdy")
    for due, done in zip(columns["Scheduled Delivery Date"], columns["Delivered to Client Date"], strict=True):
        late += parse(done)[0] > parse(due)[0]
    assert late == 1186
