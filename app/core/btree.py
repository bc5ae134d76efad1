"""Pages of a SQLite table or index written directly, for disposable files: rows as columns in, no statement for each.

Only files that nobody has open, whose tables SQLite itself has made and that are still empty. Layout of pages, records
and numbers: SQLite, "Database File Format", sections 1.3 to 2.1.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, Self

import numpy as np
import numpy.typing as npt

from app.core.columns import Column, Constant, Ints, Numbers, Texts
from app.core.keys import RESERVED

if TYPE_CHECKING:
    from app.core.pages import PageCipher

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
PAGE: Final = 4096
_SALT: Final = 16
_ROWS: Final = 4_096
_AREA: Final = 4 << 20
"""Bytes of rows, padded to the longest, that are encoded at once."""
_TYPE_OF_WIDTH: Final = {1: 1, 2: 2, 3: 3, 4: 4, 6: 5, 8: 6}
_INNER_TABLE, _INNER_INDEX, _LEAF_TABLE, _LEAF_INDEX = 5, 2, 13, 10
Part = tuple[Bytes, Flags | None]
"""Bytes side by side, one line for each row or one for all, and which of them are there."""


class PageFile:
    """A SQLite file to which pages are added at its end."""

    def __init__(self, path: Path, key: str | None = None) -> None:
        """Open a file whose tables are made; ``key`` is that of an encrypted one."""
        self._file: BinaryIO = path.open("r+b")
        self.count = self._file.seek(0, 2) // PAGE
        self._cipher = None if key is None else _cipher(key, self._at(0, _SALT))
        self.usable = PAGE if key is None else PAGE - RESERVED
        """Bytes of a page that rows and entries may take."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Write the number of pages into the header, with a change counter that says it is right."""
        if kind is None:
            stored = self._at(0, PAGE)
            first = bytearray(stored if self._cipher is None else self._cipher.opened(1, stored))
            changes = (int.from_bytes(first[24:28], "big") + 1).to_bytes(4, "big")
            for place, value in ((24, changes), (28, self.count.to_bytes(4, "big")), (92, changes)):
                first[place : place + len(value)] = value
            self.put(1, bytes(first))
        self._file.close()

    def _at(self, place: int, size: int) -> bytes:
        self._file.seek(place)
        return self._file.read(size)

    def add(self, pages: Sequence[bytes]) -> int:
        """Write pages behind the last one; returns the first one's number."""
        first = self.count + 1
        self._file.seek(self.count * PAGE)
        if self._cipher is not None:
            seal = self._cipher.sealed
            pages = [seal(number, page) for number, page in enumerate(pages, first)]
        self._file.write(b"".join(pages))
        self.count += len(pages)
        return first

    def put(self, number: int, page: bytes) -> None:
        """Write a page that is there already."""
        self._file.seek((number - 1) * PAGE)
        self._file.write(page if self._cipher is None else self._cipher.sealed(number, page))


def _cipher(key: str, salt: bytes) -> "PageCipher":
    from app.core.pages import PageCipher  # 20 ms that plain files do without

    return PageCipher(key, salt)


