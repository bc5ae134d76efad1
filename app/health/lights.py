"""A figure against its target: on it, close to it, or off."""

from fractions import Fraction
from typing import Final

from app.health.scheme import Indicator
from app.health.sheets import KpiInfo, Light

_CLOSE: Final = Fraction(1, 20)
"""A figure that misses its target by at most this share of it is close, not off."""
_CLOSE_MONEY: Final = Fraction(9, 10)


def light_of(
    rule: Indicator | None,
    info: KpiInfo,
    value: Fraction,
    target: Fraction | None,
    span: tuple[Fraction, Fraction] | None = None,
) -> Light:
    """On target, close (within 5 % of it; amounts from 90 %) or off; none without a target.

    ``target`` is that of an amount, or a goal that comes before the rule's, as does ``span``, a goal of two ends.
    """
    if info.unit == "money":
        if not target:
            return "none"
        return "good" if value >= target else "warn" if value >= target * _CLOSE_MONEY else "bad"
    low: Fraction | None
    high: Fraction | None
    if span is not None:
        low, high = span
    elif target is not None:
        low, high = (target, None) if info.better == "rise" else (None, target)
    elif rule is None or rule.scoring == "peers":
        return "none"
    else:
        low = rule.target if rule.direction in {"rise", "band"} else None
        high = rule.target if rule.direction == "fall" else rule.upper
    if (low is None or value >= low) and (high is None or value <= high):
        return "good"
    near_low = low is None or value >= low * (1 - _CLOSE)
    near_high = high is None or value <= high * (1 + _CLOSE)
    return "warn" if near_low and near_high else "bad"
