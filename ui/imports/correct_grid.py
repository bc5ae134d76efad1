"""Rows put aside in a grid to type in: cells at fault and cells that were changed stand out; each row says why."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.core.tables import as_tsv
from app.core.texts import N_
from app.imports.corrections import Edit
from ui.core import fonts
from ui.core.words import Live
from ui.imports.mapping_grid import SampleCell

if TYPE_CHECKING:
    from app.imports.queries import QuarantineRow
    from ui.core.look import Look

ROW_PX: Final = 32
_PAD: Final = 12
_LEAST: Final = 88
_MOST: Final = 240
_STATE_PX: Final = 320
_NONE: Final = QModelIndex()
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_OWN: Final = (N_("Row"), N_("How it is"))
_RIGHT: Final = N_("Can be taken in")
Index = QModelIndex | QPersistentModelIndex


class RowsToCorrect(QAbstractTableModel):
    """The rows with what was typed; the first two columns say which row it is and why it waits, or that it is right."""

    edited = Signal()

    def __init__(self, look: "Look", parent: QWidget) -> None:
        """Empty until ``show_rows``."""
        super().__init__(parent)
        self.look = look
        self.rows: list[QuarantineRow] = []
        self.columns: list[str] = []
        self._wrong: list[set[str]] = []
        self._typed: list[dict[str, str]] = []
        self._checked: dict[int, str | None] = {}
        self._why: Callable[[QuarantineRow], str] = lambda _row: ""

    def show_rows(
        self, rows: Sequence["QuarantineRow"], wrong: Sequence[set[str]], typed: Mapping[int, Mapping[str, str]],
        why: "Callable[[QuarantineRow], str]",
    ) -> None:  # fmt: skip
        """``wrong`` are the columns at fault of each row, which come first; ``typed`` is what is filled in already."""
        self.beginResetModel()
        self.rows, self._wrong, self._why = list(rows), list(wrong), why
        self._typed = [dict(typed.get(one.id, {})) for one in rows]
        names = dict.fromkeys(name for one in rows for name in one.cells)
        faulty = Counter(name for one in wrong for name in one)
        self.columns = sorted(names, key=lambda name: -faulty[name])
        self._checked = {}
        self.endResetModel()

    def edits(self) -> list[Edit]:
        """What was typed, row by row; a row that nobody changed is to be taken as it is."""
        return [Edit(one.id, dict(typed)) for one, typed in zip(self.rows, self._typed, strict=True)]

    def wrong_at(self, row: int) -> set[str]:
        """The columns at fault of a row."""
        return self._wrong[row]

    def say_checked(self, found: Mapping[int, str | None]) -> None:
        """What checking came to: why each row is still wrong, None for a right one."""
        self._checked = dict(found)
        self.layoutChanged.emit()

    def values(self, name: str) -> Counter[str]:
        """What stands in a column now, with how often."""
        return Counter(self._text(row, name) for row, one in enumerate(self.rows) if name in one.cells)

    def replace(self, name: str, old: str, new: str) -> int:
        """Put another text where a text stands in a column; returns in how many rows."""
        places = [row for row, one in enumerate(self.rows) if name in one.cells and self._text(row, name) == old]
        for row in places:
            self._type(row, name, new)
        self._tell()
        return len(places)

    def put(self, indices: Sequence[Index], text: str) -> None:
        """The same text in several cells."""
        for index in indices:
            if self.flags(index) & Qt.ItemFlag.ItemIsEditable:
                self._type(index.row(), self.columns[index.column() - len(_OWN)], text)
        self._tell()

    def _tell(self) -> None:
        self._checked = {}
        self.layoutChanged.emit()
        self.edited.emit()

    def _text(self, row: int, name: str) -> str:
        return self._typed[row].get(name, self.rows[row].cells.get(name, ""))

    def _type(self, row: int, name: str, text: str) -> None:
        if text.strip() == self.rows[row].cells[name]:
            self._typed[row].pop(name, None)
        else:
            self._typed[row][name] = text.strip()

    # -- what Qt asks -------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NONE) -> int:
        """Qt asks."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        """Qt asks."""
        return 0 if parent.isValid() else len(_OWN) + len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """The column of the file, also as a tooltip."""
        if orientation == Qt.Orientation.Horizontal and role in {_DISPLAY, Qt.ItemDataRole.ToolTipRole}:
            return self.look.t(_OWN[section]) if section < len(_OWN) else self.columns[section - len(_OWN)]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells of the file can be typed in."""
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() >= len(_OWN) and self.columns[index.column() - len(_OWN)] in self.rows[index.row()].cells:
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """What was typed."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        self.put([index], str(value))
        return True

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """The text, its colour and weight, and as a tooltip what stood there before."""
        row, column = index.row(), index.column()
        if column < len(_OWN):
            return self._own(row, column, role)
        return self._cell(row, self.columns[column - len(_OWN)], role)

    def _cell(self, row: int, name: str, role: int) -> Any:
        changed = name in self._typed[row]
        if role in {_DISPLAY, Qt.ItemDataRole.EditRole}:
            return self._text(row, name)
        if role == Qt.ItemDataRole.ToolTipRole:
            before = self.rows[row].cells.get(name, "")
            return self.look.t("Before: {text}", text=before or "—") if changed else self._text(row, name)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self.look.color("brand" if changed else "bad" if name in self._wrong[row] else "text")
        if role == Qt.ItemDataRole.BackgroundRole and (changed or name in self._wrong[row]):
            return self.look.color("brand_soft" if changed else "bad_soft")
        if role == Qt.ItemDataRole.FontRole and changed:
            return fonts.font(bold=True)
        return None

    def _own(self, row: int, column: int, role: int) -> Any:
        if role in {_DISPLAY, Qt.ItemDataRole.ToolTipRole}:
            return self.look.formats.number(self.rows[row].row_no) if column == 0 else self._said(row)
        if role == Qt.ItemDataRole.ForegroundRole:
            right = column == 1 and self._checked.get(self.rows[row].id, "") is None
            return self.look.color("good" if right else "dim")
        return None

    def _said(self, row: int) -> str:
        one = self.rows[row]
        checked = self._checked.get(one.id, self._why(one))
        return f"● {self.look.t(_RIGHT)}" if checked is None else checked


class CorrectCell(SampleCell):
    """Cells at fault and changed ones stand on a colour of their own; selected ones are framed."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground, the text, the frame."""
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None and not option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect.adjusted(1, 1, -1, -2), ground)
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(self.look.color("brand"))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -2))


