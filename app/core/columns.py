"""Columns of stored values as arrays: whole numbers, texts as bytes, or one value for all rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Choice = slice | npt.NDArray[np.bool_] | npt.NDArray[np.int64]


@dataclass(frozen=True)
class Numbers:
    """Whole numbers; ``known`` says where there is one, and is None where all rows have one. Elsewhere stands 0."""

    values: Ints
    known: Flags | None = None

    def take(self, which: Choice) -> "Numbers":
        """The same of some rows, or in another order."""
        return type(self)(self.values[which], None if self.known is None else self.known[which])

    def listed(self) -> list[Any]:
        """As Python's values."""
        found: list[Any] = self.values.tolist()
        if self.known is not None:
            for row in (~self.known).nonzero()[0].tolist():
                found[row] = None
        return found


class Days(Numbers):
    """Days without a time of the day."""

    def pairs(self) -> list[Any]:
        """The same as (day, minute)."""
        return [None if day is None else (day, None) for day in self.listed()]


@dataclass(frozen=True)
class Texts:
    """Texts as UTF-8 somewhere in ``data``; a length of -1 is no text."""

    data: npt.NDArray[np.uint8]
    starts: Ints
    lengths: Ints

    def take(self, which: Choice) -> "Texts":
        """The same of some rows, or in another order."""
        return Texts(self.data, self.starts[which], self.lengths[which])

    def listed(self) -> list[Any]:
        """As Python's values."""
        data = self.data.tobytes()
        return [
            None if length < 0 else data[start : start + length].decode()
            for start, length in zip(self.starts.tolist(), self.lengths.tolist(), strict=True)
        ]

    def places(self) -> tuple[Ints, Ints]:
        """A row for each place in ``data`` where a text stands, and which of these every row has.

        Texts that lie there more than once have more places; an empty one may start where another does.
        """
        spots = self.starts * (int(self.lengths.max(initial=0)) + 2) + self.lengths + 1
        _, first, back = np.unique(spots, return_index=True, return_inverse=True)
        return first, back


@dataclass(frozen=True)
class Constant:
    """The same number, or none, in all rows."""

    value: int | None

    def take(self, _: Choice) -> "Constant":
        """The same of some rows."""
        return self


Column = Numbers | Texts | Constant


def column_of(values: Sequence[Any]) -> Column:
    """Python's numbers or texts, or None for some, as a column."""
    kinds = set(map(type, values))
    if kinds <= {type(None)}:
        return Constant(None)
    if str in kinds:
        return texts_of(values)
    if kinds <= {int, bool}:
        return Numbers(np.array(values, np.int64))
    known = np.array([value is not None for value in values], np.bool_)
    return Numbers(np.array([value or 0 for value in values], np.int64), known)


def texts_of(values: Sequence[str | None]) -> Texts:
    """Texts, or None for some, as a column; each distinct text lies in it once."""
    cells: dict[str | None, int] = {}
    numbers = np.array([cells.setdefault(value, len(cells)) for value in values], np.int64)
    data = [b"" if value is None else value.encode() for value in cells]
    sizes = np.array([len(cell) for cell in data], np.int64)
    lengths = np.where([value is None for value in cells], -1, sizes)
    return Texts(np.frombuffer(b"".join(data), np.uint8), (np.cumsum(sizes) - sizes)[numbers], lengths[numbers])


def numbers_of(column: Column, count: int) -> tuple[Ints, Flags]:
    """A column without texts as numbers, and where there is one."""
    if isinstance(column, Constant):
        return np.full(count, column.value or 0), np.full(count, column.value is not None)
    if isinstance(column, Texts):
        raise TypeError("texts are no numbers")
    return column.values, np.ones(count, np.bool_) if column.known is None else column.known


def half_up(top: Ints, bottom: Ints) -> Ints:
    """The nearest whole number to each quotient, halves away from zero as in ``round_half_up``; ``bottom`` > 0."""
    found: Ints = np.sign(top) * ((2 * np.abs(top) + bottom) // (2 * bottom))
    return found
