"""The board in sight leaves by the page's own button."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication

from app.bootstrap import Desk
from app.core.workspace import Workspace
from tests.desks import desk_of, sign
from ui.boards.page import BoardsPage


@pytest.fixture
def desk(small_workspace: Workspace) -> Desk:
    found = desk_of(small_workspace)
    sign(found)
    return found


def test_a_ready_made_board_is_copied_as_a_brief_and_presented(
    visit: Callable[[type[BoardsPage]], BoardsPage], at_rest: Callable[[], None]
) -> None:
    page = visit(BoardsPage)
    page.show_board("template:service")
    at_rest()
    assert page.share.isVisibleTo(page)
    page.share.share.copy_brief("{title} {period}\n{headline}")
    at_rest()
    said = QGuiApplication.clipboard().text()
    assert said.startswith("服务 2026年一季度\n准时足量率（OTIF） ")
    shown = page.share.share.present()
    assert shown is not None
    at_rest()
    assert shown.count == 5
    shown.close()


def test_a_board_without_tiles_has_nothing_to_share(
    visit: Callable[[type[BoardsPage]], BoardsPage], at_rest: Callable[[], None]
) -> None:
    page = visit(BoardsPage)
    at_rest()
    page.view = None
    assert page.share.share.present() is None
