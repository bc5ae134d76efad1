"""A correction is a child batch: rows that a file's batch put aside, taken in as a person has corrected them.

It counts while its file's batch counts, and ranks with it: a file whose rows were corrected equals one that was right
at first. Nothing is marked on the rows put aside; whether one waits is asked of the batches that are in use.
"""

import csv
import io
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from app.core.connect import disposable, raw_of
from app.core.db import touch
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.formula import names, parse
from app.core.journal import create, values_of
from app.core.keys import key_of as sealed_under
from app.core.model import Entry as JournalEntry
from app.core.numbered import number_of
from app.imports import load
from app.imports.batches import DATES, Loaded, counts_of_entry, require_live
from app.imports.columns import key_of
from app.imports.correct import Fix, Reason
from app.imports.counts import Counts
from app.imports.current import resolve, start_resolving
from app.imports.feeds import Feed
from app.imports.model import LIVE, ImportBatch, ImportProfile
from app.imports.profile import Column, Entry, Profile, parse_profile
from app.imports.queries import quarantine_rows
from app.imports.ruled_family import Broken, rule_family
from app.imports.ruling import Rule

CORRECTS: Final = "corrects"
"""The reason code under which a corrected row names the row put aside that it stands for."""
_OWN_KEYS: Final = ("key", "line_key")


@dataclass(frozen=True)
class Edit:
    """What a person says of one row put aside: the texts of the cells that are to be others."""

    quarantine_id: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Parent:
    """The batch whose rows are corrected, and what it takes to read them as it did."""

    id: str
    ref: str
    n: int
    source: str
    source_n: int
    file_name: str
    file_sha256: str
    extracted_at: str
    dates: str
    profile: Profile
    family: tuple[int, ...]
    """The numbers of the batch and of its corrections that are in use."""


# -- what is to be corrected ------------------------------------------------------------------------------------------


def parent_of(session: Session, *, batch: str, files: FileStore, feeds: Mapping[str, Feed]) -> Parent:
    """The batch of that id or ref; raises UserError if it is not in use or its profile is not known any more."""
    found = require_live(session, batch)
    if found.parent_id is not None:
        raise UserError("{batch} is itself a correction; correct the rows of its file.", batch=found.ref)
    children = session.scalars(
        select(ImportBatch.n).where(ImportBatch.parent_id == found.id, ImportBatch.state == LIVE)
    )
    return Parent(
        id=found.id, ref=found.ref, n=found.n, source=found.source,
        source_n=number_of_source(session, found.source), file_name=found.file_name, file_sha256=found.file_sha256,
        extracted_at=found.extracted_at, dates=str(found.extra.get(DATES, "")),
        profile=profile_of_batch(session, found, files, feeds), family=(found.n, *children),
    )  # fmt: skip


def number_of_source(session: Session, source: str) -> int:
    """The number of a source that has a batch."""
    found = session.execute(text("SELECT n FROM numbered WHERE kind = 'source' AND entity_id = :s"), {"s": source})
    return int(found.scalar_one())


def profile_of_batch(session: Session, batch: ImportBatch, files: FileStore, feeds: Mapping[str, Feed]) -> Profile:
    """The very profile that a batch was read with: kept beside its file, else among the versions of the shelf."""
    for one in _profile_texts(session, batch, files):
        profile = parse_profile(one, feeds)
        if profile.sha256 == batch.profile_sha256:
            return profile
    raise UserError(
        "The profile that {file} was read with is not kept. Import the file again with its profile, then correct.",
        file=batch.file_name,
    )


def _profile_texts(session: Session, batch: ImportBatch, files: FileStore) -> Iterable[str]:
    if batch.profile_sha256 in files.names():
        yield files.get(batch.profile_sha256).decode()
    kept = select(ImportProfile.text).where(ImportProfile.profile_id == batch.profile_id)
    yield from session.scalars(kept)
    versions = select(JournalEntry.fields, JournalEntry.before).where(
        JournalEntry.entity == ImportProfile.__tablename__
    )
    for pair in session.execute(versions):
        for stored in pair:
            found = values_of(stored).get("text")
            if isinstance(found, str):
                yield found


