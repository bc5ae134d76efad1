"""What the rows show, as a user goes through it: from the board to the list, to the rows, in three clicks."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.compliance.cases.queries import case_card, list_cases
from app.core.texts import EN
from app.core.undo import undo
from app.kpi.findings.evidence import thawed
from app.kpi.findings.wording import written
from tests.desks import mapped, take_in, write_csv
from tests.ui.conftest import Heard
from tests.ui.looks import check, check_every_face, settle
from tests.ui.small_region import NAMES
from ui.board.concerns import Line
from ui.board.page import BoardPage
from ui.board.signs import SignsView
from ui.core.look import Look

Rest = Callable[[], None]
HEAD = 'source = "erp"\n[[feed]]\n'
CLASSES = mapped("classes", "product_row", "product_code=code name group_code=group goods_class=class")
LICENCES = mapped("licences", "licence_row", "party_code=dealer licence_type=type number goods_scope=scope to=until")


@pytest.fixture
def page(visit: Callable[[type[BoardPage]], BoardPage], desk: Desk, tmp_path: Path) -> BoardPage:
    """The board of a region in which one dealer's licence ended before its last two orders."""
    classes = [
        ("code", "name", "group", "class"),
        ("P2", "枸杞原浆", "JK", "食品"),
        ("P1", "缬沙坦", "CF", "化学药制剂"),
    ]
    take_in(desk, write_csv(tmp_path / "classes.csv", classes), CLASSES)
    papers = [("dealer", "type", "number", "scope", "until"), ("D3", "食品经营许可证", "JY1", "食品", "2026-02-28"),
              ("D1", "药品经营许可证", "AA1", "化学药制剂", "2027-02-28")]  # fmt: skip
    take_in(desk, write_csv(tmp_path / "licences.csv", papers), LICENCES)
    return visit(BoardPage)


def line_of(page: BoardPage) -> Line | None:
    return next((one for one in page.concerns.findChildren(Line) if one.title.full_text() == "数据中的迹象"), None)


def signs_of(qtbot: QtBot, page: BoardPage, at_rest: Rest) -> SignsView:
    """The first click."""
    line = line_of(page)
    assert line is not None
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    at_rest()
    found = page.drawer.findChild(SignsView)
    assert found is not None
    return found


def test_three_clicks_lead_to_the_rows(qtbot: QtBot, page: BoardPage, heard: Heard, at_rest: Rest) -> None:
    at_rest()
    signs = signs_of(qtbot, page, at_rest)
    rows = [signs.table.grid.row_at(at) for at in range(signs.table.grid.rowCount())]
    (place,) = [at for at, one in enumerate(rows) if one.kind == "licence_ended"]
    row = rows[place]
    signs.table.view.select(place)
    assert "JY1" in signs.sentence.text(), "the whole sentence stands above the list, which may cut it"
    assert row.dealer.name == NAMES["D3"]
    index = signs.table.grid.index(place, 0)
    where, view = signs.table.view.visualRect(index).center(), signs.table.view.viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=where)
    at_rest()
    assert signs.rows is not None
    orders = {signs.rows.grid.row_at(at).values["order_no"] for at in range(signs.rows.grid.rowCount())}
    assert orders == {"SO2026033", "SO-OPEN"}, "what was ordered before the end of the licence is not among them"
    assert "2026-02-28" in signs.sentence.text()
    signs.card.click()
    assert heard.gone[-1] == ("dealers", {"dealer": row.dealer.id})
    signs.up.click()
    assert signs.stack.currentWidget() is signs.table


def test_a_sign_becomes_a_case_with_one_click_and_once(
    qtbot: QtBot, page: BoardPage, desk: Desk, heard: Heard, at_rest: Rest
) -> None:
    at_rest()
    signs = signs_of(qtbot, page, at_rest)
    sign = next(one for one in signs.signs if one.kind == "licence_ended")
    signs.open_sign(sign)
    at_rest()
    signs.case.click()
    at_rest()
    with desk.db.read() as session:
        (row,) = list_cases(session)
        card = case_card(session, row.id)
    assert heard.gone[-1] == ("cases", {"case": row.id})
    assert (row.dealer, row.kind, row.stage) == (NAMES["D3"], "stale_papers", "reported")
    assert str(thawed(card.evidence, written)) == str(sign.said(written))
    refused: list[object] = []
    page.tasks.refused.connect(refused.append)
    signs.case.click()
    at_rest()
    assert len(refused) == 1
    undo(desk.db, desk.undo_handlers)
    with desk.db.read() as session:
        assert list_cases(session) == []


def test_of_a_sign_that_names_no_kind_of_case_the_kind_is_asked(
    qtbot: QtBot, page: BoardPage, desk: Desk, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_rest()
    signs = signs_of(qtbot, page, at_rest)
    one = next(sign for sign in signs.signs if sign.dealer is not None)
    signs.shown = replace(one, kind="credit_over")
    asked: list[Any] = []
    monkeypatch.setattr("ui.board.signs.ask", lambda *args, **_more: asked.extend(args[3]) or {"kind": "false_flow"})
    signs.case.click()
    at_rest()
    assert [key for key, _ in asked[0].options] == ["diversion", "price", "false_flow", "stale_papers"]
    with desk.db.read() as session:
        assert [case.kind for case in list_cases(session)] == ["false_flow"]


def test_the_filters_of_the_board_narrow_the_signs(page: BoardPage, desk: Desk, at_rest: Rest) -> None:
    at_rest()
    assert page.view is not None
    ids = {name: one for one, name in page.view.dealer_ids.items()}
    page.choose(dealer=ids[NAMES["D1"]])
    at_rest()
    assert line_of(page) is None, "the licence of this one holds"
    page.choose(dealer=ids[NAMES["D3"]])
    at_rest()
    line = line_of(page)
    assert line is not None
    assert line.detail.full_text() == NAMES["D3"]


def test_nothing_is_cut_untranslated_or_pale(qtbot: QtBot, page: BoardPage, look: Look, at_rest: Rest) -> None:
    at_rest()
    signs = signs_of(qtbot, page, at_rest)
    assert check_every_face(page, look) == []
    line = line_of(page)
    assert line is None or line.title.full_text()
    signs = page.drawer.findChildren(SignsView)[-1]  # another one, in the language of then
    signs.open_sign(signs.signs[0])
    at_rest()
    settle(page)
    assert check(page, look) == []
    look.set_language(EN)
    at_rest()
    assert any(one.title.full_text() == "Signs in the data" for one in page.concerns.findChildren(Line))
