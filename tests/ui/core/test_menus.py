"""The menu under a button does what is chosen in it."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from ui.core.context import Command
from ui.core.look import Look
from ui.core.menus import drop_down


def test_what_is_chosen_is_done_and_the_menu_is_gone(qtbot: QtBot, look: Look) -> None:
    button = QPushButton()
    done: list[str] = []
    shown: list[str] = []
    qtbot.addWidget(button)
    button.show()

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        shown.extend(one.text() for one in menu.actions())
        menu.actions()[1].trigger()
        menu.close()

    QTimer.singleShot(0, choose)
    offered = [Command(name, partial(done.append, name), "x") for name in ("Copy", "Throw away")]
    drop_down(look, button, offered)
    assert shown == ["Copy", "Throw away"]
    assert done == ["Throw away"]
