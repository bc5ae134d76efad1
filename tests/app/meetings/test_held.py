"""A month's meeting from its plan to its closed minutes."""

import pytest

from app.actions.queries import actions_about, all_actions
from app.core.db import Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.undo import undo
from app.core.workspace import Workspace
from app.meetings import commands
from app.meetings.closing import close_meeting, minutes_content, reopen_meeting
from app.meetings.minutes import minutes_from_json, minutes_json
from app.meetings.queries import all_series, find_meeting, find_series, meeting_view, meetings, next_of
from app.meetings.rows import MeetingView
from tests.app.meetings.rooms import FIRST, a_meeting, a_room, an_action, do


def _view(db: Database, meeting: str) -> MeetingView:
    with db.read() as session:
        return meeting_view(session, meeting)


def test_a_planned_meeting_invites_the_series_people_and_goes_from_draft_to_closed(workspace: Workspace) -> None:
    db, files = workspace.db, workspace.files
    room = a_room(db)
    meeting = a_meeting(db, room, started=False, all_there=False)
    view = _view(db, meeting)
    assert [(one.person, one.role, one.state) for one in view.attendance] == [
        ("王芳", "chair", "invited"), ("李静", "secretary", "invited"), ("刘敏", "member", "invited"),
        ("张强", "member", "invited"),
    ]  # fmt: skip
    assert (view.meeting.number, view.meeting.state, view.meeting.place) == (1, "draft", "三楼会议室")
    do(db, commands.open_meeting, meeting_id=meeting)
    with pytest.raises(UserError, match="Begin meeting"):
        close_meeting(db, files, meeting_id=meeting)
    do(db, commands.start_meeting, meeting_id=meeting, at_ms=5)
    item = do(db, commands.add_item, meeting_id=meeting, title="  窜货 处理 ", minutes=10)
    do(db, commands.begin_item, item_id=item)
    do(db, commands.add_outcome, item_id=item, kind="decision", text="暂停返利")
    do(db, commands.end_item, item_id=item, seconds=90)
    with pytest.raises(UserError, match=r"missing: 4"):
        close_meeting(db, files, meeting_id=meeting)
    for one in (room.chair, room.secretary):
        do(db, commands.set_attendance, meeting_id=meeting, person_id=one, state="present")
    for one in (room.logistics, room.finance):
        do(db, commands.set_attendance, meeting_id=meeting, person_id=one, state="absent")
    with pytest.raises(UserError, match=r"2 of 2, departments missing: 1"):
        close_meeting(db, files, meeting_id=meeting)
    do(
        db,
        commands.set_attendance,
        meeting_id=meeting,
        person_id=room.logistics,
        state="excused",
        proxy_id=room.finance,
    )
    with pytest.raises(UserError, match=r"departments missing: 1"):  # who speaks for him is not there either
        close_meeting(db, files, meeting_id=meeting)
    do(db, commands.set_attendance, meeting_id=meeting, person_id=room.logistics, state="excused", proxy_id=room.chair)
    closed = close_meeting(db, files, meeting_id=meeting, ended_at=9)
    view = _view(db, meeting)
    assert (view.meeting.state, view.meeting.version, view.meeting.minutes_sha256) == ("closed", 1, closed.sha256)
    assert [(one.title, one.state, one.spent_seconds) for one in view.items] == [("窜货 处理", "done", 90)]
    with db.read() as session:
        kept = minutes_content(session, files, meeting)
    assert kept == closed.content
    assert minutes_json(minutes_from_json(minutes_json(kept))) == minutes_json(kept)
    assert (kept.head.started_at, kept.head.ended_at, kept.quorum.is_met) == (5, 9, True)
    assert [one.text for _, one in kept.outcomes("decision")] == ["暂停返利"]


def test_closing_is_a_barrier_and_reopening_makes_the_next_version(workspace: Workspace) -> None:
    db, files = workspace.db, workspace.files
    room = a_room(db)
    meeting = a_meeting(db, room)
    outcome, item = an_action(db, room, meeting)
    first = close_meeting(db, files, meeting_id=meeting)
    with pytest.raises(UserError, match="final"):
        undo(db, {})
    with pytest.raises(UserError, match="closed"):
        do(db, commands.edit_outcome, outcome_id=outcome, changes={"text": "x"})
    with pytest.raises(UserError, match="why"):
        do(db, reopen_meeting, meeting_id=meeting, reason=" ")
    do(db, reopen_meeting, meeting_id=meeting, reason="漏记一项")
    with pytest.raises(UserError, match="final"):
        undo(db, {})
    with pytest.raises(UserError, match="closed minutes"):
        do(db, commands.withdraw_outcome, outcome_id=outcome)
    do(db, commands.add_outcome, item_id=item, kind="risk", text="天气")
    second = close_meeting(db, files, meeting_id=meeting)
    view = _view(db, meeting)
    assert [(one.version, one.reason) for one in view.versions] == [(2, "漏记一项"), (1, "")]
    assert files.get(first.sha256) == minutes_json(first.content), "the first version stays as it was"
    assert [one.reopened_for for one in second.content.earlier] == ["漏记一项"]
    assert len(second.content.outcomes("risk")) == 1


