"""What each direct dealer buys in each month: planned from the true totals downwards, in whole yuan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from app.practice import dealers as who
from app.practice.dealers import Dealer, direct_dealers
from app.practice.dice import Dice, apportion
from app.practice.frame import COLD_INDEX, COLD_MONTH_WAN, FOOD_WAN, MONTHS, SALES_WAN, month_days
from app.practice.products import (
    CHAIN,
    COLD,
    COLD_TABLETS,
    DELISTED,
    FOOD,
    VACCINE,
    Product,
    of_group,
    product,
    products,
)

WAN: Final = 10_000
_QUARTERS: Final = {
    # dealer: net purchases of 2025Q1 and 2026Q1 in 万元 (stories 11-14); None = by weight
    who.WENZHOU: (480, None), "D0411": (290, 250), who.LISHUI: (215, 219.9), "D0424": (135, 118.9),
    who.TAIZHOU: (280, 296), who.FEWER: (240, 196.8), who.HUZHOU: (452, 497.4), who.ZHOUSHAN: (140, 148.96),
}  # fmt: skip
_CELLS: Final = {
    (who.WENZHOU, (2025, 12)): 146, (who.WENZHOU, (2026, 1)): 176, (who.WENZHOU, (2026, 2)): 100,
    (who.WENZHOU, (2026, 3)): 312, (who.WENZHOU, (2026, 4)): 6, (who.JIAXING, (2026, 2)): 50,
    (who.JIAXING, (2026, 3)): 58, (who.JIAXING, (2026, 4)): 0, (who.TAIZHOU, (2026, 4)): 21,
    (who.TENDER, (2026, 3)): 262,
}  # fmt: skip
_RUSH_FIRST: Final = date(2026, 3, 27).toordinal()
_RUSH_WAN: Final = 2_690 * 0.33
"""Of March 2026 the region ships 33 % on the last five days, 温州瑞康 68.6 % (story 1)."""
_WENZHOU_RUSH_WAN: Final = 214
_TAIZHOU_DRUGS: Final = ((date(2026, 4, 2), 62_000), (date(2026, 4, 8), 54_000), (date(2026, 4, 9), 68_000))
"""Story 3: three drug orders after the licence expired, 18.4 万元."""


_LIKINGS: Final = {
    (who.NINGBO, VACCINE): 0.5, (who.HANGZHOU, VACCINE): 4.0, (who.QUZHOU, COLD_TABLETS): 2.4,
    (who.FEWER, DELISTED): 18.0, (who.WENZHOU, DELISTED): 0.0,
}  # fmt: skip


@dataclass(frozen=True)
class Window:
    """One dealer's purchases that are shipped between two days, in whole yuan ex tax, drugs and food apart."""

    dealer: Dealer
    month: tuple[int, int]
    first: int
    last: int
    drugs: int
    food: int
    single: bool = False
    """One order per class of goods, placed and shipped on the first day."""


@cache
def windows() -> tuple[Window, ...]:
    """All windows in the order of months; together they are the company's sales."""
    found: list[Window] = []
    for month in MONTHS:
        totals = _totals(month)
        food = _food(month, totals)
        for dealer in direct_dealers():
            found += _split(dealer, month, totals[dealer.code], food[dealer.code])
    return tuple(one for one in found if one.drugs or one.food)


@cache
def _totals(month: tuple[int, int]) -> dict[str, int]:
    fixed = {code: round(value * WAN) for code, value in _fixed(month).items()}
    free = [dealer for dealer in direct_dealers() if dealer.code not in fixed]
    dice = Dice(f"budget {month}")
    weights = [dealer.weight * dice.span(0.9, 1.1) for dealer in free]
    parts = apportion(round(SALES_WAN[month] * WAN) - sum(fixed.values()), weights)
    return fixed | {dealer.code: part for dealer, part in zip(free, parts, strict=True)}


def _fixed(month: tuple[int, int]) -> dict[str, float]:
    year, number = month
    found: dict[str, float] = {}
    if number <= 3 and year >= 2025:
        share = SALES_WAN[month] / sum(SALES_WAN[year, one] for one in (1, 2, 3))
        for code, pair in _QUARTERS.items():
            value = pair[year - 2025]
            if value is not None:
                found[code] = _thirds(value, share, month)
    return found | {code: value for (code, when), value in _CELLS.items() if when == month}


def _thirds(quarter: float, share: float, month: tuple[int, int]) -> float:
    """The month's part of a quarter, whole yuan; March takes what is left."""
    if month[1] < 3:
        return round(quarter * share, 4)
    earlier = (SALES_WAN[month[0], 1], SALES_WAN[month[0], 2])
    whole = sum(earlier) + SALES_WAN[month]
    return quarter - sum(round(quarter * (one / whole), 4) for one in earlier)


