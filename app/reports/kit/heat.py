"""Charts of squares: one row a name, one column a month, the deeper the more; each square says its figure."""

import math
from typing import Final

from reportlab.graphics.shapes import Drawing

from app.core.charts import Chart, Series
from app.core.texts import Texts
from app.reports.kit import look
from app.reports.kit.charts import rect, text
from app.reports.kit.fonts import clean, width_of
from app.reports.kit.numbers import UNKNOWN, label

_SIZE: Final = 7.5
_SMALLEST: Final = 0.7
"""A month that does not fit, as the first of a year, is written smaller down to this share."""
_HEAD: Final = 14.0
_NAMES: Final = 0.24
"""Share of the width that names may take."""
_DARK: Final = 0.78
"""From this depth on white is easier to read than dark words."""


def draw_heat(target: Drawing, t: Texts, chart: Chart, width: float, top: float) -> None:
    """One row for each series, the first at the top; what is unknown is a dash on no ground."""
    if not chart.series or not chart.categories:
        return
    names = max(width_of(clean(one.name), _SIZE) for one in chart.series)
    left = min(names, width * _NAMES) + 6
    row, wide = (top - _HEAD) / len(chart.series), (width - left) / len(chart.categories)
    known = [value for one in chart.series for value in one.values if value is not None and math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    for place, name in enumerate(chart.categories):
        size = _SIZE * min(max((wide - 2) / (width_of(clean(name), _SIZE) or 1.0), _SMALLEST), 1.0)
        text(target, name, left + wide * (place + 0.5), top - 9, size=size, anchor="middle", width=wide - 2)
    for number, series in enumerate(chart.series):
        floor = top - _HEAD - row * (number + 1)
        text(target, series.name, left - 6, floor + row / 2 - 2.6, size=_SIZE, color=look.TEXT, anchor="end",
             width=left - 6)  # fmt: skip
        for place, value in enumerate(series.values):
            box = (left + wide * place, floor, wide, row)
            _square(target, t, chart, series, value, (box, (low, high)))


def _square(
    target: Drawing, t: Texts, chart: Chart, series: Series, value: float | None,
    at: tuple[tuple[float, float, float, float], tuple[float, float]],
) -> None:  # fmt: skip
    (x, y, wide, tall), (low, high) = at
    known = value is not None and math.isfinite(value)
    depth = 0.12 + 0.88 * (value - low) / ((high - low) or 1.0) if value is not None and known else 0.0
    if known:
        rect(target, x + 0.6, y + 0.6, wide - 1.2, tall - 1.2, shade(look.TONES[series.tone], depth))
    words = label(t, chart.format, value) if value is not None and known else UNKNOWN
    if width_of(words, _SIZE) <= wide - 2:
        color = look.WHITE if depth > _DARK else look.TEXT if known else look.DIM
        text(target, words, x + wide / 2, y + tall / 2 - 2.6, size=_SIZE, color=color, anchor="middle")


def shade(color: str, depth: float) -> str:
    """A colour laid over white, 1 is the colour itself."""
    parts = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - one) * depth):02X}" for one in parts)
