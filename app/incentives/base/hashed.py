"""The keys of all order lines that count for an event, hashed by bucket once for all policies and periods."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from app.incentives.base.keys import FILL, RECORD, bucket_digest, header, month_number
from app.incentives.base.lines import FAR, Columns, Ints, Lines
from app.incentives.base.reading import Fact, fact_rows, sources_of
from app.incentives.base.sources import Asked, selects
from app.incentives.policy import Policy
from app.kpi.kept import kept_of
from app.kpi.model import NO_GROUP

_MONTHS: Final = 12 * 10_000
"""More months than there are in any year that has dates."""
_ORDER: Final = {("goods_return", "return"): 0, ("invoice", "return"): 1, ("order_line", "return"): 2,
                 ("order_line", "sale"): 4, ("invoice", "sale"): 3}  # fmt: skip
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

    @cached_property
    def _places(self) -> tuple[Ints, Ints, memoryview]:
        """The dealers in order, dealer and month of each bucket as one number, and all digests as bytes."""
        return np.unique(self.dealers), self.dealers * _MONTHS + self.months, memoryview(self.digests.tobytes())

    def of_months(self, first: int, last: int) -> dict[int, str]:
        """The hash of each dealer's buckets from a month to a month, by the dealer's number."""
        dealers, places, data = self._places
        lows = np.searchsorted(places, dealers * _MONTHS + first) * RECORD
        highs = np.searchsorted(places, dealers * _MONTHS + last, side="right") * RECORD
        bounds, hashed = zip(dealers.tolist(), lows.tolist(), highs.tolist(), strict=True), hashlib.sha256
        return {dealer: hashed(data[low:high]).hexdigest() for dealer, low, high in bounds if low < high}


def hashed_of(session: Session, policy: Policy, adjust: Adjust) -> Hashed:
    """The buckets of an event, hashed once for each state of the workspace."""
    found: Hashed = kept_of(session).once(
        ("incentives.hashed", policy.basis.event), lambda: _make(session, policy, adjust)
    )
    return found


def _make(session: Session, policy: Policy, adjust: Adjust) -> Hashed:
    sources, (off, back) = sources_of(session), adjust()
    read = Lines(session, policy.basis.event, [one.id for one in off])
    rows = read.columns() if read.usable else None
    if rows is None:
        rows = rows_of(session, policy)
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


def rows_of(session: Session, policy: Policy) -> Columns:
    """The same from the rows themselves: where codes changed hands, or keys are no plain text."""
    sql = selects(session.connection(), Asked(policy.basis.event, policy.basis.tax))[0]
    rows = [one for one in fact_rows(session, sql, {"first": -FAR, "last": FAR}) if not one.reason]
    named = np.array(
        [(one.dealer_n, month_number(one.day or 0), one.group_n, one.source_n) for one in rows], np.int64
    ).reshape(-1, 4)
    raw = b"".join(_record(one.key) for one in rows)
    hashes = np.frombuffer(raw, np.uint8).reshape(-1, RECORD)
    return named[:, 0], named[:, 1], named[:, 2], named[:, 3], hashes


def _record(key: str) -> bytes:
    raw = key.encode()
    return raw.ljust(RECORD, FILL.encode()) if len(raw) <= RECORD else hashlib.sha256(raw).digest()


def _digests(rows: Columns, headers: dict[int, bytes]) -> tuple[tuple[Ints, Ints, Ints, Ints], npt.NDArray[np.uint8]]:
    """The buckets of lines in their order, and their digests."""
    dealers, months, groups, sources, records = rows
    if not len(dealers):
        return (dealers, months, groups, sources), np.zeros((0, RECORD), np.uint8)
    different, place = np.unique(sources, return_inverse=True)
    bucket = ((dealers * _MONTHS + months) * (NO_GROUP + 1) + groups) * len(different) + place
    order = _stable(bucket)
    bucket, keys = bucket[order], np.ascontiguousarray(records).view(f"V{RECORD}").ravel()[order]
    starts = np.flatnonzero(np.diff(bucket, prepend=bucket[0] - 1))
    _in_order(keys, bucket, starts)
    first = order[starts]
    whose = dealers[first], months[first], groups[first], sources[first]
    begun = np.frombuffer(b"".join(headers[int(one)] for one in different), f"V{RECORD}")
    data = memoryview(np.insert(keys, starts, begun[place[first]]).tobytes())
    edges = ((np.append(starts, len(keys)) + np.arange(len(starts) + 1)) * RECORD).tolist()
    found = b"".join([hashlib.sha256(data[low:high]).digest() for low, high in pairwise(edges)])
    return whose, np.frombuffer(found, np.uint8).reshape(-1, RECORD)


def _stable(numbers: Ints) -> Ints:
    """The stable order of numbers, none below 0: by 16 bits after another, which numpy counts instead of comparing."""
    order, shift, most = np.arange(len(numbers)), 0, int(numbers.max())
    while most >> shift:
        part = (numbers >> shift).astype(np.uint16)
        order = order[np.argsort(part[order], kind="stable")]
        shift += 16
    return order


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
