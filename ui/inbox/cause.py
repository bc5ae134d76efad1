"""What stands under the list: the chosen notice in full, and what was said of its cause before."""

from typing import TYPE_CHECKING, Final

from app.core.texts import N_, Text
from app.inbox.service import SEVERITIES, STATES
from ui.core.card import Card, clear
from ui.core.words import Label, Pill
from ui.inbox.reading import TONES

if TYPE_CHECKING:
    from ui.core.look import Look
    from ui.inbox.reading import Line

SHOWN: Final = 3


class CauseCard(Card):
    """The cause of the chosen line."""

    def __init__(self, look: "Look") -> None:
        """Hidden until something is chosen."""
        super().__init__(look)
        self.body.setSpacing(6)
        self.hide()

    def show_line(self, line: "Line | None") -> None:
        """Tell of a cause, or of none."""
        clear(self.body)
        self.setVisible(line is not None)
        if line is None:
            return
        look, one, day = self.look, line.notice, self.look.formats.day
        self.body.addWidget(Pill(look, Text(SEVERITIES[one.severity]), TONES[one.severity]))
        self.body.addWidget(Label(look, one.subject, wrap=True))
        if one.reason:
            self.body.addWidget(Label(look, Text(N_("Of no use: {reason}"), {"reason": one.reason}), "dim", wrap=True))
        for before in line.group.notices[1 : 1 + SHOWN]:
            said = {"day": day(before.posted_on), "text": before.subject, "state": Text(STATES[before.state])}
            self.body.addWidget(Label(look, Text(N_("Before, {day}: {text} ({state})"), said), "dim", wrap=True))
