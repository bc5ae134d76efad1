"""The table of every page: quick filter, sorting, column chooser, copy, export, and an empty state in words."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.core.progress import Progress
from app.core.tables import as_tsv, write_table
from app.core.texts import N_, Text
from ui.core.card import EmptyState
from ui.core.controls import IconButton, SearchBox
from ui.core.page import Context
from ui.core.table_columns import Column, plain, value_of
from ui.core.table_export import ask_where
from ui.core.table_models import WINDOW, Grid, ListGrid, RowSource, WindowGrid
from ui.core.table_view import HEAD_PX, ROW_PX, View
from ui.core.words import Label, Words, spoken

COPY_LIMIT = 20_000


class Table(QWidget):
    """A table over a list (``set_rows``) or over a ``RowSource`` (``refresh``), which may hold a million rows."""

    opened = Signal(object)
    """A row that was double-clicked or entered."""
    picked = Signal(object)
    """The current row, None without one."""

    def __init__(
        self,
        context: Context,
        columns: Sequence[Column],
        *,
        name: str,
        title: Words = "",
        empty: Words = "",
        empty_text: Words = "",
        source: RowSource | None = None,
        tools: bool = True,
        row_px: int = ROW_PX,
    ) -> None:
        """``name`` is the key under which widths and columns are remembered; ``title`` names an exported file."""
        super().__init__()
        self._context, self._name, self._title = context, name, title
        self.note: Words = ""
        """What stands below exported rows, such as what their figures count."""
        self.look = context.look
        self._source = source
        self._sort: tuple[int, bool] | None = None
        self._awaited = -1
        self.grid: Grid = (
            ListGrid(self.look, columns, self) if source is None else WindowGrid(self.look, columns, source, self)
        )
        self.view = View(self.look, self.grid, row_px)
        self._nothing = Text(N_("No row matches the filter."))
        self._empty_words: Words = empty or Text(N_("Nothing here yet."))
        self._empty_text = empty_text
        self._empty = EmptyState(self.look, self._empty_words, empty_text, icon="table-2")
        self._stack = QStackedWidget()
        self.search = SearchBox(self.look, Text(N_("Filter rows")))
        self.count = Label(self.look, "", "dim")
        self.tools = QHBoxLayout()
        self._lay_out(tools=tools)
        self._connect()
        self._restore()

    def _lay_out(self, *, tools: bool) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        self.tools.setSpacing(4)
        self.search.setMaximumWidth(280)
        self.search.setMinimumWidth(150)
        self._bar = QWidget()
        self._bar.setObjectName("clear")
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(8)
        bar.addWidget(self.search, 1)
        bar.addWidget(self.count)
        bar.addStretch(1)
        bar.addLayout(self.tools)
        self._chooser = IconButton(self.look, "columns-3", Text(N_("Columns")), self._choose_columns)
        self._copier = IconButton(self.look, "copy", Text(N_("Copy the selected rows, or all")), self.copy)
        self._exporter = IconButton(self.look, "file-spreadsheet", Text(N_("Export to Excel")), self.export)
        for button in (self._chooser, self._copier, self._exporter):
            bar.addWidget(button)
        outer.addWidget(self._bar)
        self._bar.setVisible(tools)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        outer.addWidget(self._stack, 1)
        self._outer = outer

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Whole rows only."""
        super().resizeEvent(event)
        self._whole_rows()

    def _whole_rows(self) -> None:
        """What is left of the height stays empty below the rows, and below the bar that scrolls to the side."""
        row_px = self.view.verticalHeader().defaultSectionSize()
        bars = self._bar.height() + self._outer.spacing() if self._bar.isVisibleTo(self) else 0
        across = self.view.horizontalScrollBar()
        bars += across.height() if across.maximum() else 0
        left = self.height() - bars - HEAD_PX
        rows = self.grid.rowCount()
        self._outer.setContentsMargins(0, 0, 0, left % row_px if left > row_px and rows * row_px > left else 0)

    def _connect(self) -> None:
        self.view.opened.connect(lambda row: self.opened.emit(self.grid.row_at(row)))
        self.view.copied.connect(self.copy)
        self.view.head.sortIndicatorChanged.connect(self._sorted)
        self.view.head.sectionResized.connect(self._resized)
        self.view.selectionModel().currentRowChanged.connect(
            lambda current, _old: self._pick(current.row() if current.isValid() else -1)
        )
        self.search.searched.connect(self._filter)
        self.grid.modelReset.connect(self._tell)
        self.grid.modelReset.connect(self.view.fit)
        self.grid.modelReset.connect(self._whole_rows)
        self.view.horizontalScrollBar().rangeChanged.connect(self._whole_rows)
        self._context.look.language_changed.connect(self._retranslate)

        if isinstance(self.grid, WindowGrid):
            self.grid.fetch = self._fetch
            self.grid.arrived.connect(self._arrived)

    def _fetch(
        self, read: Callable[[], Sequence[Any]], done: Callable[[Sequence[Any]], object], given_up: Callable[[], object]
    ) -> None:
        self._context.tasks.run(
            Text(N_("Looking for the rows")), lambda _progress: read(), done, owner=self,
            failed=lambda _error: given_up(), cancelled=given_up,
        )  # fmt: skip

    def _arrived(self, first: int) -> None:
        if first == 0:
            self.view.fit()
        if first <= self._awaited < first + WINDOW:
            self._pick(self.view.currentIndex().row())

    def _pick(self, row: int) -> None:
        """Tell of the current row; of one that is still on its way when it is there."""
        self._awaited = -1 if row < 0 or self.grid.ready(row) else row
        if self._awaited < 0:
            self.picked.emit(self.grid.row_at(row) if row >= 0 else None)

    # -- rows ---------------------------------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show a list; order, filter and scroll position stay."""
        assert isinstance(self.grid, ListGrid)  # noqa: S101 - the wrong kind of table is a fault of the caller
        bar = self.view.verticalScrollBar()
        kept = bar.value()
        self.grid.set_rows(rows)
        bar.setValue(kept)

    def refresh(self) -> None:
        """Read the ids of a source again, in a worker."""
        source, grid = self._source, self.grid
        if source is None or not isinstance(grid, WindowGrid):
            return
        order, descending = "", False
        if self._sort is not None:
            order, descending = grid.columns[self._sort[0]].key, self._sort[1]
        text = self.search.text().strip()
        self._context.tasks.run(
            Text(N_("Sorting and filtering rows")),
            lambda _progress: source.ids(order=order, descending=descending, text=text),
            grid.set_ids,
            owner=self,
            key="ids",
        )

    @property
    def current(self) -> Any:
        """The current row, None without one."""
        index = self.view.currentIndex()
        return self.grid.row_at(index.row()) if index.isValid() else None

    def chosen(self) -> list[Any]:
        """The selected rows."""
        return [self.grid.row_at(row) for row in self.view.chosen_rows()]

    def sort_by(self, key: str, *, descending: bool = False) -> None:
        """Sort by a column, as a click on its head would."""
        number = next(n for n, column in enumerate(self.grid.columns) if column.key == key)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.view.head.setSortIndicator(number, order)

    def say_title(self, title: Words) -> None:
        """What an exported file is called from now on."""
        self._title = title

    def say_empty(self, title: Words, text: Words = "") -> None:
        """What it says without rows."""
        self._empty_words, self._empty_text = title, text
        self._tell()

    def _sorted(self, section: int, order: Qt.SortOrder) -> None:
        if section >= 0 and not self.grid.columns[section].sortable:
            return
        self._sort = (section, order == Qt.SortOrder.DescendingOrder) if section >= 0 else None
        if isinstance(self.grid, ListGrid):
            self.grid.sort(section, order)
        else:
            self.refresh()

    def _filter(self, text: str) -> None:
        if isinstance(self.grid, ListGrid):
            self.grid.set_filter(text)
        else:
            self.refresh()

    def _tell(self) -> None:
        """Rows or the empty state, and how many there are."""
        rows = self.grid.rowCount()
        filtered = bool(self.search.text().strip())
        if not rows:
            words = self._nothing if filtered else self._empty_words
            self._empty.say(words, "" if filtered else self._empty_text, icon="search" if filtered else "table-2")
        self._stack.setCurrentIndex(0 if rows else 1)
        counted = self.look.formats.number(rows)
        everything = len(self.grid.rows) if isinstance(self.grid, ListGrid) else rows
        if rows != everything:
            whole = self.look.formats.number(everything)
            self.count.say(Text(N_("Rows: {n} of {total}"), {"n": counted, "total": whole}))
        else:
            self.count.say(Text(N_("Rows: {n}"), {"n": counted}))

    # -- columns ------------------------------------------------------------------------------------------------------

    def _restore(self) -> None:
        kept = self._context.memory.get(f"table.{self._name}", {})
        widths, hidden = kept.get("widths", {}), kept.get("hidden")
        for number, column in enumerate(self.grid.columns):
            least = max(column.first_width, self.view.head.needed(number))
            self.view.natural[number] = int(widths.get(column.key, least))
            self.view.setColumnWidth(number, self.view.natural[number])
            if column.key in widths:
                self.view.fixed.add(number)
            self.view.setColumnHidden(number, column.key in hidden if hidden is not None else column.hidden)

    def _remember(self) -> None:
        columns = self.grid.columns
        hidden = [column.key for n, column in enumerate(columns) if self.view.isColumnHidden(n)]
        widths = {column.key: self.view.columnWidth(n) for n, column in enumerate(columns) if n in self.view.fixed}
        self._context.memory.put(f"table.{self._name}", {"widths": widths, "hidden": hidden})

    def _resized(self, section: int, _old: int, _new: int) -> None:
        if self.view.fitting or not self.view.isVisible() or self.grid.columns[section].stretch:
            return
        self.view.fixed.add(section)
        self.view.natural[section] = self.view.columnWidth(section)
        self.view.fit()
        self._remember()

    def column_menu(self) -> QMenu:
        """A menu with a tick for each column; at least one stays."""
        menu = QMenu(self)
        for number, column in enumerate(self.grid.columns):
            action = QAction(spoken(self.look, column.title), menu, checkable=True)
            action.setChecked(not self.view.isColumnHidden(number))
            action.toggled.connect(lambda shown, at=number: self._show_column(at, shown=shown))
            menu.addAction(action)
        return menu

    def _show_column(self, number: int, *, shown: bool) -> None:
        left = sum(not self.view.isColumnHidden(n) for n in range(len(self.grid.columns)))
        if shown or left > 1:
            self.view.setColumnHidden(number, not shown)
            self.view.fit()
            self._remember()

    def _choose_columns(self) -> None:
        menu = self.column_menu()
        menu.exec(self._chooser.mapToGlobal(self._chooser.rect().bottomLeft()))
        menu.deleteLater()

    def _retranslate(self) -> None:
        self.grid.retranslate()
        for number, column in enumerate(self.grid.columns):
            least = self.view.head.needed(number)
            if not column.stretch and self.view.natural[number] < least:
                self.view.natural[number] = least
                self.view.setColumnWidth(number, least)
        self.view.fit()
        self._tell()

    # -- out ----------------------------------------------------------------------------------------------------------

    def _order_on_screen(self) -> list[int]:
        head = self.view.head
        places = sorted(range(len(self.grid.columns)), key=head.visualIndex)
        return [n for n in places if not self.view.isColumnHidden(n) and self.grid.columns[n].kind != "spark"]

    def _titles(self, columns: Sequence[int]) -> list[str]:
        return [spoken(self.look, self.grid.columns[n].exact_title) for n in columns]

    def as_text(self) -> str:
        """The selected rows, or all (at most 20,000), tab-separated with titles."""
        columns = self._order_on_screen()
        rows = self.view.chosen_rows() or list(range(min(self.grid.rowCount(), COPY_LIMIT)))
        return as_tsv(self._titles(columns), [self.grid.plain_row(row, columns) for row in rows[:COPY_LIMIT]])

    def copy(self) -> None:
        """To the clipboard."""
        QGuiApplication.clipboard().setText(self.as_text())
        self._context.notify("good", Text(N_("Copied. Paste it into Excel.")))

    def export(self) -> None:
        """Ask for a file and write every row that matches the filter."""
        title = spoken(self.look, self._title) or spoken(self.look, Text(N_("Table")))
        path = ask_where(self, self.look.t("Export to Excel"), title)
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write every row that matches the filter, in a worker."""
        columns = self._order_on_screen()
        titles, total = self._titles(columns), self.grid.rowCount()
        sheet = spoken(self.look, self._title) or path.stem
        note = spoken(self.look, self.note)
        rows = self._all_rows(columns)

        def write(progress: Progress) -> int:
            return write_table(path, sheet, titles, rows, progress=progress, note=note, total=total)

        def tell(count: int) -> None:
            words = Text(N_("Written to {file}. Rows: {n}"), {"n": self.look.formats.number(count), "file": path.name})
            self._context.notify("good", words)

        self._context.tasks.run(Text(N_("Writing {file}"), {"file": path.name}), write, tell, owner=self)

    def _all_rows(self, columns: Sequence[int]) -> Iterator[list[Any]]:
        """Rows for a worker: a copy of what is in memory, or read window by window from the source."""
        grid, look = self.grid, self.look
        specs = [grid.columns[n] for n in columns]
        if isinstance(grid, WindowGrid):
            source, ids = grid.source, grid.all_ids
            starts = range(0, len(ids), 2000)
            return (
                [plain(look, c, value_of(c, r)) for c in specs] for s in starts for r in source.rows(ids[s : s + 2000])
            )
        held = [grid.row_at(row) for row in range(grid.rowCount())]
        return ([plain(look, column, value_of(column, row)) for column in specs] for row in held)
