"""Permits of a dealer to sell elsewhere with their state on a day; licences are told beside them."""

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QGridLayout

from app.core.texts import N_, Text
from ui.core.card import Card, clear
from ui.core.words import Label, Pill, Tone, Words

if TYPE_CHECKING:
    from app.dealers.held import Paper
    from app.dealers.queries import PartyCard
    from ui.core.page import Context

COLUMNS: Final = (N_("Permit number"), N_("For what"), N_("Valid from"), N_("Valid until"), N_("State"))
SOON_DAYS: Final = 90
_STRETCH: Final = {0: 2, 1: 5}


class PapersCard(Card):
    """One line for each permit; hidden where a dealer has none."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context.look, Text(N_("Permits to sell elsewhere")))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        for number, share in _STRETCH.items():
            self._grid.setColumnStretch(number, share)
        self.body.addLayout(self._grid)
        self.hide()

    def show_card(self, card: "PartyCard", day: int) -> None:
        """Show the permits of a dealer as they stand on a day."""
        clear(self._grid)
        permits = [one for one in card.papers if one.permit]
        self.setVisible(bool(permits))
        for number, words in enumerate(COLUMNS):
            self._grid.addWidget(Label(self.look, Text(words), "dim", elide=True), 0, number)
        for line, one in enumerate(permits, 1):
            self._show(line, one, day)

    def _show(self, line: int, one: "Paper", today: int) -> None:
        formats = self.look.formats
        until: Words = Text(N_("open")) if one.to_on is None else formats.day(one.to_on)
        said: tuple[Words, ...] = (
            one.number,
            one.covers or "—",
            formats.day(one.from_on),
            until,
        )
        for number, words in enumerate(said):
            self._grid.addWidget(Label(self.look, words, elide=number in _STRETCH), line, number)
        words, tone = standing_of(one.from_on, one.to_on, today)
        self._grid.addWidget(Pill(self.look, words, tone), line, len(said))


def standing_of(from_on: int | None, to_on: int | None, today: int, *, over: Tone = "dim") -> tuple[Text, Tone]:
    """Whether a paper holds today, and for how long where its end is near; ``over`` is the tone of one that ended."""
    if from_on is not None and from_on > today:
        return Text(N_("not yet valid")), "dim"
    if to_on is None or to_on >= today + SOON_DAYS:
        return Text(N_("valid")), "good"
    if to_on < today:
        return Text(N_("ended")), over
    return Text(N_("{n} days left"), {"n": to_on - today}), "warn"
