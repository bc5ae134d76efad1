"""Choosing one of the quarters that there are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.texts import N_, Text
from ui.core.controls import Choice, IconButton
from ui.core.words import Live

if TYPE_CHECKING:
    from app.core.period import Period
    from ui.core.look import Look


class QuarterPicker(Live, QWidget):
    """A list of quarters with arrows to the neighbours; ``picked`` carries the name of the one that the user chose."""

    picked = Signal(str)

    def __init__(self, look: "Look") -> None:
        """Empty until ``set_quarters``."""
        super().__init__()
        self.look = look
        self._quarters: list[Period] = []
        self._marked: frozenset[str] = frozenset()
        self.choice = Choice(look, name=Text(N_("Quarter")))
        self.choice.setMinimumWidth(150)
        self.choice.picked.connect(lambda key: self.picked.emit(str(key)))
        self._earlier = IconButton(
            look, "chevron-left", Text(N_("Earlier")), lambda: self.step(1), shortcut="Ctrl+PgUp"
        )
        self._later = IconButton(
            look, "chevron-right", Text(N_("Later")), lambda: self.step(-1), shortcut="Ctrl+PgDown"
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        for part in (self._earlier, self.choice, self._later):
            line.addWidget(part)

    def set_quarters(self, quarters: Sequence["Period"], chosen: "Period", assessed: frozenset[str]) -> None:
        """Offer quarters, the newest first; those not in ``assessed`` say so."""
        self._quarters, self._marked = list(quarters), assessed
        if chosen not in self._quarters:
            self._quarters = sorted([*self._quarters, chosen], reverse=True)
        self._write(chosen.name)

    def _write(self, chosen: str) -> None:
        said = self.look.formats.period
        names: list[tuple[str, Text | str]] = [
            (one.name, said(one) if one.name in self._marked else Text(N_("{period} (open)"), {"period": said(one)}))
            for one in self._quarters
        ]
        self.choice.set_options(names, chosen)
        self.choice.choose(chosen)
        at = self._at()
        self._earlier.setEnabled(0 <= at < len(self._quarters) - 1)
        self._later.setEnabled(at > 0)

    def step(self, count: int) -> None:
        """To an earlier (positive) or later quarter."""
        at = self._at() + count
        if 0 <= at < len(self._quarters):
            self.picked.emit(self._quarters[at].name)

    def retranslate(self) -> None:
        """The quarters in the language of the moment."""
        if self._quarters:
            self._write(str(self.choice.key()))

    def _at(self) -> int:
        names = [one.name for one in self._quarters]
        key = self.choice.key()
        return names.index(str(key)) if key in names else -1
