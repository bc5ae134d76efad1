"""Originals and attachments by their SHA-256, in a second SQLite file; kept before the transaction that names them."""

import hashlib
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, Final

from app.core.connect import attach, connect, disposable
from app.core.disk import saying_disk_full
from app.core.errors import UserError, only_read
from app.core.keys import disposable_key, key_id_of, key_of

_CHUNK: Final = 1 << 20
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS file(sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chunk(id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, n INTEGER NOT NULL, data BLOB NOT NULL,
                                 UNIQUE(sha256, n));
"""
ORPHAN_AGE_S: Final = 24 * 3600
"""A younger file may belong to a transaction that is still running."""


class FileStore:
    """Bytes in, SHA-256 out; the same bytes are kept once."""

    def __init__(self, path: Path, *, like: Path | None = None, read_only: bool = False) -> None:
        """The store at ``path``, made where it is missing: under the key of the file that it is ``like``."""
        self.path = path
        self._like = like
        self._read_only = read_only
        if not read_only:
            path.touch(exist_ok=True)
            with saying_disk_full(), self._connection() as connection:
                connection.executescript(_SCHEMA)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        fresh = None if self._like is None or self._read_only else key_of(self._like)
        connection = connect(self.path, key=fresh, read_only=self._read_only, wal=False, busy_ms=60_000)
        try:
            yield connection
        finally:
            connection.close()

    def disposable_key(self) -> str | None:
        """A key for copies that nobody needs later, where the store itself is encrypted."""
        return disposable_key(wanted=key_id_of(self.path) is not None)

    def put(self, data: bytes) -> str:
        """Keep bytes; returns their SHA-256 in hexadecimal. Raises UserError where the store is only read."""
        (sha256,) = self.put_each([data])
        return sha256

    def put_each(self, files: Iterable[bytes]) -> list[str]:
        """Keep many files in one transaction, like ``put``; one that cannot be kept keeps none of them."""
        return self._store((hashlib.sha256(data).hexdigest(), len(data), _cut(data)) for data in files)

    def put_file(self, path: Path) -> str:
        """Keep a file's bytes without holding them all in memory; returns their SHA-256 in hexadecimal."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            file.seek(0)
            (kept,) = self._store([(sha256, size, _pieces(file))])
            return kept

    def _store(self, files: Iterable[tuple[str, int, Iterator[bytes]]]) -> list[str]:
        """Write each hash, size and pieces, read back and compare before anything may name it."""
        if self._read_only:
            raise only_read()
        kept = []
        with saying_disk_full(), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                for sha256, size, pieces in files:
                    if self._touched(connection, sha256) == 0:
                        self._write(connection, sha256, size, pieces)
                    kept.append(sha256)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        return kept

    def _write(self, connection: sqlite3.Connection, sha256: str, size: int, pieces: Iterator[bytes]) -> None:
        connection.executemany(
            "INSERT INTO chunk(sha256, n, data) VALUES (?, ?, ?)",
            ((sha256, n, piece) for n, piece in enumerate(pieces)),
        )
        connection.execute("INSERT INTO file(sha256, size, at) VALUES (?, ?, ?)", (sha256, size, int(time.time())))
        _require_same(connection, sha256)

    def _touched(self, connection: sqlite3.Connection, sha256: str) -> int:
        """A file that is there already is young again, so that no sweep takes it from the one who puts it now."""
        return connection.execute("UPDATE file SET at = ? WHERE sha256 = ?", (int(time.time()), sha256)).rowcount

    def get(self, sha256: str) -> bytes:
        """The bytes, checked against their name; raises UserError where they are missing or damaged."""
        (data,) = self.each([sha256])
        return data

    def each(self, names: Iterable[str]) -> Iterator[bytes]:
        """The bytes of many files in their order, like ``get``, with the store opened once."""
        with self._connection() if self.path.exists() else nullcontext() as connection:
            for sha256 in names:
                if connection is None:
                    raise _missing(sha256)
                rows = connection.execute("SELECT data FROM chunk WHERE sha256 = ? ORDER BY n", (sha256,)).fetchall()
                known = connection.execute("SELECT 1 FROM file WHERE sha256 = ?", (sha256,)).fetchone()
                data = b"".join(row[0] for row in rows)
                if known is None or hashlib.sha256(data).hexdigest() != sha256:
                    raise _missing(sha256)
                yield data

    def names(self) -> set[str]:
        """The SHA-256 of every file kept."""
        if not self.path.exists():
            return set()
        with self._connection() as connection:
            return {row[0] for row in connection.execute("SELECT sha256 FROM file")}

    def damaged(self) -> list[str]:
        """The files whose bytes no longer match their name."""
        with self._connection() as connection:
            names = [row[0] for row in connection.execute("SELECT sha256 FROM file ORDER BY sha256")]
            return [name for name in names if _digest(connection, name) != name]

    def sweep(self, kept: Collection[str], *, older_than_s: float = ORPHAN_AGE_S) -> int:
        """Drop what no record names and what is old enough to be nobody's any more; returns how many files."""
        limit = int(time.time() - older_than_s)
        with saying_disk_full(), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            old = connection.execute("SELECT sha256 FROM file WHERE at <= ?", (limit,)).fetchall()
            orphans = [row for row in old if row[0] not in kept]
            connection.executemany("DELETE FROM chunk WHERE sha256 = ?", orphans)
            connection.executemany("DELETE FROM file WHERE sha256 = ?", orphans)
            connection.execute("COMMIT")
        return len(orphans)

    def copy_missing_to(self, other: Path) -> None:
        """Add to the store at ``other`` what it lacks; nothing there is ever dropped by this."""
        FileStore(other, like=self.path)
        keys = [key for key in (key_of(self.path), key_of(other)) if key]
        with saying_disk_full(), closing(disposable(None, keys[0] if keys else None)) as connection:
            connection.execute("PRAGMA busy_timeout = 60000")
            attach(connection, "own", self.path)
            attach(connection, "other", other)
            connection.execute("PRAGMA other.synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("""
                INSERT INTO other.chunk(sha256, n, data) SELECT sha256, n, data FROM own.chunk
                WHERE sha256 NOT IN (SELECT sha256 FROM other.file) ORDER BY id
            """)
            connection.execute("INSERT OR IGNORE INTO other.file SELECT sha256, size, at FROM own.file")
            connection.execute("COMMIT")


def _cut(data: bytes) -> Iterator[bytes]:
    return (data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_CHUNK):
        yield piece


def _require_same(connection: sqlite3.Connection, sha256: str) -> None:
    if _digest(connection, sha256) != sha256:
        raise UserError("The file changed while it was read. Nothing was kept; try again.")


def _digest(connection: sqlite3.Connection, sha256: str) -> str:
    found = hashlib.sha256()
    for (data,) in connection.execute("SELECT data FROM chunk WHERE sha256 = ? ORDER BY n", (sha256,)):
        found.update(data)
    return found.hexdigest()


def _missing(sha256: str) -> UserError:
    return UserError("The kept file {sha} is missing or damaged.", sha=sha256[:12])
