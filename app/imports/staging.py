"""The child process' work: read a file, type and check every cell, write a disposable staging SQLite file."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path
from typing import Any, Final

from app.core.errors import UserError
from app.core.garbage import no_collection
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports.columns import Bad, Days, FieldPlan, key_of, plain_text, position
from app.imports.feeds import Feed
from app.imports.profile import Entry, Profile
from app.imports.settling import Settling
from app.imports.sheet import Sheet, open_sheet

SEPARATOR: Final = "\x1f"
BULK_ROWS: Final = 20_000
_CHUNK: Final = 10_000
_INDEX_HEAD: Final = re.compile(r"CREATE INDEX (\S+) ON \S+ \(")
SCHEMA: Final = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-32768;
CREATE TABLE bad(entry INTEGER, row_no INTEGER, reasons TEXT, cells TEXT);
CREATE TABLE reason(entry INTEGER, level TEXT, code TEXT, rows INTEGER);
CREATE TABLE entry(entry INTEGER PRIMARY KEY, rows INTEGER, skipped INTEGER);
CREATE TABLE mention(entry INTEGER, name TEXT, code TEXT);
CREATE TABLE warned(entry INTEGER, row_no INTEGER, code TEXT);
"""


@dataclass(frozen=True)
class Shape:
    """The fact table that staged rows are bound for: rows that stand in the same shape are moved there page by page."""

    table_sql: str
    index_sql: tuple[str, ...]
    first_id: int
    batch_n: int
    source_n: int
    """Numbers that the load will have, unless another one comes first; then the rows are numbered again."""


@dataclass(frozen=True)
class StageJob:
    """What the child is asked to do; every part of it can be pickled."""

    path: str
    out: str
    profile: Profile
    feeds: tuple[Feed, ...]
    """The feed of each entry of the profile, in its order."""
    dates: str = ""
    """How ambiguous dates are read, where the person has said so."""
    currency: str = ""
    """The workspace's reporting currency, or empty before its first file."""
    shapes: tuple[Shape, ...] = ()
    """The fact table of each entry, where there is one already."""


@dataclass(frozen=True)
class Staged:
    """What the child found; the rows themselves are in the staging file."""

    encoding: str | None
    delimiter: str | None
    sheet: str
    header: tuple[str, ...]
    dates: str
    extracted_at: str
    """ISO instant named by the file, or empty."""
    currency: str
    """The reporting currency: the workspace's, or the one that most rows of its first file bear."""
    rows: int


def stage(job: StageJob, progress: Progress) -> Staged:
    """Fill ``job.out`` with the typed rows of ``job.path``; raises UserError where the whole file is refused."""
    with no_collection():
        return _stage(job, progress)


def _stage(job: StageJob, progress: Progress) -> Staged:
    sheet = open_sheet(Path(job.path), job.profile, dates=job.dates, feeds=job.feeds)
    connection = sqlite3.connect(job.out, isolation_level=None)
    try:
        connection.executescript(SCHEMA)
        plans = [
            EntryPlan(index, entry, feed, sheet, connection, job.shapes[index] if job.shapes else None)
            for index, (entry, feed) in enumerate(zip(job.profile.entries, job.feeds, strict=True))
        ]
        connection.execute("BEGIN")
        rows = 0
        for numbers, chunk in sheet.chunks(_CHUNK):
            for plan in plans:
                plan.take(numbers, chunk, sheet.overlong)
            rows += len(numbers)
            progress.step(rows, sheet.expected_rows, Text(N_("Reading rows")))
        currency = job.currency
        for plan in plans:
            currency = plan.finish(currency, left_out=sheet.left_out)
        connection.execute("COMMIT")
    finally:
        connection.close()
    return Staged(
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        sheet=sheet.name,
        header=tuple(sheet.header),
        dates=sheet.dates,
        extracted_at=sheet.extracted_at,
        currency=currency,
        rows=rows,
    )


@dataclass
class _Faults:
    """The bad cells of one chunk, by row."""

    rows: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)

    def add(self, row: int, name: str, code: str, value: str) -> None:
        self.rows.setdefault(row, []).append((name, code, value))


