"""The charts of health sheets as specifications, drawn alike on the screen and in a PDF."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from app.core.charts import Chart, Format, Series, Tone
from app.core.texts import N_, Texts
from app.health.rules import shown_tenths
from app.health.scheme import GRADE_WORDS, GRADES, Grade
from app.health.sheets import DriverLine, HealthSheet, RegionSheet, Standing, Trend, Unit

GRADE_TONES: Final[Mapping[Grade | None, Tone]] = {
    "A": "good",
    "B": "series1",
    "C": "dim",
    "D": "warn",
    "E": "bad",
    None: "strong",
}
_FORMATS: Final[Mapping[Unit, Format]] = {
    "percent": "percent",
    "days": "days",
    "money": "money",
    "score": "score",
    "number": "number",
    "per_thousand": "number",
}
_SHORT: Final = (N_("{year} Q1"), N_("{year} Q2"), N_("{year} Q3"), N_("{year} Q4"))
MOST_STEPS: Final = 7
REGION_STEPS: Final = 5


def period_label(t: Texts, period: str) -> str:
    """A period on an axis: ``25 Q1``, ``25-03``."""
    return t(_SHORT[int(period[-1]) - 1], year=period[2:4]) if "Q" in period else period[2:]


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _printed(score: Fraction | None) -> float | None:
    return None if score is None else shown_tenths(score) / 10


def bridge_steps(t: Texts, drivers: Sequence[DriverLine], most: int) -> tuple[list[str], list[float], list[str]]:
    """Names, points and KPIs of at most so many reasons; the last of them stands for all others."""
    live = [each for each in drivers if each.tenths]
    main, rest = (live, []) if len(live) <= most else (live[: most - 1], live[most - 1 :])
    names = [t.render(each.title) for each in main]
    values = [each.tenths / 10 for each in main]
    keys = [each.kpi for each in main]
    if rest:
        names.append(t("Others: {n}", n=len(rest)))
        values.append(sum(each.tenths for each in rest) / 10)
        keys.append("")
    return names, values, keys


def _bridge(
    t: Texts,
    drivers: Sequence[DriverLine],
    before: Fraction | None,
    after: Fraction | None,
    labels: tuple[str, str],
    most: int = MOST_STEPS,
) -> Chart | None:
    if before is None or after is None:
        return None
    names, values, keys = bridge_steps(t, drivers, most)
    return Chart(
        title="",
        categories=(labels[0], *names, labels[1]),
        series=(Series(t("Score"), (_printed(before), *values, _printed(after))),),
        kind="waterfall",
        format="score",
        unit=t("{points} points", points="").strip(),
        keys=("", *keys, ""),
    )


def bridge_chart(t: Texts, sheet: HealthSheet) -> Chart | None:
    """From last quarter's score to this one by driver; None where there is nothing to compare."""
    if sheet.before is None:
        return None
    labels = (period_label(t, sheet.before.period), period_label(t, sheet.period))
    return _bridge(t, sheet.drivers, sheet.before.score, sheet.score, labels)


def region_bridge_chart(t: Texts, sheet: RegionSheet) -> Chart | None:
    """From last quarter's mean score of the region to this one by dimension."""
    if not sheet.previous_period:
        return None
    labels = (period_label(t, sheet.previous_period), period_label(t, sheet.period))
    return _bridge(t, sheet.bridge, sheet.score_before, sheet.score, labels, most=REGION_STEPS)


def history_chart(t: Texts, history: Sequence[Standing]) -> Chart:
    """The score of the last quarters, each column in its grade's colour."""
    return Chart(
        title=t("Score by quarter"),
        categories=tuple(period_label(t, each.period) for each in history),
        series=(
            Series(
                t("Score"),
                tuple(_printed(each.score) for each in history),
                tones=tuple(GRADE_TONES[each.grade] for each in history),
            ),
        ),
        format="score",
    )


def trend_chart(t: Texts, trend: Trend) -> Chart:
    """One KPI over the last periods: amounts as columns, everything else as a line."""
    return Chart(
        title=t(trend.info.title),
        categories=tuple(period_label(t, each) for each in trend.periods),
        series=(
            Series(
                t(trend.info.title),
                tuple(_number(each) for each in trend.values),
                shape="bar" if trend.info.unit == "money" else "line",
            ),
        ),
        format=_FORMATS[trend.info.unit],
        target=_number(trend.target),
    )


def grades_chart(t: Texts, sheet: RegionSheet) -> Chart:
    """How many dealers stand in each grade, last quarter and now."""
    rows = [(sheet.grades, sheet.ungraded)]
    names = [period_label(t, sheet.period)]
    if sheet.previous_period:
        rows.insert(0, (sheet.grades_before, sheet.ungraded_before))
        names.insert(0, period_label(t, sheet.previous_period))
    series = [
        Series(
            t("{letter} {word}", letter=grade, word=t(GRADE_WORDS[grade])),
            tuple(float(counts.get(grade, 0)) for counts, _ in rows),
            GRADE_TONES[grade],
        )
        for grade in GRADES
    ]
    series.append(Series(t("not graded"), tuple(float(none) for _, none in rows), GRADE_TONES[None]))
    return Chart(title="", categories=tuple(names), series=tuple(series), kind="stacked", unit=t("dealers"))
