"""What a person's hands do on the import page."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.looks import check_every_face
from ui.core.card import Banner
from ui.imports.page import ImportPage

Rest = Callable[[], None]


def drop(page: ImportPage, paths: list[Path]) -> None:
    """Drag files over the page and let them go."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dragEnterEvent(QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, left, keys))
    assert page.veil.isVisible()
    page.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, left, keys))
    assert not page.veil.isVisible()


def click(qtbot: QtBot, button: QPushButton) -> None:
    assert button.isVisible(), button.text()
    assert button.isEnabled(), button.text()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def take_in(qtbot: QtBot, page: ImportPage, path: Path, at_rest: Rest) -> None:
    """The whole way of an unknown file."""
    drop(page, [path])
    at_rest()
    click(qtbot, page.wizard.mapping.next_button)
    at_rest()
    click(qtbot, page.wizard.load_button)
    at_rest()


def banner_button(page: ImportPage) -> QPushButton:
    """The action of the newest line across the page."""
    found = [one for one in page.findChildren(Banner) if one.isVisible()]
    return found[-1].findChildren(QPushButton)[0]


said = check_every_face
"""What is wrong with how the page looks."""
