"""Workbooks: numbers as numbers, what adds up as formulas, every word as a text that no program takes for one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from app.core.tables import wide

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

NUMBERS: Final[Mapping[str, str]] = {
    "money": "#,##0.00", "ratio": "0.0%", "percent": "0.0%", "count": "#,##0", "quantity": "#,##0.###",
    "number": "#,##0.###", "days": "#,##0.0", "score": "0.00", "points": "0.0", "per_thousand": "#,##0.0",
    "exact": "#,##0.00######", "rate": "0.00####%", "factor": "0.00######",
}  # fmt: skip
HEAD: Final = 3
"""The row of a sheet's heads, from 0: its title, what it is about and an empty row stand above."""
_LONGEST: Final = 31
_FORBIDDEN: Final = frozenset("[]:*?/\\'")
_WIDEST: Final = 60


@dataclass(frozen=True)
class Formula:
    """A formula with the value that it has."""

    words: str
    value: Fraction | int | None


@dataclass(frozen=True)
class Figure:
    """A number with its own unit, where a column's cells have several."""

    unit: str
    value: Fraction | None


Value = str | int | Fraction | None | Formula | Figure


@dataclass(frozen=True)
class Head:
    """A column's head and the unit of its numbers; empty for texts."""

    title: str
    unit: str = ""


@contextmanager
def new_workbook(out: BytesIO, *, title: str, subject: str, on: date, pack: str = "") -> "Iterator[Workbook]":
    """An XLSX file that is written whole at the end; nothing in it becomes a formula or a link by its looks.

    ``pack`` is the configuration pack by which figures are defined; it stands among the file's properties.
    """
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        made = datetime.combine(on, time(), UTC).replace(tzinfo=None)
        more = {"comments": pack} if pack else {}
        book.set_properties({"title": title, "subject": subject, "author": "ChannelDesk", "created": made, **more})
        yield book


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names that Excel takes, each once."""
    found: list[str] = []
    taken: set[str] = {"history"}  # Excel keeps it for itself
    for words in wanted:
        plain_name = "".join(char for char in words if char not in _FORBIDDEN)[:_LONGEST].strip() or "Sheet"
        name, number = plain_name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain_name[: _LONGEST - len(str(number)) - 1]} {number}"
        taken.add(name.casefold())
        found.append(name)
    return found


def plain(value: int | Fraction | None) -> Any:
    """As Excel keeps numbers: with fifteen digits."""
    return "" if value is None else int(value) if Fraction(value).denominator == 1 else float(value)


class Writer:
    """Writes sheets of one look into a workbook: a title, what it is about, heads, rows and maybe a line of totals."""

    def __init__(self, book: "Workbook") -> None:
        """The formats are made once."""
        self.book = book
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.small = book.add_format({"font_color": "#5C6675", "font_size": 9})
        head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}
        self.heads = {
            right: book.add_format({**head, "align": "right" if right else "left"}) for right in (True, False)
        }
        self._formats: dict[tuple[str, bool], Format] = {}

    def number(self, unit: str, *, total: bool) -> "Format":
        """How a figure of a unit is written."""
        key = (NUMBERS.get(unit, "General"), total)
        if key not in self._formats:
            line = {"bold": True, "top": 1} if total else {}
            self._formats[key] = self.book.add_format({"num_format": key[0], **line})
        return self._formats[key]

    def sheet(
        self, name: str, title: str, below: str, heads: Sequence[Head], rows: Sequence[Sequence[Value]],
        *, totals: Sequence[Value] = (), frozen: int = 1,
    ) -> "Worksheet":  # fmt: skip
        """One sheet; ``frozen`` columns stay in sight."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, below, self.small)
        sheet.hide_gridlines(2)
        for place, head in enumerate(heads):
            sheet.write_string(HEAD, place, head.title, self.heads[bool(head.unit)])
        every = [*rows, totals] if totals else rows
        for number, row in enumerate(every):
            for place, (head, value) in enumerate(zip(heads, row, strict=True)):
                self.put(sheet, HEAD + 1 + number, place, head.unit, value, total=bool(totals) and number == len(rows))
        for place, head in enumerate(heads):
            widest = max([wide(head.title), *(_width(row[place]) for row in every)])
            sheet.set_column(place, place, min(max(widest + 2, 9), _WIDEST))
        sheet.freeze_panes(HEAD + 1, frozen)
        if rows:
            sheet.autofilter(HEAD, 0, HEAD + len(rows), len(heads) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD)
        return sheet

    def put(
        self, sheet: "Worksheet", row: int, place: int, unit: str, value: Value, *, total: bool = False
    ) -> None:  # fmt: skip
        """One cell."""
        if isinstance(value, Figure):
            unit, value = value.unit, value.value
        look = self.number(unit, total=total)
        if isinstance(value, Formula):
            sheet.write_formula(row, place, value.words, look, plain(value.value))
        elif isinstance(value, int | Fraction):
            sheet.write_number(row, place, plain(value), look)
        elif value is None:
            sheet.write_blank(row, place, None, look)
        else:
            sheet.write_string(row, place, value, look)


def _width(value: Value) -> int:
    """Places that a cell takes; numbers fit under their heads."""
    return wide(value) if isinstance(value, str) else 10
