"""What a person's hands do on the import page."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.core.texts import EN, ZH
from tests.ui import looks
from ui.core.card import Banner
from ui.core.look import Look
from ui.core.page import Page
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


def said(page: Page, look: Look, *, data: Sequence[str] = ()) -> list[str]:
    """What is wrong with how the page looks, in both languages and both themes; ``data`` are words of the file."""
    found = []
    for lang, mode in ((ZH, "light"), (EN, "light"), (EN, "dark"), (ZH, "dark")):
        look.set_language(lang)
        look.set_mode(mode)
        looks.settle(page)
        wrong = [one for one in looks.check(page, look) if not any(one.endswith(f": {word!r}") for word in data)]
        found += [f"{lang} {mode}: {one}" for one in wrong]
    return found
