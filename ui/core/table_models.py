"""What a table shows: a list held in memory, or a window on a source of a million rows."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ui.core.table_columns import Column, plain, shown, sorted_rows, tip_of, value_of
from ui.core.words import spoken

if TYPE_CHECKING:
    from ui.core.look import Look

Index = QModelIndex | QPersistentModelIndex
RAW: Final = int(Qt.ItemDataRole.UserRole)
WINDOW: Final = 32
KEPT_WINDOWS: Final = 400
MOST_WISHES: Final = 5
"""Windows passed by while others were read are not read any more."""
_ROOT: Final = QModelIndex()
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class RowSource(Protocol):
    """Rows that are too many to hold: their ids in an order, and a few hundred of them at a time."""

    def ids(self, *, order: str, descending: bool, text: str) -> "array[int]":
        """The ids (``array('q')``) of all rows that match ``text``, by column key ``order``; runs in a worker."""
        ...

    def rows(self, ids: Sequence[int]) -> Sequence[Any]:
        """The rows of these ids, in this order; called in a worker for what is painted."""
        ...


class Grid(QAbstractTableModel):
    """Cells of columns over rows; ``row_at`` is what differs."""

    def __init__(self, look: "Look", columns: Sequence[Column], parent: QObject | None = None) -> None:
        """The columns never change; which are in sight is the view's business."""
        super().__init__(parent)
        self.look = look
        self.columns = list(columns)
        self._texts: dict[tuple[int, int], str] = {}

    def row_at(self, position: int) -> Any:
        """The row at a position of the present order."""
        raise NotImplementedError

    def ready(self, position: int) -> bool:
        """Whether the row is at hand; if not, it is on its way."""
        del position
        return True

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Qt asks."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """A cell's text, raw value, tooltip or alignment; nothing for other roles."""
        if role == _DISPLAY:
            return self.text_at(index.row(), index.column())
        if role == RAW:
            return value_of(self.columns[index.column()], self.row_at(index.row()))
        if role == Qt.ItemDataRole.ToolTipRole:
            column = self.columns[index.column()]
            return tip_of(self.look, column, value_of(column, self.row_at(index.row())))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[index.column()].right else _LEFT
        return None

    def text_at(self, row: int, column: int) -> str:
        """A cell's text, kept once it was made."""
        found = self._texts.get((row, column))
        if found is None:
            spec = self.columns[column]
            found = shown(self.look, spec, value_of(spec, self.row_at(row)))
            if len(self._texts) > 60_000:
                self._texts.clear()
            self._texts[row, column] = found
        return found

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """A column's title, tooltip and alignment."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == _DISPLAY:
            return spoken(self.look, column.title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return spoken(self.look, column.tip or column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        return None

    def plain_row(self, position: int, columns: Sequence[int]) -> list[Any]:
        """A row for the clipboard and for Excel."""
        row = self.row_at(position)
        return [plain(self.look, self.columns[n], value_of(self.columns[n], row)) for n in columns]

    def retranslate(self) -> None:
        """Write every text again."""
        self._texts.clear()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(len(self.columns) - 1, 0))
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(self.columns) - 1))


class ListGrid(Grid):
    """Up to some ten thousand rows held in memory, sorted and filtered here."""

    def __init__(self, look: "Look", columns: Sequence[Column], parent: QObject | None = None) -> None:
        """Empty until ``set_rows``."""
        super().__init__(look, columns, parent)
        self.rows: list[Any] = []
        self._order: list[int] = []
        self._sort: tuple[int, bool] | None = None
        self._filter = ""

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Rows that match the filter."""
        return 0 if parent.isValid() else len(self._order)

    def row_at(self, position: int) -> Any:
        """The row at a position."""
        return self.rows[self._order[position]]

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows in the same order and filter."""
        self.rows = list(rows)
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; -1 is the given order."""
        self._sort = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self._arrange()

    def set_filter(self, text: str) -> None:
        """Only rows with a cell that contains every word of ``text``."""
        self._filter = text
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        self._texts.clear()
        if self._sort is None:
            order = list(range(len(self.rows)))
        else:
            column, descending = self._sort
            order = sorted_rows(self.look, self.rows, self.columns[column], descending=descending)
        words = self._filter.casefold().split()
        if words:
            order = [index for index in order if self._matches(self.rows[index], words)]
        self._order = order
        self.endResetModel()

    def _matches(self, row: Any, words: list[str]) -> bool:
        cells = [shown(self.look, column, value_of(column, row)) for column in self.columns]
        whole = "\n".join(cells).casefold()
        return all(word in whole for word in words)


