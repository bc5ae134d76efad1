"""Where two dealers are promised the same: area x product group x channel x days; no database is asked.

Two territories meet where one area lies in the other one (GB/T 2260: two digits a level), product group and channel are
the same or left open, and there is a day on which both hold. They are in conflict where one of them is exclusive,
unless one of the dealers buys from the other: who supplies a sub-dealer shares its own territory with it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

_LENGTHS: Final = frozenset({2, 4, 6, 9, 12})
"""Digits of an area's code: province, city and county, also without the noughts; street, village."""
_COUNTRY: Final = frozenset({"000000", "100000"})
_EVER: Final = -(2**40)
_NEVER: Final = 2**40


@dataclass(frozen=True, order=True)
class Claim:
    """One territory of one dealer."""

    id: str
    party: str
    area: str
    group: str | None
    """None is every product group."""
    channel: str | None
    """None is every channel."""
    exclusive: bool
    from_on: int | None
    to_on: int | None
    """Last day; None is open."""
    draft: bool = False
    """Its contract is still a draft."""

    def holds(self, day: int) -> bool:
        """Whether it holds on a day."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, order=True)
class Conflict:
    """Two territories that cannot both be kept, and the part that both promise."""

    first: Claim
    second: Claim
    area: str
    """The smaller of both areas."""
    from_on: int | None
    to_on: int | None

    @property
    def draft(self) -> bool:
        """Whether it can still be avoided: one of the contracts is a draft."""
        return self.first.draft or self.second.draft


def levels(area: str) -> str:
    """The digits that an area's code shares with every area within it: 330500 is 3305, the whole country is nothing."""
    if not _nested(area):
        return area
    if area in _COUNTRY:
        return ""
    while len(area) > 2 and area.endswith("00"):
        area = area[:-2]
    return area


def covers(whole: str, part: str) -> bool:
    """Whether an area lies in another one, or is it; codes that are not of GB/T 2260 are told apart as they stand."""
    if whole == part:
        return True
    return _nested(whole, part) and levels(part).startswith(levels(whole))


def _nested(*areas: str) -> bool:
    return all(one.isdigit() and len(one) in _LENGTHS for one in areas)


def conflict(
    one: Claim, other: Claim, *, same_line: Callable[[str, str, int | None], bool] = lambda *_: False
) -> Conflict | None:
    """What is wrong between two territories; None where nothing is. The order in which they are given does not matter.

    ``same_line`` says whether one of two dealers buys from the other one on a day, directly or not.
    """
    first, second = sorted((one, other))
    if first.party == second.party or not (first.exclusive or second.exclusive):
        return None
    if not (covers(first.area, second.area) or covers(second.area, first.area)):
        return None
    if not (_same(first.group, second.group) and _same(first.channel, second.channel)):
        return None
    begin = max(_EVER if each.from_on is None else each.from_on for each in (first, second))
    end = min(_NEVER if each.to_on is None else each.to_on for each in (first, second))
    from_on = None if begin == _EVER else begin
    if begin > end or same_line(first.party, second.party, from_on):
        return None
    area = second.area if covers(first.area, second.area) else first.area
    return Conflict(first, second, area, from_on, None if end == _NEVER else end)


def conflicts(
    claims: Iterable[Claim], *, same_line: Callable[[str, str, int | None], bool] = lambda *_: False
) -> tuple[Conflict, ...]:
    """Every conflict, each pair once, sorted; a claim is compared only with those of the areas above its own."""
    by_area: dict[str, list[Claim]] = defaultdict(list)
    for one in sorted(set(claims)):
        by_area[levels(one.area)].append(one)
    found = set()
    for area, here in by_area.items():
        digits = any(_nested(one.area) for one in here)
        above = [area[:length] for length in range(len(area))] if digits else []
        for number, one in enumerate(here):
            others = [*here[number + 1 :], *(each for place in above for each in by_area.get(place, ()))]
            found |= {hit for each in others if (hit := conflict(one, each, same_line=same_line)) is not None}
    return tuple(sorted(found, key=_order))


def _same(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _order(one: Conflict) -> tuple[object, ...]:
    return one.area, one.first.id, one.second.id
