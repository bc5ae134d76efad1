"""What people owe, by clicks: mine and all, by dealer, late ones marked, done with an outcome, or dropped."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import vobject
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.actions.queries import all_actions
from app.actions.service import create_action, edit_action
from app.bootstrap import Desk
from app.core.db import Action
from app.core.journal import record_id
from app.core.period import day_number
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.queries import find_party
from app.meetings.commands import add_item, add_outcome, add_series, plan_meeting, start_meeting
from app.people.model import Department
from app.people.service import add_departments, find_or_add_person
from tests.desks import desk_of, sign
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from tests.ui.small_region import DAY, NAMES
from ui.actions import page as page_module
from ui.actions.page import ActionsPage
from ui.actions.reading import View, read_view
from ui.core import actions as shared
from ui.core.ask import AskDialog
from ui.core.kanban import MIME, NoteCard
from ui.core.look import Look

Rest = Callable[[], None]
TODAY = day_number(DAY)


@pytest.fixture
def desk(small_workspace: Workspace) -> Desk:
    """Two people; one owes two things, one of them late, the other one is owed something about a dealer."""
    found = desk_of(small_workspace)
    sign(found)

    def work(session: Any) -> None:
        other = find_or_add_person(session, name="周敏")
        me = find_or_add_person(session, name="李经理")
        party = find_party(session, "D1").id
        create_action(session, title="核对三月账", owner_id=me, due_on=TODAY - 2)
        create_action(session, title="整改冷库", kind="corrective", owner_id=me, due_on=TODAY + 30)
        create_action(
            session, title="补交许可证", kind="promise", about=("party", party), owner_id=other, due_on=TODAY + 3
        )

    found.db.write(Action("Seed"), work)
    return found


@pytest.fixture
def page(desk: Desk, visit: Callable[[type[ActionsPage]], ActionsPage]) -> ActionsPage:
    return visit(ActionsPage)


def titles(page: ActionsPage) -> list[str]:
    return [str(page.table.grid.row_at(n).action.title) for n in range(page.table.grid.rowCount())]


def pick(page: ActionsPage, whose: str = "", state: str | None = None) -> None:
    page.open({"whose": whose or str(page.whose.key()), "state": page.state.key() if state is None else state})


def answer(monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    monkeypatch.setattr(shared, "ask", lambda *_args, **_more: values)


def test_mine_come_first_late_ones_on_top(page: ActionsPage) -> None:
    assert titles(page) == ["核对三月账", "整改冷库"]
    assert "逾期：1" in page.subtitle.full_text()
    pick(page, "all")
    assert titles(page) == ["核对三月账", "补交许可证", "整改冷库"]
    pick(page, "dealers")
    assert titles(page) == ["补交许可证"]
    assert page.table.grid.row_at(0).about == NAMES["D1"]
    pick(page, "all", "late")
    assert titles(page) == ["核对三月账"]


def test_it_looks_right_in_both_languages_and_themes(page: ActionsPage, look: Look) -> None:
    pick(page, "all")
    assert check_every_face(page, look) == []


def test_a_new_one_may_name_a_dealer_by_a_part_of_its_name(
    page: ActionsPage, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def typed(look: Look, parent: Any, title: Any, asked: Any, *, accept: Any) -> dict[str, Any]:
        dialog = AskDialog(look, parent, title, asked, accept=accept)
        dialog.put("title", "核对流向")
        dialog.put("party_id", "医药")
        dialog.accept()
        assert dialog.values == {}, "three dealers are called so"
        dialog.put("party_id", "温州二号")
        dialog.accept()
        dialog.deleteLater()
        return dialog.values

    monkeypatch.setattr(shared, "ask", typed)
    page.add_button.click()
    at_rest()
    pick(page, "dealers")
    assert [(str(one.action.title), one.about) for one in map(page.table.grid.row_at, range(2))] == [
        ("补交许可证", NAMES["D1"]), ("核对流向", NAMES["D2"]),
    ]  # fmt: skip


def test_one_is_added_changed_done_and_undone(
    page: ActionsPage, desk: Desk, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, title="拜访温州", kind="task", owner_id=desk.workspace.person, due_on=TODAY + 1)
    page.add_button.click()
    at_rest()
    assert titles(page)[1] == "拜访温州"
    page.table.view.select(1)
    answer(monkeypatch, title="拜访温州二号", kind="task", owner_id="", due_on=None)
    page.edit_button.click()
    at_rest()
    pick(page, "all")
    row = next(n for n, title in enumerate(titles(page)) if title == "拜访温州二号")
    page.table.view.select(row)
    answer(monkeypatch, outcome="谈妥")
    page.done_button.click()
    at_rest()
    assert "拜访温州二号" not in titles(page)
    pick(page, "all", "closed")
    assert titles(page) == ["拜访温州二号"]
    page.table.view.select(0)
    assert not page.done_button.isEnabled()
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert titles(page) == []
    with desk.db.read() as session:
        assert [one.state for one in all_actions(session)] == ["open"] * 4


def test_a_closed_one_is_opened_again_and_a_dealers_card_is_one_click_away(
    page: ActionsPage, at_rest: Rest, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    pick(page, "dealers")
    page.table.view.select(0)
    page.open_button.click()
    assert heard.gone[0][0] == "dealers"
    answer(monkeypatch, outcome="不再需要")
    page.drop_button.click()
    at_rest()
    pick(page, "dealers", "closed")
    page.table.view.select(0)
    page.edit_button.click()
    at_rest()
    pick(page, "dealers", "open")
    assert titles(page) == ["补交许可证"]


def test_with_nothing_to_do_it_says_where_actions_come_from(
    workspace: Workspace, look: Look, desk: Desk, page: ActionsPage, at_rest: Rest
) -> None:
    page.kind.choose("")
    pick(page, "mine", "closed")
    assert titles(page) == []
    assert check_every_face(page, look) == []


def cards(page: ActionsPage) -> dict[object, list[str]]:
    return {lane.lane.key: [str(note.title) for note in lane.lane.notes] for lane in page.board.lanes}


def card(page: ActionsPage, title: str) -> NoteCard:
    return next(one for lane in page.board.lanes for one in lane.cards if str(one.note.title) == title)


def test_a_card_is_moved_over_the_board_by_keys(
    page: ActionsPage, desk: Desk, at_rest: Rest, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_face("board")
    assert cards(page) == {"": ["核对三月账", "整改冷库"], "doing": [], "waiting": [], "done": []}
    first = card(page, "核对三月账")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert page.board.current == card(page, "整改冷库").note.id
    qtbot.keyClick(first, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    at_rest()
    assert cards(page) == {"": ["整改冷库"], "doing": ["核对三月账"], "waiting": [], "done": []}
    qtbot.keyClick(card(page, "整改冷库"), Qt.Key.Key_Right)
    assert page.board.current == card(page, "核对三月账").note.id, "the next column that has cards"
    answer(monkeypatch, outcome="已核对")
    page.board.put(card(page, "核对三月账").note.id, "done")
    at_rest()
    assert cards(page)["done"] == ["核对三月账"], "what was done lately is on the board though the filter says to do"
    page.board.put(card(page, "核对三月账").note.id, "waiting")
    at_rest()
    with desk.db.read() as session:
        one = next(row for row in all_actions(session) if row.title == "核对三月账")
    assert (one.state, one.stage, one.outcome) == ("open", "waiting", "")


def test_a_card_that_is_dropped_on_a_column_goes_there(page: ActionsPage, at_rest: Rest) -> None:
    page.show_face("board")
    lane = page.board.lanes[1]
    data = QMimeData()
    data.setData(MIME, card(page, "整改冷库").note.id.encode())
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    lane.dropEvent(drop)
    at_rest()
    assert cards(page)["doing"] == ["整改冷库"]


def test_the_board_looks_right_in_both_languages_and_themes(page: ActionsPage, look: Look) -> None:
    pick(page, "all")
    page.show_face("board")
    check_every_face(page, look)


def test_departments_are_a_filter_and_an_order(page: ActionsPage, desk: Desk, at_rest: Rest) -> None:
    finance = record_id(Department, "finance")

    desk.db.write(Action("Seed"), add_departments)

    def work(session: Any) -> None:
        one = next(row for row in all_actions(session) if row.title == "整改冷库")
        edit_action(session, action_id=one.id, changes={"department_id": finance})

    desk.db.write(Action("Seed"), work)
    at_rest()
    pick(page, "departments")
    assert titles(page) == ["整改冷库"]
    pick(page, "all")
    page.department.choose(finance)
    page.department.picked.emit(finance)
    assert titles(page) == ["整改冷库"]


def test_a_link_leads_to_its_action_whoever_owes_it(page: ActionsPage, desk: Desk, at_rest: Rest) -> None:
    with desk.db.read() as session:
        one = next(row for row in all_actions(session) if row.title == "补交许可证")
    page.open({"action": one.id})
    at_rest()
    assert page.table.current.action.id == one.id


def test_what_a_meeting_agreed_on_names_the_meeting_and_leads_to_it(
    page: ActionsPage, desk: Desk, at_rest: Rest, heard: Heard
) -> None:
    def agree(session: Any) -> str:
        me = find_or_add_person(session, name="李经理")
        series = add_series(session, name="月度会", chair_id=me)
        meeting = plan_meeting(session, series_id=series, period="2026-03", held_on=TODAY)
        item = add_item(session, meeting_id=meeting, title="迟交")
        start_meeting(session, meeting_id=meeting, at_ms=0)
        add_outcome(session, item_id=item, kind="action", text="换承运商", owner_id=me, due_on=TODAY + 4)
        return meeting

    meeting = desk.db.write(Action("Agree"), agree).value
    page.reload()
    at_rest()
    pick(page, "all")
    n = titles(page).index("换承运商")
    assert page.look.say(page.table.grid.row_at(n).about).startswith("月度会，2026")
    page.table.view.select(n)
    at_rest()
    assert page.open_button.text().strip() == "打开会议"
    about = [one.key for one in page.table.grid.columns].index("about")
    page.table.view.clicked.emit(page.table.grid.index(n, about))
    assert [(where, target["meeting"]) for where, target in heard.gone] == [("meetings", meeting)]


def test_open_actions_become_a_calendar_file(page: ActionsPage, at_rest: Rest, tmp_path: Path) -> None:
    pick(page, "all")
    page.save_calendar(tmp_path / "a.ics")
    at_rest()
    todos = vobject.readOne((tmp_path / "a.ics").read_text(encoding="utf-8")).vtodo_list
    assert [one.summary.value for one in todos] == titles(page)


def test_the_first_are_in_sight_before_all_are_read(
    desk: Desk, visit: Callable[[type[ActionsPage]], ActionsPage], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int | None] = []

    def watched(desk: Desk, *, since: int | None, most: int | None) -> View:
        asked.append(most)
        return read_view(desk, since=since, most=most)

    monkeypatch.setattr(page_module, "FIRST", 1)
    monkeypatch.setattr(page_module, "read_view", watched)
    page = visit(ActionsPage)
    assert asked == [1, None]
    pick(page, "all")
    assert len(titles(page)) == 3