class CorrectGrid(Live, QTableView):
    """Typing starts the editing of a cell; Ctrl+C copies, Ctrl+V and Delete act on every selected cell."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_rows``."""
        super().__init__()
        self.look = look
        self.rows = RowsToCorrect(look, self)
        self.setModel(self.rows)
        self.setItemDelegate(CorrectCell(look, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        head, lines = self.horizontalHeader(), self.verticalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setHighlightSections(False)
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultSectionSize(ROW_PX)
        self.rows.dataChanged.connect(self._widen)

    def _widen(self, first: QModelIndex, last: QModelIndex) -> None:
        """What was typed is read whole."""
        bold = QFontMetrics(fonts.font(bold=True))
        for column in range(max(first.column(), len(_OWN)), last.column() + 1):
            needed = bold.horizontalAdvance(str(first.siblingAtColumn(column).data())) + 2 * _PAD
            self.setColumnWidth(column, max(self.columnWidth(column), min(needed, _MOST)))

    def fit(self) -> None:
        """Columns become as wide as their first cells need."""
        bold = QFontMetrics(fonts.font(bold=True))
        for column in range(self.rows.columnCount()):
            texts = [str(self.rows.headerData(column, Qt.Orientation.Horizontal))]
            texts += [str(self.rows.data(self.rows.index(row, column))) for row in range(min(self.rows.rowCount(), 30))]
            needed = max(map(bold.horizontalAdvance, texts)) + 2 * _PAD
            least, most = (0, _STATE_PX) if column < len(_OWN) else (_LEAST, _MOST)
            self.setColumnWidth(column, min(max(needed, least), most))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste and empty cells; the rest moves and types."""
        chosen = self.selectedIndexes()
        if event.matches(QKeySequence.StandardKey.Copy):
            lines: dict[int, list[str]] = {}
            for index in sorted(chosen, key=lambda one: (one.row(), one.column())):
                lines.setdefault(index.row(), []).append(str(index.data()))
            QGuiApplication.clipboard().setText(as_tsv([], lines.values()).removeprefix("\r\n").removesuffix("\r\n"))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.rows.put(chosen, QGuiApplication.clipboard().text().strip("\r\n").split("\t")[0])
        elif event.key() == Qt.Key.Key_Delete:
            self.rows.put(chosen, "")
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Titles and words again."""
        self.rows.layoutChanged.emit()
