"""Who was late, short or reviewed too late: chosen by exact counts, so that the region's rates come out as planned."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Final

from app.practice.clocks import DAY, FRIDAY_EVENING, PLACES, REVIEW_LIMIT, delivery_day, timed_orders
from app.practice.dice import Dice, apportion
from app.practice.frame import TODAY
from app.practice.orders import SALE, Order
from app.practice.scores import Quarter, corrected, quarter_of

SLOW_FROM: Final = date(2025, 11, 1).toordinal()
SLOW_TO: Final = date(2026, 3, 31).toordinal()
WEST_WAYBILLS: Final = 418
WEST_LATE: Final = 118
"""Story 2: 捷运 on 浙西线 is on time in 300 of 418 = 71.8 % since November."""
_WEST_BEFORE: Final = 0.935
_OTHERS_SINCE: Final = 0.951
_OTHERS_BEFORE: Final = 0.957
_OTIF: Final = {(2025, 4): 0.936, (2026, 1): 0.899, (2026, 2): 0.91}
_OTIF_ELSE: Final = 0.942
_IN_48H: Final = {(2026, 1): 0.81, (2026, 2): 0.81}
_IN_48H_ELSE: Final = 0.97
_FRIDAY_SHARE: Final = {(2026, 1): 0.61, (2026, 2): 0.61}
WEST_CARRIER: Final = "C01"
CARRIERS: Final = {
    "C01": "浙江捷运物流有限公司",
    "C02": "杭州远桥供应链有限公司",
    "C03": "浙江顺稳运输有限公司",
    "C04": "宁波甬寒冷链物流有限公司",
}


@cache
def finished_orders() -> tuple[Order, ...]:
    """All orders, complete, by number."""
    orders = timed_orders()
    _assign_carriers(orders)
    moving = [order for order in orders if order.shipped]
    _choose_late(moving)
    _choose_short(moving)
    _review(moving)
    _finish(orders)
    return tuple(sorted(orders, key=lambda one: (one.month, one.number)))


def _assign_carriers(orders: Iterable[Order]) -> None:
    dice = Dice("carriers")
    west: list[Order] = []
    for order in orders:
        city = order.dealer.area
        order.lane = f"{PLACES[order.place][1]}→{_city_name(city)}"
        order.carrier = "C03" if order.place != "W01" else "C02" if dice.unit() < 0.5 else "C03"
        if any(line.product.group == "LL01" for line in order.lines) and len(order.lines) <= 2:
            order.carrier = "C04"
        if order.west and order.shipped:
            order.carrier = "C02"
            west.append(order)
    _west_carrier(west)


def _west_carrier(west: Sequence[Order]) -> None:
    """捷运 drives 418 of the lane's waybills from November to March, and about as large a part before and after."""
    inside = [one for one in west if one.shipped_on >= SLOW_FROM and one.delivered_on + 6 <= SLOW_TO]
    before = [one for one in west if one.delivered_on + 6 < SLOW_FROM]
    after = [one for one in west if one.shipped_on > SLOW_TO]
    for number, order in enumerate(Dice("west").sample(inside, len(inside))):
        order.carrier = WEST_CARRIER if number < WEST_WAYBILLS else order.carrier
    for order in (*before, *after):
        order.carrier = WEST_CARRIER if hash_share(order.number) < 0.6 else order.carrier


def hash_share(text: str) -> float:
    """A number in [0, 1) that only the text decides."""
    return Dice(text).unit()


