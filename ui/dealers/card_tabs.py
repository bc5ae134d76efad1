"""The tabs of a dealer's card, in the order in which they stand: one line each."""

from typing import TYPE_CHECKING, Final

from app.core.texts import N_, Text
from ui.core.card import Card
from ui.core.history import HistoryList
from ui.dealers.card_agreed import AgreedPanel
from ui.dealers.card_files import DocumentsPanel
from ui.dealers.card_ledger import LedgerPanel
from ui.dealers.card_licences import LicencesPanel
from ui.dealers.card_overview import OverviewPanel
from ui.dealers.card_panel import CardData, Panel, Tab
from ui.dealers.card_people import PeoplePanel
from ui.dealers.card_terms import TermsPanel
from ui.dealers.dealings import DealingsPanel
from ui.dealers.lifecycle import LifePanel

if TYPE_CHECKING:
    from ui.core.page import Context


class HistoryPanel(Panel):
    """What happened to a dealer and to all that hangs on it."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context)
        card = Card(self.look, Text(N_("History")))
        self.history = HistoryList(self.look)
        card.body.addWidget(self.history)
        self.body.addWidget(card)
        self.body.addStretch(1)

    def show_card(self, data: CardData, *, again: bool) -> None:
        """Show a dealer."""
        super().show_card(data, again=again)
        self.history.show_told(data.history, again=again)


TABS: Final = (
    Tab("overview", N_("Overview"), OverviewPanel),
    Tab("life", N_("Life cycle"), LifePanel),
    Tab("dealings", N_("Tasks and notes"), DealingsPanel),
    Tab("terms", N_("Credit"), TermsPanel),
    Tab("agreed", N_("Contracts"), AgreedPanel),
    Tab("licences", N_("Papers"), LicencesPanel),
    Tab("ledger", N_("Ledger"), LedgerPanel),
    Tab("people", N_("People"), PeoplePanel),
    Tab("documents", N_("Documents"), DocumentsPanel),
    Tab("history", N_("History"), HistoryPanel),
)
