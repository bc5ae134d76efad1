"""Sell-out as single dealers hand it out: eight layouts beside the platform's, one ruined file, one sent twice."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from app.practice import dealers as who
from app.practice.dealers import Dealer
from app.practice.frame import MONTHS, day_text, later, slash_text
from app.practice.markup import write_html, write_list
from app.practice.products import Product, products
from app.practice.sellout import SellOut, reported_rows
from app.practice.writers import Cell, RegionFile, open_csv, write_book, write_csv, write_merged, yuan

PAGE: Final = "D0405"
"""Its system hands out pages named .xls."""
LIST: Final = "D0411"
"""It prints lists out of SAP."""
MERGED: Final = "D0413"
"""It keeps a workbook by hand: customers merged, a header of two rows."""
CASES: Final = "D0424"
"""It counts in cases and in 万元 where it can."""
WIDE: Final = "D0422"
"""It types full-width digits, and names goods by their barcodes."""
_FROM: Final = {
    who.JIAXING: (2025, 10), who.WENZHOU: (2025, 10), who.NINGBO: (2026, 1), PAGE: (2025, 11), LIST: (2025, 11),
    MERGED: (2025, 11), CASES: (2025, 12), WIDE: (2025, 12),
}  # fmt: skip
"""Dealers that hand in files of their own from a month on; the others report by the platform."""
_SENT: Final = {(2025, 10): "20251104", (2025, 11): "20251203", (2025, 12): "20260105", (2026, 1): "20260203",
                (2026, 2): "20260304", (2026, 3): "20260403", (2026, 4): "20260410"}  # fmt: skip
RUINED: Final = (2026, 2)
"""The month of which the file with barcodes was opened in Excel before it was sent: 6.90E+12; a good one followed."""
AGAIN: Final = (2026, 3)
"""The month for which February's list was sent once more, before the right one."""
Month = tuple[int, int]


def reports_itself(row: SellOut) -> bool:
    """Whether a line is in a file of the dealer's own."""
    return row.seller.code in _FROM and MONTHS[row.month] >= _FROM[row.seller.code]


def write_dealer_lists(folder: Path) -> list[RegionFile]:
    """Write the dealers' own files, each dealer's in the order in which they came."""
    return [
        *_monthly(folder, who.JIAXING, _jiaxing),
        _wenzhou(folder),
        _ningbo(folder),
        *_monthly(folder, PAGE, _page),
        *_monthly(folder, LIST, _list),
        *_monthly(folder, MERGED, _merged),
        *_monthly(folder, CASES, _cases),
        *_monthly(folder, WIDE, _wide),
    ]


def _of(code: str, month: Month | None = None) -> list[SellOut]:
    rows = (row for row in reported_rows() if row.seller.code == code and reports_itself(row))
    return [row for row in rows if month is None or MONTHS[row.month] == month]


def _monthly(folder: Path, code: str, write: Callable[[Path, Dealer, Month], RegionFile]) -> Iterator[RegionFile]:
    """A file for each month in which the dealer reported."""
    months = sorted({MONTHS[row.month] for row in _of(code)})
    for month in months:
        if code == LIST and month == AGAIN:
            yield _sent_again(folder, who.dealer(code), month)
        if code == WIDE and month == RUINED:
            yield _ruined(folder, who.dealer(code), month)
        yield write(folder, who.dealer(code), month)


def _name(month: Month) -> str:
    return f"{month[0]}{month[1]:02d}"


def _period(month: Month) -> str:
    return f"{month[0]}-{month[1]:02d}"


def _jiaxing(folder: Path, dealer: Dealer, month: Month) -> RegionFile:
    """One workbook a month; the last one, of January, came on 3 February 2026 (story 4)."""
    header = ("销售日期", "购货单位", "客户类型", "存货编码", "品名", "规格型号", "批号", "数量", "金额")
    rows = (
        (
            date.fromordinal(row.day), row.to_name, row.to_kind, row.product.code, row.product.name, row.product.spec,
            row.lot, row.quantity, row.amount / 100,
        )
        for row in _of(dealer.code, month)
    )  # fmt: skip
    path = folder / f"嘉兴同济_流向_{_name(month)}_{_SENT[month]}.xlsx"
    titles = (f"{dealer.name} {month[0]}年{month[1]}月 流向明细",)
    count = write_book(path, header, rows, titles=titles, totals=("数量", "金额"), sheet="流向")
    return RegionFile(path, "jianghe_sellout_jiaxing", _period(month), count)


