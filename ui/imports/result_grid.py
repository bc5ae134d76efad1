"""What the import will make of the first rows, field by field: cells that cannot be taken and stand-ins stand out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from app.core.texts import N_
from app.imports.feeds import Field
from app.imports.trial import Result
from ui.core import fonts
from ui.core.card import scrolled
from ui.core.choices import choice_title
from ui.core.words import Live, Words, spoken
from ui.imports.mapping_grid import SampleCell

if TYPE_CHECKING:
    from ui.core.look import Look

ROW_PX: Final = 30
_PAD: Final = 10
_LEAST: Final = 96
_MOST: Final = 260
_NONE: Final = QModelIndex()
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_TONES: Final = {"": "text", "bad": "bad", "estimated": "warn"}
_ESTIMATED: Final = N_("A stand-in: the file has no value here")
Index = QModelIndex | QPersistentModelIndex


class ResultRows(QAbstractTableModel):
    """Rows of results; a plain text among them is a cell of the file."""

    def __init__(self, look: "Look", parent: QWidget) -> None:
        """Empty until ``show_rows``."""
        super().__init__(parent)
        self.look = look
        self.titles: list[Words] = []
        self._fields: list[Field | None] = []
        self._rows: Sequence[Sequence[Result | str]] = ()

    def show_rows(
        self, titles: Sequence[Words], fields: Sequence[Field | None], rows: Sequence[Sequence[Result | str]]
    ) -> None:
        """``fields`` are those that the columns fill, None for a column of the file."""
        self.beginResetModel()
        self.titles, self._fields, self._rows = list(titles), list(fields), rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        """Qt asks."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        """Qt asks."""
        return 0 if parent.isValid() else len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """The field's name, also as a tooltip."""
        if orientation == Qt.Orientation.Horizontal and role in {_DISPLAY, Qt.ItemDataRole.ToolTipRole}:
            return spoken(self.look, self.titles[section])
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """The value, its colour, and as a tooltip why it cannot be taken."""
        cell = self._rows[index.row()][index.column()]
        if role == _DISPLAY:
            return self.text_at(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            if isinstance(cell, Result) and cell.reason is not None:
                return self.look.say(cell.reason)
            if isinstance(cell, Result) and cell.state == "estimated":
                return self.look.t(_ESTIMATED)
            return self.text_at(index.row(), index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            return self.look.color(_TONES[cell.state] if isinstance(cell, Result) else "dim")
        return None

    def text_at(self, row: int, column: int) -> str:
        """A cell as a person sees it."""
        cell, field = self._rows[row][column], self._fields[column]
        if isinstance(cell, str) or field is None:
            return cell if isinstance(cell, str) else cell.text
        if cell.state == "bad":
            return cell.text or self.look.t("missing")
        if field.kind == "choice" and cell.text:
            return spoken(self.look, choice_title(cell.text))
        if field.kind == "flag" and cell.text:
            return self.look.t("Yes") if cell.text == "1" else self.look.t("No")
        return f"{cell.text} ≈" if cell.state == "estimated" and cell.text else cell.text


class ResultGrid(Live, QTableView):
    """A read-only grid of results."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_rows``."""
        super().__init__()
        self.look = look
        self.rows = ResultRows(look, self)
        self.setModel(self.rows)
        self.setItemDelegate(SampleCell(look, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setHighlightSections(False)
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultSectionSize(ROW_PX)

    def show_rows(
        self, titles: Sequence[Words], fields: Sequence[Field | None], rows: Sequence[Sequence[Result | str]]
    ) -> None:
        """Show other rows; columns become as wide as their first cells need, the scroll position stays."""
        kept = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self.rows.show_rows(titles, fields, rows)
        bold, plain = QFontMetrics(fonts.font(fonts.DIM_PX, bold=True)), QFontMetrics(fonts.font())
        for column, title in enumerate(titles):
            widths = [plain.horizontalAdvance(self.rows.text_at(row, column)) for row in range(min(len(rows), 30))]
            needed = max([bold.horizontalAdvance(spoken(self.look, title)), *widths]) + 2 * _PAD + 6
            self.setColumnWidth(column, min(max(needed, _LEAST), _MOST))
        self.horizontalScrollBar().setValue(kept[0])
        self.verticalScrollBar().setValue(kept[1])

    def show_lines(self, count: int) -> None:
        """Be as high as so many rows."""
        self.setFixedHeight(ROW_PX * count + 46)

    def retranslate(self) -> None:
        """Titles and words again."""
        self.rows.layoutChanged.emit()


def pin(editor: QWidget, inside: QWidget, *below: QWidget) -> None:
    """Lay an editor out: ``inside`` scrolls, what is ``below`` it always stays in sight."""
    outer = QVBoxLayout(editor)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.setSpacing(8)
    outer.addWidget(scrolled(inside, sideways=False), 1)
    for one in below:
        outer.addWidget(one)
