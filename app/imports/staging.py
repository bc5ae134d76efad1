"""The child process' work: read a file, type and check every cell, write a disposable staging SQLite file."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Container, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from app.core.btree import PAGE, PageFile
from app.core.columns import Column, Constant, Texts, column_of
from app.core.connect import disposable
from app.core.errors import UserError
from app.core.garbage import no_collection
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports.beside import Beside, writer_of
from app.imports.columns import Bad, FieldPlan, key_of, listed, plain_text, position
from app.imports.feeds import SEPARATOR, Feed
from app.imports.profile import Entry
from app.imports.rows import PageRows, Rows, SqlRows
from app.imports.ruled import Ruling, every_row, unread_fields
from app.imports.ruling import Setting, seen_fields
from app.imports.settling import Settling
from app.imports.sheet import Sheet, open_sheet
from app.imports.staged import Asked, Shape, Staged, StageJob, as_path
from app.imports.taxes import settled
from app.imports.usual import FileSize, usual_of
from app.imports.values import distinct, gaps, key_texts, stored_columns, value_at

if TYPE_CHECKING:
    from app.imports.columns import Found

BULK_ROWS: Final = 20_000
_CHUNK: Final = 10_000
_INDEX_HEAD: Final = re.compile(r"CREATE INDEX (\S+) ON \S+ \(")
_QUICK: Final = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-32768;
"""
_BAD: Final = """CREATE TABLE bad(entry INTEGER, row_no INTEGER, reasons TEXT, cells TEXT, party TEXT, day INTEGER,
    known TEXT)"""
SCHEMA: Final = f"""
PRAGMA page_size={PAGE}; {_QUICK}
{_BAD};
CREATE TABLE late(entry INTEGER, place INTEGER, bad INTEGER, PRIMARY KEY(entry, place)) WITHOUT ROWID;
CREATE TABLE reason(entry INTEGER, level TEXT, code TEXT, rows INTEGER);
CREATE TABLE entry(entry INTEGER PRIMARY KEY, rows INTEGER, skipped INTEGER);
CREATE TABLE mention(entry INTEGER, name TEXT, code TEXT);
CREATE TABLE warned(entry INTEGER, row_no INTEGER, code TEXT);
CREATE TABLE result(entry INTEGER, code TEXT, indicator TEXT, party TEXT, month INTEGER, checked INTEGER,
    failed INTEGER, last_on INTEGER);
"""


def stage(job: StageJob, progress: Progress) -> Staged:
    """Fill ``job.out`` with the typed rows of ``job.path``; raises UserError where the whole file is refused."""
    with no_collection():
        return _stage(job, progress)


def _stage(job: StageJob, progress: Progress) -> Staged:
    sheet = open_sheet(as_path(job.path), job.profile, dates=job.dates, feeds=job.feeds)
    with closing(disposable(Path(job.out), job.key)) as connection:
        connection.executescript(SCHEMA)
        plans = [
            EntryPlan(
                index, entry, feed, sheet, connection, job.shapes[index] if job.shapes else None, Asked.of(job, index)
            )
            for index, (entry, feed) in enumerate(zip(job.profile.entries, job.feeds, strict=True))
        ]
    with closing(disposable(None, job.key)) as aside:
        aside.execute(_BAD)
        beside = writer_of(Path(job.out), job.key, job.kept, job.profile, job.feeds) if job.shapes else None
        rows, unsorted = _write_rows(job, sheet, plans, aside, beside, progress)
        with closing(disposable(Path(job.out), job.key)) as connection:
            connection.executescript(_QUICK)
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO bad VALUES (?, ?, ?, ?, ?, ?, ?)", aside.execute("SELECT * FROM bad"))
            currency = _settle(connection, sheet, plans, unsorted, job.currency)
            connection.execute("COMMIT")
            if beside is not None and not all(plan.is_whole(beside) for plan in plans):
                beside.give_up()
    return Staged(
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        sheet=sheet.name,
        header=tuple(sheet.header),
        dates=sheet.dates,
        extracted_at=sheet.extracted_at,
        currency=currency,
        rows=rows,
        beside=beside is not None and beside.finish(),
    )


