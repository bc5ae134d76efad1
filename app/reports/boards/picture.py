"""Tiles as a picture for a chat, and as SVG: drawn from the same chart specifications as the screen's."""

from app.boards.handout import Handout
from app.core.texts import drawn_texts
from app.reports.boards.drawing import PICTURE, board_drawing
from app.reports.boards.words import handed
from app.reports.kit.pixels import png_of
from app.reports.kit.svg import svg_of


def picture(handout: Handout, lang: str) -> bytes:
    """A PNG file 1,080 pixels wide, as high as the tiles are."""
    return png_of(board_drawing(handout, lang), PICTURE)


def vectors(handout: Handout, lang: str) -> bytes:
    """The same as SVG."""
    return svg_of(board_drawing(handout, lang), title=" · ".join(handed(drawn_texts(lang), handout)))
