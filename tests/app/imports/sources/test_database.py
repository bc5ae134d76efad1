"""A database hands out rows and is left as it is."""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import Cancelled, UserError
from app.core.progress import Progress
from app.imports.sources import database
from app.imports.sources.database import read_database
from app.imports.sources.reading import Reach
from app.imports.sources.settings import DatabaseSettings


@pytest.fixture
def erp(tmp_path: Path) -> Path:
    path = tmp_path / "erp.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("""
            CREATE TABLE orders(id INTEGER PRIMARY KEY, code TEXT, net NUMERIC, signed TEXT, raw BLOB);
            INSERT INTO orders VALUES (1, '=1+1', 12.5, '2026-03-01', x'00ff'), (2, 'D002', NULL, '2026-03-02', NULL),
                                      (3, 'D003', 1e-7, '2026-03-02', NULL);
        """)
    return path


def read(path: Path, query: str, reach: Reach | None = None, **more: Any) -> list[dict[str, str]]:
    settings = DatabaseSettings(f"sqlite:///{path}", query, **more)
    return [dict(row) for row in read_database(settings, None, reach or Reach(None), Progress())]


def test_rows_come_as_text_that_loses_nothing(erp: Path) -> None:
    before = sha256(erp.read_bytes()).digest()
    rows = read(erp, "SELECT * FROM orders ORDER BY id;")
    assert rows[0] == {"id": "1", "code": "=1+1", "net": "12.5", "signed": "2026-03-01", "raw": "00ff"}
    assert [row["net"] for row in rows] == ["12.5", "", "0.0000001"]
    assert sha256(erp.read_bytes()).digest() == before


def test_only_what_is_new_is_asked_for(erp: Path) -> None:
    query, reach = "SELECT id, signed FROM orders WHERE id > :cursor", Reach(None)
    assert len(read(erp, query, reach, cursor="id", start="0")) == 3
    assert reach.cursor == "3"
    assert read(erp, query, reach, cursor="id", start="0") == []
    assert reach.cursor == "3"


def test_a_query_that_slips_through_the_words_is_stopped_by_the_file_itself(
    erp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "check_query", lambda _query: None)
    for query in ("DELETE FROM orders", "CREATE TABLE t(a)", "PRAGMA user_version = 5", "ATTACH ':memory:' AS other"):
        with pytest.raises(UserError, match="does not answer the query"):
            read(erp, query)
    assert len(read(erp, "SELECT * FROM orders")) == 3


def test_what_the_database_refuses_is_said_without_the_statement(erp: Path) -> None:
    with pytest.raises(UserError, match="no such table: nowhere") as refused:
        read(erp, "SELECT * FROM nowhere")
    assert "SELECT" not in str(refused.value)
    with pytest.raises(UserError, match="“id” twice"):
        read(erp, "SELECT id, net AS id FROM orders")


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no database file"):
        read(tmp_path / "none.sqlite", "SELECT 1")
    assert not (tmp_path / "none.sqlite").exists()


def test_a_system_without_a_driver_is_named() -> None:
    settings = DatabaseSettings("postgresql://reader@erp/sales", "SELECT 1")
    with pytest.raises(UserError, match="no driver for “postgresql”"):
        list(read_database(settings, "s3cret", Reach(None), Progress()))


def test_a_server_is_told_first_that_it_is_only_read(erp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite stands in for a server whose first statement makes the transaction read-only."""
    monkeypatch.setitem(database._READ_ONLY, "sqlite", "PRAGMA query_only = ON")
    engine = database._server(database.make_url(f"sqlite:///{erp}"), None)
    with engine.connect() as connection, pytest.raises(database.SQLAlchemyError, match="readonly"):
        connection.exec_driver_sql("DELETE FROM orders")
    engine.dispose()


def test_a_long_query_can_be_stopped(erp: Path) -> None:
    progress = Progress()
    settings = DatabaseSettings(
        f"sqlite:///{erp}",
        "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < 100000000) SELECT max(a) FROM n",
    )
    rows = read_database(settings, None, Reach(None), progress)
    progress.cancel()
    with pytest.raises(Cancelled):
        next(rows)
