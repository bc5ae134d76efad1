"""Vector charts from the screen's specifications: honest, legible, nothing outside the box."""

import itertools
from fractions import Fraction

import pytest
from reportlab.graphics.shapes import Drawing, Rect, String

from app.core.charts import Chart, Series
from app.core.texts import EN, LANGUAGES, ZH, texts
from app.health.charts import bridge_chart, grades_chart, history_chart, trend_chart
from app.reports.kit.charts import drawing, nice_ticks, tall_of
from app.reports.kit.fonts import width_of
from tests.app.health import samples


def _strings(found: Drawing) -> list[String]:
    return [each for each in found.contents if isinstance(each, String)]


def _bars(found: Drawing) -> list[Rect]:
    return [each for each in found.contents if isinstance(each, Rect)]


def _edges(each: String) -> tuple[float, float]:
    wide = width_of(each.text, each.fontSize, bold=each.fontName.endswith("Bold"))
    left = {"start": each.x, "end": each.x - wide, "middle": each.x - wide / 2}[each.textAnchor]
    return left, left + wide


@pytest.mark.parametrize("low_high", [(0, 91), (0.0, 0.084), (-3.2, 5), (7420000, 8950000), (5, 5)])
def test_ticks_are_round_and_cover_the_values(low_high: tuple[float, float]) -> None:
    low, high = low_high
    ticks = nice_ticks(low, high)
    assert ticks[0] <= low
    assert ticks[-1] >= high or low == high
    assert 2 <= len(ticks) <= 8


def test_columns_start_at_zero_even_where_all_values_are_high() -> None:
    chart = Chart("x", ("a", "b"), (Series("s", (91.0, 95.0)),))
    found = drawing(texts(ZH), chart, 300, 120)
    one, two = _bars(found)
    assert one.y == two.y
    assert one.height / two.height == pytest.approx(91 / 95, rel=1e-6)
    assert "0" in {each.text for each in _strings(found)}


def test_a_bridge_steps_from_one_total_to_the_other_and_prints_the_signed_steps() -> None:
    sheet = samples.sheet()
    chart = bridge_chart(texts(EN), sheet)
    assert chart is not None
    before, *steps, after = (value or 0.0 for value in chart.series[0].values)
    assert round(before + sum(steps), 6) == pytest.approx(after)
    drawn = drawing(texts(EN), chart, 500, tall_of(chart))
    first, *bars, last = _bars(drawn)
    assert len(bars) == sum(step != 0 for step in steps)
    assert first.width == last.width < 4, "totals are marks: a bar would have to start at zero"
    printed = {each.text for each in _strings(drawn)}
    assert "85.2" in printed
    assert "−9.2" in printed
    assert "+0.8" in printed


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [120.0, 230.0, 480.0])
def test_no_text_leaves_the_box(lang: str, width: float) -> None:
    t = texts(lang)
    sheet = samples.sheet()
    region, _ = samples.region()
    charts = [
        history_chart(t, sheet.history),
        *(trend_chart(t, each) for each in sheet.trends),
        grades_chart(t, region),
    ]
    bridge = bridge_chart(t, sheet)
    assert bridge is not None
    names = tuple("经销商名称很长" * 4 for _ in range(5))
    charts += [bridge, Chart("标题" * 30, names, (Series("s", (5.0, -3.0, 0.0, None, 99999.0)),), kind="bars")]
    for chart in charts:
        for each in _strings(drawing(t, chart, width, 140)):
            left, right = _edges(each)
            assert left >= -1, (chart.title, each.text)
            assert right <= width + 1, (chart.title, each.text)
            assert -1 <= each.y <= 140


def test_a_gap_stays_a_gap() -> None:
    trend = next(each for each in samples.sheet().trends if each.info.id == "overdue_share")
    assert trend.values[1] is None
    chart = trend_chart(texts(EN), trend)
    assert chart.series[0].values[1] is None
    assert chart.series[0].values[0] == float(Fraction(4, 100))


def test_rows_show_every_series_that_the_legend_names_one_below_the_other() -> None:
    sales, target = Series("sales", (80.0, 50.0)), Series("target", (100.0, 60.0), tone="series2")
    chart = Chart("x", ("a", "b"), (sales, target), kind="bars")
    drawn = drawing(texts(EN), chart, 400, tall_of(chart))
    found = [each for each in _bars(drawn) if each.width > 20]
    assert sorted(round(each.width / max(one.width for one in found), 2) for each in found) == [0.5, 0.6, 0.8, 1.0]
    spans = sorted((each.y, each.y + each.height) for each in found)
    assert all(one[1] <= other[0] + 1e-6 for one, other in itertools.pairwise(spans)), "no bar lies over another"
    assert {"80", "100", "50", "60"} <= {each.text for each in _strings(drawn)}
