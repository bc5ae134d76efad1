"""What a series teaches month by month: level, growth, effects of months and of the festival, learnt as one forecast.

A value is level + growth + effect of its month + effect of 除夕 + noise. How large these are beside the noise is not
known, so a few answers (``PRIORS``) run side by side and are weighed by how well each has forecast this series so far.
Effects begin at nothing and grow only as the data ask for it (they are shrunk), and noise is the scatter of one-step
errors that were made before each value was seen. Kalman 1960; Harvey 1989, 3.4; weights: Raftery 1995.
"""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from app.alerts.season import Floats

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

PRIORS: Final = tuple(
    (season, walk, growth)
    for season in (0.1, 1.0, 8.0, 100.0)
    for walk, growth in ((0.0, 0.0), (0.03, 0.0), (0.25, 0.0), (0.0, 2.0))
)
"""Variance of month effects, of a month's step of the level, of a year's growth; that of the noise is 1."""
_YEAR: Final = 12
_LEVEL, _GROWTH, _FESTIVAL, _MONTHS = 0, 1, 2, 3
_SIZE: Final = _MONTHS + _YEAR
_UNKNOWN: Final = 1e6
"""Variance of a level of which nothing is known, in units of the noise's variance."""
_FESTIVAL_SWING: Final = 4.0
"""The festival may move a month twice as far as a month effect (variance 4 times)."""
_SCATTERLESS: Final = 1e-9
"""Errors below this share of the series' span are rounding, not scatter."""


@dataclass(frozen=True)
class Forecast:
    """What is expected of one month by the months before it; arrays of shape (series,)."""

    mean: Floats
    spread: Floats
    """Standard deviation of the error that is expected; nan where the series has shown no scatter yet."""
    freedom: Ints
    """Months behind ``spread``, less one."""

    def at_least(self, spread: Floats) -> "Forecast":
        """The same with no less than so large an error expected; 0 says nothing."""
        wider = np.fmax(self.spread, spread)
        return replace(self, spread=np.where(wider > 0, wider, np.nan))


@dataclass
class Learner:
    """Many series side by side; series whose months were learnt alike share their covariances.

    ``state`` (priors, series, effects), ``cover`` (priors, ways, effects, effects), ``way`` (series,): which way.
    """

    series: int
    state: Floats = field(init=False)
    cover: Floats = field(init=False)
    way: Ints = field(init=False)
    squares: Floats = field(init=False)
    """Sum of squared one-step errors, each over its own variance; (priors, series)."""
    logs: Floats = field(init=False)
    learnt: Ints = field(init=False)
    span: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Nothing learnt yet."""
        count = len(PRIORS)
        self.state = np.zeros((count, self.series, _SIZE))
        self.cover = np.zeros((count, 1, _SIZE, _SIZE))
        for place, (season, _, growth) in enumerate(PRIORS):
            own = np.array([_UNKNOWN, growth, _FESTIVAL_SWING * season, *[season] * _YEAR])
            self.cover[place, 0] = np.diag(own)
        self.way = np.zeros(self.series, dtype=np.int64)
        self.squares = np.zeros((count, self.series))
        self.logs = np.zeros((count, self.series))
        self.learnt = np.zeros(self.series, dtype=np.int64)
        self.span = np.zeros(self.series)

    def forecast(self, row: Floats) -> Forecast:
        """What is expected of the month that ``row`` describes, of all answers together by their weights."""
        freedom = np.maximum(self.learnt - 1, 1)
        noise = self.squares / freedom
        floor = (_SCATTERLESS * self.span) ** 2
        some = (noise > floor).all(axis=0) & (self.learnt > 2)
        noise = np.where(some, noise, 1.0)
        score = -0.5 * self.logs - 0.5 * freedom * np.log(noise)
        weight = np.exp(score - score.max(axis=0))
        weight /= weight.sum(axis=0)
        each = self.state @ row
        mean = (weight * each).sum(axis=0)
        variance = (weight * (noise * self._variance(row)[:, self.way] + (each - mean) ** 2)).sum(axis=0)
        return Forecast(mean, np.where(some, np.sqrt(variance), np.nan), freedom)

    def walk(self) -> None:
        """One month passes: a level that wanders is a little less known."""
        self.cover[:, :, _LEVEL, _LEVEL] += np.array([walk for _, walk, _ in PRIORS])[:, None]

    def learn(self, row: Floats, values: Floats, which: Flags, *, scored: bool = True) -> None:
        """Take in a month's values of the series ``which``; unless ``scored`` they say nothing of the scatter."""
        if not which.any():
            return
        self._part(which)
        gain = self.cover @ row
        variance = gain @ row + 1.0
        error = np.where(which, np.nan_to_num(values), 0.0) - self.state @ row
        error[:, ~which] = 0.0
        own = variance[:, self.way]
        if scored:
            counted = which & (self.learnt > 0)
            self.squares += np.where(counted, error**2 / own, 0.0)
            self.logs += np.where(counted, np.log(own), 0.0)
            self.learnt += which
            self.span = np.where(which, np.maximum(self.span, np.abs(values)), self.span)
        self.state += (gain / variance[:, :, None])[:, self.way] * error[:, :, None]
        touched = np.unique(self.way[which])
        some = gain[:, touched]
        self.cover[:, touched] -= some[:, :, :, None] * (some / variance[:, touched, None])[:, :, None, :]

    def forget_level(self, which: Flags) -> None:
        """The level of these series has moved: it is to be learnt anew, everything else stays."""
        if which.any():
            self._part(which)
            self.cover[:, np.unique(self.way[which]), _LEVEL, _LEVEL] += _UNKNOWN

    def _variance(self, row: Floats) -> Floats:
        return self.cover @ row @ row + 1.0

    def _part(self, which: Flags) -> None:
        """Give the series ``which`` ways of their own, where others go the same way but do not learn with them."""
        ways, self.way = np.unique(2 * self.way + which, return_inverse=True)
        if len(ways) != self.cover.shape[1]:
            self.cover = self.cover[:, ways // 2]


def rows_of(festival: Floats) -> Floats:
    """What describes each month: level, years passed, festival, which month of the year; shape (months, effects)."""
    count = len(festival)
    rows = np.zeros((count, _SIZE))
    rows[:, _LEVEL] = 1.0
    rows[:, _GROWTH] = np.arange(count) / _YEAR
    rows[:, _FESTIVAL] = festival
    rows[np.arange(count), _MONTHS + np.arange(count) % _YEAR] = 1.0
    return rows