class EntryPlan:
    """One feed of the file: its fields' plans, its key, and the statements that write it to the staging file."""

    def __init__(
        self, index: int, entry: Entry, feed: Feed, sheet: Sheet, connection: sqlite3.Connection, shape: Shape | None
    ) -> None:
        """Resolve every header; raises UserError for one that is not there or a required field without a source."""
        self._shape = shape
        self._index, self._entry, self._feed, self._connection = index, entry, feed, connection
        self._header: Mapping[str, int] = sheet.header
        self._check_required()
        self._fields = [
            FieldPlan(
                feed.field(name), column, header=sheet.header, missing=sheet.profile.file.missing, reading=sheet.reading
            )
            for name, column in entry.columns
        ]  # fmt: skip
        self._bits = {one.name: 1 << place for place, one in enumerate(feed.fields)}
        self._key_columns = [position(sheet.header, name) for name in entry.key]
        self._key_fields = () if entry.key else key_of(feed, [name for name, _ in entry.columns])
        self._where = sheet.condition(sheet.profile.file.where, entry.where)
        self._own_key = [name for name in feed.identity if name in {"key", "line_key"}]
        self._outputs = [name for plan in self._fields for name in plan.outputs]
        self._settling = Settling(connection, index, feed, self._outputs, repeat=entry.repeat)
        refs = {one.name for one in feed.fields if one.ref in {"party", "product"}} | {f"{feed.master}_code"}
        self._codes: dict[str, set[Any]] = {name: set() for name in sorted(refs & set(self._outputs))}
        self._reasons = self._settling.reasons
        self._seen = self._skipped = 0
        self._create()

    def _check_required(self) -> None:
        given = self._entry.by_field
        for one in self._feed.fields:
            if one.required and one.name not in given:
                raise UserError(
                    "The profile says nothing for “{field}”, which {feed} needs.",
                    field=Text(one.title), feed=Text(self._feed.title),
                )  # fmt: skip

    def _create(self) -> None:
        table, shape = f"good_{self._index}", self._shape
        names = ["id", "row_no", *self._own_key, *self._outputs, "estimated"]
        given = dict.fromkeys(names, "?")
        if shape is None:
            columns = ("row_no", *self._feed.columns, "estimated")
            self._connection.execute(f"CREATE TABLE {table}(id INTEGER PRIMARY KEY, {', '.join(columns)})")
        else:
            self._connection.execute(shape.table_sql.replace(f" {self._feed.table} ", f" {table} ", 1))
            given |= {"batch_n": str(shape.batch_n), "source_n": str(shape.source_n), "current": "1"}
            given |= {"needs_head": str(int(self._entry.head))} if self._feed.head else {}
        self._next_id = shape.first_id if shape else 1
        self._insert = f"INSERT INTO {table}({', '.join(given)}) VALUES ({', '.join(given.values())})"

    def _make_indices(self) -> None:
        """Many rows get the fact table's indices here, where nobody waits for them."""
        if self._shape is None or self._seen <= BULK_ROWS:
            return
        for sql in self._shape.index_sql:
            self._connection.execute(
                _INDEX_HEAD.sub(rf"CREATE INDEX s{self._index}_\1 ON good_{self._index} (", sql, 1)
            )
        self._settling.sorted_by = f"WHERE source_n = {self._shape.source_n}"

    def take(self, numbers: Sequence[int], chunk: Sequence[Sequence[Any]], overlong: Container[int] = ()) -> None:
        """Type and write the rows of a chunk given by columns; bad rows go aside with their reasons.

        ``overlong`` are the numbers of rows with more cells than the header.
        """
        count = len(numbers)
        if self._where is not None:
            wanted = self._where(chunk, count)
            self._skipped += count - sum(wanted)
            numbers = list(compress(numbers, wanted))
            chunk = [list(compress(column, wanted)) for column in chunk]
            count = len(numbers)
        self._seen += count
        faults, estimated = _Faults(), [0] * count
        if overlong:
            for row, number in enumerate(numbers):
                if number in overlong:
                    faults.add(row, "", "too_many_cells", "")
        outputs: list[Sequence[Any]] = []
        by_name: dict[str, Sequence[Any]] = {}
        for plan in self._fields:
            found, stood_in = plan.values(chunk, count)
            bit = self._bits[plan.field.name]
            for row in stood_in:
                estimated[row] |= bit
            self._find_faults(plan, found, faults)
            by_name[plan.field.name] = found
            if plan.field.name in self._codes:
                self._codes[plan.field.name].update(found)
            outputs += _columns(plan, found)
        keys = [self._keys(chunk, by_name, count)] if self._own_key else []
        ids = range(self._next_id, self._next_id + count)
        self._next_id += count
        rows: Iterable[tuple[Any, ...]] = zip(ids, numbers, *keys, *outputs, estimated, strict=True)
        if faults.rows:
            keep = [row not in faults.rows for row in range(count)]
            rows = compress(rows, keep)
            self._put_aside(faults, numbers, chunk)
        self._connection.executemany(self._insert, rows)

    def _find_faults(self, plan: FieldPlan, found: Sequence[Any], faults: _Faults) -> None:
        if plan.met_bad and Bad in set(map(type, found)):
            for row, value in enumerate(found):
                if value.__class__ is Bad:
                    faults.add(row, plan.field.name, value.code, value.value)
        if plan.field.required and None in found:
            for row, value in enumerate(found):
                if value is None:
                    faults.add(row, plan.field.name, "required", "")

    def _keys(self, chunk: Sequence[Sequence[Any]], by_name: Mapping[str, Sequence[Any]], count: int) -> list[str]:
        """The key text of each row: the named headers, the feed's own key fields, or a digest of the mapped cells."""
        if self._key_columns:
            parts = [list(map(plain_text, chunk[place])) for place in self._key_columns]
        elif self._key_fields:
            names = [name for name in self._key_fields if name not in self._feed.identity]
            parts = [_key_texts(by_name[name]) for name in names]
        else:
            digests = zip(*map(_pairs, by_name.values()), strict=True) if by_name else iter([()] * count)
            return [hashlib.blake2b(repr(row).encode(), digest_size=12).hexdigest() for row in digests]
        if len(parts) == 1:
            return parts[0]
        return [SEPARATOR.join(row) for row in zip(*parts, strict=True)]

    def _put_aside(self, faults: _Faults, numbers: Sequence[int], chunk: Sequence[Sequence[Any]]) -> None:
        written = []
        for row, reasons in sorted(faults.rows.items()):
            cells = {name: plain_text(chunk[place][row]) for name, place in self._header.items()}
            written.append((self._index, numbers[row], json.dumps(reasons), json.dumps(cells, ensure_ascii=False)))
            self._reasons.update({code for _, code, _ in reasons})
        self._connection.executemany("INSERT INTO bad VALUES (?, ?, ?, ?)", written)

    def finish(self, currency: str, *, left_out: int) -> str:
        """Settle repeated keys and the currency, count what is odd, write the counts down; returns the currency."""
        self._make_indices()
        settling = self._settling
        currency = settling.settle_currency(currency)
        if self._own_key and not self._key_columns and not self._key_fields:
            settling.number_occurrences(self._own_key[0])
        else:
            settling.settle_repeats()
        settling.warn()
        settling.name_codes(self._codes)
        rows = [(self._index, "quarantine", code, count) for code, count in sorted(self._reasons.items())]
        self._connection.executemany("INSERT INTO reason VALUES (?, ?, ?, ?)", rows)
        skipped = self._skipped + settling.dropped + left_out
        self._connection.execute("INSERT INTO entry VALUES (?, ?, ?)", (self._index, self._seen, skipped))
        return currency


def _columns(plan: FieldPlan, found: Sequence[Any]) -> list[Sequence[Any]]:
    """The stored columns of a field: a date alone, or a date and its minute of the day."""
    if plan.field.kind not in {"day", "month", "moment"}:
        return [found]
    if isinstance(found, Days):
        days: Sequence[Any] = found
        minutes: Sequence[Any] = [None] * len(found)
    else:
        pairs = [value if value.__class__ is tuple else (None, None) for value in found]
        days, minutes = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return [days] if plan.field.kind != "moment" else [days, minutes]


def _pairs(values: Sequence[Any]) -> Sequence[Any]:
    """A date is (day, minute) in a digest, however it was read."""
    return values.pairs() if isinstance(values, Days) else values


def _key_texts(values: Sequence[Any]) -> list[str]:
    """The part that one field has in a key."""
    if set(map(type, values)) == {str}:
        return list(values)
    return ["" if value is None else str(value[0]) if isinstance(value, tuple) else str(value) for value in values]
