"""The order of a fixed set by closeness to the ideal (TOPSIS): who has no weak side stands higher than by the mean.

An order only, and of these dealers: another dealer may turn it, so it is never a score.
"""

from collections.abc import Sequence

import numpy as np

from app.health.weighing.spread import Figures


def closeness(figures: Figures, weights: Sequence[float]) -> list[float]:
    """d-/(d+ + d-) of each row on columns of length 1 (Hwang and Yoon 1981), more is better; 1 where all are alike.

    Figures must all be there. A column of zeros tells nothing and adds nothing.
    """
    if not figures.size:
        return []
    length = np.sqrt(np.sum(figures**2, axis=0))
    scaled = figures / np.where(length > 0, length, 1) * np.asarray(weights)
    to_best = np.sqrt(np.sum((scaled - scaled.max(axis=0)) ** 2, axis=1))
    to_worst = np.sqrt(np.sum((scaled - scaled.min(axis=0)) ** 2, axis=1))
    both = to_best + to_worst
    return [float(each) for each in np.where(both > 0, to_worst / np.where(both > 0, both, 1), 1.0)]
