"""Weights out of answers of the kind "how many times as important is this as that" (AHP, Saaty 2008)."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from app.core.errors import UserError

RANDOM_INDEX: Final[Mapping[int, float]] = {
    3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49,
}  # fmt: skip
"""The mean consistency index of random answers, Saaty's row; other rows are published and give another CR."""
ACCEPTED: Final = 0.1
"""Answers with a greater consistency ratio contradict each other too much (Saaty)."""
STRONGEST: Final = 9
"""Answers go from 1/9 to 9."""
Pair = tuple[str, str]


@dataclass(frozen=True)
class Contradiction:
    """The answer that fits the others least: it says ``given``, the weights say ``implied``."""

    pair: Pair
    given: float
    implied: float


@dataclass(frozen=True)
class Judged:
    """Weights with how far the answers agree with each other."""

    weights: Mapping[str, float]
    """They add to 1."""
    lambda_max: float
    index: float
    """CI = (lambda max - n)/(n - 1)."""
    ratio: float
    """CR = CI/RI by Saaty's RI; 0 for fewer than three things, which cannot contradict each other."""
    least: Contradiction | None
    """None where all answers agree."""

    @property
    def consistent(self) -> bool:
        """Whether the answers may be used."""
        return self.ratio <= ACCEPTED


def pairs_of(things: tuple[str, ...]) -> tuple[Pair, ...]:
    """Every pair that is asked about, in order."""
    return tuple(itertools.combinations(things, 2))


def judge_pairs(things: tuple[str, ...], answers: Mapping[Pair, Fraction]) -> Judged:
    """The principal eigenvector of the answers; raises UserError where one is missing or none can be read out of them.

    An answer of 3 for (a, b) says that a is three times as important as b.
    """
    if len(things) > max(RANDOM_INDEX):
        raise UserError("At most {n} things can be compared in pairs.", n=max(RANDOM_INDEX))
    matrix = np.ones((len(things), len(things)))
    places = {thing: i for i, thing in enumerate(things)}
    for one, other in pairs_of(things):
        answer = answers.get((one, other))
        if answer is None:
            raise UserError("The comparison of {one} with {other} is missing.", one=one, other=other)
        if not Fraction(1, STRONGEST) <= answer <= STRONGEST:
            raise UserError("A comparison lies between 1/9 and 9, not {answer}.", answer=str(answer))
        matrix[places[one], places[other]] = float(answer)
        matrix[places[other], places[one]] = 1 / float(answer)
    if len(things) < 2:
        return Judged(dict.fromkeys(things, 1.0), float(len(things)), 0.0, 0.0, None)
    values, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(values.real))
    vector = np.abs(vectors[:, at].real)
    weights = dict(zip(things, (float(each) for each in vector / vector.sum()), strict=True))
    lambda_max, n = float(values[at].real), len(things)
    index = max(0.0, (lambda_max - n) / (n - 1))
    ratio = index / RANDOM_INDEX[n] if n in RANDOM_INDEX else 0.0
    return Judged(weights, lambda_max, index, ratio, _least(answers, weights))


def _least(answers: Mapping[Pair, Fraction], weights: Mapping[str, float]) -> Contradiction | None:
    """The largest |ln(a_ij w_j / w_i)|."""
    worst: Contradiction | None = None
    most = 1e-6
    for one, other in pairs_of(tuple(weights)):
        given, implied = float(answers[one, other]), weights[one] / weights[other]
        off = abs(math.log(given / implied))
        if off > most:
            most, worst = off, Contradiction((one, other), given, implied)
    return worst
