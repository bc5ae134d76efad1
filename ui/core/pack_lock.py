"""What the configuration pack of head office locks, shown where it would be changed: a lock, the reason, no button."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.locks import lock_of
from ui.core.card import Icon
from ui.core.words import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.bootstrap import Desk
    from app.core.texts import Text
    from ui.core.controls import Button
    from ui.core.look import Look


def pack_lock(desk: "Desk", part: str) -> "Text | None":
    """Why a part cannot be changed here; None where it can. A look at one row of the workspace."""
    with desk.db.read() as session:
        return lock_of(session, part)


def hold(button: "Button", why: "Text | None") -> None:
    """Disable a button with the reason as its tip; None leaves it as it is and takes the reason away."""
    if why is not None:
        button.setEnabled(False)
    button.explain(why)


class PackLock(QWidget):
    """A lock and the reason; not to be seen where nothing is locked. It holds the editors that it is given."""

    def __init__(self, look: "Look", desk: "Desk", part: str, *editors: QWidget) -> None:
        """``part`` is a key of ``PART_TITLES``; call ``look_again`` when the page has read anew."""
        super().__init__()
        self.setObjectName("clear")
        self._desk, self._part, self._editors = desk, part, editors
        self.why: Text | None = None
        self.words = Label(look, "", "dim", wrap=True)
        inner = QHBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        inner.addWidget(Icon(look, "lock", "dim", 14))
        inner.addWidget(self.words, 1)
        self.hide()

    def look_again(self, free: "Callable[[], object] | None" = None) -> "Text | None":
        """Show what holds now; ``free`` brings the editors back to what the page says. Returns the reason."""
        self.why = pack_lock(self._desk, self._part)
        self.words.say(self.why or "")
        self.setVisible(self.why is not None and self.parentWidget() is not None)
        for one in self._editors:
            one.setEnabled(self.why is None)
        if self.why is None and free is not None:
            free()
        return self.why
