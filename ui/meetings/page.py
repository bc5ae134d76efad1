"""The page of meetings: their agendas and minutes, what decisions changed, squads, and what was ever said."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from app.core.texts import N_
from ui.core.page import Context
from ui.core.panels_page import PanelsPage, PanelSpec

if TYPE_CHECKING:
    from ui.core.panel import Panel


def _meetings(context: Context) -> "Panel":
    from ui.meetings.meetings.panel import MeetingsPanel

    return MeetingsPanel(context)


def _decisions(context: Context) -> "Panel":
    from ui.meetings.decisions.panel import DecisionsPanel

    return DecisionsPanel(context)


def _squads(context: Context) -> "Panel":
    from ui.meetings.squads.panel import SquadsPanel

    return SquadsPanel(context)


PANELS: Final[tuple[PanelSpec, ...]] = (
    PanelSpec("meetings", N_("Meetings"), "users", _meetings),
    PanelSpec("decisions", N_("Decisions"), "circle-check", _decisions),
    PanelSpec("squads", N_("Squads"), "target", _squads),
)
"""The parts in the order of the bar."""


class MeetingsPage(PanelsPage):
    """Meetings and what follows from them."""

    title: ClassVar[str] = N_("Meetings")
    panels: ClassVar[Sequence[PanelSpec]] = PANELS
    kept: ClassVar[str] = "meetings.panel"
