"""Orders and their lines: each window's money becomes lines of whole packs, and the lines become orders."""

from dataclasses import dataclass, field
from functools import cache
from typing import Final

from app.practice.budgets import Window, food_shares, shares, windows
from app.practice.dealers import JIAXING, JINHUA, WENZHOU, Dealer
from app.practice.dice import Dice, apportion
from app.practice.frame import MONTHS, TODAY
from app.practice.products import COLD, COLD_TABLETS, FOOD, Product, product, products

DRUGS_PREFIX: Final = "XS"
FOOD_PREFIX: Final = "JK"
_LINES_FACTOR: Final = 7.5
"""Lines of a window = factor x (万元)^0.55: about 75,000 in all."""
_TABLETS: Final = {
    (2025, 1): 2_800, (2025, 2): 3_000, (2025, 3): 3_390, (2026, 1): 4_900, (2026, 2): 2_600, (2026, 3): 5_460,
}  # fmt: skip
_PROMOTIONS: Final = frozenset({(2025, 9, COLD), (2026, 1, FOOD)})
"""搭赠 10+1 on one product group in two months."""
SALE: Final = "销售"
GIFT: Final = "赠品"
GOODS_REBATE: Final = "货补"
DISCOUNT: Final = "票折"
_REBATE_GOODS: Final = "10030201"
_REBATE_SHARE: Final = 0.4
"""How many of the dealers on credit get a rebate: on the invoice in a quarter's first month, in goods in its second."""
WEST: Final = ("330800", "331100")
"""Cities served by the lane 浙西线."""


@dataclass(slots=True)
class Line:
    """One order line; money in 分, ex tax."""

    product: Product
    quantity: int
    price: int
    amount: int
    discount: int = 0
    ordered: int = 0
    """Ordered quantity; more than the shipped quantity where the warehouse was short."""
    kind: str = SALE

    @property
    def net(self) -> int:
        """What counts as sales: goods sold less discounts on the invoice; free goods and rebates in goods do not."""
        return self.amount if self.kind in (SALE, DISCOUNT) else 0


@dataclass(slots=True)
class Order:
    """One order; moments are minutes since day 1 (ordinal x 1440), days are ordinals, 0 = has not happened."""

    dealer: Dealer
    month: tuple[int, int]
    food: bool
    lines: list[Line]
    window: tuple[int, int]
    single: bool = False
    number: str = ""
    ordered: int = 0
    received: int = 0
    reviewed: int = 0
    corrected: int = 0
    promised: int = 0
    promised_last: int = 0
    shipped: int = 0
    delivered: int = 0
    signed: int = 0
    carrier: str = ""
    lane: str = ""
    place: str = ""
    late: bool = False
    short: bool = False
    status: str = "已关闭"
    documents: bool = True
    condition: bool = True
    waybill: str = field(default="")

    @property
    def shipped_on(self) -> int:
        """The day of shipping."""
        return self.shipped // 1440

    @property
    def delivered_on(self) -> int:
        """The day of delivery."""
        return self.delivered // 1440

    @property
    def west(self) -> bool:
        """Whether it travels on 浙西线."""
        return self.dealer.city in WEST


@cache
def raw_orders() -> tuple[Order, ...]:
    """All shipped orders of the region without their moments, in the order of the windows."""
    found: list[Order] = []
    for index, window in enumerate(windows()):
        dice = Dice(f"window {index}")
        for food, yuan in ((False, window.drugs), (True, window.food)):
            if yuan:
                off = 0 if food else _off(window, yuan)
                lines = _lines(window, dice, food=food, cents=(yuan + off) * 100)
                own = _orders(window, food=food, lines=lines, dice=dice)
                _rebates(window, own, off * 100)
                found += own
    return tuple(found)


def _off(window: Window, yuan: int) -> int:
    """The discount on the invoices of a window in whole hundreds of yuan: last quarter's rebate (票折)."""
    gets = window.dealer.terms and window.month[1] % 3 == 1 and not window.single and window.dealer.code != WENZHOU
    if not gets or Dice(f"off {window.dealer.code} {window.month}").unit() > _REBATE_SHARE:
        return 0
    return round(yuan * 0.012 / 100) * 100


def _rebates(window: Window, orders: list[Order], off: int) -> None:
    """The rebate lines of a window: off the first order's invoice, or as goods beside it."""
    first = orders[0]
    if off:
        first.lines.append(Line(first.lines[0].product, 0, 0, -off, kind=DISCOUNT))
    goods = window.dealer.terms and window.month[1] % 3 == 2 and not first.food and window.drugs > 100_000
    if not goods or window.dealer.code in (WENZHOU, JIAXING):
        return
    if Dice(f"goods {window.dealer.code} {window.month}").unit() < _REBATE_SHARE:
        one = product(_REBATE_GOODS)
        price = one.price_on(window.first)
        many = max(1, round(window.drugs * 0.4 / price / one.step)) * one.step
        first.lines.append(Line(one, many, price, many * price, ordered=many, kind=GOODS_REBATE))


