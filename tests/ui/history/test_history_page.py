"""The history as a user goes through it: found, opened, told in words, undone, verified, handed on."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.db import Action
from app.core.texts import EN, ZH
from app.dealers.queries import list_parties
from app.dealers.service import edit_party
from app.people.service import add_person, edit_person
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from tests.ui.small_region import NAMES
from ui.core.controls import Button, Choice
from ui.core.look import Look
from ui.core.words import Label
from ui.history.chain import ChainView
from ui.history.details import TxView
from ui.history.page import HistoryPage

Rest = Callable[[], None]


def hire(desk: Desk, name: str) -> str:
    """A person who works here from now on."""
    action = Action("Added {name}", {"name": name})
    person = desk.db.write(action, lambda session: add_person(session, name=name)).value
    desk.workspace.set_person(person)
    return person


def change(desk: Desk, dealer: str, *, reason: str = "", origin: str = "window", **values: object) -> None:
    with desk.db.read() as session:
        party = next(one for one in list_parties(session) if one.name == dealer)
    action = Action("Changed {dealer}", {"dealer": party.name}, reason)
    desk.db.write(action, lambda session: edit_party(session, party_id=party.id, changes=values), origin=origin)


@pytest.fixture
def page(desk: Desk, visit: Callable[[type[HistoryPage]], HistoryPage]) -> HistoryPage:
    """A region into which files came, and in which 王建国 changed a dealer's terms and a credit limit."""
    hire(desk, "王建国")
    change(desk, NAMES["D1"], payment_days=60, reason="年度合同")
    change(desk, NAMES["D2"], payment_days=30, credit_limit_e4=8_000_000_000)
    return visit(HistoryPage)


def sentences(page: HistoryPage) -> list[str]:
    grid = page.table.grid
    return [grid.text_at(row, 2) for row in range(grid.rowCount())]


def opened(page: HistoryPage, row: int, at_rest: Rest) -> TxView:
    page.table.view.select(row)
    page.table.view.setFocus()
    QTest.keyClick(page.table.view, Qt.Key.Key_Return)
    at_rest()
    found = page.drawer.findChild(TxView)
    assert found is not None
    return found


def words_of(view: TxView) -> list[str]:
    return [label.full_text() for label in view.findChildren(Label) if label.isVisibleTo(view)]


def choose(choice: Choice, key: object, at_rest: Rest) -> None:
    choice.choose(key)  # type: ignore[arg-type]
    choice.activated.emit(choice.currentIndex())
    at_rest()


def test_everything_that_happened_is_listed_newest_first(page: HistoryPage, look: Look) -> None:
    said = sentences(page)
    assert said[0] == f"修改 {NAMES['D2']}"
    assert said[-1] == "新建区域数据"
    assert "导入 orders.csv" in said
    row = page.table.grid.row_at(1)
    assert (row.reason, row.records, bool(row.device)) == ("年度合同", 1, True)
    assert page.table.grid.text_at(1, 1) == "王建国"
    assert page.table.grid.text_at(1, 4) == "经销商"
    assert check_every_face(page, look, data=["年度合同"]) == []


def test_a_transaction_opens_and_tells_each_field_before_and_after(
    page: HistoryPage, look: Look, at_rest: Rest
) -> None:
    view = opened(page, 0, at_rest)
    said = words_of(view)
    assert "账期：无 → 30 天" in said or "账期：30 天" in said
    assert any("800,000.00 元" in one for one in said)
    assert "王建国" in said
    assert any(one.text().strip() == NAMES["D2"] for one in view.findChildren(Button))
    assert check_every_face(page, look) == []
    look.set_language(ZH)
    view.copy()
    copied = QApplication.clipboard().text()
    assert NAMES["D2"] in copied
    assert "800,000.00 元" in copied


