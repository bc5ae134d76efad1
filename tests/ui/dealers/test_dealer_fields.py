"""A dealer's fields are changed in place: read as people write them, kept against imports, undone."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.period import day_number
from app.core.undo import undo
from app.dealers.queries import list_parties
from tests.app.dealers.carding import PROFILES
from tests.desks import profile, take_in, write_csv
from tests.ui.dealers.filled import (
    DEALERS,
    GOOD_USCC,
    Rest,
    choose,
    enter,
    line_of,
    opened,
    rows_of,
    told,
)
from tests.ui.looks import check_every_face
from ui.core.controls import Choice
from ui.core.form import Field
from ui.core.look import Look
from ui.dealers.page import DealersPage


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


def test_an_area_is_shown_with_its_name_and_typed_by_name_or_code(
    filled: DealersPage, desk: Desk, tmp_path: Path, at_rest: Rest
) -> None:
    page = filled
    rows = [("code", "name", "parent"), ("330200", "宁波市", ""), ("330281", "余姚市", "330200")]
    take_in(desk, write_csv(tmp_path / "areas.csv", rows), profile(PROFILES["areas"]))
    at_rest()
    opened(page, "D0001", at_rest)
    line = line_of(page, "area_code")
    line.pencil.click()
    at_rest()
    assert isinstance(line.editor, Field)
    assert line.editor.completer() is not None
    line.editor.setText("没有这个地方")
    line.save()
    assert "没有这个地方" in line.note.full_text(), "what no area is called is not taken"
    line.editor.setText("余姚市")
    line.save()
    at_rest()
    with desk.db.read() as session:
        assert next(one.area_code for one in list_parties(session) if one.code == "D0001") == "330281"
    assert line.shown.full_text() == "余姚市 (330281)"


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
    assert "责任经理：沈立群 → 邵明远" in texts
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
