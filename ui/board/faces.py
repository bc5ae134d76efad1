"""A card's figures in words: value and unit, changes, target, and by which dates it counts."""

from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from app.core.charts import Spark, Tone
from app.core.money import AMOUNT_SCALE
from app.core.texts import N_, Text
from app.health.wording import target_text
from app.kpi.counting import TAXES, left_aside
from app.kpi.definitions import BASIS_TITLES, DIRECTION_TITLES, FIXED_BASIS, KPIS, UNIT_TITLES
from app.kpi.definitions import Kpi as Definition
from app.kpi.mixing import UNIT_STATES
from app.kpi.wording import POSTED, POSTED_PARTS, asked_words, listed, without_text
from app.reports.kit.words import LIGHTS
from ui.core.kpi_card import Kpi
from ui.core.kpi_words import absent_words, aim_words, change_of, tone_of, value_parts, value_text
from ui.core.trust import quality_words
from ui.core.words import Tone as Status
from ui.core.words import Words

if TYPE_CHECKING:
    from app.health.sheets import KpiInfo
    from app.kpi.board import Figure
    from app.kpi.queries import KpiRow
    from ui.board.reading import BoardView
    from ui.core.look import Look

_TONES: Final[dict[str, Status]] = {"good": "good", "warn": "warn", "bad": "bad", "none": "dim"}
_SPARKS: Final[dict[str, Tone]] = {"good": "series1", "warn": "warn", "bad": "bad", "none": "series1"}
_LONG: Final = 1_000
"""From here on a part of a quotient is said without decimals."""
YEARLY: Final = {
    "cumulative": N_("Jan-Feb YoY {n}"),
    "lunar": N_("YoY {n} by days to New Year's Eve"),
    "qingming": N_("YoY {n} by days to Qingming"),
    "dragon-boat": N_("YoY {n} by days to the Dragon Boat Festival"),
    "mid-autumn": N_("YoY {n} by days to Mid-Autumn"),
    "national-day": N_("YoY {n} by days to National Day"),
}
"""How a change from year to year is called where it is not simply the same period."""


def face_of(look: "Look", view: "BoardView", figure: "Figure") -> Kpi:
    """A card's face."""
    definition = KPIS[figure.kpi]
    value, unit = value_parts(look, definition.unit, figure.value, view.currency)
    if figure.row is not None and figure.value is None and figure.refused is None:
        value = absent_words(look, figure.row)
    light = view.lights.get(figure.kpi, "none")
    yearly = view.choice.period.name.count("-") == 0 or ".." in view.choice.period.name
    before = None if yearly else change_of(look, definition.unit, figure.value, figure.before)
    year = change_of(look, definition.unit, figure.year_now, figure.year_ago)
    yearly_words = YEARLY.get(view.aligned, N_("YoY {n}"))
    delta, direction, tone = _delta(definition, before or year, N_("prev. {n}") if before else yearly_words)
    against: Words = ""
    against_tone: Status | None = None
    if before and year:
        against = Text(yearly_words, {"n": year[0]})
        against_tone = tone_of(definition, year[1])
        against_tone = None if against_tone == "dim" else against_tone
    state = state_of(look, view, figure)
    quality, quality_tip = quality_words(look, view.trust.get(figure.kpi))
    months = tuple(None if one is None else float(one) for one in figure.months)
    return Kpi(
        figure.kpi, Text(definition.name), value, unit,
        exact=exact_of(look, definition, figure.row, view.currency),
        delta=delta, direction=direction, delta_tone=tone, against=against, against_tone=against_tone,
        spark=Spark(months, _SPARKS[light]) if sum(one is not None for one in months) > 1 else None,
        state=state, state_tone=_TONES[light], definition=definition_of(definition), note=note_of(look, view, figure),
        quality=quality, quality_tip=quality_tip,
        absent=figure.value is None,
        late=(posted_words(look, definition, figure.row, view.currency) or "") if figure.row is not None else "",
    )  # fmt: skip


def _delta(
    definition: Definition, change: tuple[str, int] | None, words: str
) -> tuple[Words, Literal["up", "down", "flat", ""], Status]:
    if change is None:
        return "", "", "dim"
    direction: Literal["up", "down", "flat"] = "up" if change[1] > 0 else "down" if change[1] else "flat"
    return Text(words, {"n": change[0]}), direction, tone_of(definition, change[1])


def state_of(look: "Look", view: "BoardView", figure: "Figure") -> Words:
    """Where the value stands against its target, in a word."""
    light, value = view.lights.get(figure.kpi, "none"), figure.value
    if light == "none" or value is None:
        return ""
    if figure.kpi == "net_amount" and view.attainment is not None:
        return Text(N_("{share} of target"), {"share": look.formats.percent(view.attainment.amount)})
    if figure.kpi in view.goals:
        aim = view.goals[figure.kpi]
        if aim.upper is not None:
            return aim.verdict(KPIS[figure.kpi], value) or ""
        return Text(N_("goal met")) if light == "good" else Text(N_("goal missed"))
    rule = view.rules.get(figure.kpi)
    if light != "good" and rule is not None and rule.direction == "band" and rule.upper is not None:
        return Text(N_("too high")) if value > rule.upper else Text(N_("too low"))
    return Text(LIGHTS[light])


