"""Notices what other processes committed to the same file."""

import json
import sqlite3
from collections.abc import Callable
from threading import Lock

from app.core.writing import Changes


class Watch:
    """Compares ``PRAGMA data_version`` and reads the transactions past the last one seen."""

    def __init__(self, opened: Callable[[], sqlite3.Connection]) -> None:
        """Start at the newest transaction of the file."""
        self._lock = Lock()
        self._connection = opened()
        self._version = self._data_version()
        self._last = self._newest()
        self._own: set[int] = set()

    def own(self, tx: int) -> None:
        """Remember a transaction of this process, which is no news."""
        with self._lock:
            if tx > self._last:
                self._own.add(tx)

    def look(self) -> Changes | None:
        """The changes of others since the last look as one, or None."""
        with self._lock:
            version = self._data_version()
            if version == self._version:
                return None
            self._version = version
            newest = self._newest()
            if newest < self._last:
                return self._all_changed(newest)
            rows = self._connection.execute("SELECT tx, tables FROM tx WHERE tx > ?", (self._last,)).fetchall()
            foreign = [(tx, tables) for tx, tables in rows if tx not in self._own]
            self._last = max([self._last, *(tx for tx, _ in rows)])
            self._own = {tx for tx in self._own if tx > self._last}
            if not foreign:
                return None
            return Changes(self._last, frozenset(name for _, tables in foreign for name in json.loads(tables)))

    def _all_changed(self, newest: int) -> Changes:
        """An older file was restored under us."""
        self._last = newest
        self._own.clear()
        names = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return Changes(newest, frozenset(name for (name,) in names))

    def _data_version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def _newest(self) -> int:
        return int(self._connection.execute("SELECT coalesce(max(tx), 0) FROM tx").fetchone()[0])

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._connection.close()