def test_an_import_names_its_batch_and_what_it_made(page: HistoryPage, heard: Heard, at_rest: Rest) -> None:
    view = opened(page, sentences(page).index("导入 dealers.csv"), at_rest)
    said = words_of(view)
    assert any("接收 3 行" in one for one in said)
    names = {one.text().strip(): one for one in view.findChildren(Button)}
    assert set(NAMES.values()) <= set(names)
    names["dealers.csv"].click()
    assert heard.gone[-1][0] == "imports"
    assert "batch" in heard.gone[-1][1]
    names[NAMES["D1"]].click()
    assert heard.gone[-1][0] == "dealers"


def test_the_newest_own_change_is_undone_and_redone_from_here(
    qtbot: QtBot, page: HistoryPage, desk: Desk, look: Look, at_rest: Rest
) -> None:
    view = opened(page, 0, at_rest)
    assert view.undo_button.isVisible()
    qtbot.mouseClick(view.undo_button, Qt.MouseButton.LeftButton)
    at_rest()
    assert sentences(page)[0] == f"撤销“修改 {NAMES['D2']}”"
    assert page.table.grid.text_at(1, 3) == "○ 已撤销"
    assert view.redo_button.isVisible()
    assert not view.undo_button.isVisible()
    assert check_every_face(page, look) == []
    qtbot.mouseClick(view.redo_button, Qt.MouseButton.LeftButton)
    at_rest()
    with desk.db.read() as session:
        assert next(one.payment_days for one in list_parties(session) if one.name == NAMES["D2"]) == 30


def test_what_cannot_be_undone_says_why(page: HistoryPage, desk: Desk, at_rest: Rest) -> None:
    view = opened(page, 1, at_rest)
    assert not view.undo_button.isVisible()
    assert view.why_not.full_text() == f"不能在此撤销：请先撤销您更近的改动：“修改 {NAMES['D2']}”。"
    view = opened(page, sentences(page).index("新建区域数据"), at_rest)
    assert "只能撤销人在窗口或命令行中所做的改动" in view.why_not.full_text()
    hire(desk, "李敏")
    at_rest()
    view = opened(page, sentences(page).index(f"修改 {NAMES['D2']}"), at_rest)
    assert "只有本人可以撤销" in view.why_not.full_text()


def test_a_search_finds_words_names_values_and_reasons_in_either_language(
    qtbot: QtBot, page: HistoryPage, look: Look, at_rest: Rest
) -> None:
    total = page.table.grid.rowCount()
    for words, count in (("年度合同", 1), ("温州二号", 2), ("王建国", 3), ("导入 orders", 1), ("什么都没有", 0)):
        page.table.search.setText(words)
        qtbot.keyClick(page.table.search, Qt.Key.Key_Return)
        at_rest()
        assert page.table.grid.rowCount() == count, words
    assert page.table._empty.isVisible()
    look.set_language(EN)
    page.table.search.setText("imported")
    qtbot.keyClick(page.table.search, Qt.Key.Key_Return)
    at_rest()
    assert page.table.grid.rowCount() == 6
    page.table.search.clear()
    qtbot.waitUntil(lambda: page.table.grid.rowCount() == total)


def test_the_list_narrows_by_person_kind_action_and_day(
    page: HistoryPage, desk: Desk, look: Look, at_rest: Rest
) -> None:
    total, part = page.table.grid.rowCount(), page.narrowing
    choose(part.person, desk.workspace.person, at_rest)
    assert page.table.grid.rowCount() == 2
    choose(part.kind, "person", at_rest)
    assert page.table.grid.rowCount() == 0
    assert "没有符合条件的记录" in page.table._empty.title.full_text()
    assert check_every_face(page, look) == []
    look.set_language(ZH)
    part.clear_button.click()
    at_rest()
    assert page.table.grid.rowCount() == total
    choose(part.action, "Changed {dealer}", at_rest)
    assert page.table.grid.rowCount() == 2
    part.clear_button.click()
    choose(part.days, "0", at_rest)
    assert page.table.grid.rowCount() > 0
    choose(part.days, "days", at_rest)
    part.last.setText("2020-01-31")
    part.last.editingFinished.emit()
    at_rest()
    assert page.table.grid.rowCount() == 0
    part.last.setText("gestern")
    part.last.editingFinished.emit()
    at_rest()
    assert page.table.grid.rowCount() == total


