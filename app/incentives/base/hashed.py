"""The keys of all order lines that count for an event, hashed by bucket once for all policies and periods.

Keys are read as one text for each stretch of lines, so that no line costs a Python object, and ordered as columns.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from app.core.connect import raw_of
from app.incentives.base.keys import FILL, RECORD, bucket_digest, header, month_number
from app.incentives.base.reading import Fact, fact_rows, sources_of
from app.incentives.base.sources import Asked, selects, station, waits
from app.incentives.policy import Policy
from app.kpi.kept import kept_of
from app.kpi.model import NO_GROUP
from app.kpi.views import has_heads

Ints = npt.NDArray[np.int64]
_STRETCH: Final = 100_000
_DAY: Final = 10_000_000
_FAR: Final = 2**39
_MONTHS: Final = 12 * 10_000
"""More months than there are in any year that has dates."""
_ORDER: Final = {("goods_return", "return"): 0, ("invoice", "return"): 1, ("order_line", "return"): 2,
                 ("order_line", "sale"): 4, ("invoice", "sale"): 3}  # fmt: skip
_NOT_SOLD: Final = "('red', 'freight', 'gift', 'goods_rebate', 'exchange', 'sample')"
_SELLS: Final = "SELECT 1 FROM cell_party s WHERE s.source_n = l.source_n AND s.code = {} AND s.sells"
PACKS: Final[Mapping[str, int]] = {"ordered": 1, "delivered": 3, "invoiced": 4}
"""The pack of cells by event."""
Adjust = Callable[[], tuple[list[Fact], list[Fact]]]


@dataclass(frozen=True)
class Hashed:
    """Buckets in the order of dealer, month, group, feed, source and role, with their digests."""

    dealers: Ints
    months: Ints
    groups: Ints
    returns: npt.NDArray[np.bool_]
    digests: npt.NDArray[np.uint8]

    def of(self, groups: frozenset[int], *, deduct: bool) -> "Hashed":
        """Those of some product groups, with or without returns."""
        takes = np.array([one in groups for one in range(1 + int(self.groups.max(initial=0)))], np.bool_)
        keep = takes[self.groups] & (deduct | ~self.returns)
        if keep.all():
            return self
        return Hashed(self.dealers[keep], self.months[keep], self.groups[keep], self.returns[keep], self.digests[keep])

    def of_months(self, first: int, last: int) -> dict[int, str]:
        """The hash of each dealer's buckets from a month to a month, by the dealer's number."""
        keep = np.flatnonzero((self.months >= first) & (self.months <= last))
        dealers = self.dealers[keep]
        joined = memoryview(np.ascontiguousarray(self.digests[keep]).tobytes())
        edges = np.flatnonzero(np.diff(dealers, prepend=-1, append=-1)).tolist()
        hashed, size = hashlib.sha256, RECORD
        return {
            dealer: hashed(joined[low * size : high * size]).hexdigest()
            for dealer, low, high in zip(dealers[edges[:-1]].tolist(), edges[:-1], edges[1:], strict=True)
        } if len(dealers) else {}  # fmt: skip


def hashed_of(session: Session, policy: Policy, adjust: Adjust) -> Hashed:
    """The buckets of an event, hashed once for each state of the workspace."""
    found: Hashed = kept_of(session).once(
        ("incentives.hashed", policy.basis.event), lambda: _make(session, policy, adjust)
    )
    return found


def _make(session: Session, policy: Policy, adjust: Adjust) -> Hashed:
    sources, (off, back) = sources_of(session), adjust()
    read = _Lines(session, policy, [one.id for one in off])
    rows = read.columns() if read.usable else None
    if rows is None:
        rows = _by_rows(session, policy)
    place, digests = _digests(rows, {number: header("order_line", name, "sale") for number, name in sources.items()})
    more: dict[tuple[int, int, int, int, int], list[Fact]] = defaultdict(list)
    for one in back:
        more[one.dealer_n, month_number(one.day or 0), one.group_n, _ORDER[one.feed, one.role], one.source_n].append(
            one
        )
    extra = [
        bucket_digest(some[0].feed, sources.get(key[4], ""), some[0].role, (one.key for one in some))
        for key, some in more.items()
    ]
    dealers, months, groups, numbers = place
    whole = [
        np.concatenate([mine, np.array([key[at] for key in more], np.int64)])
        for at, mine in enumerate((dealers, months, groups, np.full(len(dealers), 4), numbers))
    ]
    every = np.concatenate([digests, np.frombuffer(b"".join(extra), np.uint8).reshape(-1, RECORD)])
    order = np.lexsort(whole[::-1])
    sorted_ = [one[order] for one in whole]
    return Hashed(sorted_[0], sorted_[1], sorted_[2], sorted_[3] < 3, every[order])


Columns = tuple[Ints, Ints, Ints, Ints, npt.NDArray[np.uint8]]
"""Dealer, month, group and source of each line, and its record."""


def _by_rows(session: Session, policy: Policy) -> Columns:
    """The same from the rows themselves: where codes changed hands, or keys are no plain text."""
    sql = selects(session.connection(), Asked(policy.basis.event, policy.basis.tax))[0]
    rows = [one for one in fact_rows(session, sql, {"first": -_FAR, "last": _FAR}) if not one.reason]
    named = np.array(
        [(one.dealer_n, month_number(one.day or 0), one.group_n, one.source_n) for one in rows], np.int64
    ).reshape(-1, 4)
    raw = b"".join(_record(one.key) for one in rows)
    hashes = np.frombuffer(raw, np.uint8).reshape(-1, RECORD)
    return named[:, 0], named[:, 1], named[:, 2], named[:, 3], hashes


def _record(key: str) -> bytes:
    raw = key.encode()
    return raw.ljust(RECORD, FILL.encode()) if len(raw) <= RECORD else hashlib.sha256(raw).digest()


class _Lines:
    """The order lines of an event as columns, where every code means one thing for ever."""

    def __init__(self, session: Session, policy: Policy, off: Sequence[int]) -> None:
        self._off, self._pack = json.dumps(list(off)), PACKS[policy.basis.event]
        self._raw, self._event = raw_of(session.connection()), policy.basis.event
        self._heads = has_heads(session.connection())
        dated = "SELECT 1 FROM {} WHERE from_on > ? OR to_on < ? LIMIT 1"
        one = self._raw.execute
        self.usable = not any(
            one(dated.format(table), (-_FAR, _FAR)).fetchone() for table in ("cell_party", "cell_goods")
        )
        self._parties = self._meanings("cell_party", "dealer_n")
        self._goods = self._meanings("cell_goods", "group_n")

    def _meanings(self, table: str, column: str) -> tuple[npt.NDArray[np.bytes_], Ints, int]:
        rows = self._raw.execute(f"SELECT source_n, code, {column} FROM {table} WHERE source_n > 0").fetchall()
        width = 1 + max((len(code.encode()) for _, code, _ in rows), default=0)
        named = sorted((f"{100_000 + source}{code:{FILL}<{width}}".encode(), number) for source, code, number in rows)
        return np.array([name for name, _ in named]), np.array([number for _, number in named], np.int64), width

    def columns(self) -> Columns | None:
        """All lines that count; None where a text is no plain one."""
        sales, count = self._kept()
        if sales:  # a cancelled line is in no sum: where there are as many lines as in the sums there is none
            found = self._read(plain=True)
            if found is not None and len(found[0]) == count:
                return found
        return self._read(plain=False)

    def _read(self, *, plain: bool) -> Columns | None:
        last = self._raw.execute("SELECT coalesce(max(id), 0) FROM order_line").fetchone()[0]
        sql, off = self._sql(plain=plain), (self._off,) if self._off != "[]" else ()
        parts: list[Columns] = []
        for first in range(0, last, _STRETCH):
            joined, count, longest = self._raw.execute(sql, (first, first + _STRETCH, *off)).fetchone()
            if not count:
                continue
            stride = RECORD + 6 + self._parties[2] + 6 + self._goods[2] + 8
            if longest > RECORD or not joined.isascii() or len(joined) != count * stride:
                return None
            parts.append(self._split(np.frombuffer(joined.encode(), np.uint8).reshape(count, stride)))
        if not parts:
            empty = np.zeros(0, np.int64)
            return empty, empty, empty, empty, np.zeros((0, RECORD), np.uint8)
        one, two, three, four, hashes = zip(*parts, strict=True)
        return (
            np.concatenate(one), np.concatenate(two), np.concatenate(three), np.concatenate(four),
            np.concatenate(hashes),
        )  # fmt: skip

    def _sql(self, *, plain: bool) -> str:
        pick = "coalesce(l.{0}, h.{0})" if self._heads else "l.{0}"
        day = station(self._event, pick)
        joined = """LEFT JOIN order_head h ON l.needs_head = 1 AND h.source_n = l.source_n AND h.order_no = l.order_no
              AND h.current = 1""" if self._heads else ""  # fmt: skip
        fill, key = FILL * RECORD, "l.order_no || char(31) || l.line_key"
        return f"""
            SELECT group_concat(substr({key} || '{fill}', 1, {RECORD})
                || (100000 + l.source_n) || substr({pick.format("party_code")} || '{fill}', 1, {self._parties[2]})
                || (100000 + l.source_n) || substr(l.product_code || '{fill}', 1, {self._goods[2]})
                || ({_DAY} + {day}), ''), count(*), max(length(l.order_no) + length(l.line_key) + 1)
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

    def _split(self, cells: npt.NDArray[np.uint8]) -> Columns:
        """One stretch of lines, those of known dealers and products."""
        at, found = RECORD, []
        for known, numbers, width in (self._parties, self._goods):
            codes = np.ascontiguousarray(cells[:, at : at + 6 + width]).view(f"S{6 + width}").ravel()
            distinct, back = np.unique(codes, return_inverse=True)
            place = np.minimum(np.searchsorted(known, distinct), max(len(known) - 1, 0))
            found.append(np.where(known[place] == distinct, numbers[place], -1)[back])
            at += 6 + width
        digits = cells[:, at : at + 8].astype(np.int64) - ord("0")
        days = digits @ (10 ** np.arange(7, -1, -1)) - _DAY
        source = (cells[:, RECORD : RECORD + 6].astype(np.int64) - ord("0")) @ (10 ** np.arange(5, -1, -1)) - 100_000
        distinct_days, back = np.unique(days, return_inverse=True)
        months = np.array([month_number(int(one)) for one in distinct_days], np.int64)[back]
        keep = np.flatnonzero((found[0] >= 0) & (found[1] >= 0))
        records = np.ascontiguousarray(cells[:, :RECORD])
        if len(keep) == len(records):
            return found[0], months, found[1], source, records
        return found[0][keep], months[keep], found[1][keep], source[keep], records[keep]


