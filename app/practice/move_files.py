"""Stock movements of the first quarter of 2026 as three dealers' warehouses write them down.

Nothing of it changes a month's end: lots that were mixed up are counted the other way round, what broke is replaced,
what was lent comes back, and what went back to the company is told by its return notes or red lines too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.practice import dealers as who
from app.practice.dealers import Dealer
from app.practice.dice import Dice
from app.practice.frame import MONTHS, day_text, month_days
from app.practice.products import Product
from app.practice.returns import return_rows
from app.practice.stock import StockRow, dealer_stock
from app.practice.writers import RegionFile, write_csv

_LENDER: Final = who.HANGZHOU
_BORROWER: Final = "D0405"
_TOLD_BY: Final = (_LENDER, _BORROWER, "D0411")
_MONTHS: Final = ((2026, 1), (2026, 2), (2026, 3))
_ENOUGH: Final = 100
_COUNTED: Final = 3
_MOVED: Final = 40
_LENT: Final = 60
_NAMED: Final = 0.5
"""The share of what is sent back that bears the number of its return note."""
_HEADER: Final = (
    "异动日期", "经销商编码", "经销商名称", "异动单号", "异动类型", "产品编码", "产品名称", "批号", "异动数量", "单位",
    "仓库编码", "对方单位编码", "对方单位", "关联单号", "异动原因",
)  # fmt: skip


@dataclass(frozen=True)
class _Moved:
    day: int
    dealer: Dealer
    kind: str
    product: Product
    lot: str
    quantity: int
    reason: str
    number: str = ""
    other: Dealer | None = None
    place: str = "01"
    ref: str = ""

    def cells(self, number: int) -> tuple[str, ...]:
        other = ("", "") if self.other is None else (self.other.code, self.other.name)
        return (
            day_text(self.day), self.dealer.code, self.dealer.name, self.number or f"YD2026{number:04d}", self.kind,
            self.product.code, self.product.name, self.lot, str(self.quantity), self.product.unit,
            f"{self.dealer.code}-{self.place}", *other, self.ref, self.reason,
        )  # fmt: skip


def write_moves(folder: Path) -> list[RegionFile]:
    """Write the file of this group."""
    path = folder / "经销商库存异动_2026Q1_20260408.csv"
    rows = [row for code in _TOLD_BY for month in _MONTHS for row in _of(who.dealer(code), month)]
    count = write_csv(path, _HEADER, (row.cells(number) for number, row in enumerate(rows, 1)))
    return [RegionFile(path, "jianghe_stock_moves", "2026Q1", count)]


def _of(dealer: Dealer, month: tuple[int, int]) -> Iterator[_Moved]:
    first, last = month_days(month)
    dice = Dice(f"moves {dealer.code} {month}")
    held = _held(dealer.code, month)
    for one in dice.sample(held, _COUNTED):
        size, mixed = dice.whole(3, 24), one.product.lot_on(one.day - 80)[0]
        yield _Moved(first + 24, dealer, "盘亏", one.product, mixed, size, "串批")
        yield _Moved(first + 24, dealer, "盘盈", one.product, one.lot, size, "串批")
    one, size = dice.pick(held), dice.whole(2, 12)
    yield _Moved(first + 9, dealer, "报损", one.product, one.lot, size, "搬运挤压")
    yield _Moved(first + 17, dealer, "货补入库", one.product, one.lot, size, "破损补发")
    one = dice.pick(held)
    yield _Moved(first + 11, dealer, "调出", one.product, one.lot, _MOVED, "库间调拨", other=dealer)
    yield _Moved(first + 11, dealer, "调入", one.product, one.lot, _MOVED, "库间调拨", other=dealer, place="02")
    yield from _sent_back(dealer, month, dice)
    if dealer.code in {_LENDER, _BORROWER}:
        yield from _lent(dealer, month, (first + 4, last - 8))


def _held(code: str, month: tuple[int, int]) -> list[StockRow]:
    """What a dealer's list of the month's end has enough of."""
    return [
        row for row in dealer_stock()
        if row.dealer is not None and row.dealer.code == code and MONTHS[row.month] == month and row.quantity >= _ENOUGH
    ]  # fmt: skip


def _sent_back(dealer: Dealer, month: tuple[int, int], dice: Dice) -> Iterator[_Moved]:
    for row in return_rows():
        if row.dealer.code == dealer.code and MONTHS[row.month] == month:
            ref = row.number if row.listed and dice.unit() < _NAMED else ""
            lot, _ = row.product.lot_on(row.day - 60)
            yield _Moved(row.day - 1, dealer, "退厂", row.product, lot, row.quantity, row.reason, ref=ref)


def _lent(dealer: Dealer, month: tuple[int, int], days: tuple[int, int]) -> Iterator[_Moved]:
    """What one dealer of the city lends to the other and gets back before the month's end, as either writes it down."""
    one = max(_held(_LENDER, month), key=lambda row: (row.quantity, row.product.code))
    lends = dealer.code == _LENDER
    other = who.dealer(_BORROWER if lends else _LENDER)
    for day, out, reason in ((days[0], lends, "借货"), (days[1], not lends, "还货")):
        number = f"DB{day_text(day).replace('-', '')}"
        kind = "调出" if out else "调入"
        yield _Moved(day, dealer, kind, one.product, one.lot, _LENT, reason, number=number, other=other)
