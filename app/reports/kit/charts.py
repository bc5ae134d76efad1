"""The screen's chart specifications as vectors: bars from zero, Chinese labels, a legend, nothing clipped."""

import math
from collections.abc import Mapping
from typing import Any, Final

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect, String

from app.core.charts import Chart, Format, Series
from app.core.texts import Texts
from app.reports.kit import look
from app.reports.kit.fonts import clean, face_name, ink, width_of
from app.reports.kit.numbers import axis, label

_SIZE: Final = 8.0
_GAP: Final = 4.0
_LEAST_AIR: Final[Mapping[Format, float]] = {"percent": 0.002, "score": 0.2, "days": 0.2}
"""Around what hardly moves: ticks any closer would bear the same words."""


def draw_chart(canvas: Any, t: Texts, chart: Chart, *, x: float, top: float, width: float, height: float) -> None:
    """Draw a chart in a box of the page."""
    renderPDF.draw(drawing(t, chart, width, height), canvas, x, top - height)


def drawing(t: Texts, chart: Chart, width: float, height: float) -> Drawing:
    """The chart as a reportlab drawing."""
    from app.reports.kit.heat import draw_heat
    from app.reports.kit.rows import draw_rows

    found = Drawing(width, height)
    top = height
    if chart.title or chart.target is not None:
        aim = _target_label(found, t, chart, width, top)
        text(found, chart.title, 0, top - 9, size=9.0, bold=True, width=max(width - aim, 20.0))
        top -= 17
    if chart.kind == "heatmap":
        draw_heat(found, t, chart, width, top)
        return found
    top = _legend(found, chart, width, top)
    if chart.kind in {"bars", "waterfall", "stacked"}:
        draw_rows(found, t, chart, width, top)
    else:
        _columns(found, t, chart, width, top)
    return found


def text(
    target: Drawing,
    words: str,
    x: float,
    y: float,
    *,
    size: float = _SIZE,
    color: str = look.DIM,
    anchor: str = "start",
    bold: bool = False,
    width: float = 0.0,
) -> None:
    """A label at a baseline; wider than ``width`` (0: any) it ends in an ellipsis."""
    shown = clean(words)
    if width and width_of(shown, size, bold=bold) > width:
        while shown and width_of(shown + "…", size, bold=bold) > width:
            shown = shown[:-1]
        shown += "…"
    target.add(
        String(x, y, shown, fontName=face_name(bold=bold), fontSize=size, fillColor=ink(color), textAnchor=anchor)
    )


def rect(target: Drawing, x: float, y: float, width: float, height: float, color: str) -> None:
    """A filled bar; a negative size is turned round."""
    if width < 0:
        x, width = x + width, -width
    if height < 0:
        y, height = y + height, -height
    target.add(Rect(x, y, width, height, fillColor=ink(color), strokeColor=None, strokeWidth=0))


def line(
    target: Drawing, ends: tuple[float, float, float, float], color: str, *, width: float = 0.5, dashed: bool = False
) -> None:
    """A straight line."""
    target.add(Line(*ends, strokeColor=ink(color), strokeWidth=width, strokeDashArray=[3, 2] if dashed else None))


