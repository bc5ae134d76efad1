"""A heat map: a field for each row and column, the darker the higher; every field is read, hovered and opened."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.core.charts import Chart
from ui.core import fonts
from ui.core.theme import mixed

if TYPE_CHECKING:
    from ui.core.look import Look

ROW_PX: Final = 26
_HEAD_PX: Final = 22
_GAP: Final = 2
_NAME_SHARE: Final = 0.24
_FAINT: Final = 0.08
"""How much of its tone the lowest value has."""
FULL: Final = 0.6
"""That of the highest; no field is so deep that its figure in the colour of text is pale."""


class HeatPlot(QWidget):
    """Drawn for one theme and language, as ``Plot`` is."""

    picked = Signal(int, int)
    """Row and column of a field that was opened."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_chart``."""
        super().__init__()
        self.look, self.chart = look, Chart("", (), ())
        self._low = self._high = 0.0
        self.setObjectName("clear")
        self.at: tuple[int, int] | None = None
        """The field under the mouse, or where the keyboard is."""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_chart(self, chart: Chart) -> None:
        """One row for each series."""
        self.chart, self.at = chart, None
        known = [value for series in chart.series for value in series.values if value is not None]
        self._low, self._high = min(known, default=0.0), max(known, default=0.0)
        self.setFixedHeight(_HEAD_PX + ROW_PX * len(chart.series))
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(480, self.height())

    def share_of(self, value: float) -> float:
        """How much of the tone a value's field has, from the lowest to the highest of all."""
        span = self._high - self._low
        return _FAINT + (FULL - _FAINT) * ((value - self._low) / span if span else 1.0)

    def said(self, row: int, column: int) -> str:
        """What a field says when asked: its row, its month and its value."""
        series = self.chart.series[row]
        value = series.values[column]
        figure = self.look.formats.chart(self.chart.format, value, short=False)
        unit = f" {self.chart.unit}" if self.chart.unit and value is not None else ""
        return f"{series.name} · {self.chart.categories[column]}: {figure}{unit}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names at the left, months above, fields."""
        painter = QPainter(self)
        painter.setFont(fonts.font(fonts.DIM_PX))
        metrics = QFontMetricsF(painter.font())
        dim, text = self.look.color("dim"), self.look.color("text")
        left, slot = self._frame()
        every = max(1, -(-int(metrics.horizontalAdvance("0000-00")) // max(int(slot), 1)))
        for column, name in enumerate(self.chart.categories):
            if (len(self.chart.categories) - 1 - column) % every == 0:
                painter.setPen(dim)
                box = QRectF(left + slot * column - slot, 0, slot * 3, _HEAD_PX - 4)
                painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, name)
        for row, series in enumerate(self.chart.series):
            top = _HEAD_PX + ROW_PX * row
            painter.setPen(text)
            name = metrics.elidedText(series.name, Qt.TextElideMode.ElideRight, left - 10)
            painter.drawText(QRectF(0, top, left - 8, ROW_PX), Qt.AlignmentFlag.AlignVCenter, name)
            for column, value in enumerate(series.values):
                box = QRectF(left + slot * column, top, slot, ROW_PX).adjusted(0, 0, -_GAP, -_GAP)
                self._field(painter, metrics, box, value, self.look.color(series.tone))
                if self.at == (row, column):
                    painter.setPen(QPen(self.look.color("brand"), 2))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.end()

    def _field(self, painter: QPainter, metrics: QFontMetricsF, box: QRectF, value: float | None, tone: QColor) -> None:
        panel = self.look.color("panel")
        if value is None:
            painter.setPen(QPen(self.look.color("line"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
            return
        painter.fillRect(box, mixed(tone, panel, self.share_of(value)))
        figure = self.look.formats.chart(self.chart.format, value, short=False)
        if metrics.horizontalAdvance(figure) + 4 > box.width():
            figure = self.look.formats.chart(self.chart.format, value)
        if metrics.horizontalAdvance(figure) + 2 <= box.width():
            painter.setPen(self.look.color("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, figure)

    def _frame(self) -> tuple[float, float]:
        """Where the fields begin, and how wide each is."""
        metrics = QFontMetricsF(fonts.font(fonts.DIM_PX))
        widest = max((metrics.horizontalAdvance(one.name) for one in self.chart.series), default=0.0) + 14
        left = min(widest, self.width() * _NAME_SHARE)
        return left, (self.width() - left) / max(len(self.chart.categories), 1)

    def field_at(self, position: QPointF) -> tuple[int, int] | None:
        """Row and column under a point; None beside the fields."""
        left, slot = self._frame()
        row, column = int((position.y() - _HEAD_PX) // ROW_PX), int((position.x() - left) // slot) if slot else -1
        inside = 0 <= row < len(self.chart.series) and 0 <= column < len(self.chart.categories)
        return (row, column) if inside else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the mouse."""
        self._show(self.field_at(event.position()))
        if self.at is not None:
            QToolTip.showText(event.globalPosition().toPoint(), self.said(*self.at), self)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self.at else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the mouse."""
        self._show(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens a field."""
        found = self.field_at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go from field to field, Enter opens."""
        steps = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self.chart.series:
            row, column = self.at or (0, -1 if step[1] > 0 else 0)
            here = row + step[0], column + step[1]
            if 0 <= here[0] < len(self.chart.series) and 0 <= here[1] < len(self.chart.categories):
                self._show(here)
                self.setAccessibleDescription(self.said(*here))
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.at is not None:
            self.picked.emit(*self.at)
        else:
            super().keyPressEvent(event)

    def _show(self, at: tuple[int, int] | None) -> None:
        if at != self.at:
            self.at = at
            self.update()
