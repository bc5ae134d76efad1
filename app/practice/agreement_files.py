"""Files of what is agreed with dealers: contracts and their targets, territories, contacts, deposits, loaned assets.

Nobody else may sell in the pharmacies of a city whose only city dealer has them for itself; hospitals belong to the
provincial dealers, clinics and health centres to the county dealers. One draft breaks that: 金华义利 asks for 湖州.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from app.practice import dealers as who
from app.practice.dealers import Dealer, dealers, direct_dealers
from app.practice.dice import Dice
from app.practice.products import FOOD, GROUPS
from app.practice.writers import Cell, RegionFile, write_book

FIRST: Final = date(2026, 1, 1)
LAST: Final = date(2026, 12, 31)
DRAFT: Final = "HT26-D0417-补"
"""A draft of 金华义利 that names the pharmacies of 湖州, where another dealer is alone (beside story 6)."""
DRAFT_FROM: Final = date(2026, 5, 1)
HUZHOU_AREA: Final = "330500"
_WAN: Final = 10_000
_QUARTERS: Final = ((1, 3, 31, 24), (4, 6, 30, 24), (7, 9, 30, 23), (10, 12, 31, 29))
"""First and last month, last day, and share of a year's target in hundredths."""
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN: Final = ("建国", "丽华", "志明", "晓燕", "国强", "雅琴", "文杰", "海燕", "永康", "佩芬", "卫东", "美娟")
_POSITIONS: Final = ("总经理", "采购经理", "质量负责人", "财务主管")
_FRIDGE: Final = "医用冷藏柜 HYC-310"
_FRIDGE_PRICE: Final = 12_800
_SHELF: Final = "阴凉展示架"


def write_agreements(folder: Path) -> list[RegionFile]:
    """Write the files in import order."""
    return [
        _write(folder, "经销合同台账_20260401.xlsx", "jianghe_contracts", _CONTRACTS, _contracts(), "经销合同台账"),
        _write(folder, "合同指标_20260105.xlsx", "jianghe_contract_targets", _TARGETS, _targets(), "合同指标(万元)"),
        _write(folder, "授权区域清单_20260401.xlsx", "jianghe_territories", _AREAS, _territories(), "授权区域清单"),
        _write(folder, "经销商通讯录_20260401.xlsx", "jianghe_contacts", _CONTACTS, _contacts(), "经销商通讯录"),
        _write(folder, "保证金与借用资产台账_20260331.xlsx", "jianghe_ledger", _LEDGER, _ledger(), "保证金与借用资产"),
        _write(folder, "经销商银行账户_20260401.xlsx", "jianghe_accounts", _ACCOUNTS, _accounts(), "经销商银行账户"),
        _write(folder, "供货关系_20260401.xlsx", "jianghe_parents", _PARENTS, _parents(), "县级供货关系"),
    ]


def _write(
    folder: Path, name: str, profile: str, header: Sequence[str], rows: Iterator[Sequence[Cell]], title: str
) -> RegionFile:
    path = folder / name
    count = write_book(path, header, rows, titles=(title,), sheet="台账")
    return RegionFile(path, profile, "2026", count)


def contract_no(dealer: Dealer, year: int = 2026) -> str:
    """The number of a dealer's contract of a year."""
    return f"HT{year % 100}-{dealer.code}"


_CONTRACTS: Final = (
    "客户编码", "客户名称", "合同编号", "合同类型", "合同状态", "合同起始日", "合同到期日", "续期方式", "提前通知天数",
    "授权产品组", "备注",
)  # fmt: skip


def _contracts() -> Iterator[Sequence[Cell]]:
    """A contract of 2026 with each direct dealer, that of 2025 before it, and the draft; county dealers go on."""
    for number, one in enumerate(direct_dealers()):
        groups = "" if one.food else ",".join(code for code in GROUPS if code != FOOD)
        before = date(2025, 1, 1), date(2025, 12, 31)
        if one.code != who.ZHOUSHAN:
            yield one.code, one.name, contract_no(one, 2025), "经销", "生效", *before, "书面续签", 60, groups, ""
        notice = 60 if number % 3 else 90
        yield one.code, one.name, contract_no(one), "经销", "生效", FIRST, LAST, "书面续签", notice, groups, ""
    jinhua = who.dealer(who.JINHUA)
    yield (
        jinhua.code, jinhua.name, DRAFT, "经销", "草稿", DRAFT_FROM, LAST, "不续", "", "", "申请增加湖州药店渠道",
    )  # fmt: skip
    for one in dealers():
        if not one.direct:
            start = date(2025, 1, 1), date(2025, 12, 31)
            yield one.code, one.name, contract_no(one, 2025), "框架", "生效", *start, "自动续期", 30, "", "三方协议"


_TARGETS: Final = ("客户编码", "客户名称", "合同编号", "考核期起", "考核期止", "指标金额")


def _targets() -> Iterator[Sequence[Cell]]:
    """The year's target of each contract by quarter, in 万元: what the contract says, not what the plan adjusted."""
    for one in direct_dealers():
        for first, last, day, share in _QUARTERS:
            amount = round(one.weight * 4 * share / 100)
            yield one.code, one.name, contract_no(one), date(2026, first, 1), date(2026, last, day), amount


