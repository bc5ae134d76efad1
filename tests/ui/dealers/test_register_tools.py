"""Many dealers at once: one value for those selected, filters under a name, the register as a file and back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.texts import ZH, texts
from app.core.undo import undo
from app.dealers.register.sheets import PARTS
from tests.desks import take_in, write_csv
from tests.ui.conftest import Heard
from tests.ui.dealers.filled import DEALERS, choose, rows_of
from tests.ui.looks import check_every_face
from ui.core.dialogs import Dialog
from ui.core.form import Field
from ui.core.look import Look
from ui.dealers.changes import PlanDialog
from ui.dealers.page import DealersPage
from ui.dealers.register import BulkDialog

Rest = Callable[[], None]


@pytest.fixture
def page(visit: Callable[[type[DealersPage]], DealersPage], desk: Desk, tmp_path: Path, at_rest: Rest) -> DealersPage:
    found = visit(DealersPage)
    take_in(desk, write_csv(tmp_path / "dealers_1.csv", rows_of(6)), DEALERS)
    at_rest()
    return found


def answer(qtbot: QtBot, kind: type[Dialog], act: Callable[[Any], object]) -> list[Dialog]:
    """When a dialog of a kind comes up, act on it and accept it; returns what came up."""
    seen: list[Dialog] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            seen.append(dialog)
            timer.stop()
            act(dialog)
            dialog.accept_button.click()

    timer = QTimer()
    timer.setInterval(20)
    timer.timeout.connect(look)
    timer.start()
    dialog_timers.append(timer)
    return seen


dialog_timers: list[QTimer] = []


def test_selected_dealers_get_one_value_after_a_look_and_one_undo_takes_it_back(
    qtbot: QtBot, page: DealersPage, desk: Desk, at_rest: Rest, look: Look, heard: Heard
) -> None:
    page.register.change()
    assert heard.said[-1][0] == "info", "nobody is selected yet"
    page.table.view.selectAll()
    wrong: list[str] = []

    def fill(dialog: BulkDialog) -> None:
        choose(dialog.field, "payment_days")
        assert dialog.line is not None
        assert isinstance(dialog.line.editor, Field)
        dialog.line.editor.setText("soon")
        dialog.accept_button.click()
        wrong.append(dialog.line.note.full_text())
        dialog.line.editor.setText("45")

    def check(dialog: PlanDialog) -> None:
        assert dialog.table.grid.rowCount() == 6
        assert check_every_face(dialog, look) == []

    answer(qtbot, BulkDialog, fill)
    answer(qtbot, PlanDialog, check)
    page.register.change()
    qtbot.waitUntil(lambda: {one.payment_days for one in page._rows if one.role == "dealer"} == {45}, timeout=10_000)
    assert "整天" in wrong[0]
    at_rest()
    undo(desk.db, {})
    at_rest()
    page.reload()
    qtbot.waitUntil(lambda: {one.payment_days for one in page._rows if one.role == "dealer"} == {0, 30})


def test_a_new_dealer_is_entered_and_its_card_opens(page: DealersPage, at_rest: Rest) -> None:
    page.register.enter_called("台州新客户")
    at_rest()
    assert page.card.data is not None
    assert (page.card.data.card.row.name, page.card.data.card.row.status) == ("台州新客户", "potential")


def test_filters_are_kept_under_a_name_and_used_again(page: DealersPage) -> None:
    choose(page.tier, "county")
    page.table.search.setText("D0003")
    page.saved.keep("县级待办")
    page.clear_filters()
    page.table.search.clear()
    assert page.table.grid.rowCount() == 6
    page.saved.use("县级待办")
    assert page.narrowed.tier == "county"
    assert page.table.search.text() == "D0003"
    assert page.saved.menu_of().actions()[0].text() == "县级待办"
    page.saved.forget("县级待办")
    assert page.saved.kept == {}


def test_the_register_goes_out_is_changed_and_comes_back(
    qtbot: QtBot, page: DealersPage, tmp_path: Path, at_rest: Rest
) -> None:
    out = tmp_path / "register.xlsx"
    page.register.export_to(out)
    at_rest()
    book = openpyxl.load_workbook(out)
    sheet = book[texts(ZH)(PARTS["party"].title)]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, heads["备注"]).value = "拜访"
    book.save(out)
    answer(qtbot, PlanDialog, lambda _dialog: None)
    page.register.take_in_file(out)
    qtbot.waitUntil(lambda: {one.note for one in page._rows} == {"拜访"}, timeout=15_000)
    at_rest()
