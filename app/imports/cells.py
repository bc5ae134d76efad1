"""A row of a kept original, cell by cell: what stood where, as the file has it, before anything was read into it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.core.formula import names, parse
from app.core.progress import Progress
from app.imports.columns import plain_text
from app.imports.profile import Column, Entry, Profile
from app.imports.readers import Merge, Row, merged_ranges, read_chunks
from app.imports.sheet import Sheet, find_sheet

_CHUNK: Final = 10_000
Found = tuple[int, str]
"""The row in which a text stands, and the text."""


@dataclass(frozen=True)
class FileCell:
    """One cell of a file."""

    field: str
    """The field of the feed that it went into; empty where it went into none."""
    header: str
    sheet: str
    row: int
    """From 1; of a cell that holds for the rows below it too, the row in which it stands."""
    column: str
    """A, B ... as a spreadsheet counts them."""
    text: str


def read_cells(
    path: Path, profile: Profile, entry: int, rows: Collection[int], progress: Progress | None = None
) -> dict[int, tuple[FileCell, ...]]:
    """The cells of some rows of a file, as one part of its profile maps them, and those that it does not map.

    Of columns that lie across (months), every cell with something in it is given. To be called in a child process;
    raises UserError where the file is refused.
    """
    sheet = find_sheet(path, profile)
    fields = _fields(sheet, profile.entries[entry])
    named = "" if sheet.book.kind == "csv" else sheet.name  # a text file is one table, called by its own name
    found = {}
    for number, cells in _rows(sheet, set(rows), progress or Progress()):
        found[number] = tuple(
            FileCell(field, header, named, at, letters(place), text)
            for header, place, field in fields
            for at, text in [cells(place)]
            if text or (field and header not in sheet.across)
        )
    return found


def _fields(sheet: Sheet, entry: Entry) -> list[tuple[str, int, str]]:
    """Header, place in the sheet and field of every column, in the order of the sheet."""
    used: dict[str, str] = {}
    for name, column in entry.columns:
        for header in _headers(column):
            used.setdefault(header, name)
    value = used.get(sheet.profile.file.unpivot.value, "") if sheet.profile.file.unpivot else ""
    return [
        (header, place, value if header in sheet.across else used.get(header, ""))
        for header, place in zip(sheet.layout.columns, sheet.layout.positions, strict=True)
    ]


def _headers(column: Column) -> Iterator[str]:
    """The headers that a field is read from."""
    yield from (one for one in (column.column, column.otherwise, *column.join) if one)
    if column.formula:
        yield from sorted(names(parse(column.formula)))


def _rows(sheet: Sheet, wanted: set[int], progress: Progress) -> Iterator[tuple[int, Callable[[int], Found]]]:
    """The wanted rows by number, each as what tells the text at a place: that of above where the file means it so."""
    book, index = sheet.book, sheet.index
    merges = [one for one in merged_ranges(book, index) if one[2] > one[0]]
    filled = {sheet.place_of(name) for name in sheet.profile.file.fill_down}
    above: dict[int, Found] = {}
    anchors = {(first, column) for first, column, _, _ in merges}
    kept: dict[tuple[int, int], str] = {}
    at, last = 0, max(wanted, default=0)
    for chunk in read_chunks(book, index, _CHUNK):
        progress.step(at, last)
        for row in chunk:
            for place in filled:
                if at + 1 >= sheet.layout.first_row and (text := _text(row, place)):
                    above[place] = at + 1, text
            kept |= {anchor: _text(row, anchor[1]) for anchor in anchors if anchor[0] == at}
            at += 1
            if at in wanted:
                yield at, _looking(at, row, merges, kept, dict(above))
        if at >= last:
            return


def _looking(
    number: int, row: Row, merges: Sequence[Merge], kept: Mapping[tuple[int, int], str], above: Mapping[int, Found]
) -> Callable[[int], Found]:
    def look(place: int) -> Found:
        text = _text(row, place)
        if not text:
            for first, column, last, _ in merges:
                if column == place and first < number <= last + 1:
                    return first + 1, kept[first, column]
            if place in above:
                return above[place]
        return number, text

    return look


def _text(row: Sequence[Any], place: int) -> str:
    return plain_text(row[place]) if place < len(row) else ""


def letters(place: int) -> str:
    """A column counted from 0 as a spreadsheet names it: A, B ... Z, AA."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