def test_an_action_needs_one_owner_and_a_day_and_is_one_row_everywhere(db: Database) -> None:
    room = a_room(db)
    meeting = a_meeting(db, room)
    item = do(db, commands.add_item, meeting_id=meeting, title="合同")
    for owner, due in ((None, FIRST + 5), (room.chair, None)):
        with pytest.raises(UserError, match="one owner and the day"):
            do(db, commands.add_outcome, item_id=item, kind="action", text="补签", owner_id=owner, due_on=due)
    with pytest.raises(UserError, match="before the meeting"):
        do(db, commands.add_outcome, item_id=item, kind="action", text="补签", owner_id=room.chair, due_on=FIRST - 1)
    outcome, _ = an_action(db, room, meeting)
    do(db, commands.edit_outcome, outcome_id=outcome, changes={"text": "补签 年度合同", "due_on": FIRST + 9})
    with db.read() as session:
        (row,) = actions_about(session, "meeting_outcome", outcome)
    assert (row.title, row.owner, row.due_on) == ("补签 年度合同", "张强", FIRST + 9)
    do(db, commands.withdraw_outcome, outcome_id=outcome)
    with db.read() as session:
        assert all_actions(session) == []
    undo(db, {})
    with db.read() as session:
        assert [one.title for one in all_actions(session)] == ["补签 年度合同"]


def test_one_meeting_of_a_series_is_under_way_at_a_time_and_each_has_its_day(db: Database) -> None:
    room = a_room(db)
    first = a_meeting(db, room)
    with pytest.raises(UserError, match="already"):
        do(db, commands.plan_meeting, series_id=room.series_id, period="2026-04", held_on=FIRST)
    second = a_meeting(db, room, 2, started=False)
    with pytest.raises(UserError, match="under way"):
        do(db, commands.start_meeting, meeting_id=second, at_ms=1)
    with db.read() as session:
        found = next_of(session, first)
        assert found is not None
        assert found.id == second
        assert [one.number for one in meetings(session, room.series_id)] == [2, 1]
        (series,) = all_series(session)
        assert (series.meetings, series.next_on, series.last_on) == (2, FIRST + 30, None)
        assert find_series(session, "Monthly review").id == room.series_id
        assert find_meeting(session, found.ref).id == second
    with pytest.raises(UserError, match="not closed"):
        do(db, commands.end_series, series_id=room.series_id, on=FIRST)


def test_a_meeting_is_cancelled_with_a_reason_as_long_as_nothing_came_of_it(db: Database) -> None:
    room = a_room(db)
    topic = do(db, commands.add_topic, series_id=room.series_id, title="仓库搬迁", on=FIRST - 9)
    meeting = a_meeting(db, room)
    do(db, commands.take_topic, topic_id=topic, meeting_id=meeting)
    outcome, _ = an_action(db, room, meeting)
    with pytest.raises(UserError, match="came of meeting"):
        do(db, commands.cancel_meeting, meeting_id=meeting, reason="台风")
    do(db, commands.withdraw_outcome, outcome_id=outcome)
    with pytest.raises(UserError, match="not held"):
        do(db, commands.cancel_meeting, meeting_id=meeting, reason="")
    do(db, commands.cancel_meeting, meeting_id=meeting, reason="台风")
    view = _view(db, meeting)
    assert (view.meeting.state, view.meeting.reason) == ("cancelled", "台风")
    assert [one.title for one in view.topics] == ["仓库搬迁"], "the topic waits again"


def test_what_was_taken_back_before_the_closing_does_not_come_back_after_it(workspace: Workspace) -> None:
    db = workspace.db
    room = a_room(db)
    meeting = a_meeting(db, room)
    outcome, _ = an_action(db, room, meeting)
    db.actor = room.logistics
    do(db, commands.withdraw_outcome, outcome_id=outcome)
    db.actor = room.chair
    close_meeting(db, workspace.files, meeting_id=meeting)
    db.actor = room.logistics
    with pytest.raises(UserError, match="final"):
        undo(db, {})
    assert _view(db, meeting).meeting.actions == 0


def test_what_is_written_down_while_a_meeting_is_closed_stands_in_its_minutes(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, files = workspace.db, workspace.files
    room = a_room(db)
    meeting = a_meeting(db, room)
    _, item = an_action(db, room, meeting)
    really, late = FileStore.put, ["天气"]

    def put(store: FileStore, data: bytes) -> str:
        if late:
            do(db, commands.add_outcome, item_id=item, kind="risk", text=late.pop())
        return really(store, data)

    monkeypatch.setattr(FileStore, "put", put)
    closed = close_meeting(db, files, meeting_id=meeting)
    assert [one.text for _, one in closed.content.outcomes("risk")] == ["天气"]
    assert files.get(closed.sha256) == minutes_json(closed.content)