def nice_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round values that cover ``low``..``high`` in about ``count`` steps of 1, 2, 2.5 or 5 times a power of ten."""
    spread = high - low or abs(high) or 1.0
    raw = spread / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(each * step, 10) for each in range(first, last + 1)]


def _target_label(target: Drawing, t: Texts, chart: Chart, width: float, top: float) -> float:
    """The target in words at the right of the title, where no line can cross it; returns the room it takes."""
    if chart.target is None:
        return 0.0
    words = t("target {value}", value=axis(t, chart.format, chart.target))
    wide = width_of(clean(words), 7.5)
    text(target, words, width, top - 9, color=look.TONES["warn"], anchor="end", size=7.5, width=width)
    line(
        target, (width - wide - 15, top - 6.5, width - wide - 4, top - 6.5), look.TONES["warn"], width=0.9, dashed=True
    )
    return wide + 20


def _legend(target: Drawing, chart: Chart, width: float, top: float) -> float:
    if len(chart.series) < 2 and not (chart.unit and chart.kind == "columns"):
        return top
    x = 0.0
    if len(chart.series) > 1:
        for each in chart.series:
            wide = width_of(clean(each.name), _SIZE) + 20
            if x and x + wide > width:
                x, top = 0.0, top - 12
            color = look.TONES[each.tone]
            if each.shape == "line":
                line(target, (x, top - 6, x + 10, top - 6), color, width=1.4)
            else:
                rect(target, x, top - 9.5, 8, 8, color)
            text(target, each.name, x + 13, top - 9, width=width - 13)
            x += wide
    if chart.unit and chart.kind == "columns":
        text(target, chart.unit, width, top - 9, anchor="end")
    return top - 15


def _span(chart: Chart) -> tuple[float, float]:
    known = [value for each in chart.series for value in each.values if value is not None and math.isfinite(value)]
    if chart.target is not None:
        known.append(chart.target)
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    if any(each.shape == "bar" for each in chart.series):
        return min(0.0, low), max(0.0, high)
    air = (high - low) * 0.15 or abs(high) * 0.1 or 1.0
    air = max(air, _LEAST_AIR.get(chart.format, 0.0))
    bottom = low - air
    return (0.0 if low >= 0 > bottom else bottom), high + air


def _columns(target: Drawing, t: Texts, chart: Chart, width: float, top: float) -> None:
    low, high = _span(chart)
    ticks = nice_ticks(low, high)
    low, high = ticks[0], ticks[-1]
    names = [axis(t, chart.format, each) for each in ticks]
    left = max(width_of(name, _SIZE) for name in names) + 6
    floor, ceiling = 16.0, top - 6
    right = width - 2

    def place(value: float) -> float:
        return floor + (ceiling - floor) * (value - low) / (high - low)

    for value, name in zip(ticks, names, strict=True):
        y = place(value)
        line(target, (left, y, right, y), look.TEXT if value == 0 else "#E9ECF1", width=0.6 if value == 0 else 0.5)
        text(target, name, left - _GAP, y - 2.8, anchor="end")
    slot = (right - left) / max(1, len(chart.categories))
    bars = [each for each in chart.series if each.shape == "bar"]
    for order, series in enumerate(bars):
        _bars(target, t, chart, series, (order, len(bars)), (left, slot), place)
    for series in chart.series:
        if series.shape == "line":
            _line(target, series, left, slot, place)
    if chart.target is not None:
        y = place(chart.target)
        line(target, (left, y, right, y), look.TONES["warn"], width=0.9, dashed=True)
    _categories(target, chart, left, slot)


def _bars(
    target: Drawing,
    t: Texts,
    chart: Chart,
    series: Series,
    turn: tuple[int, int],
    frame: tuple[float, float],
    place: Any,
) -> None:
    order, count = turn
    left, slot = frame
    group = min(slot * 0.62, 34.0 * count)
    each = group / count
    alone = count == 1 and len(chart.series) == 1
    for i, value in enumerate(series.values):
        if value is None or not math.isfinite(value):
            continue
        tone = series.tones[i] if series.tones else series.tone
        x = left + slot * (i + 0.5) - group / 2 + each * order
        base, end = place(0.0), place(value)
        rect(target, x, base, each * (0.94 if count > 1 else 1), end - base, look.TONES[tone])
        words = label(t, chart.format, value)
        if alone and width_of(words, 7.5) <= slot - 2:
            y = end + 2.5 if value >= 0 else end - 8.5
            text(target, words, x + each / 2, y, anchor="middle", size=7.5, color=look.TEXT)


def _line(target: Drawing, series: Series, left: float, slot: float, place: Any) -> None:
    color = ink(look.TONES[series.tone])
    stretch: list[float] = []
    stretches = [stretch]
    for i, value in enumerate(series.values):
        if value is None or not math.isfinite(value):
            stretch = []
            stretches.append(stretch)
            continue
        stretch += [left + slot * (i + 0.5), place(value)]
    for each in stretches:
        if len(each) > 2:
            target.add(PolyLine(each, strokeColor=color, strokeWidth=1.5, strokeLineJoin=1))
        for k in range(0, len(each), 2):
            target.add(Circle(each[k], each[k + 1], 1.9, fillColor=color, strokeColor=ink(look.WHITE),
                              strokeWidth=0.6))  # fmt: skip


def _categories(target: Drawing, chart: Chart, left: float, slot: float) -> None:
    widest = max((width_of(clean(name), _SIZE) for name in chart.categories), default=0.0)
    every = max(1, math.ceil((widest + 4) / slot)) if slot else 1
    last = len(chart.categories) - 1
    for i, name in enumerate(chart.categories):
        if (last - i) % every == 0:
            room = max(slot * every - 2, 12)
            half = min(width_of(clean(name), _SIZE), room) / 2
            x = min(left + slot * (i + 0.5), target.width - half)
            text(target, name, x, 5, anchor="middle", width=room)


def tall_of(chart: Chart, *, row: float = 17.0) -> float:
    """The height that a chart of rows wants."""
    rows = len(chart.categories) * (max(1.0, 0.65 * len(chart.series)) if chart.kind == "bars" else 1.0)
    return (
        rows * row + (17 if chart.title or chart.target is not None else 0) + (15 if len(chart.series) > 1 else 0) + 4
    )
