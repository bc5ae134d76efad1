"""Money of a payout: minor units by currency, rounding once, shares that add up."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from app.core.money import AMOUNT_SCALE, apportion, round_half_up
from app.incentives.policy import Rounding


@cache
def minor_per_unit(currency: str) -> int:
    """How many minor units one unit of the currency has (ISO 4217, as CLDR keeps it): 100 分 for 1 元."""
    from babel.numbers import get_currency_precision  # nothing before the first payout needs it

    return int(10 ** get_currency_precision(currency))


def e4_per_minor(currency: str) -> int:
    """How many 1/10,000 of the currency unit one minor unit has."""
    return AMOUNT_SCALE // minor_per_unit(currency)


def rounded(value: Fraction, rule: Rounding) -> int:
    """Whole minor units: halves away from zero, halves to even, or cut off towards zero."""
    return quotient(value.numerator, value.denominator, rule)


def quotient(above: int, below: int, rule: Rounding) -> int:
    """The same of a quotient of whole numbers; ``below`` is positive."""
    if rule == "half_up":
        found = (2 * abs(above) + below) // (2 * below)
    else:
        found, rest = divmod(abs(above), below)
        if rule == "half_even" and (2 * rest > below or (2 * rest == below and found % 2)):
            found += 1
    return -found if above < 0 else found


def allocate(total: int, weights: Sequence[Fraction | int]) -> list[int]:
    """``total`` shared by weight in whole units that add to it: largest remainder, ties to the first.

    Where all weights are nothing, the first takes all of it; no weights, no shares.
    """
    whole = sum(weights, Fraction(0))
    if not weights:
        return []
    if not whole:
        return [total] + [0] * (len(weights) - 1)
    if total < 0:
        return [-each for each in allocate(-total, weights)]
    return apportion([Fraction(total) * weight / whole for weight in weights], total)


def e4_of_minor(minor: Fraction | int, currency: str) -> int:
    """An amount in minor units as 1/10,000 of the currency unit."""
    return round_half_up(Fraction(minor) * e4_per_minor(currency))
