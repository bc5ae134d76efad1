"""Charts by pyqtgraph without its scientific look; imported only when the first chart is drawn."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPainterPath, QPen, QResizeEvent
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QToolTip, QWidget

from app.core.charts import Chart
from ui.core import fonts
from ui.core.chart_layout import Bar, bars_of, every, is_upright, ticks, value_range, wrapped
from ui.core.theme import mixed

if TYPE_CHECKING:
    from ui.core.look import Look

_LABEL = fonts.font(fonts.DIM_PX)


class Bars(pg.GraphicsObject):
    """Flat bars with two round corners at their far end, drawn in device pixels so that corners stay round."""

    def __init__(self, bars: list[Bar], colors: list[QColor], *, upright: bool) -> None:
        """``upright`` False lays them on their side."""
        super().__init__()
        self._upright = upright
        self._boxes = [(self._box(bar), bar, color) for bar, color in zip(bars, colors, strict=True)]
        self._bounds = QRectF()
        for box, _, _ in self._boxes:
            self._bounds = self._bounds.united(box)

    def _box(self, bar: Bar) -> QRectF:
        low, size = min(bar.base, bar.end), abs(bar.end - bar.base)
        side = bar.place - bar.width / 2
        return QRectF(side, low, bar.width, size) if self._upright else QRectF(low, side, size, bar.width)

    def boundingRect(self) -> QRectF:
        """All bars."""
        return self._bounds

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Every bar."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        transform = painter.transform()
        painter.resetTransform()
        painter.setPen(Qt.PenStyle.NoPen)
        for box, bar, color in self._boxes:
            painter.setBrush(color)
            shape = transform.mapRect(box)
            if bar.mark:
                painter.drawRect(self._level(shape))
            elif bar.rounded:
                painter.drawPath(self._shape(shape, forward=bar.end >= bar.base))
            else:
                painter.drawRect(shape)
        painter.restore()

    def _level(self, box: QRectF) -> QRectF:
        """A thick line at a bar's end."""
        thick = 4 * self._ratio()
        if self._upright:
            return QRectF(box.left(), box.top() - thick / 2, box.width(), thick)
        return QRectF(box.right() - thick / 2, box.top(), thick, box.height())

    def _shape(self, box: QRectF, *, forward: bool) -> QPainterPath:
        """The box with its two far corners rounded; upright bars grow to the top of the screen."""
        radius = min(3.0 * self._ratio(), box.width() / 2, box.height() / 2)
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRoundedRect(box, radius, radius)
        square = QRectF(box)
        if self._upright:
            square.setTop(box.top() + radius if forward else box.top())
            square.setBottom(box.bottom() if forward else box.bottom() - radius)
        else:
            square.setLeft(box.left() if forward else box.left() + radius)
            square.setRight(box.right() - radius if forward else box.right())
        path.addRect(square)
        return path

    def _ratio(self) -> float:
        view = self.getViewWidget()
        return float(view.devicePixelRatioF()) if view is not None else 1.0


class Axis(pg.AxisItem):
    """Dim labels without ticks or a line; what it writes is set by the plot."""

    def __init__(self, side: str, look: "Look") -> None:
        """``side`` is left or bottom."""
        super().__init__(side, showValues=True)
        self.setStyle(tickLength=0, tickTextOffset=8, tickFont=_LABEL, hideOverlappingLabels=False, tickAlpha=0)
        self.setStyle(autoExpandTextSpace=False)
        self.enableAutoSIPrefix(False)
        self.setPen(pg.mkPen(None))
        self.setTextPen(look.color("dim"))


