"""The dealers of a region: found as one types, opened, changed in place, undone."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.texts import ZH
from app.core.undo import undo
from tests.desks import take_in, write_csv
from tests.ui.conftest import Heard
from tests.ui.dealers.filled import (
    DEALERS,
    ORDERS,
    Rest,
    choose,
    opened,
    rows_of,
)
from tests.ui.looks import check_every_face
from ui.core.controls import Button
from ui.core.kpi_card import KpiCard
from ui.core.look import Look
from ui.core.words import Label
from ui.dealers import register
from ui.dealers.card_agreed import AgreedPanel
from ui.dealers.page import DealersPage


def test_without_dealers_the_page_says_where_they_come_from(
    qtbot: QtBot, page: DealersPage, look: Look, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check_every_face(page, look) == []
    asked: list[str] = []
    monkeypatch.setattr(register, "ask_new_name", lambda *_args, **_more: asked.append("name"))
    page._state.findChildren(Button)[1].click()
    assert asked == ["name"], "the first dealer may be entered by hand"
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
    assert "信用额度" in [cell.value for cell in sheet[1]], "amounts go out whole, and their title names no unit"
    assert "信用额度（万元）" in " ".join(look.say(one.title) for one in page.table.grid.columns if one.kind == "money")
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
