"""A part of a form that opens at a click and stays out of the way until then."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.core.card import row
from ui.core.controls import Button
from ui.core.words import Words

if TYPE_CHECKING:
    from ui.core.look import Look


class Disclosure(QWidget):
    """A title to click, and ``body`` under it."""

    def __init__(self, look: "Look", title: Words, *, opened: bool = False, gap: int = 10) -> None:
        """``opened`` where there is something in it that a person has to see."""
        super().__init__()
        self.setObjectName("clear")
        self.button = Button(look, title, self.turn, icon="chevron-right", kind="link")
        self.inside = QWidget()
        self.inside.setObjectName("clear")
        self.body = QVBoxLayout(self.inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(gap)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(6)
        outer.addLayout(row(self.button, None))
        outer.addWidget(self.inside)
        self.open(on=opened)

    def open(self, *, on: bool) -> None:
        """Show or hide the body."""
        self.inside.setVisible(on)
        self.button.set_icon("chevron-down" if on else "chevron-right")

    def turn(self) -> None:
        """The other way round."""
        self.open(on=self.inside.isHidden())