def test_the_history_of_one_record_opens_from_its_name_and_from_ctrl_k(
    page: HistoryPage, desk: Desk, look: Look, at_rest: Rest
) -> None:
    person = desk.workspace.person or ""
    desk.db.write(
        Action("Changed {name}", {"name": "王建国"}), lambda s: edit_person(s, person_id=person, title="经理")
    )
    hits = HistoryPage.hits(desk, ZH, "王建国")
    assert [one.title for one in hits] == ["王建国 的变更历史"]
    page.open(hits[0].target)
    at_rest()
    assert sentences(page) == ["修改了 王建国", "添加了 王建国"]
    assert page.subtitle.full_text() == "仅限：人员 王建国"
    assert check_every_face(page, look, data=["经理"]) == []
    view = opened(page, 0, at_rest)
    next(one for one in view.findChildren(Button) if one.text().strip() == "王建国").click()
    at_rest()
    assert not page.drawer.isVisible()
    assert HistoryPage.hits(desk, EN, "阿托伐他汀")[0].detail == "Product"


def test_the_chain_is_verified_with_its_head_and_who_asked(
    qtbot: QtBot, page: HistoryPage, look: Look, at_rest: Rest
) -> None:
    qtbot.mouseClick(page.verify_button, Qt.MouseButton.LeftButton)
    at_rest()
    view = page.drawer.findChild(ChainView)
    assert view is not None
    assert view.report.faults == ()
    assert check_every_face(page, look) == []
    look.set_language(ZH)
    view.copy()
    copied = QApplication.clipboard().text()
    assert "日志链完整" in copied
    assert "由 王建国 校验" in copied
    assert page.known is not None
    assert page.known.heads[0].hash in copied
    assert page.known.heads[0].hash[:16] in page.subtitle.full_text()


def test_every_change_goes_out_to_excel_and_csv_and_nothing_in_it_acts(
    page: HistoryPage, desk: Desk, tmp_path: Path, at_rest: Rest
) -> None:
    change(desk, NAMES["D3"], note='=HYPERLINK("http://x")')
    at_rest()
    page.export_to(tmp_path / "history.xlsx")
    page.export_to(tmp_path / "history.csv", [page.table.grid.row_at(0).tx])
    at_rest()
    sheet = load_workbook(tmp_path / "history.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:4] == ["事务编号", "时间", "人员", "设备"]
    cells = [cell for line in sheet.iter_rows() for cell in line if str(cell.value).startswith("=")]
    assert [cell.data_type for cell in cells] == ["s"]
    with (tmp_path / "history.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[9:] for row in rows[1:]] == [["备注", "", '\'=HYPERLINK("http://x")'], ["人工设置", "", "备注"]]
    page.table.export_to(tmp_path / "list.csv")
    at_rest()
    assert len((tmp_path / "list.csv").read_text("utf-8-sig").splitlines()) == page.table.grid.rowCount() + 1


def test_a_page_that_stands_open_follows_what_happens(page: HistoryPage, desk: Desk, at_rest: Rest) -> None:
    before = page.table.grid.rowCount()
    change(desk, NAMES["D3"], manager="邵明远")
    at_rest()
    assert page.table.grid.rowCount() == before + 1
    assert sentences(page)[0] == f"修改 {NAMES['D3']}"


def test_who_reads_further_down_stays_there_while_others_work(page: HistoryPage, desk: Desk, at_rest: Rest) -> None:
    for n in range(60):
        change(desk, NAMES["D3"], manager=f"甲{n}")
    at_rest()
    bar = page.table.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    assert place > 0
    change(desk, NAMES["D1"], manager="乙")
    at_rest()
    assert bar.value() == place
    assert sentences(page)[0] == f"修改 {NAMES['D1']}"


def test_a_search_that_is_typed_over_is_stopped(page: HistoryPage, at_rest: Rest) -> None:
    for words in ("年", "年度", "年度合", "年度合同"):
        page.table.search.setText(words)
        page.table.search.returnPressed.emit()
    at_rest()
    assert [page.table.grid.row_at(0).reason, page.table.grid.rowCount()] == ["年度合同", 1]
