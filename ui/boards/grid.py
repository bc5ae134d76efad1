"""The tiles of a board in four columns: they flow in their order; one that is dropped on another takes its place."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.boards.tile import COLUMNS, Tile, TileSpec
from ui.boards.tiles import MIME, TileCard
from ui.core.card import clear

if TYPE_CHECKING:
    from ui.boards.reading import BoardsView
    from ui.core.context import Context

SPACE = 12


def places_of(widths: Sequence[int]) -> list[tuple[int, int]]:
    """Row and column of each tile: behind the one before it, in the next row where it has no room."""
    found, row, column = [], 0, 0
    for width in widths:
        if column + width > COLUMNS:
            row, column = row + 1, 0
        found.append((row, column))
        column += width
    return found


class TileGrid(QWidget):
    """Makes tiles anew where the board is another one; else only their figures change."""

    opened = Signal(object, str, int)
    defined = Signal(object)
    arranged = Signal(object)
    """The tiles' specifications in a new order or size."""
    edited = Signal(int)

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_view``."""
        super().__init__()
        self.context = context
        self.setObjectName("clear")
        self.setAcceptDrops(True)
        self.cards: list[TileCard] = []
        self.specs: tuple[TileSpec, ...] = ()
        self.arranging = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE)
        for number in range(COLUMNS):
            self._grid.setColumnStretch(number, 1)

    def show_view(self, view: "BoardsView", *, arranging: bool) -> None:
        """Show a board; figures that are not read yet leave those of before."""
        if view.shown.tiles != self.specs or arranging != self.arranging:
            self._make(view.shown.tiles, arranging=arranging)
        for card, tile in zip(self.cards, view.tiles, strict=True):
            if tile is not None:
                card.show_tile(tile, view)

    def show_later(self, view: "BoardsView", tiles: Sequence[Tile]) -> None:
        """Figures of the tiles that took longer."""
        waiting = [card for card, tile in zip(self.cards, view.tiles, strict=True) if tile is None]
        for card, tile in zip(waiting, tiles, strict=False):
            card.show_tile(tile, view)

    def _make(self, specs: tuple[TileSpec, ...], *, arranging: bool) -> None:
        focused = next((card.place for card in self.cards if card.hasFocus()), None)
        clear(self._grid)
        self.specs, self.arranging = specs, arranging
        self.cards = [TileCard(self.context, spec, place, arranging=arranging) for place, spec in enumerate(specs)]
        for card, (row, column) in zip(self.cards, places_of([one.width for one in specs]), strict=True):
            self._grid.addWidget(card, row, column, 1, card.spec.width)
            card.opened.connect(self.opened)
            card.defined.connect(self.defined)
            card.moved.connect(self.move_by)
            card.sized.connect(self.size_by)
            card.edited.connect(self.edited)
            card.removed.connect(self.take_off)
        if focused is not None and self.cards:
            self.cards[min(focused, len(self.cards) - 1)].setFocus()

    # -- arranging ----------------------------------------------------------------------------------------------------

    def move_by(self, place: int, count: int) -> None:
        """One tile some places on."""
        target = min(max(place + count, 0), len(self.specs) - 1)
        if target != place:
            self.cards[target].setFocus()
            self.move_to(place, target)

    def move_to(self, place: int, target: int) -> None:
        """One tile to the place of another."""
        specs = list(self.specs)
        specs.insert(target, specs.pop(place))
        self.arranged.emit(tuple(specs))

    def size_by(self, place: int, count: int) -> None:
        """One tile wider or narrower."""
        width = min(max(self.specs[place].width + count, 1), COLUMNS)
        if width != self.specs[place].width:
            specs = list(self.specs)
            specs[place] = replace(specs[place], width=width)
            self.arranged.emit(tuple(specs))

    def take_off(self, place: int) -> None:
        """One tile less."""
        self.arranged.emit(tuple(one for number, one in enumerate(self.specs) if number != place))

    def put(self, place: int, spec: TileSpec) -> None:
        """Other settings of one tile, or one more behind the last."""
        specs = list(self.specs)
        specs[place : place + 1] = [spec]
        self.arranged.emit(tuple(specs))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Tiles are welcome while the board is arranged."""
        if self.arranging and event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Over every place."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The tile goes to the place on which it was dropped."""
        place = int(bytes(event.mimeData().data(MIME).data()).decode())
        target = self.place_at(event.position().toPoint())
        event.acceptProposedAction()
        if target != place:
            self.move_to(place, target)

    def place_at(self, point: QPoint) -> int:
        """The place of the tile under a point, of the last one beside all tiles."""
        found = (card.place for card in self.cards if card.geometry().contains(point))
        return next(found, len(self.cards) - 1)
