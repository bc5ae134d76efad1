"""Starts the program as it starts with the workspace of last time and ends it at the first paint, for measurements."""

import os
import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent


def serve() -> int:
    """Print the clock and the user and system seconds so far when the window has painted; the process ends there."""
    import gc

    gc.disable()  # as main does
    from ui.app import run
    from ui.shell import program
    from ui.shell.window import MainWindow

    class Painted(MainWindow):
        """The window, which says when it has painted."""

        done = Signal()

        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            self.done.connect(_said, Qt.ConnectionType.QueuedConnection)
            self.done.emit()

    vars(program)["MainWindow"] = Painted
    return run([])


def _said() -> None:
    used = os.times()
    os.write(1, f"{time.perf_counter()} {used.user} {used.system}\n".encode())
    os._exit(0)
