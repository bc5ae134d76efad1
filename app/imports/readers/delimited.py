"""CSV, TSV and printed lists: the delimiter by consistency, and rows at the speed of the csv module."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from app.imports.readers import refusals
from app.imports.readers.encodings import CHUNK, examine
from app.imports.readers.model import Book, Limits, SheetInfo, TextForm

_SAMPLE: Final = 1 << 18
_SAMPLE_ROWS: Final = 2_000
_DELIMITERS: Final = ("\t", ";", "|", ",")
_UNSURE: Final = 0.6
_HEADER_BONUS: Final = 0.15
_SENTENCE: Final = re.compile(r"[。！？]|[^\W\d][.!?](?:\s|$)|.{160}")
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)[\r\n]", re.IGNORECASE)
_FORMULA: Final = re.compile(r'="([^"]*)"\Z')
_RULER: Final = re.compile(r"[\s|+\-=_─━┄┼├┤┬┴┌┐└┘]*\Z")


def open_delimited(path: Path, encoding: str | None, delimiter: str | None, limits: Limits) -> Book:
    """Look at a text file once from end to end and decide how its rows are written."""
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except LookupError as error:
            raise refusals.unknown_encoding(path, encoding) from error
    evidence = examine(path, encoding)
    with path.open(encoding=evidence.encoding, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE)
        whole = not file.read(1)
    nuls = "\x00" in sample or evidence.nuls > 0
    sample = sample.replace("\x00", "")
    if not sample.strip('\ufeff\r\n\t ,;|"'):
        raise refusals.empty(path)
    marked = _SEPARATOR_LINE.match(sample)
    delimiter = delimiter or (marked[1] if marked else None)
    lines = _lines(sample[marked.end() :] if marked else sample, whole=whole)
    with cells_up_to(_SAMPLE):
        chosen, share, form = _decide(lines, delimiter)
    if share < _UNSURE and _is_prose(lines):
        raise refusals.not_a_table(path, refusals.PROSE)
    form = replace(
        form,
        separator_line=marked is not None,
        formulas='="' in sample,
        nuls=nuls,
        bare_returns=evidence.bare_returns > 0,
    )
    book = Book(path, "csv", evidence.encoding, chosen or ",", (), text=form, limits=limits)
    rows, columns = _size(book, evidence.line_ends, whole=whole)
    if whole and not rows:
        raise refusals.empty(path)
    return replace(book, sheets=(SheetInfo(path.stem, rows, columns, hidden=False),))


def _lines(sample: str, *, whole: bool) -> list[str]:
    lines = io.StringIO(sample, newline="").readlines()
    return lines if whole or len(lines) < 2 else lines[:-1]


def _decide(lines: list[str], delimiter: str | None) -> tuple[str | None, float, TextForm]:
    """The delimiter whose row widths agree best, how well, with or without quotation marks taken at their word.

    Of two that agree as well, the one that also splits the earlier line wins: a header has no decimal commas.
    """
    filled = [line for line in lines[:_SAMPLE_ROWS] if line.strip()]
    bars = sum(line.lstrip().startswith("|") and line.rstrip().endswith("|") for line in filled)
    if delimiter in {None, "|"} and bars and bars >= 0.5 * sum(not _RULER.match(line) for line in filled):
        return "|", 1.0, TextForm(quoted=False, bordered=True)
    readings = [
        _Reading(candidate, form, *_consistency(filled, candidate, form))
        for candidate in ((delimiter,) if delimiter else _DELIMITERS)
        for form in _forms(filled, candidate)
    ]
    found = [reading for reading in readings if reading.share > 0]
    if not found:
        return delimiter, 1.0 if delimiter else 0.0, TextForm()
    first = min(reading.first for reading in found)
    best = max(
        found, key=lambda reading: reading.share * reading.width_bonus + _HEADER_BONUS * (reading.first == first)
    )
    return best.delimiter, best.share, best.form


@dataclass(frozen=True)
class _Reading:
    delimiter: str
    form: TextForm
    share: float
    width: int
    first: int

    @property
    def width_bonus(self) -> float:
        return (1 - 0.5 / self.width) - (0.0 if self.form.quoted else 0.05)


def _forms(lines: list[str], delimiter: str) -> Iterator[TextForm]:
    text = "".join(lines[:200])
    yield TextForm(skip_space=f'{delimiter} "' in text)
    if '"' in text:
        yield TextForm(quoted=False)


def _consistency(lines: list[str], delimiter: str, form: TextForm) -> tuple[float, int, int]:
    """Share of the rows that have the most usual width over 1, that width, and the first row that has it.

    A quotation mark that is respected but never closed swallows the rows behind it: such a reading counts for half.
    """
    try:
        rows = [row for row in csv.reader(lines, **dialect(delimiter, form)) if any(row)]
    except csv.Error:
        return 0.0, 1, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0, 1, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    swallowed = any(len(cell) > 5_000 and cell.count("\n") > 20 for row in rows for cell in row)
    swallowed = swallowed and not _closed(lines, delimiter, form)
    first = next(index for index, row in enumerate(rows) if len(row) == width)
    return count / len(rows) * (0.5 if swallowed else 1.0), width, first


def _closed(lines: list[str], delimiter: str, form: TextForm) -> bool:
    """Whether every quotation mark is closed, right before a delimiter or the end of a row."""
    try:
        for _ in csv.reader(lines, **{**dialect(delimiter, form), "strict": True}):
            pass
    except csv.Error:
        return False
    return True


def _is_prose(lines: list[str]) -> bool:
    filled = [line.strip() for line in lines[:_SAMPLE_ROWS] if line.strip()]
    return sum(_SENTENCE.search(line) is not None for line in filled) >= 0.4 * len(filled)


def dialect(delimiter: str, form: TextForm) -> dict[str, Any]:
    """The csv module's arguments."""
    return {
        "delimiter": delimiter,
        "quoting": csv.QUOTE_MINIMAL if form.quoted else csv.QUOTE_NONE,
        "skipinitialspace": form.skip_space,
        "strict": False,
    }


