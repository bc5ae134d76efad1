"""A file of targets as texts, row by row. To be called in a child process."""

from pathlib import Path

from app.core.errors import UserError
from app.core.tables import unguarded
from app.imports.columns import plain_text
from app.imports.readers import Book, open_book, read_rows, refusals
from app.planning.targets.sheets import FROM, GOAL, KPI, LEVEL, TO, heads_of

Rows = list[tuple[int, dict[str, str]]]
"""Rows with their numbers, the texts by the msgids of their columns."""


def read_lines(path: Path) -> tuple[Rows, Rows]:
    """The rows of the first sheet and of the sheet of goals, where there is one.

    Raises UserError where the first is no sheet of targets.
    """
    book = open_book(path)
    heads, lines = _sheet(book, 0)
    if not {KPI, LEVEL} <= heads:
        if book.misnamed:
            raise refusals.no_workbook(path)
        raise UserError("{file} is no sheet of targets. Export the plan, change it, and give that file.",
                        file=path.name)  # fmt: skip
    others = (_sheet(book, place) for place in range(1, len(book.sheets)))
    return lines, next((rows for heads, rows in others if {KPI, LEVEL, FROM, TO, GOAL} <= heads), [])


def _sheet(book: Book, place: int) -> tuple[set[str], Rows]:
    """What columns a sheet has, and its rows."""
    rows = list(read_rows(book, place))
    said = unguarded if book.path.suffix.casefold() == ".csv" else str  # a cell of a workbook is written as it is
    texts = [[said(plain_text(cell)) for cell in row] for row in rows]
    heads = heads_of(texts[0]) if texts else []
    return set(heads), [
        (number, {head: text for head, text in zip(heads, row + [""] * len(heads), strict=False) if head})
        for number, row in enumerate(texts[1:], start=2)
        if any(text.strip() for text in row)
    ]
