"""Files of rules that hold from a day on: units, prices, lanes, must-stock list, who is responsible for whom."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from app.practice import dealers as who
from app.practice.clocks import PLACES, standard_days
from app.practice.dealers import TIER_WORDS, Tier, dealers
from app.practice.frame import FIRST_DAY
from app.practice.products import (
    CHAIN,
    COLD_TABLETS,
    FOOD,
    PRICE_CUT,
    PRICE_CUT_ON,
    SPEC_CHANGED_ON,
    product,
    products,
)
from app.practice.writers import Cell, RegionFile, write_book, write_csv

_CITIES: Final = ("杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "金华", "衢州", "舟山", "台州", "丽水")
_OLD_CASE: Final = 360
"""Boxes of the cold tablets in a case while a blister still had 10 of them; 300 since."""


def write_rules(folder: Path) -> list[RegionFile]:
    """Write the five files in import order."""
    return [_units(folder), _prices(folder), _lanes(folder), _must_stock(folder), _assignments(folder)]


def _units(folder: Path) -> RegionFile:
    path = folder / "计量单位换算_20260401.xlsx"
    header = ("存货编码", "存货名称", "单位", "换算率", "生效日期", "备注")
    count = write_book(path, header, _unit_rows(), titles=("计量单位换算表",), sheet="换算")
    return RegionFile(path, "jianghe_units", str(FIRST_DAY.year), count)


def _unit_rows() -> Iterator[Sequence[Cell]]:
    for one in products():
        case = "箱" if one.group == FOOD else "件"
        note = "标箱" if one.group == FOOD else "冷藏件" if one.group == CHAIN else ""
        yield one.code, one.name, one.unit, 1, FIRST_DAY, "主计量单位"
        if one.code == COLD_TABLETS:
            yield one.code, one.name, case, _OLD_CASE, FIRST_DAY, "10片×2板/盒"
            yield one.code, one.name, case, one.pack, date.fromordinal(SPEC_CHANGED_ON), "12片×2板/盒"
        else:
            yield one.code, one.name, case, one.pack, FIRST_DAY, note


def _prices(folder: Path) -> RegionFile:
    """The list price of each product since 2024, and the cut of one of them."""
    path = folder / "产品价目表_20260401.xlsx"
    rows = [(one.code, one.name, one.price_on(FIRST_DAY.toordinal()) / 100, FIRST_DAY) for one in products()]
    cut = product(PRICE_CUT)
    rows.append((cut.code, cut.name, cut.price_on(PRICE_CUT_ON) / 100, date.fromordinal(PRICE_CUT_ON)))
    header = ("存货编码", "存货名称", "出厂价", "执行日期")
    count = write_book(path, header, rows, titles=("产品价目表(不含税)",), sheet="价目")
    return RegionFile(path, "jianghe_prices", "2024..2026", count)


def _lanes(folder: Path) -> RegionFile:
    """How many days each lane may take, since 嘉兴前置仓 opened also from there."""
    path = folder / "线路标准时效_20260101.csv"
    rows = [
        (f"{place}→{city}", f"{name}发{city}", f"{3300 + number}00", str(standard_days(place_code, f"{3300 + number}")))
        for place_code, (name, place) in PLACES.items()
        for number, city in enumerate(_CITIES, 1)
    ]
    header = ("运输线路", "线路名称", "目的地区划代码", "标准时效(天)", "生效日期")
    count = write_csv(path, header, ((*row, FIRST_DAY.isoformat()) for row in rows))
    return RegionFile(path, "jianghe_lanes", "2024..2026", count)


def _must_stock(folder: Path) -> RegionFile:
    """What each tier must keep: the core products; a county dealer neither 冷链 nor the second half of 处方."""
    path = folder / "必备品目录_20260101.xlsx"
    rows: list[Sequence[Cell]] = []
    tiers: tuple[Tier, ...] = ("province", "city", "county")
    for tier in tiers:
        rows += [
            (TIER_WORDS[tier], one.code, one.name, FIRST_DAY)
            for one in products()
            if one.core and not (tier == "county" and one.group in (CHAIN, "CF02"))
        ]
    header = ("经销商级别", "存货编码", "存货名称", "生效日期")
    count = write_book(path, header, rows, titles=("各级经销商必备品目录",), sheet="必备品")
    return RegionFile(path, "jianghe_must_stock", "2024..2026", count)


def _assignments(folder: Path) -> RegionFile:
    """Who was responsible for each dealer, by whose order, since when."""
    path = folder / "经销商归属变更_20260401.xlsx"
    header = ("客户编码", "客户名称", "生效日期", "城市经理", "办事处", "销售主体", "实际控制人", "承接原客户编码")
    count = write_book(path, header, _assignment_rows(), titles=("经销商归属及承接关系",), sheet="归属")
    return RegionFile(path, "jianghe_assignments", "2024..2026", count)


def _assignment_rows() -> Iterator[Sequence[Cell]]:
    for one in dealers():
        taken_over = one.code == who.ZHOUSHAN
        since = date(*who.ACCOUNT_CHANGED, 1) if taken_over else FIRST_DAY
        rest = (who.DRUG_COMPANY, one.group or None)
        before = who.OFFICE_BEFORE.get(one.area[:4])
        if taken_over:
            old = who.account(one.code, (FIRST_DAY.year, 1))
            yield old.code, old.name, FIRST_DAY, one.manager, one.office, *rest, None
        yield one.code, one.name, since, one.manager, before or one.office, *rest, who.FORMER if taken_over else None
        if before:
            yield one.code, one.name, who.OFFICES_CHANGED, one.manager, one.office, *rest, None
