"""The targets page: a plan begun, typed into, given down, compared, out and back, approved."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.bootstrap import Desk
from app.core.undo import undo
from app.planning.targets.queries import list_goals, list_plans
from tests.desks import mapped, sign, take_in, write_csv
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from ui.core.look import Look
from ui.targets.goals import GoalsDialog
from ui.targets.page import TargetsPage

if TYPE_CHECKING:
    from app.core.texts import Text

Rest = Callable[[], None]
LINES = mapped("sold", "order_line", "order_no line_no party_code product_code shipped=day amount")
WAN = 10_000 * 10_000


@pytest.fixture
def page(visit: Callable[[type[TargetsPage]], TargetsPage], desk: Desk, tmp_path: Path, at_rest: Rest) -> TargetsPage:
    """D1 sold 2 万 and D2 6 万 in each month of the year before the desk's own."""
    sign(desk)
    year = desk.clock.today().year - 1
    rows = [
        (f"{dealer}-{month}", 1, dealer, "P1", f"{year}-{month:02d}-15", amount)
        for month in range(1, 13) for dealer, amount in (("D1", 20_000), ("D2", 60_000))
    ]  # fmt: skip
    head = ("order_no", "line_no", "party_code", "product_code", "day", "amount")
    take_in(desk, write_csv(tmp_path / "sold.csv", [head, *rows]), LINES)
    found = visit(TargetsPage)
    at_rest()
    return found


def begun(page: TargetsPage, desk: Desk, at_rest: Rest) -> None:
    dialog = page.acts.dialog()
    for name, value in (("name", "Plan"), ("year", desk.clock.today().year), ("growth", "10")):
        dialog.put(name, value)
    dialog.accept_button.click()
    page.acts.make(dialog.values)
    at_rest()


def row(page: TargetsPage, place: int, column: int = 1) -> str:
    assert page.grid is not None
    return page.grid.grid.text_at(place, column)


def type_into(page: TargetsPage, place: int, column: int, text: str, at_rest: Rest) -> bool:
    assert page.grid is not None
    done = page.grid.grid.setData(page.grid.grid.index(place, column), text)
    at_rest()
    return done


def test_a_plan_is_begun_typed_into_and_given_down_and_undone(
    page: TargetsPage, desk: Desk, look: Look, at_rest: Rest
) -> None:
    assert page.plan() is None
    assert page.acts.approve_button.isHidden(), "what needs a plan is not offered"
    begun(page, desk, at_rest)
    assert page.acts.approve_button.isVisible()
    assert page.grid is not None
    look.set_language("zh_CN")
    at_rest()
    assert (row(page, 0), row(page, 0, 2), row(page, 0, 4)) == ("105.6", "0.0", "+10.0%")
    assert check_every_face(page, look, data=["D1", "D2", "P1", "Plan"]) == []
    look.set_language("zh_CN")
    at_rest()
    assert type_into(page, 0, 1, "1,200", at_rest), "of the year, spread by the season"
    assert row(page, 0) == "1,200.0"
    assert row(page, 2) == "1,094.4", "the gap"
    page.grid.setCurrentIndex(page.grid.grid.index(0, 1))
    page.give()
    at_rest()
    assert row(page, 2) == "0.0"
    assert not type_into(page, 0, 1, "viel", at_rest)
    undo(desk.db, desk.undo_handlers)
    page.reload()
    at_rest()
    assert row(page, 2) == "1,094.4"
    assert type_into(page, 0, 1, "", at_rest)
    assert row(page, 0) == "105.6", "without a total it is what the dealers are set"


