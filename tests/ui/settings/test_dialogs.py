from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.db import Action
from app.core.texts import EN, N_, Text
from app.people.queries import departments, people
from app.people.service import add_departments, add_person
from tests.ui.conftest import Heard
from tests.ui.looks import check, settle
from ui.core.controls import Button
from ui.core.dialogs import FaultDialog
from ui.core.look import Look
from ui.core.page import Context
from ui.settings.page import SettingsPage
from ui.settings.people import PersonDialog


def test_a_person_needs_a_name(qtbot: QtBot, context: Context, desk: Desk, shown: Callable[..., QWidget]) -> None:
    desk.db.write(Action(N_("Create the workspace")), add_departments)
    with desk.db.read() as session:
        dialog = PersonDialog(context, tuple(departments(session)))
    shown(dialog, 460, 420)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    settle(dialog)
    assert dialog.isVisible()
    assert "请填写姓名" in dialog.form._notes[dialog.name][0].text()
    assert check(dialog, context.look) == []
    dialog.name.setText("  王 建国 ")
    dialog.department.setCurrentIndex(1)
    assert dialog.values()["name"] == "王 建国"
    assert dialog.values()["department_id"]
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def test_the_first_person_added_is_who_works_here(
    context: Context, desk: Desk, shown: Callable[..., QWidget], at_rest: Callable[[], None]
) -> None:
    page = SettingsPage(context)
    shown(page)
    page.shown()
    at_rest()
    page.people.save_new({"name": "王建国", "department_id": None, "title": None, "email": None, "phone": None})
    at_rest()
    with desk.db.read() as session:
        assert [person.id for person in people(session)] == [desk.workspace.person]


def test_the_departments_are_named_in_the_language_of_the_moment(
    context: Context, desk: Desk, shown: Callable[..., QWidget], at_rest: Callable[[], None]
) -> None:
    desk.db.write(Action(N_("Create the workspace")), add_departments)
    with desk.db.read() as session:
        department = next(one.id for one in departments(session) if one.code == "finance")
    page = SettingsPage(context)
    shown(page)
    page.shown()
    at_rest()
    page.people.save_new({"name": "李敏", "department_id": department, "title": None, "email": None, "phone": None})
    at_rest()
    page.reload()
    at_rest()
    assert page.people.table.grid.text_at(0, 1) == "财务部"
    context.look.set_language(EN)
    QApplication.processEvents()
    assert page.people.table.grid.text_at(0, 1) == "Finance"


def test_a_fault_says_what_stopped_and_gives_the_details(look: Look, shown: Callable[..., QWidget]) -> None:
    dialog = FaultDialog(look, None, Text("Backing up"), "Traceback: ZeroDivisionError")
    shown(dialog, 620, 420)
    settle(dialog)
    dialog.copy()
    assert QApplication.clipboard().text() == "Traceback: ZeroDivisionError"
    assert dialog.windowTitle() == "程序出错了"
    assert check(dialog, look) == []


def test_a_persons_history_opens_from_the_list_and_everybodys_from_the_workspace(
    context: Context, desk: Desk, heard: Heard, visit: Callable[[type[SettingsPage]], SettingsPage]
) -> None:
    action = Action("Added {name}", {"name": "王建国"})
    person = desk.db.write(action, lambda session: add_person(session, name="王建国")).value
    page = visit(SettingsPage)
    page.people.table.view.select(0)
    page.people._past.click()
    assert heard.gone == [("history", {"entity": "person", "record": person})]
    next(one for one in page.workspace.findChildren(Button) if one.text().strip() == "变更历史").click()
    assert heard.gone[-1] == ("history", {})
