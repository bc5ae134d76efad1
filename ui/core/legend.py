"""The legend of a chart: every series and the target by sign and name, on as many lines as it needs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.core import fonts
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.look import Look

LINE_PX: Final = 20
_SIGN_GAP: Final = 6
_GAP: Final = 16


class Swatch(QWidget):
    """The sign of a series in the legend: a square for bars, a line with a point, a dashed line for the target."""

    def __init__(self, color: QColor, shape: str) -> None:
        """``shape`` is bar, line or target."""
        super().__init__()
        self._color, self._shape = color, shape
        self.setFixedSize(QSize(12 if shape == "bar" else 18, 12))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        if self._shape == "bar":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._color)
            painter.drawRoundedRect(QRectF(1, 1, 10, 10), 2, 2)
        else:
            style = Qt.PenStyle.DashLine if self._shape == "target" else Qt.PenStyle.SolidLine
            painter.setPen(QPen(self._color, 2 if self._shape == "line" else 1.4, style))
            painter.drawLine(0, round(middle), self.width(), round(middle))
            if self._shape == "line":
                painter.setBrush(self._color)
                painter.drawEllipse(QRectF(self.width() / 2 - 2.5, middle - 2.5, 5, 5))
        painter.end()


class Legend(QWidget):
    """Places its entries itself, line after line; the unit stands at the right end of the first."""

    def __init__(self, look: "Look", entries: Sequence[tuple[QColor, str, Words]], unit: Words = "") -> None:
        """Entries are (colour, bar | line | target, words)."""
        super().__init__()
        self.setObjectName("clear")
        self._entries: list[tuple[Swatch, Label]] = []
        for color, shape, words in entries:
            swatch, label = Swatch(color, shape), Label(look, words, "dim", elide=True)
            swatch.setParent(self)
            label.setParent(self)
            self._entries.append((swatch, label))
        self._unit = Label(look, unit, "dim", parent=self) if unit else None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(LINE_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything for the new width."""
        super().resizeEvent(event)
        metrics = QFontMetrics(fonts.font(fonts.DIM_PX))
        first_end = self.width()
        if self._unit is not None:
            wide = metrics.horizontalAdvance(self._unit.full_text()) + 4
            self._unit.setGeometry(self.width() - wide, 0, wide, LINE_PX)
            first_end -= wide + _GAP
        left, line = 0, 0
        for swatch, label in self._entries:
            end = first_end if line == 0 else self.width()
            needed = swatch.width() + _SIGN_GAP + metrics.horizontalAdvance(label.full_text()) + 4
            if left and left + needed > end:
                left, line, end = 0, line + 1, self.width()
            swatch.move(left, line * LINE_PX + (LINE_PX - swatch.height()) // 2)
            start = left + swatch.width() + _SIGN_GAP
            label.setGeometry(start, line * LINE_PX, min(needed - swatch.width() - _SIGN_GAP, end - start), LINE_PX)
            left += needed + _GAP
        self.setFixedHeight((line + 1) * LINE_PX)

    def words(self) -> list[str]:
        """What it names, for tests and readers."""
        said = [label.full_text() for _, label in self._entries]
        return [*said, self._unit.full_text()] if self._unit is not None else said
