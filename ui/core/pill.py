"""How a status is drawn: a soft round ground, a small shape, a bold word."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from ui.core import fonts

if TYPE_CHECKING:
    from ui.core.look import Look

HEIGHT: Final = 20
SIDE: Final = 9.0
GAP: Final = 5.0
_MARK_PX: Final = 9


def split(text: str) -> tuple[str, str]:
    """A status as its shape (one character before the first blank, or none) and its word."""
    mark, blank, word = text.partition(" ")
    return (mark, word) if blank and len(mark) == 1 and not mark.isalnum() else ("", text)


def pill_width(text: str, scale: float = 1.0) -> float:
    """The width that a status takes, in letters so many times as large as usual."""
    mark, word = split(text)
    width = QFontMetricsF(_face(fonts.DIM_PX, scale, bold=True)).horizontalAdvance(word) + 2 * SIDE
    return width + (QFontMetricsF(_face(_MARK_PX, scale)).horizontalAdvance(mark) + GAP if mark else 0.0)


def _face(pixels: int, scale: float, *, bold: bool = False) -> QFont:
    return fonts.font(round(pixels * scale), bold=bold)


def draw_pill(
    painter: QPainter, look: "Look", at: QPointF, text: str, tone: str, room: float, scale: float = 1.0
) -> None:
    """A status with its left middle at a point, in at most ``room`` pixels."""
    mark, word = split(text)
    width, high = min(pill_width(text, scale), room), round(HEIGHT * scale)
    box = QRectF(at.x(), at.y() - high / 2, width, high)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("hover" if tone == "dim" else f"{tone}_soft"))
    painter.drawRoundedRect(box, high / 2, high / 2)
    painter.setPen(look.color(tone))
    left, middle = box.left() + SIDE, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    if mark:
        painter.setFont(_face(_MARK_PX, scale))
        painter.drawText(QRectF(left, box.top(), high, high), int(middle), mark)
        left += painter.fontMetrics().horizontalAdvance(mark) + GAP
    painter.setFont(_face(fonts.DIM_PX, scale, bold=True))
    left_over = box.right() - SIDE - left
    said = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, int(left_over) + 2)
    painter.drawText(QRectF(left, box.top(), left_over + 4, high), int(middle), said)
    painter.restore()
