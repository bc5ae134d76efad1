"""The way out of the program from any page: brief and picture on the clipboard, files of each shape, in workers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from app.core.texts import EN, ZH
from app.core.workspace import Workspace
from app.reports.boards.shapes import FILES as MADE
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from ui.board.page import BoardPage
from ui.core.brief_templates import TemplatesDialog
from ui.core.share import FILES, ShareButton

Visit = Callable[[type[BoardPage]], BoardPage]
Rest = Callable[[], None]


@pytest.fixture
def workspace(small_workspace: Workspace) -> Workspace:
    """The region instead of the empty workspace."""
    return small_workspace


@pytest.fixture
def page(visit: Visit, at_rest: Rest) -> BoardPage:
    """The board with its first look."""
    found = visit(BoardPage)
    at_rest()
    return found


def actions(menu: QMenu) -> dict[str, object]:
    """What a menu offers, its menus below it too."""
    found: dict[str, object] = {}
    for one in menu.actions():
        below = one.menu()
        if isinstance(below, QMenu):
            found |= actions(below)
        elif one.text():
            found[one.text()] = one
    return found


def choose(menu: QMenu, words: str) -> None:
    actions(menu)[words].trigger()  # type: ignore[attr-defined]


def test_the_brief_of_the_board_is_on_the_clipboard(page: BoardPage, at_rest: Rest, heard: Heard) -> None:
    QGuiApplication.clipboard().clear()
    choose(page.share.menu_of(), "日报")
    at_rest()
    said = QGuiApplication.clipboard().text()
    assert said.startswith("经营看板日报：浙江省区，2026年一季度\n销售净额 252.0 万元")
    assert "口径：" in said
    assert "截至" in said
    assert heard.said[-1][0] == "good"


def test_a_template_is_written_used_changed_and_taken_out(page: BoardPage, at_rest: Rest) -> None:
    dialog = TemplatesDialog(page.context, page)
    at_rest()
    asked = dialog.dialog(None)
    asked.put("name", "周会")
    asked.put("body", "{nonsense}")
    asked.accept()
    assert not asked.values, "what no brief knows is said under the field"
    asked.put("body", "周会：{otif_rate}")
    asked.accept()
    dialog.keep(asked.values, None)
    at_rest()
    choose(page.share.menu_of(), "周会")
    at_rest()
    assert QGuiApplication.clipboard().text().startswith("周会：")
    one = dialog.table.grid.row_at(0)
    dialog.keep({"name": "周会", "body": "{period}"}, one)
    at_rest()
    dialog.table.view.selectRow(0)
    dialog.remove()
    at_rest()
    assert not dialog.remove_button.isEnabled()
    dialog.deleteLater()


def test_the_picture_of_the_board_is_on_the_clipboard(page: BoardPage, at_rest: Rest) -> None:
    choose(page.share.menu_of(), "复制图片")
    at_rest()
    assert QGuiApplication.clipboard().image().width() == 1080


def test_a_card_hands_out_itself(page: BoardPage, at_rest: Rest) -> None:
    choose(page.cards["otif_rate"].menu(), "日报")
    at_rest()
    said = QGuiApplication.clipboard().text()
    assert said.splitlines()[0].startswith("准时足量率（OTIF）日报")
    assert said.splitlines()[1].startswith("准时足量率（OTIF） ")


def test_the_ranking_hands_out_itself(page: BoardPage, at_rest: Rest) -> None:
    assert page.ranking is not None
    button = page.ranking.findChild(ShareButton)
    assert button is not None
    choose(button.menu_of(), "日报")
    at_rest()
    assert "前三名" in QGuiApplication.clipboard().text()


def test_each_shape_is_saved_whole(
    page: BoardPage, at_rest: Rest, heard: Heard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "看板"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    for shape in MADE:
        page.share.share.ask_and_save(shape)
        at_rest()
        assert out.with_suffix(f".{shape}").stat().st_size > 3_000, shape
    with Image.open(out.with_suffix(".png")) as picture:
        assert picture.width == 1080
    assert [kind for kind, _ in heard.said] == ["good"] * len(MADE)


def test_a_place_that_cannot_be_written_is_told(page: BoardPage, at_rest: Rest, tmp_path: Path) -> None:
    refused: list[object] = []
    page.tasks.refused.connect(refused.append)
    page.share.share.save("png", tmp_path / "none" / "x.png")
    at_rest()
    assert "x.png" in str(refused[0])


def test_every_shape_that_is_made_is_offered(page: BoardPage) -> None:
    assert set(MADE) <= set(FILES)
    page.look.set_language(EN)
    assert {"Daily brief", "Copy picture", "Save picture…", "Save SVG…"} <= set(actions(page.share.menu_of()))
    page.look.set_language(ZH)


def test_nothing_is_handed_out_of_an_empty_workspace(page: BoardPage, at_rest: Rest) -> None:
    page.view = None
    QGuiApplication.clipboard().setText("before")
    page.share.share.copy_brief("{title}")
    page.share.share.copy_picture()
    at_rest()
    assert QGuiApplication.clipboard().text() == "before"


def test_the_button_in_each_face(page: BoardPage) -> None:
    assert isinstance(page, QWidget)
    QApplication.processEvents()
    found = check_every_face(page, page.look, data=("浙江省区",))
    assert not [one for one in found if "分享" in one or "Share" in one]
