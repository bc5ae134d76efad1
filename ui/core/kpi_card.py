"""The card of one KPI: its value, how it moved, where it stands against its target, and the way into its parts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout

from app.core.charts import Spark
from app.core.texts import N_, Text
from ui.core.controls import Button, IconButton
from ui.core.pressable import Pressable
from ui.core.spark import SparkLine
from ui.core.words import Label, Pill, Tone, Words, spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.core.look import Look

_LEAST_PX: Final = 168


@dataclass(frozen=True)
class Kpi:
    """What one card shows; figures are formatted already, sentences are Texts."""

    key: str
    title: Words
    value: str
    unit: Words = ""
    exact: Words = ""
    """The tooltip of the value: the exact figure, numerator and denominator."""
    delta: Words = ""
    direction: Literal["up", "down", "flat", ""] = ""
    delta_tone: Tone = "dim"
    """good where the change is an improvement, whichever way it points."""
    against: Words = ""
    """What the change is measured against, or a second change."""
    against_tone: Tone | None = None
    note: Words = ""
    """By which dates and against which target it counts, in a line of its own."""
    spark: Spark | None = None
    state: Words = ""
    state_tone: Tone = "dim"
    definition: Words = ""
    quality: Words = ""
    """How far the data under it can be trusted."""
    quality_tip: Words = ""
    late: Words = ""
    """What it contains of closed months; a button opens the rows."""
    absent: bool = False
    """Whether the value is a word for why there is none."""


_ARROWS = {"up": "▲", "down": "▼", "flat": "＝", "": ""}


class KpiCard(Pressable):
    """A card that opens what its number is made of (click, Enter, Space).

    Its buttons ask for the definition, and for the rows of closed months in it; its menu for its reference too.
    """

    opened = Signal(str)
    asked = Signal(str)
    late_asked = Signal(str)
    reference_asked = Signal(str)

    def __init__(self, look: "Look", kpi: Kpi | None = None) -> None:
        """Empty until ``show_kpi``."""
        super().__init__("card", self._open)
        self.look = look
        self.kpi: Kpi | None = None
        self.more: list[Callable[[QMenu], object]] = []
        """What a page adds to the menu."""
        self.setProperty("clickable", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._title = Label(look, "", "dim", elide=True)
        self._info = IconButton(look, "info", Text(N_("What it means")), self._ask, size=15)
        self._info.setProperty("small", True)
        self._value = Label(look, "—", "value")
        self._unit = Label(look, "", "dim")
        self._spark = SparkLine(look)
        self._delta = Pill(look, "", "dim", shape=False)
        self._against = Label(look, "", "dim", elide=True)
        self._state = Pill(look, "", "dim")
        self._note = Label(look, "", "dim", wrap=True)
        self._quality = Label(look, "", "dim", elide=True)
        self.late = Button(look, "", self._ask_late, kind="link", tip=Text(N_("The rows that came, or count no more")))
        self._lay_out()
        if kpi is not None:
            self.show_kpi(kpi)

    def _lay_out(self) -> None:
        self._outer = outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 10, 12, 12)
        outer.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._title, 1)
        head.addWidget(self._state)
        head.addWidget(self._info)
        outer.addLayout(head)
        middle = QHBoxLayout()
        middle.setSpacing(5)
        middle.addWidget(self._value)
        middle.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBottom)
        self._unit.setContentsMargins(0, 0, 0, 5)
        middle.addSpacing(6)
        middle.addWidget(self._spark, 1)
        outer.addLayout(middle)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self._delta)
        foot.addWidget(self._against, 1)
        outer.addLayout(foot)
        outer.addWidget(self._note)
        outer.addWidget(self._quality)
        outer.addWidget(self.late, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addStretch(1)  # as high as the others of its row

    def be_inside(self) -> None:
        """Stand within another card, which has the margins."""
        self._outer.setContentsMargins(0, 0, 0, 2)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words, nor than a card looks well."""
        return super().minimumSizeHint().expandedTo(QSize(_LEAST_PX, 0))

    def show_kpi(self, kpi: Kpi) -> None:
        """Show one KPI."""
        self.kpi = kpi
        self._title.say(kpi.title)
        self._value.say(kpi.value)
        self._value.set_tip(kpi.exact)
        self._value.set_tone("dim" if kpi.absent else None)
        self._unit.say(kpi.unit)
        self._spark.show_spark(kpi.spark)
        self._delta.show_state(kpi.delta, kpi.delta_tone, mark=_ARROWS[kpi.direction])
        self._delta.setVisible(bool(kpi.delta))
        self._against.say(kpi.against)
        self._against.set_tone(kpi.against_tone)
        self._note.say(kpi.note)
        self._note.setVisible(bool(kpi.note))
        self._quality.say(kpi.quality)
        self._quality.set_tip(kpi.quality_tip)
        self._quality.setVisible(bool(kpi.quality))
        self.late.say(kpi.late)
        self.late.setVisible(bool(kpi.late))
        self._state.show_state(kpi.state, kpi.state_tone)
        self._state.setVisible(bool(kpi.state))
        self._info.setVisible(bool(kpi.definition))
        if kpi.definition:
            self._info.set_face("info", kpi.definition)
        said = [part.full_text() for part in (self._title, self._value, self._unit, self._delta, self._state)]
        self.setAccessibleName(" ".join(part for part in said if part))

    def menu(self) -> QMenu:
        """What can be done with the figure."""
        menu = QMenu(self)
        menu.addAction(spoken(self.look, Text(N_("Made of"))), self._open)
        menu.addAction(spoken(self.look, Text(N_("What it means"))), self._ask)
        menu.addAction(spoken(self.look, Text(N_("Copy the figure's reference"))), self._ask_reference)
        for add in self.more:
            add(menu)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu, by the right button or the keyboard's menu key."""
        if self.kpi is not None:
            menu = self.menu()
            menu.exec(event.globalPos())
            menu.deleteLater()

    def _ask_reference(self) -> None:
        if self.kpi is not None:
            self.reference_asked.emit(self.kpi.key)

    def _open(self) -> None:
        if self.kpi is not None:
            self.opened.emit(self.kpi.key)

    def _ask(self) -> None:
        if self.kpi is not None:
            self.asked.emit(self.kpi.key)

    def _ask_late(self) -> None:
        if self.kpi is not None:
            self.late_asked.emit(self.kpi.key)
