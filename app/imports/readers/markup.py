"""Tables in markup that is named .xls: HTML, and Excel's own XML of 2003; parsed by the standard library, safely."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from xml.parsers import expat

from app.imports.readers import refusals
from app.imports.readers.encodings import examine, marked_encoding
from app.imports.readers.model import Book, Cell, Kind, Limits, Merge, Row, SheetInfo

_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[ \t\r\n\f\xa0]+")
_SHEET_NAME: Final = re.compile(r"<x:Name>([^<]{1,100})</x:Name>", re.IGNORECASE)
_ALIASES: Final = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin1": "cp1252"}
_SS: Final = "urn:schemas-microsoft-com:office:spreadsheet "


@dataclass
class Table:
    """One table while it is read."""

    name: str
    hidden: bool = False
    rows: list[Row] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)

    def info(self) -> SheetInfo:
        """Its size as the other readers count it: the rectangle of filled cells."""
        filled = [
            (number, index)
            for number, row in enumerate(self.rows)
            for index, cell in enumerate(row)
            if cell is not None and cell != ""
        ]
        if not filled:
            return SheetInfo(self.name, 0, 0, self.hidden)
        rows, columns = [number for number, _ in filled], [index for _, index in filled]
        return SheetInfo(self.name, max(rows) - min(rows) + 1, max(columns) - min(columns) + 1, self.hidden)


def open_markup(path: Path, kind: Kind, encoding: str | None, limits: Limits) -> Book:
    """Read the tables once to name and measure them; a page without one is refused."""
    encoding = encoding or (_html_encoding(path) if kind == "html" else None)
    book = Book(path, kind, encoding, None, (), limits=limits)
    tables = _tables(book)
    if not any(table.rows for table in tables):
        raise refusals.not_a_table(path, refusals.HTML if kind == "html" else refusals.XML)
    return Book(path, kind, encoding, None, tuple(table.info() for table in tables), limits=limits)


def read_markup_chunks(book: Book, index: int, size: int) -> Iterator[list[Row]]:
    """The rows of one table."""
    rows = _tables(book)[index].rows
    for at in range(0, len(rows), size):
        yield rows[at : at + size]


def merged_markup_cells(book: Book, index: int) -> tuple[Merge, ...]:
    """The merged cells of one table."""
    return tuple(_tables(book)[index].merges)


def _tables(book: Book) -> list[Table]:
    if book.kind == "xml2003":
        return _SpreadsheetReader(book).read()
    reader = _HtmlReader(book)
    with book.path.open(encoding=book.encoding, errors="replace") as file:
        while part := file.read(1 << 20):
            reader.feed(part)
    reader.close()
    return reader.finished()


def _html_encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(8192)
    marked = marked_encoding(head)
    declared = _CHARSET.search(head)
    if marked or not declared:
        return marked or examine(path).encoding
    name = declared[1].decode().lower()
    found = examine(path).encoding
    # A page that says utf-8 and is GBK, or the other way round, is common: bytes that only fit one reading decide.
    return found if found != "cp1252" else _ALIASES.get(name, "cp1252")


class _HtmlReader(HTMLParser):
    """Collects top-level tables; a table inside a cell is part of that cell's text."""

    def __init__(self, book: Book) -> None:
        super().__init__(convert_charrefs=True)
        self._book = book
        self._tables: list[Table] = []
        self._depth = 0
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._below: dict[int, int] = {}
        self._cells = 0
        self._names: list[str] = []
        self._skipped = 0

    def finished(self) -> list[Table]:
        """Tables that hold rows, named as Excel would have named them."""
        found = [table for table in self._tables if table.rows]
        for index, table in enumerate(found):
            table.name = self._names[index] if index < len(self._names) else f"Table {index + 1}"
            table.merges.sort()
        return found

    def handle_comment(self, data: str) -> None:
        self._names += _SHEET_NAME.findall(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self._skipped += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._tables.append(Table(""))
                self._below = {}
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self._start_row()
        elif self._depth == 1 and tag in {"td", "th"}:
            self._end_cell()
            self._start_cell({name: value or "" for name, value in attrs})
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._skipped = max(0, self._skipped - 1)
        elif tag == "table":
            if self._depth == 1:
                self._end_cell()
            self._depth = max(0, self._depth - 1)
        elif self._depth == 1 and tag in {"td", "th", "tr"}:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._skipped:
            self._text.append(data)

    def _start_row(self) -> None:
        table = self._tables[-1]
        table.rows.append([])
        self._below = {column: left - 1 for column, left in self._below.items() if left > 1}

    def _start_cell(self, attrs: dict[str, str]) -> None:
        if not self._tables[-1].rows:
            self._start_row()
        self._span = (_count(attrs.get("rowspan")), _count(attrs.get("colspan")))
        self._text = []

    def _end_cell(self) -> None:
        if self._text is None:
            return
        table, (down, across) = self._tables[-1], self._span
        row, number = table.rows[-1], len(table.rows) - 1
        while self._below.get(len(row)):
            row.append("")
        column = len(row)
        text = "\n".join(_BLANKS.sub(" ", line).strip() for line in "".join(self._text).split("\n"))
        self._text = None
        across = min(across, self._book.limits.columns)
        self._cells += across
        if self._cells > self._book.limits.cells or column + across > self._book.limits.columns:
            raise refusals.bomb(self._book.path, rows=number + 1, columns=column + across)
        row += [text.strip(), *[""] * (across - 1)]
        if down > 1:
            self._below.update(dict.fromkeys(range(column, column + across), down))
        if down > 1 or across > 1:
            table.merges.append((number, column, number + down - 1, column + across - 1))


def _count(value: str | None) -> int:
    return min(max(1, int(value)), 65_536) if value and value.strip().isdecimal() else 1


class _SpreadsheetReader:
    """SpreadsheetML 2003 by expat, with entity declarations refused."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._tables: list[Table] = []
        self._column = 0
        self._type = ""
        self._text: list[str] | None = None
        self._cells = 0
        self._span = (0, 0)
        self._date_1904 = False

    def read(self) -> list[Table]:
        """Every worksheet of the file."""
        parser = expat.ParserCreate(encoding=self._book.encoding, namespace_separator=" ")
        parser.buffer_text = True
        parser.EntityDeclHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            with self._book.path.open("rb") as file:
                parser.ParseFile(file)
        except expat.ExpatError as error:
            raise refusals.damaged(self._book.path, str(error)) from error
        return self._tables

    def _entity(self, *_details: object) -> None:
        raise refusals.damaged(self._book.path, "entity declaration")

    def _start(self, tag: str, attrs: dict[str, str]) -> None:
        name = tag.removeprefix(_SS)
        if name == "Worksheet":
            self._tables.append(Table(attrs.get(_SS + "Name", f"Sheet {len(self._tables) + 1}")))
        elif name == "Row" and self._tables:
            rows = self._tables[-1].rows
            wanted = _count(attrs.get(_SS + "Index")) - 1 if _SS + "Index" in attrs else len(rows)
            self._grow(wanted - len(rows))
            rows += [[] for _ in range(len(rows), wanted + 1)]
            self._column = 0
        elif name == "Cell" and self._tables and self._tables[-1].rows:
            self._cell(attrs)
        elif name == "Data":
            self._type, self._text = attrs.get(_SS + "Type", "String"), []
        elif tag.endswith("Visible"):
            self._text = []

    def _cell(self, attrs: dict[str, str]) -> None:
        if _SS + "Index" in attrs:
            self._column = _count(attrs[_SS + "Index"]) - 1
        across, down = (_span(attrs.get(_SS + name)) for name in ("MergeAcross", "MergeDown"))
        table = self._tables[-1]
        row, number = table.rows[-1], len(table.rows) - 1
        if self._column + across >= self._book.limits.columns:
            raise refusals.bomb(self._book.path, rows=number + 1, columns=self._column + across + 1)
        self._grow(self._column + across + 1 - len(row))
        row += [None] * (self._column + across + 1 - len(row))
        if across or down:
            table.merges.append((number, self._column, number + down, self._column + across))
        self._span = (self._column, self._column + across + 1)

    def _grow(self, cells: int) -> None:
        self._cells += max(0, cells)
        if self._cells > self._book.limits.cells:
            raise refusals.bomb(self._book.path)

    def _end(self, tag: str) -> None:
        name = tag.removeprefix(_SS)
        if name == "Data" and self._text is not None and self._tables and self._tables[-1].rows:
            self._tables[-1].rows[-1][self._span[0]] = _typed("".join(self._text), self._type)
            self._text = None
        elif name == "Cell":
            self._column = max(self._column + 1, self._span[1])
        elif tag.endswith("Visible") and self._text is not None and self._tables:
            self._tables[-1].hidden = "hidden" in "".join(self._text).lower()
            self._text = None

    def _characters(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


def _span(value: str | None) -> int:
    return min(int(value), 65_536) if value and value.strip().isdecimal() else 0


def _typed(text: str, kind: str) -> Cell:
    """A cell's value by its ss:Type; a number that is not one and an error stay text and nothing."""
    try:
        if kind == "Number":
            number = float(text)
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
        if kind == "DateTime":
            moment = datetime.fromisoformat(text)
            return moment.date() if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else moment
    except ValueError:
        return text
    if kind == "Boolean":
        return text.strip() == "1"
    return None if kind == "Error" else text or None
