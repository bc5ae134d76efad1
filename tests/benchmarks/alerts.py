"""What the own baseline catches at one false alarm in 100 KPI-months, beside an oracle and other methods; its speed.

    python -m tests.benchmarks alerts [--series N]

Clean series of 48 months, the last 12 watched with past data only. The limit of each method, the oracle's too, is found
on clean series that are drawn for that alone; false alarms and what is caught are counted on others. Planted: a spike
of 4 sigma caught in its month, a shift of 2.5 within 3 months, a drift of .5 a month within 8. Season 1.4 sigma, normal
noise.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from app.alerts.baseline import CLIP, MEMORY, Limits, ewma, ewma_spread, judge
from app.alerts.calibration import (
    BUDGET,
    FAMILIES,
    SHARES,
    Family,
    benjamini_hochberg,
    calibrate,
    chance,
    clean_series,
    limits_for,
    months_until,
)
from app.alerts.learning import Flags, Ints
from app.alerts.season import Floats
from tests.benchmarks.alerts_methods import METHODS, WATCHED
from tests.benchmarks.measuring import Ratio, in_turn, say

MONTHS = months_until(date(2025, 12, 1))
SPANS = {"spike": 1, "shift": 3, "drift": 8}
"""Months within which each is to be caught."""
AIMS = {"spike": 0.7, "shift": 0.5, "drift": 0.75}
PLAIN = FAMILIES["plain"]
HEAVY = Family("heavy", 1.4, tails=3.0)
_LIMIT_SEED, _CLEAN_SEED, _PLANT_SEED = 11, 12, 13


class Planted(NamedTuple):
    """Series with something planted in each, clean without it."""

    values: Floats
    start: Ints
    span: int


class Caught(NamedTuple):
    """False alarms in a KPI-month, and the shares that were caught."""

    false: float
    spike: float
    shift: float
    drift: float


def plant(kind: str, clean: Floats, seed: int) -> Planted:
    """One thing in each series, above or below, from a watched month on that leaves the time to catch it."""
    dice = np.random.default_rng(seed)
    count, months = clean.shape
    side = dice.choice([-1.0, 1.0], (count, 1))
    start = dice.integers(WATCHED, months - SPANS[kind] + 1, count)
    since = np.arange(months) - start[:, None]
    shape = {"spike": 4.0 * (since == 0), "shift": 2.5 * (since >= 0), "drift": 0.5 * np.clip(since + 1, 0, None)}[kind]
    return Planted(clean + side * shape, start, SPANS[kind])


def caught(alarms: Flags, planted: Planted) -> float:
    """The share of the planted that alarm in time; ``alarms`` of the watched months."""
    since = np.arange(WATCHED, WATCHED + alarms.shape[1]) - planted.start[:, None]
    return float((alarms & (since >= 0) & (since < planted.span)).any(axis=1).mean())


def method(score: Callable[[Floats], Floats], series: int, family: Family = PLAIN) -> Caught:
    """A method with the limit that its score passes in one clean month of 100."""
    limit = np.quantile(np.abs(score(clean_series(family, series, _LIMIT_SEED))), 1 - BUDGET)
    return _counted(lambda values: np.abs(score(values)) > limit, series, family)


def oracle(series: int) -> Caught:
    """Who knows the true mean and sigma of each month, and looks at the same three statistics."""

    def score(noise: Floats) -> Floats:
        clipped = np.clip(noise, -CLIP, CLIP)
        sums = clipped[:, WATCHED:] + clipped[:, WATCHED - 1 : -1] + clipped[:, WATCHED - 2 : -2]
        drift = ewma(clipped) / ewma_spread(np.arange(1, len(MONTHS) + 1), MEMORY)
        return np.stack([np.abs(noise[:, WATCHED:]), np.abs(sums / np.sqrt(3)), np.abs(drift[:, WATCHED:])])

    season = Family("noise", 0.0)
    drawn = score(clean_series(season, series, _LIMIT_SEED))
    limits = np.array([np.quantile(one, 1 - BUDGET * share) for one, share in zip(drawn, SHARES, strict=True)])
    by = np.quantile((drawn / limits[:, None, None]).max(axis=0), 1 - BUDGET)
    return _counted(lambda values: (score(values) > by * limits[:, None, None]).any(axis=0), series, season)


def ours(limits: Limits, series: int, family: Family = PLAIN) -> Caught:
    """The program's own baseline, past alarms masked as it does."""
    return _counted(lambda values: judge(values, MONTHS, limits).alarm[:, WATCHED:], series, family)


