"""How staged rows get into their table: as pages written directly with their indices, or by statements."""

import sqlite3
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from app.core.btree import Bytes, PageFile, Tree
from app.core.columns import Column, Constant, Ints, Numbers, Texts, numbers_of
from app.core.connect import disposable
from app.imports.beside import Beside

_SORTED_AT_ONCE: Final = 1_500_000
"""Keys of more rows are sorted by SQLite, which needs no more memory for more of them."""
_LONGEST_KEY: Final = 64
_BLOCK: Final = 50_000
Array = npt.NDArray[Any]


class Rows(Protocol):
    """Where the good rows of one feed go."""

    def add(self, columns: Mapping[str, Column], ids: Ints) -> None:
        """Add rows given by those columns that hold anything."""


class SqlRows:
    """Few rows, into a table that other statements use at the same time."""

    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        """``table`` is there and has a column ``id``."""
        self._connection, self._table = connection, table

    def add(self, columns: Mapping[str, Column], ids: Ints) -> None:
        """Add rows by a statement."""
        count = len(ids)
        values = [
            [one.value] * count if isinstance(one, Constant) else one.listed()
            for one in (Numbers(ids), *columns.values())
        ]
        names = ", ".join(("id", *columns))
        self._connection.executemany(
            f"INSERT INTO {self._table}({names}) VALUES ({', '.join('?' * len(values))})", zip(*values, strict=True)
        )


class PageRows:
    """Many rows, into a file that nobody has open."""

    def __init__(self, file: PageFile, path: Path, key: str | None, table: str, beside: Beside | None = None) -> None:
        """The table and its indices are in the file, and empty; the same columns go ``beside`` too."""
        self._beside = beside
        connection = disposable(path, key)
        try:
            found = connection.execute(
                "SELECT type, name, rootpage FROM sqlite_master WHERE tbl_name = ? AND rootpage > 0", (table,)
            ).fetchall()
            self._names = _column_names(connection, f"table_info({table})")
            self._indices = [
                _Index(name, Tree(file, root, table=False), _column_names(connection, f"index_info({name})"))
                for kind, name, root in found
                if kind == "index"
            ]
        finally:
            connection.close()
        self._tree = Tree(file, next(root for kind, _, root in found if kind == "table"), table=True)
        self._count = 0

    def add(self, columns: Mapping[str, Column], ids: Ints) -> None:
        """Add rows with ascending numbers."""
        nothing = Constant(None)
        self._tree.add([columns.get(name, nothing) for name in self._names], len(ids), ids)
        self._count += len(ids)
        if self._beside is not None:
            self._beside.add(columns, len(ids))
        for index in self._indices:
            if self._count > _SORTED_AT_ONCE:
                index.give_up()
            index.collect({**columns, "id": Numbers(ids)}, len(ids))

    def finish(self) -> list[str]:
        """Write what is left and the indices; returns those that SQLite must make (``REINDEX``)."""
        self._tree.finish()
        return [index.name for index in self._indices if not index.write()]


def _column_names(connection: sqlite3.Connection, pragma: str) -> list[str]:
    return [str(row[-1 if pragma.startswith("index") else 1]) for row in connection.execute(f"PRAGMA {pragma}")]


class _Index:
    """Collects the keys of one index, sorts and writes them."""

    def __init__(self, name: str, tree: Tree, columns: Sequence[str]) -> None:
        self.name = name
        self._tree, self._names = tree, [*columns, "id"]
        self._parts: list[list[Column]] | None = []
        self._counts: list[int] = []

    def give_up(self) -> None:
        self._parts = None

    def collect(self, columns: Mapping[str, Column], count: int) -> None:
        if self._parts is None:
            return
        chosen = [columns.get(name, Constant(None)) for name in self._names]
        if all(_is_short(one) for one in chosen if isinstance(one, Texts)):
            self._parts.append([_narrow(one) for one in chosen])
            self._counts.append(count)
        else:
            self.give_up()

    def write(self) -> bool:
        """Whether the index is written; one that is not is still empty."""
        if self._parts is None:
            return False
        columns = [_joined(parts, self._counts) for parts in zip(*self._parts, strict=True)]
        self._parts, count = [], sum(self._counts)
        order = _order([key for one in columns[:-1] for key in _keys(one)])
        for first in range(0, count, _BLOCK):
            part = slice(first, min(first + _BLOCK, count))
            which: slice | Ints = part if order is None else order[part]
            self._tree.add([one.take(which) for one in columns], part.stop - first)
        self._tree.finish()
        return True


def _is_short(texts: Texts) -> bool:
    """Whether texts can be compared as numbers made of their bytes."""
    return int(texts.lengths.max(initial=0)) <= _LONGEST_KEY and not (texts.data == 0).any()


def _narrow(column: Column) -> Column:
    """The same in less memory: texts padded to whole words, small numbers in four bytes."""
    if isinstance(column, Texts):
        width = -(-int(column.lengths.max(initial=0)) // 8) * 8
        data = np.zeros((len(column.lengths), width), np.uint8)
        if len(column.data):
            places = np.arange(width)
            there = places < column.lengths[:, None]
            data = np.where(there, column.data.take(column.starts[:, None] + places, mode="clip"), data)
        return _padded(data, column.lengths.astype(np.int16))
    if (
        isinstance(column, Numbers)
        and -(2**31) <= int(column.values.min(initial=0)) <= int(column.values.max(initial=0)) < 2**31
    ):
        return Numbers(column.values.astype(np.int32), column.known)
    return column


def _padded(data: Bytes, lengths: Array) -> Texts:
    return Texts(data.ravel(), np.arange(len(lengths)) * data.shape[1], lengths)


def _joined(parts: Sequence[Column], counts: Sequence[int]) -> Column:
    """The parts of one column, one behind the other."""
    if all(isinstance(one, Constant) and one == parts[0] for one in parts):
        return parts[0] if parts else Constant(None)
    sizes = list(accumulate(counts, initial=0))
    texts = [(at, one) for at, one in zip(sizes, parts, strict=False) if isinstance(one, Texts)]
    if texts:
        lengths = np.full(sizes[-1], -1, np.int16)
        width = max(len(one.data) // max(1, len(one.lengths)) for _, one in texts)
        data = np.zeros((sizes[-1], width), np.uint8)
        for at, one in texts:
            stop = at + len(one.lengths)
            own = one.data.reshape(len(one.lengths), -1)
            lengths[at:stop], data[at:stop, : own.shape[1]] = one.lengths, own
        return _padded(data, lengths)
    pairs = [numbers_of(one, count) for one, count in zip(parts, counts, strict=True)]
    values, known = (np.concatenate(one) for one in zip(*pairs, strict=True))
    return Numbers(values, None if known.all() else known)


def _keys(column: Column) -> list[Array]:
    """Numbers that order a column as SQLite does: nothing before everything, texts by their bytes."""
    if isinstance(column, Constant):
        return []
    if isinstance(column, Numbers):
        return [column.values] if column.known is None else [column.known, column.values]
    words = column.data.reshape(len(column.lengths), -1).view(">u8")
    return [column.lengths >= 0, *(words[:, at].astype(np.uint64) for at in range(words.shape[1]))]


def _order(keys: Sequence[Array]) -> Ints | None:
    """The order of the rows by keys, the first one first; None where they are in order already."""
    if not keys or not len(keys[0]):
        return None
    equal = np.ones(len(keys[0]) - 1, np.bool_)
    for key in keys:
        if (equal & (key[:-1] > key[1:])).any():
            return np.lexsort(keys[::-1])
        equal &= key[:-1] == key[1:]
    return None
