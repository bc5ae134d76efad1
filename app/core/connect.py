"""The one place where a connection to a SQLite file is made and told how to behave."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote

from app.core.keys import key_of, look_again, remember, salted
from app.core.sqlite_errors import code_of, database_errors, operational_errors

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

    An encrypted file is opened with the key that it names; ``key`` is for a new, empty file, which is encrypted then.
    ``query_only`` reads a file that others write; ``wal`` is off where the file system cannot share memory between
    processes. Raises UnknownKeyError (a UserError) where nobody here keeps the key of the file.
    """
    key = key_of(path) or _fresh(path, key)
    connection = _opened(path, "mode=ro" if read_only else "mode=rw", busy_ms, key)
    if read_only and not _readable(connection):
        connection.close()
        connection = _opened(path, "mode=ro&immutable=1", busy_ms, key)  # a folder in which no -shm file can be made
    try:
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


def _fresh(path: Path, key: str | None) -> str | None:
    """The key of a file that is still empty, with the first bytes that it will have."""
    if key is None or path.stat().st_size:
        return None
    remember(key)
    look_again(path)
    return salted(key)


def _opened(path: Path, how: str, busy_ms: int, key: str | None) -> sqlite3.Connection:
    if key is not None:
        from app.core import cipher

        return cipher.opened(path, how, busy_ms, key)
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
    except operational_errors() as error:
        # which of the two is said depends on the version of SQLite
        return code_of(error) not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
    except database_errors():
        return True  # encrypted or damaged: said where it is read
    return True


def disposable(path: Path | None, key: str | None) -> sqlite3.Connection:
    """A connection to a file that is thrown away and may be new, or to none; with a key nothing of it lies in plain."""
    if key is None:
        return sqlite3.connect("" if path is None else path, isolation_level=None)
    from app.core import cipher

    if path is None:
        found = cipher.opened(Path(":memory:"), "", 0, key)
    else:
        fresh = not path.exists() or not path.stat().st_size
        remember(key)
        look_again(path)
        found = cipher.opened(path, "mode=rwc", 5_000, salted(key) if fresh else key)
    found.execute("PRAGMA temp_store = MEMORY")
    return found


def attach(connection: sqlite3.Connection, name: str, path: Path) -> None:
    """Make another file readable under a name, whatever key it has."""
    if key_of_connection(connection) is None:
        connection.execute(f'ATTACH ? AS "{name}"', (str(path),))
        return
    key = key_of(path)
    connection.execute(f'ATTACH ? AS "{name}" KEY ?', (str(path), "" if key is None else f"x'{key}'"))


def key_of_connection(connection: sqlite3.Connection) -> str | None:
    """The key that a connection was opened with, None for one to a plain file."""
    key = getattr(connection, "key", None)
    return key if isinstance(key, str) else None


def rows_by_name(connection: sqlite3.Connection) -> Any:
    """The row factory whose rows are asked by name: each of the two modules wants its own."""
    if key_of_connection(connection) is None:
        return sqlite3.Row
    from app.core import cipher

    return cipher.DBAPI.Row


def raw_of(connection: "Connection") -> sqlite3.Connection:
    """The sqlite3 connection under a SQLAlchemy one, for many small statements."""
    found = connection.connection.driver_connection
    if found is None:
        raise TypeError("the connection is closed")
    return cast("sqlite3.Connection", found)  # or SQLCipher's own, which has the same methods


def create_file(path: Path, *, key: str | None = None) -> None:
    """An empty workspace file with its mark in the header; FileExistsError if there is one."""
    path.touch(exist_ok=False)
    connection = connect(path, key=key)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    finally:
        connection.close()
