"""One database, one writer thread, pooled readers; a write commits as a whole or not at all."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar
from weakref import WeakSet

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from app.core.calendar import InForce
from app.core.clock import Clock, SystemClock
from app.core.connect import attach as put_beside
from app.core.connect import connect, raw_of
from app.core.engines import engine_over
from app.core.errors import Cancelled, only_read
from app.core.keys import disposable_key, key_id_of
from app.core.lock import Holder
from app.core.progress import Progress
from app.core.sqlite_errors import operational_errors
from app.core.watch import Watch
from app.core.writer import Writer
from app.core.writing import Action, Changes, touch

__all__ = ["Action", "Changes", "Database", "Written", "connect", "touch"]

T = TypeVar("T")
_PROGRESS_STEPS = 20_000
"""Virtual machine steps between two looks at whether a query was cancelled: well under a millisecond."""


@dataclass(frozen=True)
class Written(Generic[T]):
    """What a command returned and what its transaction changed."""

    value: T
    changes: Changes


class Database:
    """The file of a workspace, safe to use from any thread."""

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock | None = None,
        actor: str = "",
        origin: str = "cli",
        read_only: bool = False,
        wal: bool = True,
        patience_s: float = 120.0,
    ) -> None:
        """Open a migrated file; ``actor`` is the person's id, ``origin`` says whether window, cli or a job writes."""
        self.path = path
        self.clock: Clock = clock or SystemClock()
        self.actor = actor
        self.origin = origin
        self.read_only = read_only
        self._open = lambda: connect(path, read_only=read_only, query_only=True, wal=wal)
        self._listeners: list[Callable[[Changes], None]] = []
        self._listening = threading.Lock()
        self.encrypted = key_id_of(path) is not None
        self._readers = _reader_engine(self._open, keyed=self.encrypted)
        self._writer = None if read_only else Writer(path, lambda: connect(path, wal=wal, busy_ms=200), patience_s)
        self._watch = Watch(self._open)
        self.holidays = InForce()
        """The workspace's own: no other one that is open beside it goes by them."""
        _open_here.add(self)

    def disposable_key(self) -> str | None:
        """A key for files beside an encrypted workspace that nobody needs later; None beside a plain one."""
        return disposable_key(wanted=self.encrypted)

    # ------------------------------------------------------------------------------------------ writing

    def write(
        self,
        action: Action,
        command: Callable[[Session], T],
        *,
        origin: str | None = None,
        actor: str | None = None,
        attach: Mapping[str, Path] | None = None,
        progress: Progress | None = None,
    ) -> Written[T]:
        """Run ``command`` in one transaction in the writer's thread and wait for it.

        ``attach`` names other SQLite files for plain SQL; ``progress`` can cancel the wait and every long statement.
        Raises UserError where another process writes for longer than ``patience_s`` or the disk is full.
        """
        if self._writer is None:
            raise only_read()

        def applied(session: Session) -> T:
            with self.holidays.applied():  # in the writer's thread
                return command(session)

        value, changes = self._writer.run(
            action,
            applied,
            actor=self.actor if actor is None else actor,
            origin=self.origin if origin is None else origin,
            clock=self.clock,
            attach=attach or {},
            progress=progress,
        )
        if changes.tx is not None:
            self._watch.own(changes.tx)
            self._tell(changes)
        return Written(value, changes)

    def holder(self) -> Holder | None:
        """Who writes at this moment, in whatever process."""
        return None if self._writer is None else self._writer.note.read()

    def on_wait(self, listener: Callable[[Holder | None], None]) -> None:
        """``listener(holder)`` is called in the writer's thread while a write waits for another process."""
        if self._writer is not None:
            self._writer.on_wait = listener

    # ------------------------------------------------------------------------------------------ reading

    @contextmanager
    def read(self, progress: Progress | None = None, *, attach: Mapping[str, Path] | None = None) -> Iterator[Session]:
        """A session on one consistent state of the file; a cancelled ``progress`` stops a running query.

        ``attach`` names other SQLite files for plain SQL. ``session.info["database"]`` is this object, for who keeps
        what it read beyond the session.
        """
        info = {"database": self}
        with (
            self.holidays.applied(),
            self._reading(progress, attach or {}) as connection,
            Session(connection, autoflush=False, info=info) as session,
        ):
            yield session

    @contextmanager
    def raw_read(self, progress: Progress | None = None) -> Iterator[sqlite3.Connection]:
        """The same as a plain sqlite3 connection, for SQL with many rows."""
        with self._reading(progress, {}) as connection:
            yield raw_of(connection)

    @contextmanager
    def _reading(self, progress: Progress | None, attach: Mapping[str, Path]) -> Iterator[Connection]:
        with self._readers.connect() as connection:
            raw = raw_of(connection)
            if progress is not None:
                raw.set_progress_handler(lambda: progress.cancelled, _PROGRESS_STEPS)
            for name, path in attach.items():
                put_beside(raw, name, path)
            try:
                connection.begin()
                yield connection
            except operational_errors(OperationalError) as error:
                if progress is not None and progress.cancelled:
                    raise Cancelled from error
                raise
            finally:
                raw.set_progress_handler(None, 0)
                connection.rollback()
                for name in attach:
                    raw.execute(f'DETACH "{name}"')

    # ------------------------------------------------------------------------------------------ changes

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Hear of every commit, in the thread that wrote or polled; returns what ends the subscription."""
        with self._listening:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._listening:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def poll(self) -> Changes | None:
        """What other processes committed since the last look, also told to the listeners; None for nothing."""
        found = self._watch.look()
        if found is not None:
            self._tell(found)
        return found

    def _tell(self, changes: Changes) -> None:
        with self._listening:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(changes)

    def last_tx(self) -> int:
        """The number of the newest transaction, 0 for none."""
        with self.raw_read() as raw:
            return int(raw.execute("SELECT coalesce(max(tx), 0) FROM tx").fetchone()[0])

    def close(self) -> None:
        """Finish the running write and let the file go."""
        self._watch.close()
        self._readers.dispose()
        if self._writer is not None:
            self._writer.close()
        _open_here.discard(self)


_open_here: "WeakSet[Database]" = WeakSet()


def is_open_here(path: Path) -> bool:
    """Whether this process has a workspace's file open: the locks of the system do not tell it from itself."""
    return any(one.path.resolve() == path.resolve() for one in _open_here)


def _reader_engine(opened: Callable[[], sqlite3.Connection], *, keyed: bool) -> Engine:
    engine = engine_over(QueuePool, opened, keyed=keyed, pool_size=4, max_overflow=12)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
