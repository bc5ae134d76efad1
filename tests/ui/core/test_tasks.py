import logging
import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import Text
from ui.core.tasks import Tasks

TITLE = Text("Saving")


def test_work_runs_elsewhere_and_its_result_comes_here(qtbot: QtBot, tasks: Tasks) -> None:
    where: list[threading.Thread] = []
    tasks.run(
        TITLE,
        lambda _p: threading.current_thread(),
        lambda found: where.extend((found, threading.current_thread())),
        owner=tasks,
    )
    qtbot.waitUntil(lambda: len(where) == 2)
    assert where[0] is not threading.main_thread()
    assert where[1] is threading.main_thread()


def test_a_refusal_is_said_and_a_fault_is_shown_as_one(
    qtbot: QtBot, tasks: Tasks, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[UserError] = []
    broke: list[str] = []
    tasks.faults_meant = True
    tasks.refused.connect(said.append)
    tasks.broke.connect(lambda _what, details: broke.append(details))

    def refuse(_progress: Progress) -> None:
        raise UserError("There is nothing to undo.")

    def fail(_progress: Progress) -> None:
        raise ZeroDivisionError

    with caplog.at_level(logging.CRITICAL, "channeldesk.tasks"):
        tasks.run(TITLE, refuse, owner=tasks)
        tasks.run(TITLE, fail, owner=tasks)
        qtbot.waitUntil(lambda: bool(said and broke))
    assert said[0].text.msgid == "There is nothing to undo."
    assert "ZeroDivisionError" in broke[0]


def test_a_page_may_take_the_refusal_itself(qtbot: QtBot, tasks: Tasks) -> None:
    here: list[UserError] = []
    elsewhere: list[UserError] = []
    tasks.refused.connect(elsewhere.append)

    def refuse(_progress: Progress) -> None:
        raise UserError("There is nothing to undo.")

    tasks.run(TITLE, refuse, owner=tasks, failed=here.append)
    qtbot.waitUntil(lambda: bool(here))
    assert not elsewhere


def test_cancelling_stops_at_the_next_step(qtbot: QtBot, tasks: Tasks) -> None:
    stopped: list[bool] = []
    started = threading.Event()

    def count(progress: Progress) -> None:
        for number in range(10_000_000):
            started.set()
            progress.step(number, 10_000_000)

    job = tasks.run(TITLE, count, owner=tasks, cancelled=lambda: stopped.append(True))
    started.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: bool(stopped))


def test_newer_work_with_the_same_key_replaces_the_older(qtbot: QtBot, tasks: Tasks) -> None:
    found: list[str] = []
    gate = threading.Event()

    def slow(_progress: Progress) -> str:
        gate.wait(5)
        return "old"

    tasks.run(TITLE, slow, found.append, owner=tasks, key="read")
    tasks.run(TITLE, lambda _p: "new", found.append, owner=tasks, key="read")
    qtbot.waitUntil(lambda: found == ["new"])
    gate.set()
    qtbot.waitUntil(lambda: not tasks.running)
    assert found == ["new"]


def test_nothing_is_told_to_an_owner_that_is_gone(qtbot: QtBot, tasks: Tasks) -> None:
    owner, found = QObject(), []
    gate = threading.Event()
    tasks.run(TITLE, lambda _p: gate.wait(5), found.append, owner=owner)
    owner.deleteLater()
    del owner
    QApplication.sendPostedEvents(None, 0)
    QApplication.processEvents()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.running)
    assert found == []


def test_progress_arrives_and_not_too_often(qtbot: QtBot, tasks: Tasks, at_rest: Callable[[], None]) -> None:
    seen: list[int] = []
    listening = threading.Event()

    def count(progress: Progress) -> None:
        listening.wait()
        for number in range(1, 20_001):
            progress.step(number, 20_000)

    job = tasks.run(TITLE, count, owner=tasks)
    job.progressed.connect(lambda done, _total, _text: seen.append(done))
    listening.set()
    at_rest()
    assert seen[-1] == 20_000
    assert len(seen) < 200
