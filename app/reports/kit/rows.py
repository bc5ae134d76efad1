"""Charts of horizontal rows: plain bars, steps from one total to another, shares of a whole."""

from typing import Final

from reportlab.graphics.shapes import Drawing

from app.core.charts import Chart
from app.core.texts import Texts
from app.reports.kit import look
from app.reports.kit.charts import line, rect, text
from app.reports.kit.fonts import clean, width_of
from app.reports.kit.numbers import label

_SIZE: Final = 8.5
_LEAST_SIZE: Final = 5.5
_MARK: Final = 2.6
_LEAST_SPAN: Final = 6.0
"""A bridge shows at least so many points, so that a change of 0.4 does not look like one of 18."""


def draw_rows(target: Drawing, t: Texts, chart: Chart, width: float, top: float) -> None:
    """Draw one row for each category, the first at the top."""
    if not chart.categories:
        return
    row = top / len(chart.categories)
    names = max(width_of(clean(name), _SIZE, bold=chart.kind == "waterfall") for name in chart.categories)
    left = min(names, width * 0.42) + 8
    for i, name in enumerate(chart.categories):
        bold = chart.kind == "waterfall" and i in {0, len(chart.categories) - 1}
        middle = top - row * (i + 0.5)
        text(target, name, left - 8, middle - 3, size=_SIZE, color=look.TEXT, anchor="end", bold=bold, width=left - 8)
    if chart.kind == "waterfall":
        _steps(target, t, chart, (left, width), (top, row))
    elif chart.kind == "stacked":
        _stacked(target, t, chart, (left, width), (top, row))
    else:
        _bars(target, t, chart, (left, width), (top, row))


def _bars(target: Drawing, t: Texts, chart: Chart, frame: tuple[float, float], rows: tuple[float, float]) -> None:
    """A bar for each series beneath each other in every row."""
    left, right = frame
    top, row = rows
    known = [value for series in chart.series for value in series.values if value is not None]
    low, high = min(0.0, *known, 0.0), max(0.0, *known, chart.target or 0.0)
    room = max((width_of(label(t, chart.format, value), _SIZE) for value in known), default=0.0) + 6
    start = left + (room if low < 0 else 0.0)
    scale = (right - start - room) / ((high - low) or 1.0)
    zero = start - low * scale
    share = row * 0.8 / len(chart.series)
    tall = min(11.0, share * (0.75 if len(chart.series) == 1 else 0.9))
    size = _SIZE if len(chart.series) == 1 else min(_SIZE, max(share, _LEAST_SIZE))
    for n, series in enumerate(chart.series):
        for i, value in enumerate(series.values):
            if value is None:
                continue
            middle = top - row * (i + 0.1) - share * (n + 0.5)
            tone = series.tones[i] if series.tones else series.tone
            rect(target, zero, middle - tall / 2, value * scale, tall, look.TONES[tone])
            end = zero + value * scale
            said = label(t, chart.format, value)
            x, foot = end + (4 if value >= 0 else -4), middle - 3 * size / _SIZE
            text(target, said, x, foot, size=size, color=look.TEXT, anchor="start" if value >= 0 else "end")
    line(target, (zero, 0, zero, top), look.TEXT, width=0.6)
    if chart.target is not None:
        x = zero + chart.target * scale
        line(target, (x, 0, x, top), look.TONES["warn"], width=0.9, dashed=True)


def _steps(target: Drawing, t: Texts, chart: Chart, frame: tuple[float, float], rows: tuple[float, float]) -> None:
    """Steps from the first total to the last; the axis counts the change, so that small steps can be seen."""
    left, right = frame
    top, row = rows
    series = chart.series[0]
    values = [value or 0.0 for value in series.values]
    steps, levels = values[1:-1], [0.0]
    for step in steps:
        levels.append(levels[-1] + step)
    low, high = min(levels), max(levels)
    if high - low < _LEAST_SPAN:
        low, high = (high - _LEAST_SPAN, high) if levels[-1] <= 0 else (low, low + _LEAST_SPAN)
    room = max(width_of(label(t, chart.format, value), _SIZE, bold=True) for value in values) + 16
    scale = (right - left - 2 * room) / ((high - low) or 1.0)
    zero = left + room - low * scale
    tall = min(11.0, row * 0.62)
    line(target, (zero, 0, zero, top), look.LINE, width=0.8)
    for i, value in enumerate(values):
        middle = top - row * (i + 0.5)
        total = i in {0, len(values) - 1}
        base = levels[i - 1] if not total else 0.0
        end = levels[i] if not total else levels[-1] if i else 0.0
        tone = series.tones[i] if series.tones else "series1" if total else "good" if value >= 0 else "bad"
        if total:  # a mark: a bar from the other total would look like a score
            rect(target, zero + end * scale - _MARK / 2, middle - tall / 2, _MARK, tall, look.TONES[tone])
        elif end != base:
            rect(target, zero + base * scale, middle - tall / 2, (end - base) * scale, tall, look.TONES[tone])
        said = label(t, chart.format, value)
        said = said if total else f"+{said}" if value > 0 else said
        ahead = end >= base
        x = zero + end * scale + (5 if ahead else -5)
        text(target, said, x, middle - 3, size=_SIZE, color=look.TEXT, anchor="start" if ahead else "end", bold=total)
        if not total and i < len(values) - 2:
            x = zero + end * scale
            line(target, (x, middle - tall / 2, x, middle - row + tall / 2), look.DIM, width=0.4)


def _stacked(target: Drawing, t: Texts, chart: Chart, frame: tuple[float, float], rows: tuple[float, float]) -> None:
    left, right = frame
    top, row = rows
    totals = [sum(max(0.0, series.values[i] or 0.0) for series in chart.series) for i in range(len(chart.categories))]
    most = max(totals, default=0.0) or 1.0
    tall = min(16.0, row * 0.68)
    for i in range(len(chart.categories)):
        middle = top - row * (i + 0.5)
        x = left
        for series in chart.series:
            value = max(0.0, series.values[i] or 0.0)
            wide = (right - left) * value / most
            if not wide:
                continue
            tone = series.tones[i] if series.tones else series.tone
            rect(target, x, middle - tall / 2, max(wide - 1.0, 0.5), tall, look.TONES[tone])
            said = label(t, chart.format, value)
            if width_of(said, _SIZE, bold=True) + 4 <= wide:
                ink = look.TEXT if tone == "strong" else look.WHITE
                text(target, said, x + wide / 2, middle - 3, size=_SIZE, color=ink, anchor="middle", bold=True)
            x += wide
