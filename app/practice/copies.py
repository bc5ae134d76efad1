"""A larger demonstration: the drug orders again under other dealers' names in neighbouring provinces.

Dealers and what each of them buys grow alike: a hundred times the orders come from ten times the dealers.
"""

from collections.abc import Iterator
from math import isqrt
from pathlib import Path
from typing import Final

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.practice.dealers import Dealer, copy_of, direct_dealers
from app.practice.frame import MONTHS
from app.practice.order_files import HEAD, LINE, head_row, line_rows
from app.practice.orders import SALE, Order
from app.practice.service_level import finished_orders
from app.practice.writers import RegionFile, open_csv, yuan

_SIZES: Final = (100, 60, 130, 80)
"""Percent of the base dealer's quantities that a copy buys, in turn."""


def base_lines() -> int:
    """Order lines of the region itself."""
    return sum(len(order.lines) for order in finished_orders())


def copies_for(lines: int | None) -> int:
    """How many times the region's drug orders are copied to reach about so many lines."""
    if lines is None:
        return 0
    drugs = sum(len(order.lines) for order in finished_orders() if not order.food)
    return max(0, -(-(lines - base_lines()) // drugs))


def dealer_sets(copies: int) -> int:
    """Under how many names each direct dealer buys in the copies: the root of their number, rounded up."""
    return isqrt(copies - 1) + 1 if copies else 0


def copied_dealers(copies: int) -> tuple[Dealer, ...]:
    """All dealers of the copies."""
    return tuple(copy_of(one, number) for number in range(1, dealer_sets(copies) + 1) for one in direct_dealers())


def write_copies(folder: Path, copies: int, progress: Progress) -> Iterator[RegionFile]:
    """Write a file of heads and a file of lines for each month; memory holds one month of the base region."""
    sets = dealer_sets(copies)
    named = {number: {one.code: copy_of(one, number) for one in direct_dealers()} for number in range(1, sets + 1)}
    names = {copy: named[_set_of(copy, sets)] for copy in range(1, copies + 1)}
    for index, (year, month) in enumerate(MONTHS):
        progress.step(index, len(MONTHS), Text(N_("Writing orders of {month}"), {"month": f"{year}-{month:02d}"}))
        orders = [one for one in finished_orders() if one.month == (year, month) and not one.food]
        name = f"{year}M{month:02d}"
        path = folder / f"销售订单_邻省{name}_20260410.csv"
        yield RegionFile(path, "jianghe_orders", name, _heads(path, orders, names))
        path = folder / f"销售出库明细_医药_邻省{name}_20260410.csv"
        yield RegionFile(path, "jianghe_order_lines", name, _lines(path, orders, copies))


def _set_of(copy: int, sets: int) -> int:
    """Whose names a copy of the orders goes under."""
    return 1 + (copy - 1) % sets


def _heads(path: Path, orders: list[Order], names: dict[int, dict[str, Dealer]]) -> int:
    cells = [(one.number, one.dealer.code, head_row(one)) for one in orders]
    tails = [
        [",".join((*row[3:16], yuan(_scaled(one, size)), *row[17:])) for size in _SIZES]
        for one, (_, _, row) in zip(orders, cells, strict=True)
    ]
    with open_csv(path) as out:
        out.write(",".join(HEAD) + "\n")
        for number, dealers in names.items():
            size = number % len(_SIZES)
            out.writelines(
                f"{order}-{number:03d},{dealers[code].code},{dealers[code].name},{tail[size]}\n"
                for (order, code, _), tail in zip(cells, tails, strict=True)
            )
    return len(orders) * len(names)


def _scaled(order: Order, percent: int) -> int:
    return sum(_resized(line.quantity, line.price, percent)[1] for line in order.lines if line.kind == SALE)


def _resized(quantity: int, price: int, percent: int) -> tuple[int, int]:
    """A copy's quantity and its amount in 分."""
    many = max(1, quantity * percent // 100) if quantity else 0
    return many, many * price


def _lines(path: Path, orders: list[Order], copies: int) -> int:
    heads: list[tuple[str, str, str]] = []
    tails: list[list[str]] = []
    for order in orders:
        for line, row in zip(order.lines, line_rows(order), strict=True):
            heads.append((row[0], row[1], order.dealer.code))
            tails.append([_tail(row, *_resized(line.quantity, line.price, size), line.price) for size in _SIZES])
    sets = dealer_sets(copies)
    with open_csv(path) as out:
        out.write(",".join(LINE) + "\n")
        for number in range(1, copies + 1):
            mark, buyer = f"{number:03d}", f"{_set_of(number, sets):03d}"
            size = number % len(_SIZES)
            out.writelines(
                f"{head[0]}-{mark},{head[1]},{head[2]}{buyer},{tail[size]}\n"
                for head, tail in zip(heads, tails, strict=True)
            )
    return len(heads) * copies


def _tail(row: tuple[str, ...], quantity: int, amount: int, price: int) -> str:
    ordered = str(quantity if row[8] == row[7] else max(quantity, 1) * 5 // 4 + 1)
    gross = amount + (amount * 13 + 50) // 100
    signed = str(quantity) if row[9] else ""
    return ",".join(
        (*row[3:7], ordered, str(quantity), signed, yuan(price), "0.00", yuan(amount), row[13], yuan(gross), *row[15:])
    )
