"""The head of the window: which workspace, on which day it lives, who works here, search, undo and redo."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core import fleet
from app.core.texts import EN, N_, ZH, Text
from ui.core.controls import Button, IconButton
from ui.core.words import Label, Pill

if TYPE_CHECKING:
    from datetime import date

    from ui.core.look import Look


class Header(QWidget):
    """Tells; the window does."""

    searching = Signal()
    undoing = Signal()
    redoing = Signal()
    person_asked = Signal()

    def __init__(self, look: "Look") -> None:
        """No workspace yet."""
        super().__init__()
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = look
        self.setFixedHeight(54)
        self.workspace = Label(look, "", "strong", elide=True)
        self.workspace.setMinimumWidth(60)
        self.clock = Pill(look, "", "warn", shape=False)
        self.clock.set_tip(Text(N_("This workspace lives on a fixed day; deadlines and periods count from it.")))
        self.clock.hide()
        self.search = Button(
            look, Text(N_("Search dealers, pages, commands…")), self.searching.emit, icon="search",
            kind="search", shortcut="Ctrl+K",
        )  # fmt: skip
        self.search.setMinimumWidth(340)
        inside = QHBoxLayout(self.search)
        inside.setContentsMargins(0, 0, 12, 0)
        inside.addStretch(1)
        keys = Label(look, QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText), "dim")
        keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside.addWidget(keys)
        self.undo = IconButton(look, "undo-2", Text(N_("Nothing to undo")), self.undoing.emit, shortcut="Ctrl+Z")
        self.redo = IconButton(look, "redo-2", Text(N_("Nothing to redo")), self.redoing.emit, shortcut="Ctrl+Shift+Z")
        self.language = IconButton(look, "languages", Text(N_("Switch to English")), self._switch_language)
        self.theme = IconButton(look, "moon", Text(N_("Dark colours")), self._switch_theme)
        self.person = Button(look, Text(N_("Who are you?")), self.person_asked.emit, icon="user", kind="quiet")
        self.person.setIconSize(QSize(18, 18))
        line = QHBoxLayout(self)
        line.setContentsMargins(24, 0, 16, 0)
        line.setSpacing(6)
        line.addWidget(self.workspace, 1)
        line.addWidget(self.clock)
        line.addSpacing(10)
        line.addWidget(self.search)
        line.addSpacing(6)
        for part in (self.undo, self.redo, self.language, self.theme, self.person):
            line.addWidget(part)
        self.show_history(None, None)
        look.language_changed.connect(self._faces)
        look.theme_changed.connect(self._faces)
        self._faces()

    def show_workspace(self, name: str, practice_day: "date | None") -> None:
        """The open workspace and its own day."""
        self.workspace.say(name)
        self.clock.setVisible(practice_day is not None)
        if practice_day is not None:
            self.clock.say(Text(N_("Practice day {day}"), {"day": practice_day.isoformat()}))

    def show_person(self, name: str) -> None:
        """Who works here; empty asks."""
        self.person.say(name or Text(N_("Who are you?")))

    def show_history(self, undo: Text | None, redo: Text | None) -> None:
        """What Ctrl+Z would take back and what Ctrl+Shift+Z would do again."""
        back, again = Text(N_("Undo: {what}"), {"what": undo}), Text(N_("Redo: {what}"), {"what": redo})
        self.undo.set_face("undo-2", Text(N_("Nothing to undo")) if undo is None else back)
        self.redo.set_face("redo-2", Text(N_("Nothing to redo")) if redo is None else again)
        self.undo.setEnabled(undo is not None)
        self.redo.setEnabled(redo is not None)

    def _faces(self) -> None:
        other = Text(N_("Switch to English")) if self.look.lang == ZH else Text(N_("Switch to Chinese"))
        spoken, worn = fleet.reason("language"), fleet.reason("theme")
        self.language.set_face("languages", spoken or other)
        self.language.setEnabled(spoken is None)
        dark = self.look.tokens.dark
        face = Text(N_("Light colours")) if dark else Text(N_("Dark colours"))
        self.theme.set_face("sun" if dark else "moon", worn or face)
        self.theme.setEnabled(worn is None)

    def _switch_language(self) -> None:
        self.look.set_language(EN if self.look.lang == ZH else ZH)

    def _switch_theme(self) -> None:
        self.look.set_mode("light" if self.look.tokens.dark else "dark")
