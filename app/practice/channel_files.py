"""Lines that are no sale of the company's: what county dealers buy, and red lines for returns."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.practice import dealers as who
from app.practice.flow import county_sales, extra_sales, price_of
from app.practice.frame import MONTHS, TAX_PERCENT, day_text
from app.practice.markup import write_list
from app.practice.money import with_tax
from app.practice.order_files import Part
from app.practice.returns import return_rows
from app.practice.sellout import sale_day
from app.practice.writers import RegionFile, day, write_csv, yuan

_PARTS: Final = (
    Part("2024", (2024, 1), (2024, 12), "20250106"),
    Part("2025", (2025, 1), (2025, 12), "20260105"),
    Part("2026", (2026, 1), (2026, 4), "20260410"),
)
_COUNTY: Final = (
    "订单号",
    "行号",
    "客户编码",
    "客户名称",
    "供货方编码",
    "供货方名称",
    "产品编码",
    "产品名称",
    "单位",
    "实发数量",
    "单价",
    "不含税金额",
    "税率",
    "行类型",
    "发货日期",
)
_RED: Final = (
    "订单号",
    "行号",
    "客户编码",
    "存货编码",
    "存货名称",
    "计量单位",
    "实发数量",
    "无税单价",
    "无税金额",
    "税率",
    "价税合计",
    "行类型",
    "发货日期",
    "关联单号",
    "销售主体",
)


def write_channel(folder: Path) -> list[RegionFile]:
    """Write all files of this group in import order."""
    return [*(_county(folder, part) for part in _PARTS), *(_red(folder, part) for part in _PARTS)]


def _county(folder: Path, part: Part) -> RegionFile:
    path = folder / f"流向平台_县级采购明细_{part.name}_{part.exported}.csv"
    return RegionFile(path, "jianghe_county_lines", part.name, write_csv(path, _COUNTY, _county_rows(part)))


def _county_rows(part: Part) -> Iterator[tuple[str, ...]]:
    """What the county dealers buy of their city dealers, and one of a provincial dealer (stories 9 and 20)."""
    counts: dict[str, int] = {}
    chosen = [sale for sale in (*county_sales(), *extra_sales()) if part.holds(MONTHS[sale.month])]
    for on, sale in sorted(
        ((sale_day(one), one) for one in chosen), key=lambda pair: (pair[0], pair[1].buyer.code, pair[1].product.code)
    ):
        seller = who.account(sale.seller.code, MONTHS[sale.month])
        number = (
            f"CG{day_text(on)[2:].replace('-', '')}{sale.buyer.code[1:]}{'A' if sale.seller.tier == 'city' else 'B'}"
        )
        counts[number] = counts.get(number, 0) + 1
        price = price_of(sale.product, sale.month)
        yield (
            number,
            str(counts[number]),
            sale.buyer.code,
            sale.buyer.name,
            seller.code,
            seller.name,
            sale.product.code,
            sale.product.name,
            sale.product.unit,
            str(sale.quantity),
            yuan(price),
            yuan(sale.quantity * price - sale.discount),
            f"{TAX_PERCENT}%",
            "销售",
            day(on),
        )


def _red(folder: Path, part: Part) -> RegionFile:
    """The ERP's list of red lines, printed by its SAP half: the minus stands behind the number."""
    path = folder / f"红字出库清单_SAP_{part.name}_{part.exported}.txt"
    rows = [
        (
            f"XT{row.number[2:]}", "1", who.account(row.dealer.code, MONTHS[row.month]).code, row.product.code,
            row.product.name, row.product.unit, f"-{row.quantity:,}", f"{row.amount / row.quantity / 100:,.4f}",
            f"-{row.amount / 100:,.2f}", f"{TAX_PERCENT}%", f"-{with_tax(row.amount) / 100:,.2f}", "退货红冲",
            day(row.red_day), row.number if row.booked == "both" else "",
            who.FOOD_COMPANY if row.product.group == "JK01" else who.DRUG_COMPANY,
        )
        for row in return_rows()
        if row.red and part.holds(MONTHS[row.month])
    ]  # fmt: skip
    count = write_list(path, _RED, rows, f"销售红字出库清单 {part.name}", ())
    return RegionFile(path, "jianghe_red_lines", part.name, count)
