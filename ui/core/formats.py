"""Numbers, money, spans and dates as a reader of one language expects them; unknown is a dash, never a zero."""

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from app.core.calendars import calendar_of
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE, round_half_up
from app.core.period import Period, day_of, month_of
from app.core.texts import LANGUAGES, N_, OWN, ZH, Text, days, texts

if TYPE_CHECKING:
    from babel.core import Locale
    from babel.numbers import NumberPattern

Number = int | float | Decimal | Fraction
UNKNOWN: Final = "—"
_MINUS: Final = "−"
_YI: Final = 100_000_000
_WAN: Final = 10_000
_YEAR: Final = 12
"""Months of a year."""
_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\Z")
_QUARTERS: Final = (N_("Q1 {year}"), N_("Q2 {year}"), N_("Q3 {year}"), N_("Q4 {year}"))


@lru_cache(maxsize=64)
def _pattern(places: int, *, signed: bool) -> "NumberPattern":
    from babel.numbers import parse_pattern

    body = "#,##0" + ("." + "0" * places if places else "")
    return parse_pattern(f"+{body};-{body}" if signed else body)


@lru_cache(maxsize=4)
def _locale(lang: str) -> "Locale":
    """Babel's locale of a language; found anew for every figure it would cost more than the figure."""
    from babel.core import Locale

    return Locale.parse(lang)


