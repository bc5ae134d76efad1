"""A month as a grid of days; a visit is a chip that can be dragged to another day."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.core.calendar import is_working_day
from app.core.period import Period, day_number, day_of
from app.core.texts import N_, Text
from app.visits.queries import VisitRow
from ui.core.card import clear
from ui.core.controls import Button
from ui.core.pressable import Pressable
from ui.core.words import SHAPES, Label, Tone

if TYPE_CHECKING:
    from ui.core.look import Look

MIME: Final = "application/x-channeldesk-visit"
WEEKDAYS: Final = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_TALL: Final = 92
_CHIP: Final = 24
_HEAD: Final = 34
MOST: Final = 5
"""So many visits of a day are drawn until somebody asks for all of it."""


def tone_of(one: VisitRow, today: int) -> Tone:
    """Done, dropped, late or ahead."""
    if one.state == "done":
        return "good"
    return "dim" if one.state == "dropped" else "bad" if one.planned_on < today else "brand"


class Chip(Pressable):
    """One visit; a click opens it, a planned one can be dragged."""

    def __init__(self, look: "Look", one: VisitRow, today: int, on: Callable[[], object]) -> None:
        """``on`` opens it."""
        super().__init__("concern", on)
        self.visit = one
        self._pressed = False
        self.setFixedHeight(_CHIP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self)
        line.setContentsMargins(2, 1, 2, 1)
        line.setSpacing(4)
        tone = tone_of(one, today)
        mark = Label(look, SHAPES[tone])
        mark.set_tone(tone)
        line.addWidget(mark)
        name = Label(look, one.dealer, "dim" if one.state == "dropped" else "body", elide=True)
        name.set_tip(" · ".join(part for part in (one.dealer, one.owner, one.purpose) if part))
        line.addWidget(name, 1)
        self.setAccessibleName(f"{one.dealer} {one.owner}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Where a drag may begin."""
        self._pressed = event.button() == Qt.MouseButton.LeftButton and self.visit.state == "planned"
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it away."""
        if self._pressed and not self.rect().contains(event.position().toPoint()):
            self._pressed = False
            drag = QDrag(self)
            data = QMimeData()
            data.setData(MIME, self.visit.id.encode())
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.MoveAction)


class Day(QFrame):
    """One day with its visits; a visit that is dropped on it moves here."""

    def __init__(
        self, look: "Look", day: int, *, inside: bool, today: int, moved: Callable[[str, int], object]
    ) -> None:
        """``inside`` the month that is shown; ``moved`` gets the visit and the day."""
        super().__init__()
        self.day, self._moved = day, moved
        self.setObjectName("card")
        self.setAcceptDrops(True)
        date = day_of(day)
        free = not is_working_day(date)
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(6, 4, 6, 4)
        self.lines.setSpacing(0)
        number = Label(look, str(date.day), "dim" if free or not inside else "strong")
        if day == today:
            number.set_tone("brand")
        if free:
            number.set_tip(Text(N_("no working day")))
        self.lines.addWidget(number)
        self.setEnabled(inside)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Visits are welcome."""
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The visit moves here."""
        visit = bytes(event.mimeData().data(MIME).data()).decode()
        event.acceptProposedAction()
        self._moved(visit, self.day)


class MonthGrid(QScrollArea):
    """The weeks of a month; weekends take part, for visits may fall on them."""

    opened = Signal(object)
    """A visit that was clicked."""
    moved = Signal(str, int)
    """A visit's id and the day on which it was dropped."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_month``."""
        super().__init__()
        self.look = look
        self.chips: dict[str, Chip] = {}
        self.days: dict[int, Day] = {}
        self.mores: dict[int, Button] = {}
        """The button of the days of which more is to be seen."""
        self._whole: set[int] = set()
        self._shown: tuple[Period, Sequence[VisitRow], int] | None = None
        inside = QWidget()
        inside.setObjectName("clear")
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 4, 0)
        self._grid.setSpacing(6)
        for number in range(7):
            self._grid.setColumnStretch(number, 2 if number < 5 else 1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_month(self, month: Period, visits: Sequence[VisitRow], today: int) -> None:
        """Show a month."""
        clear(self._grid)
        self._shown = month, visits, today
        self.chips, self.days, self.mores = {}, {}, {}
        by_day: dict[int, list[VisitRow]] = defaultdict(list)
        for one in visits:
            by_day[one.planned_on].append(one)
        for number, words in enumerate(WEEKDAYS):
            self._grid.addWidget(Label(self.look, Text(words), "dim"), 0, number)
        first = month.first - timedelta(days=month.first.weekday())
        start = day_number(first)
        weeks = (month.last_day - start) // 7 + 1
        for place in range(weeks * 7):
            day = start + place
            inside = month.first_day <= day <= month.last_day
            cell = Day(self.look, day, inside=inside, today=today, moved=self.moved.emit)
            self.days[day] = cell
            own = by_day[day]
            drawn = own if day in self._whole or len(own) <= MOST + 1 else own[:MOST]
            for one in drawn:
                chip = Chip(self.look, one, today, lambda one=one: self.opened.emit(one))  # type: ignore[misc]
                self.chips[one.id] = chip
                cell.lines.addWidget(chip)
            if len(drawn) < len(own):
                more = Text(N_("and more: {n}"), {"n": len(own) - len(drawn)})
                self.mores[day] = Button(self.look, more, partial(self.show_whole, day), kind="link")
                cell.lines.addWidget(self.mores[day])
            cell.setMinimumHeight(max(_TALL, _HEAD + _CHIP * (len(drawn) + (len(drawn) < len(own)))))
            cell.lines.addStretch(1)
            self._grid.addWidget(cell, 1 + place // 7, place % 7)
        for line in range(1, 8):
            self._grid.setRowStretch(line, 1 if line <= weeks else 0)

    def show_whole(self, day: int) -> None:
        """Show every visit of a day."""
        self._whole.add(day)
        if self._shown is not None:
            self.show_month(*self._shown)
