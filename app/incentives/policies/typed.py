"""What somebody types into the fields of a policy, as the whole numbers that it is kept in; and back."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from app.core.errors import UserError
from app.incentives.policies.amounts import exact

_MOST = 10**17


def typed_scaled(words: str, scale: int) -> int:
    """A number with blanks or separators, times the scale; raises UserError for no number and for too many places."""
    if not words.strip():
        raise UserError("Fill in the number.")
    plain = words.strip().replace(",", "").replace("，", "").replace(" ", "").replace("−", "-").rstrip("%％")
    try:
        value = Fraction(Decimal(plain)) * scale
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise UserError("“{words}” is no number.", words=words) from error
    if value.denominator != 1:
        raise UserError("“{words}” has more decimal places than are kept.", words=words)
    if abs(value) > _MOST:
        raise UserError("“{words}” is too large.", words=words)
    return int(value)


def typed_or_none(words: str, scale: int) -> int | None:
    """The same; nothing typed is None."""
    return typed_scaled(words, scale) if words.strip() else None


def shown(value: int | None, scale: int) -> str:
    """What stands in the field for a kept number."""
    return "" if value is None else exact(Fraction(value, scale))


def bound_scale(measure: str, reach: str, minor: int) -> int:
    """How many of a tier's bound make one of what is typed: an amount, a quantity, or per cent."""
    if reach != "amount":
        return 10_000
    return minor if measure == "value" else 1_000


def rate_scale(unit: str, minor: int) -> int:
    """The same of a rate: per cent, an amount for each unit, a lump sum."""
    return {"percent": 10_000, "per_unit": 1_000_000, "lump": minor}[unit]