class Formats:
    """How one language writes values; Babel is loaded at the first number, after the first paint."""

    def __init__(self, lang: str) -> None:
        """``lang`` is ``zh_CN`` or ``en``."""
        self.lang = lang
        self._t = texts(lang)
        self._zh = lang == ZH

    def number(self, value: Number | None, places: int = 0, *, signed: bool = False) -> str:
        """``12,345.6``: rounded half up to ``places``; ``signed`` writes + before what is above zero."""
        if value is None or value != value:  # noqa: PLR0124 - a NaN is no number to show
            return UNKNOWN
        exact = Decimal(round_half_up(Fraction(value) * 10**places)).scaleb(-places)
        plus = signed and exact > 0
        return str(_pattern(places, signed=plus).apply(exact, _locale(self.lang))).replace("-", _MINUS)

    def quantity(self, value_e3: int | None) -> str:
        """A stored quantity (thousandths) with as many places as it has."""
        if value_e3 is None:
            return UNKNOWN
        places = next(n for n in range(4) if value_e3 % (QUANTITY_SCALE // 10**n) == 0)
        return self.number(Fraction(value_e3, QUANTITY_SCALE), places)

    def money_parts(self, amount_e4: Number | None, currency: str = "CNY") -> tuple[str, str]:
        """An amount (1/10,000) as figure and unit: 亿, 万 or whole units in Chinese, thousands in English."""
        if amount_e4 is None:
            return UNKNOWN, ""
        value = Fraction(amount_e4) / AMOUNT_SCALE
        if not self._zh:
            return self.number(value / 1000, 0 if abs(value) >= 100_000 else 1), self._t("k {unit}", unit=currency)
        unit = "元" if currency == "CNY" else currency
        if abs(value) >= _YI:
            return self.number(value / _YI, 2), f"亿{unit}" if currency == "CNY" else f"亿 {unit}"
        if abs(value) >= _WAN / 10 or value == 0:
            return self.number(value / _WAN, 1), f"万{unit}" if currency == "CNY" else f"万 {unit}"
        return self.number(value, 0), unit

    def money(self, amount_e4: Number | None, currency: str = "CNY") -> str:
        """An amount as short text: ``6,430.0 万元``, ``64,300 k CNY``."""
        return " ".join(part for part in self.money_parts(amount_e4, currency) if part)

    def money_in(self, amount_e4: Number | None) -> str:
        """An amount as a bare figure of ``money_unit``, for columns that name the unit in their title."""
        scale = AMOUNT_SCALE * (_WAN if self._zh else 1000)
        return UNKNOWN if amount_e4 is None else self.number(Fraction(amount_e4) / scale, 1)

    def money_unit(self, currency: str = "CNY") -> str:
        """The unit that ``money_in`` counts in: 万元 or thousands."""
        if not self._zh:
            return self._t("k {unit}", unit=currency)
        return "万元" if currency == "CNY" else f"万 {currency}"

    def exact_money(self, amount_e4: int | None, currency: str = "CNY") -> str:
        """An amount with every decimal that it has, at least two, for tooltips."""
        if amount_e4 is None:
            return UNKNOWN
        places = next(n for n in range(2, 5) if amount_e4 % (AMOUNT_SCALE // 10**n) == 0)
        return f"{self.number(Fraction(amount_e4, AMOUNT_SCALE), places)} {self.currency(currency)}"

    @staticmethod
    def money_title(name: Text, currency: str = "CNY") -> Text:
        """A column's title with the unit that its bare figures count in, in the language of the moment."""
        if currency in {"", "CNY"}:
            return Text(N_("{name}, k CNY"), {"name": name})
        return Text(N_("{name}, k {currency}"), {"name": name, "currency": currency})

    @staticmethod
    def unit_title(name: Text, currency: str = "CNY") -> Text:
        """A column's title where its figures count in whole units of the currency, as posted amounts do."""
        if currency in {"", "CNY"}:
            return Text(N_("{name}, CNY"), {"name": name})
        return Text(N_("{name}, {currency}"), {"name": name, "currency": currency})

    def currency(self, code: str) -> str:
        """What follows an exact amount."""
        return "元" if self._zh and code == "CNY" else code

    def percent(self, ratio: Number | None, places: int = 1, *, signed: bool = False) -> str:
        """A ratio (0.932) as ``93.2%``."""
        return UNKNOWN if ratio is None else f"{self.number(Fraction(ratio) * 100, places, signed=signed)}%"

    def points(self, change: Number | None) -> str:
        """A change of a ratio in percentage points (百分点), never "% of %"."""
        if change is None:
            return UNKNOWN
        return self._t("{n} pp", n=self.number(Fraction(change) * 100, 1, signed=True))

    def score(self, value: Number | None, places: int = 1) -> str:
        """A score of 0 to 100."""
        return self.number(value, places)

    def days(self, value: Number | None, places: int = 1, *, signed: bool = False) -> str:
        """A span of days."""
        return UNKNOWN if value is None else self._t.render(days(self.number(value, places, signed=signed)))

    def day(self, day: date | int | None) -> str:
        """A business date, given as a date or as a stored day number."""
        if day is None:
            return UNKNOWN
        return (day_of(day) if isinstance(day, int) else day).isoformat()

    def long_date(self, day: date | None) -> str:
        """``2026年4月10日``, ``10 Apr 2026``."""
        return UNKNOWN if day is None else self._dated(day, "y年M月d日" if self._zh else "d MMM y")

    def month(self, day: date, *, short: bool = False) -> str:
        """The month of a date; ``short`` leaves the year out except in January."""
        if short and day.month > 1:
            return self._dated(day, "M月" if self._zh else "MMM")
        if short:
            return self._dated(day, "yy年M月" if self._zh else "MMM yy")
        return self._dated(day, "y年M月" if self._zh else "MMM y")

    def month_name(self, day: date) -> str:
        """Only the month."""
        return self._dated(day, "M月" if self._zh else "MMM")

    def period(self, period: Period, today: date | None = None) -> str:
        """A period in words: ``2026年一季度``, ``Q1 2026``, ``2026年3月``; where today cuts it, until which day."""
        name = self._period(period)
        if today is None or not period.first <= today < period.last:
            return name
        if period.calendar is None and len(period.months) == 1:
            return self._t("{period} up to day {day}", period=name, day=today.day)
        return self._t("{period} up to {day}", period=name, day=self.day(today))

    def span(self, period: Period) -> str:
        """The days of a period: ``2026-03-26 至 2026-04-25``."""
        return self._t("{first} to {last}", first=self.day(period.first), last=self.day(period.last))

    def month_called(self, period: Period, *, bare: bool = False, short: bool = False) -> str:
        """What a month of any calendar is called; ``bare`` without its year."""
        if calendar_of(period).kind == "rows":  # as somebody called it
            return self.span(period) if ".." in period.name and not short else period.name.split("..")[0]
        found = _MONTH.match(period.name)
        first = period.first if found is None else date(int(found[1]), int(found[2]), 1)
        return self.month_name(first) if bare else self.month(first, short=short)

    def _counted(self, period: Period) -> str:
        """A period of a calendar of its own, with its days."""
        months = period.months
        if ".." in period.name:
            if len(months) != _YEAR:
                return self.span(period)
            return self._t("12 months to {month}", month=self.month_called(months[-1]))
        if len(months) == 1 and period == months[0]:
            if period == month_of(period.first):
                return self.month(period.first)
            name = self.month_called(period)
        elif "-Q" in period.name:
            name = self._t(_QUARTERS[int(period.name[-1]) - 1], year=period.name[:4])
        else:
            name = self._t("Year {year}", year=period.name)
        first, last = (f"{one:%m-%d}" for one in (period.first, period.last))
        return self._t("{period} ({first} to {last})", period=name, first=first, last=last)

    def _period(self, period: Period) -> str:
        if period.calendar is not None:
            return self._counted(period)
        months = period.months
        whole = (period.first, period.last) == (months[0].first, months[-1].last)
        if ".." in period.name and len(months) == 12 and whole:
            return self._t("12 months to {month}", month=self.month(period.last))
        if ".." in period.name:
            return self._t("{first} to {last}", first=self.day(period.first), last=self.day(period.last))
        if "Q" in period.name:
            return self._t(_QUARTERS[(period.first.month - 1) // 3], year=period.first.year)
        if "-" in period.name:
            return self.month(period.first)
        return self._t("Year {year}", year=period.first.year)

    def moment(self, instant: datetime | None) -> str:
        """An instant in the machine's time zone, to the minute."""
        return UNKNOWN if instant is None else instant.astimezone().strftime("%Y-%m-%d %H:%M")

    def clock(self, instant: datetime) -> str:
        """Only the hour and minute of an instant."""
        return instant.astimezone().strftime("%H:%M")

    def size(self, count: int) -> str:
        """A count of bytes as KB or MB."""
        if count < 1_000_000:
            return f"{self.number(Fraction(count, 1000), 0 if count >= 10_000 else 1)} KB"
        return f"{self.number(Fraction(count, 1_000_000), 1)} MB"

    def chart(self, kind: str, value: Number | None, *, short: bool = True) -> str:
        """A value of a chart by its ``Format``; money is in currency units, percent a ratio; ``short`` for axes."""
        if value is None:
            return UNKNOWN
        exact = Fraction(value).limit_denominator(10_000_000)  # 0.95 of a float is meant as 95 %
        if kind == "percent":
            return self.percent(exact, 0 if short and (exact * 100).denominator == 1 else 1)
        if kind == "money":
            return self.money_in(exact * AMOUNT_SCALE) if not short else self._axis_money(exact)
        whole = exact.denominator == 1
        return self.number(exact, 0 if whole and (short or kind != "score") else 1)

    def _axis_money(self, value: Fraction) -> str:
        figure = value / (_WAN if self._zh else 1000)
        return self.number(figure, 0 if figure.denominator == 1 or abs(figure) >= 100 else 1)

    def _dated(self, day: date, pattern: str) -> str:
        from babel.dates import format_date

        return str(format_date(day, pattern, locale=_locale(self.lang)))

    def text(self, value: object) -> object:
        """A Text in this language, anything else as it is."""
        return self._t.render(value) if isinstance(value, Text) else value


def period_words(period: Period) -> Text:
    """A period in a sentence that outlives a change of language, such as a title."""
    return Text(OWN, {lang: Formats(lang).period(period) for lang in LANGUAGES})
