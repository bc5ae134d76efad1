"""The colours of the window, light and dark, as named tokens; nothing else in ``ui`` names a colour."""

from dataclasses import dataclass, fields
from typing import Final

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True)
class Tokens:
    """One theme: every colour that the window uses, by what it is for."""

    dark: bool
    bg: str
    panel: str
    side: str
    line: str
    strong: str
    """Borders of inputs and the scroll bar's handle: stronger than ``line``."""
    text: str
    dim: str
    hover: str
    brand: str
    brand_soft: str
    brand_hover: str
    on_brand: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    series1: str
    series2: str
    series3: str
    series4: str
    good_bar: str
    """Status colours of bars: brighter than those of text."""
    warn_bar: str
    bad_bar: str

    def color(self, name: str) -> QColor:
        """The colour of a token by its name; raises AttributeError for an unknown one."""
        return QColor(getattr(self, name))

    def bar(self, tone: str) -> QColor:
        """The colour of a bar and of its sign in the legend: a status is brighter there than in words."""
        return self.color(f"{tone}_bar" if tone in {"good", "warn", "bad"} else tone)

    def colors(self) -> dict[str, str]:
        """Every token with its value."""
        return {item.name: getattr(self, item.name) for item in fields(self) if item.name != "dark"}


LIGHT: Final = Tokens(
    dark=False,
    bg="#F5F6F8", panel="#FFFFFF", side="#FFFFFF", line="#E3E6EB", strong="#C6CCD6", text="#1B2430", dim="#5B6577",
    hover="#F0F2F6", brand="#2456D6", brand_soft="#E8EFFD", brand_hover="#1D48B8", on_brand="#FFFFFF",
    good="#0B7350", good_soft="#E3F5EC", warn="#9A5007", warn_soft="#FDF0DC", bad="#BD2C46", bad_soft="#FCE8EC",
    series1="#2456D6", series2="#12A594", series3="#E5893D", series4="#8B5CF6",
    good_bar="#1FA67A", warn_bar="#E3962F", bad_bar="#D9485F",
)  # fmt: skip
DARK: Final = Tokens(
    dark=True,
    bg="#12161D", panel="#1A2029", side="#161B23", line="#2A323E", strong="#414C5C", text="#E8ECF2", dim="#98A2B3",
    hover="#222A35", brand="#6C97FF", brand_soft="#22304D", brand_hover="#86AAFF", on_brand="#0D1524",
    good="#4CC38A", good_soft="#17352A", warn="#F0A44B", warn_soft="#3A2A14", bad="#FF7A8D", bad_soft="#43202A",
    series1="#6C97FF", series2="#3FCFBF", series3="#F2A365", series4="#B08CFF",
    good_bar="#4CC38A", warn_bar="#F0A44B", bad_bar="#FF7A8D",
)  # fmt: skip

_SURFACES: Final = ("bg", "panel", "side", "hover")
PAIRS: Final = (
    *((text, surface) for text in ("text", "dim", "brand", "good", "warn", "bad") for surface in _SURFACES),
    ("text", "brand_soft"), ("dim", "brand_soft"), ("brand", "brand_soft"),
    ("on_brand", "brand"), ("on_brand", "brand_hover"),
    *((tone, f"{tone}_soft") for tone in ("good", "warn", "bad")),
    *(("text", f"{tone}_soft") for tone in ("good", "warn", "bad")),
)  # fmt: skip
"""Every (text, background) pair that a widget may use; each has a contrast of at least 4.5 (WCAG 2.2, 1.4.3)."""


def luminance(color: QColor) -> float:
    """The relative luminance of a colour, 0 to 1 (WCAG 2.2, "relative luminance")."""
    parts = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(over: QColor, under: QColor, share: float) -> QColor:
    """``over`` laid on ``under`` with an opacity of ``share``, as an opaque colour."""

    def part(one: int, other: int) -> int:
        return round(one * share + other * (1 - share))

    return QColor(part(over.red(), under.red()), part(over.green(), under.green()), part(over.blue(), under.blue()))


def palette(tokens: Tokens) -> QPalette:
    """The tokens as Qt's palette, for what the style sheet does not reach."""
    role = QPalette.ColorRole
    colors = {
        role.Window: "bg", role.WindowText: "text", role.Base: "panel", role.AlternateBase: "hover", role.Text: "text",
        role.PlaceholderText: "dim", role.Button: "panel", role.ButtonText: "text", role.BrightText: "bad",
        role.Highlight: "brand", role.HighlightedText: "on_brand", role.Link: "brand", role.LinkVisited: "brand",
        role.ToolTipBase: "panel", role.ToolTipText: "text", role.Mid: "line", role.Midlight: "hover",
        role.Light: "panel", role.Dark: "strong", role.Shadow: "strong", role.Accent: "brand",
    }  # fmt: skip
    found = QPalette()
    for which, name in colors.items():
        found.setColor(which, tokens.color(name))
    for which in (role.Text, role.WindowText, role.ButtonText):
        found.setColor(QPalette.ColorGroup.Disabled, which, mixed(tokens.color("dim"), tokens.color("panel"), 0.7))
    return found
