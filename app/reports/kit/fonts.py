"""The program's font in a PDF, registered before anything of reportlab can name Helvetica, and its measures."""

import unicodedata
from functools import cache, lru_cache
from typing import Any, Final

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app import RESOURCES

REGULAR: Final = "ChannelDeskSans"
BOLD: Final = "ChannelDeskSans-Bold"
FOLDER: Final = RESOURCES / "fonts"
GETA: Final = "〓"
"""What printers in East Asia set where a character is missing from the case."""


def _register() -> dict[str, Any]:
    for name, file in ((REGULAR, "ChannelDeskSans-Regular.ttf"), (BOLD, "ChannelDeskSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(FOLDER / file)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    rl_config.canvas_basefontname = REGULAR
    rl_config.useA85 = 0  # streams as bytes: a quarter smaller, and faster
    from reportlab.graphics.shapes import STATE_DEFAULTS

    STATE_DEFAULTS["fontName"] = REGULAR
    return {name: pdfmetrics.getFont(name).face for name in (REGULAR, BOLD)}


_FACES: Final = _register()
_WIDTHS: Final[dict[str, dict[int, float]]] = {name: face.charWidths for name, face in _FACES.items()}
_DEFAULTS: Final[dict[str, float]] = {name: face.defaultWidth for name, face in _FACES.items()}
_GLYPHS: Final = frozenset(_FACES[REGULAR].charToGlyph) & frozenset(_FACES[BOLD].charToGlyph)
_SPACES: Final = frozenset("\t\n\r\v\f\N{FIGURE SPACE}\N{IDEOGRAPHIC SPACE}\N{NARROW NO-BREAK SPACE}")


@cache
def ink(color: str) -> Any:
    """A colour of ``#RRGGBB`` as reportlab wants it; made once, as parsing it costs more than drawing with it."""
    from reportlab.lib.colors import HexColor

    return HexColor(color)


def face_name(*, bold: bool) -> str:
    """The registered name of a weight."""
    return BOLD if bold else REGULAR


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The advance of a text in points."""
    name = BOLD if bold else REGULAR
    widths, default = _WIDTHS[name], _DEFAULTS[name]
    return sum([widths.get(ord(char), default) for char in text]) * size / 1000


@lru_cache(maxsize=20_000)
def clean(text: str) -> str:
    """Text as it can be printed: NFC, one kind of space, no controls, a visible 〓 for what the font lacks."""
    out = []
    for char in unicodedata.normalize("NFC", text):
        if char in _SPACES:
            out.append(" ")
        elif unicodedata.category(char) in {"Cc", "Cf"}:
            continue
        elif ord(char) in _GLYPHS:
            out.append(char)
        elif not (unicodedata.category(char) == "Mn" and out and out[-1] == GETA):
            out.append(GETA)
    return "".join(out)
