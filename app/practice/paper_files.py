"""Files of papers: licences of the dealers, and the permit of a transfer."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from app.practice import dealers as who
from app.practice.areas import zhejiang
from app.practice.channels import transferred
from app.practice.dealers import dealers
from app.practice.frame import MONTHS
from app.practice.products import FOOD_CLASS, MEDICINES
from app.practice.writers import Cell, RegionFile, write_book

EXPIRED: Final = date(2026, 3, 31)
"""台州恒信's drug licence; its licence for food runs on (story 3)."""


def write_papers(folder: Path) -> list[RegionFile]:
    """Write both files in import order."""
    return [_licences(folder), _permits(folder)]


def _licences(folder: Path) -> RegionFile:
    path = folder / "经销商证照台账_20260401.xlsx"
    header = ("客户编码", "客户名称", "证照类型", "证号", "发证机关", "经营范围", "发证日期", "有效期至")
    count = write_book(path, header, _licence_rows(), titles=("经销商证照台账",), sheet="证照")
    return RegionFile(path, "jianghe_licences", "2024..2026", count)


def _licence_rows() -> Iterator[Sequence[Cell]]:
    """A drug and a food licence of each dealer; five run out within 90 days of 10 April 2026, one has."""
    cities = {one.code: one.name for one in zhejiang()}
    soon = [one.code for one in dealers() if one.code != who.TAIZHOU][7::13]
    for number, one in enumerate(dealers(), 1):
        until = date(2027 + number % 3, 1 + number % 12, 28)
        if one.code in soon[:5]:
            until = date(2026, 5 + number % 2, 20)
        if one.code == who.TAIZHOU:
            until = EXPIRED
        start = date(until.year - 5, until.month, min(until.day, 28))
        city = cities[one.city]
        drugs = f"浙AA{one.area[2:]}{number:04d}", f"{city}药品监督管理局", "、".join(MEDICINES)
        food = f"JY1{one.area}{number:05d}", f"{city}市场监督管理局", FOOD_CLASS
        yield one.code, one.name, "药品经营许可证", *drugs, start, until
        yield one.code, one.name, "食品经营许可证", *food, start, date(2028, 6, 30)


def _permits(folder: Path) -> RegionFile:
    """A decoy: the one transfer between two dealers was allowed."""
    path = folder / "跨区调拨审批单_20260105.xlsx"
    seller, buyer, one, month, quantity = transferred()
    day = date(*MONTHS[month], 3)
    header = ("审批单号", "调出客户编码", "调入客户编码", "存货编码", "批准数量", "批准日期", "有效期至", "审批意见")
    row = ("DB2512-007", seller.code, buyer.code, one.code, quantity, day, date(2025, 12, 31), "同意")
    count = write_book(path, header, [row], titles=("跨区调拨审批单",), sheet="调拨")
    return RegionFile(path, "jianghe_permits", "2025", count)
