"""Rows put aside as a sheet that a person corrects in another program, and the way back."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.core.errors import UserError
from app.core.personal import masked
from app.core.tables import unguarded
from app.core.texts import N_
from app.imports.columns import plain_text
from app.imports.feeds import SEPARATOR, Feed
from app.imports.grid import Row
from app.imports.queries import QuarantineRow
from app.imports.readers import Book, open_book, read_chunks, refusals

MARK: Final = "#id"
"""Heads the column by which a row is known again; the columns to its right are those of the file it came from."""
LEFT_OUT: Final = N_("Left out, for they hold personal data: {columns}")
_HEAD: Final = 20


def columns_of(rows: Iterable[QuarantineRow]) -> list[str]:
    """The columns of the rows' files, in the order in which they first come."""
    return list(dict.fromkeys(name for one in rows for name in one.cells))


def personal_columns(columns: Iterable[str], feeds: Iterable[Feed]) -> list[str]:
    """Those of some columns that hold personal data, by the words under which systems hand such fields out.

    A file's own header may say more ("mobile of the buyer"), and the row may be of a feed that has no such field.
    """
    fields = [field for feed in feeds for field in feed.fields if field.personal]
    words = {word.casefold() for field in fields for word in (field.name, *field.words)}
    return [name for name in columns if any(word in name.casefold() for word in words)]


def veiled(row: QuarantineRow, feed: Feed, columns: Collection[str]) -> QuarantineRow:
    """The row without some columns; of personal data that its reasons speak of only the ends are left."""
    reasons = tuple(
        (name, code, _veiled(value) if name in feed.by_name and feed.field(name).personal else value)
        for name, code, value in row.reasons
    )
    cells = {name: cell for name, cell in row.cells.items() if name not in columns}
    return replace(row, reasons=reasons, cells=cells)


def _veiled(value: str) -> str:
    """A rule's own words come with the value and may hold it."""
    own, *words = value.split(SEPARATOR)
    return SEPARATOR.join([masked(own), *(each.replace(own, masked(own)) if own else each for each in words)])


def cells_of(row: QuarantineRow, columns: Sequence[str]) -> list[str]:
    """The part of a line that is taken back: the row's id and its cells."""
    return [str(row.id), *(row.cells.get(name, "") for name in columns)]


def read_cells(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of such a sheet, by their ids; raises UserError if it is none. Call it in a child process."""
    book = open_book(path)
    rows = (row for chunk in read_chunks(book, book.sheet_index(None)) for row in chunk)
    place, header = _head(rows, book)
    return list(_lines(rows, place, header, path))


def _head(rows: Iterator[Row], book: Book) -> tuple[int, list[str]]:
    for _, row in zip(range(_HEAD), rows, strict=False):
        texts = [unguarded(plain_text(cell)) for cell in row]
        if MARK in texts:
            return texts.index(MARK), texts
    if book.misnamed:
        raise refusals.no_workbook(book.path)
    raise UserError(
        "{file} holds no rows put aside: it has no column {mark}. Export the rows, correct them, and give that file.",
        file=book.path.name, mark=MARK,
    )  # fmt: skip


def _lines(rows: Iterator[Row], place: int, header: Sequence[str], path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    for row in rows:
        texts = [plain_text(cell) for cell in row]
        texts += [""] * (len(header) - len(texts))
        if not any(texts):
            continue
        if not texts[place].isdecimal():
            raise UserError("{file}: “{text}” in the column {mark} is no row put aside.",
                            file=path.name, text=texts[place], mark=MARK)  # fmt: skip
        named = zip(header[place + 1 :], texts[place + 1 :], strict=False)
        yield int(texts[place]), {name: unguarded(text) for name, text in named if name}
