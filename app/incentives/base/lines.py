"""The order lines of an event as columns: dealer, month, product group, source and the record of each line's key.

SQL joins each column of a stretch of lines into one text, so that no line costs a Python object and next to nothing in
SQL. Two connections on the same state of the file read stretches beside each other.
"""

import hashlib
import json
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from sqlite3 import Connection
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from app.core.connect import raw_of
from app.imports.feeds import SEPARATOR
from app.incentives.base.keys import FILL, RECORD
from app.incentives.base.sources import station, waits
from app.incentives.policy import Event
from app.kpi.views import has_heads

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Columns = tuple[Ints, Ints, Ints, Ints, Bytes]
"""Dealer, month, group and source of each line, and its record."""
STRETCH: Final = 100_000
FAR: Final = 2**39
PACKS: Final = {"ordered": 1, "delivered": 3, "invoiced": 4}
"""The pack of cells by event."""
_END: Final = FILL.encode()
"""Ends each value of a joined column; where one holds it too, the rows are read one by one."""
_DAY, _SOURCE, _DIGITS = 10_000_000, 100_000, 14
_WORD: Final = 8
_ODD: Final = 0x9E37_79B9_7F4A_7C15
_NOT_SOLD: Final = "('red', 'freight', 'gift', 'goods_rebate', 'exchange', 'sample')"
_SELLS: Final = "SELECT 1 FROM cell_party s WHERE s.source_n = l.source_n AND s.code = {} AND s.sells"
_STATE: Final = "SELECT coalesce(max(tx), 0) FROM tx"


def nothing() -> Columns:
    """No line at all."""
    empty = np.zeros(0, np.int64)
    return empty, empty, empty, empty, np.zeros((0, RECORD), np.uint8)


class Joined(NamedTuple):
    """The values of a column of text: their bytes one after another, and the length of each."""

    body: Bytes
    lengths: Ints

    @classmethod
    def of(cls, raw: bytes, count: int) -> "Joined | None":
        """The values of a joined text; None where there are not as many as there should be."""
        body = np.frombuffer(raw + _END, np.uint8)
        ends = np.flatnonzero(body == _END[0])
        return cls(body, np.diff(ends, prepend=-1) - 1) if len(ends) == count else None

    @property
    def longest(self) -> int:
        """The bytes of the longest."""
        return int(self.lengths.max(initial=0))

    @property
    def shortest(self) -> int:
        """The bytes of the shortest."""
        return int(self.lengths.min())

    def put(self, table: Bytes, at: Ints | int) -> None:
        """Write each value into its row of a table, from a column on."""
        width = self.longest
        if not width:
            return
        if isinstance(at, int) and self.shortest == width:
            table[:, at : at + width] = self.body.reshape(len(table), width + 1)[:, :width]
            return
        low = np.broadcast_to(at, len(table))
        high = low + self.lengths
        column = np.arange(int(low.min()), int(high.max()))
        part = table[:, column[0] : column[-1] + 1]
        part[(column >= low[:, None]) & (column < high[:, None])] = self.body[self.body != _END[0]]


