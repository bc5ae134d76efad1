"""A full disk and a damaged file are things that the user can act on, so they become sentences."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from app.core.errors import UserError
from app.core.sqlite_errors import any_error, code_of

_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})


def is_disk_full(error: BaseException | None) -> bool:
    """Whether an error of SQLite, SQLAlchemy or the system says that no room was left."""
    if isinstance(error, DBAPIError):
        return is_disk_full(error.orig)
    if isinstance(error, any_error()):
        return getattr(error, "sqlite_errorcode", None) in _FULL
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def saying_disk_full() -> Iterator[None]:
    """Turn a full disk into a UserError; every other error passes."""
    try:
        yield
    except any_error(DBAPIError, OSError) as error:
        if not is_disk_full(error):
            raise
        raise UserError(
            "The disk is full. Nothing was written and nothing was lost; free some space and try again."
        ) from error


@contextmanager
def reporting_damage(name: str) -> Iterator[None]:
    """Turn what SQLite says of a file whose pages make no sense into a UserError; every other error passes."""
    try:
        yield
    except any_error(DBAPIError) as error:
        origin = error.orig if isinstance(error, DBAPIError) else error
        if code_of(origin) not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise
        raise UserError(
            "“{name}” is damaged and was left as it is. Restore the newest backup from the folder beside it.", name=name
        ) from error
