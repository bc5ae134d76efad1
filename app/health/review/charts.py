"""Grades before and after people decided, as a chart."""

from collections import Counter

from app.core.charts import Chart, Series
from app.core.texts import Texts
from app.health.charts import GRADE_TONES
from app.health.review.reading import ReviewView
from app.health.scheme import GRADE_WORDS, GRADES


def calibration_chart(t: Texts, view: ReviewView) -> Chart:
    """How many dealers stand in each grade: last quarter, as computed, and as decided."""
    computed, decided = view.counts()
    rows = [
        (t("Last quarter"), Counter(one.before for one in view.lines)),
        (t("Computed grade"), computed), (t("Decided grade"), decided),
    ]  # fmt: skip
    names = [(grade, t("{letter} {word}", letter=grade, word=t(GRADE_WORDS[grade]))) for grade in GRADES]
    series = tuple(
        Series(name, tuple(float(counts.get(grade, 0)) for _, counts in rows), GRADE_TONES[grade])
        for grade, name in [*names, (None, t("not graded"))]
    )
    return Chart(
        title="", categories=tuple(name for name, _ in rows), series=series, kind="stacked", unit=t("dealers")
    )  # fmt: skip
