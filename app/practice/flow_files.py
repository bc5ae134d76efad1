"""Files of TMS, WMS and dealers: way bills, shipped lots, stock lists and sell-out in several layouts."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.practice import dealers as who
from app.practice.clocks import PLACES
from app.practice.dealer_lists import reports_itself, write_dealer_lists
from app.practice.frame import MONTHS, day_text
from app.practice.order_files import Part
from app.practice.sellout import SellOut, reported_rows
from app.practice.service_level import CARRIERS, finished_orders
from app.practice.stock import StockRow, dealer_stock, november_lists, own_stock
from app.practice.writers import RegionFile, day, moment, write_book, write_csv, write_merged, yuan

if TYPE_CHECKING:
    from app.practice.products import Product

YEARS: Final = (
    Part("2024", (2024, 1), (2024, 12), "20250106"),
    Part("2025", (2025, 1), (2025, 12), "20260105"),
    Part("2026Q1", (2026, 1), (2026, 3), "20260408"),
    Part("2026M04", (2026, 4), (2026, 4), "20260410"),
)
_HALVES: Final = (
    Part("2024H1", (2024, 1), (2024, 6), "20240703"),
    Part("2024H2", (2024, 7), (2024, 12), "20250106"),
    Part("2025H1", (2025, 1), (2025, 6), "20250703"),
    Part("2025H2", (2025, 7), (2025, 12), "20260105"),
    *YEARS[2:],
)
_SECOND_HALF: Final = Part("2024H2", (2024, 7), (2024, 12), "20250106")
_WMS_FROM: Final = (2026, 1)


def write_flow(folder: Path) -> list[RegionFile]:
    """Write all files of this group in import order."""
    return [
        *(_waybills(folder, part) for part in YEARS),
        _shipped_lots(folder),
        *(_own_stock(folder, part) for part in YEARS),
        _stock_across(folder),
        *(_dealer_stock(folder, part) for part in (_SECOND_HALF, *YEARS[1:])),
        _november(folder),
        *(_platform(folder, part) for part in _HALVES),
        *write_dealer_lists(folder),
    ]


def _waybills(folder: Path, part: Part) -> RegionFile:
    path = folder / f"TMS运单_{part.name}_{part.exported}.csv"
    header = (
        "运单号",
        "订单号",
        "客户编码",
        "发货仓库",
        "承运商编码",
        "承运商名称",
        "运输线路",
        "承诺到货日",
        "发货时间",
        "到货时间",
        "件数",
    )
    rows = (
        (
            one.waybill,
            one.number,
            who.account(one.dealer.code, one.month).code,
            one.place,
            one.carrier,
            CARRIERS[one.carrier],
            one.lane,
            day(one.promised),
            moment(one.shipped),
            moment(one.delivered),
            str(sum(-(-line.quantity // line.product.pack) for line in one.lines)),
        )
        for one in finished_orders()
        if one.shipped and part.holds(one.month)
    )
    return RegionFile(path, "jianghe_waybills", part.name, write_csv(path, header, rows))


def _shipped_lots(folder: Path) -> RegionFile:
    path = folder / "WMS发货单批次明细_2026_20260410.csv"
    header = (
        "出库单号",
        "订单号",
        "行号",
        "客户编码",
        "存货编码",
        "批号",
        "有效期至",
        "仓库编码",
        "出库时间",
        "发货数量",
    )
    rows = (
        (
            f"CK{order.waybill[2:]}",
            order.number,
            str(number),
            who.account(order.dealer.code, order.month).code,
            line.product.code,
            lot,
            day(expiry),
            order.place,
            moment(order.shipped),
            str(line.quantity),
        )
        for order in finished_orders()
        if order.shipped and order.month >= _WMS_FROM
        for number, line in enumerate(order.lines, 1)
        for lot, expiry in [line.product.lot_on(order.shipped_on)]
    )
    return RegionFile(path, "jianghe_shipped_lots", "2026", write_csv(path, header, rows))


def _own_stock(folder: Path, part: Part) -> RegionFile:
    path = folder / f"WMS月末库存_{part.name}_{part.exported}.xlsx"
    header = ("库存日期", "仓库编码", "仓库名称", "存货编码", "存货名称", "批号", "有效期至", "库存数量", "库存金额")
    rows = (
        (
            date.fromordinal(one.day),
            one.place,
            PLACES[one.place][0],
            one.product.code,
            one.product.name,
            one.lot,
            date.fromordinal(one.expiry),
            one.quantity,
            one.amount / 100,
        )
        for one in own_stock()
        if part.holds(MONTHS[one.month])
    )
    count = write_book(
        path, header, rows, titles=(f"江禾医药 库存明细 {part.name}",), totals=("库存数量", "库存金额"), sheet="库存"
    )
    return RegionFile(path, "jianghe_own_stock", part.name, count)


_STOCK: Final = (
    "库存日期",
    "经销商编码",
    "经销商名称",
    "仓库编码",
    "产品编码",
    "产品名称",
    "批号",
    "有效期至",
    "单位",
    "库存数量",
    "库存金额",
)


def _dealer_stock(folder: Path, part: Part) -> RegionFile:
    path = folder / f"经销商库存_{part.name}_{part.exported}.csv"
    rows = (_stock_row(one) for one in dealer_stock() if part.holds(MONTHS[one.month]))
    return RegionFile(path, "jianghe_dealer_stock", part.name, write_csv(path, _STOCK, rows))


def _november(folder: Path) -> RegionFile:
    """The county dealers' lists of four days in November 2025."""
    path = folder / "经销商库存_县级202511抽查_20251120.csv"
    count = write_csv(path, _STOCK, map(_stock_row, november_lists()))
    return RegionFile(path, "jianghe_dealer_stock", "2025-11", count)


