"""Files of master data: areas, products, dealers, terminals, suppliers and carriers."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from app.practice.areas import Area, neighbours, zhejiang
from app.practice.dealers import (
    ACCOUNT_CHANGED,
    DRUG_COMPANY,
    FORMER,
    TIER_WORDS,
    ZHOUSHAN,
    Dealer,
    account,
    dealer,
    dealers,
    uscc,
)
from app.practice.frame import FIRST_DAY
from app.practice.products import DELISTED, FOOD, GROUPS, products
from app.practice.service_level import CARRIERS
from app.practice.terminals import terminals
from app.practice.writers import RegionFile, write_book, write_csv

_PERIOD = "2026-04-10"
_EXPORTED = date(2026, 4, 1).toordinal()
_SUPPLIERS = (
    ("S001", "浙江江禾制药有限公司", 911),
    ("S002", "浙江江禾健康食品有限公司", 912),
    ("S004", "湖州苕溪包装材料有限公司", 914),
)
_ROADS: Final = ("解放路", "人民路", "建设大道", "工业一路", "物流大道", "环城东路", "新华街")


def write_masters(folder: Path, extra: Sequence[Dealer]) -> list[RegionFile]:
    """Write the five master files; ``extra`` are the dealers of a larger demonstration."""
    return [
        _areas(folder, neighbours() if extra else ()),
        _products(folder),
        _dealers(folder, (*dealers(), *extra)),
        _terminals(folder),
        _partners(folder),
    ]


def _areas(folder: Path, extra: Sequence[Area]) -> RegionFile:
    path = folder / "行政区划_20260101.csv"
    rows = ((one.code, one.name, one.parent) for one in (*zhejiang(), *extra))
    count = write_csv(path, ("行政区划代码", "行政区划名称", "上级区划代码"), rows)
    return RegionFile(path, "jianghe_areas", _PERIOD, count)


def _products(folder: Path) -> RegionFile:
    path = folder / "存货档案_20260401.xlsx"
    header = (
        "存货编码",
        "存货名称",
        "规格型号",
        "主计量单位",
        "存货分类",
        "分类名称",
        "件装量",
        "储存条件",
        "出厂价",
        "必备品",
        "保质期(月)",
        "报表单位",
        "商品类别",
        "状态",
    )
    rows = (
        (
            one.code,
            one.name,
            one.spec,
            one.unit,
            one.group,
            GROUPS[one.group],
            one.pack,
            "2-8℃" if one.group == "LL01" else "常温",
            one.price_on(_EXPORTED) / 100,
            "是" if one.core else "否",
            one.life,
            "箱" if one.group == FOOD else one.unit,
            one.goods_class,
            "停产" if one.code == DELISTED else "在售",
        )
        for one in products()
    )
    count = write_book(path, header, rows, titles=("存货档案", "单位:江禾医药 导出日期:2026-04-01"), sheet="存货档案")
    return RegionFile(path, "jianghe_products", _PERIOD, count)


def _dealers(folder: Path, rows: Sequence[Dealer]) -> RegionFile:
    path = folder / "客户档案_20260401.csv"
    header = (
        "客户编码",
        "客户名称",
        "客户简称",
        "客户分类",
        "经销商级别",
        "上级经销商编码",
        "行政区划代码",
        "统一社会信用代码",
        "实际控制人",
        "城市经理",
        "办事处",
        "账期天数",
        "信用额度",
        "启用状态",
        "客户等级",
        "销售主体",
        "流向上报起始日",
        "库存上报起始日",
        "注册地址",
    )
    count = write_csv(path, header, _dealer_rows(rows))
    return RegionFile(path, "jianghe_dealers", _PERIOD, count)


def _dealer_rows(rows: Sequence[Dealer]) -> Iterator[Sequence[str]]:
    former = account(ZHOUSHAN, (ACCOUNT_CHANGED[0], 1))
    for number, one in [*enumerate(rows), (len(dealers()) + 1_000, former)]:
        yield (
            one.code,
            one.name,
            one.brand,
            "经销商",
            TIER_WORDS[one.tier],
            one.parent,
            one.area,
            uscc(one.area, 1001 + number),
            one.group,
            one.manager,
            one.office,
            str(one.terms * 30),
            str(one.limit_wan * 10_000),
            "停用" if one is former else "启用",
            "战略" if one.tier == "province" else "A" if one.weight >= 250 else "B" if one.direct else "C",
            DRUG_COMPANY,
            *[_owes_since(one)] * 2,
            _address(one, number),
        )


def _address(one: Dealer, number: int) -> str:
    """A road of its area and a house of its own."""
    places = {area.code: area.name for area in (*zhejiang(), *neighbours())}
    city = places.get(one.city, "")
    return f"{city}{places[one.area] if one.area != one.city else ''}{_ROADS[number % len(_ROADS)]}{7 + number * 3}号"


def _owes_since(one: Dealer) -> str:
    """Since when a dealer owes lists; those of a larger demonstration owe none."""
    if one.code == ZHOUSHAN:
        return date(*ACCOUNT_CHANGED, 1).isoformat()
    return FIRST_DAY.isoformat() if one in dealers() or one.code == FORMER else ""


def _terminals(folder: Path) -> RegionFile:
    path = folder / "终端档案_20260401.csv"
    rows = ((one.code, one.name, "终端", one.kind, one.area, one.rank) for one in terminals())
    count = write_csv(path, ("终端编码", "终端名称", "单位类型", "终端类型", "行政区划代码", "终端级别"), rows)
    return RegionFile(path, "jianghe_terminals", _PERIOD, count)


def _partners(folder: Path) -> RegionFile:
    """Suppliers and carriers; one supplier is also a dealer: the same USCC under another name (a decoy)."""
    path = folder / "供应商及承运商档案_20260401.xlsx"
    twin = next(number for number, one in enumerate(dealers()) if one.code == "D0418")
    rows = [
        (code, name, "承运商", uscc("330100", 800 + number)) for number, (code, name) in enumerate(CARRIERS.items())
    ]
    # A carrier under its former name (another decoy): two codes, one USCC.
    rows.append(("C05", "宁波甬寒物流有限公司", "承运商", rows[-1][3]))
    rows += [(code, name, "供应商", uscc("330100", serial)) for code, name, serial in _SUPPLIERS]
    rows.append(("S003", "金华婺康药业有限公司", "供应商", uscc(dealer("D0418").area, 1001 + twin)))
    count = write_book(path, ("往来单位编码", "往来单位名称", "往来类型", "统一社会信用代码"), rows, sheet="往来单位")
    return RegionFile(path, "jianghe_partners", _PERIOD, count)