def _city_name(area: str) -> str:
    names = ("杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "金华", "衢州", "舟山", "台州", "丽水")
    return names[int(area[2:4]) - 1]


def _choose_late(orders: Sequence[Order]) -> None:
    slow = [one for one in orders if one.carrier == WEST_CARRIER]
    inside = [one for one in slow if SLOW_FROM <= one.shipped_on <= SLOW_TO]
    months = sorted({one.month for one in inside})
    worse = {month: 0.08 + 0.09 * index for index, month in enumerate(months)}
    late = apportion(WEST_LATE, [sum(worse[month] for one in inside if one.month == month) for month in months])
    for month, count in zip(months, late, strict=True):
        _delay([one for one in inside if one.month == month], count)
    _rate([one for one in slow if one.shipped_on < SLOW_FROM], _WEST_BEFORE)
    _rate([one for one in slow if one.shipped_on > SLOW_TO], 0.7)
    others = [one for one in orders if one.carrier != WEST_CARRIER]
    since = [one for one in others if SLOW_FROM <= one.shipped_on <= SLOW_TO]
    early = [one for one in since if one.shipped_on < date(2026, 1, 1).toordinal()]
    rest = [one for one in since if one.shipped_on >= date(2026, 1, 1).toordinal()]
    count = len(since) - round(len(since) * _OTHERS_SINCE)
    first = round(len(early) * 0.042)
    _delay(early, first)
    _delay(rest, count - first)
    outside = [one for one in others if not SLOW_FROM <= one.shipped_on <= SLOW_TO]
    for quarter in sorted({quarter_of(one.shipped_on) for one in outside}):
        _rate([one for one in outside if quarter_of(one.shipped_on) == quarter], _OTHERS_BEFORE)


def _rate(orders: Sequence[Order], on_time: float) -> None:
    _delay(orders, len(orders) - round(len(orders) * on_time))


def _delay(orders: Sequence[Order], count: int) -> None:
    dice = Dice(f"late {len(orders)} {count}")
    for order in dice.sample(orders, count):
        order.late = True
        day = delivery_day(order.promised, dice.whole(1, 4))
        order.delivered = day * DAY + order.delivered % DAY


def _choose_short(orders: Sequence[Order]) -> None:
    """So many orders are short of a line that OTIF of the quarter of their delivery comes out."""
    done = [one for one in orders if one.delivered_on <= TODAY.toordinal()]
    for quarter, rows in _by(done, lambda one: quarter_of(one.delivered_on)).items():
        failed = len(rows) - round(len(rows) * _OTIF.get(quarter, _OTIF_ELSE))
        late = sum(one.late for one in rows)
        punctual = [one for one in rows if not one.late]
        if failed < late:
            msg = f"{quarter}: {late} of {len(rows)} orders are late, more than {failed}"
            raise ValueError(msg)
        dice = Dice(f"short {quarter}")
        for order in dice.sample(punctual, failed - late):
            order.short = True
            line = max((one for one in order.lines if one.kind == SALE), key=lambda one: one.quantity)
            line.ordered = line.quantity + max(1, round(line.quantity * dice.span(0.05, 0.4)))


def _review(orders: Sequence[Order]) -> None:
    """Exactly so many orders per quarter (of the end of their 48 hours) are reviewed too late."""
    for quarter, rows in _by(orders, lambda one: quarter_of((one.received + REVIEW_LIMIT) // DAY)).items():
        dice = Dice(f"review {quarter}")
        late = len(rows) - round(len(rows) * _IN_48H.get(quarter, _IN_48H_ELSE))
        able = [one for one in rows if one.shipped - one.received > REVIEW_LIMIT + 90]
        friday = [one for one in able if _friday_evening(one)]
        others = [one for one in able if not _friday_evening(one)]
        evening = min(round(late * _FRIDAY_SHARE.get(quarter, 0.3)), len(friday))
        chosen = {*map(id, dice.sample(friday, evening)), *map(id, dice.sample(others, late - evening))}
        if len(chosen) < late:
            msg = f"{quarter}: only {len(chosen)} of {late} orders can be reviewed late"
            raise ValueError(msg)
        for order in rows:
            order.reviewed = _reviewed_late(order, dice) if id(order) in chosen else _reviewed_in_time(order, dice)


def _friday_evening(order: Order) -> bool:
    return (order.received // DAY) % 7 == 5 and order.received % DAY >= FRIDAY_EVENING


def _reviewed_late(order: Order, dice: Dice) -> int:
    first = max(order.received + REVIEW_LIMIT + 20, order.shipped_on * DAY + 8 * 60 + 40)
    return dice.whole(first, max(first, order.shipped - 40))


def _reviewed_in_time(order: Order, dice: Dice) -> int:
    last = min(order.received + 45 * 60, order.shipped - 30)
    evening = order.received % DAY >= FRIDAY_EVENING
    morning = (order.received // DAY + 1) * DAY + dice.whole(8 * 60 + 40, 11 * 60)
    wanted = morning if evening else order.received + dice.whole(20, 300)
    return max(order.received + 5, min(wanted, last))


def _finish(orders: Iterable[Order]) -> None:
    """What follows from the rest: corrections, signatures, papers, status, way bills; nothing later than today."""
    dice, told = Dice("finish"), corrected(orders)
    tonight = (TODAY.toordinal() + 1) * DAY
    for order in orders:
        draws = [dice.unit() for _ in range(6)]
        if not order.shipped:
            continue
        if told.get(order.number, draws[0] < 0.015):
            order.corrected = order.reviewed + round((order.shipped - order.reviewed) * draws[1])
        order.signed = order.delivered + round(draws[2] * 300)
        order.documents, order.condition = draws[3] > 0.008, draws[4] > 0.006
        if draws[5] < 0.03:
            order.promised_last = order.promised + 2
        order.waybill = f"YD{order.number.replace('-', '')}"
        if order.delivered >= tonight:
            order.delivered = order.signed = 0
            order.status = "已发货"
        elif order.signed >= tonight:
            order.signed = 0
        elif order.month >= (2026, 3):
            order.status = "已签收"


def _by(orders: Iterable[Order], key: Callable[[Order], Quarter]) -> dict[Quarter, list[Order]]:
    found: dict[Quarter, list[Order]] = {}
    for order in orders:
        found.setdefault(key(order), []).append(order)
    return dict(sorted(found.items()))
