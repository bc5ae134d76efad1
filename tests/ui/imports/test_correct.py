"""Rows put aside are corrected in the window: typed over, checked, taken in with a reason, and out again."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.texts import EN, ZH
from app.core.undo import undo
from app.imports.corrected_files import MARK
from app.imports.queries import list_batches
from tests.desks import profile, sign, take_in, write_csv
from tests.ui.conftest import Heard
from tests.ui.imports.conftest import HEAD
from tests.ui.imports.hands import Rest, click, said
from tests.ui.imports.test_rows_and_profiles import LINES
from ui.core.card import Banner
from ui.core.look import Look
from ui.core.words import Label
from ui.imports.correct import CorrectPanel
from ui.imports.page import ImportPage

Export = Callable[..., Path]
DATA = (*HEAD, "销售订单明细_20260331.csv", "待定 (3)", "待定（3）")


@pytest.fixture
def page(page: ImportPage, desk: Desk) -> ImportPage:
    sign(desk)
    desk.shelf.keep([LINES])
    return page


def opened(page: ImportPage, at_rest: Rest, *, rows: int) -> CorrectPanel:
    """The editor on every row that waits."""
    page.show_aside("")
    at_rest()
    assert page.quarantine.table.grid.rowCount() == rows
    page.quarantine.table.view.selectAll()
    page.quarantine.correct()
    at_rest()
    panel = page.quarantine.panel
    assert panel is not None
    return panel


def banner(panel: CorrectPanel) -> Banner:
    found = [one for one in panel.findChildren(Banner) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_one_wrong_word_is_corrected_in_all_rows_at_once(
    qtbot: QtBot, page: ImportPage, look: Look, desk: Desk, export: Export, at_rest: Rest
) -> None:
    parent = take_in(desk, export(rows=4, bad=3), LINES)
    panel = opened(page, at_rest, rows=3)
    assert panel.column.key() == "数量", "the column at fault comes first"
    assert panel.old.key() == "待定"
    assert not panel.load_button.isEnabled()
    panel.new.setText("12")
    click(qtbot, panel.all_button)
    assert [one.cells for one in panel.grid.rows.edits()] == [{"数量": "12"}] * 3
    click(qtbot, panel.check_button)
    at_rest()
    assert any("3" in one.full_text() for one in banner(panel).findChildren(Label))
    assert not panel.load_button.isEnabled(), "a reason is needed"
    for lang in (EN, ZH):
        look.set_language(lang)
        at_rest()
        assert panel.grid.rows.index(0, 1).data() == {EN: "● Can be taken in", ZH: "● 可以导入"}[lang]
    assert said(page, look, data=DATA) == []
    panel.reason.setText("客户电话确认")
    click(qtbot, panel.load_button)
    at_rest()
    assert page.quarantine.panel is None
    assert page.quarantine.table.grid.rowCount() == 0
    page.show_tab("batches")
    at_rest()
    table = page.batches.table
    assert [table.grid.text_at(row, 0)[0] for row in range(2)] == ["销", "↳"]
    with desk.db.read() as session:
        first, child = list_batches(session)
    assert (first.ref, child.parent_ref, child.reason) == (parent.batch_ref, parent.batch_ref, "客户电话确认")
    page.batches.choose(child.id)
    at_rest()
    words = [one.full_text() for one in page.batches.panel.findChildren(Label)]
    assert "第 6 行 数量：待定 → 12" in words
    assert "李经理" in words
    assert said(page, look, data=DATA) == []
    undo(desk.db, desk.undo_handlers)
    at_rest()
    page.show_aside("")
    at_rest()
    assert page.quarantine.table.grid.rowCount() == 3


def test_all_alike_are_brought_in_and_a_fix_is_taught(
    qtbot: QtBot, page: ImportPage, desk: Desk, export: Export, at_rest: Rest
) -> None:
    take_in(desk, export(rows=4, bad=3), LINES)
    page.show_aside("")
    at_rest()
    first = page.quarantine.source.rows([page.quarantine.table.grid.all_ids[0]])
    page.quarantine.correct_rows(first)
    panel = page.quarantine.panel
    assert panel is not None
    assert not panel.alike_button.isEnabled(), "there is nothing to do alike yet"
    panel.grid.rows.replace("数量", "待定", "12")
    assert panel.alike_button.isEnabled()
    click(qtbot, panel.alike_button)
    at_rest()
    assert [one.cells["数量"] for one in panel.grid.rows.edits()] == ["12"] * 3
    click(qtbot, panel.teach_button)
    at_rest()
    taught = desk.shelf.find(LINES.id)
    assert taught.version == LINES.version + 1
    assert dict(taught.entries[0].by_field["ordered_quantity"].map) == {"待定": "12"}
    page.quarantine.drawer.shut()
    page.quarantine.read_again()
    at_rest()
    panel = page.quarantine.panel
    assert panel is not None
    assert panel.load_button.isEnabled(), "all three are right with the new version"
    click(qtbot, panel.load_button)
    at_rest()
    assert page.quarantine.table.grid.rowCount() == 0


def test_an_export_leaves_personal_columns_out_says_so_and_writes_them_when_asked(
    page: ImportPage, look: Look, desk: Desk, heard: Heard, at_rest: Rest, tmp_path: Path
) -> None:
    row = dict.fromkeys(HEAD, "1") | {"数量": "many"}
    rows = [(*HEAD, "联系人手机"), (*row.values(), "13800000001")]
    take_in(desk, write_csv(tmp_path / "orders.csv", rows), LINES)
    page.show_aside("")
    at_rest()
    page.quarantine.export_to(tmp_path / "plain.xlsx")
    at_rest()
    assert any("联系人手机" in look.say(words) for _, words in heard.said)
    page.quarantine.export_to(tmp_path / "whole.xlsx", reveal=True)
    at_rest()
    plain, whole = (
        [cell.value for line in openpyxl.load_workbook(tmp_path / name).active.iter_rows() for cell in line]  # type: ignore[union-attr]
        for name in ("plain.xlsx", "whole.xlsx")
    )
    assert "13800000001" not in plain
    assert {"联系人手机", "13800000001"} <= set(whole)
    assert "many" in plain, "everything else can be corrected"


def test_rows_exported_and_corrected_in_excel_fill_the_window_again(
    qtbot: QtBot, page: ImportPage, look: Look, desk: Desk, export: Export, at_rest: Rest, tmp_path: Path
) -> None:
    take_in(desk, export(rows=4, bad=3), LINES)
    page.show_aside("")
    at_rest()
    sheet = tmp_path / "待更正.xlsx"
    page.quarantine.export_to(sheet)
    at_rest()
    book = openpyxl.load_workbook(sheet)
    cells = book.active
    assert cells is not None
    titles = [cell.value for cell in cells[1]]
    for line in (2, 3):
        cells.cell(line, titles.index("数量") + 1, "8")
    book.save(sheet)
    panel = opened(page, at_rest, rows=3)
    panel.fill_from(sheet)
    at_rest()
    assert [one.cells for one in panel.grid.rows.edits()] == [{"数量": "8"}, {"数量": "8"}, {}]
    assert said(page, look, data=(*DATA, sheet.name)) == []
    click(qtbot, panel.check_button)
    at_rest()
    assert panel.checked is not None
    assert [not reasons for reasons in panel.checked.reasons.values()] == [True, True, False]
    panel.fill_from(export(rows=1))
    at_rest()
    assert any(MARK in one.full_text() for one in banner(panel).findChildren(Label)), "a file that is no such sheet"


def test_cells_are_typed_pasted_and_emptied_and_what_is_wrong_stays(
    qtbot: QtBot, page: ImportPage, look: Look, desk: Desk, export: Export, at_rest: Rest
) -> None:
    take_in(desk, export(rows=4, bad=3), LINES)
    panel = opened(page, at_rest, rows=3)
    grid = panel.grid
    grid.setCurrentIndex(grid.rows.index(0, 2))
    QTest.keyClick(grid, Qt.Key.Key_5)
    editor = grid.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_Return)
    at_rest()
    assert grid.rows.edits()[0].cells == {"数量": "5"}
    assert not grid.rows.index(0, 0).flags() & Qt.ItemFlag.ItemIsEditable
    grid.setCurrentIndex(grid.rows.index(1, 2))
    QGuiApplication.clipboard().setText("7\t8\n")
    QTest.keySequence(grid, "Ctrl+V")
    assert grid.rows.edits()[1].cells == {"数量": "7"}
    QTest.keySequence(grid, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "7"
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert grid.rows.edits()[1].cells == {"数量": ""}
    grid.rows.replace("数量", "", "many")
    panel.reason.setText("typing error")
    click(qtbot, panel.check_button)
    at_rest()
    assert grid.rows.index(1, 1).data() == look.t("“{value}” is not a number", value="many")
    click(qtbot, panel.load_button)
    at_rest()
    assert [one.row_no for one in grid.rows.rows] == [7, 8], "what is still wrong stays in the editor"
    assert grid.rows.edits()[0].cells == {"数量": "many"}, "with what was typed"
    grid.rows.replace("数量", "many", "待定")
    assert [one.cells for one in grid.rows.edits()] == [{}, {}]
    click(qtbot, panel.check_button)
    at_rest()
    assert not panel.load_button.isEnabled()
    assert said(page, look, data=DATA) == []
    QTest.keyClick(page.quarantine.drawer, Qt.Key.Key_Escape)
    assert page.quarantine.panel is None


def test_nothing_to_correct_without_a_selection_and_one_row_from_its_drawer(
    page: ImportPage, desk: Desk, export: Export, at_rest: Rest
) -> None:
    take_in(desk, export(rows=4, bad=1), LINES)
    page.show_aside("")
    at_rest()
    tab = page.quarantine
    assert not tab.correct_button.isEnabled()
    tab.table.view.select(0)
    assert tab.correct_button.isEnabled()
    QTest.keyClick(tab.table.view, Qt.Key.Key_Return)
    tab.correct_rows([tab.table.current])
    at_rest()
    assert tab.panel is not None
    assert not tab.panel.column.isVisible(), "one row needs no replacing in all rows"


def test_corrections_of_an_earlier_reading_are_offered_again(
    qtbot: QtBot, page: ImportPage, look: Look, desk: Desk, export: Export, at_rest: Rest
) -> None:
    path = export(rows=4, bad=2)
    take_in(desk, path, LINES)
    panel = opened(page, at_rest, rows=2)
    panel.new.setText("12")
    click(qtbot, panel.all_button)
    panel.reason.setText("asked")
    click(qtbot, panel.check_button)
    at_rest()
    click(qtbot, panel.load_button)
    at_rest()
    take_in(desk, path, profile(LINES.text.replace('"不含税金额"', '{ column = "不含税金额", factor = "10" }')))
    at_rest()
    page.show_aside("")
    at_rest()
    (offer,) = [one for one in page.quarantine.findChildren(Banner) if one.isVisible()]
    assert said(page, look, data=DATA) == []
    click(qtbot, offer.findChildren(QPushButton)[0])
    at_rest()
    again = page.quarantine.panel
    assert again is not None
    assert [one.cells for one in again.grid.rows.edits()] == [{"数量": "12"}] * 2
