"""Numbers become exact scaled integers or a reason."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports.numbers import NumberParser, decide_decimal, factor_of_header, lost_zeros, ruined_code
from app.imports.readers import open_book, read_rows


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1 234.56", "1234.56"),
        ("1\u00a0234", "1234"),
        ("1'234", "1234"),
        ("１，２３４．５６", "1234.56"),
        ("88.00-", "-88"),
        ("(1,234.50)", "-1234.5"),
        ("-12", "-12"),
        ("+12", "12"),
        ("−3", "-3"),
        ("¥1,200", "1200"),
        ("￥-5.00", "-5"),
        ("-¥5", "-5"),
        ("US$ 12", "12"),
        ("12 元", "12"),
        ("RMB 12", "12"),
        ("12.5%", "0.125"),
        ("1.5E+3", "1500"),
        ("2e-3", "0.002"),
        (".5", "0.5"),
        ("5.", "5"),
        ("12.5万元", "125000"),
        ("3亿", "300000000"),
        ("2千", "2000"),
        ("0", "0"),
        ("007", "7"),
    ],
)
def test_numbers_as_people_write_them(text: str, value: str) -> None:
    assert NumberParser(10_000)(text) == int(Decimal(value) * 10_000)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "-",
        "abc",
        "1,23",
        "12,3456",
        "--5",
        "1.2.3",
        "1.234,56",
        "See ASN-93",
        "１２a",
        True,
        None,
        float("nan"),
        "1e",
        "9" * 200,
    ],
)
def test_what_is_no_number_is_put_aside(cell: Any) -> None:
    with pytest.raises(ValueError, match="not_a_number"):
        NumberParser(10_000)(cell)


@pytest.mark.parametrize("cell", ["1E999", "9999999999999999", 10**30, 1e300])
def test_numbers_beyond_the_database_are_too_large(cell: Any) -> None:
    with pytest.raises(ValueError, match="too_large"):
        NumberParser(10_000)(cell)


def test_decimal_commas_where_the_column_has_them() -> None:
    parse = NumberParser(100, decimal=",")
    assert [parse(text) for text in ("1.234,56", "12,5", "1.234", "1234", "-0,01", "88,00-")] == [
        123_456,
        1_250,
        123_400,
        123_400,
        -1,
        -8_800,
    ]
    with pytest.raises(ValueError, match="not_a_number"):
        parse("1,234.56")


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        (["1.234,56", "12"], ","),
        (["12,5", "3,45"], ","),
        (["1.234.567", "5"], ","),
        (["1,234", "5"], "."),
        (["1.234"], "."),
        (["1,234.56"], "."),
        (["0.5", "1,234"], "."),
        ([], "."),
        ([5, None, "x"], "."),
        (["1.200,50", "88,00-"], ","),
    ],
)
def test_the_decimal_mark_of_a_column_is_decided_by_its_values(values: list[Any], mark: str) -> None:
    assert decide_decimal(values) == mark


def test_a_workbooks_floats_are_what_excel_shows() -> None:
    assert NumberParser(10_000)(0.1) == 1_000
    assert NumberParser(1_000_000)(1234.560001) == 1_234_560_001
    assert NumberParser(1_000)(3) == 3_000
    assert NumberParser(100)(0.285) == 29


def test_a_factor_multiplies_unless_the_cell_names_its_own_unit() -> None:
    parse = NumberParser(10_000, factor="10000")
    assert parse("1.25") == 125_000_000
    assert parse(1.25) == 125_000_000
    assert parse("1.25万元") == 125_000_000
    assert NumberParser(1000, factor="1/12")("6") == 500


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("金额（万元）", "10000"),
        ("销售额万元", "10000"),
        ("含税金额(亿元)", "100000000"),
        ("单位：万元", "10000"),
        ("数量(万支)", "10000"),
        ("Amount (k)", "1000"),
        ("Sales in thousands", "1000"),
        ("Sales '000", "1000"),
        ("百万元", "1000000"),
        ("金额(元)", "1"),
        ("万科", "1"),
        ("数量", "1"),
        ("百万医疗险", "1"),
    ],
)
def test_headers_say_what_their_numbers_count_in(header: str, factor: str) -> None:
    assert factor_of_header(header) == factor


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=4), st.sampled_from([1, 100, 10_000, 1_000_000]))
def test_every_decimal_survives_text_thousands_and_commas(value: Decimal, scale: int) -> None:
    wanted = int((value * scale).to_integral_value(ROUND_HALF_UP))
    parse = NumberParser(scale)
    assert parse(format(value, "f")) == wanted
    assert parse(format(value, ",f")) == wanted
    assert parse(f"({format(abs(value), 'f')})") == -abs(wanted)
    european = format(value, ",f").replace(",", " ").replace(".", ",").replace(" ", ".")
    assert NumberParser(scale, decimal=",")(european) == wanted


@given(st.integers(-(10**14) + 1, 10**14 - 1), st.integers(0, 4))
def test_a_float_of_fifteen_digits_is_exact(digits: int, places: int) -> None:
    value = Decimal(digits).scaleb(-places)
    assert NumberParser(10_000)(float(value)) == int(value * 10_000)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_reason(text: str) -> None:
    try:
        assert isinstance(NumberParser(10_000)(text), int)
    except ValueError as error:
        assert str(error) in {"not_a_number", "too_large"}  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("6.90E+12", "ruined_number"),
        ("690123456789012000", "ruined_number"),
        (6.9e18, "ruined_number"),
        ("3月5日", "ruined_date"),
        ("2026/3/5", "ruined_date"),
        ("5-Mar", "ruined_date"),
        ("Mar-05", "ruined_date"),
        ("A1", None),
        ("6901234567890", None),
        (6901234567890, None),
        ("2026-03-05", None),
        ("20260305", None),
        ("12E5", None),
        ("690123456789012345", None),
    ],
)
def test_codes_that_excel_has_changed_are_known(cell: Any, reason: str | None) -> None:
    assert ruined_code(cell) == reason


def test_codes_that_lost_their_zeros_stand_out_by_their_length() -> None:
    codes = [str(330_100 + number) for number in range(40)]
    assert lost_zeros([*codes, "12345", 999]) == {"12345", "999"}
    assert lost_zeros([*codes, "012345"]) == frozenset()
    assert lost_zeros(["1", "22", "333"]) == frozenset()
    assert lost_zeros([]) == frozenset()
    counted = [str(number) for number in range(99_990, 100_200)]
    assert lost_zeros(counted) == frozenset(), "numbers that count up have lost nothing"


def test_the_sums_of_real_files_are_exact(shared: Path) -> None:
    rows = read_rows(open_book(shared / "data" / "scms" / "SCMS_Delivery_History_Dataset.csv"))
    header = next(rows)
    value, quantity = header.index("Line Item Value"), header.index("Line Item Quantity")
    amount, count = NumberParser(10_000), NumberParser(1_000)
    lines = list(rows)
    assert sum(amount(row[value]) for row in lines) == 16_275_844_572_900
    assert sum(count(row[quantity]) for row in lines) == 189_265_090_000
