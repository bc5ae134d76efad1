"""The view under a table: a head that sorts, rows that open, columns that fill the width and remember theirs."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from ui.core import fonts
from ui.core.table_models import Grid
from ui.core.table_paint import PADDING, CellPainter
from ui.core.words import Live

if TYPE_CHECKING:
    from ui.core.look import Look

HEAD_PX: Final = 34
ROW_PX: Final = 36
_ARROW: Final = 14
_WIDEST: Final = 340
"""A column gets no wider than this for the sake of its longest words; one that stretches takes what others spare."""
_LOOKED_AT: Final = 40
"""Rows that the widths of columns are measured by."""


class Head(Live, QHeaderView):
    """Titles with the cells' padding and alignment, and an arrow on the sorted one; Enter sorts by keyboard too."""

    def __init__(self, look: "Look", parent: QWidget) -> None:
        """Movable and clickable."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.look = look
        self._font, self._scale = fonts.font(fonts.DIM_PX, bold=True), 1.0
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(44)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """One height."""
        return QSize(super().sizeHint().width(), round(HEAD_PX * self._scale))

    def set_scale(self, scale: float) -> None:
        """Letters so many times as large as usual."""
        self._scale = scale
        self._font = fonts.font(round(fonts.DIM_PX * scale), bold=True)
        self.updateGeometry()

    def needed(self, section: int) -> int:
        """The width that a title takes in full, with room for the arrow."""
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        metrics = QFontMetrics(self._font)
        return metrics.horizontalAdvance(title) + 2 * PADDING + _ARROW

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Title, arrow, line."""
        model = self.model()
        painter.save()
        painter.setPen(self.look.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        title = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        right = isinstance(model, Grid) and model.columns[section].right
        sorted_here = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        inner = rect.adjusted(PADDING, 0, -PADDING, -1)
        painter.setFont(self._font)
        metrics = painter.fontMetrics()
        room = inner.width() - (_ARROW if sorted_here else 0)
        said = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(said)
        left = inner.right() - width + 1 if right else inner.left()
        painter.setPen(self.look.color("text" if sorted_here else "dim"))
        painter.drawText(QRect(left, inner.top(), width + 2, inner.height()), int(Qt.AlignmentFlag.AlignVCenter), said)
        if sorted_here:
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            drawing = self.look.pixmap("arrow-up" if up else "arrow-down", "brand", 12, self.devicePixelRatioF())
            at = left - _ARROW if right else left + width + 2
            painter.drawPixmap(QRectF(at, inner.center().y() - 6, 12, 12).toRect(), drawing)
        painter.restore()

    def event(self, event: QEvent) -> bool:
        """A tooltip with what the column means, or its whole title where it is cut."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            section = self.logicalIndexAt(event.pos())
            if section >= 0:
                tip = self.model().headerData(section, Qt.Orientation.Horizontal, int(Qt.ItemDataRole.ToolTipRole))
                title = self.model().headerData(section, Qt.Orientation.Horizontal)
                cut = self.needed(section) > self.sectionSize(section)
                QToolTip.showText(event.globalPos(), str(tip) if cut or tip != title else "", self)
            return True
        return super().event(event)


class View(Live, QTableView):
    """A table view without a grid; Enter or a double click opens a row, Ctrl+C asks for a copy."""

    opened = Signal(int)
    copied = Signal()

    def __init__(self, look: "Look", grid: Grid, row_px: int = ROW_PX) -> None:
        """Rows of one height, so that a million of them scroll."""
        super().__init__()
        self.look = look
        self.grid = grid
        self._fitting, self._scale, self._row_px = False, 1.0, row_px
        self._least: dict[int, int] = {}
        self.natural: dict[int, int] = {}
        """The width of each column before it was squeezed."""
        self.fixed: set[int] = set()
        """Columns whose width the user chose."""
        self.head = Head(look, self)
        self.setHorizontalHeader(self.head)
        self.setModel(grid)
        self.painter = CellPainter(look, self)
        self.setItemDelegate(self.painter)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(row_px)
        rows.setDefaultSectionSize(row_px)
        self.head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.head.setSortIndicatorShown(True)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def set_scale(self, scale: float) -> None:
        """Letters, rows and widths so many times as large as usual, as for a projector."""
        if scale == self._scale:
            return
        grown, self._scale = scale / self._scale, scale
        self.painter.set_scale(scale)
        self.head.set_scale(scale)
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(round(self._row_px * scale))
        rows.setDefaultSectionSize(round(self._row_px * scale))
        self.natural = {n: round(width * grown) for n, width in self.natural.items()}
        self._fitting = True  # nobody chose these widths
        for n, width in self.natural.items():
            self.setColumnWidth(n, width)
        self._fitting = False
        self.fit()
        self.viewport().update()

    def restyle(self) -> None:
        """The theme changed."""
        self.painter.restyle()
        self.viewport().update()
        self.head.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells, and the lines between rows."""
        super().paintEvent(event)
        self.painter.lines(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies, the rest moves."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the row under the mouse."""
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        """No row."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row == self.painter.hovered:
            return
        for touched in (row, self.painter.hovered):
            if touched >= 0:
                top = self.rowViewportPosition(touched)
                self.viewport().update(0, top, self.viewport().width(), self.rowHeight(touched))
        self.painter.hovered = row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the stretching columns fill what is left."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Give the width that is left to the columns that stretch."""
        shown = [n for n in range(len(self.grid.columns)) if not self.isColumnHidden(n)]
        stretching = [n for n in shown if self.grid.columns[n].stretch]
        if not stretching or self._fitting:
            return
        self._fitting = True
        self._squeeze(shown, stretching)
        taken = sum(self.columnWidth(n) for n in shown if n not in stretching)
        left = self.viewport().width() - taken
        for place, number in enumerate(sorted(stretching, key=self._least.__getitem__, reverse=True)):
            width = max(left // (len(stretching) - place), self._least[number])
            self.setColumnWidth(number, width)
            left -= width  # what a wide one takes beyond its part, the others go without
        self._fitting = False

    def _squeeze(self, shown: list[int], stretching: list[int]) -> None:
        """Room goes from columns that do not need it (by their first rows) to those whose words would be cut."""
        wanted = {n: self.natural.get(n, self.columnWidth(n)) for n in shown}
        wanted |= {n: max(self.grid.columns[n].first_width, self.head.needed(n)) for n in stretching}
        free = [n for n in shown if n not in self.fixed]
        needs = {n: self._needed(n) for n in free}
        most = {n: needs[n] if n in stretching else min(needs[n], _WIDEST) for n in free}
        lacks = {n: max(most[n] - wanted[n], 0) for n in free}
        spare = {n: max(wanted[n] - needs[n], 0) for n in free if n not in stretching}
        over = sum(wanted.values()) - self.viewport().width()
        room, wider = max(sum(spare.values()) - over, 0), dict.fromkeys(free, 0)
        for n in sorted(free, key=lacks.__getitem__):  # the most columns whole, not a little more of each
            wider[n] = min(lacks[n], room)
            room -= wider[n]
        cut = max(min(over + sum(wider.values()), sum(spare.values())), 0)
        for n in free:
            if n not in stretching:
                self.setColumnWidth(n, wanted[n] + wider[n] + -cut * spare[n] // (sum(spare.values()) or 1))
        self._least = {n: wanted[n] + wider.get(n, 0) for n in stretching}

    def _needed(self, column: int) -> int:
        """The width that shows title and first rows whole; a state keeps its width where others may come further down.

        A word that is cut can be guessed, a state cannot.
        """
        rows = [row for row in range(min(self.grid.rowCount(), _LOOKED_AT)) if self.grid.ready(row)]
        if self.grid.columns[column].kind == "pill" and self.grid.rowCount() > _LOOKED_AT:
            return max(self.head.needed(column), self.grid.columns[column].first_width)
        content = max((self.painter.needed(self.grid, row, column) for row in rows), default=0)
        return max(self.head.needed(column), content, 72 if self.grid.columns[column].kind == "spark" else 0)

    @property
    def fitting(self) -> bool:
        """Whether a width changes by itself just now."""
        return self._fitting

    def chosen_rows(self) -> list[int]:
        """Positions of the selected rows, from the top."""
        selection: QItemSelectionModel = self.selectionModel()
        return sorted(index.row() for index in selection.selectedRows())

    def select(self, row: int) -> None:
        """Select a row alone and bring it into sight, whatever key is held down meanwhile."""
        if 0 <= row < self.grid.rowCount():
            flags = QItemSelectionModel.SelectionFlag
            index = self.grid.index(row, 0)
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)
