"""Start the window: ``run(argv)`` shows it at once and opens the workspace behind it."""
# ruff: noqa: E402 - the scan must be off before the other imports

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDir, QTimer
from PySide6.QtWidgets import QApplication

from ui.core.quick import skip_source_scan

skip_source_scan()

from app.core.fleet import policy, reachable
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.texts import N_, Text
from ui.core.look import make_application
from ui.core.memory import Memory
from ui.shell.door import FileDoor, file_of
from ui.shell.faults import FaultTeller
from ui.shell.program import Openers, Program

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.core.encryption.service import NewKey

STARTED_MS: Final = 4_000
PRACTICE: Final = "practice"
"""The word on the command line, and the name of the folder and the file of the practice region."""
ASSESSED: Final = ("2025-Q3", "2025-Q4", "2026-Q1")
"""The quarters of the practice region that are assessed when it is made, so that every page has something to say."""


def run(argv: Sequence[str]) -> int:
    """Show the window and run until it is closed; returns the exit status.

    ``--workspace FILE`` (or a bare FILE) opens that file, ``--practice`` the practice region.
    """
    sys.setswitchinterval(0.001)  # a worker in pure Python holds the window's thread up for less
    app = QApplication.instance() or make_application()
    assert isinstance(app, QApplication)  # noqa: S101 - nothing else makes one
    app.setApplicationName("ChannelDesk")
    app.setDesktopFileName("channeldesk")
    machine = MachineSettings()
    program = Program(app, Memory(machine.folder / "window.json", machine), machine, openers(machine))
    teller = FaultTeller(program.window)
    FileDoor(app, program.open_file)
    asked = file_of(argv)
    begin_dialogs()
    program.start(asked, practice=f"--{PRACTICE}" in argv)
    QTimer.singleShot(STARTED_MS, app, _collect_again)
    status = app.exec()
    teller.stop()
    program.stop()
    program.afterwards()
    return int(status)


def begin_dialogs() -> None:
    """Dialogs begin where a policy file keeps workspaces, where that is there."""
    folder = policy().workspace_folder
    if folder is not None:
        QDir.setCurrent(str(reachable(folder, Path.cwd())))


def serve() -> int:
    """Start as with no argument and end at the first paint of the window; ``main`` knows it as ``--paint-child``."""
    from ui.shell.painted import end_painted

    gc.disable()  # as main does
    end_painted()
    return run([])


def _collect_again() -> None:
    gc.freeze()  # modules and widgets are not looked at again, so that later collections are short
    gc.enable()


def openers(machine: MachineSettings) -> Openers:
    """How desks are made; everything heavy is imported when it is called, in a worker."""

    def open_one(path: Path) -> "Desk":
        from app.bootstrap import open_desk

        return open_desk(path, machine=machine, window=True)

    def create(path: Path, new: "NewKey | None" = None) -> "Desk":
        from app.bootstrap import create_desk

        return create_desk(path, machine=machine, window=True, new=new)

    def restore(path: Path, backup: Path) -> None:
        from app.bootstrap import restore_workspace

        restore_workspace(path, backup, machine=machine)

    def known(desk: "Desk", when: str, progress: Progress) -> "Desk":
        from app.bootstrap import known_desk

        return known_desk(desk, when, progress=progress)

    return Openers(open_one, create, lambda progress: practice_desk(machine, progress), restore, known)


def practice_desk(machine: MachineSettings, progress: Progress) -> "Desk":
    """The practice region of this account, made at the first call: its export files go in by the real import.

    It is made in a folder aside that gets its name only when everything is in, so that a stop leaves nothing half made.
    """
    import shutil

    from app.bootstrap import open_desk

    folder = machine.folder / PRACTICE
    path = folder / f"{PRACTICE}.cdesk"
    if not path.exists():
        aside = machine.folder / f"{PRACTICE}.making"
        shutil.rmtree(aside, ignore_errors=True)
        try:
            _make_practice(aside, machine, progress)
            shutil.rmtree(folder, ignore_errors=True)
            aside.rename(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return open_desk(path, machine=machine, window=True)


def _make_practice(folder: Path, machine: MachineSettings, progress: Progress) -> None:
    from app.bootstrap import create_desk
    from app.health.service import assess
    from app.jobs.region import take_in_region
    from app.practice.frame import TODAY

    desk = create_desk(folder / f"{PRACTICE}.cdesk", name="浙江省区（演练）", day=TODAY, machine=machine)
    try:
        take_in_region(desk.pipeline, desk.shelf, folder=folder / "files", lines=None, progress=progress)
        for done, period in enumerate(ASSESSED):
            progress.step(done, len(ASSESSED), Text(N_("Assessing {period}"), {"period": period}))
            assess(desk.db, desk.workspace.files, desk.figures, period=period, progress=progress.part())
    finally:
        desk.close()
