"""Rows put aside as a sheet that a person corrects in another program, and the way back."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from app.core.errors import UserError
from app.core.tables import unguarded
from app.imports.columns import plain_text
from app.imports.grid import Row
from app.imports.queries import QuarantineRow
from app.imports.readers import open_book, read_chunks

MARK: Final = "#id"
"""Heads the column by which a row is known again; the columns to its right are those of the file it came from."""
_HEAD: Final = 20


def columns_of(rows: Iterable[QuarantineRow]) -> list[str]:
    """The columns of the rows' files, in the order in which they first come."""
    return list(dict.fromkeys(name for one in rows for name in one.cells))


def cells_of(row: QuarantineRow, columns: Sequence[str]) -> list[str]:
    """The part of a line that is taken back: the row's id and its cells."""
    return [str(row.id), *(row.cells.get(name, "") for name in columns)]


def read_cells(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of such a sheet, by their ids; raises UserError if it is none. Call it in a child process."""
    book = open_book(path)
    rows = (row for chunk in read_chunks(book, book.sheet_index(None)) for row in chunk)
    place, header = _head(rows, path)
    return list(_lines(rows, place, header, path))


def _head(rows: Iterator[Row], path: Path) -> tuple[int, list[str]]:
    for _, row in zip(range(_HEAD), rows, strict=False):
        texts = [unguarded(plain_text(cell)) for cell in row]
        if MARK in texts:
            return texts.index(MARK), texts
    raise UserError(
        "{file} holds no rows put aside: it has no column {mark}. Export the rows, correct them, and give that file.",
        file=path.name, mark=MARK,
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
