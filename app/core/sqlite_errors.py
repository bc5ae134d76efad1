"""What SQLite raises, plain or encrypted: two modules, whose exceptions are not each other's.

Asked for in an ``except`` clause, so that SQLCipher is looked up only where something was raised.
"""

import sqlite3
import sys

Kinds = tuple[type[Exception], ...]


def any_error(*others: type[Exception]) -> Kinds:
    """Whatever a connection raises, and what is caught with it."""
    return _kinds("Error", others)


def database_errors(*others: type[Exception]) -> Kinds:
    """What is wrong with a file or a statement."""
    return _kinds("DatabaseError", others)


def operational_errors(*others: type[Exception]) -> Kinds:
    """Busy, full, interrupted, not readable."""
    return _kinds("OperationalError", others)


def code_of(error: object) -> int:
    """SQLite's result code without its extension, 0 where there is none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def name_of(error: BaseException) -> str:
    """SQLite's name of what went wrong, such as ``SQLITE_CORRUPT``."""
    return str(getattr(error, "sqlite_errorname", ""))


def _kinds(name: str, others: Kinds) -> Kinds:
    encrypted = sys.modules.get("sqlcipher3.dbapi2")
    own: type[sqlite3.Error] = getattr(sqlite3, name)
    return (own, *others) if encrypted is None else (own, getattr(encrypted, name), *others)
