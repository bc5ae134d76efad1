"""Files as rows: what a file is by its content, its sheets and its cells, or a refusal in words."""

from collections.abc import Iterator
from pathlib import Path

from app.imports.readers import refusals
from app.imports.readers.kinds import kind_of
from app.imports.readers.model import Book, Cell, Kind, Limits, Merge, Row, SheetInfo, TextForm

__all__ = [
    "Book", "Cell", "Kind", "Limits", "Merge", "Row", "SheetInfo", "TextForm",
    "merged_ranges", "open_book", "read_chunks", "read_rows", "refusals",
]  # fmt: skip

_DEFAULT_LIMITS = Limits()


def open_book(
    path: Path, *, encoding: str | None = None, delimiter: str | None = None, limits: Limits = _DEFAULT_LIMITS
) -> Book:
    """Look at a file: its kind by content, encoding, delimiter and sheets; raises UserError if it is no readable table.

    Call it in a child process (``sandbox.run_child``): a hostile workbook can make its reader abort the process.
    """
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise refusals.too_big(path, limits.file_bytes >> 20)
        if size == 0:
            raise refusals.empty(path)
        return _open(path, kind_of(path), encoding, delimiter, limits)
    except OSError as error:
        raise refusals.unreadable(path, error.strerror or str(error)) from error


def _open(path: Path, kind: Kind, encoding: str | None, delimiter: str | None, limits: Limits) -> Book:
    if kind == "csv":
        from app.imports.readers.delimited import open_delimited

        return open_delimited(path, encoding, delimiter, limits)
    if kind not in {"html", "xml2003"}:
        from app.imports.readers.workbook import open_workbook

        return open_workbook(path, kind, limits)
    if path.stat().st_size > limits.markup_bytes:
        raise refusals.too_big(path, limits.markup_bytes >> 20)
    from app.imports.readers.markup import open_markup

    return open_markup(path, kind, encoding, limits)


def read_chunks(book: Book, sheet: str | int | None = None, size: int = 2_000) -> Iterator[list[Row]]:
    """Lists of up to ``size`` rows; the n-th row handed out is the n-th row of the sheet (record of a text file).

    Cells of text files, HTML and SpreadsheetML are ``str`` as written (SpreadsheetML: typed); blank rows are ``[]`` or
    all None. Rows may differ in length.
    """
    index = book.sheet_index(sheet)
    if not 0 <= index < len(book.sheets):
        raise refusals.no_such_sheet(book.path, str(sheet))
    if book.kind == "csv":
        from app.imports.readers.delimited import read_delimited_chunks

        return read_delimited_chunks(book, size)
    if book.kind in {"html", "xml2003"}:
        from app.imports.readers.markup import read_markup_chunks

        return read_markup_chunks(book, index, size)
    from app.imports.readers.workbook import read_workbook_chunks

    return read_workbook_chunks(book, index, size)


def read_rows(book: Book, sheet: str | int | None = None) -> Iterator[Row]:
    """The rows of a sheet one by one."""
    for chunk in read_chunks(book, sheet):
        yield from chunk


def merged_ranges(book: Book, sheet: str | int | None = None) -> tuple[Merge, ...]:
    """The merged cells of a sheet, for ``layout.fill_merged``; none for text files, XLSB and ODS."""
    index = book.sheet_index(sheet)
    if not 0 <= index < len(book.sheets):
        raise refusals.no_such_sheet(book.path, str(sheet))
    if book.kind == "csv":
        return ()
    if book.kind in {"html", "xml2003"}:
        from app.imports.readers.markup import merged_markup_cells

        return merged_markup_cells(book, index)
    from app.imports.readers.workbook import merged_cells

    return merged_cells(book, index)
