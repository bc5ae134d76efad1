"""The methods that the alerts are held against: each gives a score of the watched months by past data only."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from app.alerts.baseline import ewma
from app.alerts.season import Floats

WATCHED = 36
"""The first watched month."""
_LEARNT = 24
"""The first month with a one-step error that others are scaled by."""


def _watched(values: Floats, score: Callable[[int], Floats]) -> Floats:
    return np.stack([score(month) for month in range(WATCHED, values.shape[1])], axis=1)


def year_on_year(values: Floats) -> Floats:
    """z of the difference to the year before."""

    def score(month: int) -> Floats:
        past = values[:, 12:month] - values[:, : month - 12]
        now = values[:, month] - values[:, month - 12]
        return np.asarray((now - past.mean(axis=1)) / past.std(axis=1, ddof=1))

    return _watched(values, score)


def trailing(values: Floats) -> Floats:
    """z by the twelve months before."""

    def score(month: int) -> Floats:
        past = values[:, month - 12 : month]
        return np.asarray((values[:, month] - past.mean(axis=1)) / past.std(axis=1, ddof=1))

    return _watched(values, score)


def medians(values: Floats) -> Floats:
    """One-step error of month effects by medians over the MAD of such errors before."""
    errors = np.stack([values[:, month] - _by_medians(values, month) for month in range(_LEARNT, values.shape[1])], 1)
    places = range(WATCHED - _LEARNT, errors.shape[1])
    return np.stack([errors[:, place] / spread_of(errors[:, :place]) for place in places], axis=1)


def spread_of(past: Floats) -> Floats:
    """Standard deviation by the median of absolute deviations: MAD / 0.6745; (series, months) to (series,)."""
    middle = np.median(past, axis=1)
    return np.asarray(np.median(np.abs(past - middle[:, None]), axis=1) / 0.6745)


def _by_medians(values: Floats, month: int) -> Floats:
    past = values[:, :month]
    levels = np.stack([np.median(past[:, max(0, at - 11) : max(12, at + 1)], axis=1) for at in range(month)], axis=1)
    return np.asarray(np.median(past[:, -12:], axis=1) + np.median((past - levels)[:, month % 12 :: 12], axis=1))


def weighted(values: Floats) -> Floats:
    """EWMA .3 of the robust one-step errors."""
    return ewma(medians(values), 0.3)


def summed(values: Floats) -> Floats:
    """CUSUM k .75 of the robust one-step errors, the larger of both sides."""
    errors = medians(values)
    return np.maximum(cusum(errors, 0.75), cusum(-errors, 0.75))


def cusum(values: Floats, slack: float) -> Floats:
    """C+ = max(0, C+ before + x - slack) along the last axis (Page 1954), x in standard deviations from the target."""
    found, last = np.empty_like(values), np.zeros(values.shape[:-1])
    for place in range(values.shape[-1]):
        last = np.maximum(0.0, last + values[..., place] - slack)
        found[..., place] = last
    return found


def smoothing(values: Floats) -> Floats:
    """One-step error over its sigma of exponential smoothing, ANN, AAN or ANA by AICc, smoothing by least squares.

    ETS as forecasters choose it (Hyndman 2008): parameters from a grid, first level and month effects from two years.
    """
    forecasts, kinds = zip(*[_smoothed(values, *shape) for shape in _SHAPES], strict=True)
    errors = values - np.stack(forecasts)
    scores = []
    for month in range(WATCHED, values.shape[1]):
        squares = (errors[:, :, :month] ** 2).sum(axis=2)
        size = np.array([3 + 12 * seasonal + trend for seasonal, trend in kinds])[:, None]
        fit = month * np.log(squares / month) + 2 * size + 2 * size * (size + 1) / (month - size - 1)
        best = fit.argmin(axis=0)[None]
        sigma = np.sqrt(np.take_along_axis(squares / (month - size), best, axis=0)[0])
        scores.append(np.take_along_axis(errors[:, :, month], best, axis=0)[0] / sigma)
    return np.stack(scores, axis=1)


_SHAPES = tuple(
    (level, trend, season)
    for level in (0.02, 0.1, 0.2, 0.4, 0.7)
    for trend, season in ((0.0, -1.0), (0.1, -1.0), (0.0, 0.0), (0.0, 0.1), (0.0, 0.3))
)
"""alpha, beta over alpha, gamma (below zero without a season)."""


def _smoothed(values: Floats, alpha: float, beta: float, gamma: float) -> tuple[Floats, tuple[bool, bool]]:
    count, months = values.shape
    seasonal = gamma >= 0
    level, trend = values[:, :12].mean(axis=1), np.zeros(count)
    two = values[:, :24].reshape(count, 2, 12)
    effects = (two - two.mean(axis=2, keepdims=True)).mean(axis=1) if seasonal else np.zeros((count, 12))
    found = np.empty_like(values)
    for month in range(months):
        found[:, month] = level + trend + effects[:, month % 12]
        error = values[:, month] - found[:, month]
        level = level + trend + alpha * error
        trend = trend + alpha * beta * error
        effects[:, month % 12] += max(gamma, 0.0) * (1 - alpha) * error
    return found, (seasonal, beta > 0)


METHODS: Mapping[str, Callable[[Floats], Floats]] = MappingProxyType(
    {
        "exponential smoothing by AICc, one step over sigma": smoothing,
        "z of year-on-year differences": year_on_year,
        "month effects by medians, one step over MAD": medians,
        "z of trailing 12": trailing,
        "EWMA .3 of the robust errors": weighted,
        "CUSUM k .75 of the robust errors": summed,
    }
)
