"""What is said of an alert: its figures as they are kept, and its notice."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from app.alerts.model import Alert, AlertRule
from app.alerts.reading import number_text
from app.alerts.watching import Firing, Line, Range
from app.core.texts import N_, Text, days
from app.core.wording import decimals, money_text, percent_text
from app.inbox.service import Post
from app.kpi.kpi import Kpi

PAGE: Final = "alerts"
LONG: Final = 3
"""From so many months on it is serious."""
_RANGE: Final = N_("{kpi}, {who}: {value} in {month}, expected {low} to {high}")
_BEFORE: Final = N_("{kpi}, {who}: {value} in {month}, before {before}")
_PLAIN: Final = N_("{kpi}, {who}: {value} in {month}")
_ALL: Final = N_("all together")
_MYRIAD: Final = 10_000
"""Below it an amount is said in whole units of the currency."""
_WHOLE: Final = 100
"""From here on decimals say nothing."""


def figures_of(line: Line, one: Firing) -> dict[str, str | None]:
    """What is kept of a firing: its value, what it is compared with, what was expected, the largest distance."""
    month = line.months[one.first]
    low, expected, high = (None, None, None) if one.range is None else possible(line, one.range)
    return {
        "value": number_text(month.value), "before": number_text(month.before), "now": number_text(month.now),
        "expected": number_text(expected), "low": number_text(low), "high": number_text(high),
        "size": number_text(_size(line, one)),
    }  # fmt: skip


def possible(line: Line, expected: Range) -> Range:
    """An expected range as it can be: of a share it ends at all, of what was never below nothing at nothing."""
    low, middle, high = expected
    below = any(one.value is not None and one.value < 0 for one in line.months)
    return low if below else max(low, 0.0), middle, min(high, 1.0) if any(one.ratio for one in line.months) else high


def _size(line: Line, one: Firing) -> float | None:
    """Value less expected in the first month, else less what it is compared with."""
    month = line.months[one.first]
    now, _ = month.compared
    if one.range is not None and month.value is not None:
        return float(month.value) - one.range[1]
    return None if now is None or month.before is None else float(Fraction(now) - month.before)


def post_of(alert: Alert, rule: AlertRule, kpi: Kpi) -> Post:
    """The notice of an alert: one for each rule and key, said anew only for another event."""
    figures = alert.figures
    said: dict[str, Any] = {
        "kpi": Text(kpi.name), "who": alert.name or Text(_ALL), "month": alert.month,
        **_told({name: None if one is None else Fraction(one) for name, one in figures.items()}, kpi.unit),
    }  # fmt: skip
    msgid = {"low": _RANGE, "before": _BEFORE, "": _PLAIN}[_way(figures)]
    return Post(
        f"kpi:{alert.kpi}:{rule.over}:{alert.key}:{rule.id}", f"{alert.month}:{alert.side}", Text(msgid, said),
        severity_of(alert), PAGE, {"alert": alert.id}, rule.owner_id, alert.party_id, alert.kpi,
    )  # fmt: skip


def severity_of(alert: Alert) -> str:
    """Serious where it has lasted for months or is a new level, else important."""
    months = round((alert.last_on - alert.first_on) / 30.4) + 1
    return "bad" if alert.kind == "shift" or months >= LONG else "warn"


def figure_text(value: Fraction | str | None, unit: str) -> str | Text:
    """A figure rounded to be read: shares in per cent, money in the thousands of its language, days as days."""
    if value is None:
        return "–"
    number = Fraction(value)
    if unit == "ratio":
        return percent_text(number)
    if unit == "money" and abs(number) >= _MYRIAD:
        return money_text(number)
    said = decimals(number, 0 if abs(number) >= _WHOLE or number.denominator == 1 else 1)
    return days(said) if unit == "days" else said


def sentence(figures: Mapping[str, Fraction | None], unit: str) -> Text:
    """The value beside what was expected of it."""
    msgid = {
        "low": N_("{value}, expected {low} to {high}"),
        "before": N_("{value}, before {before}"),
        "": N_("{value}"),
    }
    return Text(msgid[_way(figures)], _told(figures, unit))


def _way(figures: Mapping[str, Fraction | str | None]) -> str:
    """What the value is set beside: the range that it left, else what it is compared with."""
    value, low, high = (
        None if (one := figures.get(name)) is None else Fraction(one) for name in ("value", "low", "high")
    )
    left = value is not None and low is not None and high is not None and not low <= value <= high
    if figures.get("before") is not None and not left:
        return "before"
    return "" if low is None else "low"


def _told(figures: Mapping[str, Fraction | None], unit: str) -> dict[str, str | Text]:
    """The figures as text; beside what it is compared with stands what was compared: January with February."""
    said = {name: figure_text(figures.get(name), unit) for name in ("value", "low", "high", "before")}
    if _way(figures) == "before" and figures.get("now") is not None:
        said["value"] = figure_text(figures["now"], unit)
    return said
