"""Changes to a draft of the model, and bounds of indicators as people type them."""

from dataclasses import replace
from fractions import Fraction

from app.core.errors import UserError
from app.health.comparing import short
from app.health.scheme import Dimension, Indicator, Scheme, fitted
from app.health.sheets import Unit


def put_indicator(scheme: Scheme, indicator: Indicator, *, side: str = "") -> Scheme:
    """The model with an indicator added, or in the place of that of the same KPI; ``side`` names a new dimension."""
    sides = scheme.dimensions
    if side:
        taken = {each.id for each in sides}
        key = next(name for name in (f"own{n}" for n in range(1, len(taken) + 2)) if name not in taken)
        sides = (*sides, Dimension(key, side, Fraction(0)))
        indicator = replace(indicator, dimension=key)
    at = next((i for i, each in enumerate(scheme.indicators) if each.kpi == indicator.kpi), len(scheme.indicators))
    rows = (*scheme.indicators[:at], indicator, *scheme.indicators[at + 1 :])
    return _used(replace(scheme, dimensions=sides, indicators=rows, way="hand"))


def drop_indicator(scheme: Scheme, kpi: str) -> Scheme:
    """The model without an indicator, its guard rails and comparisons; a dimension without any other goes too."""
    return _used(replace(
        scheme, indicators=tuple(each for each in scheme.indicators if each.kpi != kpi), way="hand",
        rails=tuple(each for each in scheme.rails if each.kpi != kpi),
        answers=tuple(each for each in scheme.answers if kpi not in {each.one, each.other}),
    ))  # fmt: skip


def rename_side(scheme: Scheme, key: str, title: str) -> Scheme:
    """The model with another name of a dimension."""
    sides = tuple(replace(each, title=title) if each.id == key else each for each in scheme.dimensions)
    return replace(scheme, dimensions=sides)


def _used(scheme: Scheme) -> Scheme:
    used = {each.dimension for each in scheme.indicators}
    gone = {each.id for each in scheme.dimensions} - used
    answers = tuple(each for each in scheme.answers if not gone & {each.one, each.other})
    sides = tuple(each for each in scheme.dimensions if each.id in used)
    return fitted(replace(scheme, dimensions=sides, answers=answers))


def typed_number(text: str) -> Fraction:
    """A number that was typed; raises UserError where it is none."""
    try:
        return Fraction(text.strip().replace("\N{MINUS SIGN}", "-").replace(",", ""))
    except (ValueError, ZeroDivisionError) as error:
        raise UserError("“{text}” is no number.", text=text) from error


def typed_bound(unit: Unit, text: str) -> Fraction:
    """A bound of an indicator: shares are typed in per cent."""
    value = typed_number(text.strip().removesuffix("%"))
    return value / 100 if unit == "percent" else value


def shown_bound(unit: Unit, value: Fraction | None) -> str:
    """A bound as it is typed."""
    if value is None:
        return ""
    return short(value * 100 if unit == "percent" else value).replace("\N{MINUS SIGN}", "-").replace(",", "")
