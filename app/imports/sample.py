"""The head of a file as a table, for a proposal and a preview before any profile exists."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.imports.layout import body, find_table
from app.imports.profile import FileShape
from app.imports.readers import merged_ranges, open_book, read_chunks

_HEAD: Final = 400


@dataclass(frozen=True)
class Sample:
    """What the start of a file looks like."""

    kind: str
    encoding: str | None
    delimiter: str | None
    sheets: tuple[tuple[str, int, int, bool], ...]
    """Name, rows, columns and hidden of each sheet."""
    sheet: str
    header_row: int
    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    """Sample rows in the order of the headers."""
    epoch_1904: bool = False
    """Whether the file's day numbers count from 1904."""


def read_sample(path: Path, shape: FileShape | None = None, count: int = 200) -> Sample:
    """The first rows of a file's table; raises UserError where the file is refused."""
    shape = shape or FileShape()
    book = open_book(path, encoding=shape.encoding or None, delimiter=shape.delimiter or None)
    index = max(book.sheet_index(shape.sheet or None), 0)
    merges = merged_ranges(book, index)
    head = next(read_chunks(book, index, _HEAD), [])
    layout = find_table(
        head, merges=merges, complete=False, header_row=shape.header_row,
        header_rows=-1 if shape.header else shape.header_rows,
    )  # fmt: skip
    names = shape.header or layout.columns
    rows: list[tuple[Any, ...]] = []
    for _, chunk in body([head], layout, merges=merges):
        rows += [_taken(row, layout.positions) for row in chunk]
    return Sample(
        kind=book.kind, encoding=book.encoding, delimiter=book.delimiter,
        sheets=tuple((one.name, one.rows, one.columns, one.hidden) for one in book.sheets),
        sheet=book.sheets[index].name, header_row=layout.header_row, headers=tuple(names), rows=tuple(rows[:count]),
        epoch_1904=book.epoch_1904,
    )  # fmt: skip


def _taken(row: Sequence[Any], positions: Sequence[int]) -> tuple[Any, ...]:
    return tuple(row[place] if place < len(row) else None for place in positions)
