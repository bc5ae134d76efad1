"""Invoices: a week's goods of a dealer and company, blue; and red ones for what came back."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from app.practice import dealers as who
from app.practice.dealers import Dealer
from app.practice.frame import MONTHS, TAX_PERCENT, later, month_days, month_end
from app.practice.orders import Order
from app.practice.products import FOOD, Product
from app.practice.returns import return_rows
from app.practice.service_level import finished_orders

WAN: Final = 1_000_000
"""分 in 万元."""
_CUT_DAY: Final = 26
"""Goods of a prepaid dealer from this day of a month on are invoiced in the next one."""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One product on an invoice; money in 分, without and with tax."""

    product: Product
    kind: str
    quantity: int
    net: int
    gross: int


@dataclass(frozen=True, eq=False)
class Invoice:
    """One invoice of a company to a dealer."""

    dealer: Dealer
    food: bool
    number: str
    month: int
    """The month of the invoice by its number in the region."""
    day: int
    due: int
    lines: tuple[InvoiceLine, ...]
    ref: str = ""
    """The return that a red invoice is for."""

    @property
    def gross(self) -> int:
        """The amount with tax in 分."""
        return sum(line.gross for line in self.lines)

    @property
    def entity(self) -> str:
        """The company that sells."""
        return who.FOOD_COMPANY if self.food else who.DRUG_COMPANY


def with_tax(cents: int) -> int:
    """An amount with tax in 分, as the ERP prints it beside a line."""
    sign = -1 if cents < 0 else 1
    return cents + sign * ((abs(cents) * TAX_PERCENT + 50) // 100)


def invoice_day(order: Order) -> int:
    """The day on which an order's goods are invoiced: the end of its week, never over the month's end."""
    first, last = month_days(order.month)
    if not order.dealer.terms and date.fromordinal(order.shipped_on).day >= _CUT_DAY and order.month != MONTHS[-1]:
        return month_days(later(order.month, 1))[0] + 2
    return min(max(first, order.shipped_on // 7 * 7 + 6), last)


@cache
def blue_invoices() -> tuple[Invoice, ...]:
    """All invoices for goods, in the order of their days."""
    weeks: dict[tuple[int, str, bool], dict[tuple[Product, str], list[int]]] = {}
    for order in finished_orders():
        if not order.shipped:
            continue
        account = who.account(order.dealer.code, order.month)
        lines = weeks.setdefault((invoice_day(order), account.code, order.food), {})
        for line in order.lines:
            if line.net:
                sums = lines.setdefault((line.product, line.kind), [0, 0, 0])
                gross = line.amount * (100 + TAX_PERCENT) // 100 if order.food else with_tax(line.amount)
                for place, value in enumerate((line.quantity, line.amount, gross)):
                    sums[place] += value
    found = []
    for number, ((day, code, food), lines) in enumerate(sorted(weeks.items(), key=lambda one: one[0]), 10_001):
        if lines:
            when = date.fromordinal(day)
            dealer = who.account(who.ZHOUSHAN, (2024, 1)) if code == who.FORMER else who.dealer(code)
            rows = tuple(InvoiceLine(one, kind, *sums) for (one, kind), sums in lines.items())
            month = (when.year, when.month)
            due = month_end(*later(month, dealer.terms)).toordinal() if dealer.terms else day
            name = f"FP{when.year % 100:02d}{when.month:02d}{number:06d}"
            found.append(Invoice(dealer, food, name, MONTHS.index(month), day, due, rows))
    return tuple(found)


@cache
def red_invoices() -> tuple[Invoice, ...]:
    """One for each return that has a red line."""
    found = []
    for number, row in enumerate((one for one in return_rows() if one.red), 90_001):
        when = date.fromordinal(row.red_day)
        dealer = who.account(row.dealer.code, MONTHS[row.month])
        line = InvoiceLine(row.product, "退货红冲", -row.quantity, -row.amount, -with_tax(row.amount))
        name = f"FP{when.year % 100:02d}{when.month:02d}{number:06d}"
        found.append(
            Invoice(dealer, row.product.group == FOOD, name, row.month, row.red_day, row.red_day, (line,), row.number)
        )
    return tuple(found)
