"""The dealers of a region: found as one types, opened, changed in place, undone."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.period import day_number
from app.core.texts import ZH
from app.core.undo import undo
from app.dealers.queries import list_parties
from tests.desks import take_in, write_csv
from tests.ui.conftest import Heard
from tests.ui.dealers.filled import (
    DEALERS,
    GOOD_USCC,
    ORDERS,
    Rest,
    choose,
    enter,
    line_of,
    opened,
    rows_of,
    told,
)
from tests.ui.looks import check_every_face
from ui.core.controls import Button, Choice
from ui.core.form import Field
from ui.core.kpi_card import KpiCard
from ui.core.look import Look
from ui.core.words import Label
from ui.dealers.card_agreed import AgreedPanel
from ui.dealers.page import DealersPage


@pytest.fixture
def page(visit: Callable[[type[DealersPage]], DealersPage]) -> DealersPage:
    return visit(DealersPage)


@pytest.fixture
def filled(page: DealersPage, desk: Desk, tmp_path: Path, at_rest: Rest) -> DealersPage:
    """Twelve dealers and a terminal."""
    take_in(desk, write_csv(tmp_path / "dealers_1.csv", rows_of(12)), DEALERS)
    at_rest()
    return page


def test_without_dealers_the_page_says_where_they_come_from(
    qtbot: QtBot, page: DealersPage, look: Look, heard: Heard
) -> None:
    assert check_every_face(page, look) == []
    button = page._state.button
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard.gone == [("imports", {})]


def test_the_list_narrows_by_filter_and_as_one_types(
    qtbot: QtBot, filled: DealersPage, look: Look, at_rest: Rest
) -> None:
    page = filled
    assert page.table.grid.rowCount() == 12, "terminals are not among the dealers"
    assert check_every_face(page, look) == []
    choose(page.tier, "county")
    choose(page.region, "杭州市")
    assert [one.code for one in page.table.grid.rows] == ["D0003", "D0006", "D0009"]  # type: ignore[attr-defined]
    QTest.keyClicks(page.table.search, "0006")
    qtbot.waitUntil(lambda: page.table.grid.rowCount() == 1)
    assert check_every_face(page, look) == []
    page.clear_button.click()
    page.table.search.clear()
    qtbot.waitUntil(lambda: page.table.grid.rowCount() == 12)
    choose(page.role, "terminal")
    assert [one.name for one in page.table.grid.rows] == ["城东大药房"]  # type: ignore[attr-defined]
    choose(page.role, "carrier")
    assert page.table._empty.isVisible()


def test_a_thousand_dealers_are_listed_and_exported(
    page: DealersPage, look: Look, desk: Desk, tmp_path: Path, at_rest: Rest
) -> None:
    take_in(desk, write_csv(tmp_path / "dealers_1.csv", rows_of(1_000)), DEALERS)
    at_rest()
    assert page.table.grid.rowCount() == 1_000
    page.table.sort_by("credit_limit_e4", descending=True)
    assert page.table.grid.row_at(0).code == "D0000"
    page.table.export_to(tmp_path / "dealers.xlsx")
    at_rest()
    sheet = load_workbook(tmp_path / "dealers.xlsx").active
    assert sheet is not None
    assert sheet.max_row == 1_001
    assert [cell.value for cell in sheet[1]][:3] == ["名称", "编码", "层级"]
    assert [cell.value for cell in sheet[2]][:3] == ["江河省级总代", "D0000", "省级"]
    opened(page, "D0000", at_rest)
    assert page.card.data is not None
    assert len(page.card.data.card.children) == 999
    assert check_every_face(page, look) == []


def test_a_dealer_opens_with_enter_and_backspace_leads_back(qtbot: QtBot, filled: DealersPage, at_rest: Rest) -> None:
    page = filled
    page.table.view.select(1)
    QTest.keyClick(page.table.view, Qt.Key.Key_Return)
    at_rest()
    assert page.card.isVisible()
    assert page.title_label.full_text() == page.table.grid.row_at(1).name
    page.down_button.click()
    at_rest()
    assert page.title_label.full_text() == page.table.grid.row_at(2).name
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.card.setFocus()
    QTest.keyClick(page.card, Qt.Key.Key_Backspace)
    qtbot.waitUntil(page.table.isVisible)
    assert page.title_label.full_text() == "经销商"


def test_the_card_leads_to_the_parent_and_the_children(filled: DealersPage, at_rest: Rest) -> None:
    page = filled
    opened(page, "D0005", at_rest)
    link = next(one for one in page.card.findChildren(Button) if "江河省级总代" in one.text())
    link.click()
    at_rest()
    assert page.title_label.full_text() == "江河省级总代"
    assert page.card.data is not None
    assert len(page.card.data.card.children) == 11


def test_a_value_set_by_hand_stays_when_the_next_file_says_otherwise(
    filled: DealersPage, look: Look, desk: Desk, tmp_path: Path, at_rest: Rest
) -> None:
    page = filled
    opened(page, "D0001", at_rest)
    enter(page, "payment_days", "45", at_rest)
    line = line_of(page, "payment_days")
    assert line.editor is None
    assert line.hand.isVisible()
    assert check_every_face(page, look) == []
    changed = [(*one[:7], 90, *one[8:]) if one[0] == "D0001" else one for one in rows_of(12)]
    take_in(desk, write_csv(tmp_path / "dealers_2.csv", changed), DEALERS)
    at_rest()
    assert line.value == 45
    with desk.db.read() as session:
        assert next(one.payment_days for one in list_parties(session) if one.code == "D0001") == 45


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("uscc", "91350100M000100Y4X", "校验码"),
        ("payment_days", "soon", "整天数"),
        ("credit_limit_e4", "many", "不是金额"),
        ("sell_out_from_on", "soon", "日期"),
        ("name", "", "必须有名称"),
    ],
)
def test_what_is_wrong_is_said_under_the_field_and_esc_leaves_it_as_it_was(
    filled: DealersPage, look: Look, at_rest: Rest, name: str, text: str, words: str
) -> None:
    page = filled
    opened(page, "D0001", at_rest)
    line = line_of(page, name)
    before = line.value
    enter(page, name, text, at_rest)
    assert line.note.isVisible()
    assert words in line.note.full_text()
    assert isinstance(line.editor, Field)
    QTest.keyClick(line.editor, Qt.Key.Key_Escape)
    assert line.editor is None
    assert line.value == before
    assert not line.note.isVisible()


def test_values_are_read_as_people_write_them(filled: DealersPage, desk: Desk, at_rest: Rest) -> None:
    page = filled
    opened(page, "D0001", at_rest)
    enter(page, "credit_limit_e4", "50.5万", at_rest)
    enter(page, "uscc", GOOD_USCC.lower(), at_rest)
    enter(page, "stock_from_on", "2026/01/01", at_rest)
    line = line_of(page, "tier")
    line.pencil.click()
    assert isinstance(line.editor, Choice)
    choose(line.editor, "county")
    at_rest()
    with desk.db.read() as session:
        row = next(one for one in list_parties(session) if one.code == "D0001")
    assert (row.credit_limit_e4, row.uscc, row.tier) == (505_000 * 10_000, GOOD_USCC, "county")
    assert row.stock_from_on == day_number(date(2026, 1, 1))
    assert set(row.by_hand) == {"credit_limit_e4", "uscc", "tier", "stock_from_on"}


def test_a_field_set_by_hand_is_taken_from_imports_again_and_undo_takes_that_back(
    qtbot: QtBot, filled: DealersPage, look: Look, desk: Desk, at_rest: Rest
) -> None:
    page = filled
    opened(page, "D0001", at_rest)
    line = line_of(page, "payment_days")
    assert not line.back.isVisible()
    enter(page, "payment_days", "45", at_rest)
    enter(page, "note", "old friend", at_rest)
    assert not line_of(page, "note").back.isVisible(), "no file brings a note"
    line_of(page, "payment_days")
    at_rest()
    qtbot.mouseClick(line.back, Qt.MouseButton.LeftButton)
    at_rest()
    assert (line.value, line.hand.isVisible(), line.back.isVisible()) == (30, False, False)
    texts = told(page, at_rest)
    assert "第1家医药有限公司：重新随导入更新" in texts
    assert "账期：45 天 → 30 天" in texts
    line_of(page, "note")
    at_rest()
    assert check_every_face(page, look, data=["old friend"]) == []
    line_of(page, "payment_days")
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert (line.value, line.hand.isVisible(), line.back.isVisible()) == (45, True, True)
    command = next(one for one in page.commands() if one.icon == "download")
    command.run()
    at_rest()
    assert line.value == 30


def test_an_edit_is_in_the_history_in_words_and_undo_takes_it_back(
    filled: DealersPage, look: Look, desk: Desk, at_rest: Rest
) -> None:
    page = filled
    opened(page, "D0001", at_rest)
    enter(page, "manager", "邵明远", at_rest)
    texts = told(page, at_rest)
    assert "修改 第1家医药有限公司" in texts
    assert "负责人：沈立群 → 邵明远" in texts
    assert check_every_face(page, look) == []
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert line_of(page, "manager").value == "沈立群"
    assert not line_of(page, "manager").hand.isVisible()


def test_what_is_being_typed_survives_a_commit_of_somebody_else(
    filled: DealersPage, desk: Desk, tmp_path: Path, at_rest: Rest
) -> None:
    page = filled
    opened(page, "D0001", at_rest)
    line = line_of(page, "office")
    line.edit()
    assert isinstance(line.editor, Field)
    line.editor.setText("浙东办")
    take_in(desk, write_csv(tmp_path / "dealers_3.csv", rows_of(13)), DEALERS)
    at_rest()
    assert isinstance(line.editor, Field)
    assert line.editor.text() == "浙东办"


def test_the_last_twelve_months_stand_on_the_card(
    filled: DealersPage, look: Look, desk: Desk, tmp_path: Path, at_rest: Rest, heard: Heard
) -> None:
    page = filled
    today = desk.clock.today()
    day = today.replace(day=1).fromordinal(today.replace(day=1).toordinal() - 20).isoformat()
    head = ("order", "line", "code", "product", "ordered", "promised", "shipped", "delivered", "qty", "amount")
    rows = [head, *((f"S{n}", 1, "D0001", "P1", day, day, day, day, 5, 125_000) for n in range(4))]
    take_in(desk, write_csv(tmp_path / "orders_1.csv", rows), ORDERS)
    at_rest()
    opened(page, "D0001", at_rest)
    cards = {one.kpi.key: one for one in page.card.findChildren(KpiCard) if one.kpi is not None and one.isVisible()}
    assert list(cards) == ["net_amount", "on_time_rate", "days_of_supply", "overdue_share"]
    assert (cards["net_amount"]._value.full_text(), cards["net_amount"]._unit.full_text()) == ("50.0", "万元")
    assert cards["on_time_rate"]._value.full_text() == "100.0%"
    assert check_every_face(page, look) == []
    fresh = next(one for one in page.card.findChildren(KpiCard) if one.isVisible())
    QTest.keyClick(fresh, Qt.Key.Key_Return)
    assert heard.gone[-1][0] == "board"


def test_ctrl_k_finds_a_dealer_by_a_part_of_its_name(filled: DealersPage, desk: Desk, at_rest: Rest) -> None:
    hits = DealersPage.hits(desk, ZH, "省级总代")
    assert [one.title for one in hits] == ["江河省级总代"]
    filled.open(hits[0].target)
    at_rest()
    assert filled.title_label.full_text() == "江河省级总代"
    filled.commands()[0].run()
    assert filled.table.isVisible()


def test_a_dealer_that_is_gone_is_said_in_words(filled: DealersPage, look: Look, at_rest: Rest) -> None:
    filled.open({"dealer": "nobody"})
    at_rest()
    assert "已不在区域数据中" in filled._state.title.full_text()
    assert check_every_face(filled, look) == []


def test_who_has_a_dealer_is_said_by_date_and_taken_back(
    filled: DealersPage, look: Look, desk: Desk, at_rest: Rest
) -> None:
    page = filled
    opened(page, "D0005", at_rest)
    page.card.open_tab("agreed")
    panel = page.card.panel("agreed")
    assert isinstance(panel, AgreedPanel)
    card = panel.belonging
    at_rest()
    card.add_button.click()
    for name, words in (("from", "2025/7/1"), ("office", "浙南办"), ("predecessor", "D0004")):
        card.fields[name].setText(words)
    card.save()
    at_rest()
    assert not card.form.isVisibleTo(page), "2025/7/1 is a day"
    assert card.data is not None
    assert [(one.office, one.by_hand) for one in card.data.rows] == [("浙南办", True)]
    assert check_every_face(page, look) == []
    before = card.data.rows[0].predecessor_id
    page.show_dealer(before)
    at_rest()
    assert card.data is not None
    assert [one.name for one in card.data.successors] == [
        one.name
        for one in page.table.grid.rows
        if one.code == "D0005"  # type: ignore[attr-defined]
    ]
    link = next(one for one in card.findChildren(Button) if "2025-07-01" in one.text())
    link.click()
    at_rest()
    card.edit(card.data.rows[0])
    card.fields["predecessor"].setText("D0005")
    card.save()
    at_rest()
    assert any("不能承接" in one.text() for one in card.findChildren(Label)), "nobody takes himself over"
    card.remove(card.data.rows[0])
    at_rest()
    assert card.data.rows == ()
    undo(desk.db, desk.undo_handlers, book=desk.book)
    at_rest()
    assert [one.office for one in card.data.rows] == ["浙南办"]
