"""How one field of a feed gets its values out of a chunk of rows: by column, each distinct cell parsed once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from app.core.errors import UserError
from app.core.formula import compile_rows, names, parse, text_names
from app.core.money import AMOUNT_SCALE, PRICE_SCALE, QUANTITY_SCALE, RATE_SCALE, round_half_up
from app.core.period import day_number, day_of
from app.imports.codes import ShortTexts, plain_codes, whole_codes
from app.imports.dates import DateParser, read_month
from app.imports.feeds import Feed, Field
from app.imports.numbers import NumberParser, ruined_code
from app.imports.plain import Cells
from app.imports.profile import Column
from app.imports.vectors import read_days, read_numbers

if TYPE_CHECKING:
    from app.core.columns import Flags, Ints, Numbers, Texts

    Found = list[Any] | Numbers | Texts
    """The values of a field: Python's, where a day is (day, minute) and a cell may be Bad, or all right as a column."""
Cell = Any
Values = Sequence[Any]

_LIMIT: Final = 200_000
_SCALES: Final = {"quantity": QUANTITY_SCALE, "amount": AMOUNT_SCALE, "price": PRICE_SCALE, "number": 1}
_PLACES: Final = {"quantity": 3, "amount": 4, "price": 6, "rate": 4, "number": 0}
_FORMULA_PLACES: Final = 6
_DIGIT: Final = re.compile(r"\d")
_SPACES: Final = " \t\r\n\u00a0\u3000\ufeff"
_YES: Final = frozenset(
    {"1", "true", "yes", "y", "t", "ok", "是", "√", "对", "齐全", "完好", "合格", "有", "正常", "已"}
)
_NO: Final = frozenset(
    {"0", "false", "no", "n", "f", "×", "x", "否", "不", "缺", "不齐", "破损", "不合格", "无", "异常", "未"}
)


@dataclass(frozen=True)
class Bad:
    """A cell that could not be taken: why, as a code of ``reasons``, and what stood there."""

    code: str
    value: str


@dataclass(frozen=True)
class Reading:
    """How one column's texts are read, by the profile or by what its cells bear."""

    dates: str = "ymd"
    times: bool = False
    decimal: str = "."
    factor: str = "1"
    epoch_1904: bool = False
    lost: frozenset[str] = frozenset()
    """Codes that are shorter than the others of their column."""


class Cache(dict[Cell, Any]):
    """Cell -> value, computed once for each distinct cell; remembers whether it ever met a bad one."""

    def __init__(self, parse_cell: Callable[[Cell], Any], missing: frozenset[str]) -> None:
        """``missing`` are the words for "no value", casefolded."""
        super().__init__()
        self._parse = parse_cell
        self._missing = missing
        self.met_bad = False

    def __missing__(self, cell: Cell) -> object:
        if len(self) >= _LIMIT:
            self.clear()
        value = self._value(cell)
        if value.__class__ is Bad:
            self.met_bad = True
        self[cell] = value
        return value

    def _value(self, cell: Cell) -> object:
        if cell is None:
            return None
        if isinstance(cell, str):
            cell = cell.strip(_SPACES)
            if not cell or cell.casefold() in self._missing:
                return None
        try:
            return self._parse(cell)
        except ValueError as error:
            return Bad(str(error.args[0]) if error.args else "unreadable", plain_text(cell))


class Packed(dict[bytes, Any]):
    """Cells as bytes -> value, by way of the cache of texts."""

    def __init__(self, cache: Cache) -> None:
        """``encoding`` is settled by the first column of cells that comes."""
        super().__init__()
        self._cache = cache
        self._encoding = ""

    def __missing__(self, cell: bytes) -> object:
        if len(self) >= _LIMIT:
            self.clear()
        value = self[cell] = self._cache[cell.decode(self._encoding)]
        return value

    def values_of(self, cells: Cells) -> list[Any]:
        """The value of each cell."""
        self._encoding = cells.encoding
        return list(map(self.__getitem__, cells.packed()))


def listed(found: "Found") -> list[Any]:
    """Values as Python's, days as (day, minute)."""
    if isinstance(found, list):
        return found
    return found.pairs() if hasattr(found, "pairs") else found.listed()


