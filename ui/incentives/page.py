"""The page of incentives: policies and all that follows from them, each part under one bar and made once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtWidgets import QStackedWidget

from app.core.texts import N_, Text
from app.incentives.policies.queries import list_policies
from ui.core.controls import Segments
from ui.core.page import Command, Context, Found, Page

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.core.page import HasTables
    from ui.incentives.panel import Panel


@dataclass(frozen=True)
class PanelSpec:
    """One part of the page."""

    id: str
    title: str
    """A msgid."""
    icon: str
    made: "Callable[[Context], Panel]"
    """Makes it; imports it only then."""


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
_KEPT: Final = "incentives.panel"


class IncentivesPage(Page):
    """A bar of parts; the chosen one below it reads by itself."""

    title: ClassVar[str] = N_("Incentives")

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self._specs = {one.id: one for one in PANELS}
        self.made: dict[str, Panel] = {}
        """The parts that were shown so far."""
        kept = str(context.memory.get(_KEPT, ""))
        self.current = kept if kept in self._specs else PANELS[0].id
        self.bar = Segments(self.look, [(one.id, Text(one.title)) for one in PANELS])
        self.bar.choose(self.current)
        self.bar.picked.connect(lambda key: self.choose(str(key)))
        self.filters.addWidget(self.bar)
        self.filters.addStretch(1)
        self._parts = QStackedWidget()
        self.body.setContentsMargins(24, 10, 24, 20)
        self.body.addWidget(self._parts)

    def panel(self, panel: str) -> "Panel":
        """A part by its id, made when it is first asked for."""
        if panel not in self.made:
            found = self._specs[panel].made(self.context)
            self.made[panel] = found
            self._parts.addWidget(found)
            for button in found.actions_shown:
                self.buttons.addWidget(button)
                button.hide()
            found.settled.connect(partial(self._read, panel))
            found.moved.connect(self._go)
        return self.made[panel]

    def choose(self, panel: str) -> None:
        """Show a part."""
        self.context.memory.put(_KEPT, panel)
        self.current = panel
        self.bar.choose(panel)
        self.reload()

    def reload(self) -> None:
        """The chosen part, read again where something changed since."""
        chosen = self.panel(self.current)
        self._parts.setCurrentWidget(chosen)
        self.topic = chosen.topic
        for name, part in self.made.items():
            for button in part.actions_shown:
                button.setVisible(name == self.current)
        chosen.shown()

    def changed(self, changes: "HasTables") -> None:
        """Each part decides for itself."""
        for name, part in self.made.items():
            part.changed(changes, in_sight=name == self.current and self.isVisible())

    def shown(self) -> None:
        """The chosen part comes in sight with the page."""
        super().shown()
        self.reload()

    def open(self, target: Mapping[str, object]) -> None:
        """``{"panel": id, ...}``: that part at that target; without one the part that is shown."""
        self._go(str(target.get("panel") or self.current), target)

    def _go(self, panel: str, target: object) -> None:
        if panel not in self._specs or not isinstance(target, Mapping):
            return
        chosen = self.panel(panel)
        chosen.open(target)
        chosen.stale = True
        self.choose(panel)

    def _read(self, panel: str) -> None:
        if panel == self.current:
            self.settled.emit()

    def commands(self) -> list[Command]:
        """Every part by its name, and what the parts that were made can do."""
        found = [Command(Text(one.title), partial(self.choose, one.id), one.icon) for one in PANELS]
        return [*found, *(command for part in self.made.values() for command in part.commands())]

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