class Tree:
    """One empty table (rows with ascending row numbers) or index (entries in its order), filled from left to right."""

    def __init__(self, file: PageFile, root: int, *, table: bool) -> None:
        """``root`` is the page that ``sqlite_master`` names; a table without row numbers is an index."""
        self._file, self._root, self._table = file, root, table
        usable = self._usable = file.usable
        self._room, self._inner_room = usable - 8, usable - 12
        self._least = (usable - 12) * 32 // 255 - 23
        # longer entries of an index need pages of their own, which only SQLite writes
        self._most = usable - 35 if table else (usable - 12) * 64 // 255 - 23
        self._cells = np.zeros(0, np.uint8)
        self._sizes = np.zeros(0, np.int64)
        self._ids = np.zeros(0, np.int64)
        self._waiting: list[bytes] = []
        self._children: list[int] = []
        self._dividers: list[bytes] = []

    def add(self, columns: Sequence[Column], count: int, ids: Ints | None = None) -> None:
        """Add rows given by all columns in their order; ``ids`` are the row numbers of a table."""
        for first, last in _slices(columns, count):
            part = slice(first, last)
            own = None if ids is None else ids[part]
            cells, sizes, payloads = encode([one.take(part) for one in columns], last - first, own)
            if len(payloads) and int(payloads.max()) > self._most:
                if not self._table:
                    raise ValueError("an entry is too long for a page of an index")
                cells, sizes = self._overflow(cells, sizes, payloads)
            self._cells = np.concatenate((self._cells, cells))
            self._sizes = np.concatenate((self._sizes, sizes))
            if own is not None:
                self._ids = np.concatenate((self._ids, own))
            if len(self._cells) > _AREA:
                self._pack(final=False)
        self._pack(final=False)

    def finish(self) -> None:
        """Write what is left, and the pages that lead to the others."""
        self._pack(final=True)
        if not self._children and len(self._waiting) <= 1:
            self._file.put(self._root, self._waiting[0] if self._waiting else self._leaf(0, b"", b""))
            return
        self._write()
        kind, children, dividers = _INNER_TABLE if self._table else _INNER_INDEX, self._children, self._dividers
        while True:
            dividers = dividers[: len(children) - 1]
            bounds = _groups([len(one) + 6 for one in dividers], self._inner_room)
            pages = [_inner(kind, children[a : b + 1], dividers[a:b], self._usable) for a, b in bounds]
            if len(pages) == 1:
                self._file.put(self._root, pages[0])
                return
            first = self._file.add(pages)
            children, dividers = list(range(first, first + len(pages))), [dividers[b] for _, b in bounds[:-1]]

    def _pack(self, *, final: bool) -> None:
        """Fill pages with the waiting cells; unless it is the end, the last ones wait on."""
        count = len(self._sizes)
        ends = np.cumsum(self._sizes + 2).tolist()
        spans: list[tuple[int, int]] = []
        first = base = 0
        while first < count:
            last = bisect_right(ends, base + self._room)
            if not final and last + 2 > count:
                break
            if not self._table and count - last == 1:
                last -= 1  # the next entry stands between two pages, and one must be left for the second of them
            spans.append((first, last))
            first = last if self._table else min(last + 1, count)
            base = ends[first - 1]
        if spans:
            self._emit(spans)
            self._cells = self._cells[int(self._sizes[:first].sum()) :]
            self._sizes, self._ids = self._sizes[first:], self._ids[first:]

    def _emit(self, spans: Sequence[tuple[int, int]]) -> None:
        data, stops = self._cells.tobytes(), np.cumsum(self._sizes)
        places = stops - self._sizes
        starts, ends = np.array(spans).T
        shift = np.zeros(len(self._sizes), np.int64)
        shift[starts] = self._usable - stops[ends - 1]
        lengths = ends - starts
        inside = np.repeat(starts, lengths)
        pointers = np.zeros(len(self._sizes), ">u2")
        within = (
            np.concatenate([np.arange(a, b) for a, b in spans]) if not self._table else slice(spans[0][0], spans[-1][1])
        )
        pointers[within] = places[within] + shift[inside]
        packed = pointers.tobytes()
        offsets = [0, *stops.tolist()]
        for first, last in spans:
            self._waiting.append(
                self._leaf(last - first, packed[2 * first : 2 * last], data[offsets[first] : offsets[last]])
            )
            if self._table:
                self._dividers.append(_varint(int(self._ids[last - 1])))
            elif last < len(self._sizes):
                self._dividers.append(data[offsets[last] : offsets[last + 1]])
        if len(self._children) + len(self._waiting) > 1:
            self._write()

    def _write(self) -> None:
        first = self._file.add(self._waiting)
        self._children += range(first, first + len(self._waiting))
        self._waiting.clear()

    def _leaf(self, count: int, pointers: bytes, content: bytes) -> bytes:
        start = self._usable - len(content)
        kind = _LEAF_TABLE if self._table else _LEAF_INDEX
        head = bytes((kind, 0, 0)) + count.to_bytes(2, "big") + start.to_bytes(2, "big") + b"\0"
        return b"".join((head, pointers, bytes(start - 8 - len(pointers)), content))

    def _overflow(self, cells: Bytes, sizes: Ints, payloads: Ints) -> tuple[Bytes, Ints]:
        """Rows that fit no page keep their head; the rest goes to pages of its own."""
        stops, data, out = np.cumsum(sizes), cells.tobytes(), []
        for stop, size, payload in zip(stops.tolist(), sizes.tolist(), payloads.tolist(), strict=True):
            cell = data[stop - size : stop]
            if payload > self._most:
                kept = self._least + (payload - self._least) % (self._usable - 4)
                kept = kept if kept <= self._most else self._least
                head = size - payload + kept
                cell = cell[:head] + self._chain(cell[head:]).to_bytes(4, "big")
            out.append(cell)
        return np.frombuffer(b"".join(out), np.uint8), np.array([len(one) for one in out])

    def _chain(self, rest: bytes) -> int:
        size = self._usable - 4
        pieces = [rest[at : at + size] for at in range(0, len(rest), size)]
        follow = [self._file.count + 2 + at for at in range(len(pieces) - 1)] + [0]
        pages = [at.to_bytes(4, "big") + one.ljust(size, b"\0") for at, one in zip(follow, pieces, strict=True)]
        return self._file.add(pages)


