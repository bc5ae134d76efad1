"""How cells look: figures at the right, pills, trends, one padding for head and body, a tooltip where text is cut."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QLine,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from ui.core import fonts
from ui.core.pill import draw_pill, pill_width
from ui.core.spark import draw_spark
from ui.core.table_columns import State
from ui.core.table_models import RAW, Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.core.look import Look

PADDING: Final = 10
_BAR_PX: Final = 14
_KEPT: Final = 5_000
"""Shortened texts that are kept; one in sight is painted many times."""
_SELECTED: Final = QStyle.StateFlag.State_Selected.value
_BAR_PART: Final = 0.6
"""The part of a cell that the longest bar takes."""
_SINGLE: Final = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | _SINGLE)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | _SINGLE)
_WIDE: Final = ("国", "W", "—", "…", "㎡")
"""Signs as wide as any of the font."""
Index = QModelIndex | QPersistentModelIndex


class CellPainter(QStyledItemDelegate):
    """Draws the cells of a Grid itself: quicker than a style sheet, and the same in every theme."""

    def __init__(self, look: "Look", view: QAbstractItemView) -> None:
        """``view`` tells which row the mouse is over."""
        super().__init__(view)
        self.look = look
        self.hovered = -1
        self._view = view
        self._cut: dict[tuple[str, int], str] = {}
        self.set_scale(1.0)
        self.restyle()

    def set_scale(self, scale: float) -> None:
        """Letters so many times as large as usual."""
        self._scale = scale
        self._plain = fonts.font(round(fonts.TEXT_PX * scale))
        self._metrics = QFontMetrics(self._plain)
        self._cut.clear()
        self._widest = max(self._metrics.horizontalAdvance(sign) for sign in _WIDE)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        tokens = self.look.tokens
        self._text, self._line = tokens.color("text"), QPen(tokens.color("line"))
        self._chosen, self._hover = tokens.color("brand_soft"), tokens.color("hover")
        self._focus = QPen(tokens.color("brand"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        rect, row = option.rect, index.row()
        selected = bool(option.state.value & _SELECTED)
        if selected or row == self.hovered:
            painter.fillRect(rect, self._chosen if selected else self._hover)
        grid = index.model()
        if not isinstance(grid, Grid):
            return
        column = grid.columns[index.column()]
        inner = rect.adjusted(PADDING, 0, -PADDING, -1)
        if not grid.ready(row):  # a faint bar until it is there
            bar = QRectF(inner.left(), inner.center().y() - 3, inner.width() * 0.6, 7)
            painter.fillRect(bar, self._hover)
            return
        if column.kind == "spark":
            spark = grid.data(index, RAW)
            if spark is not None and len(spark.values) > 1:
                box = QRectF(inner).adjusted(0, 4, 0, -4)
                draw_spark(painter, box, spark, self.look.color(spark.tone), fill=False)
        elif column.kind == "pill":
            self._pill(painter, QRectF(inner), grid.text_at(row, index.column()), grid.data(index, RAW))
        else:
            if column.bar is not None:
                self._bar(painter, QRectF(inner), column.bar(grid.row_at(row)))
            tone = column.tone(grid.row_at(row)) if column.tone is not None else None
            painter.setPen(self._text if tone is None else self.look.color(tone))
            painter.setFont(self._plain)
            text = self._fitting(grid.text_at(row, index.column()), inner.width())
            if column.marks is not None:
                self._marks(painter, QRectF(inner), text, column.marks(grid.row_at(row)))
            painter.drawText(inner, _RIGHT if column.right else _LEFT, text)

    def _fitting(self, text: str, width: int) -> str:
        """The text, shortened where it is too long; measuring shapes it a second time, so only where it could be."""
        if len(text) * self._widest <= width:
            return text
        found = self._cut.get((text, width))
        if found is None:
            if len(self._cut) > _KEPT:
                self._cut.clear()
            whole = self._metrics.horizontalAdvance(text) <= width  # Qt shortens a little earlier than it must
            found = text if whole else self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._cut[text, width] = found
        return found

    def lines(self, view: QTableView) -> None:
        """The line under each row in sight, drawn once for all of its cells."""
        port = view.viewport()
        first, last = view.rowAt(0), view.rowAt(port.height() - 1)
        if first < 0:
            return
        last = view.model().rowCount() - 1 if last < 0 else last
        right = min(port.width(), view.horizontalHeader().length() - view.horizontalHeader().offset()) - 1
        painter = QPainter(port)
        painter.setPen(self._line)
        below = (view.rowViewportPosition(row) + view.rowHeight(row) - 1 for row in range(first, last + 1))
        painter.drawLines([QLine(0, y, right, y) for y in below])
        painter.end()

    def _bar(self, painter: QPainter, rect: QRectF, share: float) -> None:
        """From zero at the left; the value has the other half to itself."""
        if share <= 0:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("series1"))
        long = max(rect.width() * _BAR_PART * min(share, 1.0), 2.0)
        painter.drawRoundedRect(QRectF(rect.left(), rect.center().y() - _BAR_PX / 2 + 0.5, long, _BAR_PX), 2, 2)
        painter.restore()

    def _marks(self, painter: QPainter, rect: QRectF, text: str, marks: "Sequence[tuple[int, int]]") -> None:
        """A soft ground under what is marked, as far as it is in sight."""
        for start, stop in marks:
            left, right = (self._metrics.horizontalAdvance(text[:at]) for at in (start, min(stop, len(text))))
            if right > left:
                box = QRectF(rect.left() + left - 1, rect.center().y() - 8.5, right - left + 2, 18)
                painter.fillRect(box, self.look.tokens.color("warn_soft"))

    def _pill(self, painter: QPainter, rect: QRectF, text: str, state: State | None) -> None:
        if state is None or not text:
            return
        middle = QPointF(rect.left(), rect.center().y() + 0.5)
        draw_pill(painter, self.look, middle, text, state.tone, rect.width(), self._scale)

    def needed(self, grid: Grid, row: int, column: int) -> int:
        """The width that a cell's text takes, padding included."""
        text, kind = grid.text_at(row, column), grid.columns[column].kind
        if kind == "spark":
            return 0
        if kind == "pill":
            return round(pill_width(text, self._scale) + 0.5) + 2 * PADDING if text else 0
        width = QFontMetrics(self._plain).horizontalAdvance(text)
        return round(width / (1 - _BAR_PART) if grid.columns[column].bar else width) + 2 * PADDING

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The exact amount, or the whole text where it is cut."""
        grid = index.model()
        if event.type() != QEvent.Type.ToolTip or not isinstance(grid, Grid) or not grid.ready(index.row()):
            return super().helpEvent(event, view, option, index)
        tip = str(grid.data(index, int(Qt.ItemDataRole.ToolTipRole)) or "")
        if not tip and self.needed(grid, index.row(), index.column()) > view.columnWidth(index.column()):  # type: ignore[attr-defined]
            tip = grid.text_at(index.row(), index.column())
        QToolTip.showText(event.globalPos() if tip else QPoint(), tip, view)
        return True

    def createEditor(self, _parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        """Nothing is edited in place."""
        return None  # type: ignore[return-value]

    def setModelData(self, _editor: QWidget, _model: QAbstractItemModel, _index: Index) -> None:
        """Nothing is edited in place."""
