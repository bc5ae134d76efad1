"""When an order is placed, received, shipped and delivered; review and punctuality are decided in service_level."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from app.practice.dice import Dice
from app.practice.frame import TODAY, closed_days, idle_days
from app.practice.orders import DRUGS_PREFIX, FOOD_PREFIX, Order, open_orders, raw_orders

DAY: Final = 1440
REVIEW_LIMIT: Final = 48 * 60
_WEEK: Final = (0.1, 1.0, 0.9, 0.9, 1.0, 1.5, 0.25)
"""Orders by weekday, Sunday first (ordinal % 7): Friday is heavy."""
_FRIDAY: Final = 5
FRIDAY_EVENING: Final = 15 * 60
DUTY_ENDS: Final = date(2026, 1, 1).toordinal()
"""Until then somebody reviewed the Friday evening's orders on Saturday."""
NORTH_HUB_FROM: Final = date(2025, 10, 1).toordinal()
"""嘉兴前置仓 opens: 嘉兴 and 湖州 are a day away."""
_TRANSIT: Final = {
    "3301": 1,
    "3302": 2,
    "3303": 3,
    "3304": 3,
    "3305": 2,
    "3306": 2,
    "3307": 2,
    "3308": 2,
    "3309": 3,
    "3310": 3,
    "3311": 3,
}
_SOUTH: Final = ("3303", "3310")
_NORTH: Final = ("3304", "3305")
PLACES: Final = {"W01": ("杭州中心仓", "杭州"), "W02": ("温州分仓", "温州"), "W03": ("嘉兴前置仓", "嘉兴")}


def timed_orders() -> list[Order]:
    """All orders with the moments of placing, receiving, shipping and the planned delivery; numbered by reception."""
    dice = Dice("clock")
    found = [_place(order, dice) for order in raw_orders()]
    found += [_open(order, dice) for order in open_orders()]
    found += _cancelled(found)
    _number(found)
    return found


def _place(order: Order, dice: Dice) -> Order:
    first, last = order.window
    for _ in range(60):
        received, shipped = _draw(first, last, dice)
        if first <= shipped // DAY <= last and shipped // DAY not in idle_days():
            break
    else:
        shipped = next_shipping(first + dice.whole(0, (last - first) // 2)) * DAY + dice.whole(840, 1020)
        received = max(shipped - DAY, (first - 4) * DAY)
    if order.single:
        received, shipped = first * DAY + dice.whole(520, 600), first * DAY + dice.whole(900, 1000)
    order.received, order.shipped = received, shipped
    order.ordered = received - dice.whole(2, 90)
    order.place = _place_of(order)
    base = delivery_day(order.shipped_on, transit(order))
    order.promised = delivery_day(base, dice.whole(0, 1))
    order.promised_last = order.promised
    order.delivered = base * DAY + dice.whole(9 * 60, 17 * 60 + 30)
    return order


def _draw(first: int, last: int, dice: Dice) -> tuple[int, int]:
    """A reception and the shipping that follows it, in minutes."""
    day = dice.whole(first - 4, last)
    while dice.unit() * 1.5 > _WEEK[day % 7] or day in closed_days():
        day = dice.whole(first - 4, last)
    evening = dice.unit() < (0.62 if day % 7 == _FRIDAY else 0.12)
    minute = dice.whole(FRIDAY_EVENING + 5, 22 * 60 + 30) if evening else dice.whole(8 * 60 + 30, FRIDAY_EVENING - 5)
    received = day * DAY + minute
    if day % 7 == _FRIDAY and evening:
        on_duty = day < DUTY_ENDS and dice.unit() < 0.3
        ready = day + 1 if on_duty else day + 3
        return received, _ship_at(ready, received, dice)
    if dice.unit() < 0.16:
        return received, _ship_at(day + 3, received, dice)
    return received, _ship_at(day + (1 if evening or dice.unit() < 0.5 else 0), received, dice)


def _ship_at(day: int, received: int, dice: Dice) -> int:
    """A shipping moment on the first shipping day from ``day`` on, after the order came in."""
    found = next_shipping(day) * DAY + dice.whole(14 * 60, 17 * 60 + 30)
    return found if found > received + 60 else next_shipping(day + 1) * DAY + dice.whole(14 * 60, 17 * 60 + 30)


def next_shipping(day: int) -> int:
    """The first day from ``day`` on at which the warehouse ships."""
    while day in idle_days():
        day += 1
    return day


def delivery_day(day: int, steps: int) -> int:
    """The day ``steps`` days later; days around 除夕 do not count."""
    while steps or day in closed_days():
        day += 1
        if day not in closed_days() and steps:
            steps -= 1
    return day


def transit(order: Order) -> int:
    """Standard days on the road from the order's warehouse to the dealer's city."""
    return standard_days(order.place, order.dealer.city[:4])


def standard_days(place: str, city: str) -> int:
    """Standard days on the road from a warehouse to a city; a branch warehouse is a day nearer."""
    usual = _TRANSIT.get(city, 2)
    return usual - 1 if place != "W01" else usual


def _place_of(order: Order) -> str:
    city = order.dealer.city[:4]
    if city in _SOUTH:
        return "W02"
    return "W03" if city in _NORTH and order.shipped_on >= NORTH_HUB_FROM else "W01"


def _open(order: Order, dice: Dice) -> Order:
    day = order.window[0] + dice.whole(0, 3)
    order.received = day * DAY + dice.whole(9 * 60, 17 * 60)
    order.ordered = order.received - dice.whole(2, 60)
    order.place = _place_of(order)
    order.promised = order.promised_last = day + dice.whole(1, 5)
    if day == order.window[0]:
        order.status = "已下单"
    elif day < TODAY.toordinal():
        order.reviewed = min(order.received + dice.whole(60, 900), TODAY.toordinal() * DAY + 1000)
        order.status = "已审核"
    else:
        order.status = "已提交"
    return order


def _cancelled(orders: Iterable[Order]) -> list[Order]:
    """One order in 250 was placed twice and cancelled before anybody took it up."""
    found = []
    for base in list(orders)[::250]:
        twin = Order(base.dealer, base.month, base.food, [], base.window, status="已作废")
        for line in base.lines[:2]:
            twin.lines.append(type(line)(line.product, 0, line.price, 0, ordered=line.ordered))
        twin.ordered, twin.promised, twin.promised_last = base.ordered + 3, base.promised, base.promised
        twin.place = base.place
        found.append(twin)
    return found


def _number(orders: list[Order]) -> None:
    orders.sort(key=lambda one: (one.month, one.ordered, one.dealer.code, one.food, one.lines[0].product.code))
    counts: dict[str, int] = {}
    for order in orders:
        stem = f"{FOOD_PREFIX if order.food else DRUGS_PREFIX}{order.month[0] % 100:02d}{order.month[1]:02d}"
        counts[stem] = counts.get(stem, 0) + 1
        order.number = f"{stem}-{counts[stem]:05d}"
