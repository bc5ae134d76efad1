"""Tables that are typed into, copied to Excel and pasted from it, their first column always in sight."""

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QLineEdit, QStyleOptionViewItem, QWidget

from app.core.errors import UserError
from app.core.tables import as_tsv
from app.core.texts import N_, Text
from ui.core.table_columns import value_of
from ui.core.table_frozen import Frozen
from ui.core.table_models import ListGrid
from ui.core.table_paint import CellPainter
from ui.core.table_view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ui.core.look import Look

Index = QModelIndex | QPersistentModelIndex
ROW_PX: Final = 30
_EMPTYING: Final = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Backspace})


class TypedGrid(ListGrid):
    """Rows with cells that can be typed into; what is typed is asked for, and stands once it is written."""

    typed = Signal(object)
    """A list of what ``setting`` made of the cells."""
    refused = Signal(object)
    """A sentence."""
    made_for: Any = None
    """What a page made it for, to see when it needs another one."""

    def able(self, row: int, column: int) -> bool:
        """Whether a cell can be typed into."""
        raise NotImplementedError

    def setting(self, row: int, column: int, text: str) -> Any:
        """What typing a text into a cell asks for, nothing for nothing; raises UserError where it cannot be."""
        raise NotImplementedError

    def exact(self, row: int, column: int) -> str:
        """What stands in a cell, to be typed over and copied."""
        raw = value_of(self.columns[column], self.row_at(row))
        return "" if raw is None else str(raw)

    def only_tells(self) -> Text:
        """What is said where no chosen cell can be typed into."""
        return Text(N_("These cells only tell."))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What can be typed into."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if self.able(index.row(), index.column()) else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The exact value to be typed over."""
        if role == Qt.ItemDataRole.EditRole:
            return self.exact(index.row(), index.column())
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for what was typed; the page reads again when it is written."""
        if role != Qt.ItemDataRole.EditRole or str(value) == self.exact(index.row(), index.column()):
            return False
        try:
            self.typed.emit([self.setting(index.row(), index.column(), str(value))])
        except UserError as error:
            self.refused.emit(error.text)
            return False
        return True

    def copied(self, row: int, column: int) -> str:
        """What goes to Excel of a cell."""
        return self.exact(row, column) if self.able(row, column) else self.text_at(row, column).strip()

    def block(self, cells: "Iterable[Index]") -> list[list[str]]:
        """The smallest rectangle around cells, of figures the exact ones; what is not chosen in it is empty."""
        chosen = {(one.row(), one.column()) for one in cells}
        rows, columns = (sorted({place[at] for place in chosen}) for at in (0, 1))
        return [
            [self.copied(row, column) if (row, column) in chosen else "" for column in _through(columns)]
            for row in _through(rows)
        ]

    def set_block(self, row: int, column: int, block: "Sequence[Sequence[str]]") -> None:
        """Ask for a rectangle from a cell on; what only tells stays. Refuses all of it where some of it cannot be."""
        deep, wide = len(block), max(map(len, block), default=0)
        if row + deep > self.rowCount() or column + wide > len(self.columns):
            said = {"rows": deep, "columns": wide}
            self.refused.emit(Text(N_("{rows} rows and {columns} columns do not fit here; nothing was pasted."), said))
            return
        places = [(row + down, column + across, text) for down, line in enumerate(block)
                  for across, text in enumerate(line)]  # fmt: skip
        try:
            found = [self.setting(*place) for place in places if self.able(*place[:2])]
        except UserError as error:
            self.refused.emit(error.text)
            return
        if found:
            self.typed.emit(found)
        else:
            self.refused.emit(self.only_tells())

    def clear(self, cells: "Iterable[Index]") -> None:
        """Ask for nothing in every chosen cell that can be typed into."""
        found = [self.setting(one.row(), one.column(), "") for one in cells if self.able(one.row(), one.column())]
        if found:
            self.typed.emit(found)


def _through(places: "Sequence[int]") -> range:
    return range(places[0], places[-1] + 1) if places else range(0)


class TypedCell(CellPainter):
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


class TypedView(View):
    """F2, Enter, a double click or simply typing begins to edit; Ctrl+C, Ctrl+X, Ctrl+V and Delete as in Excel."""

    copied_cells = Signal(int)
    rested = Signal()
    """Nothing is being typed any more."""
    frozen: Frozen | None = None
    """The names, once they lie over the view."""

    def __init__(self, look: "Look", grid: TypedGrid) -> None:
        """Cells are chosen one by one or in rectangles; the first column stays in sight."""
        super().__init__(look, grid, ROW_PX)
        self.typed_grid = grid
        self.painter = TypedCell(look, self)
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

    def row(self) -> Any:
        """The row of the current cell."""
        index = self.currentIndex()
        return self.grid.row_at(index.row()) if index.isValid() else None

    def set_rows(self, rows: "Sequence[Any]") -> None:
        """Other figures; the choice of cells and the place in sight stay."""
        bars = [(bar, bar.value()) for bar in (self.horizontalScrollBar(), self.verticalScrollBar())]
        at, chosen = self.currentIndex(), [(one.row(), one.column()) for one in self.selectedIndexes()]
        place = (max(at.row(), 0), at.column() if at.isValid() else 1)
        self.typed_grid.set_rows(rows)
        self.setCurrentIndex(self.typed_grid.index(min(place[0], len(rows) - 1), place[1]))
        kept = [self.typed_grid.index(*one) for one in chosen if one[0] < len(rows)]
        for one in kept:
            self.selectionModel().select(one, self.selectionModel().SelectionFlag.Select)
        for bar, value in bars:
            bar.setValue(value)

    # -- typing -------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        at = self.currentIndex()
        if not self.editing and self.typed_grid.able(at.row(), at.column()):
            self.edit(at)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After Enter the cell below is the current one, so that a column is typed downwards."""
        super().closeEditor(editor, hint)
        at = self.currentIndex()
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache and at.row() + 1 < self.grid.rowCount():
            self.setCurrentIndex(self.typed_grid.index(at.row() + 1, at.column()))
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
        block = self.typed_grid.block(self.selectedIndexes())
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
        self.typed_grid.set_block(top, left, block)

    def empty(self) -> None:
        """Take out what the chosen cells set."""
        self.typed_grid.clear(self.selectedIndexes())
