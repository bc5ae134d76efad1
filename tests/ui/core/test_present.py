"""A board on the whole screen: arrows turn its pages, Esc ends it, every page has the screen's pixels."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.core.texts import EN
from app.core.workspace import Workspace
from app.reports.boards.stage import HIGH, WIDE, stage_of
from tests.app.boards.handmade import handout, heatmap, trend
from ui.board.page import BoardPage
from ui.core.context import Context
from ui.core.pages_of import page_sizes
from ui.core.present import Presentation

Rest = Callable[[], None]


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    """The window below."""
    found = QWidget()
    qtbot.addWidget(found)
    return found


@pytest.fixture
def stage(context: Context, owner: QWidget, at_rest: Rest) -> Presentation:
    """Cards on one page, a trend and a heat map."""
    found = Presentation(context, owner, lambda _progress: handout(trend(), heatmap()))
    found.resize(960, 600)
    found.show()
    at_rest()
    return found


def test_arrows_turn_the_pages_and_stop_at_the_ends(stage: Presentation, qtbot: QtBot, at_rest: Rest) -> None:
    assert stage.count == 3
    seen = []
    for name in ("Left", "Right", "Space", "PageDown", "Up", "Home", "End"):
        qtbot.keyClick(stage, getattr(Qt.Key, f"Key_{name}"))
        at_rest()
        seen.append(stage.number)
        assert (stage.number, 960) in stage.pictures
    assert seen == [0, 1, 2, 2, 1, 0, 2]
    assert stage.accessibleName() == "第 3 页，共 3 页"


def test_a_page_is_drawn_in_the_pixels_of_the_screen(stage: Presentation, at_rest: Rest) -> None:
    first = stage.pictures[0, 960]
    assert (first.width(), first.height()) == (960, 540)
    stage.resize(1280, 720)
    at_rest()
    assert stage.pictures[0, 1280].height() == 720
    image = stage.grab().toImage()
    assert image.pixelColor(640, 360).lightness() > 200


def test_escape_ends_it(stage: Presentation, qtbot: QtBot) -> None:
    qtbot.keyClick(stage, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(stage))


def test_reading_again_stays_at_the_page(stage: Presentation, qtbot: QtBot, at_rest: Rest) -> None:
    qtbot.mouseClick(stage, Qt.MouseButton.LeftButton)
    at_rest()
    qtbot.keyClick(stage, Qt.Key.Key_F5)
    at_rest()
    assert stage.number == 1
    assert (1, 960) in stage.pictures


def test_pages_are_16_to_9_and_cards_stand_together() -> None:
    found = page_sizes(stage_of(handout(trend()), EN))
    assert found == ((WIDE, HIGH),) * 2
    assert stage_of(handout(trend()), EN) == stage_of(handout(trend()), EN)


class TestBoard:
    """From the board itself."""

    @pytest.fixture
    def workspace(self, small_workspace: Workspace) -> Workspace:
        return small_workspace

    def test_the_board_is_presented(self, visit: Callable[[type[BoardPage]], BoardPage], at_rest: Rest) -> None:
        page = visit(BoardPage)
        at_rest()
        found = page.share.share.present()
        assert found is not None
        at_rest()
        assert found.isFullScreen()
        assert found.count == 7
        found.close()
