"""Known at K: a read-only copy of the workspace as it was when transaction K was the last one.

Records are replayed from the journal, facts are those of the batches that were live then, cells are computed anew.
Copies lie in the account's folder, named by workspace and transaction, and are made whole or not at all.
"""

import hashlib
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import sleep
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from app.core import migrate
from app.core.calendar import InForce
from app.core.connect import connect, key_of_connection
from app.core.disk import is_disk_full, saying_disk_full
from app.core.encryption import companion
from app.core.engines import engine_over
from app.core.errors import Cancelled, UsageError, UserError
from app.core.files import FileStore
from app.core.ids import new_id, parse_ref
from app.core.keys import key_id_of
from app.core.known import mark_known
from app.core.lock import FileLock
from app.core.model import Base
from app.core.progress import Progress
from app.core.records import Book, find_ref
from app.core.rewind import moment_of, rewind_records
from app.core.sqlite_errors import any_error, code_of, operational_errors
from app.core.texts import N_, Text
from app.core.workspace import SUFFIX, Workspace
from app.core.workspace_settings import holidays
from app.imports.feeds import Feed
from app.imports.rewind import moved_after, rewind_facts
from app.incentives.ledger.posting import forget_entries
from app.kpi.cells import fingerprint, rebuild
from app.kpi.closings import recall_closed
from app.meetings.search.index import rebuild_index
from app.planning.model import Closing

KEPT: Final = 4
"""How many copies of all workspaces are kept; the one that was not opened for the longest time goes."""
FOLDER: Final = "known"
_OPEN: Final = "open-"
"""What the names of marks begin with that say who has a copy open."""
_PAGES: Final = 4_096
_POLL_SECONDS: Final = 0.1
_TX: Final = re.compile(r"\d{1,18}")
_STEP: Final = N_("Going back to transaction {tx}")


def known_tx(session: Session, book: Book, asked: str) -> int:
    """The transaction that words ask for: its number, a day (its end), an instant, or a record's reference.

    A record stands for its last change: an assessment for when it was frozen, a closing for when the month was closed.
    Raises UserError where nothing was known yet, and UsageError for words that say nothing of this.
    """
    words = asked.strip()
    last = int(session.execute(text("SELECT coalesce(max(tx), 0) FROM tx")).scalar_one())
    if _TX.fullmatch(words):
        found = session.execute(text("SELECT max(tx) FROM tx WHERE tx <= :tx"), {"tx": int(words)}).scalar_one()
        if int(words) > last or found is None:
            raise UserError("There is no transaction {tx}; the newest is {last}.", tx=words, last=last)
        return int(found)
    until = _until(words)
    if until is None:
        return _named(session, book, words)
    found = session.execute(text("SELECT max(tx) FROM tx WHERE at < :at"), {"at": int(until.timestamp() * 1_000)})
    tx = found.scalar_one()
    if tx is None:
        raise UserError("Nothing was known yet on {day}.", day=words)
    return int(tx)


def _until(words: str) -> datetime | None:
    """The instant before which is asked: the end of a day, or of the minute or second that was named."""
    with suppress(ValueError):
        return datetime.combine(date.fromisoformat(words) + timedelta(days=1), time()).astimezone()
    with suppress(ValueError):
        named = datetime.fromisoformat(words)
        step = timedelta(seconds=1) if words.count(":") > 1 else timedelta(minutes=1)
        return (named if named.tzinfo else named.astimezone()) + step
    return None


def _named(session: Session, book: Book, words: str) -> int:
    try:
        found = find_ref(session, book, parse_ref(words))
    except UserError as error:
        raise UsageError("“{text}” is no transaction, no day and no reference.", text=words) from error
    if found is None:
        raise UserError("There is no record “{ref}”.", ref=words)
    sql = "SELECT max(tx) FROM journal WHERE entity = :entity AND entity_id = :id"
    return int(session.execute(text(sql), {"entity": found[0], "id": found[1]}).scalar_one())