Fetch = Callable[[Callable[[], Sequence[Any]], Callable[[Sequence[Any]], object], Callable[[], object]], object]
"""``fetch(read, done, given_up)`` reads in a worker."""


class WindowGrid(Grid):
    """Any number of rows: all ids in memory, the rows themselves in windows of 32, the 400 last used ones kept.

    What is painted is read by ``fetch``, so that a jump to anywhere holds nothing up; ``row_at`` waits for its row.
    """

    arrived = Signal(int)
    """The first row of a window that was asked for."""

    def __init__(
        self, look: "Look", columns: Sequence[Column], source: RowSource, parent: QObject | None = None
    ) -> None:
        """Empty until ``set_ids``."""
        super().__init__(look, columns, parent)
        self.source = source
        self._ids: array[int] = array("q")
        self._windows: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self.fetch: Fetch | None = None
        self._wanted: list[int] = []
        self._reading: int | None = None
        self._last = -1

    def rowCount(self, parent: Index = _ROOT) -> int:
        """All of them."""
        return 0 if parent.isValid() else len(self._ids)

    def set_ids(self, ids: "array[int]") -> None:
        """Show these rows in this order."""
        self.beginResetModel()
        self._texts.clear()
        self._windows.clear()
        self._wanted.clear()
        self._last = -1
        self._ids = ids
        self.endResetModel()

    @property
    def all_ids(self) -> "array[int]":
        """The ids in the present order."""
        return self._ids

    def row_at(self, position: int) -> Any:
        """The row at a position, its window read when it is not at hand."""
        number, offset = divmod(position, WINDOW)
        window = self._windows.get(number)
        if window is None:
            start = number * WINDOW
            window = self.source.rows(self._ids[start : start + WINDOW])
            self._keep(number, window)
        else:
            self._windows.move_to_end(number)
        return window[offset]

    def ready(self, position: int) -> bool:
        """Whether the row is at hand; its window and the next are asked for, the latest wish first."""
        if self.fetch is None:
            return True
        number = position // WINDOW
        if number != self._last or number not in self._windows:
            self._last = number
            for wish in (number + 1, number):
                if wish not in self._windows and wish != self._reading and wish * WINDOW < len(self._ids):
                    self._wanted = [*(other for other in self._wanted[-MOST_WISHES:] if other != wish), wish]
            self._read_next()
        return number in self._windows

    def _keep(self, number: int, window: Sequence[Any]) -> None:
        self._windows[number] = window
        if len(self._windows) > KEPT_WINDOWS:
            self._windows.popitem(last=False)

    def _read_next(self) -> None:
        if self._reading is not None or not self._wanted or self.fetch is None:
            return
        self._reading = number = self._wanted.pop()
        ids, source = self._ids, self.source
        first = number * WINDOW

        def done(window: Sequence[Any]) -> None:
            self._reading = None
            last = min(first + WINDOW, len(self._ids)) - 1
            fresh = ids is self._ids
            if fresh:
                self._keep(number, window)
            if first <= last:  # painted anew; where the order is another by now, asked for anew
                self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
            if fresh:
                self.arrived.emit(first)
            self._read_next()

        def given_up() -> None:
            self._reading = None

        self.fetch(lambda: source.rows(ids[first : first + WINDOW]), done, given_up)
