"""What is left of each invoice at each month's end, and what was paid: 7,260 万元 open on 2026-03-31, 612 overdue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from app.practice import dealers as who
from app.practice.dealers import Dealer, direct_dealers
from app.practice.dice import Dice, apportion
from app.practice.frame import MONTHS, later, month_end
from app.practice.money import WAN, Invoice, InvoiceLine, blue_invoices, red_invoices
from app.practice.products import products

OPEN_WAN: Final = 7_260
OVERDUE_WAN: Final = 612
COLLECTED_WAN: Final = 6_986
"""Collected in the first quarter of 2026, with tax."""
_SHAOXING: Final = dict(
    enumerate((8, 10, 12, 14, 16, 18, 20, 22, 25, 28, 31, 34, 38, 38, 38, 33, 27, 21, 17, 13, 9, 8, 6, 4), 3)
)
"""绍兴越泰: overdue share in percent by month of the region (story 5)."""
LISHUI_OPEN_WAN: Final = 243
LISHUI_OVERDUE_WAN: Final = 58
_LISHUI_OPEN: Final = {24: 195, 25: 222, 26: LISHUI_OPEN_WAN}
_LISHUI_DSO_BEFORE: Final = 45
_LISHUI_STUCK: Final = 20
"""The invoices of September 2025, due at the year's end, of which 58 stay unpaid (story 11)."""
_DECEMBER: Final = 23
_MARCH: Final = 26
_APRIL: Final = 27
_MORALE: Final = (
    *(0.62, 0.55, 0.5, 0.58, 0.47, 0.43, 0.52, 0.56, 0.45, 0.5, 0.58, 0.38),
    *(0.6, 0.66, 0.5, 0.47, 0.55, 0.43, 0.5, 0.58, 0.46, 0.53, 0.62, 0.4),
    *(0.6, 0.72, 0.68, 0.5),
)
"""How slowly the dealers pay from month to month: best before a year's end, worst around the spring festival."""
_LATE: Final = (0.24, 0.1, 0.05, 0.025, 0.015, 0.008)
"""What is left of an invoice one month after its due day, two months after, and so on; times the morale."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is left of an invoice at a month's end, in 分."""

    day: int
    invoice: Invoice
    amount: int


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid of an invoice in a month, in 分."""

    month: int
    invoice: Invoice
    amount: int


@cache
def open_items() -> tuple[OpenItem, ...]:
    """All open items of the 27 month ends."""
    return tuple(
        OpenItem(month_end(*MONTHS[month]).toordinal(), one, amount)
        for month in range(_APRIL)
        for one, amount in left_of()[month].items()
        if amount
    )


@cache
def payments() -> tuple[Payment, ...]:
    """What was paid of each invoice in each month; what came back is set off first and brings no money."""
    found: list[Payment] = []
    set_off: dict[str, int] = {}
    reds = [one for one in red_invoices() if one.dealer.terms]
    before: Mapping[Invoice, int] = {}
    for month in range(len(MONTHS)):
        for one in reds:
            if one.month == month:
                set_off[one.dealer.code] = set_off.get(one.dealer.code, 0) - one.gross
        now = left_of()[month]
        for one in now:
            paid = before.get(one, one.gross) - now[one]
            off = min(paid, set_off.get(one.dealer.code, 0))
            set_off[one.dealer.code] = set_off.get(one.dealer.code, 0) - off
            if paid > off:
                found.append(Payment(month, one, paid - off))
        before = now
        if month in (_DECEMBER, _MARCH) and any(set_off.values()):
            msg = f"{MONTHS[month]}: more came back than was open: {set_off}"
            raise ValueError(msg)
    return tuple(found)


@cache
def left_of() -> tuple[dict[Invoice, int], ...]:
    """What is left of each invoice of a dealer on credit at each month's end, paid ones included for one month."""
    every = [*opening_invoices(), *(one for one in blue_invoices() if one.dealer.terms)]
    found: list[dict[Invoice, int]] = []
    before: dict[Invoice, int] = {}
    for month in range(len(MONTHS)):
        bound = {one: before.get(one, one.gross) for one in every if one.month <= month and before.get(one, 1)}
        wanted = {one: min(bound[one], _wanted(one, month)) for one in bound}
        _tell(wanted, bound, month)
        if month in (_DECEMBER, _MARCH):
            _settle(wanted, bound, month)
        found.append(wanted)
        before = dict.fromkeys(before, 0) | wanted
    return tuple(found)


