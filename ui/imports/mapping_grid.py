"""The file's real rows under a head in which each column says which field it fills."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.core.texts import N_, Text
from app.imports.columns import plain_text
from ui.core import fonts
from ui.core.controls import Choice
from ui.core.words import Live, Words, spoken

if TYPE_CHECKING:
    from ui.core.look import Look

HEAD_PX: Final = 78
LEAST_PX: Final = 150
MOST_PX: Final = 300
_FIRST: Final = 20
"""Rows by whose cells the width of a column goes."""
_PAD: Final = 10
_NONE: Final = QModelIndex()
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
Index = QModelIndex | QPersistentModelIndex


class SampleGrid(QAbstractTableModel):
    """Sample rows as text; columns that nobody uses are dim."""

    def __init__(self, look: "Look", parent: QWidget) -> None:
        """Empty until ``show_rows``."""
        super().__init__(parent)
        self.look = look
        self.headers: Sequence[str] = ()
        self._rows: Sequence[Sequence[Any]] = ()
        self._used: set[int] = set()
        self._gone: frozenset[int] = frozenset()
        self._struck = fonts.font()
        self._struck.setStrikeOut(True)

    def show_rows(
        self, headers: Sequence[str], rows: Sequence[Sequence[Any]], gone: frozenset[int] = frozenset()
    ) -> None:
        """Other headers and rows; those that do not count are struck through."""
        self.beginResetModel()
        self.headers, self._rows, self._gone = headers, rows, gone
        self.endResetModel()

    def set_used(self, used: set[int]) -> None:
        """Which columns fill a field."""
        self._used = used
        if self._rows and self.headers:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.headers) - 1))

    def rowCount(self, parent: Index = _NONE) -> int:
        """Qt asks."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        """Qt asks."""
        return 0 if parent.isValid() else len(self.headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """The column's own name, also as the tooltip of a long one."""
        if orientation == Qt.Orientation.Horizontal and role in {_DISPLAY, Qt.ItemDataRole.ToolTipRole}:
            return self.headers[section]
        return None

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """A cell's text; dim where the column is not used."""
        if role in {_DISPLAY, Qt.ItemDataRole.ToolTipRole}:
            return self.text_at(index.row(), index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            used = index.column() in self._used and index.row() not in self._gone
            return self.look.color("text" if used else "dim")
        if role == Qt.ItemDataRole.FontRole and index.row() in self._gone:
            return self._struck
        return None

    def text_at(self, row: int, column: int) -> str:
        """A cell as a person sees it."""
        cells = self._rows[row]
        return plain_text(cells[column]) if column < len(cells) else ""


class SampleCell(QStyledItemDelegate):
    """Draws a cell with the head's padding; nothing is edited in place."""

    def __init__(self, look: "Look", view: QTableView) -> None:
        """Colours are looked up as they are needed."""
        super().__init__(view)
        self.look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Text, line, and the selection's colour."""
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self.look.color("brand_soft"))
        painter.setPen(self.look.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(_PAD, 0, -_PAD, -1)
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
        painter.setFont(index.data(Qt.ItemDataRole.FontRole) or fonts.font())
        text = str(index.data() or "").replace("\n", " ")
        said = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), said)


