"""The day that a page speaks of: typed, or stepped through."""

from collections.abc import Callable
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

    def __init__(self, look: "Look", today: Callable[[], date]) -> None:
        """Stands on today, the business day that is asked for."""
        super().__init__()
        self.look, self._clock = look, today
        self._today = today()
        self.edit = QDateEdit(_qt(self._today))
        self.edit.setDisplayFormat("yyyy-MM-dd")
        self.edit.setFixedWidth(112)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.edit.setKeyboardTracking(False)
        self.edit.dateChanged.connect(lambda _day: self.picked.emit(self.day))
        self.now = Button(look, Text(N_("Today")), self.back_to_today, kind="quiet")
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
                self.edit.setDate(_qt(day))
            self.picked.emit(day)

    def back_to_today(self) -> None:
        """Choose the business day."""
        self.choose(self._clock())

    def follow(self) -> None:
        """Go along, without telling, where the business day is another one by now and today was chosen."""
        stood, self._today = self.day == self._today, self._clock()
        if stood:
            with QSignalBlocker(self.edit):
                self.edit.setDate(_qt(self._today))

    def _step(self, days: int) -> None:
        self.choose(self.day + timedelta(days=days))

    def retranslate(self) -> None:
        """What it is, to a screen reader."""
        said = self.look.t("The day that is asked about")
        self.edit.setAccessibleName(said)
        self.edit.setToolTip(said)


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
