"""Files as systems hand them out: CSV in UTF-8 or GBK, workbooks with title and totals rows; same rows, same bytes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, TextIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from app.practice.frame import day_text

Cell = str | int | float | date | None
_MADE: Final = datetime(2026, 4, 10)  # noqa: DTZ001 - a workbook's creation date has no zone


@dataclass(frozen=True)
class RegionFile:
    """One export file: where it is, which profile reads it, and the period of its rows."""

    path: Path
    profile: str
    period: str
    rows: int


def yuan(cents: int) -> str:
    """分 as yuan text: ``1234.50``."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole}.{rest:02d}"


def moment(minutes: int) -> str:
    """Minutes since day 1 as ``2026-03-31 16:05``; nothing for what has not happened."""
    if not minutes:
        return ""
    day, rest = divmod(minutes, 1440)
    return f"{day_text(day)} {rest // 60:02d}:{rest % 60:02d}"


def day(ordinal: int) -> str:
    """A day as ``2026-03-31``; nothing for what has not happened."""
    return day_text(ordinal) if ordinal else ""


def open_csv(path: Path, encoding: str = "utf-8-sig") -> TextIO:
    """A new text file with Windows line ends."""
    return path.open("w", encoding=encoding, newline="\r\n")


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    encoding: str = "utf-8-sig",
    separator: str = ",",
) -> int:
    """Write a table of texts that need no quotes; returns the number of rows."""
    count = 0
    with open_csv(path, encoding) as out:
        out.write(separator.join(header) + "\n")
        for row in rows:
            out.write(separator.join(row) + "\n")
            count += 1
    return count


def write_book(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    titles: Sequence[str] = (),
    totals: Sequence[str] = (),
    sheet: str = "Sheet1",
) -> int:
    """Write a workbook: title rows, header, rows and, for the named columns, a 合计 row; returns the number of rows."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "constant_memory": False})
    book.set_properties({"created": _MADE, "author": "江禾"})
    page = book.add_worksheet(sheet)
    bold = book.add_format({"bold": True})
    for number, title in enumerate(titles):
        page.write_string(number, 0, title, bold)
    top = len(titles)
    for column, name in enumerate(header):
        page.write_string(top, column, name, bold)
    sums = dict.fromkeys((header.index(name) for name in totals), 0.0)
    count = 0
    for row in rows:
        count += 1
        for column, value in enumerate(row):
            _write_cell(page, (top + count, column), value)
            if column in sums and isinstance(value, int | float):
                sums[column] += value
    if totals:
        page.write_string(top + count + 1, 0, "合计", bold)
        for column, total in sums.items():
            page.write_number(top + count + 1, column, round(total, 2), bold)
    book.close()
    return count


def write_books(path: Path, sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]) -> None:
    """A workbook of several plain sheets: name, header and rows of each."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    book.set_properties({"created": _MADE, "author": "江禾"})
    for name, header, rows in sheets:
        page = book.add_worksheet(name)
        for number, row in enumerate((header, *rows)):
            for column, value in enumerate(row):
                _write_cell(page, (number, column), value)
    book.close()


def write_merged(
    path: Path,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    titles: Sequence[str] = (),
    over: tuple[str, int],
    merged: int,
    sheet: str,
) -> int:
    """A workbook as people make it: two header rows, and equal cells of the first columns merged.

    ``over`` is a heading above all columns from the given one on; ``merged`` says how many columns are merged while
    their first stays the same. Returns the number of rows.
    """
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    book.set_properties({"created": _MADE, "author": "江禾"})
    page = book.add_worksheet(sheet)
    for number, title in enumerate(titles):
        page.write_string(number, 0, title)
    top, (heading, first) = len(titles), over
    for column, name in enumerate(header):
        if column < first:
            page.merge_range(top, column, top + 1, column, name)
        else:
            page.write_string(top + 1, column, name)
    page.merge_range(top, first, top, len(header) - 1, heading)
    start = 0
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if column >= merged:
                _write_cell(page, (top + 2 + number, column), value)
        if number + 1 == len(rows) or rows[number + 1][0] != row[0]:
            for column in range(merged):
                if number > start:
                    page.merge_range(top + 2 + start, column, top + 2 + number, column, row[column])
                else:
                    _write_cell(page, (top + 2 + number, column), row[column])
            start = number + 1
    book.close()
    return len(rows)


def _write_cell(page: Worksheet, place: tuple[int, int], value: Cell) -> None:
    if isinstance(value, str):
        page.write_string(*place, value)
    elif isinstance(value, date):
        page.write_datetime(*place, value)
    elif value is not None:
        page.write_number(*place, value)