def plain_text(cell: Cell) -> str:
    """A cell as the text a person would see; whole floats lose their ``.0``."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip(_SPACES)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    return str(cell)


def _text(cell: Cell) -> str:
    return plain_text(cell)


def _code(cell: Cell) -> str:
    if cell.__class__ is str and cell.isalnum() and cell[0].isalpha():
        return str(cell)  # what Excel makes of codes starts with a digit or holds a mark
    found = ruined_code(cell)
    if found:
        raise ValueError(found)
    return plain_text(cell)


def _flag(cell: Cell) -> int:
    word = plain_text(cell).casefold()
    if word in _YES:
        return 1
    if word in _NO:
        return 0
    raise ValueError("not_yes_or_no")


def _rate(decimal: str) -> Callable[[Cell], int]:
    """A rate in 1/10,000: 13%, 13 and 0.13 are the same, for a plain number of one or more stands for percent."""
    number = NumberParser(100 * RATE_SCALE, decimal=decimal)

    def parse_cell(cell: Cell) -> int:
        value = Fraction(number(cell), 100)
        if value >= RATE_SCALE and not (cell.__class__ is str and cell.rstrip().endswith(("%", "％"))):
            value /= 100
        if not 0 <= value <= RATE_SCALE:
            raise ValueError("not_a_rate")
        return round_half_up(value)

    return parse_cell


def _choice(field: Field) -> Callable[[Cell], str]:
    known = {word.casefold(): value for value, words in field.choices for word in (value, *words)}

    def parse_cell(cell: Cell) -> str:
        found = known.get(plain_text(cell).casefold())
        if found is None:
            raise ValueError("unknown_word")
        return found

    return parse_cell


def _month(day: DateParser) -> Callable[[Cell], tuple[int, None]]:
    """The first day of the month that a cell names, or that its day lies in."""

    def parse_cell(cell: Cell) -> tuple[int, None]:
        found = read_month(plain_text(cell)) if isinstance(cell, str) else None
        if found is None:
            found = day_of(day(cell)[0]).replace(day=1)
        return day_number(found), None

    return parse_cell


def parser_of(field: Field, column: Column, reading: Reading) -> Callable[[Cell], Any]:
    """The function that turns one cell into the field's stored value; it raises ValueError with a reason code."""
    if field.kind in {"day", "moment"}:
        return DateParser(reading.dates, epoch_1904=reading.epoch_1904, midnight_is_time=reading.times)
    if field.kind == "month":
        return _month(DateParser(reading.dates, epoch_1904=reading.epoch_1904))
    if field.kind in _SCALES:
        return NumberParser(_SCALES[field.kind], decimal=reading.decimal, factor=column.factor or reading.factor)
    if field.kind == "rate":
        return _rate(reading.decimal)
    if field.kind == "choice":
        return _choice(field)
    code = whole_codes(_code, reading.lost) if reading.lost else _code
    return {"flag": _flag, "code": code}.get(field.kind, _text)


