"""Limits by a stated budget of false alarms: so many months that warn in 100 of which nothing is wrong.

Each family of KPIs has clean series drawn with its own season and noise, always the same (``SEED``); the limits are
those that such series pass but for the budget. ``KEPT`` holds what ``calibrate`` found, so that nothing is drawn again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np

from app.alerts.baseline import MATURE_MONTHS, Limits, Verdicts, judge
from app.alerts.learning import Flags
from app.alerts.season import Floats
from app.core.period import Period, month_of, shift

BUDGET: Final = 0.01
"""False alarms in a KPI-month: 1 in 100."""
BUDGETS: Final = (0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
"""Budgets for which the score is kept."""
MONTHS: Final = 48
SERIES: Final = 4_000
SEED: Final = 20_260_410
SHARES: Final = (0.78, 0.13, 0.09)
"""Of the budget: one month, the last three, the weighted past."""
_ROUNDS: Final = 4
_BEGIN: Final = Limits(2.8, 2.7, 2.7)


@dataclass(frozen=True)
class Family:
    """How KPIs of one kind behave while nothing is wrong; sizes in standard deviations of a month's noise."""

    id: str
    season: float
    """Of the month effects."""
    memory: float = 0.0
    """Correlation of a month's noise with that of the month before."""
    walk: float = 0.0
    """Of a month's step of the level."""
    growth: float = 0.0
    """Of a year's growth."""
    tails: float = 0.0
    """Degrees of freedom of Student's t, 0 for normal noise."""
    by_working_day: bool = False
    """Whether values add up over days, so that a month is compared by its working days."""


FAMILIES: Final = MappingProxyType(
    {
        one.id: one
        for one in (
            Family("plain", 1.4),
            Family("sum", 2.0, memory=0.1, walk=0.05, growth=0.5, by_working_day=True),
            Family("ratio", 0.5, memory=0.2, walk=0.05, tails=8.0),
            Family("stock", 1.0, memory=0.4, walk=0.1),
        )
    }
)
"""Sums over days, ratios, snapshots such as stock and receivables; ``plain`` where nothing is known of a KPI."""


@dataclass(frozen=True)
class Calibration:
    """Limits at one false alarm in 100, and by how much they are scaled for other budgets."""

    limits: Limits
    scores: tuple[float, ...]
    """The score that a clean month passes with the probability of the same place in ``BUDGETS``."""


def family_of(unit: str, kind: str) -> Family:
    """The family of a KPI by its unit and kind (``app/kpi/kpi.py``)."""
    if kind == "snapshot":
        return FAMILIES["stock"]
    if unit in {"ratio", "per_thousand", "score", "points", "days"}:
        return FAMILIES["ratio"]
    return FAMILIES["sum" if kind == "additive" else "plain"]


def limits_for(family: Family, budget: float = BUDGET) -> Limits:
    """The limits that spend ``budget`` false alarms a KPI-month; raises KeyError for a family without kept limits."""
    kept = KEPT[family.id]
    by = np.interp(-np.log(budget), -np.log(BUDGETS), kept.scores)
    return kept.limits.scaled(float(by))


def chance(score: Floats, family: Family) -> Floats:
    """How probable a score at least as large is in a clean month, 0 to 1; ``score`` by the limits of ``BUDGET``.

    Between the kept budgets, and beyond them, the logarithm goes straight; nan stays nan.
    """
    scores, logs = np.array(KEPT[family.id].scores), np.log(BUDGETS)
    slope = (logs[-1] - logs[-2]) / (scores[-1] - scores[-2])
    inner = np.interp(score, np.concatenate([[0.0], scores]), np.concatenate([[0.0], logs]))
    return np.asarray(np.exp(np.where(score > scores[-1], logs[-1] + slope * (score - scores[-1]), inner)))


def benjamini_hochberg(chances: Floats, share: float) -> Flags:
    """Which of a month's alarms hold if at most ``share`` of those that hold may be false (Benjamini, Hochberg 1995).

    nan never holds and is not counted.
    """
    known = ~np.isnan(chances)
    ordered = np.sort(chances[known])
    under = np.flatnonzero(ordered <= share * np.arange(1, len(ordered) + 1) / max(len(ordered), 1))
    bound = ordered[under[-1]] if len(under) else -1.0
    return np.asarray(known & (np.nan_to_num(chances, nan=2.0) <= bound))


def clean_series(family: Family, count: int, seed: int, months: int = MONTHS) -> Floats:
    """So many series of the family of which nothing is wrong, noise of standard deviation 1; (count, months)."""
    dice = np.random.default_rng(seed)
    places = np.arange(months)
    season = family.season * dice.normal(size=(count, 12))[:, places % 12]
    fresh = dice.normal(size=(count, months))
    if family.tails:
        fresh = dice.standard_t(family.tails, (count, months)) * np.sqrt(1 - 2 / family.tails)
    noise = fresh.copy()
    for place in range(1, months):
        noise[:, place] = family.memory * noise[:, place - 1] + np.sqrt(1 - family.memory**2) * fresh[:, place]
    level = family.walk * dice.normal(size=(count, months)).cumsum(axis=1)
    return np.asarray(season + noise + level + family.growth * dice.normal(size=(count, 1)) * places / 12)


def months_until(last: date, count: int = MONTHS) -> tuple[Period, ...]:
    """So many calendar months up to that of a day."""
    end = month_of(last)
    return tuple(shift(end, place - count + 1) for place in range(count))


def calibrate(family: Family, *, series: int = SERIES, seed: int = SEED, budget: float = BUDGET) -> Calibration:
    """Find the limits at ``budget`` on clean series: three statistics share it, then all three are scaled together.

    What is masked depends on the limits, so a few rounds are needed.
    """
    drawn, months = clean_series(family, series, seed), months_until(date(2025, 12, 1))
    limits = _shared(judge(drawn, months, _BEGIN), budget)
    for _ in range(_ROUNDS):
        score = _mature(judge(drawn, months, limits))
        limits = limits.scaled(float(np.quantile(score, 1 - budget)))
    old = _mature(judge(drawn, months, limits))
    return Calibration(limits, tuple(float(np.quantile(old, 1 - one)) for one in BUDGETS))


def _mature(found: Verdicts) -> Floats:
    return found.score[:, MATURE_MONTHS:]


def _shared(found: Verdicts, budget: float) -> Limits:
    """Limits of the three by their shares of the budget."""
    each = [np.abs(one[:, MATURE_MONTHS:]) for one in (found.step, found.mean, found.drift)]
    return Limits(*[float(np.quantile(one, 1 - budget * share)) for one, share in zip(each, SHARES, strict=True)])


KEPT: Final[Mapping[str, Calibration]] = MappingProxyType(
    {
        "plain": Calibration(
            Limits(2.716, 2.806, 2.733),
            (0.682, 0.787, 0.911, 1.000, 1.081, 1.207, 1.295),
        ),
        "sum": Calibration(
            Limits(2.759, 3.004, 3.121),
            (0.686, 0.792, 0.915, 1.000, 1.079, 1.191, 1.280),
        ),
        "ratio": Calibration(
            Limits(3.017, 3.108, 3.070),
            (0.654, 0.765, 0.898, 1.000, 1.101, 1.263, 1.383),
        ),
        "stock": Calibration(
            Limits(2.708, 3.237, 3.298),
            (0.693, 0.794, 0.916, 1.000, 1.085, 1.211, 1.306),
        ),
    }
)
"""What ``calibrate`` finds for each family: ``python -m tests.benchmarks alerts`` finds it again."""
