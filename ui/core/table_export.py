"""Rows for other programs: tab-separated for the clipboard, XLSX for files. What looks like a formula stays text."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.core.errors import UserError
from app.core.progress import Progress

XLSX_ROWS = 1_048_575
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_tsv(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Titles and rows as Excel takes them from the clipboard.

    Text with tabs, breaks or quotes is quoted; text that Excel would calculate gets an apostrophe (CWE-1236).
    """
    lines = ["\t".join(_cell(title) for title in titles)]
    lines += ["\t".join(_cell(value) for value in row) for row in rows]
    return "\r\n".join(lines) + "\r\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if not isinstance(value, str):
        return str(value)
    text = f"'{value}" if value.startswith(_FORMULA) else value
    if any(mark in text for mark in '\t\r\n"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def write_xlsx(
    path: Path, sheet: str, titles: Sequence[str], rows: Iterable[Sequence[Any]], total: int, progress: Progress
) -> int:
    """Titles and rows as one sheet with a frozen, filtered head; returns the rows. Strings are written as strings."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    if total > XLSX_ROWS:
        raise UserError("A sheet of Excel holds {limit} rows; filter the table first.", limit=XLSX_ROWS)
    plain_options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), {**plain_options, "strings_to_numbers": False})
    page = book.add_worksheet("".join(char for char in sheet if char not in "[]:*?/\\'")[:31] or "Sheet1")
    head = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.freeze_panes(1, 0)
    page.set_column(0, max(len(titles) - 1, 0), 16)
    for place, title in enumerate(titles):
        page.write_string(0, place, title, head)
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(count, place, value[:32767])
            elif isinstance(value, date):
                page.write_datetime(count, place, value, day)
            elif value is not None:
                page.write_number(count, place, value)
        if count % 500 == 0:
            progress.step(count, total)
    page.autofilter(0, 0, count, max(len(titles) - 1, 0))
    try:
        book.close()
    except (FileCreateError, OSError) as error:
        raise UserError(
            "{file} could not be written. Close it in Excel, or choose another place.", file=path.name
        ) from error
    return count