def open_known(
    workspace: Workspace, feeds: Mapping[str, Feed], tx: int, *, progress: Progress | None = None
) -> Workspace:
    """The workspace as it was known at ``tx``, read-only, from the kept copy or one made now; the given one stays open.

    Its clock stands on the day of that transaction. A cancelled making leaves nothing behind, and what a killed one
    left goes with the next. Raises UserError where there is no room for it, or its folder cannot be written.
    """
    with workspace.db.read() as session:
        at = moment_of(session, tx)
        head = session.execute(
            text("SELECT hash FROM journal WHERE tx <= :tx ORDER BY n DESC LIMIT 1"), {"tx": tx}
        ).scalar()
    said = "\n".join((workspace.id, str(tx), head or "", at.isoformat(), str(migrate.head()), fingerprint()))
    folder = workspace.machine.folder / FOLDER
    place = folder / f"{workspace.id}-{tx}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"
    path = place / f"{workspace.paths.main.stem}{SUFFIX}"
    if not path.exists():
        progress = progress or Progress()
        with saying_disk_full(), _saying_unwritable(folder), _alone(folder, progress):
            _clear(folder)
            if not path.exists():  # else another program made it meanwhile
                place.mkdir(parents=True, exist_ok=True)
                _make(workspace, feeds, tx, path, progress)
    lock = FileLock(place / f"{_OPEN}{new_id()}")
    with suppress(UserError, OSError):  # where nothing can be written nothing is tidied up either
        os.utime(path)
        lock.acquire()
        _tidy(folder, keep=place)
    return Workspace.open(path, machine=workspace.machine, origin=workspace.db.origin, lock=lock)


