"""How a status is drawn: a soft round ground, a small shape, a bold word."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

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


def pill_width(text: str) -> float:
    """The width that a status takes."""
    mark, word = split(text)
    width = QFontMetricsF(fonts.font(fonts.DIM_PX, bold=True)).horizontalAdvance(word) + 2 * SIDE
    return width + (QFontMetricsF(fonts.font(_MARK_PX)).horizontalAdvance(mark) + GAP if mark else 0.0)


def draw_pill(painter: QPainter, look: "Look", at: QPointF, text: str, tone: str, room: float) -> None:
    """A status with its left middle at a point, in at most ``room`` pixels."""
    mark, word = split(text)
    width = min(pill_width(text), room)
    box = QRectF(at.x(), at.y() - HEIGHT / 2, width, HEIGHT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("hover" if tone == "dim" else f"{tone}_soft"))
    painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
    painter.setPen(look.color(tone))
    left, middle = box.left() + SIDE, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    if mark:
        painter.setFont(fonts.font(_MARK_PX))
        painter.drawText(QRectF(left, box.top(), HEIGHT, HEIGHT), int(middle), mark)
        left += painter.fontMetrics().horizontalAdvance(mark) + GAP
    painter.setFont(fonts.font(fonts.DIM_PX, bold=True))
    left_over = box.right() - SIDE - left
    said = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, int(left_over) + 2)
    painter.drawText(QRectF(left, box.top(), left_over + 4, HEIGHT), int(middle), said)
    painter.restore()