def _wenzhou(folder: Path) -> RegionFile:
    path = folder / "温州瑞康_销售流向_20260410.csv"
    header = (
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
            f"RK{number:05d}", slash_text(row.day), row.to_name, row.to_kind, row.product.code, row.product.name,
            row.lot, str(row.quantity), yuan(row.price), yuan(row.amount),
        )
        for number, row in enumerate(_of(who.WENZHOU), 1)
    )  # fmt: skip
    count = write_csv(path, header, rows, encoding="gbk")
    return RegionFile(path, "jianghe_sellout_wenzhou", "2025-10..2026-04", count)


def _ningbo(folder: Path) -> RegionFile:
    path = folder / "宁波甬禾_纯销_20260410.txt"
    header = ("日期", "销往单位", "客户类型", "商品编码", "商品名称", "批号", "数量", "单价", "金额")
    rows = (
        (
            day_text(row.day), row.to_name, row.to_kind, row.product.code, row.product.name, row.lot,
            str(row.quantity), yuan(row.price), yuan(row.amount),
        )
        for row in _of(who.NINGBO)
    )  # fmt: skip
    count = write_csv(path, header, rows, encoding="utf-8", separator="\t")
    return RegionFile(path, "jianghe_sellout_ningbo", "2026", count)


def _page(folder: Path, dealer: Dealer, month: Month) -> RegionFile:
    """A page named .xls."""
    header = (
        "出库单号",
        "出库日期",
        "客户名称",
        "客户类型",
        "商品编码",
        "商品名称",
        "批号",
        "单位",
        "出库数量",
        "金额",
    )
    rows = (
        (
            f"WA{_name(month)}{number:04d}", day_text(row.day), row.to_name, row.to_kind, row.product.code,
            row.product.name, row.lot, row.product.unit, str(row.quantity), yuan(row.amount),
        )
        for number, row in enumerate(_of(dealer.code, month), 1)
    )  # fmt: skip
    path = folder / f"{dealer.brand}_销售出库流向_{_name(month)}_{_SENT[month]}.xls"
    return RegionFile(
        path, "jianghe_sellout_page", _period(month), write_html(path, header, rows, f"{dealer.name} 流向")
    )


def _list_rows(dealer: Dealer, month: Month) -> list[tuple[str, ...]]:
    return [
        (
            f"80{_name(month)}{number:04d}",
            day_text(row.day).replace("-", "."),
            row.to_code,
            row.to_name,
            row.to_kind,
            row.product.code,
            row.product.name,
            row.lot,
            f"{row.quantity:,}",
            row.product.unit,
            f"{row.amount / 100:,.2f}",
        )
        for number, row in enumerate(_of(dealer.code, month), 1)
    ]


def _list(folder: Path, dealer: Dealer, month: Month) -> RegionFile:
    """SAP's list on screen, saved as text."""
    path = folder / f"{dealer.brand}_流向清单_{_name(month)}_{_SENT[month]}.txt"
    header = (
        "出库单号",
        "销售日期",
        "收货单位编码",
        "收货单位",
        "客户类型",
        "物料编码",
        "物料描述",
        "批次号",
        "销售数量",
        "单位",
        "销售金额",
    )
    count = write_list(path, header, _list_rows(dealer, month), f"{dealer.name} 流向清单 {_period(month)}", ())
    return RegionFile(path, "jianghe_sellout_list", _period(month), count)


def _sent_again(folder: Path, dealer: Dealer, month: Month) -> RegionFile:
    """The wrong file: named for this month, but the very list of the month before."""
    before = later(month, -1)
    path = folder / f"{dealer.brand}_流向清单_{_name(month)}_20260401.txt"
    shutil.copyfile(folder / f"{dealer.brand}_流向清单_{_name(before)}_{_SENT[before]}.txt", path)
    return RegionFile(path, "jianghe_sellout_list", _period(before), len(_of(dealer.code, before)))


