"""Native charts of slides; nothing in the workbook behind a chart acts as a formula or a link."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from app.core.charts import Chart, Series
from app.reports.kit import look
from app.reports.kit.heat import shade
from app.reports.kit.words import one_line

_POINT: Final = 12_700
_ACTS: Final = re.compile(r"[=+@\-]|(?:ftp|https?)://|mailto:|(?:in|ex)ternal:", re.IGNORECASE)
"""What python-pptx would have written as a formula or a link into the workbook behind the chart."""
_FORMATS: Final = {"percent": "0.0%", "money": "#,##0.0", "days": "#,##0.0", "score": "0.0", "number": "#,##0"}
_LABELLED: Final = 24
"""Of so many bars each may bear its figure without touching the next."""
_FINE: Final = 0.04


def harmless(words: str) -> str:
    """A name with a space before what the workbook behind a chart would calculate or open."""
    plain = one_line(words)
    return f" {plain}" if _ACTS.match(plain) else plain


def add_chart(slide: Any, chart: Chart, at: tuple[float, float, float, float], *, target: str = "") -> Any:
    """The chart of a specification: columns with lines over them become two kinds in one plot.

    Its target is a dashed line where ``target`` says what that is called.
    """
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE

    aimed = target and chart.target is not None and not _is_rows(chart)
    if aimed:
        level = Series(target, (chart.target,) * len(chart.categories), "warn", "line")
        chart = replace(chart, series=(*chart.series, level))
    scale = _scale(chart)
    data = CategoryChartData(number_format=_FORMATS[chart.format])
    data.categories = [harmless(one) for one in chart.categories]
    for series in chart.series:
        data.add_series(harmless(series.name or chart.unit or " "), _values(series, scale))
    frame = slide.shapes.add_chart(_kind(chart), *(int(one * _POINT) for one in at), data)
    made = frame.chart
    _dress(made, chart)
    plot = made.plots[0]
    for n, (series, drawn) in enumerate(zip(chart.series, plot.series, strict=True)):
        _paint(drawn, series, line=_is_line(chart))
        if aimed and n == len(chart.series) - 1:
            drawn.format.line.dash_style = MSO_LINE.DASH
            if _is_line(chart):
                drawn.marker.style = XL_MARKER_STYLE.NONE
        else:
            _label(drawn, chart, series)
    if not _is_line(chart) and not _is_rows(chart):
        _to_lines(made, [n for n, one in enumerate(chart.series) if one.shape == "line"])
    return frame


def _is_rows(chart: Chart) -> bool:
    return chart.kind in {"bars", "waterfall", "stacked"}


def _is_line(chart: Chart) -> bool:
    return not _is_rows(chart) and all(one.shape == "line" for one in chart.series)


def _kind(chart: Chart) -> Any:
    from pptx.enum.chart import XL_CHART_TYPE

    if chart.kind == "stacked":
        return XL_CHART_TYPE.BAR_STACKED
    if _is_rows(chart):
        return XL_CHART_TYPE.BAR_CLUSTERED
    return XL_CHART_TYPE.LINE_MARKERS if _is_line(chart) else XL_CHART_TYPE.COLUMN_CLUSTERED


def _dress(made: Any, chart: Chart) -> None:
    """Letters, legend and axes: pale lines behind, the words of the figures at the side."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    rows, lines = _is_rows(chart), _is_line(chart)
    made.has_title = False
    made.font.size = Pt(10)
    made.font.color.rgb = RGBColor.from_string(look.DIM[1:])
    made.has_legend = len(chart.series) > 1
    if made.has_legend:
        made.legend.position = XL_LEGEND_POSITION.TOP
        made.legend.include_in_layout = False
    if not lines:
        made.plots[0].gap_width = 50
        if chart.kind != "stacked":
            made.plots[0].overlap = 0
    value, category = made.value_axis, made.category_axis
    value.has_major_gridlines = not rows
    for one in (category.format.line, value.format.line, *((value.major_gridlines.format.line,) if not rows else ())):
        one.color.rgb = RGBColor.from_string(look.LINE[1:])
        one.width = Pt(0.75)
    value.tick_labels.number_format = _axis_format(chart)
    value.tick_labels.number_format_is_linked = False
    if not any((each or 0) < 0 for one in chart.series for each in one.values) and not lines:
        value.minimum_scale = 0
    if rows:
        category.reverse_order = True
        value.visible = False


