"""The balance of goods per dealer, product and month: stock before + bought - sold - returned = stock after."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from app.practice import dealers as who
from app.practice.budgets import likings, shares
from app.practice.channels import PROVINCE_DAYS, THIRD_PRODUCT, THIRD_SELLER, jinyun, third_quantity
from app.practice.dealers import Dealer, children, direct_dealers
from app.practice.dice import Dice, apportion
from app.practice.frame import COUNTY_2025_WAN, MONTHS, month_days
from app.practice.products import COLD, COLD_TABLETS, VACCINE, Product, product, products
from app.practice.returns import purchases, return_rows

COUNT: Final = len(MONTHS)
_YEAR_2025: Final = range(12, 24)
_START_MONTHS: Final = 0.93
"""Stock that every dealer keeps, in months of purchases; what was bought last and is not sold on yet comes on top."""
_WENZHOU_OUT_WAN: Final = {(2025, 3): 136.6, (2025, 12): 138, (2026, 1): 139.4, (2026, 2): 136.6, (2026, 3): 138}
_WENZHOU_STOCK_WAN: Final = 202.4
"""On 28 February 2026: 44 days of 4.6 a day; a month later 376.4 = 82 days (story 1)."""
CASES_SOLD: Final = {(2025, 10): 7, (2025, 11): 6, (2025, 12): 8, (2026, 1): 7, (2026, 2): 6, (2026, 3): 7}
"""Story 7: 41 cases, reported as boxes."""
NINGBO_VIALS: Final = 1_860
HANGZHOU_VIALS: Final = 360
OWN_BOXES: Final = {12: 3_000, 13: 2_900, 14: 3_290, 24: 2_900, 25: 2_550, 26: 3_189}
"""Story 6: what 金华义利 sells of the cold tablets in its own area, 2025Q1 and 2026Q1 (-6 %)."""
DIVERTED: Final = {25: (480, 480, 480), 26: (960, 960, 960)}
"""And what goes to three shops in 安吉: 4,320 boxes of lot 251108."""
COPIED: Final = ("330523", "330483")
"""Story 16: county dealers of 安吉 and 桐乡 hand in October's list again as November's."""


@dataclass(slots=True)
class Flow:
    """One dealer's one product by month: quantities in base units."""

    bought: list[int]
    sold: list[int]
    returned: list[int]
    stock: list[int]


@dataclass(frozen=True, slots=True)
class CountySale:
    """What a county dealer buys of a product in a month; the discount in 分 makes 2025 exact."""

    seller: Dealer
    buyer: Dealer
    product: Product
    month: int
    quantity: int
    discount: int = 0


@cache
def flows() -> dict[tuple[str, Product], Flow]:
    """Every dealer's balance by (dealer code, product)."""
    found = _direct_flows()
    bought: dict[tuple[str, Product], list[int]] = {}
    for sale in county_sales():
        bought.setdefault((sale.buyer.code, sale.product), [0] * COUNT)[sale.month] += sale.quantity
    for key, quantities in bought.items():
        found[key] = _balance(who.dealer(key[0]), key[1], quantities)
    return found


@cache
def extra_sales() -> tuple[CountySale, ...]:
    """What 缙云 buys from a provincial dealer beside its own supplier (story 20); it sells the same boxes at once."""
    seller, buyer, one = who.dealer(THIRD_SELLER), jinyun(), product(THIRD_PRODUCT)
    return tuple(CountySale(seller, buyer, one, month, third_quantity(month)) for month in (24, 25, 26))


@cache
def _direct_flows() -> dict[tuple[str, Product], Flow]:
    return {key: _balance(who.dealer(key[0]), key[1], bought) for key, bought in purchases().items()}


