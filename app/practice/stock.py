"""Stock lists at each month's end: the dealers' by lot, and our own three warehouses'."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from app.practice import dealers as who
from app.practice.channels import DRY_LISTS, is_dry
from app.practice.clocks import PLACES
from app.practice.dealers import Dealer
from app.practice.dice import Dice
from app.practice.flow import COUNT, flows, price_of
from app.practice.frame import MONTHS, month_days
from app.practice.products import VACCINE, Product, products
from app.practice.returns import purchases
from app.practice.scores import near_share
from app.practice.sellout import SILENT

_NEAR_PERCENT: Final = 2.9
_NEAR_DAYS: Final = 75
_VIALS_EXPIRE: Final = 739797
"""2026-06-30: the lot of 1,860 vials at 宁波甬禾 (story 10)."""


@dataclass(frozen=True, slots=True)
class StockRow:
    """One lot on a list; the dealer is None for our own warehouses. Money in 分 at dealer prices."""

    dealer: Dealer | None
    place: str
    month: int
    day: int
    product: Product
    lot: str
    expiry: int
    quantity: int
    amount: int


@cache
def dealer_stock() -> tuple[StockRow, ...]:
    """Every dealer's lots at every month's end and on 10 April; near-expiry lots are 2.9 % of the money."""
    found: list[StockRow] = []
    for month in range(COUNT):
        found += _of_month(month)
    return tuple(found)


def _of_month(month: int) -> Iterator[StockRow]:
    _, day = month_days(MONTHS[month])
    held = [
        (who.dealer(code), one, flow.stock[month])
        for (code, one), flow in flows().items()
        if month < SILENT.get(code, COUNT)
    ]
    total = sum(quantity * price_of(one, month) for _, one, quantity in held)
    vials = sum(quantity * price_of(one, month) for dealer, one, quantity in held if _old_vials(dealer, one, month))
    near = _told_near(held, month)
    left = round(total * _NEAR_PERCENT / 100) - vials - sum(held[at][2] * price_of(held[at][1], month) for at in near)
    for index in Dice(f"near {month}").sample(range(len(held)), len(held)):
        dealer, one, quantity = held[index]
        worth = quantity * price_of(one, month)
        if worth <= left and near_share(dealer.code, month) is None and not _old_vials(dealer, one, month):
            near.add(index)
            left -= worth
    for index, (dealer, one, quantity) in enumerate(held):
        lot, expiry = one.lot_on(day - 20)
        if index in near:
            lot, expiry = f"{lot[:2]}0108", day + _NEAR_DAYS - index % 40
        if _old_vials(dealer, one, month):
            lot, expiry = "250108", _VIALS_EXPIRE
        if quantity or one.core:
            amount = quantity * price_of(one, month)
            yield StockRow(dealer, f"{dealer.code}-01", month, day, one, lot, expiry, quantity, amount)


def _told_near(held: Sequence[tuple[Dealer, Product, int]], month: int) -> set[int]:
    """The largest lots that make up what is near expiry of a dealer of whom it is told (story 5)."""
    own: dict[str, list[tuple[int, int]]] = {}
    for at, (dealer, one, quantity) in enumerate(held):
        own.setdefault(dealer.code, []).append((quantity * price_of(one, month), at))
    found: set[int] = set()
    for code, lots in own.items():
        left = (near_share(code, month) or 0) * sum(worth for worth, _ in lots)
        for worth, at in sorted(lots, reverse=True):
            if 0 < worth <= left:
                found.add(at)
                left -= worth
    return found


def _old_vials(dealer: Dealer, one: Product, month: int) -> bool:
    return month >= COUNT - 2 and dealer.code == who.NINGBO and one.code == VACCINE


@cache
def november_lists() -> tuple[StockRow, ...]:
    """The county dealers' lists of four days in November 2025, when 14 of them had no cold remedies (story 18)."""
    october = MONTHS.index((2025, 10))
    found = []
    for (code, one), flow in flows().items():
        dealer = who.dealer(code)
        if dealer.direct:
            continue
        for day in DRY_LISTS:
            share = date.fromordinal(day).day / 30
            quantity = max(one.step, round(flow.stock[october] * (1 - share) + flow.stock[october + 1] * share))
            quantity = 0 if is_dry(dealer, one, day) else quantity
            lot, expiry = one.lot_on(day - 20)
            amount = quantity * price_of(one, october + 1)
            found.append(StockRow(dealer, f"{code}-01", october + 1, day, one, lot, expiry, quantity, amount))
    return tuple(sorted(found, key=lambda row: (row.day, row.place, row.product.code)))


@cache
def own_stock() -> tuple[StockRow, ...]:
    """Our warehouses: about three weeks of what is shipped, in one or two lots."""
    found: list[StockRow] = []
    for month in range(COUNT):
        _, day = month_days(MONTHS[month])
        for one in products():
            need = sum(bought[min(month, COUNT - 2)] for (_, each), bought in purchases().items() if each is one)
            for place, share in zip(PLACES, (0.6, 0.25, 0.15), strict=True):
                dice = Dice(f"own {month} {one.code} {place}")
                quantity = round(need * share * dice.span(0.5, 0.9) / one.step) * one.step
                for age, part in ((5, 0.7), (70, 0.3)):
                    lot, expiry = one.lot_on(day - age)
                    many = round(quantity * part)
                    if many:
                        amount = many * price_of(one, month)
                        found.append(StockRow(None, place, month, day, one, lot, expiry, many, amount))
    return tuple(found)
