"""From whom a dealer buys on a day: dated relations over an undated one; no database is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """A dealer that buys from another one; no days at all is what holds where no dated relation does."""

    party: str
    parent: str
    from_on: int | None
    to_on: int | None
    """Last day; None is open."""

    def holds(self, day: int | None) -> bool:
        """Whether it holds on a day; on None, which is as far as is known, one that has no end does."""
        if day is None:
            return self.to_on is None
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)


def parents_on(links: Iterable[Link], day: int | None = None) -> dict[str, str]:
    """The parent of each dealer on a day: of the relations that hold the one that began last."""
    found: dict[str, Link] = {}
    for one in links:
        if one.holds(day):
            before = found.get(one.party)
            if before is None or _begin(before) <= _begin(one):
                found[one.party] = one
    return {party: one.parent for party, one in found.items()}


def circle_on(links: Sequence[Link]) -> tuple[int | None, tuple[str, ...]] | None:
    """The first day on which some dealers buy from each other in a circle, and these; None where none ever do.

    The graph changes only on days where a relation begins or the day after one ends, so that no other day is asked.
    A day of None is from ever.
    """
    days = {one.from_on for one in links if one.from_on is not None}
    days |= {one.to_on + 1 for one in links if one.to_on is not None}
    before = min(days, default=0) - 1  # before anything changes
    for day in (before, *sorted(days)):
        ring = _ring(parents_on(links, day))
        if ring:
            return (None if day == before else day), ring
    return None


def _begin(link: Link) -> float:
    return float("-inf") if link.from_on is None else link.from_on


def _ring(parents: dict[str, str]) -> tuple[str, ...]:
    done: set[str] = set()
    for start in sorted(parents):
        path: list[str] = []
        who: str | None = start
        while who is not None and who not in done and who not in path:
            path.append(who)
            who = parents.get(who)
        if who is not None and who in path:
            return tuple(path[path.index(who) :])
        done.update(path)
    return ()
