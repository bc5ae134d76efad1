"""Faults that no task caught, as in a slot or a thread, brought to the window: said once at a time, and it goes on."""

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from app.core.faults import listen
from app.core.texts import N_, Text

if TYPE_CHECKING:
    from ui.shell.window import MainWindow


class FaultTeller(QObject):
    """Hears of uncaught faults in any thread and shows them in the window's."""

    _fell = Signal(str, object)

    def __init__(self, window: "MainWindow") -> None:
        """Listens until ``stop``."""
        super().__init__(window)
        self._window = window
        self._shown = False
        self._fell.connect(self._show, Qt.ConnectionType.QueuedConnection)
        listen(self._heard)

    def stop(self) -> None:
        """Hear nothing any more."""
        listen(None)

    def _heard(self, fault: BaseException, report: Path | None) -> None:
        self._fell.emit("".join(traceback.format_exception(fault)), report)

    def _show(self, details: str, report: Path | None) -> None:
        """One at a time: a fault in painting would come with every frame."""
        if self._shown or report is None:
            return
        from ui.core.dialogs import FaultDialog

        self._shown = True
        dialog = FaultDialog(self._window.look, self._window, Text(N_("A step of the window")), details, report)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self._shown = False
