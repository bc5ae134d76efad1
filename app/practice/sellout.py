"""What the dealers sell on: to county dealers and to terminals, line by line, worth what the balance says."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from app.practice import dealers as who
from app.practice.channels import THIRD_PRICE, THIRD_PRODUCT, is_dry, jinyun, third_lines, third_quantity, transferred
from app.practice.dealers import Dealer, dealers
from app.practice.dice import Dice, apportion
from app.practice.flow import (
    CASES_SOLD,
    COPIED,
    COUNT,
    DIVERTED,
    CountySale,
    Flow,
    county_sales,
    extra_sales,
    flows,
    price_of,
)  # fmt: skip
from app.practice.frame import MONTHS, closed_days, month_days
from app.practice.products import COLD_TABLETS, Product, product
from app.practice.terminals import Terminal, customers, terminals

DIVERTED_PRICE: Final = 1820
"""18.2 a box, 15.3 % under the 21.5 ex works (story 6)."""
_COPIED_MONTHS: Final = ((2025, 10), (2025, 11))
SILENT: Final = {who.JIAXING: 25, "D0433": 25, "D0445": 26, "D0452": 26, "D0459": 26}
"""Dealers whose sell-out is missing from a month of the region on (by number); 嘉兴同济 is story 4."""
_SLOW_DAYS: Final = (2, 16)
"""温州瑞康 sells nothing on the first days of December 2025, and that much more half a month later: 82 days of supply
in March by the ordinary days alone too, of which 90 reach back to 10 December (story 1)."""


@dataclass(frozen=True, slots=True)
class SellOut:
    """One line of a dealer's sell-out; money in 分 ex tax, valued at the dealer price."""

    seller: Dealer
    month: int
    day: int
    to_code: str
    to_name: str
    to_kind: str
    product: Product
    lot: str
    quantity: int
    price: int
    amount: int
    rank: str = ""


@cache
def sellout_rows() -> tuple[SellOut, ...]:
    """All lines, whether reported or not, in the order of seller and day."""
    trade: dict[tuple[str, Product, int], int] = {}
    rows: list[SellOut] = []
    for sale in (*county_sales(), *extra_sales()):
        key = (sale.seller.code, sale.product, sale.month)
        trade[key] = trade.get(key, 0) + sale.quantity
        price = price_of(sale.product, sale.month)
        rows.append(
            SellOut(
                sale.seller,
                sale.month,
                sale_day(sale),
                sale.buyer.code,
                sale.buyer.name,
                "下级经销商",
                sale.product,
                _lot(sale.product, sale.month),
                sale.quantity,
                price,
                sale.quantity * price - sale.discount,
            )
        )
    rows += _moved(trade)
    for (code, one), flow in flows().items():
        rows += _retail(who.dealer(code), one, flow, trade)
    order = {dealer.code: number for number, dealer in enumerate(dealers())}
    rows.sort(key=lambda row: (order[row.seller.code], row.month, row.day, row.product.code, row.to_code, row.quantity))
    return tuple(rows)


def sale_day(sale: CountySale) -> int:
    """The day on which a county dealer is supplied."""
    day = _day(sale.month, Dice(f"{sale.buyer.code}{sale.product.code}{sale.month}"))
    return _slow(sale.seller, sale.month, day)


def _moved(trade: dict[tuple[str, Product, int], int]) -> Iterator[SellOut]:
    """缙云's lines to hospitals, and one transfer between dealers; what moves on takes from the seller's own sales."""
    dealer, one = jinyun(), product(THIRD_PRODUCT)
    for line in third_lines():
        day = _day(line.month, Dice(f"third {line.number}"))
        shop, money = line.hospital, line.quantity * THIRD_PRICE
        lot = _lot(one, line.month)
        yield SellOut(
            dealer, line.month, day, shop.code, shop.name, shop.kind, one, lot, line.quantity, THIRD_PRICE, money,
            shop.rank,
        )  # fmt: skip
    seller, buyer, one, month, quantity = transferred()
    trade[seller.code, one, month] = trade.get((seller.code, one, month), 0) + quantity
    price, (first, _) = price_of(one, month), month_days(MONTHS[month])
    lot, shop = _lot(one, month), _buyers(buyer, one.group)[0]
    yield SellOut(seller, month, first + 8, buyer.code, buyer.name, "调拨", one, lot, quantity, price, quantity * price)
    yield SellOut(
        buyer,
        month,
        first + 15,
        shop.code,
        shop.name,
        shop.kind,
        one,
        lot,
        quantity,
        price,
        quantity * price,
        shop.rank,
    )