class Plot(pg.PlotWidget):
    """One chart: grid lines, bars, lines with points, target, hover and clicks by category."""

    picked = Signal(int)

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_chart``; for one theme and language, the ChartView makes a new one when either changes."""
        self.look, self.chart = look, Chart("", (), ())
        self._axes = {side: Axis(side, look) for side in ("left", "bottom")}
        super().__init__(background=look.color("panel"), axisItems=self._axes, enableMenu=False)
        self._hovered = -1
        self.setMinimumHeight(120)
        self.setFrameShape(self.Shape.NoFrame)
        item = self.getPlotItem()
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.disableAutoRange()
        item.setContentsMargins(0, 6, 6, 0)
        item.getViewBox().setDefaultPadding(0)
        item.getViewBox().setBorder(None)
        self.setAntialiasing(True)
        self.setMouseTracking(True)

    def show_chart(self, chart: Chart) -> None:
        """Draw a chart in the place of the one before."""
        self.chart, self._hovered = chart, -1
        self._upright = is_upright(chart, QFontMetricsF(_LABEL).horizontalAdvance)
        self._bars = bars_of(chart)
        low, high = value_range(chart, self._bars)
        self._broken = any(bar.mark for bar in self._bars)
        self._ticks = [] if self._broken else ticks(low, high, 5 if self._upright else 4)
        self._low, self._high = (low, high) if self._broken else (self._ticks[0], self._ticks[-1])
        if not self._upright and not self._broken:
            self._high = max(high * 1.02, 0.0) if high > 0 else 0.0
            self._low = min(low * 1.02, 0.0)
        self.getPlotItem().clear()
        self._band = pg.QtWidgets.QGraphicsRectItem()
        self._draw()

    # -- drawing ------------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        look, item = self.look, self.getPlotItem()
        hover = look.color("hover")
        self._band.setBrush(hover)
        self._band.setPen(QPen(Qt.PenStyle.NoPen))
        self._band.setZValue(-20)
        self._band.hide()
        item.addItem(self._band, ignoreBounds=True)
        if self._upright:
            for level in self._ticks:
                strong = level == 0 and self._low < 0
                self._rule(level, look.color("strong" if strong else "line"))
        elif not self._broken:
            self._rule(0.0, look.color("strong"))
        colors = [self._bar_color(bar) for bar in self._bars]
        if self._bars:
            item.addItem(Bars(self._bars, colors, upright=self._upright))
        for series in self.chart.series:
            if series.shape == "line" and self._upright:
                self._line(series.values, look.color(series.tone))
        if self.chart.target is not None:
            pen = pg.mkPen(look.color("dim"), width=1.4 * self._ratio(), style=Qt.PenStyle.DashLine)
            line = pg.InfiniteLine(self.chart.target, angle=0 if self._upright else 90, pen=pen)
            line.setZValue(5)
            item.addItem(line, ignoreBounds=True)
        self._labels: list[tuple[pg.TextItem, Bar]] = []
        for bar in self._bars:
            self._value_label(bar)
        count = max(len(self.chart.categories), 1)
        item.getViewBox().invertY(not self._upright)
        if self._upright:
            self.setRange(xRange=(-0.5, count - 0.5), yRange=(self._low, self._high), padding=0)
        else:
            self.setRange(xRange=(self._low, self._high), yRange=(-0.5, count - 0.5), padding=0)
        self._write_axes()

    def _ratio(self) -> float:
        return float(self.devicePixelRatioF())

    def _rule(self, level: float, color: QColor) -> None:
        line = pg.InfiniteLine(level, angle=0 if self._upright else 90, pen=pg.mkPen(color, width=self._ratio()))
        line.setZValue(-10)
        self.getPlotItem().addItem(line, ignoreBounds=True)

    def _bar_color(self, bar: Bar) -> QColor:
        color = self.look.tokens.bar(bar.tone)
        return mixed(color, self.look.color("panel"), 0.38) if bar.soft else color

    def _line(self, values: tuple[float | None, ...], color: QColor) -> None:
        if all(value is None for value in values):
            return
        points = np.array([np.nan if value is None else value for value in values], dtype=float)
        few = len(points) <= 40
        curve = pg.PlotDataItem(
            np.arange(len(points)),
            points,
            connect="finite",
            pen=pg.mkPen(color, width=2 * self._ratio()),
            antialias=True,
            symbol="o" if few else None,
            symbolSize=7,
            symbolBrush=self.look.color("panel"),
            symbolPen=pg.mkPen(color, width=1.8 * self._ratio()),
        )
        curve.setZValue(10)
        self.getPlotItem().addItem(curve)

    def _value_label(self, bar: Bar) -> None:
        """A figure at the bar's end; whether there is room is decided at every size."""
        lone = sum(series.shape == "bar" for series in self.chart.series) == 1
        if self.chart.kind == "stacked" or bar.soft or (self._upright and not lone):
            return
        value = bar.end - bar.base if self.chart.kind == "waterfall" else bar.end
        said = self.look.formats.chart(self.chart.format, value, short=False)
        if self.chart.kind == "waterfall" and value > 0 and bar.category not in {0, len(self.chart.categories) - 1}:
            said = f"+{said}"
        forward = bar.end >= bar.base
        anchor = (0.5, 1.0 if forward else 0.0) if self._upright else (0.0 if forward else 1.0, 0.5)
        fill = self.look.color("panel") if self._upright and self.chart.target is not None else None
        label = pg.TextItem(said, color=self.look.color("text"), anchor=anchor, fill=fill)
        label.textItem.document().setDocumentMargin(2 if self._upright else 5)
        label.setFont(_LABEL)
        top = bar.end if self._upright else bar.place
        label.setPos(*((bar.place, top) if self._upright else (bar.end, bar.place)))
        label.setZValue(20)
        self.getPlotItem().addItem(label, ignoreBounds=True)
        self._labels.append((label, bar))

    # -- axes and room ------------------------------------------------------------------------------------------------

    def _write_axes(self) -> None:
        """Texts of both axes for the present size: nothing is clipped, what has no room is shortened or left out."""
        metrics, chart, formats = QFontMetricsF(_LABEL), self.chart, self.look.formats
        figures = [formats.chart(chart.format, level) for level in self._ticks]
        names = list(chart.categories)
        if self._upright:
            left = max((metrics.horizontalAdvance(text) for text in figures), default=0) + 12
            self._axes["left"].setWidth(left)
            self._axes["left"].setTicks([list(zip(self._ticks, figures, strict=True))])
            room = self.width() - left - 12
            slot = room / max(len(names), 1)
            widest = max((metrics.horizontalAdvance(name) for name in names), default=0) + 10
            few = len(names) <= 8 and widest > slot
            step = 1 if few else every(len(names), room, widest)
            shown = [(n, name) for n, name in enumerate(names) if n % step == (len(names) - 1) % step]
            cut = max(slot * step - 6, 20)
            if few:
                shown = [(n, wrapped(name, cut, metrics.horizontalAdvance)) for n, name in shown]
            lines = 1 + max((name.count("\n") for _, name in shown), default=0)
            self._axes["bottom"].setHeight(metrics.height() * lines + 10)
            last = metrics.horizontalAdvance(shown[-1][1].split("\n")[0]) if shown else 0
            self.getPlotItem().setContentsMargins(0, 6, max(6, min(last, cut) / 2 - slot / 2 + 4), 0)
        else:
            shown = list(enumerate(names))
            cut = min(max(self.width() * 0.34, 60), 190)
            widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
            self._axes["left"].setWidth(min(widest, cut) + 14)
            self._axes["bottom"].setTicks([[]])
            self._axes["bottom"].setHeight(4)
        right = Qt.TextElideMode.ElideRight
        texts = [(n, name if "\n" in name else metrics.elidedText(name, right, cut)) for n, name in shown]
        self._axes["bottom" if self._upright else "left"].setTicks([texts])
        self._place_labels(metrics)

    def _place_labels(self, metrics: QFontMetricsF) -> None:
        if self._upright:
            slot = (self.width() - self._axes["left"].width() - 12) / max(len(self.chart.categories), 1)
            widest = max((metrics.horizontalAdvance(label.toPlainText()) for label, _ in self._labels), default=0)
            for label, _ in self._labels:
                label.setVisible(widest + 6 <= slot)
            head = metrics.height() + 4 if self._labels and widest + 6 <= slot else 4
            self._give_head(head)
            return
        right, left = self._label_room(metrics, forward=True), self._label_room(metrics, forward=False)
        room = max(self.width() - self._axes["left"].width() - 12 - right - left, 40)
        span = (self._high - self._low) or 1.0
        self.setXRange(self._low - span * left / room, self._high + span * right / room, padding=0)
        target = self.chart.target
        for label, bar in self._labels:  # a figure never lies on the target's line
            reach = bar.end + (metrics.horizontalAdvance(label.toPlainText()) + 10) * span / room
            hit = target is not None and 0 <= bar.end < target < reach
            label.setPos(target if hit else bar.end, bar.place)

    def _label_room(self, metrics: QFontMetricsF, *, forward: bool) -> float:
        """The widest label on one side of lying bars."""
        side = [label for label, bar in self._labels if (bar.end >= bar.base) == forward]
        return max((metrics.horizontalAdvance(label.toPlainText()) + 14 for label in side), default=0.0)

    def _give_head(self, pixels: float) -> None:
        """Air above the highest value label."""
        room = max(self.height() - self._axes["bottom"].height() - 12, 40)
        span = (self._high - self._low) or 1.0
        tallest = max((bar.end for bar in self._bars), default=self._high)
        above = max(pixels - (self._high - tallest) / span * room, 3)
        self.setYRange(self._low, self._high + span * above / max(room - above, 20), padding=0)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Write the axes for the new size."""
        super().resizeEvent(event)
        if hasattr(self, "_labels"):
            self._write_axes()

    # -- mouse --------------------------------------------------------------------------------------------------------

    def category_at(self, position: QPointF) -> int:
        """The category under a point of the widget, -1 outside."""
        view = self.getPlotItem().getViewBox()
        if not self.getPlotItem().sceneBoundingRect().contains(self.mapToScene(position.toPoint())):
            return -1
        at: Any = view.mapSceneToView(self.mapToScene(position.toPoint()))
        found = round(at.x() if self._upright else at.y())
        return found if 0 <= found < len(self.chart.categories) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the category up and say its figures."""
        super().mouseMoveEvent(event)
        found = self.category_at(event.position())
        if found != self._hovered:
            self.hover(found)
        if found >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), self.tip(found), self)

    def hover(self, category: int) -> None:
        """Light up a category; -1 none."""
        self._hovered = category
        self._band.setVisible(category >= 0)
        keys = bool(self.chart.keys) and category >= 0
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if keys else Qt.CursorShape.ArrowCursor)
        (left, right), (low, high) = self.getPlotItem().getViewBox().viewRange()
        if self._upright:
            self._band.setRect(QRectF(category - 0.5, low, 1, high - low))
        else:
            self._band.setRect(QRectF(left, category - 0.5, right - left, 1))

    def tip(self, category: int) -> str:
        """The figures of a category, one series a line."""
        lines = [self.chart.categories[category]]
        for series in self.chart.series:
            value = series.values[category]
            said = self.look.formats.chart(self.chart.format, value, short=False)
            unit = f" {self.chart.unit}" if self.chart.unit and value is not None else ""
            lines.append(f"{series.name}  {said}{unit}" if series.name else f"{said}{unit}")
        return "\n".join(lines)

    def leaveEvent(self, event: Any) -> None:
        """Dark again."""
        super().leaveEvent(event)
        self.hover(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a category."""
        super().mouseReleaseEvent(event)
        found = self.category_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found >= 0:
            self.picked.emit(found)