def fixes_of(session: Session, parent: Parent, edits: Sequence[Edit]) -> tuple[Fix, ...]:
    """The rows with their corrections; raises UserError where one does not wait any more or is of another batch."""
    rows = {one.id: one for one in quarantine_rows(session, [edit.quarantine_id for edit in edits])}
    waiting = waiting_ids(session, parent.id)
    found = []
    for edit in edits:
        row = rows.get(edit.quarantine_id)
        if row is None or row.batch_ref != parent.ref or row.id not in waiting:
            raise UserError("A row of {file} does not wait any more; look at the list again.", file=parent.file_name)
        texts = {name: text.strip() for name, text in edit.cells.items()}
        said = {name: text for name, text in texts.items() if text or name in row.cells}
        found.append(Fix(row.id, row.feed, row.entry, row.row_no, row.reasons, row.cells, {**row.cells, **said}))
    if not found:
        raise UserError("No row was given to correct.")
    return tuple(found)


def waiting_ids(session: Session, batch_id: str) -> set[int]:
    """The rows of a batch that still wait."""
    statement = text("""
        SELECT q.id FROM quarantine q JOIN import_batch b ON b.n = q.batch_n WHERE b.id = :batch AND q.state = 'open'
        AND q.id NOT IN (SELECT CAST(json_extract(c.reasons, '$[0][2]') AS INTEGER) FROM import_batch k
            JOIN quarantine c ON c.batch_n = k.n WHERE k.parent_id = :batch AND k.state = 'live')
    """)
    return set(session.execute(statement, {"batch": batch_id}).scalars())


def aside_ids(session: Session, batch_id: str) -> set[int]:
    """Every row that a batch put aside, corrected or not."""
    statement = text("SELECT q.id FROM quarantine q JOIN import_batch b ON b.n = q.batch_n WHERE b.id = :batch")
    return set(session.execute(statement, {"batch": batch_id}).scalars())


# -- rows of the same file ---------------------------------------------------------------------------------------------


def settle_family(
    session: Session, *, parent: Parent, profile: Profile, feeds: Mapping[str, Feed], fixes: Sequence[Fix],
    rules: Sequence[Rule], today: int,
) -> "Settled":  # fmt: skip
    """How corrected rows go with those of their file that are in: other values under a taken key stay aside.

    Rules over rows of one key see all of them together; raises UserError where one refuses.
    """
    found = Settled({}, {}, {})
    numbers = ", ".join(map(str, parent.family))
    connection = session.connection()
    for index, entry in enumerate(profile.entries):
        feed = feeds[entry.feed]
        if is_keyless(entry, feed):
            found.keys[index] = _occurrences(connection, feed, index, parent.source_n, numbers)
        elif entry.repeat == "last":
            found.dropped[index] = _later(connection, feed, index, parent.source_n, numbers)
        else:
            found.clashes[index] = _clashes(connection, feed, index, parent.source_n, numbers)
    rows = {number for one in (found.dropped, found.clashes) for number in one}
    gone = {number: [*found.dropped.get(number, ()), *found.clashes.get(number, ())] for number in rows}
    broken = rule_family(
        raw_of(connection), profile=profile, feeds=feeds, rules=rules, today=today, family=parent.family, apart=gone,
        row_numbers=[one.row_no for one in fixes],
    )  # fmt: skip
    return replace(found, broken=broken)


@dataclass(frozen=True)
class Settled:
    """What has to be done to the staged rows, by the place of their feed in the profile and their own place."""

    keys: dict[int, dict[int, str]]
    dropped: dict[int, list[int]]
    clashes: dict[int, dict[int, str]]
    broken: Mapping[int, Broken] = field(default_factory=dict)
    """What rules over rows of one key say."""

    def faults(self, fixes: Sequence[Fix]) -> dict[int, tuple[Reason, ...]]:
        """The rows that stay aside, by their ids."""
        found = {
            fixes[place].quarantine_id: reasons
            for one in self.broken.values() for place, reasons in one.faults.items()
        }  # fmt: skip
        return found | {
            fixes[place].quarantine_id: (("", "repeated_key", rows),)
            for one in self.clashes.values() for place, rows in one.items()
        }  # fmt: skip

    def write(self, staging: Path, profile: Profile, feeds: Mapping[str, Feed]) -> None:
        """Carry it out in the staging file, and give every row its number in the file again."""
        connection = disposable(staging, sealed_under(staging))
        connection.execute("BEGIN")
        try:
            for index, entry in enumerate(profile.entries):
                self._write_entry(connection, index, feeds[entry.feed])
            connection.commit()
        finally:
            connection.close()

    def _write_entry(self, connection: sqlite3.Connection, index: int, feed: Feed) -> None:
        table = f"good_{index}"
        for name in [name for name in feed.identity if name in _OWN_KEYS][:1]:
            keys = [(key, place) for place, key in self.keys.get(index, {}).items()]
            connection.executemany(f"UPDATE {table} SET {name} = ? WHERE row_no = ?", keys)
        broken = self.broken.get(index, Broken())
        gone = [*self.dropped.get(index, ()), *self.clashes.get(index, ()), *broken.faults]
        warned = [(index, place, code) for place, code in broken.warned if place not in gone]
        connection.executemany("INSERT INTO warned VALUES (?, ?, ?)", warned)
        connection.executemany(
            "INSERT INTO reason VALUES (?, 'warn', ?, ?)",
            [(index, code, count) for code, count in Counter(code for _, _, code in warned).items()],
        )
        connection.executemany(f"DELETE FROM {table} WHERE row_no = ?", [(one,) for one in gone])
        for name in {row[0] for row in connection.execute("SELECT name FROM mention WHERE entry = ?", (index,))}:
            connection.execute(
                f"DELETE FROM mention WHERE entry = ? AND name = ? AND code NOT IN ("
                f"SELECT {name} FROM {table} WHERE {name} IS NOT NULL)",
                (index, name),
            )
        own = "SELECT f.row_no FROM fix f WHERE f.entry = {entry} AND f.place = {row}"
        connection.execute(f"UPDATE {table} SET row_no = ({own.format(entry=index, row=f'{table}.row_no')})")
        shown = own.format(entry=index, row="warned.row_no")
        connection.execute(f"UPDATE warned SET row_no = ({shown}) WHERE entry = {index}")


