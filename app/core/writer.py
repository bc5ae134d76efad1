"""The one thread that writes: it owns the write connection, and nobody else ever sees it."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from app.core import journal
from app.core.clock import Clock
from app.core.connect import attach, key_of_connection
from app.core.disk import saying_disk_full
from app.core.engines import engine_over
from app.core.errors import Cancelled, UserError
from app.core.lock import Holder, HolderNote
from app.core.model import RECORD_CLASSES, Entry, Meta, Tx
from app.core.progress import Progress
from app.core.sqlite_errors import code_of, operational_errors
from app.core.stamps import next_stamp
from app.core.writing import NOTHING, Action, Changes, Writing

T = TypeVar("T")
_WRITES = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
_OWN = frozenset({"journal", "tx"})
_PROGRESS_STEPS = 20_000


@dataclass(frozen=True)
class _Job:
    action: Action
    command: Callable[[Session], Any]
    actor: str
    origin: str
    clock: Clock
    attach: Mapping[str, Path]
    progress: Progress | None
    result: "Future[tuple[Any, Changes]]"


class Writer:
    """Takes commands from any thread and runs them one after another, each in its own transaction."""

    def __init__(self, path: Path, opened: Callable[[], sqlite3.Connection], patience_s: float) -> None:
        """Open the write connection and start the thread."""
        self.note = HolderNote(path)
        self.on_wait: Callable[[Holder | None], None] = lambda _holder: None
        self._patience_s = patience_s
        self._raw = opened()
        self._engine = engine_over(StaticPool, lambda: self._raw, keyed=key_of_connection(self._raw) is not None)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def run(
        self,
        action: Action,
        command: Callable[[Session], T],
        *,
        actor: str,
        origin: str,
        clock: Clock,
        attach: Mapping[str, Path],
        progress: Progress | None,
    ) -> tuple[T, Changes]:
        """Queue a command and wait for what it returns."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a command must not start another write; call the other command with its session")
        if self._closed:
            raise RuntimeError("the database is closed")
        result: Future[tuple[Any, Changes]] = Future()
        self._jobs.put(_Job(action, command, actor, origin, clock, attach, progress, result))
        return result.result()

    def close(self) -> None:
        """Finish what is queued, then let the file go."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            self._thread.join()
            self._engine.dispose()
            self._raw.close()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                with saying_disk_full(), self._attached(job.attach):
                    outcome = self._transaction(job)
            except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that asked
                job.result.set_exception(error)
            else:
                job.result.set_result(outcome)
            del job

    @contextmanager
    def _attached(self, files: Mapping[str, Path]) -> Iterator[None]:
        """SQLite lets files go only outside of a transaction, also those that a command attached itself."""
        try:
            for name, path in files.items():
                attach(self._raw, name, path)
            yield
        finally:
            for _, name, _ in self._raw.execute("PRAGMA database_list").fetchall():
                if name not in {"main", "temp"}:
                    self._raw.execute(f"DETACH DATABASE {name}")

    def _transaction(self, job: _Job) -> tuple[Any, Changes]:
        with self._engine.connect() as connection:
            self._begin(connection, job)
            self.note.leave(actor=job.actor, origin=job.origin, action=job.action.code)
            try:
                return self._run(connection, job)
            except OperationalError as error:
                if job.progress is not None and job.progress.cancelled:
                    raise Cancelled from error
                raise
            finally:
                self._raw.set_progress_handler(None, 0)
                self._raw.set_authorizer(None)
                connection.rollback()
                self.note.clear()

    def _run(self, connection: Connection, job: _Job) -> tuple[Any, Changes]:
        with journal.WriteSession(connection, autoflush=False, expire_on_commit=False) as session:
            writing = _writing(session, job)
            journal.begin(session, writing)
            tables: set[str] = set()
            self._raw.set_authorizer(_authorizer(writing, tables))
            if (progress := job.progress) is not None:
                self._raw.set_progress_handler(lambda: progress.cancelled, _PROGRESS_STEPS)
            rows_before = self._raw.total_changes
            value = job.command(session)
            entries = journal.prepare_entries(session)
            if self._raw.total_changes == rows_before:
                tables.clear()  # statements that named tables and changed no row
            changed = tables | writing.touched
            if not entries and changed <= RECORD_CLASSES.keys():
                return value, NOTHING  # no record is other than it was
            writing.finishing = True
            tx = _write_tx(session, writing, entries, changed)
            session.commit()
            connection.commit()
            return value, Changes(tx, frozenset(changed))

    def _begin(self, connection: Connection, job: _Job) -> None:
        """BEGIN IMMEDIATE, again and again while another process writes, saying for whom we wait."""
        deadline = time.monotonic() + self._patience_s
        while True:
            try:
                self._raw.execute("BEGIN IMMEDIATE")
            except operational_errors() as error:
                if code_of(error) not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                    raise
                holder = self.note.read()
                if time.monotonic() > deadline:
                    raise _still_busy(holder) from error
                self.on_wait(holder)
                if job.progress is not None:
                    job.progress.step(0)
            else:
                self._raw.execute("PRAGMA defer_foreign_keys = ON")
                connection.begin()
                return


def _still_busy(holder: Holder | None) -> UserError:
    if holder is None:
        return UserError("Another program is writing to this workspace. Nothing was changed; try again in a moment.")
    return UserError(
        "“{action}” has been writing to this workspace since {since} (process {pid}). "
        "Nothing was changed; try again when it is done.",
        action=holder.action,
        since=holder.since,
        pid=holder.pid,
    )


def _writing(session: Session, job: _Job) -> Writing:
    """Device, clock and schema as the file has them now, never from memory."""
    device = session.execute(select(Meta.value).where(Meta.key == "device")).scalar_one()
    last = session.execute(select(func.max(Entry.stamp))).scalar_one()
    schema = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    now_ms = int(job.clock.now().timestamp() * 1000)
    stamp = next_stamp(last, now_ms, device)
    return Writing(job.action, job.actor, job.origin, device, stamp, now_ms, schema)


def _authorizer(writing: Writing, tables: set[str]) -> Callable[..., int]:
    """Sees every table that a statement writes; refuses plain SQL on records and on the journal itself."""

    def check(code: int, table: str | None, _column: str | None, schema: str | None, _trigger: str | None) -> int:
        if code in _WRITES and schema == "main" and table is not None and not table.startswith("sqlite_"):
            if (table in RECORD_CLASSES or table in _OWN) and not (writing.flushing or writing.finishing):
                return sqlite3.SQLITE_DENY
            if table not in _OWN:
                tables.add(table)
        return sqlite3.SQLITE_OK

    return check


def _write_tx(session: Session, writing: Writing, entries: list[dict[str, Any]], tables: set[str]) -> int:
    connection = session.connection()
    newest = int(connection.execute(select(func.coalesce(func.max(Tx.tx), 0))).scalar_one())
    tx = max(newest, writing.tx_floor) + 1
    journal.write_entries(session, entries, tx)
    row = {
        "tx": tx,
        "at": writing.at_ms,
        "origin": writing.origin,
        "actor": writing.actor,
        "action": writing.action.code,
        "params": dict(writing.action.params),
        "tables": sorted(tables),
        "undoes": writing.undoes_tx,
    }
    connection.execute(insert(Tx), [row])
    return tx
