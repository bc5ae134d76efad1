"""The day that the gate answers for: typed, or stepped through."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QWidget

from app.core.texts import N_, Text
from ui.core.controls import Button, IconButton
from ui.core.words import Live

if TYPE_CHECKING:
    from ui.core.look import Look


class DayField(Live, QWidget):
    """A day with steps to both sides and back to today; ``picked`` tells of every other day."""

    picked = Signal(object)

    def __init__(self, look: "Look", today: date) -> None:
        """Stands on today."""
        super().__init__()
        self.look, self._today = look, today
        self.edit = QDateEdit(QDate(today.year, today.month, today.day))
        self.edit.setDisplayFormat("yyyy-MM-dd")
        self.edit.setFixedWidth(112)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.edit.setKeyboardTracking(False)
        self.edit.dateChanged.connect(lambda _day: self.picked.emit(self.day))
        self.now = Button(look, Text(N_("Today")), lambda: self.choose(today), kind="quiet")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        line.addWidget(IconButton(look, "chevron-left", Text(N_("The day before")), lambda: self._step(-1)))
        line.addWidget(self.edit)
        line.addWidget(IconButton(look, "chevron-right", Text(N_("The day after")), lambda: self._step(1)))
        line.addWidget(self.now)
        self.retranslate()

    @property
    def day(self) -> date:
        """The day that is chosen."""
        chosen = self.edit.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def choose(self, day: date) -> None:
        """Choose a day, and tell of it."""
        if day != self.day:
            with QSignalBlocker(self.edit):
                self.edit.setDate(QDate(day.year, day.month, day.day))
            self.picked.emit(day)

    def _step(self, days: int) -> None:
        self.choose(self.day + timedelta(days=days))

    def retranslate(self) -> None:
        """What it is, to a screen reader."""
        said = self.look.t("The day that is asked about")
        self.edit.setAccessibleName(said)
        self.edit.setToolTip(said)