def _slices(columns: Sequence[Column], count: int) -> Iterator[tuple[int, int]]:
    """Parts that are small however long a text among them is."""
    longest = sum(int(one.lengths.max(initial=0)) for one in columns if isinstance(one, Texts)) + 9 * len(columns)
    step = max(1, min(_ROWS, _AREA // longest))
    for first in range(0, count, step):
        yield first, min(count, first + step)


def _groups(sizes: Sequence[int], room: int) -> list[tuple[int, int]]:
    """Which children share a page, as (first, last); a page but the last gives its last divider to the page above."""
    bounds: list[tuple[int, int]] = []
    first, ends = 0, list(accumulate(sizes))
    while True:
        base = ends[first - 1] if first else 0
        last = bisect_right(ends, base + room)
        if last >= len(sizes):
            return [*bounds, (first, len(sizes))]
        if last == len(sizes) - 1:
            last -= 1  # a page with one child and no divider is none
        bounds.append((first, last))
        first = last + 1


def _inner(kind: int, children: Sequence[int], dividers: Sequence[bytes], usable: int) -> bytes:
    cells = [child.to_bytes(4, "big") + one for child, one in zip(children[:-1], dividers, strict=True)]
    start = usable - sum(map(len, cells))
    head = bytes((kind, 0, 0)) + len(cells).to_bytes(2, "big") + start.to_bytes(2, "big") + b"\0"
    head += children[-1].to_bytes(4, "big")
    pointers = (
        b"".join(at.to_bytes(2, "big") for at in accumulate(map(len, cells[:-1]), initial=start)) if cells else b""
    )
    return b"".join((head, pointers, bytes(start - len(head) - len(pointers)), *cells))


# ------------------------------------------------------------------------------------------ records


def encode(columns: Sequence[Column], count: int, ids: Ints | None) -> tuple[Bytes, Ints, Ints]:
    """Rows as cells one behind the other: their bytes, and of each its size and the size of its record."""
    types: list[Part] = []
    bodies: list[Part] = []
    for column in columns:
        kind, body = _stored(column)
        types.append(kind)
        bodies += body
    types, bodies = _merged(types), _merged(bodies)
    head = _widths(types, count) + 1
    if int(head.max(initial=0)) > 127:
        raise ValueError("too many columns for a plain record")
    payloads = head + _widths(bodies, count)
    front = [varints(payloads), *([] if ids is None else [varints(ids)]), (head.astype(np.uint8)[:, None], None)]
    parts = [*front, *types, *bodies]
    width = sum(one[0].shape[1] for one in parts)
    cells, there = np.empty((count, width), np.uint8), np.ones((count, width), np.bool_)
    at = 0
    for part, mask in parts:
        stop = at + part.shape[1]
        cells[:, at:stop] = part
        if mask is not None:
            there[:, at:stop] = mask
        at = stop
    return cells[there], _widths(parts, count), payloads


def _stored(column: Column) -> tuple[Part, list[Part]]:
    """The serial types of a column and its bytes."""
    if isinstance(column, Constant):
        return _constant(column.value)
    if isinstance(column, Texts):
        return _texts(column)
    values, known = column.values, column.known
    low, high = int(values.min(initial=0)), int(values.max(initial=0))
    width = next(one for one in _TYPE_OF_WIDTH if -(1 << 8 * one - 1) <= low and high < 1 << 8 * one - 1)
    body = values.astype(">i8").view(np.uint8).reshape(-1, 8)[:, 8 - width :]
    if known is None:
        return (np.full((1, 1), _TYPE_OF_WIDTH[width], np.uint8), None), [(body, None)]
    types = np.where(known, _TYPE_OF_WIDTH[width], 0).astype(np.uint8)
    return (types[:, None], None), [(body, known[:, None])]


def _constant(value: int | None) -> tuple[Part, list[Part]]:
    short = {None: 0, 0: 8, 1: 9}
    if value in short:
        return (np.full((1, 1), short[value], np.uint8), None), []
    kind, body = _stored(Numbers(np.array([value], np.int64)))
    return kind, body


def _texts(column: Texts) -> tuple[Part, list[Part]]:
    lengths = column.lengths
    sizes, width = np.maximum(lengths, 0), int(lengths.max(initial=0))
    types = varints(np.where(lengths < 0, 0, 13 + 2 * sizes))
    if width <= 0:
        return types, []
    places = np.arange(width)
    body = column.data.take(column.starts[:, None] + places, mode="clip")
    there = None if int(sizes.min(initial=0)) == width else places < sizes[:, None]
    return types, [(body, there)]


def _merged(parts: Sequence[Part]) -> list[Part]:
    """Neighbours that are the same in all rows as one."""
    found: list[Part] = []
    for part in parts:
        if found and all(one[0].shape[0] == 1 and one[1] is None for one in (found[-1], part)):
            found[-1] = (np.concatenate((found[-1][0], part[0]), axis=1), None)
        else:
            found.append(part)
    return found


def _widths(parts: Sequence[Part], count: int) -> Ints:
    """How many bytes of the parts each row has."""
    found = np.full(count, sum(part.shape[1] for part, mask in parts if mask is None), np.int64)
    for part, mask in parts:
        if mask is not None:
            found += mask.sum(axis=1) * (part.shape[1] if mask.shape[1] == 1 else 1)
    return found


def varints(values: Ints) -> Part:
    """Non-negative numbers in groups of seven bits, the highest first."""
    size = max(1, (int(values.max(initial=0)).bit_length() + 6) // 7)
    shifts = np.arange(7 * (size - 1), -1, -7)
    found = (values[:, None] >> shifts) & 127 | 128
    found[:, -1] &= 127
    if size == 1 or int(values.min(initial=0)) >> int(shifts[0]):
        return found.astype(np.uint8), None
    there = values[:, None] >> shifts > 0
    there[:, -1] = True
    return found.astype(np.uint8), there


def _varint(value: int) -> bytes:
    found = [value & 127]
    while value := value >> 7:
        found.append(value & 127 | 128)
    return bytes(reversed(found))