def _counted(alarms: Callable[[Floats], Flags], series: int, family: Family) -> Caught:
    false = float(alarms(clean_series(family, series, _CLEAN_SEED)).mean())
    found = []
    for place, kind in enumerate(SPANS):
        planted = plant(kind, clean_series(family, series, _PLANT_SEED + place), place)
        found.append(caught(alarms(planted.values), planted))
    return Caught(false, *found)


def _say(name: str, one: Caught) -> None:
    say(f"{name:52} {100 * one.false:5.2f} {one.spike:6.1%} {one.shift:6.1%} {one.drift:6.1%}")


def _many_at_once(limits: Limits) -> None:
    """Of 300 KPIs of a month 15 are off by 4 sigma: what is true among the alarms, by the limits and as they hold."""
    months = 60
    values = clean_series(PLAIN, 300 * months, 21)
    off = np.arange(300) < 15
    values.reshape(months, 300, -1)[:, off, -1] += 4.0
    found = judge(values, MONTHS, limits)
    alarms = found.alarm[:, -1].reshape(months, 300)
    chances = chance(found.score[:, -1], PLAIN).reshape(months, 300)
    held = np.stack([benjamini_hochberg(one, 0.1) for one in chances])
    for name, one in (("limits alone", alarms), ("Benjamini-Hochberg .1", held)):
        say(f"300 KPIs, 15 off by 4 sigma: {name}: found {one[:, off].mean():.1%}, of the alarms "
            f"{one[:, off].sum() / one.sum():.1%} true")  # fmt: skip
    quiet = [float(one[:, ~off].mean()) for one in (alarms, held)]
    say(f"false alarms in 100 of the others: {100 * quiet[0]:.2f} and {100 * quiet[1]:.2f}")


def _speed() -> Ratio:
    values = clean_series(PLAIN, 300, 5)
    limits = limits_for(PLAIN)

    def plain() -> None:
        for month in range(12, values.shape[1]):
            past = values[:, :month]
            np.abs((values[:, month] - past.mean(axis=1)) / past.std(axis=1)).max()

    own, other = in_turn([lambda: judge(values, MONTHS, limits), plain])
    say(f"300 KPIs x 48 months: {own:.3f} s; z by mean and sigma of the past in plain numpy: {1000 * other:.1f} ms, "
        f"{own / other:.0f} times")  # fmt: skip
    return Ratio("alerts: 300 KPIs x 48 months, seconds (at most one)", own, 1.0)


def main(arguments: Sequence[str] = ()) -> list[Ratio]:
    """Measure and say."""
    words = list(arguments)
    series = int(words[words.index("--series") + 1]) if "--series" in words else 4_000
    say(f"{series} series; false alarms in 100 KPI-months, caught: spike 4, shift 2.5, drift .5 a month")
    _say("oracle: knows mean and sigma", oracle(series))
    best = dict.fromkeys(SPANS, 0.0)
    for name, score in METHODS.items():
        one = method(score, series)
        _say(name, one)
        best = {kind: max(best[kind], getattr(one, kind)) for kind in SPANS}
    kept = ours(limits_for(PLAIN), series)
    _say("own baseline (kept limits)", kept)
    _say("own baseline (limits drawn again)", ours(calibrate(PLAIN, series=series, seed=_LIMIT_SEED).limits, series))
    for family in FAMILIES.values():
        if family is not PLAIN:
            _say(f"own baseline, series of the family {family.id}", ours(limits_for(family), series, family))
    _say("heavy tails (t, 3): own baseline, limits drawn so", ours(calibrate(HEAVY).limits, series, HEAVY))
    _say("heavy tails: z of year-on-year differences", method(METHODS["z of year-on-year differences"], series, HEAVY))
    found = [Ratio("alerts: false alarms in 100 KPI-months", 100 * kept.false, 1.2)]
    found += [Ratio(f"alerts: {kind} caught", getattr(kept, kind), -aim) for kind, aim in AIMS.items()]
    least = min(getattr(kept, kind) - best[kind] for kind in SPANS)
    say(f"least lead over the best other method of each: {100 * least:.1f} points")
    most = max(best[kind] / getattr(kept, kind) for kind in SPANS)
    found.append(Ratio("alerts: best other method of each over own, the most of three", most, 1.0))
    _many_at_once(limits_for(PLAIN))
    return [*found, _speed()]
