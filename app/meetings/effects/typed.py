"""How people type expected changes, amounts, months and groups of dealers."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from app.core.errors import UserError
from app.core.period import between, parse_period
from app.dealers.naming import meant
from app.dealers.queries import DealerRow

_NUMBER: Final = re.compile(r"([+\-−]?)\s*(\d+(?:\.\d+)?|\.\d+)\s*(万|[kK])?\s*(%|％|pp|个百分点|百分点)?")
_TIMES: Final = {"万": 10_000, "k": 1_000, "": 1}
_BETWEEN: Final = re.compile(r"\s*(?:\.\.|–|~|～|至|到)\s*")
_COMMAS: Final = re.compile(r"[,，、;；\n]")


class Typed(NamedTuple):
    """A change as it was typed."""

    value: Fraction
    mark: str
    """% where it is per cent of the level, pp for percentage points, empty for the KPI's own unit."""

    def of(self, unit: str) -> tuple[Fraction, bool]:
        """The change in the KPI's unit, and whether it is a share of its level; of a ratio a bare number is points."""
        if self.mark == "%":
            return self.value / 100, True
        return (self.value / 100 if self.mark == "pp" or unit == "ratio" else self.value), False


def typed_change(text: str) -> Typed:
    """+5%, -2pp, 3000 or 1.5万; raises UserError for anything else."""
    found = _NUMBER.fullmatch(text.replace(",", "").strip())
    if found is None:
        raise UserError("“{text}” is no change; write +5%, -2pp or a number in the KPI's unit.", text=text)
    sign, digits, times, mark = found.groups(default="")
    value = Fraction(digits) * _TIMES[times.lower()] * (-1 if sign in {"-", "−"} else 1)
    return Typed(value, "%" if mark in {"%", "％"} else "pp" if mark else "")


def typed_amount(text: str) -> Fraction:
    """A number such as 32000 or 3.2万; raises UserError for anything else."""
    found = _NUMBER.fullmatch(text.replace(",", "").strip())
    if found is None or found[4]:
        raise UserError("“{text}” is no number, such as 32000 or 3.2万.", text=text)
    return typed_change(text).value


def typed_percent(text: str) -> int:
    """A share such as 80% in millionths; raises UserError for anything else."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None or found[3] or found[4] in {"pp", "个百分点", "百分点"}:
        raise UserError("“{text}” is no percentage, such as 80%.", text=text)
    return int(typed_change(text).value * 10_000)


def typed_months(text: str) -> tuple[str, str]:
    """The first and the last month of 2026-01..2026-03, 2026-Q1 or 2026-01; raises UserError for anything else."""
    parts = [parse_period(one) for one in _BETWEEN.split(text.strip())]
    if len(parts) > 2:
        raise UserError("“{text}” are no months, such as 2026-01..2026-03.", text=text)
    months = between(parts[0], parts[-1]).months
    return months[0].name, months[-1].name


def typed_dealers(text: str, dealers: Sequence[DealerRow]) -> list[str]:
    """The ids of dealers by name, code or reference, with commas between; raises UserError for one nobody is."""
    return [meant(part.strip(), dealers).id for part in _COMMAS.split(text) if part.strip()]