def _digests(rows: Columns, headers: dict[int, bytes]) -> tuple[tuple[Ints, Ints, Ints, Ints], npt.NDArray[np.uint8]]:
    """The buckets of lines in their order, and their digests."""
    dealers, months, groups, sources, records = rows
    if not len(dealers):
        return (dealers, months, groups, sources), np.zeros((0, RECORD), np.uint8)
    different, place = np.unique(sources, return_inverse=True)
    bucket = ((dealers * _MONTHS + months) * (NO_GROUP + 1) + groups) * len(different) + place
    order = np.argsort(bucket, kind="stable")
    bucket, keys = bucket[order], np.ascontiguousarray(records).view(f"V{RECORD}").ravel()[order]
    starts = np.flatnonzero(np.diff(bucket, prepend=bucket[0] - 1))
    _in_order(keys, bucket, starts)
    first = order[starts]
    data, ends = memoryview(keys.tobytes()), [*starts[1:].tolist(), len(keys)]
    begun = {number: hashlib.sha256(one) for number, one in headers.items()}
    found = bytearray()
    for low, high, source in zip(starts.tolist(), ends, sources[first].tolist(), strict=True):
        one = begun[source].copy()
        one.update(data[low * RECORD : high * RECORD])
        found += one.digest()
    whose = dealers[first], months[first], groups[first], sources[first]
    return whose, np.frombuffer(bytes(found), np.uint8).reshape(-1, RECORD)


def _in_order(keys: npt.NDArray[np.void], bucket: Ints, starts: Sequence[int] | Ints) -> None:
    """Put the records of each bucket into order; files mostly bring them so."""
    words = keys.view(">u8").reshape(-1, RECORD // 8)
    wrong, same = np.zeros(len(keys) - 1, np.bool_), np.ones(len(keys) - 1, np.bool_)
    for at in range(words.shape[1]):
        column = words[:, at].astype(np.uint64)
        wrong |= same & (column[:-1] > column[1:])
        same &= column[:-1] == column[1:]
    bounds = np.append(np.asarray(starts), len(keys))
    for one in set(np.searchsorted(bounds, np.flatnonzero(wrong & (bucket[:-1] == bucket[1:])), side="right").tolist()):
        low, high = int(bounds[one - 1]), int(bounds[one])
        some = sorted(keys[low:high].tolist())
        keys[low:high] = np.frombuffer(b"".join(some), f"V{RECORD}")
