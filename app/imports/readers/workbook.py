"""XLSX, XLSB, XLS and ODS through python-calamine, its cells brought to this program's types."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

import python_calamine as calamine

from app.core.veiled import veil_of
from app.imports.readers import refusals
from app.imports.readers.archive import check_archive, workbook_epoch_1904
from app.imports.readers.model import Book, Cell, Kind, Limits, Merge, Row, SheetInfo
from app.imports.readers.ole import CompoundFile, workbook_globals

_EXACT: Final = 1e15
"""Excel keeps 15 digits; a whole number beyond them is no longer the one that was typed."""


def open_workbook(path: Path, kind: Kind, limits: Limits) -> Book:
    """Refuse what cannot be read safely, then measure every sheet."""
    epoch_1904 = False
    if kind == "xls":
        compound = CompoundFile(path)
        epoch_1904 = workbook_globals(compound.read(compound.workbook or ""))[1]
    else:
        check_archive(path, limits)
        if kind != "ods":
            epoch_1904 = workbook_epoch_1904(path)
    book = Book(path, kind, None, None, (), epoch_1904=epoch_1904, limits=limits)
    workbook = _load(path)
    try:
        sheets: list[SheetInfo] = []
        for index in range(len(workbook.sheets_metadata)):
            info, sheet = _measure(path, workbook, index)
            sheets.append(info)
            if not book.kept and info.rows and not info.hidden:
                book.kept[index] = sheet
    finally:
        workbook.close()
    if not sheets:
        raise refusals.damaged(path, "no sheet")
    return replace(book, sheets=tuple(sheets))


def _load(path: Path) -> Any:
    try:
        if veil_of(path) is not None:
            return calamine.CalamineWorkbook.from_filelike(path.open("rb"))
        return calamine.CalamineWorkbook.from_path(str(path))
    except BaseException as error:
        raise _refusal(path, error) from error


def _refusal(path: Path, error: BaseException) -> BaseException:
    """The reader's own errors, and its panics (which are no Exception), as sentences; anything else as it is."""
    if isinstance(error, calamine.PasswordError):
        return refusals.encrypted(path)
    if "Cell limit exceeded" in str(error) or isinstance(error, MemoryError):
        return refusals.bomb(path)
    if "larger than its declared" in str(error):
        return refusals.bomb(path)
    if isinstance(error, (calamine.CalamineError, OSError)) or type(error).__name__ == "PanicException":
        return refusals.damaged(path, str(error).splitlines()[0][:120] if str(error) else type(error).__name__)
    return error


def _measure(path: Path, workbook: Any, index: int) -> tuple[SheetInfo, Any]:
    meta = workbook.sheets_metadata[index]
    hidden = meta.visible != calamine.SheetVisibleEnum.Visible
    try:
        sheet = workbook.get_sheet_by_index(index)
    except BaseException as error:
        if meta.typ != calamine.SheetTypeEnum.WorkSheet and isinstance(error, (OSError, calamine.CalamineError)):
            return SheetInfo(meta.name, 0, 0, hidden), None
        raise _refusal(path, error) from error
    return SheetInfo(meta.name, sheet.height, sheet.width, hidden), sheet


def _sheet(book: Book, index: int) -> Any:
    if index in book.kept:
        return book.kept[index]
    workbook = _load(book.path)
    try:
        return workbook.get_sheet_by_index(index)
    except BaseException as error:
        raise _refusal(book.path, error) from error
    finally:
        workbook.close()


def read_workbook_chunks(book: Book, index: int, size: int) -> Iterator[list[Row]]:
    """Rows of one sheet from its very first row and column on, so that the n-th list is the sheet's n-th row."""
    if not book.sheets[index].rows:
        return
    sheet = _sheet(book, index)
    left: Row = [None] * (sheet.start[1] if sheet.start else 0)
    rows = iter(sheet.iter_rows())
    while chunk := list(islice(rows, size)):
        yield [left + [_CONVERT[type(cell)](cell) for cell in row] for row in chunk]


def merged_cells(book: Book, index: int) -> tuple[Merge, ...]:
    """The merged ranges of a sheet; XLSB and ODS do not tell."""
    found = _sheet(book, index).merged_cell_ranges if book.sheets[index].rows else ()
    return tuple((first[0], first[1], last[0], last[1]) for first, last in found or ())


def _text(cell: str) -> Cell:
    return cell or None


def _number(cell: float) -> Cell:
    return int(cell) if cell.is_integer() and -_EXACT < cell < _EXACT else cell


def _same(cell: Cell) -> Cell:
    return cell


def _clock(cell: time) -> Cell:
    return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)


_CONVERT: Final[dict[type, Callable[[Any], Cell]]] = {
    str: _text,
    float: _number,
    int: _same,
    bool: _same,
    date: _same,
    datetime: _same,
    timedelta: _same,
    time: _clock,
}
