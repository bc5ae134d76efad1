"""Effects in words, in no language yet."""

from fractions import Fraction
from typing import Final

from app.alerts.telling import figure_text
from app.core.period import parse_period
from app.core.texts import N_, Text
from app.core.wording import decimals, percent_text
from app.meetings.effects.rows import AimRow, HitRate, Measured
from app.meetings.effects.rules import Estimate
from app.meetings.words import AIM_VERDICTS

SAID: Final = {
    "reached": N_("{kpi}: {effect} against the control group ({low} to {high}), expected {expected}: reached"),
    "missed": N_("{kpi}: {effect} against the control group ({low} to {high}), expected {expected}: not reached"),
    "not_proven": N_(
        "{kpi}: {effect} against the control group ({low} to {high}), expected {expected}: not proven, the interval "
        "covers 0"
    ),
    "no_control": N_(
        "{kpi}: {effect} since the decision, expected {expected}: no control group, so no cause is proven"
    ),
    "no_figures": N_(
        "{kpi}: expected {expected}, nothing to measure: none of the dealers that it touches has figures before and "
        "after"
    ),
    "too_early": N_("{kpi}: expected {expected}, too early to say: {why}"),
    "": N_("{kpi}: expected {expected}, not measured yet"),
}
_NOT_OVER: Final = N_("{month} is not over")
_NO_FIGURES: Final = N_("there are no figures of {month} yet")
_PLAIN: Final = frozenset({"", "too_early", "no_figures"})
"""Verdicts without a change to tell."""
_RATE: Final = N_(
    "{year}: decisions {decisions}, expected effects {aims}; reached {reached} of {judged} measured against a control "
    "group ({rate}), not proven {unproven}, no control group {alone}, no figures {blank}, waiting {waiting}"
)
_NO_RATE: Final = N_(
    "{year}: decisions {decisions}, expected effects {aims}; none is measured against a control group yet, no control "
    "group {alone}, no figures {blank}, waiting {waiting}"
)


def change_text(value: Fraction | None, unit: str, *, relative: bool) -> str | Text:
    """A change with its sign: per cent of the level, percentage points of a ratio, else in the KPI's unit."""
    if value is None:
        return "–"
    if relative:
        return f"{_sign(value)}{decimals(value * 100)}%"
    if unit == "ratio":
        return Text(N_("{n} pp"), {"n": f"{_sign(value)}{decimals(value * 100)}"})
    said = figure_text(value, unit)
    return Text(N_("+{value}"), {"value": said}) if value > 0 else said


def effect_text(found: Estimate | None, unit: str, *, relative: bool) -> str | Text:
    """A change with the interval that its true value lies in."""
    if found is None:
        return "–"
    said = change_text(found.effect, unit, relative=relative)
    if found.low is None or found.high is None:
        return said
    low, high = (change_text(one, unit, relative=relative) for one in (found.low, found.high))
    return Text(N_("{effect} ({low} to {high})"), {"effect": said, "low": low, "high": high})


def aim_text(one: AimRow) -> Text:
    """What was expected, in words."""
    expected = change_text(one.change, one.unit, relative=one.relative)
    return Text(N_("{kpi} {change}"), {"kpi": Text(one.kpi_title), "change": expected})


def early_text(month: str, *, over: bool) -> Text:
    """Why it is too early: the last month that is compared is not over, or its files are not there yet."""
    return Text(_NO_FIGURES if over else _NOT_OVER, {"month": month})


def said_of(one: AimRow) -> Text:
    """What came of a decision in one sentence: the verdict alone where its figures are not at hand."""
    expected = change_text(one.change, one.unit, relative=one.relative)
    told: dict[str, object] = {"kpi": Text(one.kpi_title), "expected": expected}
    found = one.result
    if one.verdict == "too_early":
        last = parse_period(one.months.after_to)
        told["why"] = early_text(last.name, over=(one.measured_on or 0) > last.last_day)
    if one.verdict in _PLAIN:
        return Text(SAID[one.verdict], told)
    estimate = None if found is None else (found.alone if one.verdict == "no_control" else found.effect)
    if estimate is None:
        verdict = Text(AIM_VERDICTS[one.verdict])
        return Text(N_("{kpi}: expected {expected}: {verdict}"), told | {"verdict": verdict})
    for name, value in (("effect", estimate.effect), ("low", estimate.low), ("high", estimate.high)):
        told[name] = change_text(value, one.unit, relative=one.relative)
    return Text(SAID[one.verdict], told)


def cautions(found: Measured) -> list[Text]:
    """What is to be kept in mind before a measurement is believed."""
    said = [] if found.reason is None else [found.reason]
    if found.drift is not None and found.drift.is_proven:
        change = change_text(found.drift.effect, found.unit, relative=found.relative)
        said.append(
            Text(
                N_("The groups went apart by {change} before the decision already: part of the effect is that."),
                {"change": change},
            )
        )
    out = sum(not one.counts and any(value is not None for value in (*one.before, *one.after))
              for one in (*found.treated, *found.control))  # fmt: skip
    if out:
        said.append(Text(N_("Dealers left out, with figures in less than half of the months: {n}."), {"n": out}))
    if sum(one.counts for one in found.treated) == 1 and found.effect is not None:
        said.append(Text(N_("One dealer was touched: the interval is that of a single dealer of the control group.")))
    return said


def rate_text(one: HitRate) -> Text:
    """The hit rate of a year in words, with all that is not in it."""
    said = {
        "year": str(one.year), "decisions": one.decisions, "aims": one.aims, "reached": one.reached,
        "judged": one.judged, "unproven": one.not_proven, "alone": one.no_control, "blank": one.no_figures,
        "waiting": one.waiting,
    }  # fmt: skip
    if one.rate is None:
        return Text(_NO_RATE, said)
    return Text(_RATE, said | {"rate": percent_text(one.rate, 0)})


def _sign(value: Fraction) -> str:
    return "+" if value > 0 else ""
