"""What came into the inbox: counted in the navigation, said once in the window, or by the system's tray while away."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.words import spoken

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.core.db import Changes
    from app.inbox.queries import NoticeRow
    from ui.shell.window import MainWindow

PAGE: Final = "inbox"
_TOLD: Final = "inbox.told"
_MANY: Final = N_("New in the inbox: {n}. {first}")


class Bell(QObject):
    """Listens to an open workspace until ``stop``; what it said once it says never again, after a restart neither."""

    def __init__(self, desk: "Desk", window: "MainWindow", parent: QObject) -> None:
        """Nothing is read before ``ask``."""
        super().__init__(parent)
        self._desk, self._window, self._stopped = desk, window, False
        self.tray: QSystemTrayIcon | None = None
        if window.link is not None:
            window.link.changed.connect(self.heard)

    def stop(self) -> None:
        """Listen no longer."""
        self._stopped = True
        self._window.navigation.show_count(PAGE, 0)
        if self.tray is not None:
            self.tray.hide()

    def heard(self, changes: "Changes") -> None:
        """Ask again where notices changed."""
        if "notice" in changes.tables:
            self.ask()

    def ask(self) -> None:
        """Read what is new for who works here."""
        desk = self._desk
        if self._stopped:
            return

        def work(_progress: Progress) -> "Sequence[NoticeRow]":
            from app.inbox.queries import unseen

            with desk.db.read() as session:
                return unseen(session, person=desk.workspace.person or "")

        self._window.tasks.run(Text(N_("Looking into the inbox")), work, self._tell, owner=self, key="bell")

    def _tell(self, found: "Sequence[NoticeRow]") -> None:
        if self._stopped:
            return
        memory, place = self._window.memory, self._desk.workspace.id
        self._window.navigation.show_count(PAGE, len(found))
        kept: dict[str, list[str]] = memory.get(_TOLD, {})
        fresh = [one for one in found if one.id not in set(kept.get(place, ()))]
        memory.put(_TOLD, {**kept, place: [one.id for one in found]})
        if fresh:
            first = fresh[0]
            words = first.subject if len(fresh) == 1 else Text(_MANY, {"n": len(fresh), "first": first.subject})
            self._say(words, serious=first.severity == "bad")

    def _say(self, words: Text, *, serious: bool) -> None:
        window = self._window
        if window.isActiveWindow() or not self._tray(lambda: window.go(PAGE, {})):
            window.notify("info", words)  # goes by itself: the navigation goes on counting
        elif self.tray is not None:
            kind = QSystemTrayIcon.MessageIcon.Warning if serious else QSystemTrayIcon.MessageIcon.Information
            self.tray.showMessage("ChannelDesk", spoken(window.look, words), kind)

    def _tray(self, clicked: Callable[[], object]) -> bool:
        """Whether the system has a tray that shows messages; made when it is first needed."""
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return False
        if self.tray is None:
            self.tray = QSystemTrayIcon(self._window.look.icon(PAGE, "brand", 32), self)
            self.tray.setToolTip("ChannelDesk")

            def come(*_: object) -> None:
                self._window.showNormal() if self._window.isMinimized() else self._window.show()
                self._window.raise_()
                self._window.activateWindow()
                clicked()

            self.tray.messageClicked.connect(come)
            self.tray.activated.connect(come)
        self.tray.show()
        return True
