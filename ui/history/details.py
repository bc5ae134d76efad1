"""One transaction: who, when, where, why, what it changed field by field, and whether it can be undone."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.history import ORIGINS
from app.core.texts import N_, Text
from ui.core.card import clear, row, rule
from ui.core.controls import Button
from ui.core.history import HistoryList, plain_text
from ui.core.words import Label, Live, Words

if TYPE_CHECKING:
    from ui.core.page import Context
    from ui.history.reading import Opened

TITLE_PX: Final = 110


class TxView(Live, QScrollArea):
    """What the drawer shows of one transaction."""

    taken_back = Signal(str)
    """``undo`` or ``redo``."""
    record_opened = Signal(str, str)
    more_asked = Signal()
    exported = Signal()

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_opened``."""
        super().__init__()
        self._context, self.look = context, context.look
        self.opened: Opened | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inside = QWidget()
        inside.setObjectName("clear")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 8, 0)
        outer.setSpacing(10)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(6)
        outer.addLayout(self._facts)
        self.undo_button = Button(self.look, Text(N_("Undo")), lambda: self.taken_back.emit("undo"), icon="undo-2")
        self.redo_button = Button(self.look, Text(N_("Redo")), lambda: self.taken_back.emit("redo"), icon="redo-2")
        self.copy_button = Button(self.look, Text(N_("Copy")), self.copy, icon="copy")
        self.export_button = Button(self.look, Text(N_("Export changes")), self.exported.emit, icon="file-spreadsheet")
        tip = Text(N_("The whole workspace as it was known right after this transaction"))
        self.known_button = Button(self.look, Text(N_("Open as of this")), self._open_known, icon="history", tip=tip)
        buttons = row(
            self.undo_button, self.redo_button, self.copy_button, self.export_button, self.known_button, None
        )  # fmt: skip
        outer.addLayout(buttons)
        self.why_not = Label(self.look, "", "dim", wrap=True)
        outer.addWidget(self.why_not)
        outer.addWidget(rule())
        self.changes = HistoryList(self.look, by_record=True)
        self.changes.record_opened.connect(self.record_opened)
        outer.addWidget(self.changes)
        self.more_button = Button(self.look, "", self.more_asked.emit, kind="link")
        outer.addLayout(row(self.more_button, None))
        outer.addStretch(1)
        self.setWidget(inside)

    def show_opened(self, opened: "Opened", *, again: bool = False) -> None:
        """Show a transaction; ``again`` keeps how many of its changes are in sight."""
        self.opened = opened
        self._show_facts()
        self.undo_button.setVisible(opened.standing.step == "undo")
        self.redo_button.setVisible(opened.standing.step == "redo")
        why = opened.standing.why_not
        self.why_not.say(Text(N_("Cannot be undone here: {why}"), {"why": why}) if why is not None else "")
        self.why_not.setVisible(why is not None)
        self.changes.show_told(opened.told, again=again)
        self.changes.setVisible(bool(opened.row.records))
        self.export_button.setVisible(bool(opened.row.records))
        left = opened.row.records - len(opened.told.changes)
        self.more_button.say(Text(N_("Read further changed records: {n}"), {"n": self.look.formats.number(left)}))
        self.more_button.setVisible(left > 0)

    def retranslate(self) -> None:
        """Figures are written by language."""
        if self.opened is not None:
            self.show_opened(self.opened, again=True)

    def _show_facts(self) -> None:
        clear(self._facts)
        if self.opened is None:
            return
        one, formats = self.opened.row, self.look.formats
        origin = Text(ORIGINS[one.origin]) if one.origin in ORIGINS else one.origin
        facts: list[tuple[str, Words]] = [
            (N_("When"), formats.moment(one.at)),
            (N_("Who"), self.opened.told.people.get(one.actor, "—")),
            (N_("Device"), one.device or "—"),
            (N_("Through"), origin),
            (N_("Changed records"), formats.number(one.records)),
            (N_("Transaction"), formats.number(one.tx)),
        ]
        if one.reason:
            facts.insert(4, (N_("Reason"), one.reason))
        if self.opened.undone_by is not None:
            facts.append((N_("Undone"), formats.moment(self.opened.undone_by.at)))
        for title, value in facts:
            self._facts.addLayout(self._pair(Text(title), value))

    def _pair(self, title: Words, value: Words) -> QHBoxLayout:
        name = Label(self.look, title, "dim")
        name.setFixedWidth(TITLE_PX)
        line = row(name, Label(self.look, value, wrap=True), gap=12)
        line.setStretch(1, 1)
        return line

    def _open_known(self) -> None:
        if self.opened is not None:
            self._context.acts.open_known(str(self.opened.row.tx), None)

    def as_text(self) -> str:
        """The transaction as text."""
        if self.opened is None:
            return ""
        one = self.opened.row
        who = self.opened.told.people.get(one.actor, "")
        reveal = self.changes.eye_button.open
        head = " · ".join(part for part in (self.look.formats.moment(one.at), who, one.device) if part)
        lines = [head, self.look.say(one.action), one.reason, plain_text(self.look, self.opened.told, reveal=reveal)]
        return "\n".join(line for line in lines if line)

    def copy(self) -> None:
        """To the clipboard."""
        QGuiApplication.clipboard().setText(self.as_text())
        self._context.notify("good", Text(N_("Copied.")))
