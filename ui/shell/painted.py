"""Ends the program at the first paint of its window, for measurements."""

import os
import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent

from ui.shell import program
from ui.shell.window import MainWindow


class Painted(MainWindow):
    """The window, which says when it has painted."""

    done = Signal()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, then say so."""
        super().paintEvent(event)
        self.done.connect(_said, Qt.ConnectionType.QueuedConnection)
        self.done.emit()


def end_painted() -> None:
    """From now on a program prints the clock and its user and system seconds when it has painted, and ends."""
    vars(program)["MainWindow"] = Painted


def _said() -> None:
    used = os.times()
    os.write(1, f"{time.perf_counter()} {used.user} {used.system}\n".encode())
    os._exit(0)
