"""Tables and indices written as pages are what SQLite itself would have made of the same rows."""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.core.btree import PageFile, Tree
from app.core.columns import Constant, column_of
from app.core.connect import disposable
from app.core.keys import new_key

SCHEMA = """
CREATE TABLE fact(id INTEGER PRIMARY KEY, number INT, word TEXT, same INT, note TEXT);
CREATE TABLE cell(a INT, b INT, n INT, PRIMARY KEY(a, b)) WITHOUT ROWID;
CREATE INDEX ix ON fact(word, number);
"""
Row = tuple[Any, ...]


def rows_of(count: int, longest: int, dice: random.Random) -> list[Row]:
    found: list[Row] = []
    number = 0
    for _ in range(count):
        number += dice.choice((1, 1, 1, 300))
        value = dice.choice((None, 0, 1, -1, dice.randint(-200, 40_000), dice.choice((-(2**63), 2**63 - 1))))
        word = dice.choice((None, "", "a", "中文" * dice.randint(0, 30), "x" * dice.randint(0, 60)))
        found.append((number, value, word, 7, dice.choice((None, "y" * dice.randint(0, longest)))))
    return found


def in_order(row: Row) -> tuple[Any, ...]:
    number, value, word = row[:3]
    return word is not None, (word or "").encode(), value is not None, value or 0, number


def fill(tree: Tree, rows: Sequence[Row], step: int, *, table: bool) -> None:
    for first in range(0, len(rows), step):
        part = rows[first : first + step]
        columns = [column_of(column) for column in zip(*part, strict=True)]
        if table:
            tree.add([Constant(None), *columns[1:]], len(part), np.array([row[0] for row in part]))
        else:
            tree.add(columns, len(part))
    tree.finish()


@pytest.mark.parametrize("key", [None, new_key()], ids=["plain", "encrypted"])
@pytest.mark.parametrize(
    ("count", "longest"),
    [*((count, 40) for count in (0, 1, 2, 3, 30, 61, 62, 63, 200, 1_000, 12_000)), (3, 20_000), (200, 20_000)],
)
def test_pages_hold_what_was_given_and_sqlite_finds_no_fault(
    tmp_path: Path, count: int, longest: int, key: str | None
) -> None:
    dice, path = random.Random(count + longest), tmp_path / "pages.sqlite"
    with closing(disposable(path, key)) as connection:
        connection.executescript(SCHEMA)
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master").fetchall())
    rows = rows_of(count, longest, dice)
    cells = sorted({(dice.randint(-5, 300), dice.randint(0, 70_000)) for _ in rows})
    entries = [(row[2], row[1], row[0]) for row in sorted(rows, key=in_order)]
    step = dice.choice((7, 500, 5_000))
    with PageFile(path, key) as file:
        fill(Tree(file, roots["fact"], table=True), rows, step, table=True)
        fill(Tree(file, roots["cell"], table=False), [(a, b, a * b) for a, b in cells], step, table=False)
        fill(Tree(file, roots["ix"], table=False), entries, step, table=False)
    with closing(disposable(path, key)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT * FROM fact ORDER BY id").fetchall() == rows
        assert connection.execute("SELECT * FROM cell").fetchall() == [(a, b, a * b) for a, b in cells]
        connection.execute("DELETE FROM fact WHERE id % 3 = 0")
        connection.execute("INSERT INTO fact(number, word) SELECT number, word FROM fact LIMIT 50")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "and others can be put in"


def test_an_entry_that_fits_no_page_of_an_index_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pages.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA)
    with PageFile(path) as file, pytest.raises(ValueError, match="too long"):
        Tree(file, 4, table=False).add([column_of(["x" * 2_000]), column_of([1]), column_of([1])], 1)