def _write_rows(
    job: StageJob,
    sheet: Sheet,
    plans: Sequence["EntryPlan"],
    aside: sqlite3.Connection,
    beside: Beside | None,
    progress: Progress,
) -> tuple[int, list[str]]:
    """Good rows go as pages into the file, which nobody has open, bad ones aside; names the indices still to make."""
    out, count = Path(job.out), 0
    with PageFile(out, job.key) as file:
        writers = [
            PageRows(file, out, job.key, plan.table, beside if job.kept and plan.feed_id == job.kept.feed else None)
            for plan in plans
        ]
        for plan, rows in zip(plans, writers, strict=True):
            plan.go_on(aside, rows)
        for numbers, chunk in sheet.chunks(_CHUNK):
            for plan in plans:
                plan.take(numbers, chunk, sheet.overlong)
            count += len(numbers)
            progress.step(count, sheet.expected_rows, Text(N_("Reading rows")))
        return count, [name for rows in writers for name in rows.finish()]


def _settle(
    connection: sqlite3.Connection, sheet: Sheet, plans: Sequence["EntryPlan"], unsorted: Sequence[str], currency: str
) -> str:
    for name in unsorted:
        connection.execute(f"REINDEX {name}")
    left_out = sheet.left_out
    for plan in plans:
        plan.go_on(connection)
        currency = plan.finish(currency, left_out=left_out)
    if any(plan.put_aside_late for plan in plans):
        for numbers, chunk in sheet.chunks(_CHUNK):
            for plan in plans:
                plan.recall(numbers, chunk)
    return currency


@dataclass
class _Faults:
    """The bad cells of one chunk, by row."""

    rows: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)

    def add(self, row: int, name: str, code: str, value: str) -> None:
        self.rows.setdefault(row, []).append((name, code, value))


