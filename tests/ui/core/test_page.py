import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import UserError
from app.core.texts import EN, N_
from tests.ui.looks import check
from ui.core.card import EmptyState
from ui.core.page import Context, Page
from ui.core.words import Label


@dataclass(frozen=True)
class Changed:
    tables: frozenset[str]


class Count(Page):
    """Counts how often it was read."""

    title: ClassVar[str] = N_("Settings")
    watches: ClassVar[frozenset[str]] = frozenset({"party"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.reads = 0
        self.refusal: UserError | None = None
        self.label = Label(self.look, "")
        self.body.addWidget(self.label)

    def reload(self) -> None:
        def work(_progress: object) -> int:
            if self.refusal is not None:
                raise self.refusal
            return self.reads + 1

        self.load(work, self.show_count)

    def show_count(self, count: int) -> None:
        self.reads = count
        self.label.say(str(count))


def test_a_page_reads_when_it_is_shown_and_when_its_tables_change(
    context: Context, shown: Callable[..., QWidget], at_rest: Callable[[], None]
) -> None:
    page = Count(context)
    shown(page)
    page.shown()
    at_rest()
    assert page.label.text() == "1"
    page.changed(Changed(frozenset({"product"})))
    at_rest()
    assert page.reads == 1
    page.changed(Changed(frozenset({"party"})))
    at_rest()
    assert page.reads == 2


def test_a_hidden_page_reads_later_and_once(
    context: Context, shown: Callable[..., QWidget], at_rest: Callable[[], None]
) -> None:
    page = Count(context)
    shown(page)
    page.shown()
    at_rest()
    page.hide()
    for _ in range(3):
        page.changed(Changed(frozenset({"party"})))
    at_rest()
    assert page.reads == 1
    page.show()
    page.shown()
    page.shown()
    at_rest()
    assert page.reads == 2


def test_a_refusal_becomes_the_page_and_can_be_tried_again(
    qtbot: QtBot, context: Context, shown: Callable[..., QWidget], at_rest: Callable[[], None]
) -> None:
    page = Count(context)
    page.refusal = UserError("There is nothing to undo.")
    shown(page)
    page.shown()
    at_rest()
    state = page.findChild(EmptyState)
    assert state is not None
    assert state.title.text() == "没有可撤销的操作。"
    assert check(page, page.look) == []
    page.refusal = None
    assert state.button is not None
    qtbot.mouseClick(state.button, Qt.MouseButton.LeftButton)
    at_rest()
    assert page.label.isVisible()


def test_slow_reading_says_so(
    qtbot: QtBot, context: Context, shown: Callable[..., QWidget], at_rest: Callable[[], None]
) -> None:
    page = Count(context)
    shown(page)
    gate = threading.Event()
    page.load(lambda _progress: gate.wait(10), lambda _found: None)
    qtbot.waitUntil(lambda: any(label.text() == "正在读取…" for label in page.findChildren(QLabel)))
    gate.set()
    at_rest()
    assert page.label.isVisible()


def test_the_head_follows_the_language(context: Context, shown: Callable[..., QWidget]) -> None:
    page = Count(context)
    shown(page)
    assert page.title_label.text() == "设置"
    page.look.set_language(EN)
    QApplication.processEvents()
    assert page.title_label.text() == "Settings"


def test_banners_can_be_closed(qtbot: QtBot, context: Context, shown: Callable[..., QWidget]) -> None:
    page = Count(context)
    shown(page)
    banner = page.show_banner("warn", "嘉兴同济 未报流向")
    QApplication.processEvents()
    assert banner.isVisible()
    assert banner.close_button is not None
    qtbot.mouseClick(banner.close_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.banners.count() == 0)
