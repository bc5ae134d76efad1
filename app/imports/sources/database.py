"""Rows of a database: one query, opened for reading only where the system can, streamed."""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from app.core.connect import raw_of
from app.core.errors import Cancelled, UserError
from app.core.progress import Progress
from app.imports.sources.query import check_query
from app.imports.sources.reading import Reach, following, masked
from app.imports.sources.settings import CURSOR, DatabaseSettings
from app.imports.sources.spool import Cells, cell

_CHUNK: Final = 1_000
_STEPS: Final = 20_000
_READS: Final = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_READ_ONLY: Final = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET TRANSACTION READ ONLY",
    "mariadb": "SET TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
}
"""The first statement of a transaction in which the system itself refuses to write; SQL Server has none."""
_BEFORE: Final = frozenset({"mysql", "mariadb"})
"""Systems that take that statement before the transaction begins."""


def read_database(
    settings: DatabaseSettings, secret: str | None, reach: Reach, progress: Progress
) -> Generator[Cells, None, None]:
    """The rows of the query; ``reach`` is moved on. Raises UserError where the database refuses or is not there."""
    check_query(settings.query)
    url = make_url(settings.url)
    try:
        with _connected(url, secret, progress) as connection:
            values = {CURSOR: _bound(reach.cursor or settings.start)} if settings.cursor else {}
            result = connection.execute(text(settings.query.strip().removesuffix(";")), values)
            names = _names(tuple(result.keys()))
            reach.columns = names
            yield from following(_rows(result.yield_per(_CHUNK).partitions(), names, progress), settings.cursor, reach)
    except NoSuchModuleError as error:
        raise _no_driver(url) from error
    except ModuleNotFoundError as error:
        raise _no_driver(url) from error
    except SQLAlchemyError as error:
        if progress.cancelled:
            raise Cancelled from error
        said = error.orig if isinstance(error, DBAPIError) else error
        raise UserError(
            "The database {place} does not answer the query: {error}", place=settings.place, error=masked(said, secret)
        ) from error


def _rows(parts: Iterator[Any], names: tuple[str, ...], progress: Progress) -> Iterator[Cells]:
    for part in parts:
        progress.step(0)
        for row in part:
            yield dict(zip(names, map(cell, row), strict=True))


def _names(keys: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise UserError("The query hands out “{name}” twice; give each column a name of its own.", name=twice)
    return keys


def _bound(cursor: str) -> str | int:
    """A cursor as the statement gets it: a whole number as one, anything else as the text that it came as."""
    return int(cursor) if cursor.lstrip("-").isdecimal() and len(cursor) < 19 else cursor


@contextmanager
def _connected(url: URL, secret: str | None, progress: Progress) -> Iterator[Connection]:
    """A connection inside a transaction that is rolled back whatever happens."""
    engine = _sqlite(url, progress) if url.get_backend_name() == "sqlite" else _server(url, secret)
    try:
        with engine.connect() as connection:
            streaming = connection.execution_options(stream_results=True)
            try:
                yield streaming
            finally:
                streaming.rollback()
    finally:
        engine.dispose()


def _server(url: URL, secret: str | None) -> Engine:
    engine = create_engine(url.set(password=secret) if secret else url, poolclass=NullPool, hide_parameters=True)
    statement = _READ_ONLY.get(engine.dialect.name)
    if statement is not None:
        event.listen(engine, "connect" if engine.dialect.name in _BEFORE else "begin", _only_reading(statement))
    return engine


def _only_reading(statement: str) -> Any:
    def listener(connection: Any, _record: object = None) -> None:
        if isinstance(connection, Connection):
            connection.exec_driver_sql(statement)
        else:
            cursor = connection.cursor()
            cursor.execute(statement)
            cursor.close()

    return listener


def _sqlite(url: URL, progress: Progress) -> Engine:
    """SQLite opens the file itself for reading, and its authorizer lets nothing but reading through."""
    path = Path(url.database or "")
    if not path.is_file():
        raise UserError("There is no database file “{path}”.", path=str(path))

    def opened() -> sqlite3.Connection:
        raw = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True, check_same_thread=False)
        raw.execute("PRAGMA query_only = ON")
        raw.set_progress_handler(lambda: progress.cancelled, _STEPS)
        return raw

    engine = create_engine("sqlite://", creator=opened, poolclass=NullPool)

    @event.listens_for(engine, "begin")  # SQLAlchemy asks for a pragma before
    def begin(connection: Connection) -> None:
        raw_of(connection).set_authorizer(_authorize)

    return engine


def _authorize(code: int, _one: str | None, two: str | None, _schema: str | None, _by: str | None) -> int:
    allowed = code in _READS and not (code == sqlite3.SQLITE_FUNCTION and two == "load_extension")
    return sqlite3.SQLITE_OK if allowed or code == sqlite3.SQLITE_TRANSACTION else sqlite3.SQLITE_DENY


def _no_driver(url: URL) -> UserError:
    return UserError(
        "The program has no driver for “{name}” here; the administrator's manual says how to add one.",
        name=url.drivername,
    )
