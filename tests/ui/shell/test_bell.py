"""What comes into the inbox is counted in the navigation and said once: in the window, by the tray while away."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from app.bootstrap import Desk
from app.core.db import Action
from app.core.texts import N_, Text
from app.inbox.service import Post, mark_seen, post_notice
from tests.desks import sign
from ui.core.look import Look
from ui.core.memory import Memory
from ui.core.tasks import Tasks
from ui.shell.bell import Bell
from ui.shell.window import MainWindow

Rest = Callable[[], None]
SAID = N_("Contract {number} of {dealer} ends on {day}.")


@pytest.fixture
def window(desk: Desk, look: Look, tasks: Tasks, memory: Memory) -> Iterator[MainWindow]:
    sign(desk)
    memory.put("window.page", "history")
    found = MainWindow(look, tasks, memory)
    found.show_desk(desk)
    yield found
    found.drop_desk()
    found.close()
    found.deleteLater()


def tell(desk: Desk, cause: str, severity: str = "warn") -> str:
    said = Text(SAID, {"number": cause, "dealer": "甲", "day": "2026-05-01"})
    post = Post(cause, "1", said, severity)
    action = Action("Told")
    return desk.db.write(action, lambda s: post_notice(s, kind="contract", post=post, on=1), origin="job").value


def said(window: MainWindow) -> list[tuple[str, str]]:
    return [(kind, window.look.say(words)) for kind, words, _ in window.notices.shown if isinstance(words, Text)]


def count(window: MainWindow) -> str:
    return window.navigation.buttons["inbox"].accessibleName()


def test_what_is_new_is_counted_and_said_once_after_a_restart_too(
    window: MainWindow, desk: Desk, at_rest: Rest
) -> None:
    one = tell(desk, "C1", "bad")
    bell = Bell(desk, window, window)
    bell.ask()
    at_rest()
    assert count(window) == "待办与提醒，新 1 条"
    assert said(window) == [("info", "甲的合同 C1 将于 2026-05-01 到期。")]
    tell(desk, "C2")
    tell(desk, "C3")
    at_rest()
    assert count(window) == "待办与提醒，新 3 条"
    told = len(said(window))
    again = Bell(desk, window, window)
    again.ask()
    at_rest()
    assert len(said(window)) == told, "a window that opens anew says nothing again"
    desk.db.write(Action("Looked"), lambda session: mark_seen(session, notice_ids=[one]), origin="system")
    at_rest()
    assert count(window) == "待办与提醒，新 2 条"
    assert not window.navigation.grab().isNull()
    for each in (bell, again):
        each.stop()
    assert count(window) == "待办与提醒"
    tell(desk, "C4")
    at_rest()
    assert count(window) == "待办与提醒", "one that was stopped listens no longer"


def test_while_the_window_is_away_the_tray_says_it(
    window: MainWindow, desk: Desk, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, Any]] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _self: None)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _self, _title, words, kind: shown.append((words, kind)))
    for cause in ("C1", "C2"):
        tell(desk, cause)
    bell = Bell(desk, window, window)
    bell.ask()
    at_rest()
    ((words, kind),) = shown
    assert words.startswith("新提醒 2 条。甲的合同")
    assert kind == QSystemTrayIcon.MessageIcon.Information
    assert said(window) == []
    assert bell.tray is not None
    bell.tray.messageClicked.emit()
    at_rest()
    assert window.book.current_key == "inbox"
    bell.stop()
