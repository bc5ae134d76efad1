r"""The hash of the ordered natural keys that a base was added up from.

A key is a record of 32 bytes: its own UTF-8 filled up with ``\x1e``, or its SHA-256 where it is longer. The records of
one bucket (dealer, calendar month, product group, feed, source, role) are ordered as bytes and hashed behind a header
that names feed, source and role. What a payout keeps is the hash of its buckets' hashes in the order of month, product
group, feed, source and role. Buckets are the same for every policy that counts them, so that each is hashed once.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from app.core.period import day_of

RECORD: Final = 32
FILL: Final = "\x1e"
_FILL: Final = FILL.encode()
Bucket = tuple[int, int, str, int, str]
"""Month (year x 12 + month - 1), product group's number, feed, source's number, role."""


def record(key: str) -> bytes:
    """A key as 32 bytes."""
    raw = key.encode()
    return raw.ljust(RECORD, _FILL) if len(raw) <= RECORD else hashlib.sha256(raw).digest()


@lru_cache(maxsize=20_000)
def month_number(day: int) -> int:
    """Year x 12 + month - 1 of a stored day."""
    found = day_of(day)
    return found.year * 12 + found.month - 1


@lru_cache(maxsize=1_000)
def header(feed: str, source: str, role: str) -> bytes:
    """What stands before a bucket's records."""
    return hashlib.sha256(f"{feed}\x1f{source}\x1f{role}".encode()).digest()


def bucket_digest(feed: str, source: str, role: str, keys: Iterable[str]) -> bytes:
    """The hash of one bucket."""
    return hashlib.sha256(header(feed, source, role) + b"".join(sorted(map(record, keys)))).digest()


def digests(rows: Iterable[tuple[int, int, str, int, str, str]], sources: Mapping[int, str]) -> dict[Bucket, bytes]:
    """The buckets of rows (day, group, feed, source, role, key) of one dealer, in their order."""
    kept: dict[Bucket, list[str]] = defaultdict(list)
    for day, group, feed, source, role, key in rows:
        kept[month_number(day), group, feed, source, role].append(key)
    return {one: bucket_digest(one[2], sources.get(one[3], ""), one[4], kept[one]) for one in sorted(kept)}


def keys_sha256(found: Iterable[bytes]) -> str:
    """The hash of buckets' hashes in their order; empty where there is none."""
    joined = b"".join(found)
    return hashlib.sha256(joined).hexdigest() if joined else ""