class FieldChoice(Choice):
    """A drop-down in the head, as wide as its column; the wheel scrolls the grid, not the choice."""

    def __init__(self, look: "Look", *, name: Words) -> None:
        """Without options."""
        super().__init__(look, name=name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to the grid."""
        event.ignore()


class MappingHead(Live, QHeaderView):
    """The column's own name and, under it, the field that it fills."""

    picked = Signal(int, str)
    """A column and the name of the field chosen for it, empty for none."""

    def __init__(self, look: "Look", parent: QTableView) -> None:
        """Without drop-downs until ``show_choices``."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.look = look
        self.choices: list[FieldChoice] = []
        self._used: set[int] = set()
        self._font = fonts.font(fonts.DIM_PX, bold=True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(LEAST_PX)
        self.setFixedHeight(HEAD_PX)
        self.sectionResized.connect(lambda *_: self.place())
        parent.horizontalScrollBar().valueChanged.connect(lambda _value: self.place())

    def show_choices(self, count: int) -> None:
        """Drop-downs for so many columns."""
        for old in self.choices:
            old.hide()
            old.deleteLater()
        self.choices = []
        for column in range(count):
            choice = FieldChoice(self.look, name=Text(N_("Field that this column fills")))
            choice.setParent(self.viewport())
            choice.picked.connect(lambda key, at=column: self.picked.emit(at, str(key)))
            self.choices.append(choice)
            choice.show()

    def retranslate(self) -> None:
        """Make room for the words of the other language, once every drop-down has them."""
        QTimer.singleShot(0, self, self.widen)

    def widen(self) -> None:
        """Give every column at least the width of its words."""
        for column in range(len(self.choices)):
            title = str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")
            self.resizeSection(column, max(self.sectionSize(column), self.needed(column, title)))
        self.place()

    def set_used(self, used: set[int]) -> None:
        """Which columns fill a field."""
        self._used = used
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """One height."""
        return QSize(super().sizeHint().width(), HEAD_PX)

    def place(self) -> None:
        """Put each drop-down under its title."""
        for column, choice in enumerate(self.choices):
            left = self.sectionViewportPosition(column)
            choice.setGeometry(left + 4, 34, self.sectionSize(column) - 8, 36)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The name, and a line in the accent colour where the column is used."""
        used = section in self._used
        painter.save()
        painter.fillRect(rect, self.look.color("brand_soft" if used else "panel"))
        painter.setPen(self.look.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.setFont(self._font)
        painter.setPen(self.look.color("text" if used else "dim"))
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        inner = QRect(rect.left() + _PAD, rect.top() + 8, rect.width() - 2 * _PAD, 22)
        said = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), said)
        painter.restore()

    def needed(self, column: int, title: str) -> int:
        """The width that the title, the chosen field and the first cells take."""
        metrics, cells, model = QFontMetrics(self._font), QFontMetrics(fonts.font()), self.model()
        choice = self.choices[column]
        chosen = choice.fontMetrics().horizontalAdvance(choice.currentText()) + 60
        first = [str(model.index(row, column).data() or "") for row in range(min(model.rowCount(), _FIRST))]
        widest = max(map(cells.horizontalAdvance, [*first, ""])) + 2 * _PAD + 4
        return min(max(metrics.horizontalAdvance(title) + 2 * _PAD + 4, chosen, widest, LEAST_PX), MOST_PX)


class MappingGrid(QTableView):
    """Rows of the file; ``picked`` tells which field a header was given."""

    picked = Signal(str, str)
    """A header and the name of a field, empty for none."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_sample``."""
        super().__init__()
        self.look = look
        self.grid = SampleGrid(look, self)
        self.head = MappingHead(look, self)
        self.setHorizontalHeader(self.head)
        self.setModel(self.grid)
        self.setItemDelegate(SampleCell(look, self))
        self.setCornerWidget(QWidget())
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(30)
        self.head.picked.connect(lambda column, field: self.picked.emit(self.grid.headers[column], field))

    def show_sample(self, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Another file."""
        self.grid.show_rows(headers, rows)
        self.head.show_choices(len(headers))

    def show_cells(self, rows: Sequence[Sequence[Any]], gone: frozenset[int]) -> None:
        """Other rows under the same head; ``gone`` are those that do not count."""
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        widths = [self.columnWidth(column) for column in range(len(self.grid.headers))]
        self.grid.show_rows(self.grid.headers, rows, gone)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        self.horizontalScrollBar().setValue(across)
        self.verticalScrollBar().setValue(down)
        self.head.place()

    def show_fields(
        self,
        options: Sequence[tuple[str, Words]],
        taken: Mapping[str, tuple[str, ...]],
        elsewhere: set[str],
        titles: Mapping[str, Words],
    ) -> None:
        """``options`` are (field, title); ``taken`` each header's fields, ``elsewhere`` headers of formulas."""
        used = set()
        for column, header in enumerate(self.grid.headers):
            mine = taken.get(header, ())
            if mine or header in elsewhere:
                used.add(column)
            nothing: Words = Text(N_("Used in a formula")) if header in elsewhere else Text(N_("Not used"))
            more: list[tuple[str, Words]] = []
            if len(mine) > 1:
                words = " + ".join(spoken(self.look, titles[name]) for name in mine)
                more = [("+".join(mine), words)]
            choice = self.head.choices[column]
            choice.set_options([("", nothing), *more, *options], "+".join(mine))
            choice.choose("+".join(mine))
        self.grid.set_used(used)
        self.head.set_used(used)
        self.head.widen()

    def choice(self, header: str) -> FieldChoice:
        """The drop-down of a column."""
        return self.head.choices[list(self.grid.headers).index(header)]