def is_keyless(entry: Entry, feed: Feed) -> bool:
    """Whether the rows are told apart by their content and their occurrence alone."""
    own = any(name in _OWN_KEYS for name in feed.identity)
    return own and not entry.key and not key_of(feed, [name for name, _ in entry.columns])


def headers_of(entry: Entry, feed: Feed, field: str, code: str) -> set[str]:
    """The columns of a file that a reason is about: those that fill its field, or all that make the key."""
    by_field = entry.by_field
    if code == "repeated_key":
        keys = [name for name in (*feed.key, *feed.identity) if name in by_field]
        return set(entry.key).union(*(_filled_by(by_field[name]) for name in keys))
    return _filled_by(by_field[field]) if field in by_field else set()


def _filled_by(column: Column) -> set[str]:
    used = names(parse(column.formula)) if column.formula else ()
    return {column.column, column.otherwise, *column.join, *used} - {""}


def _occurrences(connection: Connection, feed: Feed, index: int, source_n: int, numbers: str) -> dict[int, str]:
    """Rows without a key: the same cells as in a row that is in are one occurrence more of them."""
    own = next(name for name in feed.identity if name in _OWN_KEYS)
    others = [name for name in feed.identity if name != own]
    rows = connection.execute(
        text(f"SELECT row_no, {own}, {', '.join(['1', *others])} FROM {load.STAGING}.good_{index} ORDER BY row_no")
    ).all()
    same = "".join(f" AND {name} = :o{place}" for place, name in enumerate(others))
    used = text(f"""
        SELECT {own} FROM {feed.table} WHERE source_n = :source AND batch_n IN ({numbers}) AND {own} >= :base
        AND {own} < :base || '$'{same}
    """)  # the sign after # in ASCII ends the range
    taken: dict[tuple[Any, ...], set[str]] = {}
    found = {}
    for place, key, _, *rest in rows:
        base = str(key).partition("#")[0]
        group = (base, *rest)
        if group not in taken:
            values = {f"o{number}": value for number, value in enumerate(rest)}
            taken[group] = set(connection.execute(used, {"source": source_n, "base": base, **values}).scalars())
        count = 1
        while (name := base if count == 1 else f"{base}#{count}") in taken[group]:
            count += 1
        taken[group].add(name)
        found[place] = name
    return found


def _meeting(feed: Feed, index: int, numbers: str) -> str:
    same = " AND ".join(f"f.{name} = g.{name}" for name in feed.identity)
    return f"""
        FROM {load.STAGING}.good_{index} g CROSS JOIN {feed.table} f INDEXED BY ix_{feed.table}_identity
        ON f.source_n = :source AND {same} AND f.batch_n IN ({numbers})
    """


def _later(connection: Connection, feed: Feed, index: int, source_n: int, numbers: str) -> list[int]:
    """Of a master list repeated on every line the last line counts, be it corrected or not."""
    statement = f"""
        SELECT DISTINCT g.row_no {_meeting(feed, index, numbers)}
        JOIN {load.STAGING}.fix x ON x.entry = {index} AND x.place = g.row_no WHERE f.row_no > x.row_no
    """
    return list(connection.execute(text(statement), {"source": source_n}).scalars())