@cache
def county_sales() -> tuple[CountySale, ...]:
    """The city dealers' sales to their county dealers; those of 2025 are worth exactly 6,900 万元 at dealer prices."""
    parents = [one for one in direct_dealers() if children(one.code)]
    sold = _direct_flows()
    yearly = sum(
        flow.sold[month] * price_of(one, month)
        for (code, one), flow in sold.items()
        for month in _YEAR_2025
        if children(code)
    )
    share = COUNTY_2025_WAN * 1_000_000 / yearly
    rows = [row for seller in parents for row in _sales_of(seller, sold, share)]
    return tuple(_exact(rows))


def _sales_of(seller: Dealer, sold: Mapping[tuple[str, Product], Flow], share: float) -> list[CountySale]:
    buyers = children(seller.code)
    found = []
    for (code, one), flow in sold.items():
        if code != seller.code:
            continue
        dice = Dice(f"county {code} {one.code}")
        takers = [buyer for buyer in buyers if likings(buyer)[one] > 0] or buyers
        for month in range(COUNT):
            if code == who.QUZHOU and one.code == COLD_TABLETS and MONTHS[month] in CASES_SOLD:
                continue
            parts = apportion(int(flow.sold[month] * share), [buyer.weight * dice.span(0.7, 1.3) for buyer in takers])
            found += [
                CountySale(seller, buyer, one, month, quantity)
                for buyer, quantity in zip(takers, parts, strict=True)
                if quantity
            ]
    return found


