"""A board for a meeting: pages of 16:9, four cards or one tile on each, large enough to be read from the last row."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from reportlab.graphics import renderPDF

from app.boards.handout import Handout
from app.boards.tile import Tile
from app.core.texts import Texts, drawn_texts
from app.reports.boards.drawing import height_of, tile_drawing
from app.reports.boards.words import handed
from app.reports.kit import look
from app.reports.kit.fonts import REGULAR, ink
from app.reports.kit.lines import draw_lines, wrap

WIDE, HIGH = 640.0, 360.0
"""Points; a screen of 1,920 pixels shows 8 points as 24 pixels."""
_MARGIN, _GAP, _HEAD = 18.0, 10.0, 44.0
_CARDS: Final = 4


def stage_of(handout: Handout, lang: str) -> bytes:
    """The pages as a PDF, to be drawn in the pixels of the screen."""
    from reportlab.pdfgen.canvas import Canvas

    t, out = drawn_texts(lang), BytesIO()
    canvas = Canvas(out, pagesize=(WIDE, HIGH), invariant=1, initialFontName=REGULAR)
    pages = _pages(handout.tiles)
    for number, tiles in enumerate(pages, 1):
        _head(canvas, t, handout, f"{number} / {len(pages)}")
        _body(canvas, t, tiles)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _pages(tiles: Sequence[Tile]) -> list[tuple[Tile, ...]]:
    """Cards that follow one another by four, everything else alone."""
    found: list[tuple[Tile, ...]] = []
    for tile in tiles:
        last = found[-1] if found else ()
        if tile.figure is not None and last and last[0].figure is not None and len(last) < _CARDS:
            found[-1] = (*last, tile)
        else:
            found.append((tile,))
    return found or [()]


def _head(canvas: Any, t: Texts, handout: Handout, place: str) -> None:
    title, below = handed(t, handout)
    canvas.setFillColor(ink(look.FAINT))
    canvas.rect(0, 0, WIDE, HIGH, stroke=0, fill=1)
    inner = WIDE - 2 * _MARGIN
    draw_lines(canvas, wrap(title, 15, inner * 0.6, bold=True, most=1), x=_MARGIN, top=HIGH - 12, size=15, leading=20,
               color=look.TEXT)  # fmt: skip
    draw_lines(canvas, wrap(f"{below}   {place}", 9, inner * 0.6, most=1), x=_MARGIN, top=HIGH - 16, size=9, leading=14,
               color=look.DIM, align="right", width=inner)  # fmt: skip


def _body(canvas: Any, t: Texts, tiles: Sequence[Tile]) -> None:
    room, inner = HIGH - _HEAD - _MARGIN, WIDE - 2 * _MARGIN
    columns = 2 if len(tiles) > 1 else 1
    rows = (len(tiles) + columns - 1) // columns or 1
    wide, tall = (inner - _GAP * (columns - 1)) / columns, (room - _GAP * (rows - 1)) / rows
    for number, tile in enumerate(tiles):
        x = _MARGIN + (number % columns) * (wide + _GAP)
        y = HIGH - _HEAD - (number // columns) * (tall + _GAP)
        scale = min(1.6 if tile.figure is not None else 1.25, tall / height_of(t, tile, wide))
        drawing = tile_drawing(t, tile, wide / scale, tall / scale)
        canvas.saveState()
        canvas.translate(x, y - tall)
        canvas.scale(scale, scale)
        renderPDF.draw(drawing, canvas, 0, 0)
        canvas.restoreState()
