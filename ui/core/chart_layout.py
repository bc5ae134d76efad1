"""Where a chart's bars, ticks and labels go, apart from who paints them."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.core.charts import Chart, Tone

GROUP = 0.68
"""The share of a category's room that its bars take."""


@dataclass(frozen=True)
class Bar:
    """One bar in data coordinates: category, place and width on the category axis, from and to on the value axis."""

    category: int
    series: int
    place: float
    width: float
    base: float
    end: float
    tone: Tone
    soft: bool = False
    """Drawn in a soft colour because a line lies over it."""
    rounded: bool = True
    """Whether its far end is round: not where another bar of the stack goes on."""
    mark: bool = False
    """A total of a waterfall whose axis leaves zero out: drawn as a level, since a bar would have to start at zero."""


def is_upright(chart: Chart, measure: Callable[[str], float]) -> bool:
    """Whether bars stand: not for ranked bars, a few stacks, or a bridge whose steps have long names."""
    if chart.kind == "stacked":
        return len(chart.categories) > 3
    if chart.kind == "waterfall":
        return max(map(measure, chart.categories), default=0) <= 56
    return chart.kind != "bars"


def is_waterfall_total(chart: Chart, category: int) -> bool:
    """The first and the last step of a waterfall are totals from zero, those between are changes."""
    return category in {0, len(chart.categories) - 1}


def bars_of(chart: Chart) -> list[Bar]:
    """Every bar of a chart; all of them start at zero or where the one below ends."""
    if chart.kind == "waterfall":
        return _waterfall(chart)
    drawn = [number for number, series in enumerate(chart.series) if series.shape == "bar"]
    if not drawn:
        return []
    over = any(series.shape == "line" for series in chart.series)
    stacked = chart.kind == "stacked"
    each = GROUP / (1 if stacked else len(drawn))
    found: list[Bar] = []
    for category in range(len(chart.categories)):
        up = down = 0.0
        for order, number in enumerate(drawn):
            series = chart.series[number]
            value = series.values[category]
            if value is None:
                continue
            tone = series.tones[category] if series.tones else series.tone
            place = category if stacked else category - GROUP / 2 + each * (order + 0.5)
            base = (up if value >= 0 else down) if stacked else 0.0
            width = each if stacked or len(drawn) == 1 else each * 0.92
            found.append(Bar(category, number, place, width, base, base + value, tone, over and len(drawn) == 1))
            if value >= 0:
                up += value
            else:
                down += value
    return _stack_ends(found) if stacked else found


def _stack_ends(bars: list[Bar]) -> list[Bar]:
    """Only the outermost bars of each stack are round."""
    last: dict[tuple[int, bool], Bar] = {(bar.category, bar.end < bar.base): bar for bar in bars}
    return [replace(bar, rounded=last[bar.category, bar.end < bar.base] is bar) for bar in bars]


def _waterfall(chart: Chart) -> list[Bar]:
    series, found, level = chart.series[0], [], 0.0
    for category, value in enumerate(series.values):
        if value is None:
            continue
        total = is_waterfall_total(chart, category)
        base, end = (0.0, value) if total else (level, level + value)
        rises: Tone = "good" if value >= 0 else "bad"
        tone = series.tones[category] if series.tones else series.tone if total else rises
        found.append(Bar(category, 0, category, GROUP, base, end, tone))
        level = end
    changes = [point for bar in found if not is_waterfall_total(chart, bar.category) for point in (bar.base, bar.end)]
    totals = [bar.end for bar in found if is_waterfall_total(chart, bar.category)]
    small = changes and min(totals, default=0) > 0 and max(changes) - min(changes) < 0.25 * max(totals)
    return [replace(bar, mark=bool(small) and is_waterfall_total(chart, bar.category)) for bar in found]


def value_range(chart: Chart, bars: list[Bar]) -> tuple[float, float]:
    """The span of the value axis: zero is in it wherever there is a bar; a chart of lines alone gets some air."""
    marked = any(bar.mark for bar in bars)
    levels = [level for bar in bars for level in ((bar.end,) if bar.mark else (bar.base, bar.end))]
    levels += [
        value for series in chart.series if series.shape == "line" for value in series.values if value is not None
    ]
    if chart.target is not None:
        levels.append(chart.target)
    levels = [level for level in levels if math.isfinite(level)]
    if not levels:
        return 0.0, 1.0
    low, high = min(levels), max(levels)
    if marked:
        air = (high - low) * 0.35 or 1.0
        return low - air, high + air * 0.5
    if bars:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        return (0.0, high or 1.0) if low >= 0 else (low, 0.0)
    if not bars and low > 0 and low < (high - low) * 1.5:
        low = 0.0
    return low, high


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers (1, 2, 2.5, 5 x 10^n apart) from at most ``low`` to at least ``high``."""
    span = (high - low) or 1.0
    raw = span / max(wanted - 1, 1)
    power = 10 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def every(count: int, room: float, needed: float) -> int:
    """Show every n-th of ``count`` labels that need ``needed`` pixels each in ``room`` pixels."""
    if count <= 0 or room <= 0:
        return 1
    return max(1, math.ceil(needed / (room / count)))


def wrapped(name: str, width: float, measure: Callable[[str], float]) -> str:
    """A label on two lines where one is too narrow and two are enough; else as it is."""
    if measure(name) <= width:
        return name
    breaks = [at for at, char in enumerate(name) if char == " "] or list(range(2, len(name) - 1))
    best = min(breaks, key=lambda at: max(measure(name[:at]), measure(name[at:])), default=0)
    lines = name[:best].strip(), name[best:].strip()
    return "\n".join(lines) if best and max(map(measure, lines)) <= width else name
