"""Files of promotion money: the steps of this quarter's rebates, and what dealers claim for displays in shops."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from app.practice import dealers as who
from app.practice.areas import zhejiang
from app.practice.dealers import Dealer, dealers, direct_dealers
from app.practice.dice import Dice, apportion
from app.practice.terminals import shops, terminals
from app.practice.writers import Cell, RegionFile, write_book

_QUARTER: Final = (date(2026, 1, 1), date(2026, 3, 31))
_ON_ALL: Final = "全额累进"
_ON_THE_REST: Final = "分段累进"
_JIASHAN: Final = "330421"
_COUNTIES: Final = ("330424", "330481", "330482", "330483")
"""The other counties of 嘉兴, where a display costs what it costs elsewhere."""
_SHOPS: Final = 42
_SAME_PHOTO: Final = 17
_FEE_PER_MILLE: Final = 118
_USUAL_FEE_PER_MILLE: Final = 42
_UPLIFT_PER_MILLE: Final = 4
_CONTROL_PER_MILLE: Final = 9
_USUAL_UPLIFT_PER_MILLE: Final = 31
_BEFORE: Final = 1_250_000
"""What the 42 shops sold in the quarter before, in yuan; so did as many shops without a display (story 19)."""
_OTHER_SHOPS: Final = 12
_OTHER_BEFORE: Final = 360_000
_MONTH: Final = "2026年3月"


def write_promotions(folder: Path) -> list[RegionFile]:
    """Write both files in import order."""
    return [_rebates(folder), _displays(folder)]


def _rebates(folder: Path) -> RegionFile:
    path = folder / "返利政策_2026Q1_20260108.xlsx"
    header = ("客户编码", "客户名称", "考核期起", "考核期止", "返利起点(万元)", "返利率(%)", "计算方式")
    count = write_book(path, header, _steps(), titles=("2026年一季度返利台阶",), sheet="季度返利")
    return RegionFile(path, "jianghe_rebate_steps", "2026-Q1", count)


def _steps() -> Iterator[Sequence[Cell]]:
    """湖州苕禾 gets 2 % on all from 300 on and 3 % from 500 on (story 12); most others each rate for its own part."""
    for one in direct_dealers():
        if not one.terms or one.code in (who.WENZHOU, who.LISHUI):
            continue
        told = one.code == who.HUZHOU
        first, second = (300, 500) if told else (round(one.weight * 0.7, -1), round(one.weight * 1.4, -1))
        for start, percent in ((0, 1), (first, 2), (second, 3)):
            yield one.code, one.name, *_QUARTER, start, percent, _ON_ALL if told else _ON_THE_REST


def _displays(folder: Path) -> RegionFile:
    path = folder / "陈列费核销_2026Q1_20260408.xlsx"
    header = (
        "核销单号", "客户编码", "客户名称", "活动月份", "门店名称", "门店类型", "陈列费(元)", "活动前销售(元)",
        "活动期销售(元)", "照片SHA256",
    )  # fmt: skip
    rows = [*_jiashan(), *(row for area in _COUNTIES for row in _county(area))]
    numbered = ((f"CL2603{number:04d}", *row) for number, row in enumerate(rows, 1))
    count = write_book(path, header, numbered, titles=("2026年一季度陈列费核销明细",), sheet="核销明细")
    return RegionFile(path, "jianghe_display_fees", "2026-Q1", count)


def _jiashan() -> Iterator[Sequence[Cell]]:
    """42 shops claimed, of which 17 hand in one and the same photo, and 42 shops without a display beside them."""
    dealer = _dealer(_JIASHAN)
    before, during = _sales("display", (_BEFORE, _UPLIFT_PER_MILLE), _SHOPS)
    fees = apportion(sum(during) * _FEE_PER_MILLE // 1000, [1.0] * _SHOPS)
    for number, name in enumerate(_shops(_JIASHAN, _SHOPS)):
        same = number % 5 in (0, 3) and number // 5 * 2 + (number % 5 == 3) < _SAME_PHOTO
        photo = _photo("陈列" if same else name)
        yield dealer.code, dealer.name, _MONTH, name, "陈列", fees[number], before[number], during[number], photo
    control = [one.name for one in terminals() if one.area.startswith("3306") and one.kind != "医院"][:_SHOPS]
    for name, first, second in zip(control, *_sales("control", (_BEFORE, _CONTROL_PER_MILLE), _SHOPS), strict=True):
        yield dealer.code, dealer.name, _MONTH, name, "对照", None, first, second, None


def _county(area: str) -> Iterator[Sequence[Cell]]:
    dealer = _dealer(area)
    before, during = _sales(f"display {area}", (_OTHER_BEFORE, _USUAL_UPLIFT_PER_MILLE), _OTHER_SHOPS)
    fees = apportion(sum(during) * _USUAL_FEE_PER_MILLE // 1000, [1.0] * _OTHER_SHOPS)
    for name, fee, first, second in zip(_shops(area, _OTHER_SHOPS), fees, before, during, strict=True):
        yield dealer.code, dealer.name, _MONTH, name, "陈列", fee, first, second, _photo(name)


def _dealer(area: str) -> Dealer:
    return next(one for one in dealers() if one.area == area)


def _shops(area: str, count: int) -> tuple[str, ...]:
    return shops(next(one for one in zhejiang() if one.code == area), count)


def _sales(topic: str, told: tuple[int, int], count: int) -> tuple[list[int], list[int]]:
    """By shop what it sold before and during the display, in yuan; together the uplift in per mille comes out."""
    dice, (money, per_mille) = Dice(topic), told
    before = apportion(money, [dice.span(0.5, 1.5) for _ in range(count)])
    during = apportion(money * (1000 + per_mille) // 1000, [one * dice.span(0.97, 1.03) for one in before])
    return before, during


def _photo(what: str) -> str:
    return hashlib.sha256(what.encode()).hexdigest()
