"""What is clicked or pressed while a step is still being kept waits for it, and goes where that step fails."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.errors import UserError
from app.meetings.queries import meeting_view
from app.meetings.rows import MeetingView
from tests.ui.meetings.room import test_room
from ui.core.tasks import Tasks
from ui.meetings.room import steps
from ui.meetings.room.room import Room

Rest = Callable[[], None]
KEY = Qt.Key
desk, room, press = test_room.desk, test_room.room, test_room.press


def view(desk: Desk, room: Room) -> MeetingView:
    with desk.db.read() as session:
        return meeting_view(session, room.meeting_id)


def test_each_click_counts_for_the_person_that_was_chosen_when_it_was_made(
    room: Room, desk: Desk, at_rest: Rest
) -> None:
    people = room.people
    for n, act in enumerate(("present", "absent")):
        people.table.view.select(n)
        people.buttons[act].click()
    people.table.view.select(0)
    assert room.busy
    at_rest()
    found = {one.id: one.state for one in view(desk, room).attendance}
    assert [found[people.table.grid.row_at(n).id] for n in range(2)] == ["present", "absent"]


def test_a_verdict_is_clicked_taken_back_and_clicked_again(
    room: Room, press: Callable[..., None], desk: Desk, at_rest: Rest
) -> None:
    press(KEY.Key_Right)
    room.carry.buttons["all"].click()
    taken = next(n for n, one in enumerate(room.carry.lines) if not one.proposal.needs_reason)
    room.carry.table.view.select(taken)
    at_rest()
    assert view(desk, room).tally.unseen == 1
    room.carry.buttons["back"].click()
    room.carry.buttons["dropped"].click()
    assert room.line.isHidden(), "the line comes when the step before it is kept"
    at_rest()
    assert (room.line.mode, view(desk, room).tally.unseen) == ("dropped", 2)


def test_after_a_verdict_the_next_action_that_waits_is_chosen(
    room: Room, press: Callable[..., None], desk: Desk, at_rest: Rest
) -> None:
    press(KEY.Key_Right)
    for _ in range(2):
        chosen = room.carry.current
        assert chosen is not None
        assert not chosen.action.verdict, "a key pressed twice says nothing anew of the action before"
        press(KEY.Key_X, "过时")
    at_rest()
    assert view(desk, room).tally.dropped == 2


def test_the_room_has_no_button_that_does_nothing(room: Room, press: Callable[..., None]) -> None:
    assert {key for key, one in room.people.buttons.items() if one.isVisible()} == {
        "all", "present", "excused", "absent",
    }  # fmt: skip
    press(KEY.Key_Right)
    assert {key for key, one in room.carry.buttons.items() if one.isVisible()} == {
        "all", "done", "carried", "dropped", "back",
    }  # fmt: skip


@pytest.mark.parametrize("fault", [RuntimeError("broken"), UserError("no")])
def test_keys_behind_a_step_that_fails_are_not_pressed_later(
    room: Room, desk: Desk, at_rest: Rest, qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    told: list[object] = []
    tasks.broke.connect(lambda title, _details: told.append(title))
    tasks.faults_meant = True  # type: ignore[attr-defined]

    def fails(*_args: object, **_how: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(steps, "set_attendance", fails)
        for key in (KEY.Key_E, KEY.Key_Right, KEY.Key_Right):
            qtbot.keyClick(room, key)
        at_rest()
    assert test_room.stage(room)[0] == "people"
    assert bool(told) == isinstance(fault, RuntimeError)
    room.reload()
    at_rest()
    assert test_room.stage(room)[0] == "people", "nothing is left of them"
    qtbot.keyClick(room, KEY.Key_E)
    at_rest()
    assert view(desk, room).quorum.is_clear
