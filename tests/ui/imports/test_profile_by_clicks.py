"""A manager sets up whole profiles with clicks: months across, words, formulas, filters; the next file needs none."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.texts import EN, ZH
from app.imports.profile import Profile
from tests.desks import profile, write_csv
from tests.ui.imports.conftest import HEAD
from tests.ui.imports.hands import Rest, click, drop, said
from tests.ui.imports.test_mapping import choose, opened, write
from ui.core.controls import IconButton
from ui.core.formula_field import FormulaField
from ui.core.look import Look
from ui.imports.columns_menu import ColumnsButton
from ui.imports.field_editor import FieldEditor
from ui.imports.filter_editor import FilterEditor
from ui.imports.mapping import MappingView
from ui.imports.page import ImportPage
from ui.imports.unpivot_editor import UnpivotEditor

Export = Callable[..., Path]
TARGETS = (
    ("客户编码", "客户名称", "指标", "类别", "2026年1月", "2026年2月"),
    ("C1", "甲公司", "进货任务", "正式", "12", "12.5"),
    ("C1", "甲公司", "纯销", "正式", "10", "-"),
    ("C2", "乙公司", "进货任务", "正式", "8", "9"),
    ("C9", "浙江区", "进货任务", "汇总", "20", "21.5"),
)
ORDERS = (
    ("单号", "客户编码", "货号", "下单日期", "发货日期", "件数", "单价", "折扣", "进度", "单据类型"),
    ("S1", "C1", "P1", "2026-03-01", "2026-03-03", "10", "12.50", "0.1", "4", "销售"),
    ("S2", "C1", "P2", "", "2026-03-04", "4", "100", "0", "1", "销售"),
    ("S3", "C2", "P1", "2026-03-02", "2026-03-05", "2", "12.50", "0", "4", "销售"),
    ("", "", "", "", "", "16", "", "", "", "小结"),
)
WORDS = [
    "月份",
    "目标额",
    *TARGETS[0],
    *ORDERS[0],
    *(str(cell) for line in (*TARGETS[1:], *ORDERS[1:]) for cell in line),
]


def tab(mapping: MappingView, name: str) -> None:
    """Choose one of the tabs at the side."""
    mapping.tabs.choose(name)
    mapping.tabs.picked.emit(name)


def press(qtbot: QtBot, button: IconButton) -> None:
    """Click a button that is only an icon."""
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]


def tick(button: ColumnsButton, *headers: str) -> None:
    """Tick columns in the menu of a button."""
    for header in headers:
        next(one for one in button.menu_of().actions() if one.text() == header).trigger()


def typed(field: FormulaField, text: str) -> None:
    """Type key by key, and rest."""
    field.line.setFocus()
    field.line.selectAll()
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(field.line, letter)
        else:  # an input method commits what no key has
            event = QInputMethodEvent()
            event.setCommitString(letter)
            QApplication.sendEvent(field.line, event)
    popup = field.completer.popup()
    assert popup is not None
    popup.hide()
    field.tell()


def field_editor(qtbot: QtBot, mapping: MappingView, name: str, at_rest: Rest) -> FieldEditor:
    """Open how a field is filled."""
    tab(mapping, "fields")
    mapping.fields.ensureWidgetVisible(mapping.fields.lines[name].more)
    press(qtbot, mapping.fields.lines[name].more)
    at_rest()
    editor = mapping.editors.editor
    assert isinstance(editor, FieldEditor)
    return editor


def way(editor: FieldEditor, name: str) -> None:
    """Choose by which way a field is filled."""
    editor.ways.choose(name)
    editor.ways.picked.emit(name)


def same(found: Profile, text: str) -> None:
    """Whether a profile means what a hand-written one does, whatever it is called."""
    wanted = profile(text)
    found = replace(found, id=wanted.id, title=wanted.title, version=wanted.version)
    ordered = [replace(one, columns=tuple(sorted(one.columns))) for one in found.entries]
    hand = [replace(one, columns=tuple(sorted(one.columns))) for one in wanted.entries]
    assert (found.file, ordered, found.source) == (wanted.file, hand, wanted.source)


def looked_at(page: ImportPage, look: Look) -> None:
    """Nothing is cut, pale or untranslated; the language stays."""
    lang = look.lang
    assert said(page, look, data=WORDS) == []
    look.set_language(lang)


def turn_months(qtbot: QtBot, page: ImportPage, mapping: MappingView, look: Look, at_rest: Rest) -> None:
    """Read two columns of months as rows."""
    tab(mapping, "rows")
    click(qtbot, mapping.rows.unpivot)
    at_rest()
    across = mapping.editors.editor
    assert isinstance(across, UnpivotEditor)
    tick(across.columns, "2026年1月", "2026年2月")
    write(across.name, "月份")
    write(across.value, "目标额")
    at_rest()
    assert across.result.rows.text_at(1, 4) == "2026年2月", "each month is a row of its own"
    assert mapping.grid.choice("月份").key() == "month"
    assert mapping.grid.choice("目标额").key() == "amount"
    looked_at(page, look)
    QTest.keyClick(mapping.editors.drawer, Qt.Key.Key_Escape)


def leave_totals_out(qtbot: QtBot, page: ImportPage, mapping: MappingView, look: Look, at_rest: Rest) -> None:
    """Tick the value whose rows go."""
    tab(mapping, "rows")
    click(qtbot, mapping.rows.filter)
    at_rest()
    rows = mapping.editors.editor
    assert isinstance(rows, FilterEditor)
    choose(rows.header, "类别")
    at_rest()
    rows.ticks["汇总"].click()
    at_rest()
    assert "2" in rows.count.full_text()
    assert rows.gone.rows.rowCount() == 2, "what goes is shown"
    looked_at(page, look)
    QTest.keyClick(mapping.editors.drawer, Qt.Key.Key_Escape)


def say_unit_and_words(qtbot: QtBot, page: ImportPage, mapping: MappingView, look: Look, at_rest: Rest) -> None:
    """Ten thousands, and a word that nobody knows."""
    amount = field_editor(qtbot, mapping, "amount", at_rest)
    amount.more.open(on=True)
    choose(amount.unit, "10000")
    at_rest()
    assert amount.result.rows.text_at(0, 1) == "120000"
    kpi = field_editor(qtbot, mapping, "kpi", at_rest)
    if kpi.column.column != "指标":
        way(kpi, "column")
        choose(kpi.source, "指标")
        at_rest()
    assert next(iter(kpi.words.lines)) == "进货任务", "what nobody knows stands first"
    choose(kpi.words.lines["进货任务"], "net_amount")  # type: ignore[arg-type]
    at_rest()
    looked_at(page, look)
    QTest.keyClick(mapping.editors.drawer, Qt.Key.Key_Escape)


def say_condition(qtbot: QtBot, page: ImportPage, mapping: MappingView, look: Look, at_rest: Rest) -> None:
    """Only sales count."""
    tab(mapping, "rows")
    click(qtbot, mapping.rows.filter)
    at_rest()
    rows = mapping.editors.editor
    assert isinstance(rows, FilterEditor)
    rows.ways.choose("condition")
    rows.ways.picked.emit("condition")
    typed(rows.condition, "[单据类型] = ")
    assert rows.condition.error.isVisible(), "what is wrong is said under it"
    looked_at(page, look)
    typed(rows.condition, "[单据类型] = '销售'")
    at_rest()
    assert not rows.condition.error.isVisible()
    QTest.keyClick(mapping.editors.drawer, Qt.Key.Key_Escape)


def compute_amount(qtbot: QtBot, page: ImportPage, mapping: MappingView, look: Look, at_rest: Rest) -> None:
    """Price times quantity less the discount."""
    amount = field_editor(qtbot, mapping, "amount", at_rest)
    way(amount, "formula")
    typed(amount.formula, "[单价] * [件数] * (1 - [折")
    assert amount.formula.error.isVisible()
    assert amount.formula.completer.currentCompletion() == "折扣"
    amount.formula.put(amount.formula.completer.currentCompletion())
    QTest.keyClicks(amount.formula.line, ")")
    QTest.keyClick(amount.formula.line, Qt.Key.Key_Return)
    at_rest()
    assert not amount.formula.error.isVisible()
    titles = [str(one) for one in amount.result.rows.titles]
    assert titles[:3] == ["件数", "单价", "折扣"]
    assert amount.result.rows.text_at(0, 3) == "112.5"
    looked_at(page, look)


def say_stand_in_and_status(qtbot: QtBot, page: ImportPage, mapping: MappingView, look: Look, at_rest: Rest) -> None:
    """A date that is often missing, and codes of the status."""
    ordered = field_editor(qtbot, mapping, "ordered", at_rest)
    ordered.more.open(on=True)
    choose(ordered.otherwise, "发货日期")
    at_rest()
    assert ordered.result.rows.text_at(1, 2) == "2026-03-04 ≈", "a stand-in is marked"
    status = field_editor(qtbot, mapping, "status", at_rest)
    way(status, "column")
    choose(status.source, "进度")
    at_rest()
    assert list(status.words.lines) == ["4", "1"]
    choose(status.words.lines["4"], "closed")  # type: ignore[arg-type]
    choose(status.words.lines["1"], "open")  # type: ignore[arg-type]
    at_rest()
    looked_at(page, look)
    QTest.keyClick(mapping.editors.drawer, Qt.Key.Key_Escape)


def see_result(page: ImportPage, mapping: MappingView, look: Look) -> None:
    """Look at the rows as they are taken in."""
    mapping.views.choose("result")
    mapping.views.picked.emit("result")
    looked_at(page, look)
    assert mapping.trial is not None
    assert mapping.trial.entries[0].bad == 0
    assert mapping.result.rows.rowCount() == 3


def test_targets_with_months_across_are_set_up_by_clicks_and_the_next_file_needs_none(
    qtbot: QtBot, page: ImportPage, look: Look, desk: Desk, tmp_path: Path, at_rest: Rest
) -> None:
    look.set_language(ZH)
    mapping = opened(page, write_csv(tmp_path / "目标任务_202601.csv", TARGETS), at_rest)
    choose(mapping.feed, "target")
    turn_months(qtbot, page, mapping, look, at_rest)
    leave_totals_out(qtbot, page, mapping, look, at_rest)
    say_unit_and_words(qtbot, page, mapping, look, at_rest)
    tab(mapping, "settings")
    write(mapping.settings.source, "erp")
    write(mapping.settings.missing, "-")
    click(qtbot, mapping.next_button)
    at_rest()
    click(qtbot, page.wizard.load_button)
    at_rest()
    same(
        desk.shelf.all()[0],
        r"""
