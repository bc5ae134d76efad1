"""The grid of targets in sight: typed into, copied to Excel and pasted from it, its names always in sight."""

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QLineEdit, QStyleOptionViewItem, QWidget

from app.core.tables import as_tsv
from ui.core.table_frozen import Frozen
from ui.core.table_paint import CellPainter
from ui.core.table_view import View
from ui.targets.grid import TargetGrid
from ui.targets.rows import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.core.look import Look

Index = QModelIndex | QPersistentModelIndex
ROW_PX: Final = 30
_EMPTYING: Final = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Backspace})


class TargetCell(CellPainter):
    """Looks as every cell does, and is typed into."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        """A line with the exact figure."""
        found = QLineEdit(parent)
        found.setProperty("cell", True)
        found.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        found.setFrame(False)
        return found

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What stands there."""
        assert isinstance(editor, QLineEdit)  # noqa: S101 - made above
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        """Ask for what was typed."""
        assert isinstance(editor, QLineEdit)  # noqa: S101 - made above
        model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """The whole cell."""
        editor.setGeometry(option.rect)


class TargetView(View):
    """F2, Enter, a double click or simply typing begins to edit; Ctrl+C, Ctrl+X, Ctrl+V and Delete as in Excel."""

    copied_cells = Signal(int)
    rested = Signal()
    """Nothing is being typed any more."""
    frozen: Frozen | None = None
    """The names, once they lie over the view."""

    def __init__(self, look: "Look", grid: TargetGrid) -> None:
        """Cells are chosen one by one or in rectangles; the first column stays in sight."""
        super().__init__(look, grid, ROW_PX)
        self.targets = grid
        self.painter = TargetCell(look, self)
        self.setItemDelegate(self.painter)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.head.setSectionsClickable(False)
        self.head.setSortIndicatorShown(False)
        for place, column in enumerate(grid.columns):
            self.setColumnWidth(place, column.first_width)
        self.opened.connect(lambda _row: self._begin())
        self.frozen = Frozen(self, 1)

    @property
    def editing(self) -> bool:
        """Whether something is being typed."""
        return self.state() == QAbstractItemView.State.EditingState

    def row(self) -> Row | None:
        """The row of the current cell."""
        index = self.currentIndex()
        return self.grid.row_at(index.row()) if index.isValid() else None

    def set_rows(self, rows: "Sequence[Row]") -> None:
        """Other figures; the choice of cells and the place in sight stay."""
        bars = [(bar, bar.value()) for bar in (self.horizontalScrollBar(), self.verticalScrollBar())]
        at, chosen = self.currentIndex(), [(one.row(), one.column()) for one in self.selectedIndexes()]
        place = (max(at.row(), 0), at.column() if at.isValid() else 1)
        self.targets.set_rows(rows)
        self.setCurrentIndex(self.targets.index(min(place[0], len(rows) - 1), place[1]))
        kept = [self.targets.index(*one) for one in chosen if one[0] < len(rows)]
        for one in kept:
            self.selectionModel().select(one, self.selectionModel().SelectionFlag.Select)
        for bar, value in bars:
            bar.setValue(value)

    # -- typing -------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        at = self.currentIndex()
        if not self.editing and self.targets.able(at.row(), at.column()):
            self.edit(at)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After Enter the cell below is the current one, so that a column is typed downwards."""
        super().closeEditor(editor, hint)
        at = self.currentIndex()
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache and at.row() + 1 < self.grid.rowCount():
            self.setCurrentIndex(self.targets.index(at.row() + 1, at.column()))
        if not self.editing:
            self.rested.emit()

    def scrollTo(self, index: Index, hint: Any = QAbstractItemView.ScrollHint.EnsureVisible) -> None:
        """Not below the column that stays."""
        super().scrollTo(index, hint)
        if self.frozen is None or index.column() == 0:
            return
        hidden = self.frozen.taken - self.columnViewportPosition(index.column())
        if hidden > 0:
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - hidden)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The clipboard; the rest moves and types."""
        keys = QKeySequence.StandardKey
        if event.matches(keys.Copy):
            self.copy()
        elif event.matches(keys.Cut):
            self.copy()
            self.empty()
        elif event.matches(keys.Paste):
            self.paste()
        elif event.key() in _EMPTYING and not event.modifiers():
            self.empty()
        else:
            super().keyPressEvent(event)

    # -- the clipboard ------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """The chosen rectangle, exact figures in the unit of the page."""
        block = self.targets.block(self.selectedIndexes())
        QGuiApplication.clipboard().setText(as_tsv([], block).removeprefix("\r\n").removesuffix("\r\n"))
        self.copied_cells.emit(sum(map(len, block)))

    def paste(self) -> None:
        """From the first chosen cell on; one figure fills every chosen cell."""
        text = QGuiApplication.clipboard().text().removesuffix("\n").removesuffix("\r")
        block = [line.split("\t") for line in text.split("\n")] if text.strip() else []
        block = [[one.strip() for one in line] for line in block]
        chosen = self.selectedIndexes()
        if not block or not chosen:
            return
        top, left = min(one.row() for one in chosen), min(one.column() for one in chosen)
        if len(block) == 1 and len(block[0]) == 1 and len(chosen) > 1:
            wide = len({one.column() for one in chosen})
            block = [block[0] * wide] * len({one.row() for one in chosen})
        self.targets.set_block(top, left, block)

    def empty(self) -> None:
        """Take out what the chosen cells set."""
        self.targets.clear(self.selectedIndexes())
