"""One cell of the register: a stored value as a person reads it and back again, exact both ways."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import day_number, day_of
from app.core.texts import LANGUAGES, N_, Text, texts
from app.imports.feeds import Field

_SCALES: Final = {"amount": AMOUNT_SCALE, "quantity": QUANTITY_SCALE, "number": 1}
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?$")
FLAGS: Final = {"1": N_("yes"), "0": N_("no")}


def to_cell(field: Field, titles: Mapping[str, str], value: Any, lang: str) -> Any:
    """What stands in the cell: a number, a date or words of the language."""
    if value is None or value == "":
        return None
    if field.kind in _SCALES:
        found = Decimal(value) / _SCALES[field.kind]
        return int(found) if found == found.to_integral_value() else found
    if field.kind in {"day", "month"}:
        return day_of(int(value))
    if field.kind == "flag":
        return texts(lang)(FLAGS[str(int(value))])
    if field.kind == "choice":
        return texts(lang)(", ").join(texts(lang)(titles.get(one, one)) for one in str(value).split(","))
    return str(value)


def from_cell(field: Field, titles: Mapping[str, str], text: str) -> Any:
    """What is stored for a cell's text; empty is None. Raises UserError where the field cannot hold it."""
    said = unicodedata.normalize("NFKC", text).strip() if field.kind not in {"text", "code"} else text.strip()
    if not said:
        return None
    try:
        if field.kind in _SCALES:
            return _scaled(said, _SCALES[field.kind])
        if field.kind in {"day", "month"}:
            return _day(said)
    except (ValueError, InvalidOperation) as error:
        raise _wrong(field, text) from error
    if field.kind == "flag":
        return _chosen(field, FLAGS, text, said) == "1"
    if field.kind == "choice":
        parts = [part for part in re.split(r"[,;、]", said) if part.strip()]
        return ",".join(sorted(_chosen(field, titles, text, part.strip()) for part in parts))
    return said


def _scaled(said: str, scale: int) -> int:
    """Exact: what has more places than are stored is refused."""
    found = Decimal(said.replace(",", "").replace(" ", "")) * scale
    if not found.is_finite() or found != found.to_integral_value():
        raise ValueError(said)
    return int(found)


def _day(said: str) -> int:
    match = _DAY.match(said)
    if match is None:
        raise ValueError(said)
    return day_number(date(*(int(part) for part in match.groups())))


def _chosen(field: Field, titles: Mapping[str, str], text: str, said: str) -> str:
    for key, title in titles.items():
        if said in {key, title} or any(said == texts(lang)(title) for lang in LANGUAGES):
            return key
    raise _wrong(field, text)


def _wrong(field: Field, text: str) -> UserError:
    return UserError("“{field}” cannot be “{value}”.", field=Text(field.title), value=text)
