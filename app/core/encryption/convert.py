"""One file under another key, or in plain: copied whole, verified, then put in the place of the old one."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from app.core import cipher
from app.core.db import is_open_here
from app.core.disk import reporting_damage, saying_disk_full
from app.core.errors import Cancelled, UserError
from app.core.keys import id_of, key_id_of, key_of, look_again, remember, salted
from app.core.progress import Progress
from app.core.sqlite_errors import code_of, operational_errors
from app.core.whole import sync_folder

PART: Final = ".recrypt.part"
_STEPS: Final = 50_000
_SCHEMA: Final = "SELECT type, name, tbl_name, sql FROM main.sqlite_master ORDER BY 1, 2, 3"
_Content = tuple[list[tuple[str, str, str, str | None]], dict[str, int]]
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def convert(path: Path, key: str | None, progress: Progress) -> bool:
    """Bring a file under ``key`` (None: in plain); False where it is already.

    A kill or an error at any moment leaves the old file or the new one, whole. Raises UserError where another program
    has the file open, where the disk is full, and where the copy is not what the file is.
    """
    part = path.with_name(path.name + PART)
    with reporting_damage(path.name), saying_disk_full(), _swept(part):
        if key_id_of(path) == (None if key is None else id_of(key)):
            return False
        with _alone(path, progress) as source:
            _verify(_copy(source, part, key), part, key)
            _sync(part)
            if sys.platform != "win32":  # nobody can write between; Windows replaces no file that is open
                part.replace(path)
        if part.exists():
            part.replace(path)
        look_again(path)
        sync_folder(path.parent)
    return True


def copy_as(source: Path, target: Path, key: str | None, progress: Progress | None = None) -> None:
    """A verified copy of a file under another key, or in plain, whoever writes to it; ``target`` must be new."""
    with _swept(target, keep=True), closing(_opened(source)) as old:
        if progress is not None:
            old.set_progress_handler(lambda: progress.cancelled, _STEPS)
        _verify(_copy(old, target, key), target, key)
        _sync(target)


def _opened(path: Path) -> sqlite3.Connection:
    """Plain or encrypted, through SQLCipher: two libraries must not have one file open in one process."""
    key = key_of(path)
    found = cipher.opened(path, "mode=rw", 0, key or "")
    found.execute("PRAGMA temp_store = MEMORY")
    found.execute("PRAGMA cache_size = -65536")
    return found


@contextmanager
def _alone(path: Path, progress: Progress) -> Iterator[sqlite3.Connection]:
    """The file, with nobody else at it until this is left."""
    if is_open_here(path):
        raise _busy(path)
    connection = _opened(path)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")  # only who has a file alone can end its write-ahead log
        connection.execute("PRAGMA main.locking_mode = EXCLUSIVE")  # kept until the connection is closed
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except operational_errors() as error:
        connection.close()
        if code_of(error) in _BUSY:
            raise _busy(path) from error
        raise
    connection.set_progress_handler(lambda: progress.cancelled, _STEPS)
    try:
        yield connection
    except operational_errors() as error:
        if progress.cancelled:
            raise Cancelled from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.close()


def _busy(path: Path) -> UserError:
    return UserError(
        "“{name}” is open in another program. Close it there and try again; nothing was changed.", name=path.name
    )


def _copy(source: sqlite3.Connection, part: Path, key: str | None) -> _Content:
    """Write the copy; returns what has to be in it."""
    if key is not None:
        remember(key)
    with closing(cipher.opened(part, "mode=rwc", 0, "" if key is None else salted(key))) as new:
        for pragma in ("application_id", "user_version"):
            (value,) = source.execute(f"PRAGMA {pragma}").fetchone()
            new.execute(f"PRAGMA {pragma} = {value}")
    source.execute("ATTACH ? AS recrypt KEY ?", (str(part), "" if key is None else f"x'{key}'"))
    source.execute("PRAGMA recrypt.journal_mode = OFF")
    source.execute("BEGIN")
    content = _content(source)
    source.execute("SELECT sqlcipher_export('recrypt')")
    source.execute("COMMIT")
    source.execute("DETACH recrypt")
    return content


def _content(connection: sqlite3.Connection) -> _Content:
    """The schema, and how many rows each table has."""
    schema = connection.execute(_SCHEMA).fetchall()
    tables = [name for kind, name, _, sql in schema if kind == "table" and not str(sql).startswith("CREATE VIRTUAL")]
    counts = {name: connection.execute(f'SELECT count(*) FROM main."{name}"').fetchone()[0] for name in tables}
    return schema, counts


def _verify(content: _Content, part: Path, key: str | None) -> None:
    """The same schema, every table as long as it was, every page sound as it lies on the disk."""
    with closing(cipher.opened(part, "mode=rw", 0, key or "")) as new:
        if _content(new) != content or new.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
            raise UserError("The copy of “{name}” is not what the file is. Nothing was changed.",
                            name=part.name.removesuffix(PART))  # fmt: skip


@contextmanager
def _swept(part: Path, *, keep: bool = False) -> Iterator[None]:
    """What a killed conversion left goes first, and what this one leaves when it fails."""
    tails = ("", "-journal", "-wal", "-shm")

    def clear() -> None:
        for tail in tails:
            part.with_name(part.name + tail).unlink(missing_ok=True)
        look_again(part)

    clear()
    try:
        yield
    except BaseException:
        clear()
        raise
    if not keep:
        clear()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
