"""Colours and sizes of paper: the light tokens of the screen, calmer, and dark enough to print in grey."""

from collections.abc import Mapping
from typing import Final

from app.core.charts import Tone
from app.health.scheme import Grade
from app.health.sheets import Light

TEXT: Final = "#1B2430"
DIM: Final = "#5C6675"
FADED: Final = "#8A93A1"
"""For what only a checker looks at."""
LINE: Final = "#DDE1E7"
FAINT: Final = "#F4F6F9"
BRAND: Final = "#2456D6"
BRAND_SOFT: Final = "#E8EFFD"
WHITE: Final = "#FFFFFF"
WATERMARK: Final = "#F1F3F7"
TONES: Final[Mapping[Tone, str]] = {
    "series1": "#2456D6",
    "series2": "#12A594",
    "series3": "#E5893D",
    "series4": "#8B5CF6",
    "good": "#0E8A5F",
    "warn": "#B25E09",
    "bad": "#C4314B",
    "dim": "#6B7482",
    "strong": "#D3D8DF",
}
GRADES: Final[Mapping[Grade, str]] = {
    "A": "#0E8A5F",
    "B": "#2456D6",
    "C": "#5C6675",
    "D": "#B25E09",
    "E": "#C4314B",
}
NO_GRADE: Final = "#6B7482"
LIGHTS: Final[Mapping[Light, str]] = {"good": "#0E8A5F", "warn": "#B25E09", "bad": "#C4314B", "none": "#6B7482"}
SOFT: Final[Mapping[Light, str]] = {"good": "#E3F5EC", "warn": "#FDF0DC", "bad": "#FCE8EC", "none": "#EEF0F3"}

BODY: Final = 10.5
SMALL: Final = 9.0
TINY: Final = 8.0
NOTE: Final = 6.0


def grade_color(grade: Grade | None) -> str:
    """The colour that goes with a grade's letter and word."""
    return GRADES[grade] if grade else NO_GRADE
