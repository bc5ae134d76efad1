"""Setting a file up: kind of data, columns, fixed values, settings; what is missing closes the way on."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.texts import EN, ZH
from tests.desks import profile, write_csv
from tests.ui.conftest import Heard
from tests.ui.imports.hands import Rest, click, drop, said
from ui.core.controls import Choice
from ui.core.form import Field
from ui.core.look import Look
from ui.imports.mapping import MappingView
from ui.imports.page import ImportPage

Export = Callable[..., Path]


def choose(choice: Choice, key: object) -> None:
    """Pick from a drop-down as a click does."""
    choice.choose(key)  # type: ignore[arg-type]
    choice.activated.emit(choice.currentIndex())


def write(field: Field, text: str) -> None:
    field.setText(text)
    field.editingFinished.emit()


def opened(page: ImportPage, path: Path, at_rest: Rest) -> MappingView:
    drop(page, [path])
    at_rest()
    assert page.wizard.mapping.isVisible()
    return page.wizard.mapping


def test_a_needed_field_without_a_column_closes_the_way_on_until_it_has_a_value(
    qtbot: QtBot, page: ImportPage, look: Look, export: Export, at_rest: Rest
) -> None:
    mapping = opened(page, export(), at_rest)
    assert said(page, look) == []
    choose(mapping.grid.choice("存货编码"), "")
    assert not mapping.next_button.isEnabled()
    assert "产品编码" in mapping.missing.full_text()
    assert next(iter(mapping.fields.lines)) == "product_code", "what is missing stands first"
    assert said(page, look) == []
    line = mapping.fields.lines["product_code"]
    click(qtbot, line.offer)
    assert isinstance(line.editor, Field)
    write(line.editor, "P1")
    assert mapping.next_button.isEnabled()
    assert mapping.profile is not None
    assert mapping.profile.entries[0].by_field["product_code"].value == "P1"


def test_a_choice_of_words_can_be_fixed_for_every_row(
    qtbot: QtBot, page: ImportPage, export: Export, at_rest: Rest
) -> None:
    mapping = opened(page, export(), at_rest)
    line = mapping.fields.lines["status"]
    click(qtbot, line.offer)
    assert isinstance(line.editor, Choice)
    choose(line.editor, "closed")
    assert mapping.profile is not None
    assert mapping.profile.entries[0].by_field["status"].value == "closed"


def test_another_kind_of_data_proposes_its_own_columns(page: ImportPage, export: Export, at_rest: Rest) -> None:
    mapping = opened(page, export(), at_rest)
    assert mapping.feed.key() == "order_line", "the best proposal is taken"
    choose(mapping.feed, "order_head")
    assert mapping.grid.choice("存货编码").key() == ""
    assert mapping.grid.choice("订单号").key() == "order_no"
    assert mapping.next_button.isEnabled()


def test_the_settings_become_part_of_the_profile(
    qtbot: QtBot, page: ImportPage, look: Look, desk: Desk, export: Export, at_rest: Rest, heard: Heard
) -> None:
    mapping = opened(page, export(), at_rest)
    mapping.tabs.picked.emit("settings")
    mapping.tabs.choose("settings")
    assert said(page, look) == []
    settings = mapping.settings
    write(settings.title, "U8 订单明细")
    write(settings.source, "u8")
    write(settings.match, "销售订单明细*.csv ; lines*.csv")
    write(settings.missing, "NULL ; 待定")
    mapping.tabs.picked.emit("rows")
    mapping.tabs.choose("rows")
    rows = mapping.rows
    choose(rows.mode, "complete")
    assert rows.scope.isVisible()
    choose(rows.scope, "month")
    rows.by_party.click()
    rows.create_unknown.click()
    next(one for one in rows.key_menu(("订单号",)).actions()).trigger()
    assert said(page, look, data=["订单号"]) == []
    click(qtbot, mapping.save_button)
    at_rest()
    kept = desk.shelf.all()[0]
    entry = kept.entries[0]
    assert (kept.title, kept.source, kept.file.match) == ("U8 订单明细", "u8", ("销售订单明细*.csv", "lines*.csv"))
    assert (entry.mode, entry.scope, entry.by, entry.unknown, entry.key) == (
        "complete", "month", "party", "wait", ("订单号",),
    )  # fmt: skip
    assert kept.file.missing == ("NULL", "待定")
    assert heard.said[-1][0] == "good"


def test_another_header_row_reads_the_table_again(page: ImportPage, tmp_path: Path, at_rest: Rest) -> None:
    rows = [
        ("订单号", "行号", "存货编码", "数量"),
        ("编号", "行", "存货", "数"),
        ("S1", 1, "P1", 5),
        ("S2", 1, "P1", 6),
    ]
    mapping = opened(page, write_csv(tmp_path / "两行表头.csv", rows), at_rest)
    write(mapping.settings.header_row, "2")
    at_rest()
    assert mapping.isVisible()
    assert list(mapping.grid.grid.headers) == ["编号", "行", "存货", "数"]


def test_a_header_that_fills_two_fields_says_both(page: ImportPage, desk: Desk, export: Export, at_rest: Rest) -> None:
    kept = profile("""
