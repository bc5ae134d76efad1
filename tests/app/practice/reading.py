"""Reads the written files as a stranger would: no line of the generator is used to find a figure."""

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import normalize

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
                    net = "0" if row["行类型"] == "货补" else row["无税金额"]
                    found[row["订单号"], row["行号"]] = row | {"净额": net}
            for row in self.rows("jianghe_food_lines"):
                net = Decimal(row["含税金额"]) / Decimal("1.13")
                size = 24 if row["单位"] == "箱" else 1
                plain = {"存货编码": row["产品编码"], "订货数量": str(int(row["订购数量"]) * size), "净额": str(net)}
                found[row["订单号"], row["行号"]] = row | plain | {"实发数量": str(int(row["实发数量"]) * size)}
            self._kept["lines"] = list(found.values())
        return self._kept["lines"]

    def shipped(self, first: str, last: str, **where: str) -> Decimal:
        """Net sales by shipping date in 万元."""
        chosen = (one for one in self.lines() if one["发货日期"] and first <= iso(one["发货日期"]) <= last)
        return total((one for one in chosen if all(one[name] == value for name, value in where.items())), "净额") / WAN

    def returned(self) -> list[Row]:
        """Every return once: the list of returns, and the red lines that stand for none of its rows."""
        if "returned" not in self._kept:
            rows = self.rows("jianghe_returns")
            numbers = {row["退货单号"] for row in rows}
            alike = {
                (row["客户编码"], row["存货编码"], row["退货日期"][:7], int(row["退货数量"]), Decimal(row["退货金额"]))
                for row in rows
            }
            for row in self.rows("jianghe_red_lines"):
                many, amount = (-Decimal(row[name].replace(",", "")) for name in ("实发数量", "无税金额"))
                key = (row["客户编码"], row["存货编码"], row["发货日期"][:7], int(many), amount)
                if row["关联单号"] not in numbers and key not in alike:
                    plain = {"退货日期": row["发货日期"], "退货数量": str(many), "退货金额": str(amount)}
                    rows = [*rows, row | plain]
            self._kept["returned"] = rows
        return self._kept["returned"]

    def sold(self, code: str) -> list[Row]:
        """A dealer's sell-out from the platform and from its own files, under the platform's headers."""
        found = [row for row in self.rows("jianghe_sellout") if row["经销商编码"] == code]
        if code not in OWN:
            return found
        packs = {row["存货编码"]: int(Decimal(row["件装量"])) for row in self.rows("jianghe_products")}
        return found + [plain_sale(row, packs) for row in self.rows(f"jianghe_sellout_{OWN[code]}")]


OWN = {
    "D0410": "wenzhou", "D0408": "ningbo", "D0412": "jiaxing", "D0405": "page", "D0411": "list", "D0413": "merged",
    "D0424": "cases", "D0422": "wide",
}  # fmt: skip
"""Dealers with files of their own."""
_PLAIN = {
    "出库日期": "销售日期", "日期": "销售日期", "商品编码": "产品编码", "存货编码": "产品编码",
    "物料编码": "产品编码", "出库数量": "销售数量", "数量": "销售数量", "本月销售/数量": "销售数量",
    "销售金额": "金额", "本月销售/金额": "金额", "收货单位": "客户名称", "购货单位": "客户名称",
    "销往单位": "客户名称", "计量单位": "单位",
}  # fmt: skip


def plain_sale(row: Row, packs: dict[str, int]) -> Row:
    """A line of a dealer's own file under the platform's headers, in base units and yuan."""
    found = {_PLAIN.get(name, name): normalize("NFKC", value) for name, value in row.items()}
    if "商品条码" in found:
        found["产品编码"] = f"1003{found['商品条码'][8:12]}"
    if found.get("单位") in ("件", "箱"):
        found["销售数量"] = str(Decimal(found["销售数量"]) * packs[found["产品编码"]])
    if "销售金额(万元)" in found:
        found["金额"] = str(Decimal(found["销售金额(万元)"]) * WAN)
    return found | {"销售数量": found["销售数量"].replace(",", ""), "金额": found["金额"].replace(",", "")}


def read(path: Path) -> list[Row]:
    """The rows of a file by header; title rows above, and the totals row below, are left out."""
    if path.suffix == ".xlsx":
        table = [
            [cell_text(cell) for cell in row]
            for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        ]
        if "月末汇总" in path.name or "纯销登记" in path.name:
            return two_header_rows(table)
    else:
        raw = path.read_bytes()
        text = raw.decode("gbk") if not_utf8(raw) else raw.decode("utf-8-sig")
        table = table_of(path.suffix, text)
    top = next(index for index, row in enumerate(table) if all(row))
    header = table[top]
    return [dict(zip(header, row, strict=True)) for row in table[top + 1 :] if row[0] not in ("合计", "*")]


def table_of(suffix: str, text: str) -> list[list[str]]:
    """The cells of a text file: a page of HTML, a list between bars, or separated values."""
    if suffix == ".xls":
        rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)[1:]
        return [[unescape(cell) for cell in re.findall(r"<t[dh]>(.*?)</t[dh]>", row)] for row in rows]
    if "\n|" in text:
        bars = [line.strip()[1:-1].split("|") for line in text.splitlines() if line.startswith("|")]
        return [[re.sub(r"^([\d,.]+)-$", r"-\1", cell.strip()) for cell in row] for row in bars]
    first = text.splitlines()[0]
    return list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in first else ";" if ";" in first else ","))


def two_header_rows(table: list[list[str]]) -> list[Row]:
    """Rows under a heading over several columns; merged cells are filled down."""
    top = next(index for index, row in enumerate(table) if row[0] in ("经销商编码", "客户名称"))
    upper, lower = table[top], table[top + 1]
    heading = next(one for place, one in enumerate(upper) if one and lower[place])
    header = [f"{heading}/{low}" if low else up for up, low in zip(upper, lower, strict=True)]
    rows = table[top + 2 :]
    merged = 3 if header[0] == "经销商编码" else 2
    for before, row in pairwise(rows):
        if not row[0]:
            row[:merged] = before[:merged]
    return [dict(zip(header, row, strict=True)) for row in rows]


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
    if re.fullmatch(r"\d{8}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    year, month, day = re.split(r"[-/.]", text.split(" ", maxsplit=1)[0])
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
