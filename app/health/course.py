"""Where a dealer has been going for quarters: a score that rose or fell every time, and the figure that carried it."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from app.core.texts import N_, Text
from app.health.assembly import info_of
from app.health.frozen import Frozen, Series
from app.health.rules import score_of, shown_tenths
from app.health.sheets import KpiInfo
from app.health.wording import grade_text, tenths_text, value_text

STEPS: Final = 3
"""So many moves the same way in a row are a course; two happen by chance to every second dealer."""
LEAST: Final = 100
"""Tenths of a point that a course must have come: two thirds of what lies between two grades."""
_ROSE: Final = N_("Recovering: up in each of the last {n} quarters, {scores} points, grade {first} to {last}.")
_FELL: Final = N_("Sinking: down in each of the last {n} quarters, {scores} points, grade {first} to {last}.")
_WITH: Final = N_("{course} {name} with it: {values}.")
_ARROW: Final = N_("{first} → {second}")


def course_of(frozen: Frozen, infos: Mapping[str, KpiInfo]) -> Text | None:
    """The course up to this quarter; None where the score did not move the same way ``STEPS`` times, or no grade."""
    score = frozen.result.score
    if score is None or frozen.verdict.grade is None:
        return None
    past = [*((one.score, one.grade) for one in frozen.history), (score, frozen.verdict.grade)]
    for words, up in ((_ROSE, True), (_FELL, False)):
        steps = _steps([None if one is None else Fraction(shown_tenths(one)) for one, _ in past], up=up)
        if steps >= STEPS:
            run = past[-steps - 1 :]
            tenths = [shown_tenths(one) for one, _ in run if one is not None]
            if abs(tenths[-1] - tenths[0]) < LEAST:
                return None
            scores = [tenths_text(one) for one in tenths]
            said = {"n": steps, "scores": _joined(scores), "first": grade_text(run[0][1]),
                    "last": grade_text(run[-1][1])}  # fmt: skip
            return _carried(frozen, infos, Text(words, said), steps, up=up)
    return None


def _steps(values: Sequence[Fraction | None], *, up: bool) -> int:
    """How many times in a row up to the last value they rose, or fell."""
    count = 0
    for before, after in reversed(list(pairwise(values))):
        if before is None or after is None or (after <= before if up else after >= before):
            break
        count += 1
    return count


def _carried(frozen: Frozen, infos: Mapping[str, KpiInfo], course: Text, steps: int, *, up: bool) -> Text:
    """The course with the indicator that went the same way every time and moved the most points."""
    best = max(((_moved(frozen, series, steps, up=up), series.kpi, series) for series in frozen.series), default=None)
    if best is None or best[0] <= 0:
        return course
    info = info_of(infos, best[1])
    values = [value_text(info, value) for value in best[2].values[-steps - 1 :]]
    return Text(_WITH, {"course": course, "name": Text(info.title), "values": _joined(values)})


def _moved(frozen: Frozen, series: Series, steps: int, *, up: bool) -> Fraction:
    """Points that a figure moved over the course; 0 where it did not go the same way every time."""
    rule, values = frozen.scheme.indicator(series.kpi), series.values[-steps - 1 :]
    part = frozen.result.part(series.kpi)
    if rule is None or part is None or len(values) <= steps:
        return Fraction(0)
    scores = [score_of(rule, value) for value in values if value is not None]
    moves = [after - before for before, after in pairwise(scores)]
    if len(scores) <= steps or not all(move >= 0 if up else move <= 0 for move in moves):
        return Fraction(0)
    return part.weight * abs(scores[-1] - scores[0])


def _joined(values: Sequence[str | Text]) -> str | Text:
    whole: str | Text = values[0]
    for value in values[1:]:
        whole = Text(_ARROW, {"first": whole, "second": value})
    return whole