def _exact(rows: list[CountySale]) -> list[CountySale]:
    """Raise a few quantities of 2025, and discount one, until the year is worth what it must be."""
    missing = COUNTY_2025_WAN * 1_000_000 - sum(
        row.quantity * price_of(row.product, row.month) for row in rows if row.month in _YEAR_2025
    )
    for index, row in enumerate(rows):
        if row.month not in _YEAR_2025 or row.quantity < 50 or missing <= 0:
            continue
        price = price_of(row.product, row.month)
        more = min(-(-missing // price), row.quantity // 20)
        missing -= more * price
        rows[index] = CountySale(
            row.seller, row.buyer, row.product, row.month, row.quantity + more, discount=max(0, -missing)
        )
    if missing > 0:
        msg = f"the county's purchases of 2025 lack {missing}"
        raise ValueError(msg)
    return rows


def _balance(dealer: Dealer, one: Product, bought: list[int]) -> Flow:
    dice = Dice(f"balance {dealer.code} {one.code}")
    mean = sum(bought[:27]) / 27
    sold, stock = [], []
    usual = round(mean * _START_MONTHS)
    held = usual + bought[0] * 7 // 10
    returned = _returned(dealer, one)
    for month in range(COUNT):
        wanted = max(0, _smooth(bought, month) - returned[month] + (held - usual - _lag(bought, month - 1)) // 3)
        held += bought[month] - returned[month]
        quantity = held if dealer.tier == "county" and dice.unit() < 0.04 else min(held, wanted)
        held -= quantity
        sold.append(quantity)
        stock.append(held)
    flow = Flow(bought, sold, returned, stock)
    _tell(dealer, one, flow)
    return flow


def _returned(dealer: Dealer, one: Product) -> list[int]:
    return list(_returns().get((dealer.code, one), [0] * COUNT))


@cache
def _returns() -> dict[tuple[str, Product], list[int]]:
    found: dict[tuple[str, Product], list[int]] = {}
    for row in return_rows():
        found.setdefault((row.dealer.code, row.product), [0] * COUNT)[row.month] += row.quantity
    return found


def _smooth(bought: list[int], month: int) -> int:
    """Half of this month's purchases goes on at once, the rest in the next two months."""
    before = bought[month - 1] if month else bought[0]
    second = bought[month - 2] if month > 1 else before
    if month == COUNT - 1:
        return (5 * bought[month] + (3 * before + 2 * second) // 3) // 10
    return (5 * bought[month] + 3 * before + 2 * second) // 10


def _lag(bought: list[int], month: int) -> int:
    """What is not sold on yet of the purchases of two months; January 2024 stands for the months before it."""
    return (5 * bought[max(0, month)] + 2 * bought[max(0, month - 1)]) // 10


def _tell(dealer: Dealer, one: Product, flow: Flow) -> None:
    """What the stories need: fixed sales, then the stock of the months before follows backwards."""
    if dealer.code == who.WENZHOU:
        _tell_wenzhou(dealer, one, flow)
    elif dealer.tier == "province" and one.group == COLD:
        november = MONTHS.index((2025, 11))
        _fix(flow, {}, november, sum(flow.sold[november - 2 : november + 1]) * PROVINCE_DAYS // 91)
    elif dealer.code == who.TENDER:
        march = MONTHS.index((2026, 3))
        _fix(flow, {march: flow.bought[march]}, march, flow.stock[march - 1])
    elif dealer.code == who.QUZHOU and one.code == COLD_TABLETS:
        fixed = {MONTHS.index(month): cases * one.pack for month, cases in CASES_SOLD.items()}
        _fix(flow, fixed, 26, max(600, flow.stock[26]))
    elif one.code == VACCINE and dealer.code in (who.NINGBO, who.HANGZHOU):
        first, pace = (21, 6) if dealer.code == who.NINGBO else (24, 40)
        fixed = {
            month: pace * (month_days(MONTHS[month])[1] - month_days(MONTHS[month])[0] + 1)
            for month in range(first, COUNT)
        }
        _fix(flow, fixed, COUNT - 1, NINGBO_VIALS if dealer.code == who.NINGBO else HANGZHOU_VIALS)
    elif dealer.area in COPIED:
        october = MONTHS.index((2025, 10))
        carried = [each for each in products() if likings(dealer)[each] > 0][:26]
        even = max(10, flow.sold[october] // 10 * 10) if one in carried else 0
        _fix(flow, {october: even, october + 1: even}, COUNT - 1, flow.stock[-1])
        lift = max(0, -min(flow.stock))
        flow.stock[:] = [held + lift for held in flow.stock]
    elif one.code == COLD_TABLETS and dealer.code == who.JINHUA:
        _fix(flow, {month: OWN_BOXES.get(month, 0) + sum(DIVERTED.get(month, ())) for month in OWN_BOXES}, 11, 4_200)
    elif one.code == COLD_TABLETS and dealer.code == who.HUZHOU:
        fixed = {month: round(flow.sold[month - 12] * 0.77) for month in (24, 25, 26)}
        _fix(flow, fixed, 23, flow.stock[23])


def _tell_wenzhou(dealer: Dealer, one: Product, flow: Flow) -> None:
    weights = shares(dealer, (2026, 3))
    share = weights[one] / sum(weights.values())
    fixed = {}
    for month, wan in _WENZHOU_OUT_WAN.items():
        fixed[MONTHS.index(month)] = round(wan * 1_000_000 * share / one.price_on(month_days(month)[0]))
    february = MONTHS.index((2026, 2))
    price = one.price_on(month_days((2026, 2))[0])
    _fix(flow, fixed, february, round(_WENZHOU_STOCK_WAN * 1_000_000 * share / price))


def _fix(flow: Flow, sold: Mapping[int, int], anchor: int, stock: int) -> None:
    """Replace some months' sales; the stock at the end of ``anchor`` is given, all others follow from the balance."""
    for month, quantity in sold.items():
        flow.sold[month] = quantity
    flow.stock[anchor] = stock
    for month in range(anchor, 0, -1):
        flow.stock[month - 1] = flow.stock[month] - flow.bought[month] + flow.sold[month] + flow.returned[month]
    for month in range(anchor + 1, COUNT):
        flow.stock[month] = flow.stock[month - 1] + flow.bought[month] - flow.sold[month] - flow.returned[month]


@cache
def price_of(one: Product, month: int) -> int:
    """The dealer price in a month of the region by its number."""
    return one.price_on(month_days(MONTHS[month])[0])
