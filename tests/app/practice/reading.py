"""Reads the written files as a stranger would: no line of the generator is used to find a figure."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

Row = dict[str, str]
WAN = Decimal(10_000)


@dataclass
class Written:
    """The written files by profile, read once."""

    files: dict[str, list[Path]]
    _kept: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, profile: str) -> list[Row]:
        """All rows of a kind of file, in the order of the files."""
        if profile not in self._kept:
            self._kept[profile] = [row for path in self.files[profile] for row in read(path)]
        return self._kept[profile]

    def lines(self) -> list[Row]:
        """Every order line that counts, net in 净额: a later extract replaces an earlier one."""
        if "lines" not in self._kept:
            found: dict[tuple[str, str], Row] = {}
            for row in self.rows("jianghe_order_lines"):
                if is_number(row["订货数量"]):
                    found[row["订单号"], row["行号"]] = row | {"净额": row["无税金额"]}
            for row in self.rows("jianghe_food_lines"):
                net = Decimal(row["含税金额"]) / Decimal("1.13")
                plain = {"存货编码": row["产品编码"], "订货数量": row["订购数量"], "净额": str(net)}
                found[row["订单号"], row["行号"]] = row | plain
            self._kept["lines"] = list(found.values())
        return self._kept["lines"]

    def shipped(self, first: str, last: str, **where: str) -> Decimal:
        """Net sales by shipping date in 万元."""
        chosen = (one for one in self.lines() if one["发货日期"] and first <= iso(one["发货日期"]) <= last)
        return total((one for one in chosen if all(one[name] == value for name, value in where.items())), "净额") / WAN

    def sold(self, code: str) -> list[Row]:
        """A dealer's sell-out from the platform and from its own files, under the platform's headers."""
        found = [row for row in self.rows("jianghe_sellout") if row["经销商编码"] == code]
        own = {
            "D0410": "jianghe_sellout_wenzhou",
            "D0408": "jianghe_sellout_ningbo",
            "D0412": "jianghe_sellout_jiaxing",
        }
        names = {
            "出库日期": "销售日期",
            "日期": "销售日期",
            "商品编码": "产品编码",
            "存货编码": "产品编码",
            "出库数量": "销售数量",
            "数量": "销售数量",
            "销售金额": "金额",
        }
        extra = self.rows(own[code]) if code in own else []
        return found + [{names.get(name, name): value for name, value in row.items()} for row in extra]


def read(path: Path) -> list[Row]:
    """The rows of a CSV file or a workbook by header; title rows above and the totals row below are left out."""
    if path.suffix == ".xlsx":
        table = [
            [cell_text(cell) for cell in row]
            for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        ]
    else:
        raw = path.read_bytes()
        text = raw.decode("gbk") if not_utf8(raw) else raw.decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text), delimiter="\t" if path.suffix == ".txt" else ","))
    top = next(index for index, row in enumerate(table) if all(row))
    header = table[top]
    return [dict(zip(header, row, strict=True)) for row in table[top + 1 :] if row[0] != "合计"]


def not_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return True
    return False


def cell_text(cell: Any) -> str:
    if isinstance(cell, (date, datetime)):
        return cell.strftime("%Y-%m-%d")
    return str(cell)


def is_number(text: str) -> bool:
    try:
        Decimal(text)
    except ArithmeticError:
        return False
    return True


def iso(text: str) -> str:
    """The day of a date or moment as 2026-03-31."""
    year, month, day = text.split(" ", maxsplit=1)[0].replace("/", "-").split("-")
    return f"{year}-{int(month):02d}-{int(day):02d}"


def when(text: str) -> datetime:
    """A moment with its minute."""
    hours, minutes = text.split(" ")[1].split(":")
    return datetime.fromisoformat(iso(text)) + timedelta(hours=int(hours), minutes=int(minutes))


def total(rows: Iterable[Row], name: str) -> Decimal:
    return sum((Decimal(row[name].replace(",", "")) for row in rows), Decimal(0))


def grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """A share in percent with one decimal."""
    return round(Decimal(part) * 100 / Decimal(whole), 1)
