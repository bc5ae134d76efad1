"""The agenda: its order, what is discussed now, what is put off to the backlog and what is struck off."""

import pytest

from app.core.db import Database
from app.core.errors import UserError
from app.core.workspace import Workspace
from app.meetings import commands
from app.meetings.closing import close_meeting
from app.meetings.queries import items_of, meeting_view, topics
from tests.app.meetings.rooms import FIRST, Room, a_meeting, a_room, do


@pytest.fixture
def room(db: Database) -> Room:
    """A series of meetings."""
    return a_room(db)


def _agenda(db: Database, meeting: str) -> list[tuple[str, str]]:
    with db.read() as session:
        return [(str(one.title), one.state) for one in items_of(session, meeting)]


def _add(db: Database, meeting: str, title: str, section: str = "topics") -> str:
    return do(db, commands.add_item, meeting_id=meeting, title=title, section=section)


def test_items_stand_in_the_order_of_the_template_until_the_chair_moves_them(db: Database, room: Room) -> None:
    meeting = a_meeting(db, room, started=False, all_there=False)
    _add(db, meeting, "其他", "other")
    _add(db, meeting, "准时率", "kpis")
    last = _add(db, meeting, "毛利率", "kpis")
    _add(db, meeting, "仓库")
    assert [title for title, _ in _agenda(db, meeting)] == ["准时率", "毛利率", "仓库", "其他"]
    do(db, commands.move_item, item_id=last, to=4)
    assert [title for title, _ in _agenda(db, meeting)] == ["准时率", "仓库", "其他", "毛利率"]
    with pytest.raises(UserError, match="Say what"):
        _add(db, meeting, " ")


def test_one_item_is_discussed_at_a_time_and_time_adds_up(db: Database, room: Room) -> None:
    meeting = a_meeting(db, room)
    first, second = _add(db, meeting, "一"), _add(db, meeting, "二")
    do(db, commands.begin_item, item_id=first)
    do(db, commands.begin_item, item_id=second)
    assert _agenda(db, meeting) == [("一", "planned"), ("二", "current")]
    do(db, commands.end_item, item_id=second, seconds=60, done=False)
    do(db, commands.begin_item, item_id=second)
    do(db, commands.end_item, item_id=second, seconds=30)
    with db.read() as session:
        assert [one.spent_seconds for one in items_of(session, meeting)] == [0, 90]
    do(db, commands.edit_item, item_id=second, changes={"notes": " 已讨论 ", "title": " 二  号 "})
    assert _agenda(db, meeting)[1] == ("二 号", "done")


def test_what_is_put_off_waits_in_the_backlog_and_is_taken_up_by_the_next_meeting(db: Database, room: Room) -> None:
    meeting = a_meeting(db, room)
    item = _add(db, meeting, "仓库搬迁")
    with pytest.raises(UserError, match="put off"):
        do(db, commands.park_item, item_id=item, reason=" ")
    topic = do(db, commands.park_item, item_id=item, reason="等报价")
    do(db, commands.restore_item, item_id=item)
    assert _agenda(db, meeting) == [("仓库搬迁", "planned")]
    assert do(db, commands.park_item, item_id=item, reason="等报价") == topic, "one topic, however often"
    second = a_meeting(db, room, 2, started=False, all_there=False)
    taken = do(db, commands.take_topic, topic_id=topic, meeting_id=second)
    with db.read() as session:
        (row,) = items_of(session, second)
        assert (row.id, row.source, row.from_item_id) == (taken, "backlog", item)
        assert topics(session, room.series_id) == []
    with pytest.raises(UserError, match="another agenda"):
        do(db, commands.restore_item, item_id=item)
    do(db, commands.remove_item, item_id=taken)
    with db.read() as session:
        (waiting,) = topics(session, room.series_id)
    assert waiting.title == "仓库搬迁"
    do(db, commands.drop_topic, topic_id=topic, reason="不搬了")
    with db.read() as session:
        assert topics(session, room.series_id) == []


