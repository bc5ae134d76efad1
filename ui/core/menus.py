"""The menu under a button: the commands that have no button of their own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from ui.core.context import Command
from ui.core.words import spoken

if TYPE_CHECKING:
    from ui.core.look import Look


def drop_down(look: "Look", button: QWidget, commands: Sequence[Command]) -> None:
    """Offer commands under a button until one is chosen or the menu is left."""
    menu = QMenu(button)
    for one in commands:
        menu.addAction(spoken(look, one.words)).triggered.connect(lambda _on, run=one.run: run())
    menu.exec(button.mapToGlobal(button.rect().bottomLeft()))
    menu.deleteLater()
