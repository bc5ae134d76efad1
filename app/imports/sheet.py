"""A file's table as columns of cells: header found, blanks filled, months across turned into rows, readings decided."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from app.core.errors import UserError
from app.core.formula import holds, names, parse, parse_condition, text_names
from app.imports.columns import FieldPlan, Reading, plain_text, position
from app.imports.dates import Ambiguous, DateParser, has_times, read_dates
from app.imports.feeds import Feed
from app.imports.layout import Layout, Rows, body, find_table, is_total
from app.imports.numbers import NumberParser, decide_decimal, factor_of_header, lost_zeros, names_plain_money
from app.imports.plain import Block
from app.imports.profile import Profile
from app.imports.readers import Book, merged_ranges, open_book, read_chunks, refusals
from app.imports.readers.blocks import has_blocks, read_blocks
from app.imports.ruling import PLACES
from app.imports.values import value_at

_HEAD: Final = 400
_BLANK: Final = (None, "")
_SAMPLE: Final = 20_000
_TOTALS: Final = 10
"""Rows from the end among which a row of totals is looked for."""
PRODUCT_CODE: Final = "product code"
_DATE_KINDS: Final = frozenset({"day", "month", "moment"})
_NUMBER_KINDS: Final = frozenset({"quantity", "amount", "price", "rate", "number"})
Numbers = Sequence[int]
Columns = list[Sequence[Any]]
Chunk = tuple[Numbers, Columns]
Test = Callable[[Sequence[Sequence[Any]], int], list[bool]]


class Sheet:
    """One table of a file, ready to be read in chunks of columns."""

    def __init__(self, book: Book, profile: Profile, layout: Layout) -> None:
        """``layout`` says where the header and the data stand."""
        self.book, self.profile, self.layout = book, profile, layout
        self.encoding, self.delimiter = book.encoding, book.delimiter
        index = book.sheet_index(profile.file.sheet or None)
        self.name = book.sheets[index].name
        self.expected_rows = max(book.sheets[index].rows - layout.first_row + 1, 0)
        self.dates = profile.file.dates
        self.extracted_at = ""
        self.index = index
        self._epoch_1904 = profile.file.epoch == "1904" if profile.file.epoch else book.epoch_1904
        self.overlong: set[int] = set()
        """Rows of the present chunk with more cells than the header: a delimiter inside a text has moved them."""
        self.left_out = 0
        """Filled rows that are no data, as totals and notes."""
        self._tail: Rows = []
        self._readings: dict[str, Reading] = {}
        self._nothing = {"", *(word.strip().casefold() for word in profile.file.missing)}
        self._width = max(layout.positions, default=-1) + 1
        self._own = {name: place for place, name in enumerate(layout.columns)}
        self._unpivot = profile.file.unpivot
        self.across: list[str] = []
        """The headers of columns that become rows."""
        self._labels: dict[str, str] = {}
        if self._unpivot:
            pattern = re.compile(self._unpivot.columns)
            matches = {name: found for name in self._own if (found := pattern.search(name))}
            self.across = list(matches)
            self._labels = {name: "".join(found.groups()) or name for name, found in matches.items()}
            if not self.across:
                raise UserError("No column matches “{pattern}”.", pattern=self._unpivot.columns)
        self.header = self._header()

    def _header(self) -> dict[str, int]:
        if not self._unpivot:
            return dict(self._own)
        kept = [name for name in self._own if name not in self.across]
        return {name: place for place, name in enumerate([*kept, self._unpivot.name, self._unpivot.value])}

    def place_of(self, name: str) -> int:
        """Where a header of the file stands in a row of the sheet; raises UserError for one that is not there."""
        return self.layout.positions[position(self._own, name)]

    def reading(self, name: str) -> Reading:
        """How a column is read; the plain reading for a name that was not looked at."""
        return self._readings.get(name, Reading(epoch_1904=self._epoch_1904))

    def decide(self, kinds: Mapping[str, str], asked: str) -> None:
        """Settle how the date and number columns are read, by the profile, the person or the cells themselves.

        Raises UserError with both readings where a column of dates could mean two things.
        """
        wanted = {name: kind for name, kind in kinds.items() if name in self.header}
        seen: dict[str, dict[Any, None]] = {name: {} for name in wanted}
        rows = 0
        for _, chunk in self.chunks(10_000):
            for name, values in seen.items():
                values.update(dict.fromkeys(chunk[self.header[name]]))
            rows += len(chunk[0]) if chunk else 0
            if rows >= _SAMPLE and not any(self._open(values, asked, wanted[name]) for name, values in seen.items()):
                break
        for name, kind in wanted.items():
            self._readings[name] = self._decide_one(name, kind, seen[name], asked)

    def _open(self, values: Mapping[Any, None], asked: str, kind: str) -> bool:
        return kind in _DATE_KINDS and not (asked or self.dates) and isinstance(read_dates(values), Ambiguous)

    def _decide_one(self, name: str, kind: str, values: Mapping[Any, None], asked: str) -> Reading:
        plain = Reading(epoch_1904=self._epoch_1904)
        if kind in _NUMBER_KINDS or kind == "formula":
            decimal = self.profile.file.decimal or decide_decimal(values)
            return replace(plain, decimal=decimal, factor=self._factor(name, kind))
        if kind == PRODUCT_CODE:
            return replace(plain, lost=lost_zeros(map(plain_text, values)))
        if kind not in _DATE_KINDS:
            return plain
        times = kind == "moment" and has_times(values)
        dates: str = asked or self._column_dates(name) or self.dates
        if not dates:
            found = read_dates(values)
            if isinstance(found, Ambiguous):
                raise _ambiguous(name, found)
            dates = found
        return replace(plain, dates=dates, times=times)

    def _factor(self, name: str, kind: str) -> str:
        own = factor_of_header(name)
        return self.layout.money if own == "1" and kind == "amount" and not names_plain_money(name) else own

    def _column_dates(self, name: str) -> str:
        for entry in self.profile.entries:
            for _, column in entry.columns:
                if name in {column.column, column.otherwise} and column.dates:
                    return column.dates
        return ""

    def condition(self, *formulas: str) -> Test | None:
        """Conditions over headers as one test of each row of a chunk; empty ones ask for nothing."""
        tests = [self._test(one) for one in formulas if one]
        if len(tests) < 2:
            return tests[0] if tests else None
        return lambda chunk, count: [all(row) for row in zip(*(one(chunk, count) for one in tests), strict=True)]

    def _test(self, formula: str) -> Test:
        expression = parse_condition(formula)
        used = sorted(names(expression))
        places = [position(self.header, name) for name in used]
        texts = text_names(expression)
        number = {name: NumberParser(1_000_000, decimal=self.reading(name).decimal) for name in used}
        known: dict[tuple[Any, ...], bool] = {}

        def value(name: str, cell: Any) -> Any:
            if name in texts:
                return plain_text(cell)
            try:
                return None if cell in {None, ""} else Fraction(number[name](cell), 1_000_000)
            except ValueError:
                return None

        def test(cells: tuple[Any, ...]) -> bool:
            found = known.get(cells)
            if found is None:
                row = dict(zip(used, cells, strict=True))
                found = bool(holds(expression, lambda name: value(name, row[name])))
                known[cells] = found
            return found

        return lambda chunk, count: (
            list(map(test, zip(*(chunk[place] for place in places), strict=True)))
            if places
            else [bool(holds(expression, lambda _: None))] * count
        )

    def chunks(self, size: int) -> Iterator[Chunk]:
        """Row numbers (1 is the sheet's first row) and the cells by column, in the order of ``header``."""
        carried: dict[int, Any] = {}
        merges = merged_ranges(self.book, self.index)
        self.left_out = 0
        plain = not self._unpivot and not self.profile.file.fill_down and has_blocks(self.book)
        read: Iterable[Rows] = read_blocks(self.book) if plain else read_chunks(self.book, self.index, size)
        for numbers, rows in body(self._counted(read), self.layout, merges=merges):
            self.left_out -= len(rows)
            if isinstance(rows, Block) and rows.width == self._width:
                self.overlong = set()
                yield numbers, [rows.column(place) for place in self.layout.positions]
            elif len(rows):
                yield self._columns(rows.rows() if isinstance(rows, Block) else rows, numbers, carried)

    def stated(self, plans: Sequence[FieldPlan]) -> dict[str, tuple[int | None, int]]:
        """What the table's last row of totals says of number fields, as ``stated_...``, once all rows were read."""
        rows = self._tail.rows() if isinstance(self._tail, Block) else self._tail
        total = next((row for row in reversed(list(rows)[-_TOTALS:]) if is_total(row, closing=True)), None)
        if total is None or self._unpivot:
            return {}
        cells = [[total[place] if place < len(total) else None] for place in self.layout.positions]
        found: dict[str, tuple[int | None, int]] = {}
        for plan in plans:
            if plan.field.kind in _NUMBER_KINDS:
                value = value_at(plan.read(cells, 1)[0], 0)
                found[f"stated_{plan.field.name}"] = value, PLACES[plan.field.kind] or 0
        return found

    def _counted(self, chunks: Iterable[Rows]) -> Iterator[Rows]:
        """Count the filled rows under the header: those that the body does not hand out are totals and notes."""
        at = 1
        for chunk in chunks:
            self._tail = chunk if len(chunk) else self._tail
            skipped = max(self.layout.first_row - at, 0)
            if isinstance(chunk, Block):
                self.left_out += chunk.filled(skipped)
            else:
                self.left_out += sum(1 for row in chunk[skipped:] if any(cell not in _BLANK for cell in row))
            at += len(chunk)
            yield chunk

    def _columns(self, rows: Sequence[Sequence[Any]], numbers: Numbers, carried: dict[int, Any]) -> Chunk:
        width = self._width
        self.overlong = set()
        if any(len(row) != width for row in rows):
            if self.book.kind == "csv":
                self.overlong = {number for number, row in zip(numbers, rows, strict=True) if any(row[width:])}
            rows = [row if len(row) == width else [*row[:width], *[None] * (width - len(row))] for row in rows]
        whole = list(zip(*rows, strict=True))
        columns: Columns = [whole[place] for place in self.layout.positions]
        for name in self.profile.file.fill_down:
            place = position(self._own, name)
            columns[place] = _filled(columns[place], carried, place)
        if not self._unpivot:
            return numbers, columns
        kept = [columns[self._own[name]] for name in self._own if name not in self.across]
        across = [(self._labels[name], columns[self._own[name]]) for name in self.across]
        out_numbers: list[int] = []
        out: list[list[Any]] = []
        for index, number in enumerate(numbers):
            for name, values in across:
                if values[index] is not None and plain_text(values[index]).casefold() not in self._nothing:
                    out_numbers.append(number)
                    out.append([*(column[index] for column in kept), name, values[index]])
        return out_numbers, list(zip(*out, strict=True)) if out else [[] for _ in self.header]


def _filled(values: Sequence[Any], carried: dict[int, Any], place: int) -> list[Any]:
    found = []
    last = carried.get(place)
    for value in values:
        if value not in {None, ""}:
            last = value
        found.append(last)
    carried[place] = last
    return found


def open_sheet(path: Path, profile: Profile, *, dates: str, feeds: Sequence[Feed]) -> Sheet:
    """The table of a file by its profile; raises UserError where the file is refused or the profile does not fit."""
    sheet = find_sheet(path, profile)
    kinds: dict[str, str] = {}
    for entry, feed in zip(profile.entries, feeds, strict=True):
        for name, column in entry.columns:
            for header in (column.column, column.otherwise):
                if header:
                    field = feed.field(name)
                    kinds[header] = PRODUCT_CODE if field.ref == "product" and not column.map else field.kind
            if column.formula:
                kinds |= dict.fromkeys(names(parse(column.formula)), "formula")
    sheet.decide(kinds, dates)
    return sheet


def find_sheet(path: Path, profile: Profile) -> Sheet:
    """Where the table of a file is, before it is decided how its cells are read."""
    shape = profile.file
    book = open_book(path, encoding=shape.encoding or None, delimiter=shape.delimiter or None)
    index = book.sheet_index(shape.sheet or None)
    if index < 0:
        raise UserError("The file has no sheet “{name}”.", name=shape.sheet)
    head = next(read_chunks(book, index, _HEAD), [])
    layout = find_table(
        head, merges=merged_ranges(book, index), complete=False, header_row=shape.header_row,
        header_rows=-1 if shape.header else shape.header_rows,
    )  # fmt: skip
    if shape.header:
        layout = replace(layout, columns=shape.header, positions=tuple(range(len(shape.header))))
    sheet = Sheet(book, profile, layout)
    named = {column.column for entry in profile.entries for _, column in entry.columns if column.column}
    if book.misnamed and named and named.isdisjoint(sheet.header):
        raise refusals.no_workbook(path)
    sheet.extracted_at = _extracted_at(profile, path.name, head)
    return sheet


def _ambiguous(name: str, found: Ambiguous) -> UserError:
    text, days = found.examples[0]
    return UserError(
        "The dates in “{column}” can be read in two ways: “{text}” is {first} ({first_reading}) or {second}"
        " ({second_reading}). Say which: --dates {first_reading} or --dates {second_reading}. Nothing was changed.",
        column=name, text=text, first=days[0], second=days[1],
        first_reading=found.readings[0], second_reading=found.readings[1],
    )  # fmt: skip


def _extracted_at(profile: Profile, name: str, head: Sequence[Sequence[Any]]) -> str:
    """The instant that the file's name or a cell gives for its extract, in ISO form; empty if none."""
    rule, _, what = profile.file.extracted_at.partition(":")
    text = ""
    if rule == "name":
        found = re.search(what, name)
        text = "".join(found.groups() or (found[0],)) if found else ""
    elif rule == "cell":
        place_of = re.fullmatch(r"([A-Z]{1,3})([1-9]\d{0,6})", what.strip().upper())
        if place_of is None:
            raise UserError("“{what}” names no cell; write B2, for example.", what=what)
        column, row = place_of.groups()
        place = 0
        for letter in column:
            place = place * 26 + ord(letter) - 64
        cells = head[int(row) - 1] if int(row) <= len(head) else []
        text = plain_text(cells[place - 1]) if place <= len(cells) else ""
    if not text:
        return ""
    try:
        day, minute = DateParser("ymd")(text)
    except ValueError as error:
        raise UserError("“{text}” is not the time of an extract.", text=text) from error
    return datetime.fromtimestamp(day * 86_400 + (minute or 0) * 60, tz=UTC).isoformat(timespec="milliseconds")
