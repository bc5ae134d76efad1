"""Files of the ERP: order heads, order lines of the drug company and of the food company."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from app.practice.dealers import DRUG_COMPANY, FOOD_COMPANY, account
from app.practice.frame import TAX_PERCENT, slash_text
from app.practice.money import invoice_day, with_tax
from app.practice.orders import SALE, Order
from app.practice.products import SPEC_CHANGED_ON, Product
from app.practice.service_level import finished_orders
from app.practice.writers import Cell, RegionFile, day, moment, write_book, write_csv, yuan

Month = tuple[int, int]


@dataclass(frozen=True)
class Part:
    """The months that one file holds, and when it was exported."""

    name: str
    first: Month
    last: Month
    exported: str
    encoding: str = "utf-8-sig"

    def holds(self, month: Month) -> bool:
        """Whether a month's rows are in the file."""
        return self.first <= month <= self.last


PARTS: Final = (
    Part("2024", (2024, 1), (2024, 12), "20250106", "gbk"),
    Part("2025Q1", (2025, 1), (2025, 3), "20250403"),
    Part("2025Q2", (2025, 4), (2025, 6), "20250703"),
    Part("2025Q3", (2025, 7), (2025, 9), "20251009"),
    Part("2025Q4", (2025, 10), (2025, 12), "20260105"),
    Part("2026M01", (2026, 1), (2026, 1), "20260203"),
    Part("2026M02", (2026, 2), (2026, 2), "20260303"),
    Part("2026M03", (2026, 3), (2026, 3), "20260408"),
    Part("2026M04", (2026, 4), (2026, 4), "20260410"),
)
FOOD_PARTS: Final = (
    Part("2024", (2024, 1), (2024, 12), "20250106"),
    Part("2025", (2025, 1), (2025, 12), "20260105"),
    Part("2026Q1", (2026, 1), (2026, 3), "20260408"),
    Part("2026M04", (2026, 4), (2026, 4), "20260410"),
)
HEAD: Final = (
    "订单号",
    "客户编码",
    "客户名称",
    "销售主体",
    "下单时间",
    "接单时间",
    "审核时间",
    "更正时间",
    "首次承诺日",
    "最新承诺日",
    "发货时间",
    "到货时间",
    "签收时间",
    "开票日期",
    "单据齐全",
    "货物完好",
    "订单不含税金额",
    "币种",
    "订单状态",
)
LINE: Final = (
    "订单号",
    "行号",
    "客户编码",
    "存货编码",
    "存货名称",
    "规格型号",
    "单位",
    "订货数量",
    "实发数量",
    "签收数量",
    "无税单价",
    "折扣额",
    "无税金额",
    "税率",
    "价税合计",
    "行类型",
    "发货日期",
)
FOOD_LINE: Final = (
    "订单号",
    "行号",
    "客户编码",
    "产品编码",
    "产品名称",
    "规格",
    "单位",
    "订购数量",
    "实发数量",
    "签收数量",
    "含税单价",
    "含税金额",
    "行类型",
    "发货日期",
)
_DIRT: Final = {"2024": ("叁佰", "300盒"), "2025Q2": ("见附件", "待定", "#REF!"), "2026M01": ("缺货", "1O0")}
"""Texts in the quantity column of a few test orders: rows that must wait in quarantine."""
_BOOK: Final = "2026M03"
_AGAIN: Final = (date(2026, 2, 25).toordinal(), date(2026, 3, 5).toordinal())


def write_orders(folder: Path) -> list[RegionFile]:
    """Write the heads, then the lines, then the extract that corrects a few lines of February and March."""
    heads = [_heads(folder, part) for part in PARTS]
    lines = [_drug_lines(folder, part) for part in PARTS]
    return [*heads, *lines, _lines_again(folder), *(_food_lines(folder, part) for part in FOOD_PARTS)]


def _orders(part: Part) -> list[Order]:
    return [order for order in finished_orders() if part.holds(order.month)]


def _heads(folder: Path, part: Part) -> RegionFile:
    path = folder / f"销售订单_{part.name}_{part.exported}.csv"
    old = part.encoding == "gbk"
    rows = (head_row(order, old=old) for order in _orders(part))
    return RegionFile(path, "jianghe_orders", part.name, write_csv(path, HEAD, rows, encoding=part.encoding))


def head_row(order: Order, *, old: bool = False) -> tuple[str, ...]:
    """One order as the ERP lists it; older exports write dates with slashes."""
    when: Callable[[int], str] = _old_moment if old else moment
    on: Callable[[int], str] = _old_day if old else day
    dealer = account(order.dealer.code, order.month)
    return (
        order.number,
        dealer.code,
        dealer.name,
        FOOD_COMPANY if order.food else DRUG_COMPANY,
        when(order.ordered),
        when(order.received),
        when(order.reviewed),
        when(order.corrected),
        on(order.promised),
        on(order.promised_last),
        when(order.shipped),
        when(order.delivered),
        when(order.signed),
        on(invoice_day(order) if order.shipped else 0),
        ("是" if order.documents else "否") if order.delivered else "",
        ("是" if order.condition else "否") if order.delivered else "",
        yuan(sum(line.net for line in order.lines)),
        "CNY",
        order.status,
    )


def _old_moment(minutes: int) -> str:
    return f"{slash_text(minutes // 1440)} {minutes % 1440 // 60}:{minutes % 60:02d}" if minutes else ""


def _old_day(ordinal: int) -> str:
    return slash_text(ordinal) if ordinal else ""


