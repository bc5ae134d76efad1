"""A policy's text to read: numbered parts, a line for each sentence."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.core.card import clear, scrolled
from ui.core.words import Label

if TYPE_CHECKING:
    from app.incentives.policies.wording import PolicyText
    from ui.core.look import Look


class TextView(QWidget):
    """Shows one text after another."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_text``."""
        super().__init__()
        self.setObjectName("clear")
        self.look = look
        inside = QWidget()
        inside.setObjectName("clear")
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 8, 0)
        self._lines.setSpacing(4)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.area = scrolled(inside, sideways=False)
        outer.addWidget(self.area)

    def show_text(self, text: "PolicyText") -> None:
        """Another text; where it is scrolled to stays."""
        clear(self._lines)
        self._lines.addWidget(Label(self.look, text.title, "card", wrap=True))
        for n, part in enumerate(text.parts, 1):
            head = Label(self.look, f"{n}. {part.title}", "strong", wrap=True)
            head.setContentsMargins(0, 8, 0, 0)
            self._lines.addWidget(head)
            for line in part.lines:
                self._lines.addWidget(Label(self.look, line, wrap=True))
        self._lines.addStretch(1)
