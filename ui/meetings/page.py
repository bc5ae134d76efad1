"""The page of meetings: their agendas and minutes, what decisions changed, squads, and what was ever said."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from app.core.texts import N_, texts
from app.meetings.search.index import MANY, refresh_index
from app.meetings.search.queries import search
from app.meetings.search.words import place_text, target_of
from ui.core.page import Context, Found
from ui.core.panels_page import PanelsPage, PanelSpec

if TYPE_CHECKING:
    from app.bootstrap import Desk
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


def _search(context: Context) -> "Panel":
    from ui.meetings.search.panel import SearchPanel

    return SearchPanel(context)


PANELS: Final[tuple[PanelSpec, ...]] = (
    PanelSpec("meetings", N_("Meetings"), "users", _meetings),
    PanelSpec("decisions", N_("Decisions"), "circle-check", _decisions),
    PanelSpec("squads", N_("Squads"), "target", _squads),
    PanelSpec("search", N_("Search"), "search", _search),
)
"""The parts in the order of the bar."""

_LEAST: Final = 2
_MOST: Final = 6
"""Hits that Ctrl+K shows; the part of the search shows all."""


class MeetingsPage(PanelsPage):
    """Meetings and what follows from them."""

    title: ClassVar[str] = N_("Meetings")
    panels: ClassVar[Sequence[PanelSpec]] = PANELS
    kept: ClassVar[str] = "meetings.panel"

    @classmethod
    def hits(cls, desk: "Desk", lang: str, text: str) -> list[Found]:
        """What was said in meetings, the newest first."""
        if len(text.strip()) < _LEAST:
            return []
        refresh_index(desk.db, least=MANY)
        with desk.db.read() as session:
            found = search(session, text, most=_MOST)
        t = texts(lang)
        return [
            Found(one.text, t.render(place_text(one)), "meetings", target_of(one), "users") for one in found.hits
        ]  # fmt: skip
