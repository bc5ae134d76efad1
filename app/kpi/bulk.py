"""Sums on their way into empty tables: sorted runs in a file, merged into pages that SQLite takes over as they are.

Memory follows neither the facts nor the cells: runs go to the disk as they come, and are merged a part at a time.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from sqlalchemy import Connection, text

from app.core.btree import PAGE, PageFile, Tree
from app.core.columns import Column, Constant, Ints, Numbers
from app.core.connect import attach, disposable, key_of_connection, raw_of
from app.core.keys import disposable_key
from app.core.veiled import open_veiled

BINS: Final = 2
"""Stands for histograms beside the spans of day and month."""
DAY_BINS: Final = 3
"""For those of single days."""
BIN_TABLES: Final = {BINS: "_bin", DAY_BINS: "_bin_day"}
"""How the names of their tables end."""
_TABLES: Final = ("cell", "cell_bin", "cell_bin_day")
_PART: Final = 100_000
"""Rows that are merged at once."""
_SCHEMA: Final = "bulk"
Key = tuple[int, int, bool]
"""Pack, span and whether by product group: in this order the cells stand in their table."""


class Bulk:
    """All cells of a rebuild."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        """Files are made in ``folder``, which must outlive the transaction."""
        self._connection = connection
        self._path, self._runs_path = folder / "cells.sqlite", folder / "cells.runs"
        self._key = disposable_key(wanted=key_of_connection(raw_of(connection)) is not None)
        self._file: BinaryIO = open_veiled(self._runs_path, "w+b", self._key)
        self._runs: dict[Key, list[tuple[int, int, int]]] = {}

    def add(self, key: Key, rows: Ints) -> None:
        """Keep rows (group, start, dealer, perhaps days taken, kind, then sums), given in the order of their keys."""
        self._runs.setdefault(key, []).append((self._file.tell(), *rows.shape))
        self._file.write(np.ascontiguousarray(rows).data)

    def finish(self) -> None:
        """Move everything into the tables, which are empty."""
        self._file.flush()
        with closing(disposable(self._path, self._key)) as side:
            side.execute(f"PRAGMA page_size = {PAGE}")
            found = self._connection.execute(
                text(f"SELECT sql FROM main.sqlite_master WHERE tbl_name IN {_TABLES} AND sql IS NOT NULL "
                     "ORDER BY type DESC")
            )  # fmt: skip
            for (sql,) in found.all():
                side.execute(sql)
            roots = dict(side.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'"))
            widths = {table: len(side.execute(f"PRAGMA table_info({table})").fetchall()) for table in _TABLES}
        with PageFile(self._path, self._key) as file:
            trees = {table: Tree(file, roots[table], table=False) for table in _TABLES}
            for key in sorted(self._runs):
                table = f"cell{BIN_TABLES.get(key[1], '')}"
                fixed = key[:1] if key[1] in BIN_TABLES else key[:2]
                for rows in self._merged(key):
                    filled: list[Column] = [
                        *(Constant(one) for one in fixed),
                        *(Numbers(rows[:, at]) for at in range(rows.shape[1])),
                    ]
                    filled += [Constant(None)] * (widths[table] - len(filled))
                    trees[table].add(filled, len(rows))
            for tree in trees.values():
                tree.finish()
        self._file.close()
        self._runs_path.unlink()
        attach(raw_of(self._connection), _SCHEMA, self._path)
        for table in _TABLES:
            self._connection.execute(text(f"INSERT INTO {table} SELECT * FROM {_SCHEMA}.{table}"))

    def _merged(self, key: Key) -> Iterator[Ints]:
        runs = [_Run(self._file, *run) for run in self._runs[key] if run[1]]
        keys = 5 if key[1] in BIN_TABLES else 4
        places = [0] * len(runs)
        for bound in [*_bounds(runs), None]:
            ends = [len(run) if bound is None else bisect_left(range(len(run)), bound, key=run.place) for run in runs]
            parts = [run.rows(a, b) for run, a, b in zip(runs, places, ends, strict=True)]
            places = ends
            rows = added_up(np.concatenate(parts), keys) if parts else np.zeros((0, keys + 1), np.int64)
            if len(rows):
                yield rows[rows[:, keys] != 0]


def added_up(rows: Ints, keys: int) -> Ints:
    """Rows with the same first columns as one with the sum of the others, in ascending order."""
    if len(rows) < 2:
        return rows
    rows = rows[np.lexsort(rows[:, :keys][:, ::-1].T)]
    fresh = np.concatenate((np.ones(1, np.bool_), (rows[1:, :keys] != rows[:-1, :keys]).any(axis=1)))
    starts = np.flatnonzero(fresh)
    if len(starts) == len(rows):
        return rows
    found = rows[starts]
    found[:, keys:] = np.add.reduceat(rows[:, keys:], starts, axis=0)
    return found


class _Run:
    """Sorted rows in the file."""

    def __init__(self, file: BinaryIO, offset: int, count: int, width: int) -> None:
        self._file, self._offset, self._count, self._width = file, offset, count, width

    def __len__(self) -> int:
        return self._count

    def rows(self, first: int, last: int) -> Ints:
        self._file.seek(self._offset + first * self._width * 8)
        found: Ints = np.frombuffer(self._file.read((last - first) * self._width * 8), np.int64)
        return found.reshape(-1, self._width)

    def place(self, at: int) -> tuple[int, int]:
        """Group and start of a row."""
        row = self.rows(at, at + 1)[0]
        return int(row[0]), int(row[1])


def _bounds(runs: Sequence[_Run]) -> list[tuple[int, int]]:
    """Groups and starts that part the rows into portions of about the same size."""
    parts = -(-sum(map(len, runs)) // _PART)
    longest = max(runs, key=len, default=None)
    if longest is None:
        return []
    return sorted({longest.place(len(longest) * part // parts) for part in range(1, parts)})
