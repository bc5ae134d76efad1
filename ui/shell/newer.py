"""Is there a newer version: asked once a day in a worker, said once in the window, and never more than said."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from app.core.progress import Progress
from app.core.texts import N_, Text

if TYPE_CHECKING:
    from app.core.settings import MachineSettings
    from app.updates.service import Answer
    from ui.shell.window import MainWindow

LOOK_MS: Final = 3_600_000
"""A window that stays open for days looks each hour whether a day has passed."""


class Newer(QObject):
    """Asks the update channel as often as it may be asked."""

    def __init__(self, machine: "MachineSettings", window: "MainWindow", parent: QObject) -> None:
        """Nothing is asked before ``ask``."""
        super().__init__(parent)
        self._machine, self._window = machine, window
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.ask)
        self._timer.start()

    def ask(self) -> None:
        """Ask, if today nobody did."""
        machine = self._machine

        def work(_progress: Progress) -> "Answer | None":
            from app.updates.service import Updates

            return Updates(machine).check_daily()

        self._window.tasks.run(Text(N_("Looking for a newer version")), work, self._tell, owner=self, key="newer")

    def _tell(self, answer: "Answer | None") -> None:
        if answer is not None:
            said = Text(N_("Version {version} is there. What is new stands under Settings, Updates."),
                        {"version": answer.release.version})  # fmt: skip
            self._window.notify("info", said)
