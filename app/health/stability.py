"""How far a rank hangs on the weights: the ranking drawn again with other weights (METHODS §2).

Weights are drawn from a Dirichlet distribution centred on the model's points; an indicator of 10 points of 100 gets 5
to 16 in 95 of 100 draws. The seed is fixed, so that the same figures give the same range.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.health.rules import Result
from app.health.scheme import Scheme
from app.health.sheets import RankRange

DRAWS: Final = 5_000
CONCENTRATION: Final = 100.0
"""Sum of the Dirichlet parameters: the standard deviation of a weight w is sqrt(w (1 - w) / 101)."""
SHARE: Final = 0.9
"""The share of draws in which the rank lies within its range."""
_SEED: Final = 20_260_101
_AT_ONCE: Final = 1_000_000
"""Scores in memory at a time."""


def rank_ranges(scheme: Scheme, results: Mapping[str, Result]) -> dict[str, RankRange]:
    """By dealer the range of his place among those given, who all have a score."""
    ids = list(results)
    if not ids:
        return {}
    kpis = [each.kpi for each in scheme.indicators if each.points > 0]
    points = np.array([float(each.points) for each in scheme.indicators if each.points > 0])
    scores, counts = _tables(kpis, [results[each] for each in ids])
    low, high = places(scores, counts, points)
    return {each: RankRange(int(a), int(b)) for each, a, b in zip(ids, low, high, strict=True)}


def places(
    scores: NDArray[np.float64], counts: NDArray[np.bool_], points: NDArray[np.float64], draws: int = DRAWS
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The best and the worst place of each row in ``SHARE`` of the draws.

    ``scores`` (dealers, indicators) are 0..100 and ``counts`` says which of them count; what does not count shares out
    its weight, as in the score itself. ``points`` (indicators) are positive.
    """
    rows = len(scores)
    weighted = np.where(counts, scores, 0.0).astype(np.float32).T
    there = counts.astype(np.float32).T
    rng = np.random.default_rng(_SEED)
    at_once = max(1, min(draws, _AT_ONCE // rows))
    row = np.arange(rows, dtype=np.int32)
    drawn, keys = np.empty((at_once, rows), np.float32), np.empty((at_once, rows), np.int64)
    place = np.empty((draws, rows), np.int32)
    for start in range(0, draws, at_once):
        count = min(at_once, draws - start)
        weights = rng.dirichlet(CONCENTRATION * points / points.sum(), count).astype(np.float32)
        found, key = drawn[:count], keys[:count]
        np.matmul(weights, weighted, out=found)
        found /= np.maximum(weights @ there, np.float32(1e-9))
        # the bits of positive floats sort like the floats: with the row behind them one sort gives ranks and rows
        np.subtract(np.float32(200), found, out=found)
        key[:] = found.view(np.int32)
        key <<= 32
        key |= row
        key.sort(axis=1)
        key &= 0xFFFFFFFF
        np.put_along_axis(place[start : start + count], key, row[None, :], axis=1)
    aside = round(draws * (1 - SHARE) / 2)
    place.partition((aside, draws - 1 - aside), axis=0)
    return place[aside] + 1, place[draws - 1 - aside] + 1


def _tables(kpis: Sequence[str], results: Sequence[Result]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    scores = np.zeros((len(results), len(kpis)))
    counts = np.zeros((len(results), len(kpis)), np.bool_)
    at = {kpi: n for n, kpi in enumerate(kpis)}
    for n, result in enumerate(results):
        for part in result.parts:
            if part.weight and part.kpi in at:
                scores[n, at[part.kpi]], counts[n, at[part.kpi]] = float(part.score), True
    return scores, counts
