"""A button that says which columns are chosen, and a menu with a tick for each of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui.core.controls import Button
from ui.core.words import Words

if TYPE_CHECKING:
    from ui.core.look import Look


class ColumnsButton(Button):
    """``changed`` carries the chosen columns in the order in which they were ticked."""

    changed = Signal(object)

    def __init__(self, look: "Look", none: Words, *, joint: str = " + ", tip: Words = "") -> None:
        """``none`` is said while nothing is chosen."""
        super().__init__(look, none, self._open, icon="list-checks", tip=tip)
        self._none, self._joint = none, joint
        self.chosen: tuple[str, ...] = ()
        self.headers: tuple[str, ...] = ()

    def show_columns(self, headers: Sequence[str], chosen: Sequence[str]) -> None:
        """Offer columns; chosen ones that the file does not have are offered too, to be taken away."""
        self.chosen = tuple(chosen)
        self.headers = (*headers, *(one for one in chosen if one not in headers))
        text = self._joint.join(chosen)
        short = text if len(text) <= 30 else f"{text[:29]}…"
        self.say(short or self._none, tip=text if short != text else None)

    def menu_of(self) -> QMenu:
        """The menu; it stays open while one ticks with the keyboard or the mouse."""
        menu = QMenu(self)
        for header in self.headers:
            action = QAction(header.replace("&", "&&"), menu, checkable=True)
            action.setChecked(header in self.chosen)
            action.toggled.connect(lambda on, name=header: self._tick(name, on=on))
            menu.addAction(action)
        return menu

    def _tick(self, header: str, *, on: bool) -> None:
        kept = tuple(one for one in self.chosen if one != header)
        self.show_columns(self.headers, (*kept, header) if on else kept)
        self.changed.emit(self.chosen)

    def _open(self) -> None:
        menu = self.menu_of()
        menu.exec(self.mapToGlobal(self.rect().bottomLeft()))
        menu.deleteLater()
