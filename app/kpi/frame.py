"""Columns of whole numbers with their gaps, and the formulas of measures over a million rows at once.

The same expression is also written as SQL, for what is read row by row (drill-down) or summed by lists.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, text

from app.core.formula.tree import COMPARISONS, Binary, Call, Name, Negative, Node, Number

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_FETCH: Final = 20_000


@dataclass(frozen=True)
class Column:
    """Values and which of them are known; an unknown value is 0."""

    values: Ints
    known: Flags

    def take(self, index: "Ints | slice") -> "Column":
        """The same column in another order or part."""
        return Column(self.values[index], self.known[index])


Frame = Mapping[str, Column]


def read_frame(connection: Connection, sql: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Column]:
    """The rows of a SELECT of whole numbers as columns."""
    result = connection.execute(text(sql), dict(parameters or {}))
    names, cursor = list(result.keys()), result.cursor
    parts: list[list[Column]] = [[] for _ in names]
    while rows := (cursor.fetchmany(_FETCH) if cursor is not None else []):
        for part, cells in zip(parts, zip(*rows, strict=True), strict=True):
            part.append(_column(cells))
    result.close()
    return {name: _joined(part) for name, part in zip(names, parts, strict=True)}


def unknown(size: int) -> Column:
    """A column of which nothing is known."""
    return Column(np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.bool_))


def constant(value: int, size: int) -> Column:
    """A column of one value."""
    return Column(np.full(size, value, dtype=np.int64), np.ones(size, dtype=np.bool_))


def _column(cells: Sequence[int | None]) -> Column:
    gaps = cells.count(None)
    if gaps == 0:
        return Column(np.array(cells, dtype=np.int64), np.ones(len(cells), dtype=np.bool_))
    if gaps == len(cells):
        return unknown(len(cells))
    known = np.array([cell is not None for cell in cells], dtype=np.bool_)
    return Column(np.array([cell or 0 for cell in cells], dtype=np.int64), known)


def _joined(parts: Sequence[Column]) -> Column:
    if not parts:
        return unknown(0)
    return Column(np.concatenate([one.values for one in parts]), np.concatenate([one.known for one in parts]))


# ------------------------------------------------------------------------------------------ over columns


def compute(node: Node, frame: Frame) -> Column:
    """A formula over the columns of a frame; what is unknown stays unknown. Only what measures need is allowed."""
    if isinstance(node, Name):
        return frame[node.name]
    if isinstance(node, Number):
        return constant(int(node.value), len(next(iter(frame.values())).values))
    if isinstance(node, Negative):
        inner = compute(node.inner, frame)
        return Column(-inner.values, inner.known)
    if isinstance(node, Binary):
        left, right = compute(node.left, frame), compute(node.right, frame)
        return Column(_ARITHMETIC[node.operator](left.values, right.values), left.known & right.known)
    assert isinstance(node, Call)  # noqa: S101 - the parser leaves no text on its own
    return _called(node, frame)


def _called(node: Call, frame: Frame) -> Column:
    if node.function == "if":
        return _chosen(node, frame)
    parts = [compute(one, frame) for one in node.arguments]
    if node.function == "abs":
        return Column(np.abs(parts[0].values), parts[0].known)
    if node.function == "coalesce":
        return reduce(_first_known, parts)
    raise KeyError(node.function)


def _first_known(left: Column, right: Column) -> Column:
    return Column(np.where(left.known, left.values, right.values), left.known | right.known)


def _chosen(node: Call, frame: Frame) -> Column:
    yes, no = holds(node.arguments[0], frame)
    then, other = compute(node.arguments[1], frame), compute(node.arguments[2], frame)
    known = (yes & then.known) | (no & other.known)
    return Column(np.where(known, np.where(yes, then.values, other.values), 0), known)


_ARITHMETIC: Final = {"+": np.add, "-": np.subtract, "*": np.multiply}
_COMPARED: Final = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def holds(node: Node, frame: Frame) -> tuple[Flags, Flags]:
    """Where a condition is true and where it is false; in neither where it is unknown (Kleene's logic)."""
    if isinstance(node, Binary):
        left, right = compute(node.left, frame), compute(node.right, frame)
        both, found = left.known & right.known, _COMPARED[node.operator](left.values, right.values)
        return both & found, both & ~found
    assert isinstance(node, Call)  # noqa: S101 - the parser admits nothing else as a condition
    if node.function == "known":
        known = compute(node.arguments[0], frame).known
        return known, ~known
    parts = [holds(one, frame) for one in node.arguments]
    if node.function == "not":
        return parts[0][1], parts[0][0]
    every, some = (np.logical_and, np.logical_or) if node.function == "and" else (np.logical_or, np.logical_and)
    return every.reduce([one[0] for one in parts]), some.reduce([one[1] for one in parts])


# ------------------------------------------------------------------------------------------ as SQL


def to_sql(node: Node) -> str:
    """The same formula or condition as SQL over columns of the same names."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Number):
        return str(int(node.value))
    if isinstance(node, Negative):
        return f"-{to_sql(node.inner)}"
    if isinstance(node, Binary):
        assert node.operator in _ARITHMETIC or node.operator in COMPARISONS  # noqa: S101 - measures never divide
        return f"({to_sql(node.left)} {node.operator} {to_sql(node.right)})"
    assert isinstance(node, Call)  # noqa: S101 - the parser leaves no text on its own
    return _SQL.get(node.function, f"{node.function}({{all}})").format(
        *map(to_sql, node.arguments),
        all=", ".join(map(to_sql, node.arguments)),
        both=" AND ".join(map(to_sql, node.arguments)),
        either=" OR ".join(map(to_sql, node.arguments)),
    )


_SQL: Final = {
    "if": "CASE WHEN {0} THEN {1} WHEN NOT {0} THEN {2} END",
    "and": "({both})",
    "or": "({either})",
    "not": "(NOT {0})",
    "known": "({0} IS NOT NULL)",
}
