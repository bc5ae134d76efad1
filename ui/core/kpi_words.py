"""A KPI's figures in words: value and unit, and how it changed."""

from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.money import AMOUNT_SCALE
from app.core.texts import N_, Text
from app.kpi.definitions import Kpi as Definition
from app.kpi.goals import attains
from app.kpi.states import ABSENT
from app.kpi.wording import without_text
from ui.core.words import Tone as Status

if TYPE_CHECKING:
    from app.kpi.goals import Aim
    from app.kpi.queries import KpiRow
    from ui.core.look import Look


def value_parts(look: "Look", unit: str, value: Fraction | None, currency: str) -> tuple[str, str]:
    """Figure and unit."""
    formats = look.formats
    if value is None:
        return formats.number(None), ""
    if unit == "money":
        return formats.money_parts(value * AMOUNT_SCALE, currency or "CNY")
    if unit == "ratio":
        return formats.percent(value).removesuffix("%"), "%"
    if unit == "days":
        return formats.number(value, 0 if value.denominator == 1 else 1), look.t("days")
    places = 0 if unit in {"count", "quantity"} else 1
    said = {"per_thousand": look.t("per 1,000"), "score": look.t("points of 5")}
    return formats.number(value, places), said.get(unit, "")


def absent_words(look: "Look", row: "KpiRow") -> str:
    """Why there is no value, instead of a dash."""
    return look.t(ABSENT[row.state]) if row.state in ABSENT else look.formats.number(None)


def value_text(look: "Look", unit: str, value: Fraction | None, currency: str) -> str:
    """Both in one text."""
    figure, said = value_parts(look, unit, value, currency)
    return figure + said if said == "%" else f"{figure} {said}".strip()


def change_of(look: "Look", unit: str, now: Fraction | None, then: Fraction | None) -> tuple[str, int] | None:
    """A change in words (per cent of an amount, points of a ratio, else the difference) and its sign."""
    if now is None or then is None:
        return None
    change, formats = now - then, look.formats
    printed = round(change * 1000 if unit == "ratio" else change * 10)  # what is shown as 0.0 is no change
    sign = (printed > 0) - (printed < 0)
    if unit in {"money", "quantity"}:
        return (formats.percent(change / then, signed=True), sign) if then > 0 else None
    if unit == "ratio":
        return formats.points(change), sign
    if unit == "days":
        return formats.days(change, 0 if change.denominator == 1 else 1, signed=True), sign
    return formats.number(change, 0 if change.denominator == 1 else 1, signed=True), sign


def goal_words(look: "Look", unit: str, value: Fraction, upper: Fraction | None, currency: str) -> str:
    """A goal with its unit, a range with both its ends."""
    most = value_text(look, unit, value if upper is None else upper, currency)
    return most if upper is None else f"{value_parts(look, unit, value, currency)[0]}–{most}"


def aim_words(look: "Look", definition: Definition, aim: "Aim", value: Fraction | None, currency: str) -> str:
    """What a figure shall be, which share of it is reached, and which months have no target."""
    said = [look.t("goal {value}", value=goal_words(look, definition.unit, aim.value, aim.upper, currency))]
    share = aim.attained(definition, value) if attains(definition) else None
    said += [] if share is None else [look.t("attained {share}", share=look.formats.percent(share))]
    without = without_text(aim.without)
    return " · ".join(said if without is None else [*said, look.say(without)])


def aim_state(definition: Definition, aim: "Aim | None", value: Fraction | None) -> tuple[Text, Status] | None:
    """Whether a goal is met, with its tone; None where that cannot be told."""
    met = None if aim is None else aim.met(definition, value)
    if aim is not None and aim.upper is not None and (words := aim.verdict(definition, value)) is not None:
        return words, "good" if met else "bad"
    return None if met is None else (Text(N_("goal met")), "good") if met else (Text(N_("goal missed")), "bad")


def tone_of(definition: Definition, sign: int) -> Status:
    """Whether a change of that sign is an improvement."""
    if not sign or definition.direction not in {"higher", "lower"}:
        return "dim"
    return "good" if (sign > 0) == (definition.direction == "higher") else "bad"
