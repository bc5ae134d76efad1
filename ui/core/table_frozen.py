"""The first columns of a table that is wider than its window: they stay where they are while the others scroll."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView

from ui.core.table_view import View

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent


class Frozen(View):
    """Lies over the left of another view, with the same rows, the same choice of cells and the same place."""

    def __init__(self, over: View, columns: int) -> None:
        """``columns`` are counted from the left; those of ``over`` cannot be moved any more."""
        super().__init__(over.look, over.grid, over.verticalHeader().defaultSectionSize())
        self._over, self._columns = over, columns
        self.setParent(over)
        self.setObjectName("frozen")
        self.setSelectionModel(over.selectionModel())
        self.setSelectionBehavior(over.selectionBehavior())
        self.setFocusProxy(over)
        for bars in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bars(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.head.setSectionsClickable(False)
        self.head.setSortIndicatorShown(False)
        self.head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        over.head.setSectionsMovable(False)
        self.setFrameShape(over.frameShape().NoFrame)
        for number in range(columns, len(over.grid.columns)):
            self.setColumnHidden(number, True)
        over.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(over.verticalScrollBar().setValue)
        over.head.sectionResized.connect(self.lay)
        over.head.geometriesChanged.connect(self.lay)
        over.installEventFilter(self)
        self.lay()

    @property
    def taken(self) -> int:
        """The width of the columns that stay."""
        return sum(self._over.columnWidth(number) for number in range(self._columns))

    def lay(self, *_changed: object) -> None:
        """As wide as the columns, as high as the other view's head and rows."""
        over = self._over
        for number in range(self._columns):
            if self.columnWidth(number) != over.columnWidth(number):
                self.setColumnWidth(number, over.columnWidth(number))
        frame, rows = over.frameWidth(), over.viewport().height()
        self.setGeometry(frame, frame, self.taken, over.head.height() + rows)

    def fit(self) -> None:
        """Widths are those of the other view."""

    def eventFilter(self, watched: QObject, event: object) -> bool:
        """The other view changed its size."""
        if event.type() in {event.Type.Resize, event.Type.Show}:  # type: ignore[attr-defined]
            self.lay()
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def mouseDoubleClickEvent(self, event: "QMouseEvent") -> None:
        """What is opened is opened by the other view."""
        self._over.doubleClicked.emit(self.indexAt(event.position().toPoint()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, and an edge where others pass below."""
        super().paintEvent(event)
        if self._over.horizontalScrollBar().value():
            painter = QPainter(self.viewport())
            painter.setPen(self.look.color("line"))
            right = self.viewport().width() - 1
            painter.drawLine(right, 0, right, self.viewport().height())
