"""Invoices with tax and the open items at each month's end: 7,260 万元 on 2026-03-31, 612 of it overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from app.practice import dealers as who
from app.practice.dealers import Dealer, direct_dealers
from app.practice.dice import Dice, apportion
from app.practice.frame import MONTHS, TAX_PERCENT, later, month_days, month_end, month_of
from app.practice.service_level import finished_orders

_OPEN_WAN: Final = {(2025, 12): 6_980.1, (2026, 3): 7_260}
_OVERDUE_WAN: Final = {(2026, 3): 612}
_USUAL_OVERDUE: Final = 0.075
_SHAOXING: Final = {
    (2025, 4): 38,
    (2025, 5): 38,
    (2025, 6): 38,
    (2025, 7): 33,
    (2025, 8): 27,
    (2025, 9): 21,
    (2025, 10): 17,
    (2025, 11): 13,
    (2025, 12): 9,
    (2026, 1): 8,
    (2026, 2): 6,
    (2026, 3): 4,
}
"""绍兴越泰: overdue share in percent (story 5)."""
LISHUI_OPEN_WAN: Final = 243
LISHUI_OVERDUE_WAN: Final = 58
_LISHUI_DSO_BEFORE: Final = 45
_WAN: Final = 1_000_000
"""分 in 万元."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice with tax, in 分: a week's goods of a dealer."""

    dealer: Dealer
    number: str
    day: int
    due: int
    amount: int


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is left of an invoice at a month's end, in 分."""

    day: int
    invoice: Invoice
    amount: int


@cache
def invoices() -> dict[str, tuple[Invoice, ...]]:
    """The invoices of each dealer on credit, oldest first: goods of a week, never over a month's end."""
    weeks: dict[tuple[str, tuple[int, int], int], int] = {}
    for order in finished_orders():
        if order.shipped and order.dealer.terms:
            key = (order.dealer.code, order.month, order.shipped_on // 7)
            weeks[key] = weeks.get(key, 0) + sum(line.amount for line in order.lines)
    found: dict[str, list[Invoice]] = {}
    for number, ((code, month, week), cents) in enumerate(sorted(weeks.items(), key=lambda one: (one[0][2], one[0]))):
        dealer = who.dealer(code)
        first, last = month_days(month)
        day = min(max(first, week * 7 + 6), last)
        due = month_end(*later(month, dealer.terms)).toordinal()
        amount = (cents * (100 + TAX_PERCENT) + 50) // 100
        found.setdefault(code, []).append(
            Invoice(dealer, f"FP{month[0] % 100:02d}{number + 10001:06d}", day, due, amount)
        )
    return {code: tuple(sorted(rows, key=lambda one: (one.day, one.number))) for code, rows in found.items()}


@cache
def open_items() -> tuple[OpenItem, ...]:
    """All open items of the 27 month ends."""
    return tuple(item for month in MONTHS[:-1] for item in _of_month(month))


def _of_month(month: tuple[int, int]) -> list[OpenItem]:
    day = month_end(*month).toordinal()
    running = {code: [one for one in rows if one.day <= day <= one.due] for code, rows in invoices().items()}
    past = {code: [one for one in rows if one.due < day] for code, rows in invoices().items()}
    full = {code: sum(one.amount for one in rows) for code, rows in running.items()}
    overdue = _overdue(month, full, past)
    current = _current(month, full, overdue)
    found: list[OpenItem] = []
    for dealer in direct_dealers():
        if dealer.terms:
            late = [one for one in past[dealer.code] if dealer.code != who.LISHUI or _days_late(one, day)]
            found += _newest(day, late, overdue[dealer.code]) + _newest(day, running[dealer.code], current[dealer.code])
    return found


def _days_late(invoice: Invoice, day: int) -> bool:
    """丽水瓯源's overdue items are 61-90 days late (story 11)."""
    return 61 <= day - invoice.due <= 90 or day < date(2026, 3, 31).toordinal()


def _overdue(month: tuple[int, int], full: dict[str, int], past: dict[str, list[Invoice]]) -> dict[str, int]:
    fixed: dict[str, int] = {}
    if month in _SHAOXING:
        fixed[who.SHAOXING] = full[who.SHAOXING] * _SHAOXING[month] // (100 - _SHAOXING[month])
    if month == (2026, 3):
        fixed[who.LISHUI] = LISHUI_OVERDUE_WAN * _WAN
    dice = Dice(f"overdue {month}")
    free = [code for code in full if code not in fixed]
    weights = [full[code] * dice.span(0.3, 1.7) + 1 for code in free]
    total = round(_OVERDUE_WAN[month] * _WAN) if month in _OVERDUE_WAN else round(sum(full.values()) * _USUAL_OVERDUE)
    parts = apportion(max(0, total - sum(fixed.values())), weights)
    if month not in _OVERDUE_WAN:
        room = {code: sum(one.amount for one in past[code]) // 2 for code in full}
        return fixed | {code: min(part, room[code]) for code, part in zip(free, parts, strict=True)}
    return fixed | dict(zip(free, parts, strict=True))


def _current(month: tuple[int, int], full: dict[str, int], overdue: dict[str, int]) -> dict[str, int]:
    """What is not due yet and not paid early."""
    fixed: dict[str, int] = {}
    if month in _SHAOXING:
        fixed[who.SHAOXING] = full[who.SHAOXING]
    if month == (2026, 3):
        fixed[who.LISHUI] = (LISHUI_OPEN_WAN - LISHUI_OVERDUE_WAN) * _WAN
    if month == (2025, 12):
        fixed[who.LISHUI] = _quarter_with_tax(month) * _LISHUI_DSO_BEFORE // 90 - overdue[who.LISHUI]
    if month not in _OPEN_WAN:
        return {code: amount * 93 // 100 for code, amount in full.items()} | fixed
    wanted = round(_OPEN_WAN[month] * _WAN) - sum(overdue.values()) - sum(fixed.values())
    free = [code for code in full if code not in fixed]
    if wanted > sum(full[code] for code in free):
        msg = f"{month}: {wanted} cannot be open, only {sum(full[code] for code in free)} is not due"
        raise ValueError(msg)
    return fixed | dict(zip(free, apportion(wanted, [full[code] for code in free]), strict=True))


def _quarter_with_tax(month: tuple[int, int]) -> int:
    months = {month, later(month, -1), later(month, -2)}
    return sum(one.amount for one in invoices()[who.LISHUI] if month_of(one.day) in months)


def _newest(day: int, rows: Sequence[Invoice], wanted: int) -> list[OpenItem]:
    """The newest invoices that make up an amount: the oldest are paid first, one of them in part."""
    found: list[OpenItem] = []
    for one in reversed(rows):
        if wanted <= 0:
            break
        amount = min(one.amount, wanted)
        wanted -= amount
        found.append(OpenItem(day, one, amount))
    if wanted > 0 and day == date(2026, 3, 31).toordinal():
        msg = f"{wanted} more should be open than was invoiced"
        raise ValueError(msg)
    return found[::-1]
