"""The frame of the practice region: its own clock, its calendar, and the totals its files must add up to."""

from datetime import date, timedelta
from functools import cache
from typing import Final

TODAY: Final = date(2026, 4, 10)
"""演练日期: the business day on which the region stands still."""
FIRST_DAY: Final = date(2024, 1, 1)
MONTHS: Final = tuple((2024 + index // 12, index % 12 + 1) for index in range(28))
"""27 closed months and the ten days of April 2026, as (year, month)."""

SALES_WAN: Final = dict(
    zip(
        MONTHS,
        (
            *(1_980, 1_180, 2_360, 1_810, 1_880, 2_250, 1_720, 1_830, 2_210, 2_050, 2_430, 2_800),
            *(1_520, 1_950, 2_540, 1_960, 2_040, 2_420, 1_840, 1_960, 2_380, 2_240, 2_660, 3_050),
            *(2_420, 1_320, 2_690, 588.6),
        ),
        strict=True,
    )
)
"""Net sales of the company, ex tax, by shipping date, in 万元: 2025 = 26,560; 2026Q1 = 6,430."""
FOOD_WAN: Final = dict(
    zip(
        MONTHS,
        (
            *(470, 140, 170, 170, 180, 190, 210, 420, 330, 150, 180, 390),
            *(420, 150, 190, 200, 210, 220, 230, 330, 520, 170, 210, 350),
            *(560, 170, 200, 50),
        ),
        strict=True,
    )
)
"""Of it 健康食品: peaks about three weeks before 除夕 and 中秋; 2025 = 3,200 (3,616 with tax)."""
COLD_INDEX: Final = (160, 120, 95, 80, 70, 60, 55, 60, 80, 100, 160, 160)
"""感冒 by calendar month, 100 = mean."""
COLD_MONTH_WAN: Final = {2024: 230, 2025: 250, 2026: 265}
COUNTY_2025_WAN: Final = 6_900
"""What the county dealers buy from city dealers in 2025: never part of the company's sales."""
TARGET_2026_WAN: Final = (2_450, 1_450, 3_000, 2_180, 2_240, 2_660, 2_020, 2_150, 2_620, 2_440, 2_900, 3_300)
TARGET_2025_WAN: Final = (1_650, 1_900, 2_600, 2_000, 2_080, 2_470, 1_900, 2_000, 2_420, 2_280, 2_700, 3_100)
TAX_PERCENT: Final = 13

_CLOSED: Final = (
    (date(2024, 2, 5), date(2024, 2, 17)),
    (date(2025, 1, 27), date(2025, 2, 4)),
    (date(2026, 2, 15), date(2026, 2, 23)),
)
"""The week of 除夕 and the holiday after it: no truck drives."""
_HOLIDAYS: Final = (
    (date(2024, 1, 1), 1), (date(2024, 4, 4), 3), (date(2024, 5, 1), 5), (date(2024, 6, 10), 1),
    (date(2024, 9, 15), 3), (date(2024, 10, 1), 7), (date(2025, 1, 1), 1), (date(2025, 4, 4), 3),
    (date(2025, 5, 1), 5), (date(2025, 5, 31), 3), (date(2025, 10, 1), 8), (date(2026, 1, 1), 3),
    (date(2026, 4, 4), 3),
)  # fmt: skip
"""Other statutory holidays of 2024-2026 to the region's last day (State Council notices), first day and length."""


@cache
def month_days(month: tuple[int, int]) -> tuple[int, int]:
    """First and last day of a month as ordinals; April 2026 ends with the region's last day."""
    year, number = month
    first = date(year, number, 1)
    last = (date(year + number // 12, number % 12 + 1, 1) - timedelta(1)) if month != MONTHS[-1] else TODAY
    return first.toordinal(), last.toordinal()


def month_end(year: int, number: int) -> date:
    """The last calendar day of a month."""
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(1)


def later(month: tuple[int, int], count: int) -> tuple[int, int]:
    """The month ``count`` months after another."""
    index = month[0] * 12 + month[1] - 1 + count
    return index // 12, index % 12 + 1


@cache
def closed_days() -> frozenset[int]:
    """Ordinals of the days around 除夕 on which nothing is shipped or delivered."""
    return frozenset(day for first, last in _CLOSED for day in range(first.toordinal(), last.toordinal() + 1))


@cache
def idle_days() -> frozenset[int]:
    """Ordinals of all days on which the warehouse does not ship: closed days, holidays and Sundays."""
    span = range(FIRST_DAY.toordinal(), TODAY.toordinal() + 1)
    sundays = {day for day in span if day % 7 == 0}
    holidays = {first.toordinal() + step for first, length in _HOLIDAYS for step in range(length)}
    return frozenset(sundays | holidays | closed_days())


@cache
def day_text(ordinal: int) -> str:
    """``2026-03-31``."""
    return date.fromordinal(ordinal).isoformat()


@cache
def slash_text(ordinal: int) -> str:
    """``2026/3/31`` as older exports write it."""
    day = date.fromordinal(ordinal)
    return f"{day.year}/{day.month}/{day.day}"


@cache
def month_of(ordinal: int) -> tuple[int, int]:
    """The month of a day."""
    day = date.fromordinal(ordinal)
    return day.year, day.month
