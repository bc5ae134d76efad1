"""Goods that move between dealers outside the usual way, and who ran dry: stories 18 and 20, and a decoy."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from app.practice import dealers as who
from app.practice.dealers import Dealer, dealers
from app.practice.products import COLD, Product, of_group, product
from app.practice.terminals import Terminal, terminals

THIRD_SELLER: Final = "D0401"
_JINYUN: Final = "331122"
THIRD_PRODUCT: Final = "10030103"
THIRD_PRICE: Final = 2_400
"""24.00 a box to hospitals; 26 lines make 31.2 万元 (story 20)."""
_THIRD: Final = {24: 10, 25: 5, 26: 11}
"""Hospital lines by month of the region; 500 boxes in the mean."""
TRANSFER: Final = ("D0402", "D0418", "10030401", 23, 600)
"""A decoy: a transfer between two dealers that a permit covers (seller, buyer, product, month, boxes)."""
DRY_DEALERS: Final = 14
DRY_FIRST: Final = date(2025, 11, 10).toordinal()
DRY_LAST: Final = date(2025, 11, 18).toordinal()
"""Story 18: nine days without the cold remedies that must be in stock."""
DRY_LISTS: Final = tuple(date(2025, 11, day).toordinal() for day in (5, 10, 15, 19))
PROVINCE_DAYS: Final = 61
"""What the provincial dealers held of them meanwhile, in days of their sales."""


@dataclass(frozen=True, slots=True)
class ThirdLine:
    """One delivery of the third invoice: provincial dealer -> county dealer -> hospital."""

    month: int
    number: int
    hospital: Terminal
    quantity: int


@cache
def jinyun() -> Dealer:
    """The county dealer of 缙云."""
    return next(one for one in dealers() if one.area == _JINYUN)


@cache
def third_lines() -> tuple[ThirdLine, ...]:
    """26 hospital lines of together 13,000 boxes."""
    hospitals = [one for one in terminals() if one.kind == "医院" and one.area[:4] == _JINYUN[:4]]
    found: list[ThirdLine] = []
    for month, count in _THIRD.items():
        for number in range(count):
            step = 40 * (number - (count - 1) // 2) if count % 2 else 40 * (number - count // 2) + 20
            place = hospitals[(len(found)) % len(hospitals)]
            found.append(ThirdLine(month, len(found) + 1, place, 500 + step))
    return tuple(found)


def third_quantity(month: int) -> int:
    """What the provincial dealer delivers to 缙云 in a month."""
    return sum(one.quantity for one in third_lines() if one.month == month)


@cache
def dry_dealers() -> frozenset[str]:
    """The 14 county dealers that were out of cold remedies in November 2025."""
    counties = [one.code for one in dealers() if not one.direct and one.area not in ("330523", "330483", _JINYUN)]
    return frozenset(counties[::3][:DRY_DEALERS])


@cache
def dry_products() -> frozenset[Product]:
    """The cold remedies that must be in stock."""
    return frozenset(one for one in of_group(COLD) if one.core)


def is_dry(dealer: Dealer, one: Product, day: int) -> bool:
    """Whether a dealer had nothing of a product on a day."""
    return DRY_FIRST <= day <= DRY_LAST and dealer.code in dry_dealers() and one in dry_products()


def transferred() -> tuple[Dealer, Dealer, Product, int, int]:
    """The permitted transfer: seller, buyer, product, month, boxes."""
    seller, buyer, code, month, quantity = TRANSFER
    return who.dealer(seller), who.dealer(buyer), product(code), month, quantity
