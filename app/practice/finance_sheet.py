"""Finance's totals (财务口径汇总), worked out from the maker's own plan: what every figure must agree with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from app.practice import dealers as who
from app.practice.flow import county_sales, price_of
from app.practice.frame import MONTHS, TARGET_2025_WAN, TARGET_2026_WAN, TAX_PERCENT, month_end
from app.practice.ledger import OPEN_WAN, OVERDUE_WAN, open_items
from app.practice.money import WAN, blue_invoices, red_invoices, with_tax
from app.practice.orders import DISCOUNT, GIFT, GOODS_REBATE, SALE
from app.practice.products import GROUPS, Product
from app.practice.receipts import NOTE, REBATE, receipts
from app.practice.returns import return_rows
from app.practice.service_level import finished_orders
from app.practice.writers import Cell, write_books

BUCKETS: Final = ("未到期", "1-30天", "31-60天", "61-90天", "91-180天", "180天以上")
_LIMITS: Final = (0, 30, 60, 90, 180)
_AREAS: Final = ("杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "金华", "衢州", "舟山", "台州", "丽水")


def write_finance(folder: Path) -> Path:
    """Write the workbook that is shipped beside the files and never imported: 万元 to two places."""
    path = folder / "财务口径汇总.xlsx"
    write_books(
        path,
        (
            ("年季", ("期间", "口径", "金额(万元)"), _main()),
            ("月度", ("月份", *_MONTHLY), _rows(_monthly())),
            ("账龄", ("截止日期", *BUCKETS), _rows(_ages())),
            ("产品组", ("月份", *GROUPS.values()), _rows(_by_group())),
            ("办事处现架构", ("月份", *_offices()), _rows(_by_office(restated=True))),
            ("办事处历史架构", ("月份", *_offices()), _rows(_by_office(restated=False))),
            ("实控人", ("月份", *_owners()), _rows(_by_owner())),
            ("经销商", ("月份", *(one.code for one in who.direct_dealers())), _rows(_by_dealer())),
        ),
    )
    return path


_MONTHLY: Final = (
    "发货净额(不含税)",
    "发货净额(含税)",
    "其中票折(不含税)",
    "货补(不含税)",
    "赠品件数",
    "健康食品(不含税)",
    "健康食品(含税)",
    "开票净额(不含税)",
    "开票净额(含税)",
    "红字发票(含税)",
    "回款(含税)",
    "其中银承",
    "返利抵款(含税)",
    "应收(含税)",
    "逾期(含税)",
    "退货(不含税)",
    "县级采购(不含税)",
)


@cache
def _monthly() -> dict[str, list[int]]:
    """By month the columns, in 分; free goods in pieces times WAN, so that all columns are divided alike."""
    found = {_month_name(month): [0] * len(_MONTHLY) for month in range(len(MONTHS))}
    for month, column, amount in (*_shipped(), *_settled()):
        found[_month_name(month)][_MONTHLY.index(column)] += amount
    return found


def _shipped() -> Iterator[tuple[int, str, int]]:
    """Month, column and amount of every order line."""
    other = {DISCOUNT: "其中票折(不含税)", GOODS_REBATE: "货补(不含税)"}
    for order in finished_orders():
        month = MONTHS.index(order.month)
        for line in order.lines if order.shipped else ():
            gross = line.amount * (100 + TAX_PERCENT) // 100 if order.food else with_tax(line.amount)
            if line.kind in (SALE, DISCOUNT):
                yield month, "发货净额(不含税)", line.amount
                yield month, "发货净额(含税)", gross
                if order.food:
                    yield month, "健康食品(不含税)", line.amount
                    yield month, "健康食品(含税)", gross
            if line.kind in other:
                yield month, other[line.kind], line.amount
            if line.kind == GIFT:
                yield month, "赠品件数", line.quantity * WAN


def _settled() -> Iterator[tuple[int, str, int]]:
    """The same of invoices, receipts, open items, returns and the county dealers' purchases."""
    for one in blue_invoices():
        yield one.month, "开票净额(不含税)", sum(line.net for line in one.lines)
        yield one.month, "开票净额(含税)", one.gross
    for one in red_invoices():
        yield one.month, "红字发票(含税)", one.gross
    for receipt in receipts():
        yield receipt.month, "返利抵款(含税)" if receipt.form == REBATE else "回款(含税)", receipt.amount
        if receipt.form == NOTE:
            yield receipt.month, "其中银承", receipt.amount
    for item in open_items():
        yield _index(item.day), "应收(含税)", item.amount
        if item.invoice.due < item.day:
            yield _index(item.day), "逾期(含税)", item.amount
    for row in return_rows():
        yield row.month, "退货(不含税)", row.amount
    for sale in county_sales():
        amount = sale.quantity * price_of(sale.product, sale.month) - sale.discount
        yield sale.month, "县级采购(不含税)", amount


