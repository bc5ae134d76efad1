"""Tables for other programs: XLSX or CSV files and the clipboard's text; nothing in them acts as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unicodedata import east_asian_width

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.core.veiled import veil_of
from app.core.whole import writing_whole

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS: Final = 1_048_575
"""Rows of a sheet of Excel below its header."""
_CELL: Final = 32_767
"""Characters that a cell of Excel holds."""
_EVERY: Final = 500
_MEASURED: Final = 200
_LEAST, _WIDEST, _ARROW = 9, 60, 2
"""Columns are as wide as their title with its arrow and their first rows need, within these limits of characters."""
_FORMULA: Final = re.compile(r"[=@\t\r]|[+-](?![\d.,]+\Z)")
"""What another program would calculate (CWE-1236); a number with its sign is none."""


@dataclass(frozen=True)
class Sheet:
    """A table: its name, its headers, its rows and a note that stands below them behind an empty row."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]
    note: str = ""
    total: int = 0
    """How many rows there are where that is known, for the progress."""


def wide(words: str) -> int:
    """How many digits wide a text is; a Chinese character takes two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in words)


def guarded(text: str) -> str:
    """A text with an apostrophe before what another program would calculate; ``unguarded`` takes it off again."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """A text as it was before ``guarded``."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def as_tsv(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Titles and rows as Excel takes them from the clipboard; text with tabs, breaks or quotes is quoted."""
    lines = ["\t".join(_quoted(value) for value in line) for line in (titles, *rows)]
    return "\r\n".join(lines) + "\r\n"


def write_table(
    out: Path,
    name: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    progress: Progress,
    note: str = "",
    total: int = 0,
) -> int:
    """Rows under their headers as CSV or XLSX, as the file's name says; returns how many.

    The file appears whole or not at all. Raises UserError for a name that is neither .xlsx nor .csv, for more rows
    than a sheet holds, and where the file cannot be written.
    """
    sheet = Sheet(name, headers, rows, note, total)
    if out.suffix.casefold() == ".xlsx":
        return write_book(out, [sheet], progress=progress)
    if out.suffix.casefold() != ".csv":
        raise UserError("Rows are written as .xlsx or .csv, not as {file}.", file=out.name)
    return _write_csv(out, sheet, progress)


def write_book(out: Path, sheets: Iterable[Sheet], *, progress: Progress) -> int:
    """Several tables as the sheets of one XLSX file, each with a frozen, filtered head; returns all their rows.

    Texts are written as texts, whatever they begin with. Raises UserError as ``write_table`` does.
    """
    import xlsxwriter

    options = {
        "constant_memory": veil_of(out) is None,  # else rows wait in the folder of temporary files
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }  # fmt: skip
    with writing_whole(out) as file, _plain_errors(), xlsxwriter.Workbook(file, options) as book:
        return sum(_fill(book, sheet, progress) for sheet in sheets)


def _fill(book: "Workbook", sheet: Sheet, progress: Progress) -> int:
    if sheet.total > MOST_ROWS:
        raise UserError("A sheet of Excel holds {limit} rows; filter the table first.", limit=MOST_ROWS)
    page = book.add_worksheet("".join(char for char in sheet.name if char not in "[]:*?/\\'")[:31] or "Sheet1")
    head = book.add_format({"bold": True, "bottom": 1})
    minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    last = max(len(sheet.headers) - 1, 0)
    page.freeze_panes(1, 0)
    widths = [wide(title) + _ARROW for title in sheet.headers]
    for place, title in enumerate(sheet.headers):
        page.write_string(0, place, title, head)
    count = 0
    for count, row in enumerate(sheet.rows, start=1):
        if count > MOST_ROWS:
            raise UserError("A sheet of Excel holds {limit} rows; filter the table first.", limit=MOST_ROWS)
        for place, value in enumerate(row):
            _put(page, count, place, value, minute)
            if count <= _MEASURED and place <= last:
                widths[place] = max(widths[place], wide(_said(value)))
        if count % _EVERY == 0:
            progress.step(count, sheet.total, Text(N_("Writing rows")))
    if sheet.note:
        page.write_string(count + 2, 0, sheet.note)
    for place, width in enumerate(widths):
        page.set_column(place, place, min(max(width, _LEAST), _WIDEST) + 2)
    page.autofilter(0, 0, count, last)
    return count


def _put(page: "Worksheet", row: int, place: int, value: Any, minute: Any) -> None:
    if isinstance(value, str):
        page.write_string(row, place, value[:_CELL])
    elif isinstance(value, datetime):
        page.write_datetime(row, place, value, minute)
    elif isinstance(value, date):
        page.write_datetime(row, place, value)
    elif value is not None:
        page.write_number(row, place, value)


def _write_csv(out: Path, sheet: Sheet, progress: Progress) -> int:
    """UTF-8 with the mark that Excel wants; text that Excel would calculate gets an apostrophe."""
    count = 0
    with writing_whole(out) as file:
        words = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        writer = csv.writer(words, lineterminator="\r\n")
        writer.writerow([_said(title) for title in sheet.headers])
        for count, row in enumerate(sheet.rows, start=1):
            writer.writerow([_said(value) for value in row])
            if count % _EVERY == 0:
                progress.step(count, sheet.total, Text(N_("Writing rows")))
        if sheet.note:
            writer.writerows([[], [_said(sheet.note)]])
        words.detach()  # flushed, and left open for whoever opened it
    return count


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return guarded(value) if isinstance(value, str) else str(value)


def _quoted(value: Any) -> str:
    text = _said(value)
    if isinstance(value, str) and any(mark in text for mark in '\t\r\n"'):
        return '"' + text.replace('"', '""') + '"'
    return text


@contextmanager
def _plain_errors() -> Iterator[None]:
    """The error of the file itself, which XlsxWriter wraps: a full disk is then told as such."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        yield
    except FileCreateError as error:
        if error.args and isinstance(error.args[0], OSError):
            raise error.args[0] from error
        raise