class FieldPlan:
    """One field's way from the chunk's columns to the stored columns."""

    def __init__(
        self,
        field: Field,
        column: Column,
        *,
        header: Mapping[str, int],
        missing: Sequence[str],
        reading: Callable[[str], Reading],
    ) -> None:
        """Resolve headers to positions; raises UserError for a header that the file does not have.

        ``missing`` are the file's words for "no value"; ``reading`` says of a header how its column is read.
        """
        self.field = field
        self.outputs = field.columns
        words = frozenset(word.strip().casefold() for word in (*missing, *column.missing))
        parse_cell = parser_of(field, column, reading(column.column))
        if column.map:
            parse_cell = _mapped(parse_cell, dict(column.map))
        self._cache = Cache(parse_cell, words)
        self._constant = self._cache[column.value] if column.value else None
        self._from = position(header, column.column) if column.column else None
        self._join = [position(header, name) for name in column.join]
        self._else = position(header, column.otherwise) if column.otherwise else None
        self._formula = _Formula(column.formula, field, header, words, reading) if column.formula else None
        self._packed = Packed(self._cache)
        self._short: ShortTexts | None = None
        self._missing = words
        # What a person says of single cells (words, values, stand-ins) outranks their plain reading.
        told = column.map or self._else is not None or column.value or any(map(_DIGIT.search, words))
        self._plain = None if told else parse_cell

    def values(self, chunk: Sequence[Values], count: int) -> tuple[list[Any], list[int]]:
        """The field's values for ``count`` rows, and the rows that hold a stand-in; a value may be a Bad."""
        found, stood_in = self.read(chunk, count)
        return listed(found), stood_in

    def read(self, chunk: Sequence[Values], count: int) -> "tuple[Found, list[int]]":
        """The same, as a column where everything was plain."""
        if self._formula is not None:
            return self._formula.values(chunk, count), []
        if self._join:
            texts = zip(*(map(plain_text, chunk[place]) for place in self._join), strict=True)
            found: Found = [self._cache["-".join(one)] for one in texts]
        elif self._from is None:
            found = [self._constant] * count
        else:
            found = self._read(chunk[self._from])
        stood_in: list[int] = []
        if self._else is not None and isinstance(found, list) and (None in found or self._cache.met_bad):
            instead = chunk[self._else]
            for index, value in enumerate(found):
                if value is None or value.__class__ is Bad:
                    found[index] = self._cache[instead[index]]
                    stood_in.append(index)
        if self._from is not None and self._constant is not None:
            found = [self._constant if value is None else value for value in listed(found)]
        return found, stood_in

    def _read(self, cells: Values) -> "Found":
        if not isinstance(cells, Cells):
            return list(map(self._cache.__getitem__, cells))
        plain = self._plain
        found: Found | None = None
        if isinstance(plain, DateParser):
            found = self._numbers(cells, *read_days(cells), days=True)
        elif isinstance(plain, NumberParser):
            if plain.places >= 0:
                found = self._numbers(cells, *read_numbers(cells, places=plain.places, mark=plain.decimal))
        elif plain is not None and self.field.kind in {"code", "text", "choice"}:
            found = self._texts(cells)
        return self._packed.values_of(cells) if found is None else found

    def _texts(self, cells: Cells) -> "Found | None":
        if self._short is None:
            self._short = ShortTexts(self._cache.__getitem__)
        found = self._short.texts(cells)
        return plain_codes(cells, self._missing) if found is None and self._plain is _code else found

    def _numbers(self, cells: Cells, values: "Ints", right: "Flags", *, days: bool = False) -> "Found | None":
        """What was read at once, with the cells of other forms put in one by one; None where most are such."""
        from app.core.columns import Days, Numbers

        kind = Days if days else Numbers
        if right.all():
            return kind(values)
        values[~right] = 0
        others = (~right & (cells.lengths > 0)).nonzero()[0].tolist()
        if len(others) * 2 > len(values):
            return None
        read = {row: value for row in others if (value := self._cache[cells[row]]) is not None}
        if not read:
            return kind(values, right)
        found = kind(values, right)
        listed = found.pairs() if isinstance(found, Days) else found.listed()
        for row, value in read.items():
            listed[row] = value
        return listed

    @property
    def met_bad(self) -> bool:
        """Whether any cell so far was bad."""
        return self._cache.met_bad or (self._formula is not None and self._formula.met_bad)


class _Formula:
    """A computed column: the formula's number columns parsed once each, then exact integer arithmetic."""

    def __init__(
        self,
        text: str,
        field: Field,
        header: Mapping[str, int],
        missing: frozenset[str],
        reading: Callable[[str], Reading],
    ) -> None:
        if field.kind not in _PLACES:
            raise UserError("A formula gives a number; “{name}” is none.", name=field.name)
        expression = parse(text)
        used = sorted(names(expression))
        texts = text_names(expression)
        self._from = [position(header, name) for name in used]
        self._caches = [Cache(_text if name in texts else _number(reading(name)), missing) for name in used]
        places = {name: _FORMULA_PLACES for name in used if name not in texts}
        self._run = compile_rows(expression, used, places, _PLACES[field.kind])

    def values(self, chunk: Sequence[Values], count: int) -> list[Any]:
        columns = [
            list(map(cache.__getitem__, chunk[place])) for place, cache in zip(self._from, self._caches, strict=True)
        ]
        if not columns:
            return [self._run(())] * count
        if not self.met_bad:
            return [self._run(row) for row in zip(*columns, strict=True)]
        return [
            next((cell for cell in row if cell.__class__ is Bad), None) or self._run(row)
            for row in zip(*columns, strict=True)
        ]

    @property
    def met_bad(self) -> bool:
        return any(cache.met_bad for cache in self._caches)


def _number(reading: Reading) -> NumberParser:
    return NumberParser(10**_FORMULA_PLACES, decimal=reading.decimal, factor=reading.factor)


def _mapped(parse_cell: Callable[[Cell], Any], words: Mapping[str, str]) -> Callable[[Cell], Any]:
    folded = {key.strip().casefold(): value for key, value in words.items()}

    def run(cell: Cell) -> object:
        return parse_cell(folded.get(plain_text(cell).casefold(), cell))

    return run


def position(header: Mapping[str, int], name: str) -> int:
    """Where a header stands; raises UserError naming the headers that are there."""
    found = header.get(name)
    if found is None:
        raise UserError(
            "The file has no column “{name}”. Its columns are: {columns}", name=name, columns=", ".join(header)
        )
    return found


def key_of(feed: Feed, given: Sequence[str]) -> tuple[str, ...]:
    """The feed's own key fields that are mapped; empty if one that it needs is not."""
    if any(name not in given for name in feed.key_needs):
        return ()
    return tuple(name for name in feed.key if name in given)