def _food(month: tuple[int, int], totals: Mapping[str, int]) -> dict[str, int]:
    takers = [dealer for dealer in direct_dealers() if dealer.food and totals[dealer.code]]
    total = round(FOOD_WAN[month] * WAN)
    found = dict.fromkeys(totals, 0)
    if month == MONTHS[-1]:
        found[who.TAIZHOU] = 26_000
        takers = [dealer for dealer in takers if dealer.code != who.TAIZHOU]
        total -= 26_000
    parts = apportion(total, [totals[dealer.code] * dealer.food for dealer in takers])
    return found | {dealer.code: part for dealer, part in zip(takers, parts, strict=True)}


def _split(dealer: Dealer, month: tuple[int, int], total: int, food: int) -> list[Window]:
    first, last = month_days(month)
    if month == (2026, 3):
        late = _WENZHOU_RUSH_WAN * WAN if dealer.code == who.WENZHOU else _rush(dealer)
        late_food = food * late // total
        return [
            Window(dealer, month, first, _RUSH_FIRST - 1, total - late - food + late_food, food - late_food),
            Window(dealer, month, _RUSH_FIRST, last, late - late_food, late_food),
        ]
    if month == (2026, 2) and dealer.code == who.JIAXING:
        # Its last sell-out file is of 3 February; since then it buys 38 + 58 = 96 (story 4).
        cut = date(2026, 2, 3).toordinal()
        return [Window(dealer, month, first, cut, 12 * WAN, 0), Window(dealer, month, cut + 1, last, 38 * WAN, 0)]
    if month == MONTHS[-1] and dealer.code == who.TAIZHOU:
        days = [Window(dealer, month, day.toordinal(), day.toordinal(), yuan, 0, True) for day, yuan in _TAIZHOU_DRUGS]
        day = date(2026, 4, 8).toordinal()
        return [*days, Window(dealer, month, day, day, 0, food, True)]
    return [Window(dealer, month, first, last, total - food, food)]


def _rush(dealer: Dealer) -> int:
    """Its part of what the region ships on the last five days of March 2026, by its month's total."""
    month = (2026, 3)
    totals = _totals(month)
    others = [one.code for one in direct_dealers() if one.code != who.WENZHOU]
    parts = apportion(round((_RUSH_WAN - _WENZHOU_RUSH_WAN) * WAN), [totals[code] for code in others])
    return dict(zip(others, parts, strict=True))[dealer.code]


def shares(dealer: Dealer, month: tuple[int, int]) -> dict[Product, float]:
    """How a dealer's drug budget of a month divides over products."""
    groups = _group_shares(month) if dealer.code != who.WENZHOU else _MEAN_SHARES
    found: dict[Product, float] = {}
    for group, share in groups.items():
        gone = DELISTED if month >= (2026, 1) else ""
        carried = {
            one: one.weight * liking
            for one in of_group(group)
            if (liking := likings(dealer)[one]) > 0 and one.code != gone
        }
        whole = sum(carried.values())
        found |= {one: share * weight / whole for one, weight in carried.items()}
    return found


@cache
def likings(dealer: Dealer) -> dict[Product, float]:
    """How much a dealer likes each product; 0 = does not carry it. Small dealers carry fewer."""
    dice = Dice(f"likings {dealer.code}")
    gap = 0.0 if dealer.tier == "province" else 0.2 if dealer.direct else 0.35
    found = {}
    for one in products():
        liking = dice.span(0.6, 1.4)
        found[one] = 0.0 if not one.core and dice.unit() < gap else liking
    return found | {product(code): value for (who_likes, code), value in _LIKINGS.items() if who_likes == dealer.code}


def food_shares(dealer: Dealer) -> dict[Product, float]:
    """How a dealer's food budget divides over products."""
    return {one: one.weight * liking for one in of_group(FOOD) if (liking := likings(dealer)[one]) > 0}


_MEAN_SHARES: Final = {"CF01": 0.36, "CF02": 0.2, COLD: 0.16, "OT02": 0.15, CHAIN: 0.13}


@cache
def _group_shares(month: tuple[int, int]) -> dict[str, float]:
    """感冒 follows its index; prescriptions rise by 25 % at the end of a quarter; the rest is even."""
    # 温州瑞康 buys every group evenly, so the others follow the season a little more.
    even = _totals(month)[who.WENZHOU] / WAN
    drugs = SALES_WAN[month] - FOOD_WAN[month] - even
    cold = COLD_MONTH_WAN[month[0]] * COLD_INDEX[month[1] - 1] / 100 * (1 / 3 if month == MONTHS[-1] else 1)
    cold -= even * _MEAN_SHARES[COLD]
    push = 1.25 if month[1] % 3 == 0 else 1.0
    others = {"CF01": 0.42 * push, "CF02": 0.24 * push, "OT02": 0.18, CHAIN: 0.16}
    whole = sum(others.values())
    rest = 1 - cold / drugs
    return {COLD: cold / drugs} | {group: rest * weight / whole for group, weight in others.items()}
