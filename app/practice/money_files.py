"""Files of finance and of the offices: receivables, returns, complaints, survey answers, targets, finance's totals."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from app.practice import dealers as who
from app.practice.budgets import windows
from app.practice.dealers import dealers, direct_dealers
from app.practice.dice import Dice, apportion
from app.practice.frame import MONTHS, SALES_WAN, TARGET_2025_WAN, TARGET_2026_WAN, day_text, month_days, month_end
from app.practice.money import OpenItem, open_items
from app.practice.order_files import Part
from app.practice.returns import return_rows
from app.practice.service_level import finished_orders
from app.practice.writers import Cell, RegionFile, write_book, write_csv, yuan

_PREPAID_WAN: Final = 186
_COLLECTION_2026Q1_WAN: Final = (2_500, 2_150, 2_700)
_ORIGINAL_2026_WAN: Final = (2_540, 1_500, 3_110, 2_260, 2_320, 2_760, 2_090, 2_230, 2_720, 2_530, 3_010, 3_420)
_AR_PARTS: Final = (
    Part("2024", (2024, 1), (2024, 12), "20250106"),
    Part("2025", (2025, 1), (2025, 12), "20260106"),
    Part("2026M01-02", (2026, 1), (2026, 2), "20260304"),
    Part("2026M03", (2026, 3), (2026, 3), "20260408"),
)


def write_money(folder: Path) -> list[RegionFile]:
    """Write all files of this group in import order."""
    return [
        *(_receivables(folder, part) for part in _AR_PARTS),
        _returns(folder, Part("2024-2025", (2024, 1), (2025, 12), "20260105")),
        _returns(folder, Part("2026", (2026, 1), (2026, 4), "20260410")),
        _complaints(folder),
        _survey(folder),
        _targets(folder, "2025_20250108", 2025, TARGET_2025_WAN, ()),
        _targets(folder, "2026_原始版_20251228", 2026, _ORIGINAL_2026_WAN, _COLLECTION_2026Q1_WAN),
        _targets(folder, "2026_调整版_20260115", 2026, TARGET_2026_WAN, _COLLECTION_2026Q1_WAN),
    ]


_AR_HEADER: Final = ("截止日期", "客户编码", "客户名称", "单据类型", "发票号", "开票日期", "到期日", "未收金额", "币种")


def _receivables(folder: Path, part: Part) -> RegionFile:
    stem = f"应收账款明细_{part.name}_{part.exported}"
    items = [one for one in open_items() if part.holds(_month(one.day))]
    if part.name != "2026M03":
        path = folder / f"{stem}.csv"
        rows = (_item_row(one, thousands=part.name == "2024") for one in items)
        return RegionFile(path, "jianghe_receivables", part.name, write_csv(path, _AR_HEADER, rows))
    path = folder / f"{stem}.xlsx"
    day = date(2026, 3, 31)
    rest: list[Sequence[Cell]] = [
        (
            day,
            one.invoice.dealer.code,
            one.invoice.dealer.name,
            "应收",
            one.invoice.number,
            date.fromordinal(one.invoice.day),
            date.fromordinal(one.invoice.due),
            one.amount / 100,
            "CNY",
        )
        for one in items
    ]
    # A prepaid dealer's credit balance: money received in advance, no negative receivable (a decoy).
    credit = who.dealer(who.CREDIT)
    rest.append((day, credit.code, credit.name, "预收", "YS26030001", day, None, -_PREPAID_WAN * 10_000.0, "CNY"))
    titles = ("应收账款明细表", "截止日期:2026-03-31 单位:元(含税)")
    count = write_book(path, _AR_HEADER, rest, titles=titles, totals=("未收金额",), sheet="应收明细")
    return RegionFile(path, "jianghe_receivables", part.name, count)


def _item_row(one: OpenItem, *, thousands: bool) -> tuple[str, ...]:
    amount = f'"{one.amount / 100:,.2f}"' if thousands else yuan(one.amount)
    return (
        day_text(one.day),
        one.invoice.dealer.code,
        one.invoice.dealer.name,
        "应收",
        one.invoice.number,
        day_text(one.invoice.day),
        day_text(one.invoice.due),
        amount,
        "CNY",
    )


def _month(day: int) -> tuple[int, int]:
    found = date.fromordinal(day)
    return found.year, found.month


def _returns(folder: Path, part: Part) -> RegionFile:
    path = folder / f"退货明细_{part.name}_{part.exported}.csv"
    header = (
        "退货单号",
        "客户编码",
        "存货编码",
        "存货名称",
        "退货日期",
        "退货数量",
        "退货金额",
        "退货类型",
        "退货原因",
    )
    rows = (
        (
            f"TH{MONTHS[one.month][0] % 100:02d}{number:05d}",
            one.dealer.code,
            one.product.code,
            one.product.name,
            day_text(one.day),
            str(one.quantity),
            yuan(one.amount),
            one.kind,
            one.reason,
        )
        for number, one in enumerate(return_rows(), 1)
        if part.holds(MONTHS[one.month])
    )
    return RegionFile(path, "jianghe_returns", part.name, write_csv(path, header, rows))


def _complaints(folder: Path) -> RegionFile:
    path = folder / "客户投诉登记_20260410.csv"
    header = ("投诉单号", "客户编码", "关联订单号", "投诉日期", "结案日期", "投诉类型")
    return RegionFile(path, "jianghe_complaints", "2024..2026", write_csv(path, header, _complaint_rows()))


def _complaint_rows() -> Iterator[tuple[str, ...]]:
    """One delivered order in 90 is complained about, a late one in 12."""
    dice = Dice("complaints")
    number = 0
    for order in finished_orders():
        draw, wait = dice.unit(), dice.whole(1, 12)
        if not order.delivered or draw > (1 / 12 if order.late else 1 / 90):
            continue
        number += 1
        opened = min(order.delivered_on + 1, month_days(MONTHS[-1])[1])
        closed = day_text(opened + wait) if opened + wait <= month_days(MONTHS[-1])[1] else ""
        kind = (
            "到货延迟"
            if order.late
            else "数量短缺"
            if order.short
            else ("包装破损", "服务态度", "发票问题")[number % 3]
        )
        yield f"KS{number:05d}", order.dealer.code, order.number, day_text(opened), closed, kind


def _survey(folder: Path) -> RegionFile:
    path = folder / "经销商满意度调查_20260408.xlsx"
    header = ("问卷编号", "客户编码", "客户名称", "答卷日期", "题目", "得分")
    count = write_book(
        path, header, _answers(), titles=("经销商季度满意度调查(满意度 1-5,推荐意愿 0-10)",), sheet="答卷"
    )
    return RegionFile(path, "jianghe_survey", "2024..2026", count)


def _answers() -> Iterator[Sequence[Cell]]:
    """Each quarter about 70 % of the dealers answer both questions; the west is less content since November 2025."""
    for quarter in range(9):
        year, month = 2024 + quarter // 4, quarter % 4 * 3 + 3
        last = month_end(year, month)
        for number, dealer in enumerate(dealers(), 1):
            dice = Dice(f"survey {quarter} {dealer.code}")
            if dice.unit() > 0.7:
                continue
            low = quarter >= 7 and dealer.city in ("330800", "331100")
            day = date(year, month, dice.whole(10, last.day))
            paper = f"WJ{year % 100:02d}{month:02d}{number:03d}"
            yield paper, dealer.code, dealer.name, day, "满意度", dice.pick((2, 3, 3, 4) if low else (3, 4, 4, 4, 5, 5))
            yield (
                paper,
                dealer.code,
                dealer.name,
                day,
                "推荐意愿",
                dice.pick((4, 5, 6, 7) if low else (6, 7, 8, 8, 9, 9, 10)),
            )


def _targets(folder: Path, name: str, year: int, sales: Sequence[int], collection: Sequence[int]) -> RegionFile:
    """Months across columns; the version of January 2026 replaces that of December."""
    path = folder / f"年度目标_{name}.xlsx"
    months = [f"{year}年{month}月" for month in range(1, 13)]
    rows: list[Sequence[Cell]] = []
    for kind, wan in (("销售", sales), ("回款", collection)):
        columns = [_shared(index, total, year) for index, total in enumerate(wan)]
        for number, dealer in enumerate(direct_dealers()):
            if columns:
                values = [column[number] for column in columns]
                rows.append((dealer.code, dealer.name, kind, *values, *([None] * (12 - len(values)))))
    titles = (f"{year}年度经销商目标分解({'不含税销售 / 含税回款'},元)",)
    count = write_book(path, ("客户编码", "客户名称", "目标类型", *months), rows, titles=titles, sheet="目标")
    return RegionFile(path, "jianghe_targets", str(year), count)


def _shared(index: int, wan: int, year: int) -> list[int]:
    """A month's target by dealer in whole yuan: half by weight, half by what it bought in that quarter of last year."""
    quarter = {(year - 1, index // 3 * 3 + one) for one in (1, 2, 3)}
    bought: dict[str, int] = {}
    for window in windows():
        if window.month in quarter:
            bought[window.dealer.code] = bought.get(window.dealer.code, 0) + window.drugs + window.food
    weights = [bought.get(one.code, 0) * 0.5 + one.weight * 5_000 for one in direct_dealers()]
    return [part * 100 for part in apportion(wan * 100, weights)]


def write_finance(folder: Path) -> Path:
    """Finance's own sheet of totals, shipped beside the files and never imported: what every figure must agree with."""
    path = folder / "财务对账表_20260410.xlsx"
    rows: list[Sequence[Cell]] = [
        (f"{year}-{month:02d}", wan, "发货口径、不含税、现架构") for (year, month), wan in SALES_WAN.items()
    ]
    rows += [
        ("2025 全年", 26_560, "发货口径、不含税"),
        ("2026Q1", 6_430, "发货口径、不含税"),
        ("2026Q1 目标", 6_900, "调整版"),
        ("2026-03-31 应收", 7_260, "含税,不含预收"),
        ("2026-03-31 逾期", 612, "含税"),
    ]
    write_book(path, ("期间", "金额(万元)", "口径"), rows, titles=("江禾 浙江省区 财务对账表",), sheet="对账")
    return path
