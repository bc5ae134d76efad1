"""What the bill may be: the history drawn again, with a fixed seed, so that the same question has the same answer.

Each dealer's coming period is his own one of a year before times three changes: of the market's year, of the market's
period and of his own, the last two drawn from those that there were. The year's is one draw for the whole coming year,
for good and bad years last; so few of them are known that one year of 5 % is added to them as known (mean nothing).
Changes are spread by sqrt((n + 1) / (n - 1)) in logarithms, for a mean of n of them is not sure. Where no year before
is known, changes are held against the dealer's own mean.

Estimates, never postings: floats.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from app.incentives.lab.curves import Curve

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

SEED: Final = 20_260_701
DRAWS: Final = 1_000
_YEAR: Final = 0.05
"""By how much a market's year differs from the one before, as if one such year were known beside the real ones."""
_WILD: Final = 3.0
"""Logarithm of a change by which nothing is multiplied: a dealer who began or stopped is no forecast."""


@dataclass(frozen=True)
class Budget:
    """The bill's likely size, minor units: of ten futures one lies below ``p10`` and one above ``p90``."""

    p10: int
    p50: int
    p90: int
    mean: int
    draws: int


@dataclass(frozen=True)
class Changes:
    """By what figures changed, in logarithms; ``lag`` 0 is against the dealer's mean."""

    lag: int
    market: "Floats"
    own: "Floats"
    """Dealers by changes; NaN where there is none."""


def changes_of(history: "Floats", per_year: int) -> Changes:
    """The changes of a table of figures, dealers by periods, oldest first."""
    periods = history.shape[1]
    lag = per_year if periods >= per_year + max(2, per_year // 2) else 0
    with np.errstate(divide="ignore", invalid="ignore"):
        if lag:
            now, then = history[:, lag:], history[:, :-lag]
        else:
            now, then = history, np.repeat(history.mean(axis=1, keepdims=True), periods, axis=1)
        known = (now > 0) & (then > 0)
        own = np.where(known, np.log(np.where(known, now, 1.0) / np.where(known, then, 1.0)), np.nan)
        sums_now, sums_then = np.where(known, now, 0).sum(axis=0), np.where(known, then, 0).sum(axis=0)
        market = np.where((sums_now > 0) & (sums_then > 0), np.log(sums_now / sums_then), 0.0)
    return Changes(lag, market, np.clip(own - market, -_WILD, _WILD))


def _spread(count: int) -> float:
    return float(np.sqrt((count + 1) / (count - 1))) if count > 2 else 1.5


def _years(changes: Changes, per_year: int) -> tuple["Floats", "Floats"]:
    """The market's change of each known year, and what its periods differed from it."""
    if not changes.lag:
        return np.zeros(0), (changes.market - changes.market.mean()) * _spread(len(changes.market))
    count = max(1, len(changes.market) // per_year)
    parts = np.array_split(changes.market, count)
    years = np.array([part.mean() for part in parts])
    rest = np.concatenate([part - part.mean() for part in parts]) * _spread(len(changes.market) - count + 1)
    return years, rest


def drawn(history: "Floats", per_year: int, *, draws: int = DRAWS, seed: int = SEED) -> "Floats":
    """Draws by dealers by coming periods of a year: figures in the scale of the history."""
    rng = np.random.default_rng(seed)
    changes = changes_of(history, per_year)
    dealers, ahead = history.shape[0], min(per_year, history.shape[1])
    usual = np.repeat(history.mean(axis=1, keepdims=True), ahead, axis=1)
    start = history[:, -ahead:] if changes.lag else usual
    years, rest = _years(changes, per_year)
    centre = float(years.sum()) / (len(years) + 1)
    wide = float(np.sqrt((_YEAR**2 + ((years - centre) ** 2).sum() + centre**2) / max(len(years), 1)))
    market = centre + rng.normal(0.0, wide, size=(draws, 1, 1)) + rng.choice(rest, size=(draws, 1, ahead))
    own = np.zeros((draws, dealers, ahead))
    pool = changes.own[~np.isnan(changes.own)]
    for n in range(dealers):
        mine = changes.own[n][~np.isnan(changes.own[n])]
        middle = float(mine.mean()) if len(mine) >= 2 else 0.0
        parts = (mine - middle) * _spread(len(mine)) if len(mine) >= 2 else pool
        if len(parts):
            own[:, n, :] = middle / 2 + rng.choice(parts, size=(draws, ahead))
    found: Floats = np.maximum(start[None, :, :], 0.0) * np.exp(np.clip(market + own, -_WILD, _WILD))
    return found


def bills(futures: "Floats", curves: Sequence[Sequence[Curve]]) -> "Floats":
    """The bill of each draw, minor units; ``curves`` by dealer and coming period."""
    found = np.zeros(futures.shape[0])
    for n, row in enumerate(curves):
        for m, curve in enumerate(row):
            xs, ys = np.array(curve.figures, dtype=float), np.array(curve.payouts, dtype=float)
            asked = futures[:, n, m]
            found += np.interp(asked, xs, ys)
            beyond = asked > xs[-1]
            if beyond.any() and len(xs) > 1:
                slope = (ys[-1] - ys[-2]) / (xs[-1] - xs[-2])
                found[beyond] += (asked[beyond] - xs[-1]) * slope
    return found


def budget_of(found: "Floats") -> Budget:
    """The tenth, the middle and the ninetieth of a hundred bills."""
    low, middle, high = (round(float(each)) for each in np.percentile(found, (10, 50, 90)))
    return Budget(low, middle, high, round(float(found.mean())), len(found))


def chances(futures: "Floats", bounds: "Floats") -> "Floats":
    """By dealer and coming period in how many of the draws the figure reaches a bound; NaN bounds are never reached."""
    with np.errstate(invalid="ignore"):
        reached: Floats = (futures >= bounds[None, :, :]).mean(axis=0)
    return reached
