"""Weights out of figures: what tells dealers apart weighs more (entropy, CRITIC); and mixtures of weights.

Such weights change with the figures and reward noise: they advise beside weights that people set, for a year at most.
A figure that is not there is NaN. Columns without two different figures get 0; they never spoil the others.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.core.errors import UserError

Figures = NDArray[np.float64]
"""One row a dealer, one column an indicator, more is better; NaN where there is none."""


def entropy_weights(figures: Figures) -> list[float]:
    """Weights 1 - e made to add to 1, with e = -sum p ln p / ln m over the m figures of a column, 0 ln 0 = 0.

    Raises UserError for figures below 0, which have no shares, and where nothing tells the dealers apart.
    """
    if np.any(figures < 0):
        raise UserError("Entropy weights need figures that are not below 0.")
    return _shares([_diversity(column[~np.isnan(column)]) for column in figures.T])


def _diversity(column: Figures) -> float:
    if not _differs(column):
        return 0.0
    shares = column / column.sum()
    counted = shares[shares > 0]
    entropy = -float(np.sum(counted * np.log(counted))) / float(np.log(len(column)))
    return max(0.0, 1 - entropy)


def critic_weights(figures: Figures) -> list[float]:
    """C_j = sd_j sum_k(1 - r_jk), made to add to 1, on figures spread to 0..1 first (Diakoulaki 1995).

    Correlations are over the dealers who have both figures; where these are too few or alike, r is 0. Where every
    indicator says the same (r = 1), deviations alone decide. Raises UserError where nothing tells the dealers apart.
    """
    lives = [j for j, column in enumerate(figures.T) if _differs(column[~np.isnan(column)])]
    scaled = [_spread(figures[:, j]) for j in lives]
    deviations = [float(np.nanstd(each)) for each in scaled]
    found = [
        deviation * sum(1 - _correlation(own, other) for k, other in enumerate(scaled) if k != j)
        for j, (own, deviation) in enumerate(zip(scaled, deviations, strict=True))
    ]
    if sum(found) < 1e-9:
        found = deviations
    information = [0.0] * figures.shape[1]
    for j, each in zip(lives, found, strict=True):
        information[j] = each
    return _shares(information)


def _differs(column: Figures) -> bool:
    return len(column) > 1 and float(np.ptp(column)) > 0


def _spread(column: Figures) -> Figures:
    low, high = float(np.nanmin(column)), float(np.nanmax(column))
    spread: Figures = (column - low) / (high - low)
    return spread


def _correlation(one: Figures, other: Figures) -> float:
    both = ~np.isnan(one) & ~np.isnan(other)
    x, y = one[both], other[both]
    if not _differs(x) or not _differs(y):
        return 0.0
    return float(np.clip(np.corrcoef(x, y)[0, 1], -1, 1))


def _shares(information: Sequence[float]) -> list[float]:
    total = sum(information)
    if not total:
        raise UserError("The figures do not tell the dealers apart; no weights can be read out of them.")
    return [each / total for each in information]


def blend_weights(parts: Sequence[tuple[float, Mapping[str, float]]]) -> dict[str, float]:
    """The mean of several sets of weights by the share of each set; each set and the shares are made to add to 1."""
    found: dict[str, float] = {}
    whole = sum(share for share, _ in parts)
    for share, weights in parts:
        total = sum(weights.values())
        if whole <= 0 or share < 0 or total <= 0:
            raise UserError("Weights and the shares of a blend must not be below 0, nor all 0.")
        for key, weight in weights.items():
            found[key] = found.get(key, 0.0) + share / whole * weight / total
    return found
