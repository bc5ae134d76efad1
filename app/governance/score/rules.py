"""The quality score: of each indicator of GB/T 36344-2018 the share of elements that meet what is asked of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.imports.ruling import INDICATORS


@dataclass(frozen=True)
class Counts:
    """Elements that were checked and those that failed; an element is one row under one check."""

    checked: int = 0
    failed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.checked + other.checked, self.failed + other.failed)

    @property
    def share(self) -> Fraction | None:
        """X = A / B of the standard, A the elements that pass, B those evaluated; None where nothing was."""
        failed = min(max(self.failed, 0), self.checked)
        return Fraction(self.checked - failed, self.checked) if self.checked else None


@dataclass(frozen=True)
class Score:
    """What was counted for each indicator."""

    counts: Mapping[str, Counts] = field(default_factory=dict)

    def share(self, indicator: str) -> Fraction | None:
        """The share of elements that pass; None where none was checked."""
        return self.counts[indicator].share if indicator in self.counts else None

    @property
    def value(self) -> Fraction | None:
        """The mean of the indicators that are known, all of the same weight, from 0 to 1; None where none is."""
        known = [share for name in INDICATORS if (share := self.share(name)) is not None]
        return sum(known, Fraction(0)) / len(known) if known else None

    def __add__(self, other: "Score") -> "Score":
        names = [*self.counts, *(name for name in other.counts if name not in self.counts)]
        nothing = Counts()
        return Score({name: self.counts.get(name, nothing) + other.counts.get(name, nothing) for name in names})


def gaps(months: Collection[int], until: int) -> list[int]:
    """The months (yyyymm) that a regular delivery lacks, from its first up to ``until``.

    Regular is what came in three months at least and in more than half of them.
    """
    if not months:
        return []
    owed = _between(min(months), until)
    lacking = [one for one in owed if one not in months]
    return lacking if len(months) >= 3 and len(lacking) * 2 < len(owed) else []


def _between(first: int, last: int) -> list[int]:
    found = []
    while first <= last:
        found.append(first)
        first = first + 1 if first % 100 < 12 else first + 89
    return found
