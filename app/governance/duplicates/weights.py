"""Fellegi-Sunter weights: what each field says for or against two records being one, learned without labels.

I. Fellegi, A. Sunter, "A Theory for Record Linkage", JASA 64 (1969); W. Winkler, "Using the EM algorithm for weight
computation in the Fellegi-Sunter model of record linkage" (1988) and "Frequency-based matching" (1989). The weight of a
field is ``log2(m / u)``: m is the chance of this agreement where both records are one and the same, u where they are
not.
Fields are taken as independent, so weights add up.
"""

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.governance.duplicates.blocking import Pass
from app.governance.duplicates.fields import CLOSE, DIFFERENT, EXACT, MISSING, Chances, Field, Values, shared_value

Floats = NDArray[np.float64]
Pairs = Sequence[tuple[int, int]]
PSEUDO_PAIRS: Final = 3_000.0
"""How many pairs drawn by chance the u that a field begins with is worth."""
PSEUDO_RECORDS: Final = 100.0
"""How many records the mean of a field is worth beside how often a value is seen."""
DOUBLES: Final = 1 / 50
"""One record in fifty has a double: of registers that nobody looked after, a low guess."""
_SAMPLE: Final = 30_000
_ROUNDS: Final = 25
_LEAST: Final = 1e-6


@dataclass(frozen=True)
class Learned:
    """Chances of each field as this register has them."""

    m: tuple[Chances, ...]
    u: tuple[Chances, ...]
    counts: tuple[Mapping[str, int], ...]
    """How many records have each value."""
    records: int
    prior: float
    """The chance that any two records of the register are one and the same."""


@dataclass(frozen=True)
class Compared:
    """Pairs with the level and the u of each field."""

    pairs: Pairs
    levels: NDArray[np.int8]
    u: Floats


class Judge:
    """Compares the records of one register."""

    def __init__(self, records: Sequence[Mapping[str, Values]], fields: Sequence[Field]) -> None:
        """Counts the values and looks at pairs drawn by chance, always the same ones."""
        self.records, self.fields = records, tuple(fields)
        self.counts = [Counter(value for one in records for value in set(one.get(f.name, ()))) for f in fields]
        self._levels: list[dict[tuple[Values, Values], int]] = [{} for _ in fields]
        self._drawn = _drawn(records)
        self.u = self.chance_agreement()

    def level(self, place: int, one: Values, other: Values) -> int:
        """How two values of a field agree; each two are compared once."""
        known, key = self._levels[place], (one, other)
        found = known.get(key)
        if found is None:
            found = known[key] = self.fields[place].level(one, other)
        return found

    def chance_agreement(self, same: AbstractSet[tuple[int, int]] = frozenset()) -> tuple[Chances, ...]:
        """The u of the levels, by pairs drawn by chance, without those that are known to be one and the same."""
        drawn = [pair for pair in self._drawn if pair not in same]
        doubles = 0.0 if same else doubles_of(len(self.records)) * len(drawn) / pairs_of_all(len(self.records))
        found = []
        for place, field in enumerate(self.fields):
            seen = Counter(
                self.level(place, self.records[i].get(field.name, ()), self.records[j].get(field.name, ()))
                for i, j in drawn
            )
            seen[EXACT] = max(seen[EXACT] - math.ceil(doubles), 0)
            known = seen.total() - seen[MISSING]
            whole = known + PSEUDO_PAIRS
            exact, close = ((seen[n] + PSEUDO_PAIRS * u) / whole for n, u in enumerate((field.u_exact, field.u_close)))
            close = max(close, field.u_close)
            found.append(Chances(exact, close, max(1 - exact - close, _LEAST)))
        return tuple(found)

    def u_shared(self, place: int, one: Values, other: Values) -> float:
        """The chance that a record of something else has what these two share: how many have it, smoothed."""
        value = shared_value(one, other, self.counts, place)
        others = max(self.counts[place][value] - 2, 0)
        return (others + PSEUDO_RECORDS * self.u[place].exact) / (len(self.records) + PSEUDO_RECORDS)

    def compare(self, pairs: Pairs) -> Compared:
        """Levels of all fields of these pairs."""
        levels = np.full((len(pairs), len(self.fields)), MISSING, np.int8)
        u = np.ones((len(pairs), len(self.fields)))
        for place, field in enumerate(self.fields):
            values = [one.get(field.name, ()) for one in self.records]
            for row, (i, j) in enumerate(pairs):
                found = self.level(place, values[i], values[j])
                levels[row, place] = found
                if found == EXACT:
                    u[row, place] = self.u_shared(place, values[i], values[j])
                elif found != MISSING:
                    u[row, place] = self.u[place][found]
        return Compared(pairs, levels, u)

    def learn(self, compared: Compared, passes: Mapping[Pass, NDArray[np.int64]]) -> Learned:
        """Learn m and the prior by EM over the compared pairs.

        Pairs that were found by a field agree in it, so that they say nothing of its m: a field learns only from pairs
        that a pass without it has found.
        """
        asked = np.zeros((len(compared.pairs), len(self.fields)), np.bool_)
        for names, rows in passes.items():
            asked[rows] |= np.array([field.name not in names for field in self.fields])
        m, prior = _expectation(compared, self.fields, asked, len(self.records))
        return Learned(
            m=tuple(Chances(*map(float, row)) for row in m), u=self.u, counts=tuple(self.counts),
            records=len(self.records), prior=prior,
        )  # fmt: skip


