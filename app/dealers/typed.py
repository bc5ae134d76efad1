"""What somebody typed as the stored value of a field, and back: for forms and for the command line."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import day_number, day_of
from app.core.texts import Text
from app.dealers.holdings import Holding
from app.imports.feeds import Field

_YES: Final = frozenset({"1", "y", "yes", "true", "是", "有"})
_NO: Final = frozenset({"0", "n", "no", "false", "否", "无"})
_MOST: Final = 10**18


def stored(held: Holding, field: Field, text: str) -> Any:
    """The stored value of a field; None for nothing. Raises UserError where the text is none of its kind."""
    plain = text.strip()
    if not plain:
        return None
    if field.kind == "choice":
        return _choice(held, field, plain)
    read = _READ.get(field.kind)
    return plain if read is None else read(plain)


def written(field: Field, value: Any) -> str:
    """A stored value as one would type it."""
    if value is None:
        return ""
    match field.kind:
        case "day":
            return day_of(value).isoformat()
        case "amount":
            return format((Decimal(value) / AMOUNT_SCALE).normalize(), "f")
        case "quantity":
            return format((Decimal(value) / QUANTITY_SCALE).normalize(), "f")
        case "flag":
            return str(int(value))
    return str(value)


def amount(text: str) -> int:
    """An amount in currency units, with thousands separators or 万, as 1/10,000 units; raises UserError."""
    plain = text.replace(",", "").replace("，", "").replace(" ", "")
    factor = 10_000 if plain.endswith("万") else 1
    return _scaled(plain.removesuffix("万"), text, factor * AMOUNT_SCALE)


def _scaled(plain: str, said: str, scale: int) -> int:
    try:
        value = Decimal(plain) * scale
    except InvalidOperation as error:
        raise UserError("“{text}” is not an amount.", text=said) from error
    if not value.is_finite() or value < 0 or value != value.to_integral_value() or value > _MOST:
        raise UserError("“{text}” is not an amount.", text=said)
    return int(value)


def _day(text: str) -> int:
    parts = text.replace("/", "-").replace(".", "-").split("-")
    try:
        return day_number(date.fromisoformat("-".join(part.zfill(2) for part in parts)))
    except ValueError as error:
        raise UserError("“{day}” is no day such as 2026-03-31.", day=text) from error


def _flag(text: str) -> int:
    if text.lower() in _YES | _NO:
        return int(text.lower() in _YES)
    raise UserError("“{text}” is neither yes nor no.", text=text)


def _choice(held: Holding, field: Field, text: str) -> str:
    """By its stored key, or by one of the words that a file may have for it."""
    known = {word.lower(): key for key, words in field.choices for word in words}
    titles = held.choices.get(field.name, {})
    found = text if text in titles else known.get(text.lower())
    if found is None:
        raise UserError("“{value}” is none of: {known}", value=text, known=", ".join(titles) or Text(field.title))
    return found


_READ: Final[Mapping[str, Callable[[str], int]]] = {
    "day": _day,
    "amount": amount,
    "quantity": lambda text: _scaled(text, text, QUANTITY_SCALE),
    "number": lambda text: _scaled(text, text, 1),
    "flag": _flag,
}
