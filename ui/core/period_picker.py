"""Choosing a month, a quarter or a year: one button, arrows to the neighbours, a small panel with everything."""

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.calendars import NATURAL, Calendar
from app.core.period import Period, between, shift
from app.core.texts import N_, Text
from app.planning.calendars import calendar_title
from ui.core.controls import Button, IconButton
from ui.core.words import Label, Live

if TYPE_CHECKING:
    from ui.core.look import Look

_MONTHS: Final = 12


def neighbour(period: Period, count: int) -> Period:
    """The period ``count`` places later; a span of whole months (the last twelve) moves by months."""
    if ".." not in period.name:
        return shift(period, count)
    months = period.months
    if months[0].first != period.first or months[-1].last != period.last:
        return shift(period, count)
    return between(shift(months[0], count), shift(months[-1], count))


class PeriodPicker(Live, QWidget):
    """The chosen period; ``picked`` carries a Period when the user chose."""

    picked = Signal(object)

    def __init__(self, look: "Look", today: date, *, first: date | None = None, last: date | None = None) -> None:
        """Starts at the month of ``today``; ``first`` and ``last`` bound what can be chosen."""
        super().__init__()
        self.look = look
        self.calendar: Calendar = NATURAL
        self.period = NATURAL.period_of(today)
        self._today = today
        self._first, self._last = first, last
        self._panel: _Panel | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        self._earlier = IconButton(
            look, "chevron-left", Text(N_("Earlier")), lambda: self._step(-1), shortcut="Ctrl+PgUp"
        )
        self._button = Button(look, "", self.open_panel, icon="calendar")
        self._later = IconButton(
            look, "chevron-right", Text(N_("Later")), lambda: self._step(1), shortcut="Ctrl+PgDown"
        )
        for part in (self._earlier, self._button, self._later):
            line.addWidget(part)
        self.retranslate()

    def set_calendar(self, calendar: Calendar) -> None:
        """By whose months periods are offered."""
        self.calendar = calendar

    def set_bounds(self, first: date | None, last: date | None) -> None:
        """What the data cover."""
        self._first, self._last = first, last
        self.retranslate()

    def choose(self, period: Period) -> None:
        """Choose without telling."""
        self.period = period
        self.retranslate()

    def pick(self, period: Period) -> None:
        """Choose as the user does."""
        if self.allowed(period):
            self.choose(period)
            self.picked.emit(period)

    def allowed(self, period: Period) -> bool:
        """Whether the period touches what the data cover."""
        early = self._first is not None and period.last < self._first
        late = self._last is not None and period.first > self._last
        return not early and not late

    def retranslate(self) -> None:
        """The period in words."""
        self._button.say(self.look.formats.period(self.period, self._today), tip=Text(N_("Choose the period")))
        for button, step in ((self._earlier, -1), (self._later, 1)):
            button.setEnabled(self.allowed(neighbour(self.period, step)))

    def open_panel(self) -> None:
        """The panel under the button."""
        self._panel = _Panel(self.look, self)
        self._panel.move(self._button.mapToGlobal(QPoint(0, self._button.height() + 4)))
        self._panel.show()

    @property
    def last_year(self) -> Period:
        """The twelve months up to the last that is over."""
        return self.calendar.run_up(shift(self.calendar.period_of(self._today), -1), _MONTHS)

    def _step(self, count: int) -> None:
        self.pick(neighbour(self.period, count))


class _Panel(QFrame):
    """A year of months, its quarters, and the year itself."""

    def __init__(self, look: "Look", picker: PeriodPicker) -> None:
        super().__init__(picker, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.look, self._picker = look, picker
        self._counted = picker.calendar
        self._year = self._counted.year_of(picker.period.first)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 12)
        head = QHBoxLayout()
        head.addWidget(IconButton(look, "chevron-left", Text(N_("Earlier")), lambda: self._turn(-1)))
        self._title = Label(look, "", "strong")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head.addWidget(self._title, 1)
        own = calendar_title(self._counted)
        if self._counted != NATURAL:
            outer.addWidget(Label(look, own, "dim"))
        head.addWidget(IconButton(look, "chevron-right", Text(N_("Later")), lambda: self._turn(1)))
        outer.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        outer.addLayout(self._grid)
        self._fill()

    def _turn(self, count: int) -> None:
        self._year += count
        self._fill()

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        formats = self.look.formats
        self._title.say(self.look.t("Year {year}", year=self._year))
        months = self._counted.months_of(self._year)
        for at, one in enumerate(months):
            self._add(one, formats.month_called(one, bare=True), at // 3, at % 3)
        for at, one in enumerate(self._counted.quarters_of(self._year)):
            self._add(one, self.look.t("Q{n}", n=at + 1), at, 3)
        below = (len(months) + 2) // 3
        self._add(self._counted.year(self._year), self.look.t("Whole year"), below, 0, span=2)
        self._add(self._picker.last_year, self.look.t("Last 12 months"), below, 2, span=2)

    def _add(self, period: Period, words: str, row: int, place: int, span: int = 1) -> None:
        chosen = period == self._picker.period
        button = Button(
            self.look, words, lambda: self._take(period), kind="plain" if place == 3 or span > 1 else "quiet",
            tip="" if self._counted == NATURAL else self.look.formats.span(period),
        )  # fmt: skip
        button.setProperty("kind", "segment" if chosen else button.property("kind"))
        button.setProperty("place", "only")
        button.setCheckable(chosen)
        button.setChecked(chosen)
        button.setEnabled(self._picker.allowed(period))
        self._grid.addWidget(button, row, place, 1, span)

    def _take(self, period: Period) -> None:
        self.close()
        self._picker.pick(period)
