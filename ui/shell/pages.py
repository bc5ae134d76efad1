"""The list of pages, in the order of the navigation; each is imported only when it is wanted."""

from typing import TYPE_CHECKING, Final

from app.core.texts import N_
from ui.shell.specs import PageSpec

if TYPE_CHECKING:
    from ui.core.page import Page


def _board() -> "type[Page]":
    from ui.board.page import BoardPage

    return BoardPage


def _boards() -> "type[Page]":
    from ui.boards.page import BoardsPage

    return BoardsPage


def _dealers() -> "type[Page]":
    from ui.dealers.page import DealersPage

    return DealersPage


def _products() -> "type[Page]":
    from ui.products.page import ProductsPage

    return ProductsPage


def _health() -> "type[Page]":
    from ui.health.page import HealthPage

    return HealthPage


def _gate() -> "type[Page]":
    from ui.gate.page import GatePage

    return GatePage


def _incentives() -> "type[Page]":
    from ui.incentives.page import IncentivesPage

    return IncentivesPage


def _flows() -> "type[Page]":
    from ui.flows.page import FlowsPage

    return FlowsPage


def _imports() -> "type[Page]":
    from ui.imports.page import ImportPage

    return ImportPage


def _quality() -> "type[Page]":
    from ui.quality.page import QualityPage

    return QualityPage


def _sources() -> "type[Page]":
    from ui.sources.page import SourcesPage

    return SourcesPage


def _history() -> "type[Page]":
    from ui.history.page import HistoryPage

    return HistoryPage


def _visits() -> "type[Page]":
    from ui.visits.page import VisitsPage

    return VisitsPage


def _actions() -> "type[Page]":
    from ui.actions.page import ActionsPage

    return ActionsPage


def _inbox() -> "type[Page]":
    from ui.inbox.page import InboxPage

    return InboxPage


def _alerts() -> "type[Page]":
    from ui.alerts.page import AlertsPage

    return AlertsPage


def _cases() -> "type[Page]":
    from ui.cases.page import CasesPage

    return CasesPage


def _recalls() -> "type[Page]":
    from ui.recalls.page import RecallsPage

    return RecallsPage


def _kpis() -> "type[Page]":
    from ui.kpis.page import KpisPage

    return KpisPage


def _targets() -> "type[Page]":
    from ui.targets.page import TargetsPage

    return TargetsPage


def _approvals() -> "type[Page]":
    from ui.approvals.page import ApprovalsPage

    return ApprovalsPage


def _meetings() -> "type[Page]":
    from ui.meetings.page import MeetingsPage

    return MeetingsPage


def _reports() -> "type[Page]":
    from ui.reports.page import ReportsPage

    return ReportsPage


def _settings() -> "type[Page]":
    from ui.settings.page import SettingsPage

    return SettingsPage


PAGES: Final[tuple[PageSpec, ...]] = (
    PageSpec("board", N_("Board"), "layout-dashboard", _board),
    PageSpec("inbox", N_("Inbox"), "inbox", _inbox),
    PageSpec("alerts", N_("Alerts"), "triangle-alert", _alerts),
    PageSpec("boards", N_("My boards"), "chart-column", _boards),
    PageSpec("kpis", N_("KPIs"), "trending-up", _kpis),
    PageSpec("targets", N_("Targets"), "target", _targets),
    PageSpec("dealers", N_("Dealers"), "store", _dealers, begins=True),
    PageSpec("visits", N_("Visits"), "map-pin", _visits),
    PageSpec("actions", N_("Actions"), "circle-check", _actions),
    PageSpec("cases", N_("Compliance register"), "file-text", _cases),
    PageSpec("recalls", N_("Recalls"), "undo-2", _recalls),
    PageSpec("gate", N_("Gate map"), "shield-check", _gate),
    PageSpec("products", N_("Products"), "boxes", _products, begins=True),
    PageSpec("health", N_("Channel health"), "heart-pulse", _health),
    PageSpec("incentives", N_("Incentives"), "wallet", _incentives),
    PageSpec("approvals", N_("Approvals"), "lock", _approvals),
    PageSpec("meetings", N_("Meetings"), "users", _meetings),
    PageSpec("reports", N_("Reports"), "book-open", _reports),
    PageSpec("flows", N_("Flows"), "truck", _flows),
    PageSpec("imports", N_("Import"), "upload", _imports, begins=True),
    PageSpec("sources", N_("Data sources"), "database", _sources),
    PageSpec("quality", N_("Data quality"), "list-checks", _quality),
    PageSpec("history", N_("History"), "history", _history, begins=True),
    PageSpec("settings", N_("Settings"), "settings", _settings),
)