def _size(book: Book, line_ends: int, *, whole: bool) -> tuple[int, int]:
    """Filled rows and the widest of them; of a file too big for the sample, line ends and the sample's widest row."""
    widths: list[int] = []
    for chunk in read_delimited_chunks(book, 500):
        widths += [len(row) for row in chunk if any(row)]
        if not whole and len(widths) > _SAMPLE_ROWS:
            break
    return (len(widths) if whole else line_ends), max(widths, default=0)


@contextmanager
def _opened(book: Book) -> Iterator[Iterator[str]]:
    form = book.text or TextForm()
    newline = "" if form.bare_returns else "\n"
    with (
        book.path.open("rb", buffering=CHUNK) as raw,
        io.TextIOWrapper(raw, encoding=book.encoding, errors="replace", newline=newline) as file,
    ):
        yield (line.replace("\x00", "") for line in file) if form.nuls else iter(file)


def read_delimited_chunks(book: Book, size: int) -> Iterator[list[list[Any]]]:
    """Lists of up to ``size`` rows; the n-th row is the n-th record of the file, blank ones included as ``[]``."""
    form = book.text or TextForm()
    count = 0
    with _opened(book) as lines:
        reader = csv.reader(lines, **dialect(book.delimiter or ",", form))
        while True:
            chunk: list[list[Any]] = []
            try:
                with cells_up_to(book.limits.field_chars):
                    chunk.extend(islice(reader, size))
            except csv.Error as error:
                row = count + len(chunk) + 1
                raise refusals.endless_field(book.path, row, book.limits.field_chars) from error
            if not chunk:
                return
            if count == 0 and form.separator_line:
                chunk[0] = []
            count += len(chunk)
            yield cleaned(chunk, form)


@contextmanager
def cells_up_to(chars: int) -> Iterator[None]:
    """The csv module's limit is the whole process's: it is ours only while we read."""
    before = csv.field_size_limit(chars)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def cleaned(chunk: list[list[Any]], form: TextForm) -> list[list[Any]]:
    """The rows without what only guards cells or frames a printed list."""
    if form.bordered:
        return [_unbordered(row) for row in chunk]
    if form.formulas:
        return [[_FORMULA.sub(r"\1", cell) if cell[:2] == '="' else cell for cell in row] for row in chunk]
    return chunk


def _unbordered(row: list[str]) -> list[str]:
    """A row of a printed list without its borders and padding; a ruler line becomes a blank row."""
    cells = [cell.strip() for cell in row]
    if not any(cell.strip("-=+_─━┄┼├┤┬┴┌┐└┘ ") for cell in cells):
        return []
    if len(cells) > 2 and not cells[0] and not cells[-1]:
        return cells[1:-1]
    return cells
