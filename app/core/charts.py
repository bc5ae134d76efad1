"""What a chart shows, apart from who draws it: pyqtgraph on the screen, reportlab in a PDF."""

from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["series1", "series2", "series3", "series4", "good", "warn", "bad", "dim", "strong"]
Format = Literal["number", "money", "percent", "days", "score"]


@dataclass(frozen=True)
class Series:
    """One named row of values over the categories; None leaves a gap, never a zero."""

    name: str
    values: tuple[float | None, ...]
    tone: Tone = "series1"
    shape: Literal["bar", "line"] = "bar"
    tones: tuple[Tone, ...] = ()
    """A tone for each bar where they differ (status colours); empty means ``tone`` for all."""


@dataclass(frozen=True)
class Chart:
    """A chart over categories: columns and lines, or horizontal bars. Bars start at zero."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Literal["columns", "bars", "waterfall", "stacked", "heatmap"] = "columns"
    """``waterfall``: one series; its first and last value are totals, those between are steps from one to the other.
    ``heatmap``: each series is a row of fields, the darker the higher its value."""
    format: Format = "number"
    target: float | None = None
    """A dashed line with its value, or None."""
    unit: str = ""
    keys: tuple[str, ...] = field(default=())
    """What each category opens when it is clicked (a dealer's id, a month), or empty; of a heat map each row's."""


@dataclass(frozen=True)
class Spark:
    """A small trend without axes, as on a card or in a table row."""

    values: tuple[float | None, ...]
    tone: Tone = "series1"