id = "targets"
source = "erp"
[file]
match = ["目标任务_*.csv"]
missing = ["-"]
where = "[类别] <> '汇总'"
[file.unpivot]
columns = '^\d{4}年\d{1,2}月$'
name = "月份"
value = "目标额"
[[feed]]
feed = "target"
[feed.columns]
party_code = "客户编码"
kpi = { column = "指标", map = { "进货任务" = "net_amount" } }
month = "月份"
amount = { column = "目标额", factor = "10000" }
""",
    )
    page.wizard.leave()
    later = [[cell.replace("2026年", "2027年") for cell in line] for line in TARGETS]
    drop(page, [write_csv(tmp_path / "目标任务_202701.csv", later)])
    at_rest()
    file = page.wizard.current
    assert file is not None
    assert file.state == "ready", "the next file of that source needs no click"
    assert file.staging is not None
    counts = file.staging.preview.feeds[0]
    assert (counts.loaded, counts.skipped, counts.quarantined) == (5, 2, 0)


def test_a_computed_amount_a_stand_in_mapped_words_and_a_filter_are_set_up_by_clicks(
    qtbot: QtBot, page: ImportPage, look: Look, desk: Desk, tmp_path: Path, at_rest: Rest
) -> None:
    look.set_language(EN)
    mapping = opened(page, write_csv(tmp_path / "订单_20260331.csv", ORDERS), at_rest)
    choose(mapping.feed, "order_line")
    choose(mapping.grid.choice("单号"), "order_no")
    choose(mapping.grid.choice("货号"), "product_code")
    choose(mapping.grid.choice("件数"), "ordered_quantity")
    say_condition(qtbot, page, mapping, look, at_rest)
    compute_amount(qtbot, page, mapping, look, at_rest)
    say_stand_in_and_status(qtbot, page, mapping, look, at_rest)
    see_result(page, mapping, look)
    tab(mapping, "settings")
    write(mapping.settings.source, "erp")
    choose(mapping.settings.extract, "name")
    found = mapping.settle()
    assert found is not None
    same(
        found,
        r"""