@cache
def opening_invoices() -> tuple[Invoice, ...]:
    """What each dealer on credit still owed when the region's first year began, a quarter's goods."""
    found = []
    for dealer in direct_dealers():
        if not dealer.terms:
            continue
        mine = [one for one in blue_invoices() if one.dealer is dealer and one.month < 3]
        for back in range(1, dealer.terms + 1):
            month = later(MONTHS[0], -back)
            gross = sum(one.gross for one in mine) // 3 // 100 * 100
            line = InvoiceLine(products()[0], "", 0, gross * 100 // 113, gross)
            number = f"FP{month[0] % 100:02d}{month[1]:02d}{dealer.code[1:]}QC"
            due = month_end(*later(month, dealer.terms)).toordinal()
            found.append(Invoice(dealer, False, number, -back, month_end(*month).toordinal(), due, (line,)))
    return tuple(found)


def _wanted(one: Invoice, month: int) -> int:
    """What is usually left of an invoice: hardly anything is paid early, most within a month of its due day."""
    age, dice = month - one.month, Dice(f"pays {one.number}")
    early, slow = dice.span(0.9, 1.0), dice.span(0.3, 1.7)
    late = age - one.dealer.terms - 1
    if late < -1:
        return one.gross
    if late == -1:
        return int(one.gross * (early if month != _APRIL else 0.8))
    if late >= len(_LATE):
        return 0
    return int(one.gross * min(0.9, _LATE[late] * _MORALE[month] * slow * (0.85 if month == _APRIL else 1)))


def _tell(wanted: dict[Invoice, int], bound: Mapping[Invoice, int], month: int) -> None:
    """The two dealers of stories 5 and 11."""
    mine = [one for one in bound if one.dealer.code == who.SHAOXING]
    if month in _SHAOXING:
        running = [one for one in mine if not _is_late(one, month)]
        wanted |= {one: bound[one] for one in running}
        total = sum(bound[one] for one in running) * _SHAOXING[month] // (100 - _SHAOXING[month])
        _take_newest(wanted, bound, [one for one in mine if _is_late(one, month)], total)
    elif month < min(_SHAOXING):
        wanted |= {one: bound[one] for one in mine if not _is_late(one, month)}
    if _DECEMBER <= month <= _MARCH:
        mine = [one for one in bound if one.dealer.code == who.LISHUI]
        stuck = [one for one in mine if one.month == _LISHUI_STUCK]
        _take_newest(wanted, bound, stuck, LISHUI_OVERDUE_WAN * WAN)
        quarter = sum(one.gross for one in mine if month - 3 < one.month <= month)
        total = _LISHUI_OPEN[month] * WAN if month > _DECEMBER else quarter * _LISHUI_DSO_BEFORE // 90
        rest = [one for one in mine if one.month > _LISHUI_STUCK]
        wanted |= dict.fromkeys([one for one in mine if one.month < _LISHUI_STUCK], 0)
        _take_newest(wanted, bound, rest, total - LISHUI_OVERDUE_WAN * WAN)


def _is_late(one: Invoice, month: int) -> bool:
    return one.month + one.dealer.terms < month


def _take_newest(wanted: dict[Invoice, int], bound: Mapping[Invoice, int], rows: Sequence[Invoice], total: int) -> None:
    """The newest invoices that make up an amount stay open, one of them in part; the others are paid."""
    for one in sorted(rows, key=lambda each: (-each.day, each.number)):
        wanted[one] = min(bound[one], max(0, total))
        total -= wanted[one]
    if total > 0:
        msg = f"{total} more should be open of {rows[0].dealer.code if rows else 'nobody'}"
        raise ValueError(msg)


def _settle(wanted: dict[Invoice, int], bound: Mapping[Invoice, int], month: int) -> None:
    """Exact totals at two quarter ends, out of the invoices that no story is told about."""
    free = [one for one in bound if one.dealer.code not in (who.SHAOXING, who.LISHUI)]
    told = [one for one in bound if one.dealer.code in (who.SHAOXING, who.LISHUI)]
    late = [one for one in free if _is_late(one, month)]
    running = [one for one in free if not _is_late(one, month)]
    if month == _MARCH:
        overdue = OVERDUE_WAN * WAN - sum(wanted[one] for one in told if _is_late(one, month))
        _scale(wanted, bound, late, overdue)
    total = OPEN_WAN * WAN if month == _MARCH else december_open()
    _scale(wanted, bound, running, total - sum(wanted[one] for one in (*told, *late)))


def _scale(wanted: dict[Invoice, int], bound: Mapping[Invoice, int], rows: Sequence[Invoice], total: int) -> None:
    """Make the wanted amounts of some invoices add up to a total, between nothing and what was open before."""
    now = sum(wanted[one] for one in rows)
    room = [bound[one] - wanted[one] for one in rows] if total > now else [wanted[one] for one in rows]
    if abs(total - now) > sum(room):
        msg = f"{total} cannot be left of {now + sum(room)}"
        raise ValueError(msg)
    if total != now:
        sign = 1 if total > now else -1
        for one, part in zip(rows, apportion(abs(total - now), room), strict=True):
            wanted[one] += sign * part


@cache
def december_open() -> int:
    """Open at the end of 2025, such that 6,986 are collected in the quarter after."""
    quarter = range(_DECEMBER + 1, _MARCH + 1)
    invoiced = sum(one.gross for one in blue_invoices() if one.dealer.terms and one.month in quarter)
    back = sum(one.gross for one in red_invoices() if one.dealer.terms and one.month in quarter)
    prepaid = sum(amount for (_, month), amount in prepayments().items() if month in quarter)
    return COLLECTED_WAN * WAN + OPEN_WAN * WAN - invoiced - back - prepaid


@cache
def prepayments() -> dict[tuple[Dealer, int], int]:
    """What each prepaid dealer paid in a month: the goods of the month less what came back."""
    found: dict[tuple[Dealer, int], int] = {}
    for one in (*blue_invoices(), *red_invoices()):
        if not one.dealer.terms:
            key = (one.dealer, one.month)
            found[key] = found.get(key, 0) + one.gross
    return {key: max(0, amount) for key, amount in found.items()}
