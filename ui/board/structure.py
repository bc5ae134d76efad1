"""By whose organisation the board is told: the switch between now and then, and of whose dealers it is."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.texts import N_, Text
from app.dealers.service import TIER_TITLES
from app.kpi.against import BY_MONTH, CUMULATIVE, LUNAR
from app.kpi.organisation import STRUCTURES, TITLES, Structure
from app.kpi.scope import counted_name
from app.kpi.wording import basis_text
from ui.core.controls import Button, Segments

if TYPE_CHECKING:
    from app.kpi.board import Choice
    from ui.board.reading import BoardView
    from ui.core.look import Look

SHORT: Final = (("current", N_("As now")), ("historical", N_("As then")))
_TIP: Final = N_(
    "As now: all of history by who has each dealer today. As then: each day by who had the dealer on it; by product "
    "group a month is whose it was on its last day. Either way what a dealer took over counts for it."
)

ALIGNED: Final = (
    (CUMULATIVE, N_("January and February together")),
    (BY_MONTH, N_("Month by month")),
    (LUNAR, N_("Days to New Year's Eve")),
)
"""What growth may compare; asked in the months around the spring festival."""


class StructureBar(QWidget):
    """Shown where anything is dated, or the board is of somebody's dealers only."""

    changed = Signal(object)
    """The Structure that is asked for."""

    def __init__(self, look: "Look") -> None:
        """Hidden until ``show_view``."""
        super().__init__()
        self.look = look
        self._now = Structure()
        self.switch = Segments(look, [(key, Text(words)) for key, words in SHORT])
        self.switch.picked.connect(self._switched)
        self.only = Button(look, "", self._clear, icon="x", kind="quiet", tip=Text(N_("Everybody's dealers again")))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.only)
        line.addWidget(self.switch)
        self.hide()

    def show_view(self, view: "BoardView") -> None:
        """What the board shows now."""
        self._now = view.choice.structure
        self.switch.choose(self._now.id)
        self.switch.setToolTip(self.look.t(_TIP))
        self.switch.setVisible(view.organised)
        self.only.setVisible(bool(self._now.only))
        self.only.say(", ".join(name_of(self.look, dimension, name) for dimension, name in self._now.only))
        self.setVisible(view.organised or bool(self._now.only))

    def _switched(self, key: object) -> None:
        self.changed.emit(Structure(key == "historical", self._now.successors, self._now.only))

    def _clear(self) -> None:
        self.changed.emit(Structure(self._now.historical, self._now.successors))


def name_of(look: "Look", dimension: str, name: str) -> str:
    """What a person, office, entity, group or tier is called."""
    if dimension == "tier" and name in TIER_TITLES:
        return look.t(TIER_TITLES[name])
    return name or look.t("{what} not known", what=Text(TITLES[dimension]))


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
