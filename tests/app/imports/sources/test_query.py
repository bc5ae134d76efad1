"""Only one statement that reads gets to a database."""

import pytest

from app.core.errors import UserError
from app.imports.sources.query import check_query


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM orders",
        "  select a, b from t where c = ':x; drop table t' ;  ",
        "WITH recent AS (SELECT * FROM t) SELECT * FROM recent",
        'SELECT "update", [delete], `into` FROM t -- insert into t',
        "SELECT replace(a, 'x', 'y') FROM t /* ; delete from t */",
        "SELECT $$ ; drop table t $$",
        "SELECT last_update, deleted_at FROM t",
    ],
)
def test_one_statement_that_reads_is_let_through(query: str) -> None:
    check_query(query)


@pytest.mark.parametrize(
    "query",
    [
        "",
        ";",
        "-- nothing",
        "DELETE FROM t",
        "UPDATE t SET a = 1",
        "SELECT 1; DROP TABLE t",
        "SELECT 1 DROP TABLE t",
        "SELECT * INTO copy FROM t",
        "WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone",
        "SELECT * FROM t FOR UPDATE",
        "SELECT load_extension('x')",
        "PRAGMA writable_schema = 1",
        "EXEC sp_who",
        "SELECT 'open",
        "SELECT 1 /* open",
        "ATTACH 'x' AS y",
        "SELECT 1 /*!INTO OUTFILE '/tmp/x'*/",
        "SELECT 'a\\'' INTO OUTFILE \"/tmp/x\" -- '",
    ],
)
def test_anything_else_is_refused_in_words(query: str) -> None:
    with pytest.raises(UserError):
        check_query(query)
