"""A measurement as canonical JSON: the verdict with every figure that it used, so that anybody can compute it again."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from app.core.model import canonical_json
from app.core.money import decimal_text
from app.core.texts import packed, unpacked
from app.meetings.effects.rows import DealerCourse, Measured, Months
from app.meetings.effects.rules import Estimate

FORMAT: Final = 1


def measured_json(found: Measured) -> bytes:
    """A measurement as bytes; the same one, the same bytes."""
    plain = {
        "format": FORMAT, "kpi": found.kpi, "unit": found.unit, "currency": found.currency,
        "measured_on": found.measured_on, "known_tx": found.known_tx, "relative": found.relative,
        "expected": _text(found.expected), "verdict": found.verdict, "names": list(found.names),
        "months": [found.months.before_from, found.months.before_to, found.months.after_from, found.months.after_to],
        "reason": None if found.reason is None else list(packed(found.reason)),
        "effect": _estimate(found.effect), "alone": _estimate(found.alone), "drift": _estimate(found.drift),
        "treated": [_dealer(one) for one in found.treated], "control": [_dealer(one) for one in found.control],
    }  # fmt: skip
    return canonical_json(plain).encode()


def read_measured(data: bytes) -> Measured:
    """The measurement that ``measured_json`` wrote."""
    raw = json.loads(data)
    return Measured(
        raw["kpi"], raw["unit"], raw["currency"], raw["measured_on"], raw["known_tx"], raw["relative"],
        Fraction(raw["expected"]), Months(*raw["months"]), tuple(raw["names"]), raw["verdict"],
        None if raw["reason"] is None else unpacked(*raw["reason"]),
        _read(raw["effect"]), _read(raw["alone"]), _read(raw["drift"]),
        tuple(_read_dealer(one) for one in raw["treated"]), tuple(_read_dealer(one) for one in raw["control"]),
    )  # fmt: skip


def _estimate(found: Estimate | None) -> dict[str, str | None] | None:
    if found is None:
        return None
    return {"effect": _text(found.effect), "low": _text(found.low), "high": _text(found.high),
            "error": _text(found.error), "df": _text(found.df)}  # fmt: skip


def _read(raw: Mapping[str, str | None] | None) -> Estimate | None:
    if raw is None:
        return None
    effect, low, high, error, df = (_number(raw[name]) for name in ("effect", "low", "high", "error", "df"))
    return Estimate(effect or Fraction(), low, high, error, df)


def _dealer(one: DealerCourse) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "counts": one.counts, "before": _exact(one.before),
            "after": _exact(one.after)}  # fmt: skip


def _read_dealer(raw: Mapping[str, Any]) -> DealerCourse:
    before, after = (tuple(_number(one) for one in raw[side]) for side in ("before", "after"))
    return DealerCourse(raw["id"], raw["name"], before, after, raw["counts"])


def _exact(values: Sequence[Fraction | None]) -> list[str | None]:
    return [None if one is None else str(one) for one in values]


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _text(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value.numerator, value.denominator)
