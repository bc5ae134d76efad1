"""Exact numbers as scaled integers.

Imported amounts are integers of 1/10,000 currency unit, unit prices of 1/1,000,000, quantities thousandths of the
base unit, ratios of 1/1,000,000.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

AMOUNT_SCALE: Final = 10_000
PRICE_SCALE: Final = 1_000_000
QUANTITY_SCALE: Final = 1_000
RATE_SCALE: Final = 10_000


def round_half_up(value: Fraction | Decimal) -> int:
    """The nearest integer, halves away from zero (commercial rounding, GB/T 8170 without its even rule)."""
    above, below = value.as_integer_ratio()  # whole numbers are ten times as fast as fractions
    found = (2 * abs(above) + below) // (2 * below)
    return -found if above < 0 else found


def scaled(value: Fraction | Decimal | int, scale: int) -> int:
    """``value`` as an integer of ``1/scale``, rounded half up."""
    if isinstance(value, int):
        return value * scale
    if isinstance(value, Decimal):
        shifted = value * scale
        return int(shifted.to_integral_value(rounding=ROUND_HALF_UP))
    return round_half_up(value * scale)


def apportion(parts: Sequence[Fraction], total: int) -> list[int]:
    """Whole units (such as tenths of a point) near the exact ``parts`` that add to ``total``: largest remainder.

    A part of exactly nothing stays nothing as long as another can take the unit.
    """
    floors = [part.numerator // part.denominator for part in parts]
    rest = total - sum(floors)
    live = [i for i, part in enumerate(parts) if part] or list(range(len(parts)))
    if not live:
        return []
    order = sorted(live, key=lambda i: (floors[i] - parts[i], i))
    step = 1 if rest > 0 else -1
    if rest < 0:
        order.reverse()
    for turn in range(abs(rest)):
        floors[order[turn % len(order)]] += step
    return floors


def with_tax(net: int, rate_e4: int) -> int:
    """An amount with tax (含税) out of the one without, both integers of one scale; halves away from zero.

    ``net_of_tax`` of the result is ``net`` again, for no rate is below zero.
    """
    return round_half_up(Fraction(net * (RATE_SCALE + rate_e4), RATE_SCALE))


def net_of_tax(gross: int, rate_e4: int) -> int:
    """An amount without tax (不含税) = with tax / (1 + rate); halves away from zero."""
    return round_half_up(Fraction(gross * RATE_SCALE, RATE_SCALE + rate_e4))


def decimal_text(numerator: int, denominator: int, *, places: int = 12) -> str | None:
    """The quotient as decimal text, exact where it ends within ``places``; None for 0/0, never 0."""
    if denominator == 0:
        return None
    tens = 10**places
    size = (2 * abs(numerator) * tens + abs(denominator)) // (2 * abs(denominator))  # halves away from zero
    sign = "-" if size and (numerator < 0) != (denominator < 0) else ""
    whole, part = divmod(size, tens)
    digits = f"{part:0{places}d}".rstrip("0") if places else ""
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"