def _clashes(connection: Connection, feed: Feed, index: int, source_n: int, numbers: str) -> dict[int, str]:
    differs = " OR ".join(f"f.{name} IS NOT g.{name}" for name in feed.columns)
    statement = f"""
        SELECT g.row_no, group_concat(DISTINCT f.row_no) {_meeting(feed, index, numbers)}
        WHERE {differs} GROUP BY g.row_no
    """
    return {row[0]: row[1] for row in connection.execute(text(statement), {"source": source_n})}


# -- taking it in ------------------------------------------------------------------------------------------------------


def preview_rows(
    connection: Connection, *, parent: Parent, profile: Profile, feeds: Mapping[str, Feed], taken: Sequence[Fix]
) -> tuple[Counts, ...]:
    """What the corrected rows that are right now would change; reads only."""
    found = []
    for index, entry in enumerate(profile.entries):
        # after its file's own rows, before those of any later batch
        rank = (parent.extracted_at, parent.n + 0.5)
        counts = counts_of_entry(connection, feeds, index, profile, parent.source_n, rank)
        counts.rows = sum(1 for one in taken if parent.profile.entries[one.entry] == entry)
        counts.quarantined, counts.reasons = 0, {}
        found.append(counts)
    return tuple(found)


def correction_file(parent: Parent, taken: Sequence[Fix]) -> bytes:
    """What a correction keeps as its original: every corrected cell with what stood there before, as a table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("batch", "feed", "row", "column", "before", "after"))
    for fix in taken:
        head = (parent.ref, fix.feed, fix.row_no)
        writer.writerows((*head, name, *cells) for name, cells in (fix.changed or {"": ("", "")}).items())
    return out.getvalue().encode("utf-8-sig")


def load_rows(
    session: Session, *, parent: Parent, profile: Profile, feeds: Mapping[str, Feed], taken: Sequence[Fix],
    file_sha256: str, loaded_at: str,
) -> Loaded:  # fmt: skip
    """Take the staged rows in as a child batch; raises UserError where its file or a row does not wait any more."""
    found = require_live(session, parent.id)
    if not {one.quarantine_id for one in taken} <= waiting_ids(session, parent.id):
        raise UserError("A row of {file} does not wait any more; look at the list again.", file=parent.file_name)
    connection = session.connection()
    source_n = number_of(session, "source", parent.source)
    n = int(session.execute(text("SELECT coalesce(max(n), 0) + 1 FROM import_batch")).scalar_one())
    counts = preview_rows(connection, parent=parent, profile=profile, feeds=feeds, taken=taken)
    batch = create(
        session, ImportBatch, n=n, source=found.source, profile_id=found.profile_id,
        profile_version=parent.profile.version, profile_sha256=parent.profile.sha256, file_name=found.file_name,
        file_sha256=file_sha256, extracted_at=found.extracted_at, loaded_at=loaded_at, state=LIVE, parent_id=found.id,
        summary=json.dumps([asdict(one) for one in counts], ensure_ascii=False),
    )  # fmt: skip
    session.flush()
    for index, entry in enumerate(profile.entries):
        feed = feeds[entry.feed]
        load.insert_rows(connection, feed, index, entry, batch_n=n, source_n=source_n)
        load.insert_results(connection, feed, index, batch_n=n)
        load.insert_scopes(connection, feed, index, entry, batch_n=n)
        load.insert_mentions(connection, feed, index, entry, batch_n=n, source_n=source_n)
    _keep_cells(connection, n, taken)
    start_resolving(connection)
    for name in {entry.feed for entry in profile.entries}:
        resolve(connection, feeds[name], n)
    touch(session, "import_batch", "quarantine", *(entry.feed for entry in profile.entries))
    return Loaded(batch.id, batch.ref, n, counts)


def _keep_cells(connection: Connection, n: int, taken: Sequence[Fix]) -> None:
    connection.execute(
        text("""
            INSERT INTO quarantine(batch_n, feed, entry, row_no, reasons, cells, state)
            VALUES (:n, :feed, :entry, :row, :why, :cells, 'fixed')
        """),
        [
            {"n": n, "feed": one.feed, "entry": one.entry, "row": one.row_no,
             "cells": json.dumps(dict(one.cells), ensure_ascii=False),
             "why": json.dumps([("", CORRECTS, str(one.quarantine_id)), *one.reasons], ensure_ascii=False)}
            for one in taken
        ],
    )  # fmt: skip
