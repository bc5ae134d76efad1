"""Rows put aside, corrected by a person: read, typed and checked as their file was, without reading it whole."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from app.core.connect import disposable
from app.core.errors import UserError
from app.core.garbage import no_collection
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports.columns import plain_text, position
from app.imports.feeds import Feed
from app.imports.profile import Entry, Profile
from app.imports.ruling import Rule
from app.imports.sheet import Sheet, open_sheet
from app.imports.staged import Asked, Staged, as_path
from app.imports.staging import SCHEMA, EntryPlan

Reason = tuple[str, str, str]
"""Field, code and what stood in the cell."""
_FIX: Final = "CREATE TABLE fix(entry INTEGER, place INTEGER, row_no INTEGER, PRIMARY KEY(entry, place))"
_CHUNK: Final = 10_000
LEFT_OUT: Final = "left_out"


@dataclass(frozen=True)
class Fix:
    """One row as it was put aside and as it is to be read now."""

    quarantine_id: int
    feed: str
    entry: int
    """The number of the part of the profile that reads it."""
    row_no: int
    reasons: tuple[Reason, ...]
    original: Mapping[str, str]
    cells: Mapping[str, str]
    """Every cell by its header, corrected."""

    @property
    def changed(self) -> dict[str, tuple[str, str]]:
        """The headers whose cells are not what they were: before and after."""
        return {
            name: (self.original.get(name, ""), value)
            for name, value in self.cells.items()
            if value != self.original.get(name, "")
        }


@dataclass(frozen=True)
class Correction:
    """What the child is asked to do; every part of it can be pickled."""

    path: str | Path
    """The original file: it settles, as at its import, how dates and numbers are read."""
    out: str
    profile: Profile
    feeds: tuple[Feed, ...]
    fixes: tuple[Fix, ...]
    dates: str = ""
    currency: str = ""
    rules: tuple[Rule, ...] = ()
    today: int = 0
    key: str | None = field(default=None, repr=False)
    """What is written beside an encrypted workspace is encrypted under this."""


@dataclass(frozen=True)
class Checked:
    """What the child found."""

    staged: Staged
    faults: dict[int, tuple[Reason, ...]]
    """Why rows are still not taken, by their ids."""


def parts(fixes: Iterable[Fix]) -> list[int]:
    """The numbers of the parts of the profile that these rows are of, in its order."""
    return sorted({one.entry for one in fixes})


def chosen(profile: Profile, fixes: Iterable[Fix]) -> Profile:
    """The profile with only the parts of these rows: what else their lines held was taken in with the file."""
    return replace(profile, entries=tuple(profile.entries[number] for number in parts(fixes)))


def check_rows(job: Correction, progress: Progress) -> Checked:
    """Fill ``job.out`` with the corrected rows that are right now; raises UserError for a column that is not there."""
    with no_collection():
        return _check(job, progress)


def _check(job: Correction, progress: Progress) -> Checked:
    progress.step(0, 2, Text(N_("Reading rows")))
    sheet = open_sheet(as_path(job.path), job.profile, dates=job.dates, feeds=job.feeds)
    rows = list(_rows(sheet, job.fixes))
    progress.step(1, 2)
    entries = chosen(job.profile, job.fixes).entries
    by_id = {feed.id: feed for feed in job.feeds}
    connection = disposable(Path(job.out), job.key)
    try:
        connection.executescript(SCHEMA + _FIX)
        connection.execute("BEGIN")
        currency, faults = job.currency, dict[int, tuple[Reason, ...]]()
        for index, (number, entry) in enumerate(zip(parts(job.fixes), entries, strict=True)):
            own = [(place, fix, cells) for place, (fix, cells) in enumerate(rows) if fix.entry == number]
            asked = Asked(job.rules, job.today, whole=False)
            currency = _stage_one(index, entry, by_id[entry.feed], sheet, connection, own, currency, asked)
        for place, reasons in _faults(connection, rows):
            faults[rows[place][0].quarantine_id] = reasons
        connection.execute("COMMIT")
    finally:
        connection.close()
    staged = Staged(
        encoding=sheet.encoding, delimiter=sheet.delimiter, sheet=sheet.name, header=tuple(sheet.header),
        dates=sheet.dates, extracted_at=sheet.extracted_at, currency=currency, rows=len(rows),
    )  # fmt: skip
    return Checked(staged, faults)


def _stage_one(
    index: int, entry: Entry, feed: Feed, sheet: Sheet, connection: sqlite3.Connection,
    rows: Sequence[tuple[int, Fix, Sequence[Any]]], currency: str, asked: Asked,
) -> str:  # fmt: skip
    """The rows of one part; they are numbered by their place, so that each is known again whatever its number was."""
    plan = EntryPlan(index, entry, feed, sheet, connection, None, asked)
    chunk = [list(column) for column in zip(*(cells for _, _, cells in rows), strict=True)]
    places = [place for place, _, _ in rows]
    connection.executemany("INSERT INTO fix VALUES (?, ?, ?)", [(index, place, fix.row_no) for place, fix, _ in rows])
    wanted = sheet.condition(sheet.profile.file.where, entry.where)
    if wanted is not None:
        out = [place for place, stays in zip(places, wanted(chunk, len(places)), strict=True) if not stays]
        reasons = json.dumps([("", LEFT_OUT, "")])
        connection.executemany(
            "INSERT INTO bad VALUES (?, ?, ?, '{}', NULL, NULL, '{}')", [(index, place, reasons) for place in out]
        )
    plan.take(places, chunk)
    return plan.finish(currency, left_out=0)


def _rows(sheet: Sheet, fixes: Sequence[Fix]) -> Iterator[tuple[Fix, Sequence[Any]]]:
    """The cells of each row in the order of the sheet's columns; what nobody has changed is as the file has it."""
    for name in {name for fix in fixes for name in fix.changed}:
        position(sheet.header, name)
    stored = {fix.quarantine_id for fix in fixes if not set(fix.original) <= set(sheet.header)}
    wanted = {fix.row_no for fix in fixes if sheet.book.kind != "csv" or fix.quarantine_id in stored}
    typed = _typed(sheet, wanted) if wanted else {}
    for fix in fixes:
        texts = [fix.original.get(name, "") for name in sheet.header]
        rows = typed.get(fix.row_no, [])
        kept = next((row for row in rows if list(map(plain_text, row)) == texts), texts)
        if fix.quarantine_id in stored:  # put aside by an earlier version, which kept what it had read instead
            if len(rows) != 1:
                raise UserError("Row {n} was kept without its original cells; import the file again.", n=fix.row_no)
            kept = rows[0]
        changed = fix.changed
        cells = [changed[name][1] if name in changed else cell for name, cell in zip(sheet.header, kept, strict=True)]
        yield fix, [None if cell == "" else cell for cell in cells]


def _typed(sheet: Sheet, wanted: set[int]) -> dict[int, list[list[Any]]]:
    """The rows of a workbook with their cells as numbers and dates; one line may give several rows."""
    found: dict[int, list[list[Any]]] = {}
    last = max(wanted)
    for numbers, chunk in sheet.chunks(_CHUNK):
        for row, number in enumerate(numbers):
            if number in wanted:
                found.setdefault(number, []).append([column[row] for column in chunk])
        if len(numbers) and numbers[-1] > last:
            break
    return found


def _faults(
    connection: sqlite3.Connection, rows: Sequence[tuple[Fix, Sequence[Any]]]
) -> Iterator[tuple[int, tuple[Reason, ...]]]:
    """The rows that are still at fault; where they name each other they do so by their numbers in the file."""
    for place, reasons in connection.execute("SELECT row_no, reasons FROM bad").fetchall():
        said = []
        for name, code, value in json.loads(reasons):
            numbers = [str(rows[int(one)][0].row_no) for one in value.split(",")] if code == "repeated_key" else []
            said.append((str(name), str(code), ",".join(numbers) or str(value)))
        yield place, tuple(said)