def _lines(window: Window, dice: Dice, *, food: bool, cents: int) -> list[Line]:
    weights = food_shares(window.dealer) if food else shares(window.dealer, window.month)
    if window.single:
        weights = dict(sorted(weights.items(), key=lambda pair: -pair[1])[:5])
    count = max(len(weights) if not food else 2, round(_LINES_FACTOR * (cents / 1_000_000) ** 0.55))
    chosen = list(weights)
    planned = {one: many * one.price_on(window.first) for one, many in planned_boxes(window, food=food).items()}
    money = apportion(cents - sum(planned.values()), [0 if one in planned else weights[one] for one in chosen])
    money = [planned.get(one, part) for one, part in zip(chosen, money, strict=True)]
    counts = apportion(max(count, len(chosen)) - len(chosen), [value**0.7 for value in weights.values()])
    lines: list[Line] = []
    for one, part, extra in zip(chosen, money, counts, strict=True):
        price = one.price_on(window.first)
        if one in planned:
            pieces = [count * one.step for count in dice.parts(part // price // one.step, 1 + extra)]
        else:
            pieces = [max(1, round(piece / price / one.step)) * one.step for piece in dice.parts(part, 1 + extra)]
        lines += [Line(one, quantity, price, quantity * price) for quantity in pieces]
    _settle([line for line in lines if line.product not in planned], cents - sum(planned.values()))
    for line in lines:
        line.ordered = line.quantity
    return lines


def planned_boxes(window: Window, *, food: bool) -> dict[Product, int]:
    """What 金华义利 buys of the cold tablets in two first quarters: 9,190 and 12,960 boxes, +41 % (story 6)."""
    boxes = _TABLETS.get(window.month, 0) if window.dealer.code == JINHUA and not food else 0
    if window.month == (2026, 3):
        boxes = boxes * 2 // 3 if window.last < TODAY.toordinal() - 10 else boxes - boxes * 2 // 3
    return {product(COLD_TABLETS): boxes} if boxes else {}


def _settle(lines: list[Line], cents: int) -> None:
    """Make the lines add up to the budget: one line's quantity moves, and less than one unit's price is a discount."""
    missing = cents - sum(line.amount for line in lines)
    for line in sorted(lines, key=lambda one: (-one.quantity, one.product.code)):
        step = max(-(-missing // line.price), 1 - line.quantity)
        line.quantity += step
        line.amount = line.quantity * line.price
        missing -= step * line.price
        if missing <= 0 and -missing < line.price:
            line.discount = -missing
            line.amount += missing
            return
    msg = f"{cents} cannot be reached by {len(lines)} lines"
    raise ValueError(msg)


def _orders(window: Window, *, food: bool, lines: list[Line], dice: Dice) -> list[Order]:
    mean = 3.2 if window.dealer.city in WEST else 4.3
    rest = dice.sample(lines, len(lines))
    found = []
    while rest:
        size = len(rest) if window.single else dice.whole(1, round(mean * 2) - 1)
        taken, rest = rest[:size], rest[size:]
        taken += [gift for line in taken if (gift := _gift(line, window.month))]
        order = Order(window.dealer, window.month, food, taken, (window.first, window.last), window.single)
        found.append(order)
    return found


def _gift(line: Line, month: tuple[int, int]) -> Line | None:
    if (*month, line.product.group) not in _PROMOTIONS or line.product.weight < 1 or line.quantity < 10:
        return None
    free = line.quantity // 10
    return Line(line.product, free, 0, 0, ordered=free, kind=GIFT)


def open_orders() -> list[Order]:
    """Orders of the last days that are not shipped yet; a few are past their promise."""
    dice = Dice("open")
    window = (TODAY.toordinal() - 3, TODAY.toordinal())
    found = []
    buyers = [one.dealer for one in windows() if one.month == MONTHS[-1] and not one.single]
    for index in range(26):
        dealer = buyers[index * 5 % len(buyers)]
        lines = []
        for one in dice.sample([each for each in products() if each.group != FOOD], dice.whole(1, 4)):
            quantity, price = one.step * dice.whole(5, 40), one.price_on(window[0])
            lines.append(Line(one, 0, price, quantity * price, ordered=quantity))
        found.append(Order(dealer, MONTHS[-1], food=False, lines=lines, window=window, status="待发货"))
    return found
