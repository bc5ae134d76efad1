"""Start the window."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.core.settings import MachineSettings
from ui.core.memory import Memory
from ui.shell.program import Openers, Program


def run(argv: Sequence[str], openers: Openers, *, workspace: Path | None = None) -> int:
    """Show the window and run until it is closed; returns the exit status."""
    sys.setswitchinterval(0.001)  # a worker in pure Python holds the window's thread up for less
    app = QApplication.instance() or QApplication(list(argv))
    assert isinstance(app, QApplication)  # noqa: S101 - nothing else makes one
    app.setApplicationName("ChannelDesk")
    app.setDesktopFileName("channeldesk")
    machine = MachineSettings()
    program = Program(app, Memory(machine.folder / "window.json", machine), machine, openers)
    program.start(workspace)
    status = app.exec()
    program.stop()
    return int(status)
