"""A register's file as texts: its sheets that the register knows, row by row. To be called in a child process."""

from pathlib import Path

from app.core.errors import UserError
from app.core.tables import unguarded
from app.core.texts import Text
from app.dealers.register.plan import heads_of, part_called
from app.dealers.register.sheets import PARTS, PARTY, REFERENCE
from app.imports.columns import plain_text
from app.imports.grid import Row
from app.imports.readers import Book, open_book, read_chunks, refusals

Lines = list[tuple[int, dict[str, str]]]
"""Rows with their numbers in the file, and their texts by the msgids of their columns."""


def read_register(path: Path) -> list[tuple[str, Lines]]:
    """The known sheets of a file; a file with one sheet of any name, or a CSV file, holds dealers.

    Raises UserError where it is no table, holds nothing of a register, or a sheet lacks its references.
    """
    book = open_book(path)
    found = []
    for index, info in enumerate(book.sheets):
        part = part_called(info.name)
        name = PARTY if part is None and len(book.sheets) == 1 else part.id if part is not None else ""
        if name:
            found.append((name, _lines(book, name, [row for some in read_chunks(book, index) for row in some])))
    if not found:
        raise UserError("{file} holds no sheet of the register. Export the register, change it, and give that file.",
                        file=path.name)  # fmt: skip
    return found


def _lines(book: Book, name: str, rows: list[Row]) -> Lines:
    said = unguarded if book.path.suffix.casefold() == ".csv" else str  # a cell of a workbook is written as it is
    texts = [[said(plain_text(cell)) for cell in row] for row in rows]
    heads = heads_of(PARTS[name], texts[0]) if texts else []
    if REFERENCE not in heads:
        if book.misnamed:
            raise refusals.no_workbook(book.path)
        raise UserError("{file}: a sheet lacks the column “{column}” in its first row.", file=book.path.name,
                        column=Text(REFERENCE))  # fmt: skip
    return [
        (number, {head: text for head, text in zip(heads, row + [""] * len(heads), strict=False) if head})
        for number, row in enumerate(texts[1:], start=2)
        if any(text.strip() for text in row)
    ]
