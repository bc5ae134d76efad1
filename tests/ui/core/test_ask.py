"""A dialog of several fields: wrong ones say so and keep it open, right ones close it with stored values."""

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from app.core.period import day_number
from app.core.texts import Text
from ui.core import dialogs
from ui.core.ask import Ask, AskDialog
from ui.core.look import Look


@pytest.fixture
def dialog(look: Look, qtbot: QtBot) -> AskDialog:
    asked = [
        Ask("title", "事项", needed=True), Ask("on", "日期", "day", since=day_number(date(2026, 1, 1))),
        Ask("days", "天数", "number"),
        Ask("kind", "类型", "choice", "b", (("a", "甲"), ("b", "乙"))), Ask("must", "必办", "check", value=True),
        Ask("body", "说明", "long", "一"),
    ]  # fmt: skip
    found = AskDialog(look, None, "新增", asked, accept="保存")
    qtbot.addWidget(found)
    found.show()
    return found


def test_values_come_back_as_they_are_stored(dialog: AskDialog) -> None:
    for name, value in (
        ("title", " 核对 "),
        ("on", "2026/03/31"),
        ("days", "7"),
        ("kind", "a"),
        ("must", False),
        ("body", "二\n三"),
    ):
        dialog.put(name, value)
    dialog.accept()
    assert dialog.values == {
        "title": "核对", "on": day_number(date(2026, 3, 31)), "days": 7, "kind": "a", "must": False, "body": "二\n三"
    }  # fmt: skip


def test_what_is_wrong_is_said_under_its_field_and_nothing_closes(dialog: AskDialog) -> None:
    dialog.put("on", "yesterday")
    dialog.put("days", "-1")
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.values == {}
    notes = {name: dialog.form._notes[dialog.fields[name]][0] for name in ("title", "on", "days", "body")}
    assert [name for name, note in notes.items() if note.isVisible()] == ["title", "on", "days"]
    assert "整数" in notes["days"].full_text()
    dialog.put("on", "2025-12-31")
    dialog.accept()
    assert notes["on"].full_text() == "不得早于 2026-01-01。"


def test_where_nothing_can_be_changed_a_dialog_that_writes_says_so_before_anybody_types(
    dialog: AskDialog, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(dialogs, "tell", lambda _look, _parent, _title, words: told.append(words))
    monkeypatch.setattr(dialogs.Dialog, "exec", lambda _dialog: 1)
    fixed = Text("As known at {time}")
    monkeypatch.setattr(look, "fixed", fixed)
    assert not dialog.run()
    assert dialogs.ask_text(look, None, "理由", "", accept="保存", value="改价") is None
    assert told == [fixed, fixed]
    assert dialogs.ask_text(look, None, "筛选", "", accept="保留", value="温州", writes=False) == "温州"
    monkeypatch.setattr(look, "fixed", None)
    assert dialog.run()
    assert told == [fixed, fixed]
