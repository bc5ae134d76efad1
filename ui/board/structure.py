"""What the board counts and by whose organisation, in words for its head and for what is exported."""

from typing import TYPE_CHECKING

from app.core.texts import N_, Text
from app.kpi.organisation import STRUCTURES, Structure
from app.kpi.scope import counted_name
from app.kpi.wording import basis_text
from ui.core.structure import name_of

if TYPE_CHECKING:
    from app.kpi.board import Choice
    from ui.board.reading import BoardView
    from ui.core.look import Look


def told(structure: Structure) -> Text:
    """By which organisation, for the name of an exported file."""
    return Text(STRUCTURES[structure.id])


def counted(view: "BoardView", choice: "Choice | None" = None) -> Text:
    """What net sales count (口径), for the head of a page and below exported rows."""
    now = choice or view.choice
    return basis_text(
        now.counting, structure=now.structure.id, calendar=counted_name(now.period),
        followed=view.successions and now.structure.successors == "follow",
    )  # fmt: skip


def scope(look: "Look", view: "BoardView") -> Text:
    """Whose figures these are, of when, and until which day there is data."""
    now, formats = view.choice, look.formats
    groups = {one.key: one.name for one in view.groups}
    parts = [
        view.name,
        now.region or "",
        view.dealer_ids.get(now.dealer or "", ""),
        groups.get(now.group or "", ""),
        *(name_of(look, dimension, name) for dimension, name in now.structure.only),
    ]
    said = {
        "scope": " · ".join(part for part in parts if part), "n": view.dealers,
        "period": formats.period(now.period, view.today), "day": formats.day(view.last),
    }  # fmt: skip
    return Text(N_("{scope} · {period} · dealers: {n} · data until {day}"), said)
