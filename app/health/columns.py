"""The arithmetic of scores over many dealers and quarters at once, in columns of floats.

For what is only looked at (back-tests, simulations): what is kept is computed exactly (``rules.evaluate``), to which
these columns are equal to 1e-9.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.health.rules import Presence, Reading, score_of
from app.health.scheme import Indicator, Scheme

Floats = NDArray[np.float64]
CODES: Final[dict[Presence, int]] = {"present": 0, "owed": 1, "missing": 2, "not_applicable": 3, "unused": 3}
_FULL: Final = 100.0


@dataclass(frozen=True)
class Scored:
    """Scores of many rows: ``scores`` (rows, indicators) with nan where there is no figure, the rest by row."""

    scores: Floats
    totals: Floats
    """0..100; nan where nothing counts."""
    coverage: Floats
    """Shares of 1."""


def columns_of(scheme: Scheme, rows: Sequence[Sequence[Reading]]) -> tuple[Floats, NDArray[np.int8]]:
    """Values (rows, indicators; nan is none) and the codes of why they are there or not.

    Of what is scored among peers the percentile itself stands there, for it is another in each row's group.
    """
    values = np.full((len(rows), len(scheme.indicators)), np.nan)
    codes = np.full(values.shape, CODES["missing"], np.int8)
    at = {each.kpi: n for n, each in enumerate(scheme.indicators)}
    for n, row in enumerate(rows):
        for reading in row:
            if reading.kpi not in at or (reading.presence == "present" and reading.value is None):
                continue
            codes[n, at[reading.kpi]] = CODES[reading.presence]
            if reading.presence == "present" and reading.value is not None:
                rule = scheme.indicators[at[reading.kpi]]
                told = reading.value if rule.scoring == "span" else score_of(rule, reading.value, reading.peers)
                values[n, at[reading.kpi]] = float(told)
    return values, codes


def scored(scheme: Scheme, values: Floats, codes: NDArray[np.int8]) -> Scored:
    """The weighted mean of each row; gaps share out their weight, owed reports score 0 with theirs (METHODS §2)."""
    points = np.array([float(each.points) for each in scheme.indicators])
    scores = np.empty_like(values)
    for n, each in enumerate(scheme.indicators):
        scores[:, n] = np.interp(values[:, n], *_knots(each))
    present, owed, missing = (codes == CODES[kind] for kind in ("present", "owed", "missing"))
    scores[~present] = np.nan
    here = present @ points
    counted = here + owed @ points
    due = counted + missing @ points
    gained = np.where(present, scores, 0.0) @ points
    with np.errstate(invalid="ignore", divide="ignore"):
        return Scored(scores, gained / np.where(counted > 0, counted, np.nan),
                      np.where(counted > 0, here / due, 0.0))  # fmt: skip


def graded(scheme: Scheme, totals: Floats) -> NDArray[np.int8]:
    """Grades (0 is A) of printed scores (periods, dealers) with hysteresis from one period to the next (SCORE-14).

    A score that is nan keeps the grade before it; before the first there is none, as -1.
    """
    printed = np.floor(totals * 10 + 0.5)
    bounds = np.array([float(bound) * 10 for _, bound in scheme.bounds])
    margin = float(scheme.margin) * 10
    found = np.empty(totals.shape, np.int8)
    before = np.full(totals.shape[1], -1, np.int8)
    for n, row in enumerate(printed):
        plain, up, down = (
            (row[:, None] < bounds + shift).sum(axis=1).astype(np.int8) for shift in (0.0, margin, -margin)
        )
        kept = np.where(up < before, up, np.where(down > before, down, before))
        before = np.where(np.isnan(row), before, np.where(before < 0, plain, kept)).astype(np.int8)
        found[n] = before
    return found


def _knots(each: Indicator) -> tuple[list[float], list[float]]:
    if each.scoring == "peers":
        return [0.0, _FULL], [0.0, _FULL]
    knots = [(float(each.floor), 0.0), (float(each.target), _FULL)]
    if each.direction == "band" and each.upper is not None and each.limit is not None:
        knots += [(float(each.upper), _FULL), (float(each.limit), 0.0)]
    knots.sort()
    return [x for x, _ in knots], [y for _, y in knots]
