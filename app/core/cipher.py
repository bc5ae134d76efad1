"""Connections to encrypted files, through SQLCipher; imported only where there is one."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from sqlcipher3 import dbapi2

if TYPE_CHECKING:
    _Base = sqlite3.Connection
else:
    _Base = dbapi2.Connection

DBAPI = dbapi2
"""The module, as SQLAlchemy's dialect wants one."""


class KeyedConnection(_Base):
    """A connection that knows its key, so that what is made beside its file gets the same one."""

    key = ""


def opened(path: Path, how: str, busy_ms: int, key: str) -> sqlite3.Connection:
    """A connection with the key given before anything is read: raw, with a salt for a new file; "" for a plain one."""
    found = dbapi2.connect(
        f"file:{quote(str(path.resolve()))}?{how}" if str(path) != ":memory:" else ":memory:",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=busy_ms / 1_000,
        factory=KeyedConnection,
    )
    found.key = key[:64]
    found.execute("PRAGMA cipher_log_level = NONE")  # errors are raised; what it prints beside helps nobody
    if key:
        found.execute(f"PRAGMA key = \"x'{key}'\"")
    return cast("sqlite3.Connection", found)
