"""By whose organisation figures are told: the switch between now and then, and of whose dealers they are."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.texts import N_, Text
from app.dealers.service import TIER_TITLES
from app.kpi.against import BY_MONTH, CUMULATIVE, LUNAR
from app.kpi.organisation import TITLES, Structure
from ui.core.controls import Button, Segments

if TYPE_CHECKING:
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
    """Shown where anything is dated, or the figures are of somebody's dealers only."""

    changed = Signal(object)
    """The Structure that is asked for."""

    def __init__(self, look: "Look") -> None:
        """Hidden until ``show_structure``."""
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

    def show_structure(self, structure: Structure, *, organised: bool) -> None:
        """What is told now; ``organised`` is whether anything is dated."""
        self._now = structure
        self.switch.choose(structure.id)
        self.switch.setToolTip(self.look.t(_TIP))
        self.switch.setVisible(organised)
        self.only.setVisible(bool(structure.only))
        self.only.say(", ".join(name_of(self.look, dimension, name) for dimension, name in structure.only))
        self.setVisible(organised or bool(structure.only))

    def _switched(self, key: object) -> None:
        self.changed.emit(Structure(key == "historical", self._now.successors, self._now.only))

    def _clear(self) -> None:
        self.changed.emit(Structure(self._now.historical, self._now.successors))


def name_of(look: "Look", dimension: str, name: str) -> str:
    """What a person, office, entity, group or tier is called."""
    if dimension == "tier" and name in TIER_TITLES:
        return look.t(TIER_TITLES[name])
    return name or look.t("{what} not known", what=Text(TITLES[dimension]))
