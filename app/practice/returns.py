"""What comes back: 2.1 % of what is shipped, 60 % of it for its expiry date."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from app.practice import dealers as who
from app.practice.dealers import Dealer
from app.practice.dice import Dice
from app.practice.frame import MONTHS, SALES_WAN, closed_days, month_days
from app.practice.products import Product
from app.practice.service_level import finished_orders

_RATE_PERCENT: Final = 2.1
_BOOKED: Final = ((0.35, "both"), (0.42, "loose"), (0.5, "red"), (2.0, "row"))
_KINDS: Final = (("效期退货", "近效期", 60), ("质量退货", "包装破损", 12), ("其他", "滞销退回", 28))
_SENT_BACK_BY: Final = {who.JIAXING: "D0413"}
"""Story 4: of who falls silent in 2026 nothing comes back either; the other dealer of its city sends it instead."""
_WENZHOU_APRIL_WAN: Final = 21.6
"""Story 1: what 温州瑞康 sends back on the first days of April."""


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One return: quantity in base units, amount in 分 ex tax."""

    dealer: Dealer
    product: Product
    month: int
    day: int
    quantity: int
    amount: int
    kind: str
    reason: str
    number: str = ""
    booked: str = "row"
    """Where it stands: in the list of returns (row), there and as a red line (both, or loose: without the number of
    the return), or as a red line alone (red)."""

    @property
    def listed(self) -> bool:
        """Whether the list of returns has it."""
        return self.booked != "red"

    @property
    def red(self) -> bool:
        """Whether the ERP has a red line for it."""
        return self.booked != "row"

    @property
    def red_day(self) -> int:
        """The day of the red line: up to three days later, in the same month."""
        return min(self.day + self.quantity % 4, month_days(MONTHS[self.month])[1])


@cache
def purchases() -> dict[tuple[str, Product], list[int]]:
    """Shipped quantities by (dealer code, product) and month, gifts included."""
    found: dict[tuple[str, Product], list[int]] = {}
    index = {month: number for number, month in enumerate(MONTHS)}
    for order in finished_orders():
        for line in order.lines:
            if line.quantity:
                row = found.setdefault((order.dealer.code, line.product), [0] * len(MONTHS))
                row[index[order.month]] += line.quantity
    return found


@cache
def return_rows() -> tuple[ReturnRow, ...]:
    """All returns, month by month."""
    found: list[ReturnRow] = []
    for month, name in enumerate(MONTHS):
        cents = round(SALES_WAN[name] * 1_000_000 * _RATE_PERCENT / 100)
        keys = [key for key, bought in purchases().items() if bought[month] and key[0] != who.WENZHOU]
        dice = Dice(f"returns {month}")
        keys = dice.sample(keys, len(keys))
        for kind, reason, percent in _KINDS:
            found += _fill(month, keys, (kind, reason, cents * percent // 100), dice)
    found += _wenzhou()
    return tuple(_numbered(number, row) for number, row in enumerate(found, 1))


def _numbered(number: int, row: ReturnRow) -> ReturnRow:
    draw = Dice(f"red {number}").unit()
    booked = next(name for limit, name in _BOOKED if draw < limit)
    year = MONTHS[row.month][0] % 100
    return replace(row, number=f"TH{year:02d}{number:05d}", booked="both" if row.dealer.code == who.WENZHOU else booked)


def _fill(month: int, keys: list[tuple[str, Product]], what: tuple[str, str, int], dice: Dice) -> list[ReturnRow]:
    """Take pairs of dealer and product from the list until the money is returned; the last row takes what is left."""
    kind, reason, left = what
    found = []
    first, last = month_days(MONTHS[month])
    days = [day for day in range(first + 2, last + 1) if day not in closed_days() and day % 7]
    while left > 0:
        code, one = keys.pop()
        bought = purchases()[code, one][month]
        other = _SENT_BACK_BY.get(code, code)
        if MONTHS[month] >= (2026, 1) and (other, one) in purchases():
            code = other
        price = one.price_on(first)
        quantity = max(1, round(bought * dice.span(0.05, 0.3)))
        amount = min(left, quantity * price)
        quantity = -(-amount // price)
        left -= amount
        found.append(ReturnRow(who.dealer(code), one, month, dice.pick(days), quantity, amount, kind, reason))
    return found


def _wenzhou() -> list[ReturnRow]:
    april = len(MONTHS) - 1
    first, _ = month_days(MONTHS[april])
    dealer = who.dealer(who.WENZHOU)
    march = {one: bought[april - 1] for (code, one), bought in purchases().items() if code == who.WENZHOU}
    left = round(_WENZHOU_APRIL_WAN * 1_000_000)
    found = []
    for number, (one, bought) in enumerate(sorted(march.items(), key=lambda pair: -pair[1] * pair[0].price)[:8]):
        price = one.price_on(first)
        amount = min(left, bought // 7 * price) if number < 7 else left
        left -= amount
        day = first + (1, 6, 7, 8)[number % 4]
        found.append(ReturnRow(dealer, one, april, day, -(-amount // price), amount, "其他", "渠道库存过高"))
    return [row for row in found if row.amount]