def pairs_of_all(records: int) -> float:
    """How many pairs there are, at least one."""
    return max(records * (records - 1) / 2, 1.0)


def doubles_of(records: int) -> float:
    """How many pairs that are one and the same a register has at least, before anything is known of it."""
    return max(records * DOUBLES, 0.5)


def _drawn(records: Sequence[Mapping[str, Values]]) -> list[tuple[int, int]]:
    """Some pairs by chance, or all where there are few; the same ones in whatever order the records come."""
    count = len(records)
    if count * (count - 1) // 2 <= _SAMPLE:
        return list(combinations(range(count), 2))
    order = sorted(range(count), key=lambda place: sorted(records[place].items()))
    dice = random.Random(1969)  # noqa: S311 - a sample that is the same each time
    drawn = ((order[i], order[j]) for i, j in (dice.sample(range(count), 2) for _ in range(_SAMPLE)))
    return [(min(pair), max(pair)) for pair in drawn]


def weight_of(m: float, u: float) -> float:
    """The weight of one level in bits."""
    return math.log2(max(m, _LEAST) / max(u, _LEAST))


def log_ratios(compared: Compared, m: Any) -> Floats:
    """The weight of each field of each pair: log2(m / u), 0 where a value is missing."""
    table = np.hstack([np.asarray(m, dtype=np.float64).reshape(-1, 3), np.ones((len(m), 1))])
    chances = table[np.arange(len(table))[None, :], compared.levels]
    found: Floats = np.log2(np.maximum(chances, _LEAST) / np.maximum(compared.u, _LEAST))
    found[compared.levels == MISSING] = 0
    return found


def _expectation(
    compared: Compared, fields: Sequence[Field], asked: NDArray[np.bool_], records: int
) -> tuple[Floats, float]:
    """Find m of each field, and the share of all pairs that are one and the same.

    The share never falls below what a register has before anything is known of it, and begins there: where there are
    no doubles, none are talked into being.
    """
    whole = pairs_of_all(records)
    start = np.array([field.m for field in fields], dtype=np.float64)
    held = start * np.array([[field.held] for field in fields])
    m, share = start, (least := min(doubles_of(records) / whole, 0.5))
    hits = np.stack([(compared.levels == level) & asked for level in (EXACT, CLOSE, DIFFERENT)], axis=2)
    for _ in range(_ROUNDS):
        same = _posterior(log_ratios(compared, m).sum(axis=1), share)
        same[same < 0.5] = 0  # many unlikely pairs do not make a likely one
        m = _smoothed(np.einsum("p,pfl->fl", same, hits) + held)
        share = min(max(float(same.sum()) / whole, least), 0.5)
    return m, share


def _smoothed(seen: Floats) -> Floats:
    whole: Floats = seen / seen.sum(axis=1, keepdims=True)
    return whole


def _posterior(weights: Floats, share: float) -> Floats:
    odds = np.exp2(np.clip(weights, -500, 500)) * (share / (1 - share))
    found: Floats = odds / (1 + odds)
    return found
