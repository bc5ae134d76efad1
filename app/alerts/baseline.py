"""Own baseline: each month of a KPI is judged by what the months before it let expect, scaled by errors made before.

Three statistics, each standard normal while nothing is wrong, so that series of any length have the same limits: the
month itself (spike), the mean of the last three (shift) and an exponentially weighted mean (drift). Judging the newest
month by a decomposition that contains it hides it; so does a scatter taken from residuals that were fitted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from app.alerts.learning import Flags, Forecast, Ints, Learner, rows_of
from app.alerts.season import Floats, festival_share, working_days_of
from app.core.period import Period

Signs = npt.NDArray[np.int8]
BY_STEP, BY_MEAN, BY_DRIFT = 0, 1, 2
MEMORY: Final = 0.25
"""Weight of the newest month in the statistic for drift (EWMA, Roberts 1959)."""
CLIP: Final = 2.0
"""A month counts for shift and drift with at most this many standard deviations: one spike is no shift."""
WINDOW: Final = 3
"""Months of the statistic for shift, and months out of range on one side after which the level has moved."""
LEAST_MONTHS: Final = 12
"""Months that must have been learnt before one is judged."""
MATURE_MONTHS: Final = 36
"""From so many learnt months on a month out of range is not learnt from at all. Before, it is learnt as if it stood at
the edge of its range: a season seen once only would otherwise be masked each year, and never be learnt."""
_CONFIDENCE: Final = 1.96
_LARGEST: Final = 700.0
"""exp of more is no number."""
_BOUNDED_FROM: Final = 6
"""Months after which a wild one is bounded, though it is too early to warn."""


@dataclass(frozen=True)
class Limits:
    """How many standard deviations each statistic may be away from nothing (``app/alerts/calibration.py``)."""

    step: float
    mean: float
    drift: float

    def scaled(self, by: float) -> "Limits":
        """Wider or narrower, all three alike."""
        return Limits(self.step * by, self.mean * by, self.drift * by)


@dataclass(frozen=True)
class Verdicts:
    """What is thought of each month when it is the newest; arrays of shape (series, months), amounts in the KPI's unit.

    Where ``judged`` is false (the month is missing, or too few were learnt) nothing is known: not fine, not wrong.
    """

    judged: Flags
    expected: Floats
    low: Floats
    high: Floats
    """The expected range: a month by itself warns outside of it."""
    step: Floats
    """Error of the one-step forecast as a standard normal value; nan where not judged."""
    mean: Floats
    """The last three months together, likewise."""
    drift: Floats
    """The exponentially weighted past, likewise."""
    score: Floats
    """The largest of the three over its limit: 1 and more is an alarm."""
    alarm: Flags
    side: Signs
    """Of an alarm 1 above and -1 below what was expected, else 0."""
    cause: Signs
    """Of an alarm which statistic is farthest beyond its limit: ``BY_STEP``, ``BY_MEAN`` or ``BY_DRIFT``, else -1."""
    moved: Flags
    """Months with which a new level was taken for granted: from the next on the series is judged by it."""


def ewma(values: Floats, memory: float = MEMORY, start: float = 0.0) -> Floats:
    """Z = memory x + (1 - memory) Z before, along the last axis; a missing value leaves Z as it was (Roberts 1959)."""
    found = np.empty_like(values)
    last = np.full(values.shape[:-1], start)
    for place in range(values.shape[-1]):
        now = values[..., place]
        last = np.where(np.isnan(now), last, memory * now + (1 - memory) * last)
        found[..., place] = last
    return found


def ewma_spread(counts: Ints, memory: float = MEMORY) -> Floats:
    """Standard deviation of ``ewma`` of so many independent standard normal values: sqrt(l/(2-l) (1-(1-l)^2t))."""
    return np.asarray(np.sqrt(memory / (2 - memory) * (1 - (1 - memory) ** (2 * counts))))


def judge(
    values: Floats,
    months: Sequence[Period],
    limits: Limits,
    *,
    by_working_day: bool = False,
    least_spread: Floats | None = None,
) -> Verdicts:
    """Judge every month of many series, each by the months before it alone.

    ``values`` (series, months), nan where missing; ``months`` are consecutive months of one calendar. With
    ``by_working_day`` a value is taken per working day of its month, for KPIs that add up over days. One month or more.
    ``least_spread`` (series, months) is what chance alone scatters, as ``ratio_spread``: no month is judged by less.
    """
    days = working_days_of(months) if by_working_day else np.ones(len(months))
    plain = np.asarray(values, dtype=np.float64) / days
    known = ~np.isnan(plain)
    first = np.where(known.any(axis=1), plain[np.arange(len(plain)), known.argmax(axis=1)], 0.0)
    least = np.zeros_like(plain) if least_spread is None else np.nan_to_num(least_spread) / days
    found = _Run(plain - first[:, None], rows_of(festival_share(months)), limits, least).verdicts()
    back = {name: (getattr(found, name) + first[:, None]) * days for name in ("expected", "low", "high")}
    return Verdicts(**{one.name: back.get(one.name, getattr(found, one.name)) for one in fields(Verdicts)})


def ratio_spread(tops: Floats, counts: Floats) -> Floats:
    """How far chance alone scatters a month's share: half of its Wilson interval over z, with p by the months before.

    ``tops`` of ``counts`` (series, months), nan where missing; p has two facts more on either side (Agresti 1998).
    Not sqrt(p (1 - p) / count): that is nearly nothing where all went well, and one miss in 3 would alarm.
    """
    before = [np.cumsum(np.nan_to_num(one), axis=1) - np.nan_to_num(one) for one in (tops, counts)]
    share = (before[0] + 2) / (before[1] + 4)
    count = np.where(counts > 0, counts, np.nan)
    square = _CONFIDENCE**2
    return np.asarray(np.sqrt(share * (1 - share) / count + square / (4 * count**2)) / (1 + square / count))


def normal_of(value: Floats, freedom: Ints) -> Floats:
    """The standard normal value as unlikely as a t value of so many degrees of freedom (Wallace 1959)."""
    return np.asarray(np.sign(value) * _bend(freedom) * np.sqrt(freedom * np.log1p(value**2 / freedom)))


def t_of(value: float, freedom: Ints) -> Floats:
    """The t value of ``freedom`` degrees of freedom as unlikely as a standard normal one above zero."""
    return np.asarray(np.sqrt(freedom * np.expm1(np.minimum((value / _bend(freedom)) ** 2 / freedom, _LARGEST))))


def _bend(freedom: Ints) -> Floats:
    return np.asarray((8 * freedom + 1) / (8 * freedom + 3))


class _Run:
    """One pass over the months."""

    def __init__(self, values: Floats, rows: Floats, limits: Limits, least: Floats) -> None:
        self.values, self.rows, self.limits, self.least = values, rows, limits, least
        self.series, self.months = values.shape
        self.learner = Learner(self.series)
        self.steps = np.full((self.series, WINDOW), np.nan)
        """The last months' clipped steps, the newest behind."""
        self.drift = np.zeros(self.series)
        self.count = np.zeros(self.series, dtype=np.int64)
        self.outside = np.zeros(self.series, dtype=np.int64)
        """Months in a row out of range, negative below."""
        self.since = np.zeros(self.series, dtype=np.int64)

    def verdicts(self) -> Verdicts:
        """Month after month."""
        columns = [self._month(place) for place in range(self.months)]
        each = {one.name: np.stack([getattr(own, one.name) for own in columns], axis=1) for one in fields(Verdicts)}
        return Verdicts(**each)

    def _month(self, place: int) -> Verdicts:
        value, row, learner = self.values[:, place], self.rows[place], self.learner
        ahead = learner.forecast(row).at_least(self.least[:, place])
        known = ~np.isnan(value)
        rated = known & (learner.learnt >= _BOUNDED_FROM) & ~np.isnan(ahead.spread)
        step, mean, drift = self._statistics(value, ahead, rated)
        mature = learner.learnt >= MATURE_MONTHS
        sizes = np.stack([step / self.limits.step, mean / self.limits.mean, drift / self.limits.drift])
        reach = ahead.spread * t_of(self.limits.step, ahead.freedom)
        cause = np.nan_to_num(np.abs(sizes)).argmax(axis=0)
        largest = np.take_along_axis(sizes, cause[None], axis=0)[0]
        wild = np.nan_to_num(np.abs(largest)) >= 1
        side = np.where(wild, np.sign(np.nan_to_num(largest)), 0).astype(np.int8)
        judged = rated & (learner.learnt >= LEAST_MONTHS)
        bounded = np.where(wild, np.clip(value, ahead.mean - reach, ahead.mean + reach), value)
        learner.learn(row, bounded, known & ~(wild & mature))
        moved = self._settle(place, known, wild, side)
        learner.walk()
        nothing = np.where(judged, 0.0, np.nan)
        return Verdicts(
            judged, ahead.mean + nothing, ahead.mean - reach + nothing, ahead.mean + reach + nothing,
            step + nothing, mean + nothing, drift + nothing, np.abs(largest) + nothing,
            judged & wild, np.where(judged, side, 0).astype(np.int8),
            np.where(judged & wild, cause, -1).astype(np.int8), judged & moved,
        )  # fmt: skip

    def _statistics(self, value: Floats, ahead: Forecast, rated: Flags) -> tuple[Floats, Floats, Floats]:
        """The month, the last three and the weighted past, each as a standard normal value; nan where not rated."""
        step = np.where(rated, normal_of((value - ahead.mean) / ahead.spread, ahead.freedom), np.nan)
        clipped = np.clip(step, -CLIP, CLIP)
        self.steps = np.concatenate([self.steps[:, 1:], clipped[:, None]], axis=1)
        there = ~np.isnan(self.steps)
        mean = np.where(rated, np.nansum(self.steps, axis=1) / np.sqrt(np.maximum(there.sum(axis=1), 1)), np.nan)
        self.drift = np.where(rated, MEMORY * clipped + (1 - MEMORY) * self.drift, self.drift)
        self.count += rated
        spread = ewma_spread(np.maximum(self.count, 1))
        return step, mean, np.where(rated, self.drift / spread, np.nan)

    def _settle(self, place: int, known: Flags, wild: Flags, side: Signs) -> Flags:
        """Which levels have moved: out of range on one side for three months; these are learnt, the level anew."""
        same = wild & (np.sign(self.outside) == side)
        self.since = np.where(wild & ~same, place, self.since)
        self.outside = np.where(known, np.where(same, self.outside + side, side), self.outside)
        moved = np.abs(self.outside) >= WINDOW
        self.learner.forget_level(moved)
        for back in range(place, max(place - 2 * WINDOW, -1), -1):
            value = self.values[:, back]
            taken = moved & (back >= self.since) & ~np.isnan(value)
            self.learner.learn(self.rows[back], value, taken, scored=False)
        self.outside = np.where(moved, 0, self.outside)
        self.drift = np.where(moved, 0.0, self.drift)
        self.count = np.where(moved, 0, self.count)
        self.steps[moved] = np.nan
        return moved
