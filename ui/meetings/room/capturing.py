"""The line at the foot of the room: what is typed while people talk, and what it becomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from app.core.texts import N_, Text
from ui.core.words import Label, spoken

if TYPE_CHECKING:
    from ui.core.look import Look


@dataclass(frozen=True)
class Mode:
    """One thing that is typed: what it is called, and what the line expects."""

    title: str
    hint: str


_WHO_WHEN: Final = N_("Words @who !day, for example: check the list @Lin !4-30, or !+7; Enter keeps it, Esc leaves")
_WORDS: Final = N_("Words; Enter keeps them, Esc leaves")
_REASON: Final = N_("Why; Enter keeps it, Esc leaves")
MODES: Final[Mapping[str, Mode]] = {
    "decision": Mode(N_("Meeting decision"), _WORDS),
    "action": Mode(N_("Action"), _WHO_WHEN),
    "information": Mode(N_("Information"), _WORDS),
    "risk": Mode(N_("Risk"), _WORDS),
    "note": Mode(N_("Notes"), _WORDS),
    "park": Mode(N_("Put off"), _REASON),
    "reject": Mode(N_("Strike off"), _REASON),
    "done": Mode(N_("Done"), N_("What came of it, or nothing; Enter keeps it, Esc leaves")),
    "carried": Mode(N_("Carried over"), N_("Why it slipped, with !day for the new day; Enter keeps it, Esc leaves")),
    "dropped": Mode(N_("Dropped"), _REASON),
    "quorum": Mode(N_("Why does the meeting count?"), _REASON),
}


class CaptureLine(QFrame):
    """Hidden until something is to be typed; Enter hands it over and keeps it until it was taken."""

    typed = Signal(str, str)
    """The mode and the words."""
    left = Signal()

    def __init__(self, look: "Look") -> None:
        """Nothing is typed yet."""
        super().__init__()
        self.setObjectName("card")
        self.look, self.mode = look, ""
        self.title = Label(look, "", "card")
        self.line = _Line(self._enter, self.leave)
        self.line.setAccessibleName(spoken(look, Text(N_("What is typed"))))
        self.error = Label(look, "", "body", wrap=True)
        self.error.set_tone("bad")
        lines = QHBoxLayout(self)
        lines.setContentsMargins(14, 8, 14, 8)
        lines.setSpacing(12)
        lines.addWidget(self.title)
        lines.addWidget(self.line, 1)
        lines.addWidget(self.error)
        self.hide()

    def begin(self, mode: str, words: str = "") -> None:
        """Type something of this kind."""
        self.mode = mode
        self.title.say(Text(MODES[mode].title))
        self.line.setPlaceholderText(spoken(self.look, Text(MODES[mode].hint)))
        self.line.setText(words)
        self.error.say("")
        self.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, words: Text) -> None:
        """What was typed is not taken: it stays, with the reason."""
        self.error.say(words)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Nothing is typed any more."""
        self.mode = ""
        self.hide()
        self.left.emit()

    def _enter(self) -> None:
        self.typed.emit(self.mode, self.line.text())


class _Line(QLineEdit):
    def __init__(self, enter: Callable[[], Any], leave: Callable[[], Any]) -> None:
        super().__init__()
        self._enter, self._leave = enter, leave

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc are the room's."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._enter()
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)