def _index(day: int) -> int:
    when = date.fromordinal(day)
    return MONTHS.index((when.year, when.month))


def _month_name(month: int) -> str:
    return f"{MONTHS[month][0]}-{MONTHS[month][1]:02d}"


def _main() -> list[Sequence[Cell]]:
    months = _monthly()

    def of(column: str, *wanted: str) -> float:
        place = _MONTHLY.index(column)
        return _wan(sum(row[place] for name, row in months.items() if name.startswith(wanted)))

    first = ("2026-01", "2026-02", "2026-03")
    net, gross = "发货净额(不含税)", "发货净额(含税)"
    food_tax = of("健康食品(含税)", "2025") - of("健康食品(不含税)", "2025")
    quarters = {number: [f"2025-{number * 3 - back:02d}" for back in (2, 1, 0)] for number in (1, 2, 3, 4)}
    return [
        ("2025 全年", "发货、不含税、本公司销售", of(net, "2025")),
        ("2025 全年", "发货、含税", of(gross, "2025")),
        ("2025 全年", "含县级采购(层级重复)", _wan(round((of(net, "2025") + of("县级采购(不含税)", "2025")) * WAN))),
        ("2025 全年", "健康食品误按不含税", round(of(net, "2025") + food_tax, 2)),
        *((f"2025Q{one}", "发货、不含税、本公司销售", of(net, *names)) for one, names in quarters.items()),
        ("2026Q1", "发货、不含税、本公司销售", of(net, *first)),
        ("2026Q1", "目标(调整版,不含税)", float(sum(TARGET_2026_WAN[:3]))),
        ("2025 全年", "目标(不含税)", float(sum(TARGET_2025_WAN))),
        ("2026Q1", "回款(含税)", of("回款(含税)", *first)),
        ("2026-03-31", "应收(含税,不含预收)", float(OPEN_WAN)),
        ("2026-03-31", "逾期(含税)", float(OVERDUE_WAN)),
    ]  # fmt: skip


def _ages() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for item in open_items():
        late = item.day - item.invoice.due
        row = found.setdefault(date.fromordinal(item.day).isoformat(), [0] * len(BUCKETS))
        row[sum(late > limit for limit in _LIMITS)] += item.amount
    return found


@cache
def _cells() -> dict[tuple[int, str, Product], int]:
    """Net sales by month, dealer and product in 分."""
    found: dict[tuple[int, str, Product], int] = {}
    for order in finished_orders():
        if order.shipped:
            month = MONTHS.index(order.month)
            for line in order.lines:
                key = (month, order.dealer.code, line.product)
                found[key] = found.get(key, 0) + line.net
    return found


def _summed(columns: Sequence[str], pairs: Iterable[tuple[int, str, int]]) -> dict[str, list[int]]:
    found = {_month_name(month): [0] * len(columns) for month in range(len(MONTHS))}
    for month, column, amount in pairs:
        found[_month_name(month)][columns.index(column)] += amount
    return found


def _by_group() -> dict[str, list[int]]:
    return _summed(tuple(GROUPS), ((month, one.group, amount) for (month, _, one), amount in _cells().items()))


def _offices() -> tuple[str, ...]:
    return tuple(sorted({one.office for one in who.direct_dealers()}))


def _by_office(*, restated: bool) -> dict[str, list[int]]:
    def office(code: str, month: int) -> str:
        dealer = who.dealer(code)
        before = not restated and month_end(*MONTHS[month]) < who.OFFICES_CHANGED
        return who.OFFICE_BEFORE.get(dealer.area[:4], dealer.office) if before else dealer.office

    return _summed(_offices(), ((month, office(code, month), amount) for (month, code, _), amount in _cells().items()))


def _owners() -> tuple[str, ...]:
    return tuple(sorted({one.group for one in who.direct_dealers() if one.group}))


def _by_owner() -> dict[str, list[int]]:
    return _summed(
        _owners(),
        (
            (month, who.dealer(code).group, amount)
            for (month, code, _), amount in _cells().items()
            if who.dealer(code).group
        ),
    )


def _by_dealer() -> dict[str, list[int]]:
    codes = tuple(one.code for one in who.direct_dealers())
    return _summed(codes, ((month, code, amount) for (month, code, _), amount in _cells().items()))


def _rows(found: Mapping[str, Sequence[int]]) -> list[Sequence[Cell]]:
    return [(name, *map(_wan, row)) for name, row in found.items()]


def _wan(cents: int) -> float:
    """分 as 万元 with two places, halves away from zero."""
    sign = -1 if cents < 0 else 1
    return sign * ((abs(cents) + WAN // 200) // (WAN // 100)) / 100
