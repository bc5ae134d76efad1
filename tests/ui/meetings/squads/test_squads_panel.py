"""Squads by clicks: set up, milestones reached, cards moved, ended with a result and taken up again."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.queries import actions_about
from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import day_number
from app.core.undo import undo
from app.core.workspace import Workspace
from app.initiatives.queries import SquadRow, squads
from app.people.service import find_or_add_person
from tests.desks import desk_of, sign
from tests.ui.looks import check_every_face
from tests.ui.small_region import DAY
from ui.core import actions as shared
from ui.core.look import Look
from ui.meetings.page import MeetingsPage
from ui.meetings.squads import panel as module
from ui.meetings.squads.panel import SquadsPanel

Rest = Callable[[], None]
TODAY = day_number(DAY)


@pytest.fixture
def desk(small_workspace: Workspace) -> Desk:
    found = desk_of(small_workspace)
    sign(found)
    for name in ("陈总", "林组长", "周工"):
        found.db.write(Action("Seed"), lambda session, name=name: find_or_add_person(session, name=name))
    return found


@pytest.fixture
def panel(desk: Desk, visit: Callable[[type[MeetingsPage]], MeetingsPage], at_rest: Rest) -> SquadsPanel:
    page = visit(MeetingsPage)
    page.open({"panel": "squads"})
    at_rest()
    found = page.panel("squads")
    assert isinstance(found, SquadsPanel)
    return found


def row(desk: Desk) -> SquadRow:
    with desk.db.read() as session:
        (found,) = squads(session, on=TODAY)
    return found


def answer(monkeypatch: pytest.MonkeyPatch, where: object, **values: object) -> None:
    monkeypatch.setattr(where, "ask", lambda *_args, **_more: values)


@pytest.fixture
def squad(panel: SquadsPanel, desk: Desk, at_rest: Rest, monkeypatch: pytest.MonkeyPatch) -> str:
    """One squad, set up by its dialog."""
    found = panel.found
    assert found is not None
    ids = {one.name: one.id for one in found.people}
    answer(
        monkeypatch, module, name="浙西准时率攻坚", goal="准时率回到 95 %", sponsor_id=ids["陈总"],
        lead_id=ids["林组长"], members=[ids["周工"]], department_id="", kpi="", goal_value="", from_on=TODAY - 30,
        ends_on=TODAY + 30,
    )  # fmt: skip
    panel.new_button.click()
    at_rest()
    return row(desk).id


def test_without_a_squad_it_says_what_one_is(panel: SquadsPanel, look: Look) -> None:
    assert panel.table.grid.rowCount() == 0
    assert not panel.charter.isVisibleTo(panel)
    check_every_face(panel, look)


def test_a_squad_reaches_its_milestones_and_its_cards_move(
    panel: SquadsPanel, desk: Desk, squad: str, at_rest: Rest, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
    look: Look,
) -> None:  # fmt: skip
    answer(monkeypatch, module, title="换线方案", due_on=TODAY - 1, note="")
    panel.charter.add_button.click()
    at_rest()
    (step,) = row(desk).milestones
    panel.charter.ticks[step.id].click()
    at_rest()
    assert row(desk).milestones[0].done_on == TODAY
    answer(monkeypatch, shared, title="核对清单", kind="task", owner_id=row(desk).lead_id, due_on=TODAY + 3)
    panel.action_button.click()
    at_rest()
    card = panel.board.lanes[0].cards[0]
    qtbot.keyClick(card, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    at_rest()
    with desk.db.read() as session:
        assert [(one.title, one.stage) for one in actions_about(session, "squad", squad)] == [("核对清单", "doing")]
    check_every_face(panel, look)


def test_it_is_changed_paused_ended_and_taken_up_again(
    panel: SquadsPanel, desk: Desk, squad: str, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.pause_button.click()
    at_rest()
    assert row(desk).state == "paused"
    panel.pause_button.click()
    at_rest()
    answer(monkeypatch, module, result="95.3 %")
    panel.end_button.click()
    at_rest()
    assert (row(desk).state, row(desk).result) == ("ended", "95.3 %")
    assert not panel.change_button.isEnabled()
    undo(desk.db, desk.undo_handlers)
    assert row(desk).state == "active"
    at_rest()
    answer(monkeypatch, module, result="没有预算")
    panel.drop_button.click()
    at_rest()
    assert (row(desk).state, row(desk).id) == ("dropped", squad)
    panel.end_button.click()
    at_rest()
    assert row(desk).state == "active"
