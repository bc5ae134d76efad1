from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from app.core.period import month, parse_period, quarter, year
from app.core.texts import EN, ZH
from ui.core.formats import UNKNOWN, Formats


@pytest.fixture
def zh() -> Formats:
    return Formats(ZH)


@pytest.fixture
def en() -> Formats:
    return Formats(EN)


def test_unknown_is_a_dash_and_never_a_zero(zh: Formats) -> None:
    shown = [zh.number(None), zh.money(None), zh.percent(None), zh.points(None), zh.days(None), zh.day(None)]
    assert shown == [UNKNOWN] * 6
    assert zh.number(float("nan")) == UNKNOWN


def test_halves_round_up_and_signs_are_real_minus_signs(zh: Formats) -> None:
    assert zh.number(Decimal("0.5")) == "1"
    assert zh.number(Decimal("2.5")) == "3"
    assert zh.number(Fraction(-1234567, 10), 1) == "−123,456.7"
    assert zh.number(5, signed=True) == "+5"
    assert zh.number(0, signed=True) == "0"


def test_money_is_in_wan_and_yi_in_chinese_and_in_thousands_in_english(zh: Formats, en: Formats) -> None:
    amount = 64_300_000 * 10_000
    assert zh.money(amount) == "6,430.0 万元"
    assert zh.money(265_600_000 * 10_000) == "2.66 亿元"
    assert zh.money(320 * 10_000) == "320 元"
    assert zh.money(amount, "USD") == "6,430.0 万 USD"
    assert en.money(amount) == "64,300 k CNY"
    assert zh.money_in(amount) == "6,430.0"


def test_the_exact_amount_keeps_every_decimal_it_has(zh: Formats, en: Formats) -> None:
    assert zh.exact_money(12_657_930_400) == "1,265,793.04 元"
    assert en.exact_money(15_001) == "1.5001 CNY"


def test_changes_of_shares_are_points(zh: Formats, en: Formats) -> None:
    assert zh.percent(Fraction(899, 1000)) == "89.9%"
    assert zh.points(Fraction(-37, 1000)) == "−3.7 百分点"
    assert en.points(Fraction(12, 1000)) == "+1.2 pp"


def test_periods_are_words(zh: Formats, en: Formats) -> None:
    assert [zh.period(p) for p in (quarter(2026, 1), month(2026, 3), year(2026))] == [
        "2026年一季度",
        "2026年3月",
        "2026年",
    ]
    assert [en.period(p) for p in (quarter(2026, 1), month(2026, 3), year(2026))] == [
        "Q1 2026",
        "Mar 2026",
        "Year 2026",
    ]
    assert zh.long_date(date(2026, 4, 10)) == "2026年4月10日"
    assert zh.period(parse_period("2026-04")) == "2026年4月"


def test_a_chart_writes_a_float_as_it_was_meant(zh: Formats) -> None:
    assert zh.chart("percent", 0.95) == "95%"
    assert zh.chart("percent", 0.953) == "95.3%"
    assert zh.chart("money", 43_700_000.0) == "4,370"
    assert zh.chart("score", 74.0, short=False) == "74.0"


def test_quantities_show_the_places_they_have(zh: Formats) -> None:
    assert [zh.quantity(value) for value in (12_000, 12_500, 1, None)] == ["12", "12.5", "0.001", UNKNOWN]


def test_one_day_is_no_days() -> None:
    en, zh = Formats("en"), Formats("zh_CN")
    assert [en.days(1, 0), en.days(-1, 0), en.days(2, 0), en.days(1), en.days(0, 0)] == [
        "1 day", "−1 day", "2 days", "1.0 days", "0 days",
    ]  # fmt: skip
    assert [zh.days(1, 0), zh.days(2, 0)] == ["1 天", "2 天"]
