"""Figures on paper in one language, the way the screen writes them."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Final

from app.core.charts import Format
from app.core.period import Period, parse_period
from app.core.texts import N_, ZH, Text, Texts
from app.core.wording import decimals, percent_text
from app.health.sheets import KpiInfo
from app.health.wording import day_words, tenths_text, value_text

UNKNOWN: Final = "—"
_QUARTERS: Final = (N_("Q1 {year}"), N_("Q2 {year}"), N_("Q3 {year}"), N_("Q4 {year}"))


def said(t: Texts, words: str | Text) -> str:
    """A Text in the document's language; plain strings stay."""
    return t.render(words) if isinstance(words, Text) else words


def figure(t: Texts, info: KpiInfo, value: Fraction | None) -> str:
    """A KPI's figure with its unit."""
    return said(t, value_text(info, value))


def signed(t: Texts, info: KpiInfo, change: Fraction | None) -> str:
    """A change of a KPI: shares in points (of a hundred), never "% of %"."""
    if change is None:
        return UNKNOWN
    plus = "+" if change > 0 else ""
    if info.unit == "percent":
        return t("{n} pts", n=plus + decimals(change * 100))
    if info.unit == "days":
        return t("{n} d", n=plus + decimals(change))
    return plus + decimals(change)


def tenths(value: int | None) -> str:
    """Tenths of a point as printed."""
    return UNKNOWN if value is None else tenths_text(value)


def ratio(value: Fraction | None, *, places: int = 1, sign: bool = False) -> str:
    """A share of 1 as per cent."""
    if value is None:
        return UNKNOWN
    text = percent_text(value, places)
    return f"+{text}" if sign and value > 0 else text


def money_unit(t: Texts, currency: str) -> str:
    """What bare amounts are counted in."""
    if t.lang == ZH:
        return "万元" if currency in {"", "CNY"} else f"万 {currency}"
    return f"k {currency}".strip()


def money_in(t: Texts, value: Fraction | None) -> str:
    """An amount as a bare figure in ``money_unit``."""
    if value is None:
        return UNKNOWN
    return decimals(value / 10_000) if t.lang == ZH else decimals(value / 1000, 1 if abs(value) < 1_000_000 else 0)


def period_text(t: Texts, period: str | Period) -> str:
    """``2026年一季度``, ``Q1 2026``; a month as ``2026-03``."""
    found = parse_period(period) if isinstance(period, str) else period
    if "Q" in found.name:
        return t(_QUARTERS[(found.first.month - 1) // 3], year=found.first.year)
    return found.name


def asked_text(t: Texts, period: str, as_of: date | None) -> str:
    """A quarter as a title names it; one that was not over says up to which day it counts (截至)."""
    found = period_text(t, period)
    return found if as_of is None else t("{period} (up to {day})", period=found, day=day_text(t, as_of))


def day_text(t: Texts, day: date | None) -> str:
    """``2026年4月10日``, ``10 Apr 2026``."""
    if day is None:
        return UNKNOWN
    if t.lang == ZH:
        return f"{day.year}年{day.month}月{day.day}日"
    from babel.dates import format_date

    return str(format_date(day, "d MMM y", locale="en"))


def short_day(t: Texts, day: date) -> str:
    """A day of the year that is spoken of: ``4/15``, ``15 Apr``."""
    return f"{day.month}/{day.day}" if t.lang == ZH else t.render(day_words(day))


def axis(t: Texts, kind: Format, value: float) -> str:
    """A value on an axis, as short as it may be."""
    exact = Fraction(value).limit_denominator(10_000_000)
    if kind == "percent":
        return percent_text(exact, 0 if (exact * 100).denominator == 1 else 1)
    if kind == "money":
        shown = exact / (10_000 if t.lang == ZH else 1000)
        return decimals(shown, 0 if shown.denominator == 1 or abs(shown) >= 100 else 1)
    return decimals(exact, 0 if exact.denominator == 1 else 1)


def label(t: Texts, kind: Format, value: float) -> str:
    """A value beside its bar."""
    exact = Fraction(value).limit_denominator(10_000_000)
    if kind == "percent":
        return percent_text(exact)
    if kind == "money":
        return money_in(t, exact)
    return decimals(exact, 0 if exact.denominator == 1 and kind != "score" else 1)


def joined(t: Texts, words: Iterable[str]) -> str:
    """A list in a sentence: with 、 or commas."""
    return ("、" if t.lang == ZH else ", ").join(words)