_AREAS: Final = (
    "客户编码",
    "客户名称",
    "授权区域编码",
    "产品组",
    "授权渠道",
    "是否独家",
    "授权起始日",
    "授权截止日",
    "合同编号",
)


def _territories() -> Iterator[Sequence[Cell]]:
    cities = [one.city for one in direct_dealers() if one.tier == "city"]
    for one in direct_dealers():
        number = contract_no(one)
        if one.tier == "province":
            yield one.code, one.name, "330000", "", "医院", "否", FIRST, LAST, number
            continue
        alone = "是" if cities.count(one.city) == 1 else "否"
        yield one.code, one.name, one.city, "", "药店", alone, FIRST, LAST, number
        if one.food:
            yield one.code, one.name, one.city, FOOD, "商超", "否", FIRST, LAST, number
    jinhua = who.dealer(who.JINHUA)
    yield jinhua.code, jinhua.name, HUZHOU_AREA, "", "药店", "否", DRAFT_FROM, LAST, DRAFT
    for one in dealers():
        if not one.direct:
            yield one.code, one.name, one.area, "", "基层", "是", date(2025, 1, 1), "", contract_no(one, 2025)


_CONTACTS: Final = ("客户编码", "客户名称", "联系人", "职务", "手机", "电话", "邮箱", "微信号", "是否主联系人")


def _contacts() -> Iterator[Sequence[Cell]]:
    """Two people of each direct dealer and one of each other; the numbers are of a block that nobody has."""
    dice = Dice("通讯录")
    for place, one in enumerate(dealers()):
        names: list[str] = []
        for number in range(2 if one.direct else 1):
            name = dice.pick(_SURNAMES) + dice.pick(_GIVEN)
            while name in names:
                name = dice.pick(_SURNAMES) + dice.pick(_GIVEN)
            names.append(name)
            mobile = f"1990000{place * 4 + number:04d}"
            email = f"{one.code.lower()}.{number + 1}@example.cn"
            phone = f"0571-8000{place:04d}" if number == 0 else ""
            wechat = f"jh_{one.code.lower()}_{number + 1}"
            main = "是" if number == 0 else "否"
            yield one.code, one.name, name, _POSITIONS[(place + number) % 4], mobile, phone, email, wechat, main


_ACCOUNTS: Final = ("客户编码", "客户名称", "开户行", "银行账号", "户名", "是否主账户")
_BANKS: Final = ("工商银行", "农业银行", "建设银行", "浙商银行", "杭州银行")


def _accounts() -> Iterator[Sequence[Cell]]:
    """One account of each dealer; no two have the same."""
    for number, one in enumerate(dealers()):
        bank = f"{_BANKS[number % len(_BANKS)]}{one.name[:2]}支行"
        yield one.code, one.name, bank, f"1202{one.area}{number * 7_919 + 104_729:08d}1", one.name, "是"


_PARENTS: Final = ("客户编码", "客户名称", "上级经销商编码", "生效日期", "失效日期")


def _parents() -> Iterator[Sequence[Cell]]:
    """From whom county dealers buy; one of 金华 bought from another city dealer until 2023, before the files begin."""
    moved = False
    for one in dealers():
        if one.direct:
            continue
        if one.city == who.dealer(who.JINHUA).city and one.parent == who.JINHUA and not moved:
            moved = True
            yield one.code, one.name, who.FEWER, date(2021, 1, 1), date(2023, 12, 31)
        yield one.code, one.name, one.parent, date(2024, 1, 1), ""


_LEDGER: Final = (
    "客户编码",
    "客户名称",
    "款项类型",
    "收付方向",
    "发生日期",
    "金额",
    "资产名称",
    "数量",
    "单据号",
    "备注",
)


def _ledger() -> Iterator[Sequence[Cell]]:
    """A deposit of each direct dealer, permanent credit of provincial ones, cold cabinets, one of which came back."""
    for number, one in enumerate(direct_dealers(), 1):
        whose = one.code, one.name
        deposit = (50 if one.tier == "province" else 20) * _WAN
        yield *whose, "保证金", "收", date(2024, 1, 15), deposit, "", "", f"BZJ-{number:03d}", "市场保证金"
        if one.tier == "province":
            yield *whose, "铺底", "发放", date(2024, 2, 1), 100 * _WAN, "", "", f"PD-{number:03d}", "铺底货款"
        if one.code in (who.NINGBO, who.HANGZHOU, who.LISHUI):
            lent = date(2024, 6, 3), 3 * _FRIDGE_PRICE, _FRIDGE, 3
            yield *whose, "借用资产", "借出", *lent, f"ZC-{number:03d}", "冷链陈列"
        if one.code == who.LISHUI:
            back = date(2025, 9, 8), _FRIDGE_PRICE, _FRIDGE, 1
            yield *whose, "借用资产", "归还", *back, f"ZC-{number:03d}-H", "撤柜"
            yield *whose, "押金", "收", date(2024, 6, 3), 6_000, "", "", f"YJ-{number:03d}", "冷藏柜押金"
            yield *whose, "借用资产", "借出", date(2025, 3, 3), 4_200, _SHELF, 6, f"ZC-{number:03d}-2", ""
