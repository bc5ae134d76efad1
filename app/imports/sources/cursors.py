"""How far a source was read: cursors are texts, compared as what they are, and they only move on."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from app.core.errors import UserError


def _rank(text: str) -> tuple[str, Decimal | datetime | str]:
    """What kind of cursor a text is, and its value."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        pass
    else:
        if number.is_finite():
            return "number", number
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return "text", text
    return "time", found.replace(tzinfo=UTC) if found.tzinfo is None else found


def later(one: str | None, other: str | None) -> str | None:
    """The one that is farther: numbers by value, dates and times by instant, anything else by its letters.

    Raises UserError where the two are not of one kind: they have no order.
    """
    if one is None or other is None:
        return one if other is None else other
    first, second = _rank(one), _rank(other)
    if first[0] != second[0]:
        raise UserError(
            "The cursor's field holds “{one}” and “{other}”, which are not of one kind. Nothing was taken in.",
            one=one, other=other,
        )  # fmt: skip
    return max((first, one), (second, other))[1]