def _axis_format(chart: Chart) -> str:
    """Of a line that hardly moves the ticks need a place more, or two of them would bear the same words."""
    known = [one for series in chart.series for one in series.values if one is not None and math.isfinite(one)]
    spread = max(known) - min(known) if known else 0.0
    if chart.format == "percent":
        return "0.0%" if _is_line(chart) and spread < _FINE else "0%"
    return "#,##0.0" if _is_line(chart) and spread < _FINE * 100 and chart.format != "money" else "#,##0"


def _label(drawn: Any, chart: Chart, series: Series) -> None:
    """What a reader looks for in figures: every bar of a few, else the last point and the highest and lowest."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    known = [n for n, one in enumerate(series.values) if one is not None and math.isfinite(one)]
    of_bars = series.shape != "line" and not _is_line(chart)
    if not of_bars and any(one.shape != "line" for one in chart.series):
        return  # its figures would stand on the bars
    whole = of_bars and len(known) * len(chart.series) <= _LABELLED
    few = len(chart.series) == 1 or not of_bars or sum(one.shape != "line" for one in chart.series) == 1
    places = known if whole else _telling(series, known) if few else []
    for n in places:
        label = drawn.points[n].data_label
        label.font.size, label.font.bold = Pt(9), not whole
        label.font.color.rgb = RGBColor.from_string(look.TEXT[1:])
        if not of_bars:
            low = n != known[-1] and series.values[n] == min(series.values[one] or 0 for one in known)
            label.position = XL_LABEL_POSITION.BELOW if low else XL_LABEL_POSITION.ABOVE
        kept = label._get_or_add_dLbl()  # noqa: SLF001 - python-pptx gives a label of one point no number format
        shown = kept.makeelement(qn("c:numFmt"), {"formatCode": _FORMATS[chart.format], "sourceLinked": "0"})
        kept.find(qn("c:idx")).addnext(shown)


def _telling(series: Series, known: Sequence[int]) -> list[int]:
    """The places of the last value, the highest and the lowest; of equal ones the latest, and none beside another."""
    if not known:
        return []

    def value(n: int) -> float:
        return series.values[n] or 0.0

    wanted = [known[-1], max(known, key=lambda n: (value(n), n)), min(known, key=lambda n: (value(n), -n))]
    found = list[int]()
    for n in wanted:
        if all(abs(n - other) > 1 for other in found) and (not found or value(n) != value(found[0])):
            found.append(n)
    return sorted(found)


def _scale(chart: Chart) -> float:
    """Money in the unit that the slide names."""
    return {"k": 1000.0, "万": 10_000.0}.get(chart.unit[:1], 1.0) if chart.format == "money" else 1.0


def _values(series: Series, scale: float) -> list[float | None]:
    return [None if one is None or not math.isfinite(one) else one / scale for one in series.values]


def _paint(drawn: Any, series: Series, *, line: bool) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.util import Pt

    color = RGBColor.from_string(look.TONES[series.tone][1:])
    if line or series.shape == "line":
        drawn.format.line.color.rgb = color
        drawn.format.line.width = Pt(2)
        if line:  # of columns under lines python-pptx knows no marker
            drawn.smooth = False
            drawn.marker.style, drawn.marker.size = XL_MARKER_STYLE.CIRCLE, 5
            drawn.marker.format.fill.solid()
            drawn.marker.format.fill.fore_color.rgb = color
            drawn.marker.format.line.color.rgb = color
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
