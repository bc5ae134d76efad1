"""Small trends without axes, on cards and in table rows; drawn with QPainter, ready for the first paint."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.charts import Spark
from ui.core.words import Live

if TYPE_CHECKING:
    from ui.core.look import Look


def _points(values: tuple[float | None, ...], rect: QRectF) -> list[list[QPointF]]:
    """The runs of known values as points; a None breaks the line."""
    known = [value for value in values if value is not None]
    if not known or len(values) < 2:
        return []
    low, high = min(known), max(known)
    least = 0.12 * max(abs(low), abs(high))  # a wobble of a per cent is no cliff
    if 0 < high - low < least:
        middle = (low + high) / 2
        low, high = middle - least / 2, middle + least / 2
    span = (high - low) or 1.0
    step = rect.width() / (len(values) - 1)
    runs: list[list[QPointF]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        share = 0.5 if high == low else (value - low) / span
        runs[-1].append(QPointF(rect.left() + index * step, rect.bottom() - share * rect.height()))
    return [run for run in runs if run]


def draw_spark(painter: QPainter, rect: QRectF, spark: Spark, color: QColor, *, fill: bool = True) -> None:
    """The trend inside ``rect``, its last known value as a dot."""
    runs = _points(spark.values, rect.adjusted(3, 3, -3, -3))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(color, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    for run in runs:
        path = QPainterPath(run[0])
        for point in run[1:]:
            path.lineTo(point)
        if fill and len(run) > 1:
            area = QPainterPath(path)
            area.lineTo(run[-1].x(), rect.bottom())
            area.lineTo(run[0].x(), rect.bottom())
            shade = QLinearGradient(rect.topLeft(), rect.bottomLeft())
            top, end = QColor(color), QColor(color)
            top.setAlphaF(0.22)
            end.setAlphaF(0.0)
            shade.setColorAt(0, top)
            shade.setColorAt(1, end)
            painter.fillPath(area, shade)
        painter.strokePath(path, pen)
    if runs:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(runs[-1][-1], 2.4, 2.4)
    painter.restore()


class SparkLine(Live, QWidget):
    """A small trend as a widget."""

    def __init__(self, look: "Look", spark: Spark | None = None) -> None:
        """Nothing is drawn for None or less than two values."""
        super().__init__()
        self.look = look
        self._spark = spark
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_spark(self, spark: Spark | None) -> None:
        """Draw another trend."""
        self._spark = spark
        self.update()

    def sizeHint(self) -> QSize:
        """Small."""
        return QSize(88, 34)

    def minimumSizeHint(self) -> QSize:
        """Smaller."""
        return QSize(36, 34)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        if self._spark is not None and len(self._spark.values) > 1:
            painter = QPainter(self)
            draw_spark(painter, QRectF(self.rect()), self._spark, self.look.color(self._spark.tone))
            painter.end()
