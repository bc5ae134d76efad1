"""A file of targets as texts, row by row. To be called in a child process."""

from pathlib import Path

from app.core.errors import UserError
from app.core.tables import unguarded
from app.imports.columns import plain_text
from app.imports.readers import open_book, read_chunks, refusals
from app.planning.targets.sheets import KPI, LEVEL, heads_of


def read_lines(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of the first sheet with their numbers; raises UserError where it is no sheet of targets."""
    book = open_book(path)
    rows = [row for some in read_chunks(book, 0) for row in some]
    said = unguarded if path.suffix.casefold() == ".csv" else str  # a cell of a workbook is written as it is
    texts = [[said(plain_text(cell)) for cell in row] for row in rows]
    heads = heads_of(texts[0]) if texts else []
    if not {KPI, LEVEL} <= set(heads):
        if book.misnamed:
            raise refusals.no_workbook(path)
        raise UserError("{file} is no sheet of targets. Export the plan, change it, and give that file.",
                        file=path.name)  # fmt: skip
    return [
        (number, {head: text for head, text in zip(heads, row + [""] * len(heads), strict=False) if head})
        for number, row in enumerate(texts[1:], start=2)
        if any(text.strip() for text in row)
    ]
