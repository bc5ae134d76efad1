"""Sets of days as sorted, disjoint spans of day numbers with both ends included; no day is ever listed singly."""

from typing import Final

Span = tuple[int, int]
Spans = tuple[Span, ...]
EDGE: Final = 2**31
"""Beyond every business day: an open end."""
ALWAYS: Final[Spans] = ((-EDGE, EDGE),)
NEVER: Final[Spans] = ()


def span(first: int | None, last: int | None) -> Spans:
    """The days from one to another, None being open; no day where the first comes after the last."""
    begin, end = -EDGE if first is None else first, EDGE if last is None else last
    return ((begin, end),) if begin <= end else NEVER


def union(*some: Spans) -> Spans:
    """The days that are in any of them."""
    found: list[Span] = []
    for first, last in sorted(one for spans in some for one in spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def outside(spans: Spans) -> Spans:
    """The days that are in none of them."""
    found, begin = [], -EDGE
    for first, last in spans:
        if begin < first:
            found.append((begin, first - 1))
        begin = last + 1
    return (*found, (begin, EDGE)) if begin <= EDGE else tuple(found)


def both(one: Spans, other: Spans) -> Spans:
    """The days that are in both."""
    return tuple((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) <= min(b, d))


def without(one: Spans, other: Spans) -> Spans:
    """The days of one that are not in the other."""
    return both(one, outside(other)) if other else one


def holds(spans: Spans, day: int) -> bool:
    """Whether a day is in it."""
    for first, last in spans:  # noqa: SIM110 - asked some ten times for each cell of a map; a generator takes thrice as long
        if first <= day <= last:
            return True
    return False


def change_after(spans: Spans, day: int) -> int | None:
    """The first day after a day on which it begins or has ended; None where nothing changes any more."""
    for first, last in spans:  # they are sorted
        if day < first:
            return first
        if day <= last:
            return last + 1 if last + 1 < EDGE else None
    return None
