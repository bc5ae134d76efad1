"""F1 as a person presses it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, Qt, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.texts import EN, ZH
from tests.desks import desk_of
from tests.ui.looks import check, settle
from ui.core.look import Look
from ui.core.memory import Memory
from ui.core.tasks import Tasks
from ui.core.theme import contrast
from ui.help import guide
from ui.help.dress import blocks
from ui.help.panel import HelpPanel
from ui.help.reader import Enlarged, picture_of
from ui.shell.pages import PAGES
from ui.shell.window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, look: Look, tasks: Tasks, memory: Memory) -> Iterator[MainWindow]:
    found = MainWindow(look, tasks, memory)
    found.resize(1366, 768)
    found.show()
    qtbot.waitExposed(found)
    yield found
    found.drop_desk()
    found.close()
    found.deleteLater()


def press_f1(qtbot: QtBot, window: MainWindow) -> HelpPanel:
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.help_panel is not None
    assert window.help_panel.isVisible()
    return window.help_panel


def heading_of(panel: HelpPanel) -> str:
    return panel.reader.document().begin().text()


def test_f1_opens_what_the_guide_says_about_the_page(
    qtbot: QtBot, window: MainWindow, look: Look, tasks: Tasks, workspace: object
) -> None:
    window.show_desk(desk_of(workspace))  # type: ignore[arg-type]
    for lang in (ZH, EN):
        look.set_language(lang)
        for spec in PAGES:
            window.go(spec.key, {})
            qtbot.waitUntil(lambda key=spec.key: window.book.current_key == key, timeout=20_000)
            qtbot.waitUntil(lambda: not tasks.running, timeout=20_000)
            assert heading_of(press_f1(qtbot, window)) == guide.title(lang, spec.key)
    window.go("imports", {"tab": "quarantine"})
    qtbot.waitUntil(lambda: window.book.current_key == "imports" and not tasks.running, timeout=20_000)
    for lang in (EN, ZH):
        look.set_language(lang)
        assert heading_of(press_f1(qtbot, window)) == guide.title(lang, "quarantine")


def test_before_a_workspace_is_open_f1_tells_of_the_first_start(qtbot: QtBot, window: MainWindow) -> None:
    panel = press_f1(qtbot, window)
    assert heading_of(panel) == "第一次打开"
    qtbot.keyClick(panel.reader, Qt.Key.Key_Escape)
    assert not panel.isVisible()


@pytest.fixture
def panel(window: MainWindow) -> HelpPanel:
    window.help(guide.CONTENTS)
    assert window.help_panel is not None
    return window.help_panel


def test_links_are_followed_and_the_way_leads_back_and_forth(qtbot: QtBot, panel: HelpPanel) -> None:
    panel.follow(QUrl("health.md"))
    panel.follow(QUrl("figures.md"))
    assert heading_of(panel) == guide.title(ZH, "figures")
    qtbot.keyClick(panel.reader, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert heading_of(panel) == guide.title(ZH, "health")
    qtbot.keyClick(panel.reader, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert heading_of(panel) == guide.title(ZH, "figures")
    assert not panel.forward.isEnabled()
    qtbot.mouseClick(panel.contents, Qt.MouseButton.LeftButton)
    assert heading_of(panel) == guide.title(ZH, guide.CONTENTS)


def test_going_back_finds_the_line_again(panel: HelpPanel) -> None:
    panel.follow(QUrl("figures.md"))
    bar = panel.reader.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    kept = bar.value()
    assert kept > 0
    panel.follow(QUrl("undo.md"))
    panel.step(-1)
    assert bar.value() == kept


@pytest.mark.parametrize(
    ("lang", "words", "found"),
    [(ZH, "撤回", "撤回一个导入批次"), (EN, "withdraw", "Undo, withdraw, restore")],
)
def test_a_search_lists_sections_and_opens_them_at_their_heading(
    qtbot: QtBot, panel: HelpPanel, look: Look, lang: str, words: str, found: str
) -> None:
    look.set_language(lang)
    qtbot.keyClicks(panel.search, "x")
    panel.search.clear()
    panel.search.setText(words)
    qtbot.waitUntil(lambda: panel.place.words == words, timeout=2_000)
    assert found in panel.reader.toPlainText().splitlines()[0]
    section = guide.search(lang, words)[0]
    panel.follow(QUrl(section.link))
    assert panel.search.text() == ""
    assert panel.place.section == section.number
    panel.step(-1)
    assert panel.search.text() == words
    panel.search.clear()
    assert panel.place.topic == guide.CONTENTS
    assert not panel.place.words


def test_a_section_is_scrolled_to(panel: HelpPanel) -> None:
    panel.follow(QUrl("health.md#2"))
    reader = panel.reader
    top = reader.cursorForPosition(reader.viewport().rect().topLeft()).block()
    assert top.text() == "分数怎么来"


def test_nothing_found_is_said(panel: HelpPanel, look: Look) -> None:
    panel.seek("没有这种东西")
    assert panel.reader.toPlainText() == look.t("Nothing found.")


@pytest.mark.parametrize("lang", [ZH, EN])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_speaks_and_wears_what_the_window_does(panel: HelpPanel, look: Look, lang: str, mode: str) -> None:
    look.set_language(lang)
    look.set_mode(mode)
    settle(panel)
    assert check(panel, look) == []
    assert heading_of(panel) == guide.title(lang, guide.CONTENTS)
    runs = [block.begin() for block in blocks(panel.reader.document())]
    faces = [run.fragment().charFormat() for run in runs if not run.atEnd()]
    colors = {face.foreground().color().name() for face in faces if face.isAnchor()}
    assert colors == {look.color("brand").name()}
    assert contrast(look.color("brand"), look.color("panel")) >= 4.5


@pytest.mark.parametrize("lang", [ZH, EN])
def test_no_line_of_the_guide_is_wider_than_the_panel(panel: HelpPanel, look: Look, lang: str) -> None:
    look.set_language(lang)
    for topic in guide.TOPICS:
        panel.open(topic)
        QApplication.processEvents()
        assert panel.reader.horizontalScrollBar().maximum() == 0, topic


def test_ctrl_k_knows_the_topics(window: MainWindow) -> None:
    window.open_palette()
    assert window.palette_panel is not None
    window.palette_panel.field.setText("口径")
    assert window.palette_panel.titles() == ["口径：每个数字怎么算"]
    window.palette_panel.run_current()
    assert window.help_panel is not None
    assert window.help_panel.place.topic == "figures"


def test_the_navigation_offers_help(qtbot: QtBot, window: MainWindow) -> None:
    window.navigation.show()
    qtbot.mouseClick(window.navigation.help, Qt.MouseButton.LeftButton)
    assert window.help_panel is not None
    assert window.help_panel.isVisible()
    window.navigation.set_narrow(narrow=True)
    settle(window.navigation)
    assert check(window.navigation, window.look) == []


def test_a_picture_of_a_page_fits_the_text_and_opens_in_its_own_size(
    qtbot: QtBot, window: MainWindow, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.help("board")
    reader = window.help_panel.reader  # type: ignore[union-attr]
    settle(window)
    name = f"../pictures/{look.lang}/board.png"
    place = next(QPointF(40, y) for y in range(0, 400, 10) if reader.picture_at(QPointF(40, y)) == name)
    shown: list[int] = []
    monkeypatch.setattr(Enlarged, "exec", lambda one: shown.append(one.picture.pixmap().width()))
    qtbot.mouseClick(reader.viewport(), Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert len(shown) == 1
    assert shown[0] > reader.viewport().width()
    assert picture_of("../../../README.md").isNull()
    assert picture_of("/etc/hostname").isNull()
