"""Licences and permits of a dealer with their state today."""

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QGridLayout

from app.core.period import day_number
from app.core.texts import N_, Text
from ui.core.card import Card, clear
from ui.core.words import Label, Pill, Tone, Words

if TYPE_CHECKING:
    from app.dealers.held import Paper
    from app.dealers.queries import PartyCard
    from ui.core.page import Context

COLUMNS: Final = (
    N_("Type of licence"), N_("Licence number"), N_("Classes of goods covered"), N_("Issued by"), N_("Valid from"),
    N_("Valid until"), N_("State"),
)  # fmt: skip
SOON_DAYS: Final = 90
_STRETCH: Final = {1: 3, 2: 4, 3: 3}


class PapersCard(Card):
    """One line for each paper; hidden where a dealer has none."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context.look, Text(N_("Licences and permits")))
        self._clock = context.desk.clock
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        for number, share in _STRETCH.items():
            self._grid.setColumnStretch(number, share)
        self.body.addLayout(self._grid)
        self.hide()

    def show_card(self, card: "PartyCard") -> None:
        """Show the papers of a dealer."""
        clear(self._grid)
        self.setVisible(bool(card.papers))
        for number, words in enumerate(COLUMNS):
            self._grid.addWidget(Label(self.look, Text(words), "dim", elide=True), 0, number)
        today = day_number(self._clock.today())
        for line, one in enumerate(card.papers, 1):
            self._show(line, one, today)

    def _show(self, line: int, one: "Paper", today: int) -> None:
        formats = self.look.formats
        kind: Words = Text(N_("Permit to sell elsewhere")) if one.permit else one.kind
        until: Words = Text(N_("open")) if one.to_on is None else formats.day(one.to_on)
        said: tuple[Words, ...] = (
            kind,
            one.number,
            one.covers or "—",
            one.issuer or "—",
            formats.day(one.from_on),
            until,
        )
        for number, words in enumerate(said):
            self._grid.addWidget(Label(self.look, words, elide=number in _STRETCH), line, number)
        words, tone = state_of(one, today)
        self._grid.addWidget(Pill(self.look, words, tone), line, len(said))


def state_of(one: "Paper", today: int) -> tuple[Text, Tone]:
    """Whether a paper holds today, and for how long where its end is near."""
    if one.from_on is not None and one.from_on > today:
        return Text(N_("not yet valid")), "dim"
    if one.to_on is None or one.to_on >= today + SOON_DAYS:
        return Text(N_("valid")), "good"
    if one.to_on < today:
        return Text(N_("ended")), "dim" if one.permit else "bad"
    return Text(N_("{n} days left"), {"n": one.to_on - today}), "warn"
