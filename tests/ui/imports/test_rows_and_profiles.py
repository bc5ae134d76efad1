"""Rows that were put aside, thousands of them; profiles handed on as TOML; cancelling a load."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.progress import Progress
from app.core.texts import ZH
from app.core.undo import undo
from app.imports.queries import list_batches
from app.jobs.pipeline import Ready
from tests.desks import profile, take_in, write_csv
from tests.ui.conftest import Heard
from tests.ui.imports.hands import Rest, click, drop, said
from ui.core.look import Look
from ui.core.words import Label
from ui.imports.page import ImportPage

Export = Callable[..., Path]
HEADERS = ("订单号", "存货编码", "数量", "订单日期", "客户编码", "行号", "不含税金额")
LINES = profile("""
id = "lines"
source = "erp"
title = "ERP 订单明细"
[file]
match = ["*.csv"]
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "订单号"
line_no = "行号"
party_code = "客户编码"
product_code = "存货编码"
ordered = "订单日期"
ordered_quantity = "数量"
amount = "不含税金额"
""")


def test_ten_thousand_rows_aside_are_filtered_opened_copied_and_exported(
    qtbot: QtBot, page: ImportPage, look: Look, desk: Desk, export: Export, tmp_path: Path, at_rest: Rest
) -> None:
    take_in(desk, export(rows=5, bad=10_000), LINES)
    other = take_in(desk, write_csv(tmp_path / "二月.csv", [HEADERS, ("X1", "", 1, "2026-02-01", "C1", 1, 3)]), LINES)
    page.show_aside("")
    at_rest()
    tab = page.quarantine
    assert tab.table.grid.rowCount() == 10_001
    assert said(page, look) == []
    tab.show_batch(other.batch_id)
    at_rest()
    assert tab.table.grid.rowCount() == 1
    assert tab.table.grid.text_at(0, 5) == "缺少必填的值"
    tab.table.view.select(0)
    QTest.keyClick(tab.table.view, Qt.Key.Key_Return)
    assert tab.drawer.isVisible()
    assert said(page, look, data=HEADERS) == []
    QTest.keyClick(tab.drawer, Qt.Key.Key_Escape)
    assert not tab.drawer.isVisible()
    tab.table.copy()
    assert "X1" not in QGuiApplication.clipboard().text(), "the grid copies what it shows"
    assert "二月.csv" in QGuiApplication.clipboard().text()
    look.set_language(ZH)
    tab.export_to(tmp_path / "rows.xlsx")
    at_rest()
    sheet = load_workbook(tmp_path / "rows.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:8] == [
        "文件",
        "行",
        "数据种类",
        "字段",
        "原内容",
        "原因",
        "#id",
        "订单号",
    ]
    assert [cell.value for cell in sheet[2]][:4] == ["二月.csv", 2, "订单明细", "产品编码"]
    tab.show_batch("")
    tab.table.search.setText("不是数字")
    QTest.keyClick(tab.table.search, Qt.Key.Key_Return)
    at_rest()
    assert tab.table.grid.rowCount() == 10_000, "words of a reason are found too"


def test_without_rows_aside_the_tab_says_so(
    page: ImportPage, look: Look, desk: Desk, export: Export, at_rest: Rest
) -> None:
    take_in(desk, export(), LINES)
    page.show_aside("")
    at_rest()
    assert page.quarantine.table.grid.rowCount() == 0
    assert page.quarantine.table._empty.isVisible()
    assert said(page, look) == []


def test_profiles_are_handed_on_taken_in_and_dropped(
    qtbot: QtBot,
    page: ImportPage,
    look: Look,
    desk: Desk,
    tmp_path: Path,
    at_rest: Rest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.shelf.keep([LINES])
    page.show_tab("profiles")
    at_rest()
    tab = page.profiles
    assert not tab.edit_button.isEnabled()
    assert said(page, look) == []
    tab.table.view.select(0)
    file = tmp_path / "handed.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(file), ""))
    click(qtbot, tab.save_button)
    at_rest()
    assert file.read_text(encoding="utf-8") == LINES.text
    click(qtbot, tab.drop_button)
    at_rest()
    assert desk.shelf.all() == []
    undo(desk.db, desk.undo_handlers)
    assert [one.id for one in desk.shelf.all()] == ["lines"]
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("id = 1", encoding="utf-8")
    refused = []
    page.tasks.refused.connect(refused.append)
    tab.take_in([file, wrong])
    at_rest()
    assert len(refused) == 1


def test_a_profile_is_edited_on_the_newest_file_that_was_read_with_it(
    qtbot: QtBot, page: ImportPage, desk: Desk, export: Export, at_rest: Rest
) -> None:
    desk.shelf.keep([LINES])
    take_in(desk, export(bad=2), LINES)
    page.show_tab("profiles")
    at_rest()
    page.profiles.table.view.select(0)
    click(qtbot, page.profiles.edit_button)
    at_rest()
    mapping = page.wizard.mapping
    assert mapping.isVisible()
    assert mapping.name.full_text() == "销售订单明细_20260331.csv"
    mapping.settings.missing.setText("待定")
    mapping.settings.missing.editingFinished.emit()
    click(qtbot, mapping.next_button)
    at_rest()
    click(qtbot, page.wizard.load_button)
    at_rest()
    with desk.db.read() as session:
        assert [(one.state, one.quarantined) for one in list_batches(session)] == [("live", 0), ("replaced", 2)]
    assert desk.shelf.all()[0].version == 2


def test_a_load_that_is_stopped_leaves_nothing_and_can_be_started_again(
    qtbot: QtBot, page: ImportPage, desk: Desk, export: Export, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.shelf.keep([LINES])
    drop(page, [export(rows=50)])
    at_rest()
    load = desk.pipeline.load
    stopped: list[bool] = []

    def stop_at_once(ready: object, *, progress: Progress) -> object:
        if not stopped:
            stopped.append(True)
            progress.cancel()
        return load(ready, progress=progress)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.pipeline, "load", stop_at_once)
    click(qtbot, page.wizard.load_button)
    at_rest()
    assert page.wizard.current is not None
    assert page.wizard.current.state == "ready"
    with desk.db.read() as session:
        assert list_batches(session) == []
    click(qtbot, page.wizard.load_button)
    at_rest()
    assert page.wizard.current.state == "done"


def test_a_fault_of_the_program_does_not_keep_the_other_files_waiting(
    page: ImportPage,
    desk: Desk,
    export: Export,
    at_rest: Rest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk.shelf.keep([LINES])
    preview = desk.pipeline.preview

    def fail_once(ready: Ready) -> object:
        if ready.path.name == "a.csv":
            raise ZeroDivisionError
        return preview(ready)

    monkeypatch.setattr(desk.pipeline, "preview", fail_once)
    page.tasks.faults_meant = True  # type: ignore[attr-defined]
    with caplog.at_level(logging.CRITICAL, "channeldesk.tasks"):
        drop(page, [export("a.csv"), export("b.csv", rows=21)])
        at_rest()
        at_rest()
    assert [one.state for one in page.wizard.run.files] == ["refused", "ready"]


def test_the_commands_of_ctrl_k_lead_to_the_tabs(page: ImportPage, heard: Heard) -> None:
    by_icon = {one.icon: one for one in page.commands()}
    by_icon["list-checks"].run()
    assert page.stack.currentWidget() is page.profiles
    by_icon["inbox"].run()
    assert page.stack.currentWidget() is page.batches
    assert not heard.gone


def test_a_profile_is_copied_renamed_and_its_versions_are_told_apart_in_words(
    qtbot: QtBot,
    page: ImportPage,
    look: Look,
    desk: Desk,
    export: Export,
    at_rest: Rest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.shelf.keep([LINES])
    take_in(desk, export(), LINES)
    page.show_tab("profiles")
    at_rest()
    tab = page.profiles
    assert "销售订单明细_20260331.csv" in [tab.table.grid.text_at(0, place) for place in range(7)], "its newest file"
    answers = iter(["ERP 明细", "华东 明细"])
    monkeypatch.setattr("ui.imports.profiles.ask_text", lambda *_a, **_k: next(answers))
    tab.table.view.select(0)
    click(qtbot, tab.rename_button)
    at_rest()
    tab.table.view.select(0)
    click(qtbot, tab.copy_button)
    at_rest()
    kept = {one.id: one for one in desk.shelf.all()}
    assert (kept["lines"].title, kept["lines"].version) == ("ERP 明细", 2)
    assert (kept["lines_2"].title, kept["lines_2"].version, kept["lines_2"].file.match) == ("华东 明细", 1, ())
    place = [tab.table.grid.row_at(at).profile.id for at in range(2)].index("lines")
    tab.table.view.select(place)
    click(qtbot, tab.versions_button)
    at_rest()
    words = [one.full_text() for one in tab.drawer.findChildren(Label)]
    assert "方案名称：ERP 订单明细 → ERP 明细" in words
    assert words[-1] == "首次保存"
    assert said(page, look) == []