def basis_words(definition: Definition, row: "KpiRow | None") -> list[Text]:
    """By which date it counts, and with or without tax."""
    basis = row.basis if row is not None and row.basis else (definition.bases[0] if definition.bases else "")
    tax = row.tax if row is not None else (definition.taxes[0] if definition.taxes else "")
    return [*([Text(BASIS_TITLES[basis])] if basis else []), *([Text(TAXES[tax])] if tax else [])]


def note_of(look: "Look", view: "BoardView", figure: "Figure") -> Words:
    """What it aims at, and where it counts by other dates or taxes than the page's head says, by which."""
    if figure.refused is not None:
        return figure.refused
    definition = KPIS[figure.kpi]
    head = view.choice.counting
    said = (Text(BASIS_TITLES[head.basis or FIXED_BASIS]), Text(TAXES[head.tax or "net"]))
    counted = [look.say(one) for one in basis_words(definition, figure.row) if one not in said]
    aside = asked_words(left_aside(definition, view.choice.counting))
    if figure.row is not None and figure.row.state in UNIT_STATES:
        counted.append(look.t(UNIT_STATES[figure.row.state], unit=figure.row.unit_name or ""))
    parts = [look.t("n/a here: {words}", words=look.say(listed(aside)))] if aside else []
    if (view.choice.counting.tax or definition.unvalued) and figure.row is not None and figure.row.left_out:
        parts.append(look.t("left out as unknown: {n}", n=look.formats.number(figure.row.left_out)))
    if figure.kpi == "net_amount" and view.running and view.choice.period.last > view.reaches:
        counted.append(look.t("holidays known until {day}", day=look.formats.day(view.reaches)))
    if figure.kpi == "net_amount" and view.attainment is not None and view.attainment.denominator:
        target = _whole(
            look.formats.money(Fraction(view.attainment.denominator) * AMOUNT_SCALE, view.currency or "CNY")
        )
        parts.append(look.t("target {value}", value=target))
        if view.running:
            parts.append(look.t("time progress {share}", share=look.formats.percent(view.over)))
        if view.gap is not None and view.over:
            gap = _whole(look.formats.money(abs(view.gap) * AMOUNT_SCALE, view.currency or "CNY"))
            parts.append(
                look.t("behind by {value}", value=gap) if view.gap > 0 else look.t("ahead by {value}", value=gap)
            )
        without = without_text(view.attainment)
        parts += [] if without is None else [look.say(without)]
    else:
        parts += _aims(look, view, figure)
    return " · ".join((*parts, *counted))


def _whole(amount: str) -> str:
    """An amount that stays in one line with its unit."""
    return amount.replace(" ", "\u00a0")


def _aims(look: "Look", view: "BoardView", figure: "Figure") -> list[str]:
    """The goal that somebody set, else the health model's target."""
    definition, rule, goal = KPIS[figure.kpi], view.rules.get(figure.kpi), view.goals.get(figure.kpi)
    if goal is not None:
        return [aim_words(look, definition, goal, figure.value, view.currency)]
    if rule is not None:
        aim = target_text(_info(definition), rule)
        return [look.t("target {value}", value=look.say(aim) if isinstance(aim, Text) else aim)]
    return [look.t("with net sales above zero")] if figure.kpi == "active_dealers" else []


def posted_words(look: "Look", definition: Definition, row: "KpiRow", currency: str) -> Text | None:
    """What a value contains of closed months (跨期调整); of a quotient its numerator and denominator."""
    top, bottom = row.posted
    if top is None:
        return None
    if bottom is None:
        return Text(POSTED, {"value": value_text(look, definition.unit, top, currency)})
    said = {
        name: look.formats.number(one, 0 if abs(one) >= _LONG else 2)
        for name, one in (("top", top), ("bottom", bottom))
    }
    return Text(POSTED_PARTS, said)


def _info(definition: Definition) -> "KpiInfo":
    from app.health.kpis import kpi_infos

    return kpi_infos()[definition.id]


def exact_of(look: "Look", definition: Definition, row: "KpiRow | None", currency: str) -> str:
    """The exact value with its numerator and denominator, for the tooltip."""
    if row is None or row.value is None:
        return look.t("No figures for this choice.")
    lines = [exact_text(look, definition.unit, row.amount, currency)]
    if row.denominator is not None and row.numerator is not None:
        parts = {"top": plain(look, row.numerator), "bottom": plain(look, row.denominator)}
        lines.append(look.t("{top} / {bottom}", **parts))
    lines.append(look.t("Facts behind it: {n}", n=look.formats.number(row.n)))
    return "\n".join(lines)


def exact_text(look: "Look", unit: str, value: Fraction | None, currency: str) -> str:
    """A value with its decimals."""
    if value is not None and unit == "money":
        return look.formats.exact_money(round(value * AMOUNT_SCALE), currency or "CNY")
    if value is not None and unit == "ratio":
        return look.formats.percent(value, 4)
    return value_text(look, unit, value, currency)


def plain(look: "Look", number: str | None) -> str:
    """Decimal text with separators and at most two places."""
    if number is None:
        return look.formats.number(None)
    value = Fraction(number)
    return look.formats.number(value, 0 if value.denominator == 1 else 2)


def definition_of(definition: Definition) -> Text:
    """The info button's tooltip."""
    return Text(N_("{sentence}\n{direction}"), {
        "sentence": Text(definition.sentence), "direction": Text(DIRECTION_TITLES[definition.direction]),
    })  # fmt: skip


def unit_words(definition: Definition) -> Text:
    """The unit of a KPI."""
    return Text(UNIT_TITLES[definition.unit])
