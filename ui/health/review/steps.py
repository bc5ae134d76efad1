"""The steps of a review as a row of states."""

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from app.core.texts import N_, Text
from app.health.review.rules import STEPS
from ui.core.card import row
from ui.core.words import Pill, Tone

if TYPE_CHECKING:
    from app.health.review.reading import ReviewView
    from ui.core.look import Look

_TITLES: Final = (N_("Comments"), N_("Grades"), N_("Signed"), N_("Published"))


class Steps(QWidget):
    """What is done, what is being done, what comes."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_view``."""
        super().__init__()
        self.setObjectName("clear")
        self.look = look
        self.pills = [Pill(look, "", "dim") for _ in range(len(STEPS) + 1)]
        self.setLayout(row(*self.pills, None, gap=6))

    def show_view(self, view: "ReviewView") -> None:
        """Show where a review stands."""
        self.pills[0].show_state(Text(N_("Assessed, version {n}"), {"n": view.version}), "good", mark="✓")
        at = -1 if view.face is None or view.state not in STEPS else STEPS.index(view.state)
        done = view.face is not None and view.face.signed
        for n, (pill, title) in enumerate(zip(self.pills[1:], _TITLES, strict=True)):
            over = n < at or (n == at and done)
            tone: Tone = "good" if over else "brand" if n == at else "dim"
            pill.show_state(Text(title), tone, mark="✓" if over else "●" if n == at else "○")
