"""How two values of a field agree: exactly, closely, not at all, or nobody knows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

EXACT, CLOSE, DIFFERENT, MISSING = range(4)
LEVELS: Final = ("exact", "close", "different", "missing")
Values = tuple[str, ...]
"""What a record says in one field: nothing, one value, or several (two telephones)."""


class Chances(NamedTuple):
    """Chances of the three levels at which known values agree; they add up to one."""

    exact: float
    close: float
    different: float


@dataclass(frozen=True)
class Field:
    """One field that is compared."""

    name: str
    title: str
    m: Chances
    """m: how often two records of one and the same thing agree like this; where learning begins, and what it is
    pulled to where there is little to learn from."""
    u_exact: float
    """u of a value that nobody else has: the chance that a record of something else has just this value."""
    compare: Callable[[str, str], int] = lambda _one, _other: DIFFERENT
    """CLOSE or DIFFERENT for two values that are not equal, MISSING where they cannot be held against each other."""
    u_close: float = 0.0005
    """Least u of a close value: pairs drawn by chance hold too few close ones to tell how rare they are."""
    keys: Callable[[str], Iterable[str]] = lambda value: (value,)
    """What records must share in this field to be compared at all."""
    held: float = 30.0
    """How many pairs the chances that learning begins with are worth beside those that are seen."""
    shared_only: bool = False
    """Not to have the same value says nothing, as with two codes of one source."""

    def level(self, one: Values, other: Values) -> int:
        """How two records agree; of several values the best pair counts."""
        if not one or not other:
            return MISSING
        if one == other or not set(one).isdisjoint(other):
            return EXACT
        if self.shared_only:
            return MISSING
        return min(self.compare(left, right) for left in one for right in other)


def similar(at_least: float) -> Callable[[str, str], int]:
    """Close where the Jaro-Winkler similarity reaches a bound (Winkler 1990, "String comparator metrics")."""

    def compare(one: str, other: str) -> int:
        return CLOSE if JaroWinkler.similarity(one, other, score_cutoff=at_least) > 0 else DIFFERENT

    return compare


def within_slips(most: int) -> Callable[[str, str], int]:
    """Close where at most so many slips of the hand lie between: a sign more, less, other, or two swapped (OSA)."""

    def compare(one: str, other: str) -> int:
        return CLOSE if OSA.distance(one, other, score_cutoff=most) <= most else DIFFERENT

    return compare


def shared_value(one: Values, other: Values, counts: Sequence[dict[str, int]], place: int) -> str:
    """Of the values that two records share the rarest one, which says most."""
    shared = set(one).intersection(other)
    return min(shared, key=lambda value: (counts[place][value], value))
