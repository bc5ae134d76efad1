"""The program's sign."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.core.words import Live

if TYPE_CHECKING:
    from ui.core.look import Look


class Mark(Live, QWidget):
    """Three rising bars on the brand's colour."""

    def __init__(self, look: "Look", size: int = 28) -> None:
        """``size`` in pixels."""
        super().__init__()
        self.look = look
        self.setFixedSize(QSize(size, size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / 28, self.height() / 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("brand"))
        painter.drawRoundedRect(QRectF(0, 0, 28, 28), 8, 8)
        painter.setBrush(self.look.color("on_brand"))
        for left, top, height in ((6, 15, 7), (12, 11, 11), (18, 6, 16)):
            painter.drawRoundedRect(QRectF(left, top, 4, height), 1.5, 1.5)
        painter.end()