def test_what_is_struck_off_is_off_with_its_reason_and_can_come_back(db: Database, room: Room) -> None:
    meeting = a_meeting(db, room)
    item = do(db, commands.add_item, meeting_id=meeting, title="{n} late", params={"n": 3}, source="month",
              cause="kpi:otif", fingerprint="3")  # fmt: skip
    with pytest.raises(UserError, match="struck off"):
        do(db, commands.reject_item, item_id=item, reason="")
    do(db, commands.reject_item, item_id=item, reason="已知")
    with db.read() as session:
        (row,) = items_of(session, meeting)
    assert (str(row.title), row.state, row.reason) == ("3 late", "rejected", "已知")
    with pytest.raises(UserError, match="off the agenda"):
        do(db, commands.begin_item, item_id=item)
    with pytest.raises(UserError, match="strike it off"):
        do(db, commands.remove_item, item_id=item)
    do(db, commands.restore_item, item_id=item)
    assert _agenda(db, meeting) == [("3 late", "planned")]


def test_what_nobody_came_to_waits_and_what_recurs_is_on_the_next_agenda(workspace: Workspace) -> None:
    db = workspace.db
    room = a_room(db)
    meeting = a_meeting(db, room)
    do(db, commands.add_item, meeting_id=meeting, title="安全提示", section="other", recurring=True)
    _add(db, meeting, "没来得及")
    do(db, commands.add_item, meeting_id=meeting, title="{n} late", params={"n": 3}, source="month", cause="x")
    spoken = _add(db, meeting, "顺便说到")
    do(db, commands.add_outcome, item_id=spoken, kind="information", text="下月盘点")
    closed = close_meeting(db, workspace.files, meeting_id=meeting)
    assert [(str(one.words.said), one.state, one.n) for one in closed.content.items] == [
        ("3 late", "planned", 1), ("顺便说到", "done", 2), ("安全提示", "planned", 3), ("没来得及", "parked", 0),
    ]  # fmt: skip
    with db.read() as session:
        assert [one.title for one in topics(session, room.series_id)] == ["没来得及"]
    second = a_meeting(db, room, 2, started=False, all_there=False)
    with db.read() as session:
        assert [(one.title, one.recurring) for one in items_of(session, second)] == [("安全提示", True)]


def test_departments_bring_their_reports(db: Database, room: Room) -> None:
    meeting = a_meeting(db, room, started=False, all_there=False)
    sales = room.departments["sales"]
    with pytest.raises(UserError, match="Write something"):
        do(db, commands.write_report, meeting_id=meeting, department_id=sales, ready=True)
    do(db, commands.write_report, meeting_id=meeting, department_id=sales, done="签约 3 家")
    do(db, commands.write_report, meeting_id=meeting, department_id=sales, done="签约 4 家", asks="样品", ready=True)
    with db.read() as session:
        (row,) = meeting_view(session, meeting).reports
    assert (row.done, row.asks, row.state) == ("签约 4 家", "样品", "ready")


def test_a_meeting_moves_and_its_people_change_before_it_is_closed(db: Database, room: Room) -> None:
    meeting = a_meeting(db, room, started=False, all_there=False)
    do(db, commands.edit_meeting, meeting_id=meeting, changes={"held_on": FIRST + 1, "title": " 4 月 例会 "})
    with pytest.raises(UserError, match="5 minutes"):
        do(db, commands.edit_meeting, meeting_id=meeting, changes={"minutes": 1})
    do(db, commands.uninvite, meeting_id=meeting, person_id=room.finance)
    do(db, commands.invite, meeting_id=meeting, person_id=room.sponsor)
    with pytest.raises(UserError, match="nobody to speak"):
        do(
            db,
            commands.set_attendance,
            meeting_id=meeting,
            person_id=room.chair,
            state="present",
            proxy_id=room.finance,
        )
    with db.read() as session:
        view = meeting_view(session, meeting)
    assert (view.meeting.held_on, view.meeting.title) == (FIRST + 1, "4 月 例会")
    assert [(one.person, one.role) for one in view.attendance] == [
        ("王芳", "chair"), ("李静", "secretary"), ("张强", "member"), ("陈总", "guest"),
    ]  # fmt: skip


def test_time_that_is_kept_after_an_item_was_put_off_leaves_it_off(db: Database, room: Room) -> None:
    meeting = a_meeting(db, room)
    item = _add(db, meeting, "预算")
    do(db, commands.begin_item, item_id=item)
    do(db, commands.park_item, item_id=item, reason="数据未到")
    do(db, commands.end_item, item_id=item, seconds=30, done=False)
    assert _agenda(db, meeting) == [("预算", "parked")]
