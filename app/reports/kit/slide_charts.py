"""Native charts of slides; nothing in the workbook behind a chart acts as a formula or a link."""

import math
import re
from typing import Any, Final

from app.core.charts import Chart, Series
from app.reports.kit import look
from app.reports.kit.heat import shade
from app.reports.kit.words import one_line

_POINT: Final = 12_700
_ACTS: Final = re.compile(r"[=+@\-]|(?:ftp|https?)://|mailto:|(?:in|ex)ternal:", re.IGNORECASE)
"""What python-pptx would have written as a formula or a link into the workbook behind the chart."""
_FORMATS: Final = {"percent": "0.0%", "money": "#,##0.0", "days": "#,##0.0", "score": "0.0", "number": "#,##0"}


def harmless(words: str) -> str:
    """A name with a space before what the workbook behind a chart would calculate or open."""
    plain = one_line(words)
    return f" {plain}" if _ACTS.match(plain) else plain


def add_chart(slide: Any, chart: Chart, at: tuple[float, float, float, float]) -> Any:
    """The chart of a specification: columns with lines over them become two kinds in one plot."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Pt

    rows = chart.kind in {"bars", "waterfall", "stacked"}
    scale = _scale(chart)
    data = CategoryChartData(number_format=_FORMATS[chart.format])
    data.categories = [harmless(one) for one in chart.categories]
    for series in chart.series:
        data.add_series(harmless(series.name or chart.unit or " "), _values(series, scale))
    lines = all(one.shape == "line" for one in chart.series)
    kind = XL_CHART_TYPE.BAR_CLUSTERED if rows else XL_CHART_TYPE.LINE if lines else XL_CHART_TYPE.COLUMN_CLUSTERED
    frame = slide.shapes.add_chart(kind, *(int(one * _POINT) for one in at), data)
    made = frame.chart
    made.has_title = False
    made.font.size = Pt(10)
    made.has_legend = len(chart.series) > 1
    if made.has_legend:
        made.legend.position = XL_LEGEND_POSITION.TOP
        made.legend.include_in_layout = False
    plot = made.plots[0]
    if not lines:
        plot.gap_width = 50
    made.value_axis.has_major_gridlines = not rows
    made.value_axis.tick_labels.number_format = "0%" if chart.format == "percent" else "#,##0"
    made.value_axis.tick_labels.number_format_is_linked = False
    if not any((value or 0) < 0 for one in chart.series for value in one.values) and not lines:
        made.value_axis.minimum_scale = 0
    if rows:
        made.category_axis.reverse_order = True
        made.value_axis.visible = False
    if len(chart.series) == 1:
        plot.has_data_labels = True
        plot.data_labels.number_format = _FORMATS[chart.format]
        plot.data_labels.number_format_is_linked = False
        plot.data_labels.font.size = Pt(9)
    for series, drawn in zip(chart.series, plot.series, strict=True):
        _paint(drawn, series, line=lines)
    if not lines and not rows:
        _to_lines(made, [n for n, one in enumerate(chart.series) if one.shape == "line"])
    return frame


def _scale(chart: Chart) -> float:
    """Money in the unit that the slide names."""
    return {"k": 1000.0, "万": 10_000.0}.get(chart.unit[:1], 1.0) if chart.format == "money" else 1.0


def _values(series: Series, scale: float) -> list[float | None]:
    return [None if one is None or not math.isfinite(one) else one / scale for one in series.values]


def _paint(drawn: Any, series: Series, *, line: bool) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    color = RGBColor.from_string(look.TONES[series.tone][1:])
    if line or series.shape == "line":
        drawn.format.line.color.rgb = color
        drawn.format.line.width = Pt(2)
        return
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = color
    drawn.invert_if_negative = False
    for number, tone in enumerate(series.tones):
        if tone != series.tone:
            point = drawn.points[number].format.fill
            point.solid()
            point.fore_color.rgb = RGBColor.from_string(look.TONES[tone][1:])


def _to_lines(made: Any, places: list[int]) -> None:
    """Series of a column chart that are lines: moved into a line plot on the same axes."""
    from pptx.oxml.ns import qn
    from pptx.oxml.xmlchemy import OxmlElement

    if not places:
        return

    def put(parent: Any, name: str, value: str) -> None:
        made = OxmlElement(name)
        made.set("val", value)
        parent.append(made)

    bars = made.plots[0]._element  # noqa: SLF001 - python-pptx makes no charts of two kinds
    lines = OxmlElement("c:lineChart")
    put(lines, "c:grouping", "standard")
    put(lines, "c:varyColors", "0")
    for place, series in enumerate(list(bars.findall(qn("c:ser")))):
        if place in places:
            for found in series.findall(qn("c:invertIfNegative")):
                series.remove(found)
            put(series, "c:smooth", "0")
            lines.append(series)
    put(lines, "c:marker", "1")
    for axis in bars.findall(qn("c:axId")):
        put(lines, "c:axId", axis.get("val"))
    bars.addnext(lines)


def add_heat(shape: Any, chart: Chart, start: int, count: int) -> None:
    """The squares of a table in the colours of the heat map."""
    from pptx.dml.color import RGBColor

    known = [value for one in chart.series for value in one.values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    for number, series in enumerate(chart.series[start : start + count], 1):
        for place, value in enumerate(series.values, 1):
            cell = shape.table.cell(number, place)
            depth = 0.0 if value is None else 0.12 + 0.88 * (value - low) / ((high - low) or 1.0)
            cell.fill.solid()
            cell.fill.fore_color.rgb = RGBColor.from_string(shade(look.TONES[series.tone], depth)[1:])
            ink = look.WHITE if depth > 0.55 else look.TEXT
            for run in cell.text_frame.paragraphs[0].runs:
                run.font.color.rgb = RGBColor.from_string(ink[1:])
