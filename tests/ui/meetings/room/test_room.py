"""A whole meeting by keys alone, from who is here to its closed minutes."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import day_number
from app.core.workspace import Workspace
from app.meetings.closing import close_meeting
from app.meetings.commands import (
    Member,
    add_item,
    add_outcome,
    add_series,
    plan_meeting,
    set_attendance,
    set_members,
    start_meeting,
)
from app.meetings.queries import meeting_view
from app.meetings.rows import MeetingView
from app.people.service import find_or_add_person
from tests.desks import desk_of, sign
from tests.ui.looks import check_every_face
from tests.ui.small_region import DAY
from ui.core.look import Look
from ui.meetings.meetings.panel import MeetingsPanel
from ui.meetings.page import MeetingsPage
from ui.meetings.room.room import Room

Rest = Callable[[], None]
TODAY = day_number(DAY)
SEED = Action("Seed")
KEY = Qt.Key


@pytest.fixture
def desk(small_workspace: Workspace) -> Desk:
    """A series whose first meeting left two actions open, one of them late; the second one is under way."""
    found = desk_of(small_workspace)
    sign(found)
    db = found.db
    chair, member = (
        db.write(SEED, lambda s, name=name: find_or_add_person(s, name=name)).value for name in ("陈总", "林晓")
    )
    series = db.write(SEED, lambda s: add_series(s, name="月度经营分析会", chair_id=chair)).value
    db.write(SEED, lambda s: set_members(s, series_id=series, members=[Member(member)]))
    first = db.write(SEED, lambda s: plan_meeting(s, series_id=series, period="2026-02", held_on=TODAY - 30)).value
    item = db.write(SEED, lambda s: add_item(s, meeting_id=first, title="迟交")).value
    db.write(SEED, lambda s: start_meeting(s, meeting_id=first, at_ms=0))
    for text, due in (("核对清单", TODAY - 5), ("写函", TODAY + 40)):
        db.write(SEED, lambda s, text=text, due=due: add_outcome(
            s, item_id=item, kind="action", text=text, owner_id=member, due_on=due))  # fmt: skip
    for person in (chair, member):
        db.write(SEED, lambda s, person=person: set_attendance(s, meeting_id=first, person_id=person, state="present"))
    close_meeting(db, found.workspace.files, meeting_id=first)
    second = db.write(SEED, lambda s: plan_meeting(s, series_id=series, period="2026-03", held_on=TODAY)).value
    for title in ("浙西线准时率", "压货核查"):
        db.write(SEED, lambda s, title=title: add_item(s, meeting_id=second, title=title))
    db.write(SEED, lambda s: plan_meeting(s, series_id=series, period="2026-04", held_on=TODAY + 30))
    return found


@pytest.fixture
def room(desk: Desk, visit: Callable[[type[MeetingsPage]], MeetingsPage], at_rest: Rest, qtbot: QtBot) -> Room:
    """Entered from the page; the meeting that has not begun begins."""
    page = visit(MeetingsPage)
    page.open({"panel": "meetings"})
    at_rest()
    panel = page.panel("meetings")
    assert isinstance(panel, MeetingsPanel)
    panel.room_button.click()
    at_rest()
    found = panel.room
    assert found is not None
    found.hide()
    found.resize(1366, 768)
    found.show()
    at_rest()
    return found


@pytest.fixture
def press(room: Room, qtbot: QtBot, at_rest: Rest) -> Callable[..., None]:
    """A key on the room, then words into the line that it opened, then Enter."""

    def pressed(key: Qt.Key, words: str | None = None) -> None:
        qtbot.keyClick(room, key)
        if words is not None:
            assert room.line.isVisible()
            room.line.line.insert(words)
            qtbot.keyClick(room.line.line, KEY.Key_Return)
        at_rest()

    return pressed


def view(desk: Desk, room: Room) -> MeetingView:
    with desk.db.read() as session:
        return meeting_view(session, room.meeting_id)


def stage(room: Room) -> tuple[str, str]:
    assert room.at is not None
    return room.at.stage, room.at.item


def test_a_meeting_is_led_by_keys_and_its_minutes_are_done_when_it_ends(
    room: Room, press: Callable[..., None], desk: Desk, at_rest: Rest, qtbot: QtBot
) -> None:
    assert stage(room)[0] == "people"
    press(KEY.Key_E)
    assert view(desk, room).quorum.is_clear
    press(KEY.Key_Right)
    assert stage(room)[0] == "carry"
    assert room.carry.current is not None, "a key about one action is not pressed in vain"
    press(KEY.Key_S)
    assert view(desk, room).tally.unseen == 1
    late = next(n for n, line in enumerate(room.carry.lines) if not line.action.verdict)
    room.carry.table.view.select(late)
    press(KEY.Key_V, "等承运商答复 !+20")
    assert view(desk, room).tally.unseen == 0
    press(KEY.Key_Right)
    first, second = view(desk, room).items
    assert (stage(room), view(desk, room).items[0].state) == (("item", first.id), "current")
    press(KEY.Key_D, "浙西线引入第二承运商")
    press(KEY.Key_A, "谈判备用承运商")
    assert room.line.isVisible(), "an action without owner and day is not taken"
    assert "负责人" in room.line.error.full_text()
    room.line.line.clear()
    room.line.line.insert("谈判备用承运商 @林 !+14")
    qtbot.keyClick(room.line.line, KEY.Key_Return)
    at_rest()
    press(KEY.Key_N, "捷运同意赔付")
    press(KEY.Key_Space)
    assert room.paused
    press(KEY.Key_Right)
    assert stage(room) == ("item", second.id)
    press(KEY.Key_Left)
    press(KEY.Key_Right)
    press(KEY.Key_R, "春节后压货")
    press(KEY.Key_Right)
    assert stage(room)[0] == "end"
    press(KEY.Key_Return)
    found = view(desk, room)
    assert (found.meeting.state, found.meeting.version) == ("closed", 1)
    assert [(one.kind, one.text, one.owner) for item in found.items for one in item.outcomes] == [
        ("decision", "浙西线引入第二承运商", ""), ("action", "谈判备用承运商", "林晓"), ("risk", "春节后压货", ""),
    ]  # fmt: skip
    assert found.items[0].notes == "捷运同意赔付"
    assert room.ending.report is not None
    assert room.ending.report.pdf is not None
    assert room.ending.report.pdf.startswith(b"%PDF")


def test_a_meeting_with_something_left_is_not_closed_and_says_what(
    room: Room, press: Callable[..., None], desk: Desk
) -> None:
    for _ in range(5):
        press(KEY.Key_Right)
    assert stage(room)[0] == "end"
    press(KEY.Key_Return)
    assert view(desk, room).meeting.state == "in_progress"
    assert "2" in room.ending.error.full_text()
    press(KEY.Key_Left)
    press(KEY.Key_P, "数据未到")
    assert [one.state for one in view(desk, room).items] == ["done", "parked"]
    assert stage(room)[0] == "end"


def test_it_looks_right_in_both_languages_and_themes_at_every_stop(
    room: Room, press: Callable[..., None], look: Look
) -> None:
    for _ in range(4):
        check_every_face(room, look)
        press(KEY.Key_Right)


def test_its_keys_are_shown_large_until_the_next_key(room: Room, press: Callable[..., None]) -> None:
    press(KEY.Key_F1)
    assert room.stack.currentWidget() is room.keys
    assert ("E", "全部到会") in room.keys.keys
    press(KEY.Key_Escape)
    assert room.stack.currentWidget() is room.people, "the key only goes back to the meeting"


def test_words_are_larger_on_a_projector(room: Room, at_rest: Rest) -> None:
    near = room.board.title.font().pixelSize()
    room.resize(1920, 1080)
    at_rest()
    assert room.board.title.font().pixelSize() > near


def test_leaving_keeps_the_meeting_under_way(room: Room, press: Callable[..., None], desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(room.closed):
        press(KEY.Key_Escape)
    with desk.db.read() as session:
        assert meeting_view(session, room.meeting_id).meeting.state == "in_progress"


def test_keys_pressed_faster_than_they_are_kept_lose_and_double_nothing(
    room: Room, press: Callable[..., None], desk: Desk, at_rest: Rest, qtbot: QtBot
) -> None:
    for _ in range(2):
        press(KEY.Key_Right)
    room._seconds = 60
    for _ in range(2):
        qtbot.keyClick(room, KEY.Key_Right)
    at_rest()
    assert stage(room)[0] == "end"
    assert [one.state for one in view(desk, room).items] == ["done", "done"]
    assert sum(one.spent_seconds for one in view(desk, room).items) in range(60, 100)
    press(KEY.Key_Left)
    qtbot.keyClick(room, KEY.Key_R)
    room.line.line.insert("春节后压货")
    for _ in range(2):
        qtbot.keyClick(room.line.line, KEY.Key_Return)
    at_rest()
    assert [len(one.outcomes) for one in view(desk, room).items] == [0, 1]
    room._seconds = 60
    for key in (KEY.Key_Left, KEY.Key_Escape):
        qtbot.keyClick(room, key)
    at_rest()
    with desk.db.read() as session:
        items = meeting_view(session, room.meeting_id).items
    assert [one.state for one in items] == ["done", "done"], "what was discussed stays so, also looked at again"
    assert sum(one.spent_seconds for one in items) in range(120, 160)
