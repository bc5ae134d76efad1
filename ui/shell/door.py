"""Files that the system hands to the running program: macOS sends an event for a double click."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

_VALUED: Final = frozenset({"--lang", "--as", "--known-at"})
"""Options whose next word is no file."""


class FileDoor(QObject):
    """Calls ``opened(path)`` for each file that the system asks the program to open."""

    def __init__(self, app: QApplication, opened: Callable[[Path], object]) -> None:
        """Listening as long as the application is there."""
        super().__init__(app)
        self._opened = opened
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the event; the file is opened when the loop comes round, not inside of it."""
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent) and event.file():
            path = Path(event.file())
            QTimer.singleShot(0, self, lambda: self._opened(path))
            return True
        return super().eventFilter(watched, event)


def file_of(words: Sequence[str]) -> Path | None:
    """The workspace that a command line names: the word after ``-w`` or ``--workspace``, else the first bare one."""
    rest = iter(words)
    bare = None
    for word in rest:
        if word in {"-w", "--workspace"}:
            named = next(rest, "")
            return Path(named).absolute() if named else None
        if word.startswith("--workspace="):
            return Path(word.partition("=")[2]).absolute()
        if word in _VALUED:
            next(rest, "")
        elif not word.startswith("-") and bare is None:
            bare = Path(word).absolute()
    return bare
