"""The agenda of a meeting: its items in their order, and what the chosen one rests on and led to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.meetings.evidence import Evidence, Figures, read_evidence
from app.meetings.rows import ItemRow, MeetingView, OutcomeRow
from app.meetings.words import ITEM_STATES, OUTCOME_KINDS, SECTIONS, SOURCES
from ui.core.card import Card, Scroller, clear, column, row
from ui.core.controls import Button, IconButton
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label, Pill, Tone

if TYPE_CHECKING:
    from ui.core.context import Context

_TONES: Final[Mapping[str, Tone]] = {
    "planned": "dim", "current": "brand", "done": "good", "parked": "warn", "rejected": "bad",
}  # fmt: skip
KIND_TONES: Final[Mapping[str, Tone]] = {"decision": "brand", "action": "good", "information": "dim", "risk": "warn"}
_LEAST_PX: Final = 120
"""Of the chosen item: its title and the first lines of what it rests on."""
_SHARES: Final = (300, 150)
_BETWEEN_PX: Final = 10


class AgendaView(QWidget):
    """A table of items above, the chosen one below."""

    picked = Signal(object)
    """An item was chosen; None where there is none."""
    opened = Signal(object)
    moving = Signal(int)
    """The chosen item is wanted so many places further down."""
    followed = Signal(object)
    """The evidence of an item is wanted: an ``Evidence``."""
    changing = Signal(object)
    """An outcome is to be changed."""
    withdrawing = Signal(object)

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_view``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look = context, context.look
        self.figures = Figures()
        self._writes = self.may_move = False
        self.table = self._make_table()
        self.detail = Card(self.look, " ", subtitle=" ")
        self.detail.setMinimumHeight(_LEAST_PX)
        self.links: list[Button] = []
        self.outcomes: dict[str, Label] = {}
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._fill_detail()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(_BETWEEN_PX)
        split.setObjectName("airy")
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 1)
        split.setSizes(_SHARES)
        outer.addWidget(split, 1)
        self.table.picked.connect(lambda _one: self._show_item())
        self.table.opened.connect(self.opened.emit)
        self.hint = Label(self.look, Text(N_("Drag or Alt+↑↓ to reorder")), "dim")
        self._grabbed = -1
        self.table.view.viewport().installEventFilter(self)

    def _make_table(self) -> Table:
        columns = (
            Column("n", Text(N_("No.")), "number", 40),
            Column("state", Text(N_("State")), "pill", 104,
                   get=lambda one: State(Text(ITEM_STATES[one.state]), _TONES[one.state])),
            Column("section", Text(N_("Section")), width=106, get=lambda one: Text(SECTIONS[one.section])),
            Column("title", Text(N_("Item")), stretch=True, width=250),
            Column("department", Text(N_("Department")), width=78,
                   get=lambda one: Text(one.department) if one.department else None),
            Column("owner", Text(N_("Presented by")), width=96, hidden=True, get=lambda one: one.owner or None),
            Column("minutes", Text(N_("Min.")), "number", 52),
            Column("came", Text(N_("Outcomes")), "number", 60, get=lambda one: len(one.outcomes) or None),
            Column("source", Text(N_("Where an item comes from")), width=110, hidden=True,
                   get=lambda one: Text(SOURCES[one.source])),
            Column("dealer", Text(N_("Dealer")), width=150, hidden=True,
                   get=lambda one: Text(one.dealer) if one.dealer else None),
            Column("reason", Text(N_("Reason")), width=150, hidden=True, get=lambda one: one.reason or None),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )  # fmt: skip
        return Table(
            self.context, columns, name="meetings.agenda", title=Text(N_("Agenda")),
            empty=Text(N_("Nothing is on the agenda yet")),
            empty_text=Text(N_("It writes itself from the month, or items are added by hand.")),
        )  # fmt: skip

    def _fill_detail(self) -> None:
        sides = QHBoxLayout()
        sides.setSpacing(14)
        for lines, stretch in ((self._left, 3), (self._right, 2)):
            lines.setSpacing(4)
            lines.setContentsMargins(0, 0, 0, 0)
            scroller = Scroller()
            scroller.body.addLayout(lines)
            scroller.finish()
            sides.addWidget(scroller, stretch)
        self.detail.body.addLayout(sides)

    def show_view(
        self, view: MeetingView, figures: Figures, *, writes: bool, may_move: bool = False, keep: str = ""
    ) -> None:  # fmt: skip
        """The items of a meeting; ``keep`` is the id of the one that stays chosen."""
        current: ItemRow | None = self.table.current
        wanted = keep or (current.id if current is not None else "")
        self.figures, self._writes = figures, writes
        self.may_move = may_move and len(view.items) > 1
        self.hint.setVisible(self.may_move and self.isVisible())
        self.table.set_rows(view.items)
        chosen = 0
        for n in range(self.table.grid.rowCount()):
            chosen = n if self.table.grid.row_at(n).id == wanted else chosen
        if self.table.grid.rowCount():
            self.table.view.select(chosen)
        self._show_item()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A line that is dragged onto another one takes its place."""
        if isinstance(event, QMouseEvent) and self.may_move:
            row = self.table.view.rowAt(event.position().toPoint().y())
            if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
                self._grabbed = row
            elif event.type() == QEvent.Type.MouseMove and self._grabbed >= 0 and row not in {-1, self._grabbed}:
                self.table.view.viewport().setCursor(Qt.CursorShape.SizeVerCursor)
                return True
            elif event.type() == QEvent.Type.MouseButtonRelease and self._grabbed >= 0:
                self._drop(row)
        return super().eventFilter(watched, event)

    def _drop(self, row: int) -> None:
        grabbed, self._grabbed = self._grabbed, -1
        self.table.view.viewport().unsetCursor()
        if row not in {-1, grabbed}:
            self.table.view.select(grabbed)
            self.moving.emit(self.table.grid.row_at(row).n - self.table.grid.row_at(grabbed).n)

    @property
    def current(self) -> ItemRow | None:
        """The chosen item."""
        one: ItemRow | None = self.table.current
        return one

    def _show_item(self) -> None:
        one = self.current
        self.detail.setVisible(one is not None)
        self.picked.emit(one)
        if one is None:
            return
        self.detail.title.say(one.title)
        self.detail.say_subtitle(self._facts(one))
        self._show_evidence(one)
        self._show_outcomes(one)

    @staticmethod
    def _facts(one: ItemRow) -> str | Text:
        """Why it is off the agenda, else whose it is and who presents it."""
        if one.reason:
            return Text(N_("{state}: {reason}"), {"state": Text(ITEM_STATES[one.state]), "reason": one.reason})
        found = Text(SECTIONS[one.section])
        for who in (Text(one.department) if one.department else "", one.owner):
            if who:
                found = Text(N_("{section} · {who}"), {"section": found, "who": who})
        return found

    def _show_evidence(self, one: ItemRow) -> None:
        clear(self._left)
        self.links = []
        self._left.addWidget(Label(self.look, Text(N_("What it rests on")), "strong"))
        found = read_evidence(one.evidence)
        if not found and not one.notes:
            self._left.addWidget(Label(self.look, Text(N_("Nothing is linked.")), "dim"))
        for each in found:
            self._left.addLayout(self._link(each))
            figure = self.figures.items.get(each.figures)
            for label, value in figure.points if figure is not None else ():
                self._left.addWidget(Label(self.look, Text(N_("{label}: {value}"), {"label": label, "value": value}),
                                           "dim", wrap=True))  # fmt: skip
        if one.notes:
            self._left.addWidget(Label(self.look, Text(N_("Notes")), "strong"))
            self._left.addWidget(Label(self.look, one.notes, wrap=True))

    def _link(self, one: Evidence) -> QHBoxLayout:
        if not one.page:
            return row(Label(self.look, one.words, wrap=True))
        button = Button(self.look, one.words, lambda: self.followed.emit(one), kind="link", tip=one.words)
        self.links.append(button)
        return row(button, None)

    def _show_outcomes(self, one: ItemRow) -> None:
        clear(self._right)
        self.outcomes = {}
        self._right.addWidget(Label(self.look, Text(N_("Outcomes")), "strong"))
        if not one.outcomes:
            self._right.addWidget(Label(self.look, Text(N_("Nothing yet.")), "dim"))
        for each in one.outcomes:
            self._right.addLayout(self._outcome(each))

    def _outcome(self, one: OutcomeRow) -> QVBoxLayout:
        due = "" if one.due_on is None else self.look.formats.day(one.due_on)
        who = " · ".join(part for part in (one.owner, due) if part)
        words = Label(self.look, f"{one.text}  {who}".strip(), wrap=True)
        self.outcomes[one.id] = words
        line = row(Pill(self.look, Text(OUTCOME_KINDS[one.kind]), KIND_TONES[one.kind], shape=False))
        line.addStretch(1)
        if one.kind == "decision":
            effect = Evidence(Text(N_("Effect and drafts")), "meetings", {"panel": "decisions", "outcome": one.id})
            line.addWidget(
                IconButton(self.look, "target", effect.words, lambda: self.followed.emit(effect), size=14)
            )  # fmt: skip
        if self._writes:
            change = Text(N_("Change…"))
            line.addWidget(IconButton(self.look, "pencil", change, lambda: self.changing.emit(one), size=14))
            back = Text(N_("Take back"))
            line.addWidget(IconButton(self.look, "x", back, lambda: self.withdrawing.emit(one), size=14))
        both = column(words, gap=2)
        both.insertLayout(0, line)
        return both
