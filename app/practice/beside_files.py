"""Lists that lie beside the files until there is a place for them: licences, rebate steps, display fees, permits."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from app.practice import dealers as who
from app.practice.channels import transferred
from app.practice.dealers import dealers
from app.practice.dice import Dice, apportion
from app.practice.frame import MONTHS
from app.practice.terminals import terminals
from app.practice.writers import Cell, write_books

EXPIRED: Final = date(2026, 3, 31)
"""台州恒信's drug licence; its licence for food runs on (story 3)."""
_SHOPS: Final = 42
_SAME_PHOTO: Final = 17
_FEE_PER_MILLE: Final = 118
_USUAL_FEE_PER_MILLE: Final = 42
_UPLIFT_PER_MILLE: Final = 4
_CONTROL_PER_MILLE: Final = 9
_BEFORE: Final = 1_250_000
"""What the 42 shops sold in the quarter before, in yuan (story 19)."""


def write_beside(folder: Path) -> tuple[Path, ...]:
    """Write the four workbooks; none of them is imported yet."""
    licences = folder / "经销商证照台账_20260401.xlsx"
    write_books(licences, [("证照", ("客户编码", "客户名称", "证照类型", "证号", "发证日期", "有效期至"), _licences())])
    rebates = folder / "返利政策_苕禾_2026.xlsx"
    header = ("客户编码", "起点(万元)", "终点(万元)", "返利率(%)", "计算方式")
    steps: list[Sequence[Cell]] = [
        (who.HUZHOU, 0, 300, 1, "全额累进"),
        (who.HUZHOU, 300, 500, 2, "全额累进"),
        (who.HUZHOU, 500, None, 3, "全额累进"),
    ]
    write_books(rebates, [("季度返利", header, steps)])
    fees = folder / "陈列费核销_2026Q1_20260408.xlsx"
    write_books(
        fees,
        [
            ("核销明细", ("门店", "陈列费(元)", "活动前销售(元)", "活动期销售(元)", "照片SHA256"), _display()),
            ("对照门店", ("门店", "活动前销售(元)", "活动期销售(元)"), _control()),
            ("各县费用", ("县", "费用(元)", "活动期销售(元)"), _other_counties()),
        ],
    )
    permits = folder / "跨区调拨审批单_2025.xlsx"
    seller, buyer, one, month, quantity = transferred()
    day = date(*MONTHS[month], 3)
    row = ("DB2512-007", seller.code, buyer.code, one.code, quantity, day, date(2025, 12, 31), "同意")
    permit = ("审批单号", "调出客户编码", "调入客户编码", "存货编码", "数量", "批准日期", "有效期至", "审批意见")
    write_books(permits, [("调拨", permit, [row])])
    return licences, rebates, fees, permits


def _licences() -> Iterator[Sequence[Cell]]:
    """A drug and a food licence of each dealer; five run out within 90 days of 10 April 2026, one has."""
    soon = [one.code for one in dealers() if one.code != who.TAIZHOU][7::13]
    for number, one in enumerate(dealers(), 1):
        until = date(2027 + number % 3, 1 + number % 12, 28)
        if one.code in soon[:5]:
            until = date(2026, 5 + number % 2, 20)
        if one.code == who.TAIZHOU:
            until = EXPIRED
        start = date(until.year - 5, until.month, min(until.day, 28))
        yield one.code, one.name, "药品经营许可证", f"浙AA{one.area[2:]}{number:04d}", start, until
        yield one.code, one.name, "食品经营许可证", f"JY1{one.area}{number:05d}", start, date(2028, 6, 30)


def _shops(city: str) -> list[str]:
    return [one.name for one in terminals() if one.area.startswith(city) and one.kind != "医院"][:_SHOPS]


def _sales(topic: str, per_mille: int) -> tuple[list[int], list[int]]:
    """By shop what it sold before and during the action, in yuan; together the uplift comes out."""
    dice = Dice(topic)
    before = apportion(_BEFORE, [dice.span(0.5, 1.5) for _ in range(_SHOPS)])
    during = apportion(_BEFORE * (1000 + per_mille) // 1000, [one * dice.span(0.97, 1.03) for one in before])
    return before, during


def _display() -> Iterator[Sequence[Cell]]:
    """42 shops claimed; the photos of 17 are the same file."""
    before, during = _sales("display", _UPLIFT_PER_MILLE)
    fees = apportion(sum(during) * _FEE_PER_MILLE // 1000, [1.0] * _SHOPS)
    for number, name in enumerate(_shops("3304")):
        photo = "陈列" if number % 5 in (0, 3) and number // 5 * 2 + (number % 5 == 3) < _SAME_PHOTO else name
        yield name, fees[number], before[number], during[number], hashlib.sha256(photo.encode()).hexdigest()


def _control() -> Iterator[Sequence[Cell]]:
    yield from zip(_shops("3306"), *_sales("control", _CONTROL_PER_MILLE), strict=True)


def _other_counties() -> Iterator[Sequence[Cell]]:
    for number, name in enumerate(("海盐", "海宁", "平湖", "桐乡"), 1):
        sales = 800_000 + number * 100_000
        yield name, sales * _USUAL_FEE_PER_MILLE // 1000, sales
