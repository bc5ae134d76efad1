"""A policy's text to read: numbered parts, a line for each sentence."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
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
        self._at: Label | None = None
        inside = QWidget()
        inside.setObjectName("clear")
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 8, 0)
        self._lines.setSpacing(4)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.area = scrolled(inside, sideways=False)
        outer.addWidget(self.area)

    def show_text(self, text: "PolicyText", *, at: str = "") -> None:
        """Another text; it is scrolled to the part of the title ``at``, else stays where it was."""
        self._at = None
        clear(self._lines)
        self._lines.addWidget(Label(self.look, text.title, "card", wrap=True))
        for n, part in enumerate(text.parts, 1):
            head = Label(self.look, f"{n}. {part.title}", "strong", wrap=True)
            head.setContentsMargins(0, 8, 0, 0)
            self._lines.addWidget(head)
            if part.title == at:
                self._at = head
            for line in part.lines:
                self._lines.addWidget(Label(self.look, line, wrap=True))
        self._lines.addStretch(1)
        QTimer.singleShot(0, self, self._scroll)

    def _scroll(self) -> None:
        """Once the new lines have their places."""
        if self._at is not None:
            bar = self.area.verticalScrollBar()
            bar.setValue(min(self._at.y(), bar.maximum()))
