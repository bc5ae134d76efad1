"""A board of cards in columns: dragged with the mouse, or moved with Ctrl and an arrow key."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QPointF, Qt, Signal
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from ui.core.card import Card, clear, row, scrolled
from ui.core.controls import Button
from ui.core.pressable import Pressable
from ui.core.table_columns import State
from ui.core.words import Label, Pill, Words

if TYPE_CHECKING:
    from ui.core.look import Look

MIME: Final = "application/x-channeldesk-card"
MOST: Final = 40
"""So many cards of a column are drawn at first, and as many more each time somebody asks."""
LEAST_PX: Final = 150
_ARROWS: Final = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


@dataclass(frozen=True)
class Note:
    """One card: what is written on it, and how it stands."""

    id: str
    title: Words
    lines: Sequence[Words] = ()
    state: State | None = None


@dataclass(frozen=True)
class Lane:
    """One column; ``takes`` says whether cards may be put into it."""

    key: Hashable
    title: Words
    notes: Sequence[Note]
    takes: bool = True


class NoteCard(Pressable):
    """A card that can be taken up."""

    def __init__(self, board: "Kanban", note: Note) -> None:
        """A press opens it."""
        super().__init__("note", partial(board.opened.emit, note.id))
        self._board, self.note = board, note
        self._from: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(10, 8, 10, 8)
        lines.setSpacing(3)
        title = Label(board.look, note.title, "body", wrap=True)
        lines.addWidget(title)
        for words in note.lines:
            lines.addWidget(Label(board.look, words, "dim", elide=True))
        if note.state is not None:
            lines.addLayout(row(Pill(board.look, note.state.words, note.state.tone), None))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """From here it may be dragged."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.position()
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough, and it is taken up."""
        far = QApplication.startDragDistance()
        if self._from is None or (event.position() - self._from).manhattanLength() < far:
            return
        self._from = None
        drag, data = QDrag(self), QMimeData()
        data.setData(MIME, self.note.id.encode())
        drag.setMimeData(data)
        drag.setPixmap(self.grab())
        drag.setHotSpot(event.position().toPoint())
        drag.exec(Qt.DropAction.MoveAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click that did not drag opens."""
        if self._from is not None:
            self._from = None
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from card to card; with Ctrl the card goes along."""
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._board.push(self.note.id, step[0])
        else:
            self._board.step(self.note.id, *step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The board knows which one is chosen."""
        super().focusInEvent(event)
        self._board.choose(self.note.id)


class LaneCard(Card):
    """A column that takes what is dropped on it."""

    def __init__(self, board: "Kanban", lane: Lane) -> None:
        """Draws the first cards."""
        count = board.look.formats.number(len(lane.notes))
        super().__init__(board.look, lane.title, subtitle=count, pad=10)
        self._board, self.lane = board, lane
        self.setMinimumWidth(LEAST_PX)
        self.setAcceptDrops(lane.takes)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(6)
        self.lines.setContentsMargins(0, 0, 4, 0)
        self.cards: list[NoteCard] = []
        self.more: Button | None = None
        inside = QWidget()
        inside.setObjectName("clear")
        inside.setLayout(self.lines)
        self.lines.addStretch(1)
        self._draw()
        area = scrolled(inside, sideways=False)
        self.body.addWidget(area, 1)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)

    def _draw(self) -> None:
        """As many cards more, and a button for the rest."""
        if self.more is not None:
            self.lines.removeWidget(self.more)
            self.more.deleteLater()
            self.more = None
        begin = len(self.cards)
        for note in self.lane.notes[begin : begin + MOST]:
            card = NoteCard(self._board, note)
            self.lines.insertWidget(len(self.cards), card)
            self.cards.append(card)
        rest = len(self.lane.notes) - len(self.cards)
        if rest:
            words = Text(N_("and more: {n}"), {"n": self.look.formats.number(rest)})
            self.more = Button(self.look, words, self._draw, kind="link")
            self.lines.insertWidget(len(self.cards), self.more)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Cards of a board are welcome."""
        if event.mimeData().hasFormat(MIME):
            self._light(on=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Gone again."""
        self._light(on=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """The card is put here."""
        self._light(on=False)
        self._board.put(bytes(event.mimeData().data(MIME).data()).decode(), self.lane.key)
        event.acceptProposedAction()

    def _light(self, *, on: bool) -> None:
        self.setProperty("over", on)
        self.style().unpolish(self)
        self.style().polish(self)


class Kanban(QWidget):
    """Columns side by side; what is moved is only told, the board is drawn anew when it is so."""

    opened = Signal(str)
    """A card was pressed: its id."""
    chosen = Signal(str)
    """A card has the focus."""
    moved = Signal(str, object)
    """A card is wanted in another column: its id and the column's key."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_lanes``."""
        super().__init__()
        self.setObjectName("clear")
        self.look = look
        self.lanes: list[LaneCard] = []
        self.current = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)

    def show_lanes(self, lanes: Sequence[Lane]) -> None:
        """Draw the columns; the chosen card keeps the focus where it still is."""
        focused = any(card.hasFocus() for lane in self.lanes for card in lane.cards)
        clear(self._row)
        self.lanes = [LaneCard(self, lane) for lane in lanes]
        for lane in self.lanes:
            self._row.addWidget(lane, 1)
        card = self._card(self.current)
        if card is None:
            self.current = ""
        elif focused:
            card.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, note: str) -> None:
        """Remember which card is chosen."""
        self.current = note
        self.chosen.emit(note)

    def put(self, note: str, key: Hashable) -> None:
        """Ask for a card in a column; where it is already nothing is asked."""
        at = self._lane_of(note)
        wanted = next((lane.lane for lane in self.lanes if lane.lane.key == key), None)
        if at is not None and wanted is not None and wanted.takes and self.lanes[at].lane.key != key:
            self.moved.emit(note, key)

    def push(self, note: str, by: int) -> None:
        """Ask for a card in the next column that takes cards, to the left or right."""
        at = self._lane_of(note)
        if at is None or not by:
            return
        later = range(at + by, len(self.lanes) if by > 0 else -1, by)
        wanted = next((self.lanes[n].lane.key for n in later if self.lanes[n].lane.takes), None)
        if wanted is not None:
            self.put(note, wanted)

    def step(self, note: str, across: int, down: int) -> None:
        """The focus goes to the card beside or below."""
        at = self._lane_of(note)
        if at is None:
            return
        ids = [card.note.id for card in self.lanes[at].cards]
        place = ids.index(note)
        if down:
            wanted = self.lanes[at].cards[min(len(ids) - 1, max(0, place + down))]
        else:
            later = range(at + across, len(self.lanes) if across > 0 else -1, across)
            filled = next((self.lanes[n].cards for n in later if self.lanes[n].cards), None)
            if filled is None:
                return
            wanted = filled[min(len(filled) - 1, place)]
        wanted.setFocus(Qt.FocusReason.TabFocusReason)

    def _lane_of(self, note: str) -> int | None:
        return next((n for n, lane in enumerate(self.lanes) if any(one.id == note for one in lane.lane.notes)), None)

    def _card(self, note: str) -> NoteCard | None:
        return next((card for lane in self.lanes for card in lane.cards if card.note.id == note), None)
