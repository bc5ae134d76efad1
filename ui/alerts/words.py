"""How the page writes figures, conditions and numbers that are typed."""

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from app.alerts.conditions import Baseline, Level, Part, Relative, Sample
from app.alerts.spec import Watch, exact
from app.core.charts import Format
from app.core.money import AMOUNT_SCALE
from app.core.texts import N_, Text
from app.kpi.kpi import Kpi
from app.kpi.wording import listed

if TYPE_CHECKING:
    from ui.core.look import Look

FORMATS: Final[dict[str, Format]] = {"money": "money", "ratio": "percent", "days": "days"}
_RANGE: Final = {
    "either": N_("outside its own range"), "above": N_("above its own range"), "below": N_("below its own range"),
}  # fmt: skip
_CHANGE: Final = {
    "either": N_("changed by at least {value}"), "above": N_("up by at least {value}"),
    "below": N_("down by at least {value}"),
}  # fmt: skip
_LEVEL: Final = {"above": N_("above {value}"), "below": N_("below {value}")}


def figure(look: "Look", value: Fraction | None, unit: str) -> str:
    """A figure in its unit; a dash where it is unknown."""
    if unit == "money" and value is not None:
        return look.formats.money(value * AMOUNT_SCALE)
    return look.formats.chart(FORMATS.get(unit, "number"), value, short=False)


def conditions(look: "Look", watch: Watch, kpi: Kpi) -> Text:
    """What a rule asks, in words."""
    said = [_part(look, one, kpi.unit) for one in watch.rule.parts]
    if watch.rule.months > 1:
        said.append(Text(N_("{n} months in a row"), {"n": watch.rule.months}))
    return listed(said)


def _part(look: "Look", part: Part, unit: str) -> Text:
    if isinstance(part, Baseline):
        return Text(_RANGE[part.side])
    if isinstance(part, Sample):
        return Text(N_("over at least {n} facts"), {"n": look.formats.number(part.least)})
    if isinstance(part, Level):
        return Text(_LEVEL[part.side], {"value": figure(look, part.limit, unit)})
    value = figure(look, part.least, "ratio" if isinstance(part, Relative) else unit)
    return Text(_CHANGE[part.side], {"value": value})


def typed(words: str) -> str:
    """A number as it is kept: 90 % is 0.9, thousands may be parted."""
    plain = words.replace(",", "").replace("，", "").strip()
    for sign in ("%", "％"):
        if plain.endswith(sign):
            try:
                return exact(Fraction(plain[: -len(sign)].strip()) / 100)
            except (ValueError, ZeroDivisionError):
                return plain
    return plain


def shown(value: Fraction, unit: str) -> str:
    """A kept number as one types it."""
    return f"{exact(value * 100)}%" if unit == "ratio" else exact(value)


def said(look: "Look", figures: dict[str, Fraction | None], unit: str) -> Text:
    """The value beside the range that it left, or what it is compared with."""
    value, low, high, before = (figures.get(name) for name in ("value", "low", "high", "before"))
    told = {name: figure(look, one, unit) for name, one in
            (("value", value), ("low", low), ("high", high), ("before", before))}  # fmt: skip
    left = value is not None and low is not None and high is not None and not low <= value <= high
    if before is not None and not left:
        now = figures.get("now")
        return Text(N_("{value}, before {before}"), told if now is None else told | {"value": figure(look, now, unit)})
    return Text(N_("{value}") if low is None else N_("{value}, expected {low} to {high}"), told)
