"""The keys of the room, large: for who leads a meeting from it the first time."""

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.texts import N_, Text
from ui.core.card import Card, column
from ui.core.words import Label, spoken

if TYPE_CHECKING:
    from ui.core.look import Look

_BETWEEN: Final = " · "
_KEY_PX: Final = 150


def keys_in(said: str) -> list[tuple[str, str]]:
    """Each key with what it does, out of the line that names them all."""
    found = [part.split(" ", 1) for part in said.split(_BETWEEN)]
    return [(parts[0], parts[1] if len(parts) > 1 else "") for parts in found]


class KeysBoard(QWidget):
    """A line for each key of the stop in sight."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_keys``."""
        super().__init__()
        self.setObjectName("clear")
        self.look = look
        self.card = Card(look)
        self.keys: list[tuple[str, str]] = []
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(14)
        self._grid.setHorizontalSpacing(24)
        self._grid.setColumnMinimumWidth(0, _KEY_PX)
        self._grid.setColumnStretch(1, 1)
        self.card.body.addLayout(self._grid)
        self.card.body.addStretch(1)
        self.card.body.addWidget(Label(look, Text(N_("Any key goes back to the meeting.")), "told"))
        self.setLayout(column(self.card))

    def show_keys(self, said: Text) -> None:
        """The keys that a line names."""
        self.keys = keys_in(spoken(self.look, said))
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for n, (key, words) in enumerate(self.keys):
            name = Label(self.look, key, "stage")
            name.set_tone("brand")
            self._grid.addWidget(name, n, 0)
            self._grid.addWidget(Label(self.look, words, "stage"), n, 1)