@cache
def reported_rows() -> tuple[SellOut, ...]:
    """The lines that dealers have reported."""
    return tuple(row for row in sellout_rows() if row.month < SILENT.get(row.seller.code, COUNT))


def _retail(dealer: Dealer, one: Product, flow: Flow, trade: dict[tuple[str, Product, int], int]) -> Iterator[SellOut]:
    buyers = _buyers(dealer, one.group)
    dice = Dice(f"retail {dealer.code} {one.code}")
    third = dealer is jinyun() and one.code == THIRD_PRODUCT  # hospitals get what the provincial dealer delivers
    diverted = DIVERTED if dealer.code == who.JINHUA and one.code == COLD_TABLETS else {}
    for month in range(COUNT):
        if month in diverted:
            yield from _diverted(dealer, one, month)
        rest = flow.sold[month] - trade.get((dealer.code, one, month), 0) - sum(diverted.get(month, ()))
        if rest > 0:
            shops = tuple(shop for shop in buyers if shop.kind != "医院") if third_quantity(month) and third else buyers
            yield from _lines(dealer, one, month, rest, shops, dice)


def _lines(
    dealer: Dealer, one: Product, month: int, rest: int, buyers: tuple[Terminal, ...], dice: Dice
) -> Iterator[SellOut]:
    price = price_of(one, month)
    count = 1 if not dealer.direct else max(1, min(3, round((rest * price / 2_000_000) ** 0.5)))
    if dealer.code == who.QUZHOU and one.code == COLD_TABLETS and MONTHS[month] in CASES_SOLD:
        # Story 7: from October 2025 this dealer writes cases where boxes are asked for.
        rest, price, count = rest // one.pack, price * one.pack, 1
    if dealer.area in COPIED and MONTHS[month] in _COPIED_MONTHS:
        dice = Dice(f"copied {dealer.code} {one.code}")
        count = 1
        buyers = buyers[::-1] if _changed(one, month) else buyers
    for quantity in apportion(rest, [dice.span(0.4, 1.6) for _ in range(count)]):
        if quantity:
            buyer = dice.pick(buyers)
            name = dice.pick(buyer.spellings)
            day = _slow(dealer, month, _day(month, dice))
            yield SellOut(
                dealer,
                month,
                day if not is_dry(dealer, one, day) else day - 9,
                buyer.code,
                name,
                buyer.kind,
                one,
                _lot(one, month),
                quantity,
                price,
                quantity * price,
                buyer.rank,
            )


def _changed(one: Product, month: int) -> bool:
    """Story 16: November's list is October's but for one line, of the tablets."""
    return MONTHS[month] == _COPIED_MONTHS[1] and one.code == COLD_TABLETS


def _diverted(dealer: Dealer, one: Product, month: int) -> Iterator[SellOut]:
    shops = [shop for shop in terminals() if shop.area == "330523" and shop.kind == "单体药店"][:3]
    first, _ = month_days(MONTHS[month])
    for number, (shop, quantity) in enumerate(zip(shops, DIVERTED[month], strict=True)):
        day = first + 9 + number if first + 9 + number not in closed_days() else first + 25
        yield SellOut(
            dealer,
            month,
            day,
            shop.code,
            shop.name,
            shop.kind,
            one,
            "251108",
            quantity,
            DIVERTED_PRICE,
            quantity * DIVERTED_PRICE,
            shop.rank,
        )


@cache
def _buyers(dealer: Dealer, group: str) -> tuple[Terminal, ...]:
    found = tuple(one for one in customers(dealer) if one.buys(group))
    return found or tuple(one for one in terminals() if one.area[:4] == dealer.area[:4] and one.buys(group))


def _day(month: int, dice: Dice) -> int:
    first, last = month_days(MONTHS[month])
    day = first + int(dice.unit() * (last - first + 1))
    while day in closed_days() and day > first:
        day -= 1
    return day if day not in closed_days() else last


def _slow(dealer: Dealer, month: int, day: int) -> int:
    first, (days, later) = month_days(MONTHS[month])[0], _SLOW_DAYS
    told = dealer.code == who.WENZHOU and MONTHS[month] == (2025, 12) and day < first + days
    return day + later if told else day


def _lot(one: Product, month: int) -> str:
    first, _ = month_days(MONTHS[month])
    return one.lot_on(first - 15)[0]
