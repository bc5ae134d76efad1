"""Health in memory: 2,000 dealers, 20 indicators, 24 months scored and graded anew; 5,000 draws of the weights.

    python -m tests.benchmarks health [--rounds N]

Values are in memory already; reading and writing are timed apart (``health_kept``). The baselines are numpy's own work
on the same numbers: for the scores a clip, a scaling and a weighted mean without gaps or grades, for the draws the
product of all weights with all scores and numpy's order of each row, without ranges.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.health.columns import CODES, graded, scored
from app.health.scheme import Indicator, Scheme, default_scheme
from app.health.stability import DRAWS, places
from tests.benchmarks.health_kept import measured
from tests.benchmarks.measuring import ROUNDS, Ratio, in_turn, say

DEALERS, INDICATORS, MONTHS = 2_000, 20, 24
Floats = NDArray[np.float64]


def model() -> Scheme:
    """The default model with its indicators repeated to twenty."""
    some = default_scheme()
    rows = [some.indicators[n % len(some.indicators)] for n in range(INDICATORS)]
    return replace(some, indicators=tuple(replace(each, kpi=f"kpi{n}") for n, each in enumerate(rows)))


def figures(scheme: Scheme) -> tuple[Floats, NDArray[np.int8]]:
    """Values around each indicator's span, one in ten missing or owed; rows are months by dealers."""
    rng = np.random.default_rng(5)
    values = np.column_stack([_values(rng, each) for each in scheme.indicators])
    codes = rng.choice(np.array([*[CODES["present"]] * 9, CODES["owed"]], np.int8), values.shape)
    codes[rng.random(values.shape) < 0.05] = CODES["missing"]
    values[codes != CODES["present"]] = np.nan
    return values, codes


def _values(rng: np.random.Generator, each: Indicator) -> Floats:
    low, high = sorted((float(each.floor), float(each.limit if each.limit is not None else each.target)))
    return rng.uniform(low - (high - low) / 4, high + (high - low) / 4, MONTHS * DEALERS)


def main(arguments: Sequence[str] = ()) -> list[Ratio]:
    """Measure and say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_known_args(list(arguments))[0].rounds
    scheme = model()
    values, codes = figures(scheme)
    points = np.array([float(each.points) for each in scheme.indicators])
    floors = np.array([float(each.floor) for each in scheme.indicators])
    spans = np.array([float(each.target - each.floor) for each in scheme.indicators])

    def ours() -> None:
        graded(scheme, scored(scheme, values, codes).totals.reshape(MONTHS, DEALERS))

    def bare() -> None:
        _ = np.clip((values - floors) / spans, 0, 1) @ points

    one, other = in_turn([ours, bare], rounds)
    whole = f"{DEALERS:,} dealers x {INDICATORS} x {MONTHS} months"
    say(f"{whole}: {one * 1000:.0f} ms (aim 500), numpy alone {other * 1000:.0f} ms")
    scores = scored(scheme, values[:DEALERS], codes[:DEALERS])
    counts, filled = ~np.isnan(scores.scores), np.nan_to_num(scores.scores)

    def draws() -> None:
        places(filled, counts, points)

    def order() -> None:
        weights = np.random.default_rng(1).dirichlet(points, DRAWS).astype(np.float32)
        np.argsort(weights @ filled.T.astype(np.float32), axis=1)

    drawn, ordered = in_turn([draws, order], rounds)
    say(f"{DRAWS:,} draws over {DEALERS:,} dealers: {drawn:.2f} s (aim 1), numpy's order alone {ordered:.2f} s")
    return [
        Ratio("scores and grades against numpy's bare weighted mean", one / other, 20),
        Ratio("ranges of places against numpy's order of the draws", drawn / ordered, 3),
        *measured(DEALERS, rounds),
    ]
