"""Rows for other programs: tab-separated for the clipboard, XLSX or CSV for files; nothing is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.whole import writing_whole

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
    text = _safe(value)
    if isinstance(value, str) and any(mark in text for mark in '\t\r\n"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def ask_where(parent: QWidget, words: str, name: str) -> Path | None:
    """Ask for the file of an export: Excel unless CSV is chosen; None where nothing was."""
    kinds = ("Excel (*.xlsx)", "CSV (*.csv)")
    chosen, kind = QFileDialog.getSaveFileName(parent, words, f"{name}.xlsx", ";;".join(kinds))
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() in {".xlsx", ".csv"}:
        return path.with_suffix(".csv") if kind == kinds[1] else path
    return path.with_name(path.name + (".csv" if kind == kinds[1] else ".xlsx"))


def write_rows(
    path: Path,
    sheet: str,
    titles: Sequence[str],
    rows: Iterable[Sequence[Any]],
    total: int,
    progress: Progress,
    *,
    note: str = "",
) -> int:
    """Titles and rows as CSV where the file's name ends so, else as XLSX; returns the rows.

    ``note`` stands below them behind an empty row: what the figures count.
    """
    if path.suffix.lower() == ".csv":
        return write_csv(path, titles, rows, total, progress, note=note)
    return write_xlsx(path, sheet, titles, rows, total, progress, note=note)


def write_csv(
    path: Path,
    titles: Sequence[str],
    rows: Iterable[Sequence[Any]],
    total: int,
    progress: Progress,
    *,
    note: str = "",
) -> int:
    """Titles and rows as UTF-8 with the mark that Excel wants; text that Excel would calculate gets an apostrophe."""
    count = 0
    with writing_whole(path) as file:
        words = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        writer = csv.writer(words)
        writer.writerow([_safe(title) for title in titles])
        for count, row in enumerate(rows, start=1):
            writer.writerow([_safe(value) for value in row])
            if count % 500 == 0:
                progress.step(count, total)
        if note:
            writer.writerows([[], [_safe(note)]])
        words.detach()  # flushed, and left open for whoever opened it
    return count


def _safe(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else str(value)


def write_xlsx(
    path: Path,
    sheet: str,
    titles: Sequence[str],
    rows: Iterable[Sequence[Any]],
    total: int,
    progress: Progress,
    *,
    note: str = "",
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
    _write_note(page, count + 2, note)
    page.autofilter(0, 0, count, max(len(titles) - 1, 0))
    try:
        book.close()
    except (FileCreateError, OSError) as error:
        raise UserError(
            "{file} could not be written. Close it in Excel, or choose another place.", file=path.name
        ) from error
    return count


def _write_note(page: Any, row: int, note: str) -> None:
    if note:
        page.write_string(row, 0, note)
