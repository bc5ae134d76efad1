"""Files of the offices: returns, complaints, survey answers, targets."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from app.practice.budgets import WAN, windows
from app.practice.dealers import account, dealers, direct_dealers
from app.practice.dice import Dice, apportion
from app.practice.frame import MONTHS, TARGET_2025_WAN, TARGET_2026_WAN, TAX_PERCENT, day_text, month_days, month_end
from app.practice.order_files import Part
from app.practice.returns import return_rows
from app.practice.scores import complained, content, target_weight
from app.practice.service_level import finished_orders
from app.practice.writers import Cell, RegionFile, write_book, write_csv, yuan

_COLLECTION_2026_WAN: Final = (2_500, 2_150, 2_700, 2_350, 2_420, 2_900, 2_300, 2_420, 2_850, 2_700, 3_150, 4_100)
_COLLECTION_2025_WAN: Final = (2_250, 2_450, 2_700, 2_200, 2_250, 2_700, 2_200, 2_300, 2_650, 2_350, 2_450, 4_000)
_ORIGINAL_2026_WAN: Final = (2_540, 1_500, 3_110, 2_260, 2_320, 2_760, 2_090, 2_230, 2_720, 2_530, 3_010, 3_420)


def write_money(folder: Path) -> list[RegionFile]:
    """Write all files of this group in import order."""
    return [
        _returns(folder, Part("2024-2025", (2024, 1), (2025, 12), "20260105")),
        _returns(folder, Part("2026", (2026, 1), (2026, 4), "20260410")),
        _complaints(folder),
        _survey(folder),
        _targets(folder, "2025_20250108", "原始版", TARGET_2025_WAN, _COLLECTION_2025_WAN),
        _targets(folder, "2026_原始版_20251228", "原始版", _ORIGINAL_2026_WAN, _COLLECTION_2026_WAN),
        _targets(folder, "2026_调整版_20260115", "调整版", TARGET_2026_WAN, _COLLECTION_2026_WAN),
    ]


def _returns(folder: Path, part: Part) -> RegionFile:
    path = folder / f"退货明细_{part.name}_{part.exported}.csv"
    header = (
        "退货单号",
        "客户编码",
        "存货编码",
        "存货名称",
        "退货日期",
        "单位",
        "退货数量",
        "退货金额",
        "税率",
        "退货类型",
        "退货原因",
    )
    rows = (
        (
            one.number,
            account(one.dealer.code, MONTHS[one.month]).code,
            one.product.code,
            one.product.name,
            day_text(one.day),
            one.product.unit,
            str(one.quantity),
            yuan(one.amount),
            f"{TAX_PERCENT}%",
            one.kind,
            one.reason,
        )
        for one in return_rows()
        if one.listed and part.holds(MONTHS[one.month])
    )
    return RegionFile(path, "jianghe_returns", part.name, write_csv(path, header, rows))


def _complaints(folder: Path) -> RegionFile:
    path = folder / "客户投诉登记_20260410.csv"
    header = ("投诉单号", "客户编码", "关联订单号", "投诉日期", "结案日期", "投诉类型")
    return RegionFile(path, "jianghe_complaints", "2024..2026", write_csv(path, header, _complaint_rows()))


def _complaint_rows() -> Iterator[tuple[str, ...]]:
    """One delivered order in 90 is complained about, a late one in 12."""
    dice, told = Dice("complaints"), complained(finished_orders())
    number = 0
    for order in finished_orders():
        draw, wait = dice.unit(), dice.whole(1, 12)
        usual = draw <= (1 / 12 if order.late else 1 / 90)
        if not order.delivered or not told.get(order.number, usual):
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
        yield (
            f"KS{number:05d}",
            account(order.dealer.code, order.month).code,
            order.number,
            day_text(opened),
            closed,
            kind,
        )


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
        for number, each in enumerate(dealers(), 1):
            dealer = account(each.code, (year, month))
            dice = Dice(f"survey {quarter} {each.code}")
            if dice.unit() > 0.7:
                continue
            low = quarter >= 7 and dealer.city in ("330800", "331100")
            day = date(year, month, dice.whole(10, last.day))
            paper = f"WJ{year % 100:02d}{month:02d}{number:03d}"
            usual = dice.pick((2, 3, 3, 4) if low else (3, 4, 4, 4, 5, 5))
            yield paper, dealer.code, dealer.name, day, "满意度", content(each.code, (year, month)) or usual
            yield (
                paper,
                dealer.code,
                dealer.name,
                day,
                "推荐意愿",
                dice.pick((4, 5, 6, 7) if low else (6, 7, 8, 8, 9, 9, 10)),
            )


def _targets(folder: Path, name: str, version: str, sales: Sequence[int], collection: Sequence[int]) -> RegionFile:
    """Months across columns, in 万元; the version of January 2026 counts instead of December's original."""
    path = folder / f"年度目标_{name}.xlsx"
    year = int(name[:4])
    months = [f"{year}年{month}月" for month in range(1, 13)]
    rows: list[Sequence[Cell]] = []
    for kind, wan in (("销售", sales), ("回款", collection)):
        columns = [_shared(index, total, year) for index, total in enumerate(wan)]
        for number, each in enumerate(direct_dealers()):
            dealer = account(each.code, (year, 1))
            rows.append((dealer.code, dealer.name, version, kind, *(column[number] / WAN for column in columns)))
    titles = (f"{year}年度经销商目标分解({version})", "单位:万元 销售目标不含税,回款目标含税")
    count = write_book(path, ("客户编码", "客户名称", "版本", "目标类型", *months), rows, titles=titles, sheet="目标")
    return RegionFile(path, "jianghe_targets", str(year), count)


def _shared(index: int, wan: int, year: int) -> list[int]:
    """A month's target by dealer in whole yuan: half by weight, half by what it bought in that quarter of last year."""
    quarter = {(year - 1, index // 3 * 3 + one) for one in (1, 2, 3)}
    bought: dict[str, int] = {}
    for window in windows():
        if window.month in quarter:
            bought[window.dealer.code] = bought.get(window.dealer.code, 0) + window.drugs + window.food
    weights = [
        (bought.get(one.code, 0) * 0.5 + one.weight * 5_000) * target_weight(one.code, year, index)
        for one in direct_dealers()
    ]
    return [part * 100 for part in apportion(wan * 100, weights)]