class Known:
    """Codes of a source and the numbers that they mean, found by columns."""

    def __init__(self, rows: Sequence[tuple[int, str, int]]) -> None:
        codes = [code.encode() for _, code, _ in rows]
        self.width = _WORD * (1 + max((len(code) for code in codes), default=0) // _WORD)  # a longer code ends in more
        table = np.frombuffer(b"".join(code.ljust(self.width, _END) for code in codes), np.uint8)
        words = table.reshape(-1, self.width).view(np.uint64)
        sources = np.array([source for source, _, _ in rows], np.int64)
        hashes = self._hashes(words, sources)
        order = np.argsort(hashes)
        self._hashed, self._words, self._sources = hashes[order], words[order], sources[order]
        self._numbers = np.array([number for _, _, number in rows], np.int64)[order]
        self.clear = bool((self._hashed[1:] != self._hashed[:-1]).all())
        """Whether no two have the same hash."""

    def _hashes(self, words: npt.NDArray[np.uint64], sources: Ints) -> npt.NDArray[np.uint64]:
        found, times = sources.astype(np.uint64), _ODD
        for at in range(words.shape[1]):
            found = (found ^ words[:, at]) * np.uint64(times)
            found ^= found >> np.uint64(29)
            times = (times * _ODD | 1) % 2**64
        return found

    def numbers(self, codes: Joined, sources: Ints) -> Ints:
        """What codes of sources mean, -1 where they are not known."""
        table = np.full((len(sources), max(self.width, codes.longest)), _END[0], np.uint8)
        codes.put(table, 0)
        words = np.ascontiguousarray(table[:, : self.width]).view(np.uint64)
        if not len(self._hashed):
            return np.full(len(sources), -1, np.int64)
        place = np.minimum(np.searchsorted(self._hashed, self._hashes(words, sources)), len(self._hashed) - 1)
        same = self._sources[place] == sources
        for at in range(words.shape[1]):
            same &= self._words[place, at] == words[:, at]
        return np.where(same, self._numbers[place], -1)


class Lines:
    """The order lines of an event, where every code means one thing for ever."""

    def __init__(self, session: Session, event: Event, off: Sequence[int]) -> None:
        self._session, self._event, self._pack = session, event, PACKS[event]
        self._off, self._fewer, self._raw = json.dumps(list(off)), len(off), raw_of(session.connection())
        self._heads = has_heads(session.connection())
        self._parties, self._goods = self._meanings("cell_party", "dealer_n"), self._meanings("cell_goods", "group_n")
        dated = "SELECT 1 FROM {} WHERE from_on > ? OR to_on < ? LIMIT 1"
        self.usable = self._parties.clear and self._goods.clear
        for table in ("cell_party", "cell_goods"):
            self.usable &= self._raw.execute(dated.format(table), (-FAR, FAR)).fetchone() is None

    def _meanings(self, table: str, column: str) -> Known:
        sql = f"SELECT source_n, code, {column} FROM {table} WHERE source_n > 0"
        return Known(self._raw.execute(sql).fetchall())

    def columns(self) -> Columns | None:
        """All lines that count; None where a text is no plain one."""
        sales, count = self._kept()
        if sales:  # a cancelled line is in no sum, one taken off is: where no others make the difference there is none
            found = self._read(plain=True)
            if found is not None and len(found[0]) == count - self._fewer:
                return found
        return self._read(plain=False)

    def _read(self, *, plain: bool) -> Columns | None:
        last = self._raw.execute("SELECT coalesce(max(id), 0) FROM order_line").fetchone()[0]
        sql, off = self._sql(plain=plain), (self._off,) if self._off != "[]" else ()
        pending, found = deque(range(0, last, STRETCH)), dict[int, Columns | None]()

        def work(raw: Connection) -> None:
            while pending:
                try:
                    first = pending.popleft()
                except IndexError:  # the other one took it
                    return
                found[first] = one = self._split(*raw.execute(sql, (first, first + STRETCH, *off)).fetchone())
                if one is None:
                    pending.clear()

        with self._second(len(pending)) as second:
            if second is None:
                work(self._raw)
            else:
                with ThreadPoolExecutor(1) as threads:
                    beside = threads.submit(work, second)
                    try:
                        work(self._raw)
                    finally:
                        pending.clear()
                beside.result()
        return _together([found[first] for first in sorted(found)])

    @contextmanager
    def _second(self, stretches: int) -> Iterator[Connection | None]:
        """Another connection on the same state of the file, where there is much to read and it can be had."""
        database = self._session.info.get("database")
        if database is None or stretches <= 2:
            yield None
            return
        with database.raw_read() as other:
            same = other.execute(_STATE).fetchone() == self._raw.execute(_STATE).fetchone()
            yield other if same else None

    def _sql(self, *, plain: bool) -> str:
        pick = "coalesce(l.{0}, h.{0})" if self._heads else "l.{0}"
        day = station(self._event, pick)
        joined = """LEFT JOIN order_head h ON l.needs_head = 1 AND h.source_n = l.source_n AND h.order_no = l.order_no
              AND h.current = 1""" if self._heads else ""  # fmt: skip
        texts = ("l.order_no", "l.line_key", pick.format("party_code"), "l.product_code")
        columns = ", ".join(f"CAST(group_concat({one}, '{FILL}') AS BLOB)" for one in texts)
        return f"""
            SELECT count(*), CAST(group_concat({_SOURCE * 10 * _DAY + _DAY} + l.source_n * {10 * _DAY} + {day}, '')
                AS BLOB), {columns}
            FROM order_line l {joined}
            WHERE l.id > ? AND l.id <= ? AND l.current = 1 AND {day} IS NOT NULL
              AND {pick.format("party_code")} IS NOT NULL AND l.product_code IS NOT NULL
              {"AND l.id NOT IN (SELECT value FROM json_each(?))" * (self._off != "[]")}
              {"" if plain else self._conditions(pick)}
        """

    def _conditions(self, pick: str) -> str:
        """What is asked of columns at a row's end, which cost as much to read as all others."""
        seller = pick.format("seller_code")
        return f"""AND NOT ({waits(heads=self._heads)}) AND coalesce({pick.format("status")}, '') <> 'cancelled'
              AND coalesce(l.line_type, 'sale') NOT IN {_NOT_SOLD}
              AND ({seller} IS NULL OR NOT EXISTS ({_SELLS.format(seller)}))"""

    def _kept(self) -> tuple[bool, int]:
        """Whether kept sums know of sales alone, and of how many lines."""
        rows = self._raw.execute(
            "SELECT kind, sum(n) FROM cell WHERE pack = ? AND span = 1 AND group_n > 0 GROUP BY 1", (self._pack,)
        ).fetchall()
        return all(kind == 1 for kind, _ in rows), sum(count for _, count in rows)

    def _split(self, count: int, numbers: bytes | None, *texts: bytes | None) -> Columns | None:
        """One stretch of lines, those of known dealers and products."""
        if not count:
            return nothing()
        orders, lines, parties, goods = (Joined.of(raw or b"", count) for raw in texts)
        if orders is None or lines is None or parties is None or goods is None:
            return None
        if numbers is None or len(numbers) != _DIGITS * count:
            return None
        digits = np.frombuffer(numbers, np.uint8).reshape(count, _DIGITS) - np.uint8(ord("0"))
        sources, days = _number(digits[:, :6]) - _SOURCE, _number(digits[:, 6:]) - _DAY
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
        dealers, groups = self._parties.numbers(parties, sources), self._goods.numbers(goods, sources)
        records, keep = _records(orders, lines), np.flatnonzero((dealers >= 0) & (groups >= 0))
        if len(keep) == count:
            return dealers, months, groups, sources, records
        return dealers[keep], months[keep], groups[keep], sources[keep], records[keep]


def _number(digits: Bytes) -> Ints:
    """The number of each row of digits."""
    found = np.zeros(len(digits), np.int64)
    for at in range(digits.shape[1]):
        found = found * 10 + digits[:, at]
    return found


def _records(orders: Joined, lines: Joined) -> Bytes:
    """The keys of lines as records: the number of the order, a separator, the line."""
    lengths = orders.lengths + 1 + lines.lengths
    table = np.full((len(lengths), max(RECORD, int(lengths.max()))), _END[0], np.uint8)
    orders.put(table, 0)
    table[np.arange(len(lengths)), orders.lengths] = ord(SEPARATOR)
    lines.put(table, orders.longest + 1 if orders.shortest == orders.longest else orders.lengths + 1)
    found = np.ascontiguousarray(table[:, :RECORD])
    for row in np.flatnonzero(lengths > RECORD).tolist():
        found[row] = np.frombuffer(hashlib.sha256(table[row, : lengths[row]].tobytes()).digest(), np.uint8)
    return found


def _together(parts: Sequence[Columns | None]) -> Columns | None:
    """All stretches; None where one could not be read."""
    told = [one for one in parts if one is not None]
    if len(told) < len(parts):
        return None
    one, two, three, four, records = zip(*told or [nothing()], strict=True)
    return (
        np.concatenate(one), np.concatenate(two), np.concatenate(three), np.concatenate(four),
        np.concatenate(records),
    )  # fmt: skip
