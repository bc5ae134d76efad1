"""Taking files in as a manager does it: dropped on the page, set up once, previewed, loaded, taken out again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.texts import ZH
from app.imports.queries import list_batches
from tests.ui.conftest import Heard
from tests.ui.imports.hands import Rest, banner_button, click, drop, said, take_in
from ui.core.card import Banner
from ui.core.look import Look
from ui.imports.page import ImportPage

Export = Callable[..., Path]


def test_without_a_batch_the_page_invites_the_first_file(
    page: ImportPage, look: Look, export: Export, at_rest: Rest, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = export()
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([str(path)], ""))
    assert said(page, look) == []
    button = page._state.button
    assert button is not None
    click(qtbot, button)
    at_rest()
    assert page.wizard.mapping.isVisible()


def test_an_unknown_file_is_proposed_previewed_loaded_and_its_profile_kept(
    qtbot: QtBot, page: ImportPage, desk: Desk, export: Export, at_rest: Rest
) -> None:
    drop(page, [export(rows=20, bad=3)])
    at_rest()
    mapping = page.wizard.mapping
    assert mapping.isVisible()
    assert mapping.grid.choice("订单号").key() == "order_no"
    assert mapping.grid.choice("数量").key() == "ordered_quantity"
    assert mapping.grid.choice("经办").key() == ""
    click(qtbot, mapping.next_button)
    at_rest()
    file = page.wizard.current
    assert file is not None
    assert file.staging is not None
    assert [(one.new, one.quarantined) for one in file.staging.preview.feeds] == [(20, 3)]
    with desk.db.read() as session:
        assert list_batches(session) == [], "a preview writes nothing"
    click(qtbot, page.wizard.load_button)
    at_rest()
    assert file.state == "done"
    assert [one.title for one in desk.shelf.all()] == ["销售订单明细_20260331"]


def test_the_next_file_of_that_kind_needs_no_click_before_its_preview(
    qtbot: QtBot, page: ImportPage, export: Export, at_rest: Rest
) -> None:
    take_in(qtbot, page, export(), at_rest)
    click(qtbot, page.wizard.close_button)
    drop(page, [export("销售订单明细_20260430.csv", rows=25)])
    at_rest()
    file = page.wizard.current
    assert file is not None
    assert file.state == "ready"
    assert file.staging is not None
    counts = file.staging.preview.feeds[0]
    assert (counts.new, counts.unchanged) == (5, 20)
    click(qtbot, page.wizard.load_button)
    at_rest()
    assert file.state == "done"


def test_the_same_file_again_changes_nothing(
    qtbot: QtBot, page: ImportPage, desk: Desk, export: Export, at_rest: Rest
) -> None:
    path = export()
    take_in(qtbot, page, path, at_rest)
    click(qtbot, page.wizard.close_button)
    drop(page, [path])
    at_rest()
    click(qtbot, page.wizard.load_button)
    at_rest()
    assert page.wizard.current is not None
    assert page.wizard.current.state == "same"
    with desk.db.read() as session:
        assert len(list_batches(session)) == 1


def test_a_refused_file_says_why_and_does_not_stop_the_others(
    qtbot: QtBot, page: ImportPage, look: Look, desk: Desk, export: Export, tmp_path: Path, at_rest: Rest
) -> None:
    take_in(qtbot, page, export(), at_rest)
    click(qtbot, page.wizard.close_button)
    broken = tmp_path / "销售订单明细_20260531.csv"
    broken.write_bytes(b"")
    drop(page, [broken, export("销售订单明细_20260430.csv", rows=30)])
    at_rest()
    assert [one.state for one in page.wizard.run.files] == ["refused", "ready"]
    assert page.wizard.run.files[0].error is not None
    assert said(page, look) == []
    click(qtbot, page.wizard.load_button)
    at_rest()
    assert [one.state for one in page.wizard.run.files] == ["refused", "done"]
    with desk.db.read() as session:
        assert len(list_batches(session)) == 2


def test_one_set_up_serves_every_file_of_its_kind_in_the_same_go(
    qtbot: QtBot, page: ImportPage, export: Export, at_rest: Rest
) -> None:
    more = (export("销售订单明细_20260430.csv", rows=21), export("销售订单明细_20260531.csv", rows=22))
    drop(page, [export(), *more])
    at_rest()
    assert {one.state for one in page.wizard.run.files} == {"unknown"}
    page.wizard.map_file(page.wizard.run.files[0])
    click(qtbot, page.wizard.mapping.next_button)
    at_rest()
    assert {one.state for one in page.wizard.run.files} == {"ready"}
    click(qtbot, page.wizard.load_button)
    at_rest()
    assert {one.state for one in page.wizard.run.files} == {"done"}


def test_a_date_that_can_be_read_in_two_ways_is_asked_about_once(
    qtbot: QtBot, page: ImportPage, look: Look, desk: Desk, export: Export, at_rest: Rest
) -> None:
    drop(page, [export("orders.csv", rows=12, day="03/{:02d}/2026")])
    at_rest()
    click(qtbot, page.wizard.mapping.next_button)
    at_rest()
    file = page.wizard.current
    assert file is not None
    assert file.question is not None
    assert {reading for reading, _ in file.question.readings} == {"dmy", "mdy"}
    assert said(page, look) == []
    answer = page.wizard.detail.findChild(QPushButton, "mdy")
    assert answer is not None
    click(qtbot, answer)
    at_rest()
    assert file.state == "ready"
    click(qtbot, page.wizard.load_button)
    at_rest()
    assert desk.shelf.all()[0].entries[0].by_field["ordered"].dates == "mdy"


def test_a_word_for_no_value_can_be_taught_in_the_preview(
    qtbot: QtBot, page: ImportPage, look: Look, export: Export, at_rest: Rest
) -> None:
    drop(page, [export(rows=5, bad=4)])
    at_rest()
    click(qtbot, page.wizard.mapping.next_button)
    at_rest()
    assert said(page, look) == []
    click(qtbot, banner_button(page))
    at_rest()
    file = page.wizard.current
    assert file is not None
    assert file.staging is not None
    assert [(one.new, one.quarantined) for one in file.staging.preview.feeds] == [(9, 0)]


def test_a_batch_can_be_withdrawn_and_taken_in_again_at_once(
    qtbot: QtBot, page: ImportPage, look: Look, desk: Desk, export: Export, at_rest: Rest
) -> None:
    take_in(qtbot, page, export(bad=2), at_rest)
    click(qtbot, page.wizard.close_button)
    at_rest()
    assert said(page, look) == []
    click(qtbot, page.batches.panel.withdraw_button)
    at_rest()
    with desk.db.read() as session:
        assert [one.state for one in list_batches(session)] == ["withdrawn"]
    assert said(page, look) == []
    click(qtbot, banner_button(page))
    at_rest()
    with desk.db.read() as session:
        assert [one.state for one in list_batches(session)] == ["live"]
    assert not page.findChildren(Banner) or not any(one.isVisible() for one in page.findChildren(Banner))


def test_the_original_file_comes_back_byte_for_byte(
    qtbot: QtBot, page: ImportPage, export: Export, at_rest: Rest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export()
    take_in(qtbot, page, path, at_rest)
    click(qtbot, page.wizard.close_button)
    at_rest()
    copy = tmp_path / "copy.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(copy), ""))
    click(qtbot, page.batches.panel.save_button)
    at_rest()
    assert copy.read_bytes() == path.read_bytes()


def test_ctrl_k_finds_a_batch_and_opens_it(
    qtbot: QtBot, page: ImportPage, desk: Desk, export: Export, at_rest: Rest, heard: Heard
) -> None:
    take_in(qtbot, page, export(), at_rest)
    click(qtbot, page.wizard.close_button)
    at_rest()
    hits = ImportPage.hits(desk, ZH, "订单明细")
    assert [one.title for one in hits] == ["销售订单明细_20260331.csv"]
    page.show_tab("profiles")
    page.open(hits[0].target)
    assert page.batches.isVisible()
    assert page.batches.panel.batch is not None
    assert page.batches.panel.batch.id == hits[0].target["batch"]
    assert ImportPage.hits(desk, ZH, "x") == []