def _stock_across(folder: Path) -> RegionFile:
    """The first half of 2024 as the offices kept it: month ends across under one heading, each dealer's cell merged."""
    path = folder / "经销商库存_月末汇总_2024H1_20240705.xlsx"
    days = sorted({one.day for one in dealer_stock() if MONTHS[one.month] <= (2024, 6)})
    held: dict[tuple[str, Product], dict[int, int]] = {}
    for one in dealer_stock():
        if one.day <= days[-1]:
            row = held.setdefault((who.account(one.place[:5], MONTHS[one.month]).code, one.product), {})
            row[one.day] = row.get(one.day, 0) + one.quantity
    names = {one.code: one.name for one in (*who.dealers(), who.account(who.ZHOUSHAN, (2024, 1)))}
    order = sorted(held.items(), key=lambda pair: (pair[0][0], pair[0][1].code))
    rows = [
        (code, names[code], f"{code}-01", one.code, one.name, one.unit, *(row.get(day) for day in days))
        for (code, one), row in order
    ]
    header = ("经销商编码", "经销商名称", "仓库编码", "产品编码", "产品名称", "单位", *map(day_text, days))
    write_merged(
        path,
        header,
        rows,
        titles=("经销商月末库存汇总表(2024年上半年)",),
        over=("月末库存数量", 6),
        merged=3,
        sheet="库存",
    )
    return RegionFile(path, "jianghe_stock_across", "2024H1", len(rows))


def _stock_row(one: StockRow) -> tuple[str, ...]:
    dealer = who.account(one.place[:5], MONTHS[one.month])
    return (
        day_text(one.day),
        dealer.code,
        dealer.name,
        f"{dealer.code}-01",
        one.product.code,
        one.product.name,
        one.lot,
        day_text(one.expiry),
        one.product.unit,
        str(one.quantity),
        yuan(one.amount),
    )


def _platform(folder: Path, part: Part) -> RegionFile:
    path = folder / f"流向平台_经销商流向_{part.name}_{part.exported}.csv"
    header = (
        "经销商编码",
        "经销商名称",
        "流向单号",
        "下游客户编码",
        "下游客户名称",
        "下游类型",
        "客户等级",
        "产品编码",
        "产品名称",
        "规格",
        "批号",
        "销售日期",
        "销售数量",
        "单位",
        "单价",
        "金额",
    )
    chosen = (row for row in reported_rows() if part.holds(MONTHS[row.month]) and not reports_itself(row))
    rows = list(_platform_rows(chosen, part))
    if part.name == "2025H2":
        broken = list(rows[500])
        broken[2], broken[11] = "LX2025H2-X0001", "2025-13-45"
        rows.insert(501, tuple(broken))
    return RegionFile(path, "jianghe_sellout", part.name, write_csv(path, header, rows))


def _platform_rows(rows: Iterable[SellOut], part: Part) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, 1):
        one, seller = row.product, who.account(row.seller.code, MONTHS[row.month])
        yield (
            seller.code,
            seller.name,
            f"LX{part.name}-{number:06d}",
            row.to_code,
            row.to_name,
            row.to_kind,
            row.rank,
            one.code,
            one.name,
            one.spec,
            row.lot,
            day_text(row.day),
            str(row.quantity),
            one.unit,
            yuan(row.price),
            yuan(row.amount),
        )
