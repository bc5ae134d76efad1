"""Candidates of a whole register, and how near one record comes to the others."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.governance.duplicates.blocking import Pass, pairs_of
from app.governance.duplicates.fields import LEVELS, Field, Values
from app.governance.duplicates.weights import Judge, Learned, log_ratios

SURE: Final = 0.9
"""How probable it must be that two records are one, to be called a candidate."""


@dataclass(frozen=True)
class Said:
    """What one field says of a pair."""

    field: str
    title: str
    level: str
    """exact, close, different or missing."""
    bits: float
    """log2(m / u); above 0 it speaks for one and the same."""
    one: Values
    other: Values


@dataclass(frozen=True)
class Pair:
    """Two records by their places, and what speaks for their being one."""

    one: int
    other: int
    said: tuple[Said, ...]

    @cached_property
    def bits(self) -> float:
        """The sum of the weights."""
        return sum(part.bits for part in self.said)


@dataclass(frozen=True)
class Matched:
    """The candidates of a register, the surest first."""

    pairs: tuple[Pair, ...]
    threshold: float
    """The weight in bits from which on a pair is a candidate."""
    compared: int
    learned: Learned | None


def threshold_of(prior: float, sure: float = SURE) -> float:
    """The sum of weights at which the posterior reaches ``sure``: log2 of the odds wanted over the prior odds."""
    return math.log2(sure / (1 - sure)) - math.log2(prior / (1 - prior))


def match(
    records: Sequence[Mapping[str, Values]],
    fields: Sequence[Field],
    passes: Sequence[Pass],
    *,
    sure: float = SURE,
    progress: Progress | None = None,
) -> Matched:
    """All pairs of records that are probably one and the same; nothing is asked but the records themselves."""
    watch, by_name = progress or Progress(), {field.name: field for field in fields}
    found: dict[tuple[int, int], int] = {}
    by_pass = {}
    for number, names in enumerate(passes):
        watch.step(number, len(passes) + 1, Text(N_("Looking for duplicates")))
        pairs = sorted(pairs_of(records, by_name, names))
        by_pass[names] = np.array([found.setdefault(pair, len(found)) for pair in pairs], np.int64)
    if not found:
        return Matched((), 0.0, 0, None)
    judge, pairs = Judge(records, fields), list(found)
    watch.step(len(passes), len(passes) + 1, Text(N_("Looking for duplicates")))
    for again in (True, False):  # what is found first is left out of what agrees by chance
        compared = judge.compare(pairs)
        learned = judge.learn(compared, by_pass)
        bits, least = log_ratios(compared, learned.m), threshold_of(learned.prior, sure)
        rows = np.flatnonzero(bits.sum(axis=1) >= least)
        if again:
            judge.u = judge.chance_agreement({pairs[row] for row in rows})
    pairs_found = [
        Pair(*compared.pairs[row], _said(records, fields, compared.pairs[row], compared.levels[row], bits[row]))
        for row in map(int, rows)
    ]
    return Matched(
        tuple(sorted(pairs_found, key=lambda one: (-one.bits, one.one, one.other))), least, len(found), learned
    )


def _said(
    records: Sequence[Mapping[str, Values]],
    fields: Sequence[Field],
    pair: tuple[int, int],
    levels: Sequence[int],
    bits: Sequence[float],
) -> tuple[Said, ...]:
    one, other = (records[place] for place in pair)
    return tuple(
        Said(field.name, field.title, LEVELS[level], float(weight), one.get(field.name, ()), other.get(field.name, ()))
        for field, level, weight in zip(fields, levels, bits, strict=True)
    )
