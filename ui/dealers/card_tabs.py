"""The tabs of a dealer's card, in the order in which they stand; each is imported once somebody looks at it."""

from typing import TYPE_CHECKING, Final

from app.core.texts import N_
from ui.dealers.card_panel import Panel, Tab

if TYPE_CHECKING:
    from ui.core.page import Context


def _overview(context: "Context") -> Panel:
    from ui.dealers.card_overview import OverviewPanel

    return OverviewPanel(context)


def _life(context: "Context") -> Panel:
    from ui.dealers.lifecycle import LifePanel

    return LifePanel(context)


def _dealings(context: "Context") -> Panel:
    from ui.dealers.dealings import DealingsPanel

    return DealingsPanel(context)


def _terms(context: "Context") -> Panel:
    from ui.dealers.card_terms import TermsPanel

    return TermsPanel(context)


def _agreed(context: "Context") -> Panel:
    from ui.dealers.card_agreed import AgreedPanel

    return AgreedPanel(context)


def _licences(context: "Context") -> Panel:
    from ui.dealers.card_licences import LicencesPanel

    return LicencesPanel(context)


def _ledger(context: "Context") -> Panel:
    from ui.dealers.card_ledger import LedgerPanel

    return LedgerPanel(context)


def _people(context: "Context") -> Panel:
    from ui.dealers.card_people import PeoplePanel

    return PeoplePanel(context)


def _documents(context: "Context") -> Panel:
    from ui.dealers.card_files import DocumentsPanel

    return DocumentsPanel(context)


def _history(context: "Context") -> Panel:
    from ui.dealers.card_history import HistoryPanel

    return HistoryPanel(context)


TABS: Final = (
    Tab("overview", N_("Overview"), _overview),
    Tab("life", N_("Life cycle"), _life),
    Tab("dealings", N_("Tasks and notes"), _dealings),
    Tab("terms", N_("Credit"), _terms),
    Tab("agreed", N_("Contracts"), _agreed),
    Tab("licences", N_("Papers"), _licences),
    Tab("ledger", N_("Ledger"), _ledger),
    Tab("people", N_("People"), _people),
    Tab("documents", N_("Documents"), _documents),
    Tab("history", N_("History"), _history),
)
