"""The page of incentives: policies and all that follows from them, each part under one bar and made once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from app.core.texts import N_
from app.incentives.policies.queries import list_policies
from ui.core.page import Context, Found
from ui.core.panels_page import PanelsPage, PanelSpec

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.core.panel import Panel


def _policies(context: Context) -> "Panel":
    from ui.incentives.policies.panel import PoliciesPanel

    return PoliciesPanel(context)


def _coach(context: Context) -> "Panel":
    from ui.incentives.coach.panel import CoachPanel

    return CoachPanel(context)


def _disputes(context: Context) -> "Panel":
    from ui.incentives.disputes.panel import DisputesPanel

    return DisputesPanel(context)


def _lab(context: Context) -> "Panel":
    from ui.incentives.lab.panel import LabPanel

    return LabPanel(context)


def _dossiers(context: Context) -> "Panel":
    from ui.incentives.dossiers.panel import DossiersPanel

    return DossiersPanel(context)


def _settlement(context: Context) -> "Panel":
    from ui.incentives.settlement.panel import SettlementPanel

    return SettlementPanel(context)


def _accounts(context: Context) -> "Panel":
    from ui.incentives.accounts.panel import AccountsPanel

    return AccountsPanel(context)


def _funds(context: Context) -> "Panel":
    from ui.incentives.funds.panel import FundsPanel

    return FundsPanel(context)


def _statements(context: Context) -> "Panel":
    from ui.incentives.statements.panel import StatementsPanel

    return StatementsPanel(context)


PANELS: Final[tuple[PanelSpec, ...]] = (
    PanelSpec("policies", N_("Policies"), "file-text", _policies),
    PanelSpec("lab", N_("Policy lab"), "chart-column", _lab),
    PanelSpec("settlement", N_("Settlement"), "save", _settlement),
    PanelSpec("accounts", N_("Rebate accounts"), "wallet", _accounts),
    PanelSpec("statements", N_("Statements of account"), "file-text", _statements),
    PanelSpec("coach", N_("Next tier"), "trending-up", _coach),
    PanelSpec("dossiers", N_("Adjustments"), "sliders-horizontal", _dossiers),
    PanelSpec("funds", N_("Market money"), "tag", _funds),
    PanelSpec("disputes", N_("Disputes"), "list-checks", _disputes),
)
"""The parts in the order of the bar."""


class IncentivesPage(PanelsPage):
    """Policies, what they pay, and how it is changed."""

    title: ClassVar[str] = N_("Incentives")
    panels: ClassVar[Sequence[PanelSpec]] = PANELS
    kept: ClassVar[str] = "incentives.panel"

    @classmethod
    def hits(cls, desk: "Desk", lang: str, text: str) -> list[Found]:
        """Policies by code and name."""
        del lang
        wanted = text.strip().casefold()
        if len(wanted) < 2:
            return []
        with desk.db.read() as session:
            policies = list_policies(session)
        return [
            Found(one.name, one.code, "incentives", {"panel": "policies", "policy": one.id}, "wallet")
            for one in policies
            if wanted in f"{one.code} {one.name} {one.name_en}".casefold()
        ][:10]
