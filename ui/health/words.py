"""Grades, tiers, confidence and figures of health as the screen says them."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from app.core.texts import N_, Text
from app.health.scheme import GRADES, Grade
from app.health.wording import grade_text, value_text
from app.reports.kit.words import CONFIDENCE, NO_FIGURE, TIERS
from ui.core.table_columns import State
from ui.core.words import Tone, Words

if TYPE_CHECKING:
    from app.health.sheets import HealthSheet, IndicatorLine, KpiInfo, RankLine

GRADE_TONES: Final[Mapping[Grade | None, Tone]] = {
    "A": "good", "B": "brand", "C": "dim", "D": "warn", "E": "bad", None: "dim",
}  # fmt: skip


def grade_state(grade: Grade | None) -> State:
    """Letter and word in the grade's colour and shape."""
    return State(grade_text(grade), GRADE_TONES[grade])


def final_state(line: "RankLine | HealthSheet") -> State:
    """The grade that a signed review decided and the computed one that it stands for, else the computed one alone."""
    if line.decided is None:
        return grade_state(line.grade)
    said = {"grade": grade_text(line.decided.grade), "computed": line.grade or "—",
            "letter": line.decided.grade}  # fmt: skip
    return State(Text(N_("{grade}, not {computed}"), said), GRADE_TONES[line.decided.grade])


def review_words(sheet: "HealthSheet") -> list[Text]:
    """Why the review decided another grade and who did, what the manager said, and what follows from the grade."""
    found = []
    if (one := sheet.decided) is not None:
        said = {"decided": grade_text(one.grade), "computed": grade_text(sheet.grade), "reason": one.reason,
                "by": one.by or "—", "day": one.on}  # fmt: skip
        found.append(Text(N_("Review: decided {decided}, computed {computed}: {reason} ({by}, {day})"), said))
    if sheet.comment:
        found.append(Text(N_("Comment: {text}"), {"text": sheet.comment}))
    if sheet.follows is not None:
        found.append(sheet.follows)
    return found


def grade_order(state: State) -> int:
    """A is first, no grade last."""
    words = state.words
    letter = words.params.get("letter") if isinstance(words, Text) else None
    return GRADES.index(letter) if letter in GRADES else len(GRADES)


def tier_words(tier: str) -> Words:
    """省级, 市级, 县级; what is no tier of ours stays."""
    return Text(TIERS[tier]) if tier in TIERS else tier


def confidence_words(sheet: "HealthSheet") -> Text:
    """High, medium or low."""
    return Text(CONFIDENCE[sheet.confidence])


def interval(sheet: "HealthSheet") -> str:
    """Between which scores the true one lies: ``68.2–75.4``; empty where it is exact or unknown."""
    if sheet.low is None or sheet.high is None or sheet.low == sheet.high:
        return ""
    return f"{float(sheet.low):.1f}–{float(sheet.high):.1f}"


def place_words(sheet: "HealthSheet") -> Words:
    """The place among the region's dealers, and between which ones it lies with other weights."""
    if sheet.place is None or sheet.places is None:
        return ""
    said = {"place": sheet.place, "n": sheet.graded, "best": sheet.places.best, "worst": sheet.places.worst}
    if sheet.places.best == sheet.places.worst:
        return Text(N_("Place {place} of {n}; {best} in nine of ten draws of the weights too"), said)
    return Text(N_("Place {place} of {n}; {best} to {worst} in nine of ten draws of the weights"), said)


def presence_words(line: "IndicatorLine") -> Words:
    """Why an indicator has no figure; empty where it has one."""
    said = NO_FIGURE[line.presence]
    return Text(said) if said else ""


def figure_words(info: "KpiInfo", value: Fraction | None) -> Words:
    """A KPI's figure with its unit."""
    return value_text(info, value)


def change_tone(change: Fraction | int | None) -> Tone | None:
    """Good for a rise of a score, bad for a fall."""
    if not change:
        return None
    return "good" if change > 0 else "bad"


REASONS: Final[Mapping[str, str]] = {
    "coverage": N_("Too few figures"), "not_reported": N_("Reports missing"), "no_figures": N_("No figures"),
}  # fmt: skip
"""Why there is no grade, in a word or two."""
