"""What a draft makes of the first rows of a file: the reader's own steps over rows that are in memory already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from pathlib import Path
from typing import Any, Final, Literal

from app.core.errors import UserError
from app.core.formula import names, parse
from app.core.period import day_of
from app.core.texts import N_, Text
from app.imports import reasons
from app.imports.columns import Bad, FieldPlan, plain_text
from app.imports.feeds import Feed, Field
from app.imports.layout import Layout
from app.imports.profile import Column, Entry, FileShape, Profile
from app.imports.readers import Book, SheetInfo
from app.imports.sample import Sample
from app.imports.sheet import Chunk, Sheet

ROWS: Final = 200
_PLACES: Final = {"quantity": 3, "amount": 4, "price": 6}
_TWO_READINGS: Final = N_("The dates can be read in two ways; the import will ask, or say here which comes first.")
State = Literal["", "bad", "estimated"]


@dataclass(frozen=True)
class Result:
    """What one field of one row will hold."""

    text: str
    state: State = ""
    reason: Text | None = None


@dataclass(frozen=True)
class EntryTrial:
    """One feed's fields over the rows that count."""

    fields: tuple[str, ...]
    rows: tuple[tuple[Result, ...], ...]
    kept: tuple[int, ...]
    """Which of the table's rows count, by their places."""
    problems: Mapping[str, Text] = field(default_factory=dict)
    """What is wrong with a field, or with the filter (under ``where``)."""

    @property
    def bad(self) -> int:
        """Cells that cannot be taken."""
        return sum(one.state == "bad" for row in self.rows for one in row)


@dataclass(frozen=True)
class Trial:
    """The table as it is read, blanks filled and months turned into rows, and what each feed takes from it."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    entries: tuple[EntryTrial, ...]
    problem: Text | None = None
    """Why the table itself cannot be read so."""


class _SampleSheet(Sheet):
    """A sheet whose rows are those of a sample."""

    def __init__(self, sample: Sample, profile: Profile) -> None:
        width = len(sample.headers)
        book = Book(
            Path(), "xlsx", None, None, (SheetInfo("", len(sample.rows), width, hidden=False),),
            epoch_1904=sample.epoch_1904,
        )  # fmt: skip
        layout = Layout(1, 1, 2, None, tuple(sample.headers), tuple(range(width)))
        super().__init__(book, replace(profile, file=replace(profile.file, sheet="")), layout)
        self._sample = sample

    def chunks(self, size: int) -> Iterator[Chunk]:
        """All rows at once."""
        del size
        yield self._columns(self._sample.rows, range(1, len(self._sample.rows) + 1), {})


def read_headers(headers: Sequence[str], shape: FileShape) -> tuple[str, ...]:
    """The columns that fields can be filled from; a pattern that fits no column changes nothing."""
    sample = Sample("", None, None, (), "", 1, tuple(headers), ())
    try:
        return tuple(_SampleSheet(sample, Profile("x", 1, "x", "x", FileShape(unpivot=shape.unpivot), ())).header)
    except UserError:
        return tuple(headers)


def try_profile(sample: Sample, profile: Profile, feeds: Mapping[str, Feed]) -> Trial:
    """Read the sample with a draft; nothing that is wrong in the draft raises, it is said at its place."""
    try:
        sheet = _SampleSheet(sample, profile)
        _, chunk = next(sheet.chunks(ROWS))
    except UserError as error:
        return Trial(tuple(sample.headers), tuple(sample.rows), (), error.text)
    chunk = [column[:ROWS] for column in chunk]
    rows = tuple(zip(*chunk, strict=True)) if chunk else ()
    entries = tuple(_try_entry(sheet, profile, entry, feeds[entry.feed], chunk) for entry in profile.entries)
    return Trial(tuple(sheet.header), rows, entries)


def _try_entry(sheet: Sheet, profile: Profile, entry: Entry, feed: Feed, chunk: Sequence[Sequence[Any]]) -> EntryTrial:
    count = len(chunk[0]) if chunk else 0
    problems: dict[str, Text] = {}
    kept = list(range(count))
    try:
        wanted = sheet.condition(profile.file.where, entry.where)
        kept = list(compress(kept, wanted(chunk, count))) if wanted is not None else kept
    except UserError as error:
        problems["where"] = error.text
    cells = [[column[place] for place in kept] for column in chunk]
    shown: list[str] = []
    columns: list[list[Result]] = []
    order = {one.name: place for place, one in enumerate(feed.fields)}
    for name, column in sorted(entry.columns, key=lambda one: order[one[0]]):
        try:
            columns.append(_try_column(sheet, feed.field(name), column, cells, len(kept), problems))
            shown.append(name)
        except UserError as error:
            problems[name] = error.text
    rows = tuple(zip(*columns, strict=True)) if columns else ()
    return EntryTrial(tuple(shown), rows, tuple(kept), problems)


def _try_column(
    sheet: Sheet, wanted: Field, column: Column, cells: Sequence[Sequence[Any]], count: int, problems: dict[str, Text]
) -> list[Result]:
    kinds: dict[str, str] = {header: wanted.kind for header in (column.column, column.otherwise) if header}
    if column.formula:
        kinds = dict.fromkeys(names(parse(column.formula)), "formula")
    for header, kind in kinds.items():
        try:
            sheet.decide({header: kind}, "")
        except UserError:
            problems[wanted.name] = Text(_TWO_READINGS)
            sheet.decide({header: kind}, "dmy")
    missing = sheet.profile.file.missing
    plan = FieldPlan(wanted, column, header=sheet.header, missing=missing, reading=sheet.reading)
    values, estimated = plan.values(cells, count)
    stood_in = set(estimated)
    return [_result(wanted, value, stands=row in stood_in) for row, value in enumerate(values)]


def _result(wanted: Field, value: Any, *, stands: bool) -> Result:
    if isinstance(value, Bad):
        return Result(value.value, "bad", reasons.sentence(value.code, value.value))
    if value is None:
        required = wanted.required
        return Result("", "bad" if required else "", reasons.sentence("required", "") if required else None)
    return Result(stored_text(wanted, value), "estimated" if stands else "")


def stored_text(wanted: Field, value: Any) -> str:
    """A stored value as plain text: the number with its decimals, the date in ISO form; a choice stays its code."""
    if wanted.kind in {"day", "month", "moment"}:
        day, minute = value if isinstance(value, tuple) else (value, None)
        text = day_of(day).isoformat()
        if wanted.kind == "month":
            return text[:7]
        return text if minute is None else f"{text} {minute // 60:02d}:{minute % 60:02d}"
    if wanted.kind in _PLACES:
        places = _PLACES[wanted.kind]
        whole, rest = divmod(abs(value), 10**places)
        digits = f"{rest:0{places}d}".rstrip("0")
        return f"{'-' if value < 0 else ''}{whole}{'.' + digits if digits else ''}"
    return plain_text(value)
