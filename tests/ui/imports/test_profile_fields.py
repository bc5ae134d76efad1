"""Single fields set up in full: unit, default, words for nothing, ways to be filled; what is typed is never lost."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.ui.imports.conftest import HEAD
from tests.ui.imports.hands import Rest, said
from tests.ui.imports.test_mapping import choose, opened, write
from tests.ui.imports.test_profile_by_clicks import field_editor, tick, way
from ui.core.form import Field
from ui.core.look import Look
from ui.imports.page import ImportPage

Export = Callable[..., Path]


def test_unit_default_and_words_for_nothing_are_said_for_one_column(
    qtbot: QtBot, page: ImportPage, look: Look, export: Export, at_rest: Rest
) -> None:
    mapping = opened(page, export(bad=2), at_rest)
    quantity = field_editor(qtbot, mapping, "ordered_quantity", at_rest)
    quantity.more.open(on=True)
    assert list(quantity.words.lines) == ["待定"], "of a column of numbers only what is none is listed"
    choose(quantity.unit, "other")
    write(quantity.factor, "many")
    assert quantity.factor_error.isVisible()
    assert said(page, look, data=[*HEAD, "张三", "李四", "待定"]) == []
    write(quantity.factor, "400")
    assert not quantity.factor_error.isVisible()
    write(quantity.nothing, "待定")
    write(quantity.fallback, "1")
    at_rest()
    assert mapping.profile is not None
    column = mapping.profile.entries[0].by_field["ordered_quantity"]
    assert (column.factor, column.missing, column.value) == ("400", ("待定",), "1")
    day = field_editor(qtbot, mapping, "ordered", at_rest)
    choose(day.dates, "dmy")
    way(day, "none")
    day.ways.picked.emit("none")
    at_rest()
    assert "ordered" not in mapping.profile.entries[0].by_field
    way(day, "join")
    tick(day.join, "订单日期", "行号")
    at_rest()
    assert mapping.profile.entries[0].by_field["ordered"].join == ("订单日期", "行号")
    way(day, "value")
    assert isinstance(day.value, Field)
    write(day.value, "2026-03-01")
    assert mapping.profile.entries[0].by_field["ordered"].value == "2026-03-01"


def test_what_is_still_being_typed_is_taken_along_on_the_way_to_the_preview(
    qtbot: QtBot, page: ImportPage, export: Export, at_rest: Rest
) -> None:
    mapping = opened(page, export(), at_rest)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    amount = field_editor(qtbot, mapping, "amount", at_rest)
    way(amount, "formula")
    amount.formula.line.setFocus()
    amount.formula.line.setText("[数量] * 3")
    mapping.agree()
    at_rest()
    file = page.wizard.current
    assert file is not None
    assert file.profile is not None
    assert file.profile.entries[0].by_field["amount"].formula == "[数量] * 3"