id = "orders"
source = "erp"
[file]
match = ["订单_*.csv"]
where = "[单据类型] = '销售'"
extracted_at = 'name:(\d{8})'
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "单号"
party_code = "客户编码"
product_code = "货号"
ordered = { column = "下单日期", else = "发货日期" }
shipped = "发货日期"
ordered_quantity = "件数"
price = "单价"
amount = { formula = "[单价] * [件数] * (1 - [折扣])" }
status = { column = "进度", map = { "4" = "closed", "1" = "open" } }
""",
    )
    click(qtbot, mapping.next_button)
    at_rest()
    file = page.wizard.current
    assert file is not None
    assert file.staging is not None
    counts = file.staging.preview.feeds[0]
    assert (counts.loaded, counts.skipped, counts.quarantined) == (3, 1, 0)


def test_the_rows_and_file_settings_become_part_of_the_profile(
    qtbot: QtBot, page: ImportPage, desk: Desk, export: Export, at_rest: Rest
) -> None:
    mapping = opened(page, export(), at_rest)
    tab(mapping, "rows")
    tick(mapping.rows.fill_down, "客户编码")
    mapping.rows.last.click()
    mapping.rows.head.click()
    tab(mapping, "settings")
    settings = mapping.settings
    click(qtbot, settings.more.button)
    choose(settings.decimal, ".")
    choose(settings.epoch, "1904")
    choose(settings.extract, "cell")
    write(settings.extract_rule, "C3")
    choose(settings.delimiter, ",")
    at_rest()
    found = mapping.settle()
    assert found is not None
    shape, entry = found.file, found.entries[0]
    assert (shape.decimal, shape.epoch, shape.extracted_at, shape.delimiter) == (".", "1904", "cell:C3", ",")
    assert (shape.fill_down, entry.repeat, entry.head) == (("客户编码",), "last", True)


def test_one_file_gives_two_kinds_of_data_and_each_part_has_its_own_filter(
    qtbot: QtBot, page: ImportPage, look: Look, export: Export, at_rest: Rest
) -> None:
    mapping = opened(page, export(), at_rest)
    assert not mapping.drop_part.isVisible()
    menu = mapping.part_menu()
    action = next(one for one in menu.actions() if one.text() == look.t(mapping._desk.feeds["product_row"].title))
    action.trigger()
    at_rest()
    assert mapping.profile is not None
    assert [one.feed for one in mapping.profile.entries] == ["order_line", "product_row"]
    tab(mapping, "rows")
    click(qtbot, mapping.rows.part_filter)
    at_rest()
    editor = mapping.editors.editor
    assert isinstance(editor, FilterEditor)
    choose(editor.header, "存货编码")
    choose(editor.keep, "keep")
    at_rest()
    editor.ticks["P1"].click()
    at_rest()
    assert mapping.profile.entries[1].where == "[存货编码] = 'P1'"
    assert mapping.profile.entries[0].where == ""
    assert said(page, look, data=[*HEAD, "张三"]) == []
    QTest.keyClick(mapping.editors.drawer, Qt.Key.Key_Escape)
    press(qtbot, mapping.drop_part)
    assert [one.feed for one in mapping.profile.entries] == ["order_line"]