def _merged(folder: Path, dealer: Dealer, month: Month) -> RegionFile:
    """By hand: sorted by customer, the customer's cells merged, two header rows."""
    rows = sorted(_of(dealer.code, month), key=lambda row: (row.to_name, row.day, row.product.code, row.quantity))
    table: list[Sequence[Cell]] = [
        (
            row.to_name, row.to_kind, date.fromordinal(row.day), row.product.code, row.product.name, row.lot,
            row.quantity, row.price / 100, row.amount / 100,
        )
        for row in rows
    ]  # fmt: skip
    header = ("客户名称", "客户类型", "销售日期", "产品编码", "产品名称", "批号", "数量", "单价", "金额")
    path = folder / f"{dealer.brand}_纯销登记_{_name(month)}_{_SENT[month]}.xlsx"
    titles = (f"{dealer.name}纯销登记表", f"{month[0]}年{month[1]}月")
    count = write_merged(path, header, table, titles=titles, over=("本月销售", 6), merged=2, sheet="纯销")
    return RegionFile(path, "jianghe_sellout_merged", _period(month), count)


def _cases(folder: Path, dealer: Dealer, month: Month) -> RegionFile:
    """Whole cases as cases; money in 万元 with four places."""
    rows = [
        (
            f"KA{_name(month)}{number:04d}", date.fromordinal(row.day), row.to_name, row.to_kind,
            row.product.code, row.product.name, row.lot, row.quantity // size,
            ("箱" if row.product.unit == "瓶" and row.product.pack == 24 else "件") if size > 1 else row.product.unit,
            row.amount / 1_000_000,
        )
        for number, row in enumerate(_of(dealer.code, month), 1)
        for size in [_size(row)]
    ]  # fmt: skip
    header = (
        "单据号",
        "日期",
        "收货单位",
        "客户类型",
        "存货编码",
        "存货名称",
        "批号",
        "数量",
        "计量单位",
        "销售金额(万元)",
    )
    path = folder / f"{dealer.brand}_流向出货明细_{_name(month)}_{_SENT[month]}.xlsx"
    count = write_book(path, header, rows, titles=(f"{dealer.name} 出货明细 金额单位:万元",), sheet="出货")
    return RegionFile(path, "jianghe_sellout_cases", _period(month), count)


def _size(row: SellOut) -> int:
    return row.product.pack if row.quantity % row.product.pack == 0 else 1


def barcode(one: Product) -> str:
    """The barcode of a product: 13 digits with the check digit of EAN-13."""
    body = f"6901234{int(one.code[4:]):05d}"
    odd, even = sum(map(int, body[::2])), sum(map(int, body[1::2]))
    return f"{body}{-(odd + 3 * even) % 10}"


_FULL: Final = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789."}
_WIDE: Final = ("日期", "客户名称", "客户类型", "商品条码", "商品名称", "批号", "数量", "单价", "金额")


def _wide_rows(dealer: Dealer, month: Month) -> Iterator[tuple[str, ...]]:
    for row in _of(dealer.code, month):
        yield (
            day_text(row.day).replace("-", ""), row.to_name, row.to_kind, barcode(row.product), row.product.name,
            row.lot, str(row.quantity).translate(_FULL), yuan(row.price).translate(_FULL),
            yuan(row.amount).translate(_FULL),
        )  # fmt: skip


def _wide(folder: Path, dealer: Dealer, month: Month) -> RegionFile:
    """Typed by hand: full-width digits, semicolons."""
    again = "_重发" if month == RUINED else ""
    sent = "20260306" if again else _SENT[month]
    path = folder / f"{dealer.brand}_销售日报_{_name(month)}{again}_{sent}.csv"
    count = write_csv(path, _WIDE, _wide_rows(dealer, month), separator=";")
    return RegionFile(path, "jianghe_sellout_wide", _period(month), count)


def _ruined(folder: Path, dealer: Dealer, month: Month) -> RegionFile:
    """Opened in Excel and saved: every barcode is 6.90E+12."""
    path = folder / f"{dealer.brand}_销售日报_{_name(month)}_{_SENT[month]}.csv"
    rows = [(*row[:3], f"{float(row[3]):.2E}", *row[4:]) for row in _wide_rows(dealer, month)]
    with open_csv(path) as out:
        out.writelines(";".join(row) + "\n" for row in (_WIDE, *rows))
    return RegionFile(path, "jianghe_sellout_wide", _period(month), len(rows))


def barcodes() -> dict[str, str]:
    """The product code of each barcode."""
    return {barcode(one): one.code for one in products()}
