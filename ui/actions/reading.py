"""What the actions page shows, read in a worker: the actions, what each is about in words, and the choices."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.actions.queries import ActionRow, all_actions
from app.core.period import day_number
from app.core.records import names_of
from app.meetings.effects.links import TASK, citations
from app.meetings.origins import OUTCOME, Origin, origins
from ui.actions.known import Known, read_known
from ui.core.words import Words

if TYPE_CHECKING:
    from app.bootstrap import Desk

FIRST: Final = 500
"""So many actions are shown at once; those beyond them come when they are read."""


@dataclass(frozen=True)
class Line:
    """An action with what it is about in words."""

    action: ActionRow
    about: Words
    dealer: Words = ""
    kpi: Words | None = None
    origin: Origin | None = None
    """The meeting that agreed on it."""


@dataclass(frozen=True)
class View:
    """What the page shows."""

    lines: tuple[Line, ...]
    known: Known
    me: str
    today: int
    whole: bool
    """Whether there are no more of them."""


def read_view(desk: "Desk", *, since: int | None, most: int | None) -> View:
    """The actions, of the closed ones those since a day; at most so many."""
    with desk.db.read() as session:
        rows = all_actions(session, closed_since=since, most=most)
        met = origins(session, {one.about_id for one in rows if one.about_entity == OUTCOME})
        wanted = {(one.about_entity, one.about_id) for one in rows if one.about_entity != OUTCOME}
        names = names_of(session, desk.book, wanted | {("party", one.dealer_id) for one in rows if one.dealer_id})
        known = read_known(session)
        titles: dict[str, Words] = dict(known.kpis)
        decided: dict[str, Words] = {key: found.words for key, found in citations(session, TASK).items()}
    lines = []
    for one in rows:
        origin = met.get(one.about_id)
        about = decided.get(one.id) or (origin.words if origin else names.get((one.about_entity, one.about_id), ""))
        dealer = names.get(("party", one.dealer_id), "")
        lines.append(Line(one, about, dealer, titles.get(one.kpi, one.kpi) or None, origin))
    today = day_number(desk.clock.today())
    return View(tuple(lines), known, desk.workspace.person or "", today, most is None or len(rows) < most)
