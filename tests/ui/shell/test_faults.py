"""A fault that nobody caught: reported, said once in the window, and the window goes on."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core import faults
from app.core.faults import reports
from app.core.texts import Text
from ui.core.dialogs import FaultDialog
from ui.core.look import Look
from ui.core.memory import Memory
from ui.core.tasks import Tasks
from ui.core.words import Label
from ui.shell.faults import FaultTeller
from ui.shell.window import MainWindow

NAME = "杭州一号医药有限公司"


@pytest.fixture
def window(look: Look, tasks: Tasks, memory: Memory, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window without a workspace, and who tells it of faults."""
    found = MainWindow(look, tasks, memory)
    qtbot.addWidget(found)
    found.show()
    teller = FaultTeller(found)
    yield found
    teller.stop()
    faults._Told.places.clear()


def fall() -> None:
    raise RuntimeError(NAME)


def uncaught(act: Callable[[], None]) -> None:
    try:
        act()
    except RuntimeError as fault:
        faults._uncaught(type(fault), fault, fault.__traceback__)


def dialogs(window: QWidget) -> list[FaultDialog]:
    return [one for one in window.findChildren(FaultDialog) if one.isVisible()]


def test_a_fault_in_a_slot_is_said_with_its_report_and_only_one_at_a_time(window: MainWindow, qtbot: QtBot) -> None:
    uncaught(fall)
    uncaught(fall)
    qtbot.waitUntil(lambda: bool(dialogs(window)))
    QApplication.processEvents()
    (dialog,) = dialogs(window)
    said = " ".join(one.text() for one in dialog.findChildren(Label))
    assert str(reports()[-1]) in said
    assert "杭州" not in reports()[0].read_text("utf-8")
    dialog.accept()
    assert window.isVisible(), "it goes on"
    uncaught(fall)
    qtbot.waitUntil(lambda: len(dialogs(window)) == 1)


def test_a_fault_in_a_thread_is_said_in_the_window(window: MainWindow, qtbot: QtBot) -> None:
    thread = threading.Thread(target=lambda: uncaught(fall))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(dialogs(window)))


def test_a_fault_of_a_task_is_reported_once_and_told_by_its_own_dialog(
    window: MainWindow, tasks: Tasks, qtbot: QtBot
) -> None:
    tasks.faults_meant = True  # type: ignore[attr-defined]
    tasks.run(Text("Saving"), lambda _p: fall(), owner=window)
    qtbot.waitUntil(lambda: bool(dialogs(window)))
    assert len(dialogs(window)) == len(reports()) == 1
    assert tasks.report == reports()[0]
    assert "Fault in: Saving" in reports()[0].read_text("utf-8")
