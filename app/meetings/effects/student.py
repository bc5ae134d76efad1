"""Student's t distribution: its two-sided quantile, by the regularized incomplete beta function."""

import math
from fractions import Fraction
from typing import Final

LEVEL: Final = Fraction(95, 100)
"""The share of repetitions in which an interval covers the true value."""
_PLACES: Final = 8
_TERMS: Final = 300
_TINY: Final = 1e-300


def t_quantile(df: Fraction) -> Fraction:
    """The t that ``LEVEL`` of a t distribution with ``df`` degrees of freedom lies within; rounded to eight places.

    Rounded so that every machine says the same, whatever its last bit. Raises ValueError below one degree.
    """
    if df < 1:
        raise ValueError("an interval needs one degree of freedom")
    freedom, outside = float(df), 1 - float(LEVEL)
    low, high = 0.0, 13.0  # 12.706 belongs to one degree of freedom, the widest
    for _ in range(80):
        middle = (low + high) / 2
        if _outside(middle, freedom) > outside:
            low = middle
        else:
            high = middle
    return Fraction(round((low + high) / 2 * 10**_PLACES), 10**_PLACES)


def _outside(t: float, df: float) -> float:
    """P(|T| > t) = I_x(df/2, 1/2) with x = df / (df + t²)."""
    return _incomplete_beta(df / (df + t * t), df / 2, 0.5)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """I_x(a, b), by its continued fraction (DLMF 8.17.22) on the side on which that converges fast."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction by Lentz's method, as modified by Thompson and Barnett."""
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / _away(1 + even * d), _away(1 + even / c)
        found *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / _away(1 + odd * d), _away(1 + odd / c)
        found *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    return found


def _away(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