def spec_of(one: Product, order: Order) -> str:
    """The specification printed on a line: one cold remedy had 10 tablets a blister before 2025-03-01."""
    changed = one.spec.startswith("12片×2板") and (order.shipped or order.ordered) // 1440 < SPEC_CHANGED_ON
    return one.spec.replace("12片×2板", "10片×2板") if changed else one.spec


def _drug_lines(folder: Path, part: Part) -> RegionFile:
    orders = [order for order in _orders(part) if not order.food]
    stem = f"销售出库明细_医药_{part.name}_{part.exported}"
    if part.name == _BOOK:
        path = folder / f"{stem}.xlsx"
        rows = (_cells(row) for order in orders for row in line_rows(order, wrong=True))
        titles = ("江禾医药有限公司 销售出库明细表", "期间:2026-03-01 至 2026-03-31 单位:元")
        count = write_book(
            path, LINE, rows, titles=titles, totals=("实发数量", "无税金额", "价税合计"), sheet="销售出库明细"
        )
        return RegionFile(path, "jianghe_order_lines", part.name, count)
    path = folder / f"{stem}.csv"
    return RegionFile(path, "jianghe_order_lines", part.name, _write_lines(path, orders, part))


def _write_lines(path: Path, orders: Sequence[Order], part: Part) -> int:
    old = part.encoding == "gbk"
    rows = [row for order in orders for row in line_rows(order, wrong=True, old=old)]
    for number, text in enumerate(_DIRT.get(part.name, ())):
        row = list(rows[(number + 1) * 97])
        row[0], row[7] = f"CS{part.name}-{number + 1:03d}", text
        rows.insert((number + 1) * 97 + 1, tuple(row))
    return write_csv(path, LINE, rows, encoding=part.encoding)


def line_rows(order: Order, *, wrong: bool = False, old: bool = False) -> Iterator[tuple[str, ...]]:
    """The lines of an order; ``wrong`` gives those few that a later extract corrects their first price."""
    shipped = (_old_day if old else day)(order.shipped_on)
    code = account(order.dealer.code, order.month).code
    for number, line in enumerate(order.lines, 1):
        one = line.product
        price, amount, discount = line.price, line.amount, line.discount
        if wrong and corrected_later(order, number):
            price, amount, discount = price * 105 // 100, line.quantity * (price * 105 // 100), 0
        yield (
            order.number,
            str(number),
            code,
            one.code,
            one.name,
            spec_of(one, order),
            one.unit,
            str(line.ordered),
            str(line.quantity),
            str(line.quantity) if order.signed else "",
            yuan(price),
            yuan(discount),
            yuan(amount),
            f"{TAX_PERCENT}%",
            yuan(with_tax(amount)),
            line.kind,
            shipped,
        )


def corrected_later(order: Order, number: int) -> bool:
    """Whether the first extract had this line's price wrong: 14 lines shipped around the turn of February 2026."""
    return order.number in _wrong_orders() and number == 1


@cache
def _wrong_orders() -> frozenset[str]:
    inside = [one for one in finished_orders() if not one.food and _AGAIN[0] <= one.shipped_on <= _AGAIN[1]]
    return frozenset(order.number for order in inside[::20][:14] if order.lines[0].kind == SALE)


def _lines_again(folder: Path) -> RegionFile:
    """The overlapping extract of 25 February to 5 March, taken again on 9 April: its rows replace the earlier ones."""
    path = folder / "销售出库明细_医药_0225至0305重取_20260409.csv"
    orders = [one for one in finished_orders() if not one.food and _AGAIN[0] <= one.shipped_on <= _AGAIN[1]]
    rows = (row for order in orders for row in line_rows(order))
    return RegionFile(path, "jianghe_order_lines", "2026-02-25..2026-03-05", write_csv(path, LINE, rows))


def _food_lines(folder: Path, part: Part) -> RegionFile:
    """The food company's system hands out amounts with tax only (story 8)."""
    path = folder / f"健康食品销售明细_{part.name}_{part.exported}.csv"
    rows = (row for order in _orders(part) if order.food for row in _food_rows(order))
    return RegionFile(path, "jianghe_food_lines", part.name, write_csv(path, FOOD_LINE, rows))


def _food_rows(order: Order) -> Iterator[tuple[str, ...]]:
    code = account(order.dealer.code, order.month).code
    for number, line in enumerate(order.lines, 1):
        one = line.product
        gross = line.amount * (100 + TAX_PERCENT)
        if gross % 100:
            msg = f"{order.number}: {line.amount} with tax is no whole 分"
            raise ValueError(msg)
        # Whole boxes are counted in 箱 of 24, the rest in 瓶: each line names its unit.
        size = one.pack if line.quantity and line.quantity % one.pack == line.ordered % one.pack == 0 else 1
        yield (
            order.number,
            str(number),
            code,
            one.code,
            one.name,
            one.spec,
            one.unit if size == 1 else "箱",
            str(line.ordered // size),
            str(line.quantity // size),
            str(line.quantity // size) if order.signed else "",
            yuan(line.price * size * (100 + TAX_PERCENT) // 100),
            yuan(gross // 100),
            line.kind,
            day(order.shipped_on),
        )


_NUMBERS: Final = frozenset({7, 8, 9, 10, 11, 12, 14})


def _cells(row: tuple[str, ...]) -> list[Cell]:
    found: list[Cell] = []
    for index, text in enumerate(row):
        if not text:
            found.append(None)
        elif index in _NUMBERS:
            found.append(float(text))
        else:
            found.append(date.fromisoformat(text) if index == len(row) - 1 else text)
    return found
