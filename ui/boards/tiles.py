"""One tile on the screen: its figure, chart or table, and while the board is arranged what moves and sizes it."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy

from app.boards.drawing import chart_of
from app.boards.held import GOAL, GOAL_TO
from app.boards.specs import KIND_TITLES
from app.boards.tile import Cell, GridColumn, Tile, TileSpec
from app.core.charts import Spark
from app.core.money import AMOUNT_SCALE
from app.core.texts import N_, Text
from app.kpi.wording import without_text
from ui.core.card import Card, EmptyState, clear
from ui.core.chart import ChartView
from ui.core.controls import IconButton
from ui.core.kpi_card import Kpi, KpiCard
from ui.core.kpi_words import absent_words, aim_state, aim_words, change_of, tone_of, value_parts, value_text
from ui.core.table import Table
from ui.core.table_columns import Column, Kind
from ui.core.words import Label

if TYPE_CHECKING:
    from app.kpi.board import Figure
    from ui.boards.reading import BoardsView
    from ui.core.context import Context

MIME: Final = "application/x-channeldesk-tile"
TALL: Final = 330
_ROW: Final = 28
_CHARTS: Final = frozenset({"trend", "distribution", "heatmap", "pareto"})
"""Kinds that are shown as a chart; the others as a table with all of their figures."""
_KINDS: Final[dict[str, Kind]] = {"money": "money", "ratio": "percent", "days": "days", "text": "text"}


class TileCard(Card):
    """A tile; while the board is arranged its head carries the buttons, and it can be dragged by its head."""

    opened = Signal(object, str, int)
    """The tile, the key of a row and a column: what the figure is made of is asked for."""
    defined = Signal(object)
    """Its definition is asked for."""
    moved = Signal(int, int)
    """Its place, and by how many places it is to move."""
    sized = Signal(int, int)
    """Its place, and by how many columns it is to grow."""
    edited = Signal(int)
    removed = Signal(int)

    def __init__(self, context: "Context", spec: TileSpec, place: int, *, arranging: bool) -> None:
        """Empty until ``show_tile``; ``place`` is where it stands on its board."""
        name = Text(KIND_TITLES[spec.kind])
        super().__init__(context.look, name, subtitle=" ", pad=12)
        self.context, self.spec, self.place, self.arranging = context, spec, place, arranging
        self.tile: Tile | None = None
        self.chart: ChartView | None = None
        self.table: Table | None = None
        self.card: KpiCard | None = None
        self.marks: Label | None = None
        self._pressed: QPoint | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if arranging else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(context.look.say(name))
        if arranging:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            self._add_buttons()
        elif spec.kpi and spec.kind != "card":
            self.buttons.addWidget(
                IconButton(self.look, "info", Text(N_("What it means")), lambda: self.defined.emit(self.tile), size=15)
            )
        if spec.kind != "card":
            self.setMinimumHeight(TALL)
        self.body.addWidget(EmptyState(self.look, Text(N_("Reading…")), icon="loader-circle"))

    def _add_buttons(self) -> None:
        place = self.place
        small = self.spec.width == 1  # the title needs the room; drag, keys and settings do the same
        for icon, words, on in (
            ("chevron-left", N_("Earlier (Ctrl+Left)"), lambda: self.moved.emit(place, -1)),
            ("chevron-right", N_("Later (Ctrl+Right)"), lambda: self.moved.emit(place, 1)),
            ("minus", N_("Narrower (Ctrl+Minus)"), lambda: self.sized.emit(place, -1)),
            ("plus", N_("Wider (Ctrl+Plus)"), lambda: self.sized.emit(place, 1)),
            ("sliders-horizontal", N_("Settings (Enter)"), lambda: self.edited.emit(place)),
            ("x", N_("Take off the board (Del)"), lambda: self.removed.emit(place)),
        ):
            if not small or icon in _SMALL:
                self.buttons.addWidget(IconButton(self.look, icon, Text(words), on, size=15))

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_tile(self, tile: Tile, view: "BoardsView") -> None:
        """Show figures; the widgets of before stay where they fit."""
        before, self.tile = self.tile, tile
        self.title.say(tile.title)
        self.title.set_tip(tile.title)
        self.say_subtitle(tile.basis)
        self.subtitle.set_tip(tile.basis)
        if before is None or _face(before) != _face(tile):
            clear(self.body)
            self.chart = self.table = self.card = self.marks = None
        if tile.empty is not None:
            if not self.body.count():
                self.body.addWidget(EmptyState(self.look, tile.empty, icon="chart-column"), 1)
        elif tile.figure is not None:
            self._show_figure(tile, tile.figure, view)
        elif tile.spec.kind in _CHARTS:
            self._show_chart(tile, view)
        else:
            self._show_table(tile, view)

    def _open(self, key: str, column: int = 0) -> None:
        self.opened.emit(self.tile, key, column)

    def _show_figure(self, tile: Tile, figure: "Figure", view: "BoardsView") -> None:
        look, known = self.look, tile.kpi
        if known is None:
            return
        value, unit = value_parts(look, known.unit, figure.value, view.currency)
        if figure.row is not None and figure.value is None:
            value = absent_words(look, figure.row)
        before = change_of(look, known.unit, figure.value, figure.before)
        year = change_of(look, known.unit, figure.year_now, figure.year_ago)
        delta = before or year
        words = N_("prev. {n}") if before else N_("YoY {n}")
        aim, without = next(iter(tile.aims), None), None if figure.row is None else without_text(figure.row)
        state = aim_state(known, aim, figure.value)
        if state and state[1] == "bad" and known.kind == "additive" and tile.as_of < view.choice.period.last:
            state = None  # what still grows has missed nothing yet
        months = tuple(None if one is None else float(one) for one in figure.months)
        if self.card is None:
            self.card = KpiCard(look)
            self.card.be_inside()
            self.card.setObjectName("clear")
            self.card.opened.connect(self._open)
            self.card.asked.connect(lambda _kpi: self.defined.emit(self.tile))
            self.body.addWidget(self.card)
        self.card.show_kpi(
            Kpi(
                figure.kpi, "", value, unit, exact=value_text(look, known.unit, figure.value, view.currency),
                delta=Text(words, {"n": delta[0]}) if delta else "",
                direction="" if not delta else "up" if delta[1] > 0 else "down" if delta[1] else "flat",
                delta_tone=tone_of(known, delta[1]) if delta else "dim",
                against=Text(N_("YoY {n}"), {"n": year[0]}) if before and year else "",
                note=aim_words(look, known, aim, figure.value, view.currency) if aim else without or "",
                state=state[0] if state else "", state_tone=state[1] if state else "dim",
                spark=Spark(months) if sum(one is not None for one in months) > 1 else None,
                definition=Text(known.sentence), absent=figure.value is None,
            )
        )  # fmt: skip

    def _show_chart(self, tile: Tile, view: "BoardsView") -> None:
        look, formats = self.look, self.look.formats

        def figure(unit: str, cell: Cell) -> str:
            return self._written(unit, cell, view)

        def month(name: str) -> str:
            return formats.month_called(view.calendar.parse(name), short=True)

        chart = chart_of(tile, look.t, money_unit=formats.money_unit(view.currency), month=month, figure=figure)
        if chart is None:
            return
        if self.chart is None or self.marks is None:
            self.chart, self.marks = ChartView(look, height=230), Label(look, "", "dim", elide=True)
            self.chart.clicked.connect(self._open)
            self.chart.field_clicked.connect(self._open)
            self.body.addWidget(self.chart, 1)
            self.body.addWidget(self.marks)
        self.chart.show_chart(chart)
        self.marks.say(self._marks(tile, view))
        self.marks.setVisible(bool(tile.marks))

    def _marks(self, tile: Tile, view: "BoardsView") -> str:
        said = [(self.look.say(words), self._written(unit, cell, view)) for words, unit, cell in tile.marks]
        return " · ".join(f"{words} {value}" for words, value in said)

    def _written(self, unit: str, cell: Cell, view: "BoardsView") -> str:
        if isinstance(cell, Text):
            return self.look.say(cell)
        if isinstance(cell, int | Fraction):
            return value_text(self.look, unit, Fraction(cell), view.currency)
        return "" if cell is None else str(cell)

    def _show_table(self, tile: Tile, view: "BoardsView") -> None:
        if self.table is None:
            self.table = self._table(tile, view)
            self.body.addWidget(self.table, 1)
        self.table.say_title(tile.title)
        self.table.note = tile.basis
        self.table.set_rows([(*row, key) for row, key in zip(tile.grid.rows, tile.grid.keys, strict=True)])

    def _table(self, tile: Tile, view: "BoardsView") -> Table:
        spec = tile.spec
        columns = [
            self._column(number, one, view.currency, wide=spec.width > 1)
            for number, one in enumerate(tile.grid.columns)
        ]
        found = Table(
            self.context, columns, name=f"boards.{spec.kind}.{spec.kpi}.{spec.by}", row_px=_ROW, tools=False
        )  # fmt: skip
        found.opened.connect(lambda line: self._open(line[-1]))
        return found

    def _column(self, number: int, column: GridColumn, currency: str, *, wide: bool) -> Column:
        unit, money = column.unit, column.unit == "money"
        title = self.look.formats.money_title(column.title, currency) if money else column.title

        def get(line: tuple[Any, ...]) -> Any:
            value = line[number]
            return int(value * AMOUNT_SCALE) if money and value is not None else value

        return Column(
            str(number), title, _KINDS.get(unit, "number"), (150 if wide else 110) if number == 0 else 84,
            places=0 if unit in {"count", "quantity"} else None, stretch=unit == "text" and number == 0, get=get,
            hidden=not wide and bool(self.tile and self.tile.aims) and column.title.msgid in {GOAL, GOAL_TO},
        )  # fmt: skip

    # -- arranging ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl and arrows move, Ctrl with plus and minus sizes, Enter opens the settings, Del takes it off."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        sizes = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        key = Qt.Key(event.key())
        if not self.arranging:
            super().keyPressEvent(event)
        elif control and key in moves:
            self.moved.emit(self.place, moves[key])
        elif control and key in sizes:
            self.sized.emit(self.place, sizes[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.edited.emit(self.place)
        elif key == Qt.Key.Key_Delete:
            self.removed.emit(self.place)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Where a drag may begin."""
        if self.arranging and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self.setFocus()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it to another place."""
        if self._pressed is None or (event.position().toPoint() - self._pressed).manhattanLength() < _START:
            return
        self._pressed = None
        drag = QDrag(self)
        data = QMimeData()
        data.setData(MIME, str(self.place).encode())
        drag.setMimeData(data)
        drag.setPixmap(self.grab().scaledToWidth(min(self.width(), 260), Qt.TransformationMode.SmoothTransformation))
        drag.exec(Qt.DropAction.MoveAction)


def _face(tile: Tile) -> tuple[object, ...]:
    """By which widgets a tile is shown: two that are shown alike differ in their figures alone."""
    columns = () if tile.figure is not None or tile.spec.kind in _CHARTS else (tile.grid.columns, bool(tile.aims))
    return tile.empty, tile.figure is None, columns


_SMALL: Final = frozenset({"sliders-horizontal", "x"})
_START: Final = 12
"""Pixels from which a press is a drag."""