class EntryPlan:
    """One feed of the file: its fields' plans, its key, and the statements that write it to the staging file."""

    def __init__(
        self, index: int, entry: Entry, feed: Feed, sheet: Sheet, connection: sqlite3.Connection, shape: Shape | None,
        asked: Asked,
    ) -> None:  # fmt: skip
        """Resolve every header; raises UserError for one that is not there or a required field without a source."""
        self._shape, self._asked, self._sheet = shape, asked, sheet
        self._index, self._entry, self._feed = index, entry, feed
        self.table, self.feed_id = f"good_{index}", feed.id
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
        self._taxed = "gross_amount" in feed.by_name
        self._own_key = [name for name in feed.identity if name in {"key", "line_key"}]
        self._outputs = [name for plan in self._fields for name in plan.outputs]
        self._settling = Settling(connection, index, feed, self._outputs, repeat=entry.repeat)
        refs = {one.name for one in feed.fields if one.ref in {"party", "product"}} | {f"{feed.master}_code"}
        self._codes: dict[str, set[Any]] = {name: set() for name in sorted(refs & set(self._outputs))}
        self._reasons = self._settling.reasons
        given = set(entry.by_field)
        self._seen_fields = [name for name in seen_fields(asked.rules, feed) if name in given]
        self._settling.kept = [feed.field(name).columns[0] for name in self._seen_fields]
        self._seen = self._skipped = self._recalled = 0
        self._create(connection)
        self.go_on(connection)

    def _check_required(self) -> None:
        given = self._entry.by_field
        for one in self._feed.fields:
            if one.required and one.name not in given:
                raise UserError(
                    "The profile says nothing for “{field}”, which “{feed}” needs.",
                    field=Text(one.title), feed=Text(self._feed.title),
                )  # fmt: skip

    def _create(self, connection: sqlite3.Connection) -> None:
        """The table of the rows, in the shape and with the indices of the fact table where there is one."""
        shape = self._shape
        self._same: dict[str, Column] = {}
        """What is the same in every row."""
        self._first_id = self._next_id = shape.first_id if shape else 1
        if shape is None:
            columns = ("row_no", *self._feed.columns, "estimated")
            connection.execute(f"CREATE TABLE {self.table}(id INTEGER PRIMARY KEY, {', '.join(columns)})")
            return
        connection.execute(shape.table_sql.replace(f" {self._feed.table} ", f" {self.table} ", 1))
        for sql in shape.index_sql:
            connection.execute(_INDEX_HEAD.sub(rf"CREATE INDEX s{self._index}_\1 ON {self.table} (", sql, 1))
        self._same |= {"batch_n": Constant(shape.batch_n), "source_n": Constant(shape.source_n), "current": Constant(1)}
        if self._feed.head:
            self._same["needs_head"] = Constant(int(self._entry.head))
        self._settling.sorted_by = f"WHERE source_n = {shape.source_n}"

    def go_on(self, connection: sqlite3.Connection, rows: Rows | None = None) -> None:
        """Write bad rows and what is settled by ``connection``, good rows there too or as pages."""
        self._connection = self._settling.connection = connection
        self._rows: Rows = rows or SqlRows(connection, self.table)

    def take(self, numbers: Sequence[int], chunk: Sequence[Sequence[Any]], overlong: Container[int] = ()) -> None:
        """Type and write the rows of a chunk given by columns; bad rows go aside with their reasons.

        ``overlong`` are the numbers of rows with more cells than the header.
        """
        whole = len(numbers)
        numbers, chunk, count = self._chosen(numbers, chunk)
        self._skipped += whole - count
        self._seen += count
        faults, estimated = _Faults(), [0] * count
        if overlong:
            for row, number in enumerate(numbers):
                if number in overlong:
                    faults.add(row, "", "too_many_cells", "")
        outputs: dict[str, Found | Constant] = {}
        by_name: dict[str, Found] = {}
        for plan in self._fields:
            found, stood_in = plan.read(chunk, count)
            bit = self._bits[plan.field.name]
            for row in stood_in:
                estimated[row] |= bit
            self._find_faults(plan, found, faults)
            by_name[plan.field.name] = found
            if plan.field.name in self._codes:
                self._codes[plan.field.name].update(distinct(found))
            outputs |= zip(plan.outputs, stored_columns(plan, found), strict=True)
        if self._own_key:
            outputs[self._own_key[0]] = self._keys(chunk, by_name, count)
        outputs |= {"row_no": list(numbers), "estimated": estimated}
        self._add(outputs, faults, count)
        if faults.rows:
            self._put_aside(faults, numbers, chunk, by_name)

    def _chosen(
        self, numbers: Sequence[int], chunk: Sequence[Sequence[Any]]
    ) -> tuple[Sequence[int], Sequence[Sequence[Any]], int]:
        """The rows that the profile's conditions let in."""
        if self._where is None:
            return numbers, chunk, len(numbers)
        wanted = self._where(chunk, len(numbers))
        return list(compress(numbers, wanted)), [list(compress(one, wanted)) for one in chunk], sum(wanted)

    def _add(self, outputs: "Mapping[str, Found | Constant]", faults: _Faults, count: int) -> None:
        """Write the rows without a fault."""
        ids = np.arange(self._next_id, self._next_id + count)
        self._next_id += count
        keep = np.ones(count, np.bool_)
        keep[list(faults.rows)] = False
        if faults.rows:
            ids = ids[keep]
        columns: dict[str, Column] = {}
        for name, found in outputs.items():
            if isinstance(found, list):
                columns[name] = column_of(list(compress(found, keep)) if faults.rows else found)
            else:
                columns[name] = found.take(keep) if faults.rows else found
        if self._taxed:
            columns = settled(columns, len(ids))
        self._rows.add({**self._same, **columns}, ids)

    def _find_faults(self, plan: FieldPlan, found: "Found", faults: _Faults) -> None:
        if isinstance(found, list) and plan.met_bad and Bad in set(map(type, found)):
            for row, value in enumerate(found):
                if value.__class__ is Bad:
                    faults.add(row, plan.field.name, value.code, value.value)
        if plan.field.required:
            for row in gaps(found):
                faults.add(row, plan.field.name, "required", "")

    def _keys(self, chunk: Sequence[Sequence[Any]], by_name: Mapping[str, "Found"], count: int) -> "Found":
        """The key text of each row: the named headers, the feed's own key fields, or a digest of the mapped cells."""
        if self._key_columns:
            parts = [list(map(plain_text, chunk[place])) for place in self._key_columns]
        elif self._key_fields:
            names = [name for name in self._key_fields if name not in self._feed.identity]
            if len(names) == 1 and isinstance(only := by_name[names[0]], Texts) and not gaps(only):
                return only
            parts = [key_texts(listed(by_name[name])) for name in names]
        else:
            digests = zip(*map(listed, by_name.values()), strict=True) if by_name else iter([()] * count)
            return [hashlib.blake2b(repr(row).encode(), digest_size=12).hexdigest() for row in digests]
        if len(parts) == 1:
            return parts[0]
        return [SEPARATOR.join(row) for row in zip(*parts, strict=True)]

    def _put_aside(
        self, faults: _Faults, numbers: Sequence[int], chunk: Sequence[Sequence[Any]], by_name: Mapping[str, "Found"]
    ) -> None:
        written = []
        party, day = by_name.get("party_code", []), by_name.get(self._feed.scope_on.removesuffix("_on"), [])
        for row, reasons in sorted(faults.rows.items()):
            cells = self._cells_of(chunk, row)
            about = value_at(party, row), value_at(day, row)
            known = {self._feed.field(name).columns[0]: value_at(by_name[name], row) for name in self._seen_fields}
            written.append((self._index, numbers[row], json.dumps(reasons), cells, *about, json.dumps(known)))
            self._reasons.update({code for _, code, _ in reasons})
        self._connection.executemany("INSERT INTO bad VALUES (?, ?, ?, ?, ?, ?, ?)", written)

    def _cells_of(self, chunk: Sequence[Sequence[Any]], row: int) -> str:
        cells = {name: plain_text(chunk[place][row]) for name, place in self._header.items()}
        return json.dumps(cells, ensure_ascii=False)

    def finish(self, currency: str, *, left_out: int) -> str:
        """Settle repeated keys and the currency, count what is odd, write the counts down; returns the currency."""
        settling = self._settling
        currency = settling.settle_currency(currency)
        if self._own_key and not self._key_columns and not self._key_fields:
            settling.number_occurrences(self._own_key[0])
        else:
            settling.settle_repeats()
        size = self._size()
        settling.rule(self._ruling(size, left_out), size, whole=self._asked.whole)
        settling.name_codes(self._codes)
        rows = [(self._index, "quarantine", code, count) for code, count in sorted(self._reasons.items())]
        self._connection.executemany("INSERT INTO reason VALUES (?, ?, ?, ?)", rows)
        skipped = self._skipped + settling.dropped + left_out
        self._connection.execute("INSERT INTO entry VALUES (?, ?, ?)", (self._index, self._seen, skipped))
        return currency

    def _size(self) -> FileSize:
        """How many rows the part has, and of which days."""
        day = self._feed.scope_on or "NULL"
        days, last_on = self._connection.execute(f"""
            SELECT count(DISTINCT day), max(day) FROM (SELECT {day} AS day FROM {self.table}
            UNION ALL SELECT day FROM bad WHERE entry = {self._index})
        """).fetchone()
        return FileSize(self._seen, days, last_on)

    def _ruling(self, size: FileSize, left_out: int) -> Ruling:
        """The rules that these rows are held against; stated totals are read as the cells of their columns are."""
        values = self._sheet.stated(self._fields) if any(one.reach == "file" for one in self._asked.rules) else {}
        values |= {"left_out": (left_out, 0), "usual_rows": (usual_of(size, self._asked.earlier), 0)}
        unread = unread_fields(self._connection, self._index, self._seen_fields)
        columns = dict.fromkeys([*filter(None, [self._feed.scope_on]), *self._settling.kept])
        filled = [plan.field.name for plan in self._fields]
        return Ruling(
            self._connection, self.table, self._feed, self._asked.rules,
            Setting(self._asked.today, values, unread), filled, whole=self._asked.whole,
            every=every_row(self._index, list(columns)),
        )  # fmt: skip

    def is_whole(self, beside: Beside) -> bool:
        """Whether the columns hold the rows as they are now, with those together that belong together."""
        if self.put_aside_late or self._settling.dropped:
            return False
        together = f"SELECT count(*) FROM (SELECT DISTINCT source_n, {beside.together} FROM {self.table})"
        return self.feed_id != beside.feed or self._connection.execute(together).fetchone() == (beside.runs,)

    @property
    def put_aside_late(self) -> bool:
        """Whether rows were put aside when all were read, so that their cells are at hand no more."""
        return self._settling.put_aside

    def recall(self, numbers: Sequence[int], chunk: Sequence[Sequence[Any]]) -> None:
        """Keep the cells, read once more, of rows that were put aside late."""
        _, chunk, count = self._chosen(numbers, chunk)
        first = self._first_id + self._recalled
        self._recalled += count
        for place, bad in self._connection.execute(
            "SELECT place, bad FROM late WHERE entry = ? AND place BETWEEN ? AND ?",
            (self._index, first, first + count - 1),
        ).fetchall():
            cells = self._cells_of(chunk, place - first)
            self._connection.execute("UPDATE bad SET cells = ? WHERE rowid = ?", (cells, bad))