def test_cells_are_typed_into_by_keys_and_go_to_excel_and_back(
    page: TargetsPage, desk: Desk, look: Look, heard: Heard, at_rest: Rest
) -> None:
    begun(page, desk, at_rest)
    look.set_language("zh_CN")
    at_rest()
    assert page.grid is not None
    view, clipboard = page.grid, QGuiApplication.clipboard()
    view.setCurrentIndex(view.grid.index(4, 5))
    QTest.keyClicks(view, "3")
    editor = view.viewport().findChild(QLineEdit)
    QTest.keyClicks(editor, ".5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    at_rest()
    assert (row(page, 4, 5), view.currentIndex().row()) == ("3.5", 5), "the next is typed below it"
    view.setCurrentIndex(view.grid.index(0, 12))
    assert view.frozen is not None
    assert view.columnViewportPosition(12) >= view.frozen.taken, "not below the names"
    view.setCurrentIndex(view.grid.index(4, 5))
    view.selectionModel().select(view.grid.index(4, 6), view.selectionModel().SelectionFlag.Select)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "3.5\t2.2"
    clipboard.setText("¥1,000\t2\r\n1\t\r\n")
    view.setCurrentIndex(view.grid.index(4, 5))
    QTest.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    at_rest()
    assert [[row(page, place, column) for column in (5, 6)] for place in (4, 5)] == [["1,000.0", "2.0"], ["1.0", "—"]]
    undo(desk.db, desk.undo_handlers)
    page.reload()
    at_rest()
    assert [row(page, 4, column) for column in (5, 6)] == ["3.5", "2.2"], "one undo takes all of it back"
    for wrong, said in (("1\tviel", "viel"), ("1\t" * 20, "21")):
        clipboard.setText(wrong)
        view.paste()
        at_rest()
        assert said in look.say(cast("Text", heard.said[-1][1]))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    at_rest()
    assert row(page, 4, 5) == "—"


def test_a_sum_from_below_cannot_be_typed_into_and_a_quarter_can(
    page: TargetsPage, desk: Desk, look: Look, at_rest: Rest
) -> None:
    begun(page, desk, at_rest)
    page.span.choose("quarter")
    page.reload()
    at_rest()
    assert page.grid is not None
    grid = page.grid.grid
    assert not grid.flags(grid.index(1, 5)) & Qt.ItemFlag.ItemIsEditable
    assert grid.flags(grid.index(0, 5)) & Qt.ItemFlag.ItemIsEditable
    assert not grid.flags(grid.index(0, 3)) & Qt.ItemFlag.ItemIsEditable
    look.set_language("zh_CN")
    at_rest()
    assert type_into(page, 0, 8, "90", at_rest)
    assert page.view is not None
    assert page.view.plan is not None
    assert page.view.plan.lines[0].months[9:] == (30 * WAN,) * 3


def test_a_changed_file_is_looked_at_and_taken_in_and_the_plan_approved(
    page: TargetsPage, desk: Desk, tmp_path: Path, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(page, desk, at_rest)
    plan = page.plan()
    assert plan is not None
    out = tmp_path / "plan.xlsx"
    page.acts.export_to(plan, out)
    at_rest()
    book = openpyxl.load_workbook(out)
    sheet = book.active
    assert sheet is not None
    sheet.cell(2, 8).value = 5
    book.save(out)
    monkeypatch.setattr("ui.targets.acts.ChangesDialog.run", lambda self: self.accept_button.isEnabled())
    page.acts.take_in_file(plan, out)
    at_rest()
    assert page.view is not None
    assert page.view.plan is not None
    assert page.view.plan.lines[0].months[0] == 5 * 10_000
    monkeypatch.setattr("ui.targets.acts.confirm", lambda *_args, **_more: True)
    page.acts.approve()
    at_rest()
    plan = page.plan()
    assert plan is not None
    assert plan.state == "approved"
    assert not page.acts.approve_button.isEnabled()
    page.acts.copy_as(plan, "Plan v2")
    at_rest()
    assert page.plan() is not None
    assert page.plan().name == "Plan v2"  # type: ignore[union-attr]
    page.acts.remove()
    at_rest()
    with desk.db.read() as session:
        assert [one.name for one in list_plans(session)] == ["Plan"]
    assert page.commands()


def test_a_goal_is_set_for_a_named_place_and_taken_out(
    page: TargetsPage, desk: Desk, look: Look, at_rest: Rest
) -> None:
    dialog_of_goals = GoalsDialog(page.context, page)
    goals = dialog_of_goals.goals
    at_rest()
    dialog = goals.dialog()
    for name, value in (("kpi", "otif_rate"), ("value", "95"), ("period", "2026-Q2"), ("place", "nobody")):
        dialog.put(name, value)
    dialog.accept_button.click()
    assert not dialog.values, "a place that is not there is said under its field"
    dialog.put("place", "D1")
    dialog.accept_button.click()
    goals.keep(dialog.values)
    at_rest()
    shown = goals.table.grid.row_at(0)
    assert (shown.value, shown.row.level) == ("95%", "dealer")
    assert check_every_face(dialog_of_goals, look, data=["D1", "D2", "P1", "95%"]) == []
    goals.table.view.selectRow(0)
    goals.remove()
    at_rest()
    with desk.db.read() as session:
        assert list_goals(session) == []
    dialog_of_goals.deleteLater()


def test_goals_of_a_plan_are_typed_changed_in_excel_approved_and_then_stand(
    page: TargetsPage, desk: Desk, look: Look, tmp_path: Path, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(page, desk, at_rest)
    plan, goals = page.plan(), page.goals
    assert plan is not None
    page.kpi.choose("goals")
    page.reload()
    at_rest()
    assert goals.isVisible()
    assert not page.group.isVisible(), "goals are no sums by group"
    assert not goals.change_button.isEnabled()
    for kpi, value in (("otif_rate", "93"), ("days_of_supply", "25-45")):
        dialog = goals.dialog()
        for name, typed in (("kpi", kpi), ("value", value), ("period", str(plan.year))):
            dialog.put(name, typed)
        dialog.accept_button.click()
        goals.keep(dialog.values)
        at_rest()
    assert check_every_face(page, look, data=["D1", "D2", "P1", "Plan", "93%"]) == []
    out = tmp_path / "plan.xlsx"
    page.acts.export_to(plan, out)
    at_rest()
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[1]
    row = next(one for one in sheet.iter_rows(min_row=2) if one[9].value == 93)
    row[9].value = 94.5
    book.save(out)
    monkeypatch.setattr("ui.targets.acts.ChangesDialog.run", lambda self: self.table.grid.text_at(0, 5) == "94.5%")
    page.acts.take_in_file(plan, out)
    at_rest()
    with desk.db.read() as session:
        assert list_goals(session) == [], "a draft's goals do not count"
    monkeypatch.setattr("ui.targets.acts.confirm", lambda *_args, **_more: True)
    page.acts.approve()
    at_rest()
    with desk.db.read() as session:
        assert {one.kpi: (one.value_e4, one.upper_e4, one.plan) for one in list_goals(session)} == {
            "otif_rate": (9_450, None, "Plan"), "days_of_supply": (250_000, 450_000, "Plan"),
        }  # fmt: skip
    goals.table.view.selectRow(0)
    assert not goals.change_button.isEnabled(), "what is approved is changed by a new version"
    assert not goals.add_button.isEnabled()
