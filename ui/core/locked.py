"""A setting that somebody else holds: shown with a lock and the reason, and not to be changed."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.core import fleet
from ui.core.card import Icon
from ui.core.words import Label

if TYPE_CHECKING:
    from app.core.texts import Text
    from ui.core.look import Look


def lock(look: "Look", editor: QWidget) -> None:
    """Disable an editor; one of a line shows a lock at its end."""
    editor.setEnabled(False)
    if isinstance(editor, QLineEdit):
        editor.addAction(look.icon("lock"), QLineEdit.ActionPosition.TrailingPosition)


class LockNote(QWidget):
    """A lock and why a setting of the policy file cannot be changed; not to be seen where it can."""

    def __init__(self, look: "Look", key: str, words: "Text | None" = None) -> None:
        """``key`` is the setting's name in the policy file; ``words`` say more, and that it is locked."""
        super().__init__()
        self.setObjectName("clear")
        self._key, self._more = key, words
        self.words = Label(look, "", "dim", wrap=True)
        inner = QHBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 8)
        inner.setSpacing(6)
        inner.addWidget(Icon(look, "lock", "dim", 14))
        inner.addWidget(self.words, 1)
        self.look_again()

    def look_again(self) -> "Text | None":
        """Show what holds now; returns the reason."""
        why = self._more or fleet.reason(self._key)
        self.words.say(why or "")
        if why is None or self.parentWidget() is not None:  # shown without a parent it would be a window
            self.setVisible(why is not None)
        return why