@contextmanager
def _alone(folder: Path, progress: Progress) -> Iterator[None]:
    """One program makes copies at a time; another one waits, which can be cancelled."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "making")
    while not lock.acquire():
        progress.step(0)
        sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _saying_unwritable(folder: Path) -> Iterator[None]:
    """Turn a folder that takes no file, or no larger one, into a UserError."""
    try:
        yield
    except any_error(DBAPIError, OSError) as error:
        origin = error.orig if isinstance(error, DBAPIError) else error
        if is_disk_full(error) or (isinstance(origin, any_error()) and not _is_failed_write(origin)):
            raise
        said = origin.strerror if isinstance(origin, OSError) else origin
        raise UserError("“{path}” cannot be written: {error}", path=str(folder), error=said) from error


def _is_failed_write(error: BaseException) -> bool:
    return code_of(error) == sqlite3.SQLITE_IOERR


def _clear(folder: Path) -> None:
    """Nobody makes a copy now: what a killed making left goes."""
    for left in folder.glob("*/*.part*"):
        left.unlink(missing_ok=True)
    for place in folder.glob("*-*-*/"):
        with suppress(OSError):  # a copy lies in it
            place.rmdir()


def keep_known(workspace: Workspace, copy: Path, out: Path) -> Path:
    """Put a copy beside its original files where it goes without this machine; returns its path.

    Raises UserError where there is such a file already.
    """
    out = out.with_suffix(SUFFIX)
    if out.exists():
        raise UserError("“{name}” exists already; choose another name.", name=out.name)
    with saying_disk_full(), _saying_unwritable(out.parent):
        workspace.files.copy_missing_to(out.with_suffix(workspace.paths.files.suffix))
        part = out.with_name(f"{out.name}.part")
        try:
            shutil.copyfile(copy, part)
            _take_code_along(workspace.paths.of or workspace.paths.main, copy, out)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    return out


def _take_code_along(main: Path, copy: Path, out: Path) -> None:
    """Beside an encrypted copy lies what opens it by the recovery code of now."""
    if (wanted := key_id_of(copy)) is not None:
        found = [one for place in companion.places(main) for one in companion.read_wrapped(place) if one.id == wanted]
        if found:
            place = companion.companion_of(out)
            others = [one for one in companion.read_wrapped(place) if one.id != wanted]
            companion.write_wrapped(place, [*others, found[0]])


def _make(workspace: Workspace, feeds: Mapping[str, Feed], tx: int, path: Path, progress: Progress) -> None:
    part = path.with_name(f"{path.name}.{datetime.now(UTC):%H%M%S%f}.part")
    said = Text(_STEP, {"tx": tx})
    try:
        part.touch()
        there = connect(workspace.db.path, query_only=True, read_only=workspace.db.read_only)
        with closing(there) as old, closing(connect(part, key=key_of_connection(old), wal=False)) as new:
            old.execute("BEGIN")
            old.backup(new, pages=_PAGES, progress=lambda _s, left, all_: progress.step(all_ - left, 4 * all_, said))
            old.execute("ROLLBACK")
        _rewind(part, feeds, workspace, tx, progress)
        part.replace(path)
    finally:
        for left in path.parent.glob(f"{part.name}*"):
            left.unlink(missing_ok=True)
        with suppress(OSError):  # what was made lies in it
            path.parent.rmdir()


def _rewind(part: Path, feeds: Mapping[str, Feed], workspace: Workspace, tx: int, progress: Progress) -> None:
    """Turn a copy of now into one of then; nobody else has it, and half of it is thrown away, so nothing is synced."""
    raw = connect(part, wal=False)
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("PRAGMA journal_mode = MEMORY")
    raw.execute("PRAGMA synchronous = OFF")
    raw.set_progress_handler(lambda: progress.cancelled, _PAGES)
    engine = engine_over(StaticPool, lambda: raw, keyed=key_of_connection(raw) is not None)
    try:
        with engine.connect() as connection, Session(connection, autoflush=False) as session:
            connection.exec_driver_sql("BEGIN")
            _go_back(session, feeds, workspace.files, tx, progress)
            mark_known(connection, workspace.paths.of or workspace.db.path.resolve())
            connection.exec_driver_sql("COMMIT")
            raw.execute("PRAGMA journal_mode = DELETE")
    except operational_errors(OperationalError) as error:
        if progress.cancelled:
            raise Cancelled from error
        raise
    finally:
        engine.dispose()
        raw.close()


def _go_back(session: Session, feeds: Mapping[str, Feed], files: FileStore, tx: int, progress: Progress) -> None:
    connection, said = session.connection(), Text(_STEP, {"tx": tx})
    moved = moved_after(session, tx)
    closed = {"tx": tx, "entity": Closing.__tablename__}
    later = connection.execute(text("SELECT 1 FROM journal WHERE tx > :tx AND entity = :entity LIMIT 1"), closed)
    closings_changed = later.first() is not None
    progress.step(1, 4, said)
    rewind_records(session, tx)
    forget_entries(session)
    at = int(moment_of(session, tx).timestamp() * 1_000)
    connection.execute(text("DELETE FROM job_run WHERE started_at > :at"), {"at": at})  # what ran is not journaled
    progress.step(2, 4, said)
    rewind_facts(connection, feeds, list(Base.metadata.tables.values()), moved)
    progress.step(3, 4, said)
    if closings_changed:
        recall_closed(session, files)
    own = InForce()
    own.adopt(holidays(session))
    with own.applied():
        rebuild(session, progress)
    rebuild_index(session)  # of the records as they were then


def _tidy(folder: Path, *, keep: Path) -> None:
    """Let the copies go that nobody opened lately and nobody has open."""
    used = {path: _in_use(path.parent) for path in folder.glob(f"*/*{SUFFIX}")}
    found = [(path.stat().st_mtime, path) for path in used if path.parent != keep]
    for _, path in sorted(found, reverse=True)[KEPT - 1 :]:
        if not used[path]:
            with suppress(OSError):
                path.unlink()
                shutil.rmtree(path.parent)


def _in_use(place: Path) -> bool:
    """Whether a program has the copy open; the marks of those that are gone are taken away."""
    used = False
    for mark in place.glob(f"{_OPEN}*"):
        lock = FileLock(mark)
        if lock.acquire():
            lock.release()
            mark.unlink(missing_ok=True)
        else:
            used = True
    return used
