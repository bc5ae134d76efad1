"""The tab of a dealer's history."""

from typing import TYPE_CHECKING

from app.core.texts import N_, Text
from ui.core.card import Card
from ui.core.history import HistoryList
from ui.dealers.card_panel import CardData, Panel

if TYPE_CHECKING:
    from ui.core.page import Context


class HistoryPanel(Panel):
    """What happened to a dealer and to all that hangs on it."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context)
        card = Card(self.look, Text(N_("History")))
        self.history = HistoryList(self.look, own="party")
        card.body.addWidget(self.history)
        self.body.addWidget(card)
        self.body.addStretch(1)

    def show_card(self, data: CardData, *, again: bool) -> None:
        """Show a dealer."""
        super().show_card(data, again=again)
        self.history.show_told(data.history, again=again)
