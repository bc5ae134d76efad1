"""The one place where a connection to a SQLite file is made and told how to behave."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from sqlalchemy import Connection  # the first look at a file does without its 200 ms

APPLICATION_ID: Final = 0x43446573
"""``CDes``: says in the file's header that it is a workspace."""
CACHE_KIB: Final = 65_536


def connect(
    path: Path,
    *,
    key: str | None = None,
    read_only: bool = False,
    query_only: bool = False,
    wal: bool = True,
    busy_ms: int = 5_000,
) -> sqlite3.Connection:
    """A connection in autocommit mode, usable from any one thread at a time.

    ``key`` is for an encrypted file; ``query_only`` reads a file that others write; ``wal`` is off where the file
    system cannot share memory between processes.
    """
    connection = _opened(path, "mode=ro" if read_only else "mode=rw", busy_ms)
    if read_only and not _readable(connection):
        connection.close()
        connection = _opened(path, "mode=ro&immutable=1", busy_ms)  # a folder in which no -shm file can be made
    try:
        if key is not None:
            connection.execute(f"PRAGMA key = \"x'{key}'\"")
        if not read_only and not query_only:
            connection.execute(f"PRAGMA journal_mode = {'WAL' if wal else 'DELETE'}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        # The writer's temporary tables may be as large as its facts; of an encrypted file nothing goes to the disk in
        # plain.
        connection.execute(f"PRAGMA temp_store = {'MEMORY' if query_only or key is not None else 'FILE'}")
        connection.execute("PRAGMA journal_size_limit = 67108864")
        connection.execute("PRAGMA recursive_triggers = ON")
        if query_only:
            connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _opened(path: Path, how: str, busy_ms: int) -> sqlite3.Connection:
    return sqlite3.connect(
        f"file:{quote(str(path.resolve()))}?{how}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=busy_ms / 1_000,
    )


def _readable(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        # which of the two is said depends on the version of SQLite
        return error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
    except sqlite3.DatabaseError:
        return True  # encrypted or damaged: said where it is read
    return True


def raw_of(connection: "Connection") -> sqlite3.Connection:
    """The sqlite3 connection under a SQLAlchemy one, for many small statements."""
    found = connection.connection.driver_connection
    if not isinstance(found, sqlite3.Connection):
        raise TypeError("the connection is closed")
    return found


def create_file(path: Path) -> None:
    """An empty workspace file with its mark in the header; FileExistsError if there is one."""
    path.touch(exist_ok=False)
    connection = connect(path)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    finally:
        connection.close()
