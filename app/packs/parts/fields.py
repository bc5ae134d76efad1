"""What an item's fields must be, said in sentences; days and numbers stand in a pack as exact texts."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal

from app.core.errors import UserError
from app.core.money import decimal_text
from app.core.period import day_number, day_of
from app.core.texts import N_, Text

Kind = Literal["text", "words", "whole", "yes", "list", "table", "day", "number"]
_WORDS: Final[Mapping[str, str]] = {
    "text": N_("a text that is not empty"), "words": N_("a text"), "whole": N_("a whole number"),
    "yes": N_("true or false"), "list": N_("a list"), "table": N_("a table"), "day": N_("a day such as 2026-03-31"),
    "number": N_("a number in quotation marks, such as “0.95”"),
}  # fmt: skip
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER: Final = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_LARGEST: Final = 10**15


def check_fields(item: Mapping[str, Any], fields: Mapping[str, Kind], empty: frozenset[str] = frozenset()) -> None:
    """Raise UserError for a field that is missing, unknown or of another kind; those of ``empty`` may be null."""
    for name in item:
        if name not in fields:
            raise UserError("there is no field “{field}”; there are {known}", field=name, known=", ".join(fields))
    for name, kind in fields.items():
        if name not in item:
            raise UserError("“{field}” is missing", field=name)
        if not (item[name] is None and name in empty) and not _fits(item[name], kind):
            raise UserError("“{field}” needs {kind}", field=name, kind=Text(_WORDS[kind]))


def _fits(value: Any, kind: Kind) -> bool:
    if kind in {"text", "words"}:
        return isinstance(value, str) and (kind == "words" or bool(value.strip()))
    if kind == "whole":
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST
    if kind in {"day", "number"}:
        return isinstance(value, str) and (_is_day(value) if kind == "day" else bool(_NUMBER.fullmatch(value)))
    return isinstance(value, {"yes": bool, "list": list, "table": dict}[kind])


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def number_text(value: int | None, scale: int) -> str | None:
    """A stored whole number of parts as an exact decimal text."""
    return None if value is None else decimal_text(value, scale)


def stored_number(text: str | None, scale: int) -> int | None:
    """What ``number_text`` wrote; raises UserError where it has more places than are stored."""
    if text is None:
        return None
    try:
        found = Decimal(text) * scale
    except InvalidOperation as error:
        raise UserError("“{text}” is no number.", text=text) from error
    if found != found.to_integral_value():
        raise UserError("“{text}” has more places than are kept", text=text)
    return int(found)


def day_text(stored: int | None) -> str | None:
    """A stored day as an ISO text."""
    return None if stored is None else day_of(stored).isoformat()


def stored_day(text: str | None) -> int | None:
    """What ``day_text`` wrote."""
    return None if text is None else day_number(date.fromisoformat(text))