id = "both"
source = "erp"
[file]
match = ["nothing.csv"]
[[feed]]
feed = "product_row"
repeat = "last"
[feed.columns]
product_code = "存货编码"
name = "存货编码"
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "订单号"
product_code = "存货编码"
amount = { formula = "[数量] * 2" }
""")
    desk.shelf.keep([kept])
    mapping = opened(page, export(), at_rest)
    choose(mapping.base, "both")
    assert mapping.entry.isVisible()
    assert "+" in mapping.grid.choice("存货编码").currentText()
    choose(mapping.entry, 1)
    assert mapping.grid.choice("存货编码").key() == "product_code"
    assert mapping.grid.choice("数量").currentText() == "用于公式"
    assert mapping.fields.lines["amount"].source.computed


def test_two_profiles_that_recognise_a_file_are_offered(
    qtbot: QtBot, page: ImportPage, look: Look, desk: Desk, export: Export, at_rest: Rest
) -> None:
    mapping = opened(page, export(), at_rest)
    first = mapping.settle()
    assert first is not None
    text = first.text.replace(f'id = "{first.id}"', 'id = "other"').replace(
        f'title = "{first.title}"', 'title = "另一个"'
    )
    desk.shelf.keep([first, profile(text)])
    page.wizard.leave()
    drop(page, [export("销售订单明细_20260430.csv")])
    at_rest()
    assert mapping.isVisible()
    assert mapping.notes.count() == 1
    assert said(page, look) == []
    choose(mapping.base, "other")
    click(qtbot, mapping.next_button)
    at_rest()
    assert page.wizard.current is not None
    assert page.wizard.current.state == "ready"
    assert not page.wizard.remember.isVisible(), "a kept profile need not be kept again"


def test_a_profile_that_no_longer_fits_can_be_corrected_where_it_was_refused(
    qtbot: QtBot, page: ImportPage, desk: Desk, export: Export, tmp_path: Path, at_rest: Rest
) -> None:
    mapping = opened(page, export(), at_rest)
    first = mapping.settle()
    assert first is not None
    desk.shelf.keep([first])
    page.wizard.leave()
    rows = [("订单号", "行号", "客户编码", "物料", "订单日期", "数量"), ("S1", 1, "C1", "P1", "2026-03-01", 4)]
    drop(page, [write_csv(tmp_path / "销售订单明细_20260601.csv", rows)])
    at_rest()
    file = page.wizard.current
    assert file is not None
    assert file.state == "refused"
    page.wizard.detail.wanted_mapping.emit(file)
    at_rest()
    assert mapping.isVisible()
    assert not mapping.next_button.isEnabled()
    choose(mapping.grid.choice("物料"), "product_code")
    entry = mapping.profile.entries[0] if mapping.profile is not None else None
    assert entry is not None
    amount = mapping.fields.lines["amount"]
    assert amount.source.header == "不含税金额"
    mapping._set_entry(replace(entry, columns=tuple(one for one in entry.columns if one[0] != "amount")))
    mapping._show()
    click(qtbot, mapping.next_button)
    at_rest()
    assert file.state == "ready"
    assert file.profile is not None
    assert file.profile.version == first.version + 1


def test_the_wheel_scrolls_the_grid_and_changes_no_column(page: ImportPage, export: Export, at_rest: Rest) -> None:
    mapping = opened(page, export(), at_rest)
    choice = mapping.grid.choice("订单号")
    at = QPointF(10, 10)
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    wheel = QWheelEvent(at, at, QPoint(), QPoint(0, -120), buttons, keys, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(choice, wheel)
    assert choice.key() == "order_no"


def test_the_mapping_is_done_with_the_keyboard(
    qtbot: QtBot, page: ImportPage, look: Look, export: Export, at_rest: Rest
) -> None:
    look.set_language(EN)
    mapping = opened(page, export(), at_rest)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    QTest.keyClick(mapping.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.wizard.load_button.isVisible() and page.wizard.load_button.isEnabled())
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    file = page.wizard.current
    assert file is not None
    qtbot.waitUntil(lambda: file.state == "done")


def test_each_drop_down_stands_in_its_column_in_either_language(
    page: ImportPage, look: Look, export: Export, at_rest: Rest
) -> None:
    mapping = opened(page, export(), at_rest)
    for lang in (EN, ZH):
        look.set_language(lang)
        at_rest()
        head = mapping.grid.head
        for column, choice in enumerate(head.choices):
            left, wide = head.sectionViewportPosition(column), head.sectionSize(column)
            assert (choice.x(), choice.width()) == (left + 4, wide - 8)
            assert wide >= head.needed(column, mapping.grid.grid.headers[column])
