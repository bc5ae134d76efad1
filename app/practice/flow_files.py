"""Files of TMS, WMS and dealers: way bills, shipped lots, stock lists and sell-out in several layouts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from app.practice import dealers as who
from app.practice.clocks import PLACES
from app.practice.frame import MONTHS, day_text
from app.practice.order_files import Part
from app.practice.products import product
from app.practice.sellout import SellOut, reported_rows
from app.practice.service_level import CARRIERS, finished_orders
from app.practice.stock import StockRow, dealer_stock, own_stock
from app.practice.writers import RegionFile, day, moment, write_book, write_csv, yuan

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
_OWN: Final = {who.JIAXING: (2025, 10), who.WENZHOU: (2025, 10), who.NINGBO: (2026, 1)}
"""Dealers that hand in files of their own from a month on; the others report by the platform."""
_WMS_FROM: Final = (2026, 1)


def write_flow(folder: Path) -> list[RegionFile]:
    """Write all files of this group in import order."""
    return [
        *(_waybills(folder, part) for part in YEARS),
        _shipped_lots(folder),
        *(_own_stock(folder, part) for part in YEARS),
        *(_dealer_stock(folder, part) for part in YEARS),
        *(_platform(folder, part) for part in _HALVES),
        *_jiaxing(folder),
        _wenzhou(folder),
        _ningbo(folder),
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
            one.dealer.code,
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
            order.dealer.code,
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


def _dealer_stock(folder: Path, part: Part) -> RegionFile:
    path = folder / f"经销商库存_{part.name}_{part.exported}.csv"
    header = (
        "库存日期",
        "经销商编码",
        "经销商名称",
        "仓库编码",
        "产品编码",
        "产品名称",
        "批号",
        "有效期至",
        "库存数量",
        "库存金额",
    )
    rows = (_stock_row(one) for one in dealer_stock() if part.holds(MONTHS[one.month]))
    return RegionFile(path, "jianghe_dealer_stock", part.name, write_csv(path, header, rows))


def _stock_row(one: StockRow) -> tuple[str, ...]:
    dealer = one.dealer or who.dealer(one.place[:5])
    return (
        day_text(one.day),
        dealer.code,
        dealer.name,
        one.place,
        one.product.code,
        one.product.name,
        one.lot,
        day_text(one.expiry),
        str(one.quantity),
        yuan(one.amount),
    )


def _own_files(row: SellOut) -> bool:
    return row.seller.code in _OWN and MONTHS[row.month] >= _OWN[row.seller.code]


def _platform(folder: Path, part: Part) -> RegionFile:
    path = folder / f"流向平台_经销商流向_{part.name}_{part.exported}.csv"
    header = (
        "经销商编码",
        "经销商名称",
        "流向单号",
        "下游客户编码",
        "下游客户名称",
        "下游类型",
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
    chosen = (row for row in reported_rows() if part.holds(MONTHS[row.month]) and not _own_files(row))
    rows = list(_platform_rows(chosen, part))
    if part.name == "2025H2":
        broken = list(rows[500])
        broken[2], broken[10] = "LX2025H2-X0001", "2025-13-45"
        rows.insert(501, tuple(broken))
    return RegionFile(path, "jianghe_sellout", part.name, write_csv(path, header, rows))


def _platform_rows(rows: Iterable[SellOut], part: Part) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, 1):
        one = row.product
        yield (
            row.seller.code,
            row.seller.name,
            f"LX{part.name}-{number:06d}",
            row.to_code,
            row.to_name,
            row.to_kind,
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


def _of(code: str) -> list[SellOut]:
    return [row for row in reported_rows() if row.seller.code == code and _own_files(row)]


def _jiaxing(folder: Path) -> list[RegionFile]:
    """One workbook a month; the last one, of January, came on 3 February 2026 (story 4)."""
    header = ("销售日期", "购货单位", "存货编码", "品名", "规格型号", "批号", "数量", "金额")
    found = []
    for month, sent in (
        ((2025, 10), "20251104"),
        ((2025, 11), "20251203"),
        ((2025, 12), "20260105"),
        ((2026, 1), "20260203"),
    ):
        rows = (
            (
                date.fromordinal(row.day),
                row.to_name,
                row.product.code,
                row.product.name,
                row.product.spec,
                row.lot,
                row.quantity,
                row.amount / 100,
            )
            for row in _of(who.JIAXING)
            if MONTHS[row.month] == month
        )
        path = folder / f"嘉兴同济_流向_{month[0]}{month[1]:02d}_{sent}.xlsx"
        titles = (f"嘉兴同济医药有限公司 {month[0]}年{month[1]}月 流向明细",)
        count = write_book(path, header, rows, titles=titles, totals=("数量", "金额"), sheet="流向")
        found.append(RegionFile(path, "jianghe_sellout_jiaxing", f"{month[0]}-{month[1]:02d}", count))
    return found


def _wenzhou(folder: Path) -> RegionFile:
    path = folder / "温州瑞康_销售流向_20260410.csv"
    header: Sequence[str] = (
        "销售单号",
        "出库日期",
        "客户名称",
        "客户性质",
        "商品编码",
        "商品名称",
        "批号",
        "出库数量",
        "销售单价",
        "销售金额",
    )
    rows = (
        (
            f"RK{number:05d}",
            day_text(row.day).replace("-", "/"),
            row.to_name,
            row.to_kind,
            row.product.code,
            row.product.name,
            row.lot,
            str(row.quantity),
            yuan(row.price),
            yuan(row.amount),
        )
        for number, row in enumerate(_of(who.WENZHOU), 1)
    )
    count = write_csv(path, header, rows, encoding="gbk")
    return RegionFile(path, "jianghe_sellout_wenzhou", "2025-10..2026-04", count)


def _ningbo(folder: Path) -> RegionFile:
    path = folder / "宁波甬禾_纯销_20260410.txt"
    header = ("日期", "销往单位", "商品编码", "商品名称", "批号", "数量", "单价", "金额")
    rows = (
        (
            day_text(row.day),
            row.to_name,
            product(row.product.code).code,
            row.product.name,
            row.lot,
            str(row.quantity),
            yuan(row.price),
            yuan(row.amount),
        )
        for row in _of(who.NINGBO)
    )
    count = write_csv(path, header, rows, encoding="utf-8", separator="\t")
    return RegionFile(path, "jianghe_sellout_ningbo", "2026", count)
