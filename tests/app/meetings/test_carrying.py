"""What was agreed comes back: done, carried over with its reason, dropped with its reason, joined or split."""

from typing import Any

import pytest

from app.actions.queries import all_actions
from app.actions.service import close_action, reopen_action
from app.core.db import Database
from app.core.errors import UserError
from app.core.texts import Text
from app.core.workspace import Workspace
from app.inbox.queries import unseen
from app.meetings import commands
from app.meetings.closing import close_meeting, reopen_meeting
from app.meetings.commands import Part, Verdict
from app.meetings.queries import actions_in, meeting_view, open_actions
from app.meetings.rows import ActionRow
from tests.app.meetings.rooms import FIRST, Room, a_meeting, a_room, an_action, do


def _in(db: Database, meeting: str) -> dict[str, ActionRow]:
    with db.read() as session:
        return {str(one.title): one for one in actions_in(session, meeting)}


def _say(db: Database, meeting: str, one: ActionRow, verdict: str, **how: Any) -> None:
    do(db, commands.carry_actions, meeting_id=meeting, verdicts=[Verdict(one.id, verdict, **how)])


@pytest.fixture
def room(workspace: Workspace) -> Room:
    """A series whose first meeting made four actions, due on the 20th to the 50th day, and is closed."""
    db = workspace.db
    room = a_room(db)
    first = a_meeting(db, room)
    for text, due in (("补签合同", 20), ("清理库存", 20), ("核对账龄", 50), ("盘点", 50)):
        an_action(db, room, first, text, due)
    close_meeting(db, workspace.files, meeting_id=first)
    return room


def test_every_action_is_looked_at_before_a_meeting_closes_and_the_sum_holds(workspace: Workspace, room: Room) -> None:
    db, files = workspace.db, workspace.files
    second = a_meeting(db, room, 2)
    found = _in(db, second)
    do(db, close_action, action_id=found["盘点"].id, on=FIRST + 10, outcome="账实相符")
    with pytest.raises(UserError, match="nobody looked at yet: 4"):
        close_meeting(db, files, meeting_id=second)
    with pytest.raises(UserError, match="slipped"):
        _say(db, second, found["补签合同"], "carried", due_on=FIRST + 60)
    with pytest.raises(UserError, match="after the meeting"):
        _say(db, second, found["补签合同"], "carried", reason="对方换法人")
    _say(db, second, found["补签合同"], "carried", due_on=FIRST + 60, reason="对方换法人")
    with pytest.raises(UserError, match="dropped"):
        _say(db, second, found["清理库存"], "dropped")
    _say(db, second, found["清理库存"], "dropped", reason="已并入专项")
    _say(db, second, found["核对账龄"], "carried")
    _say(db, second, found["盘点"], "done")
    an_action(db, room, second, "新行动", 70)
    closed = close_meeting(db, files, meeting_id=second)
    summed = closed.content.sum
    assert (summed.came, summed.done, summed.carried, summed.dropped, summed.made) == (4, 1, 2, 1, 1)
    assert summed.balanced
    lines = {str(one.words.said): one for one in closed.content.carried}
    assert (lines["补签合同"].slips, lines["补签合同"].due_before, lines["补签合同"].due_after) == (
        1, "2026-04-27", "2026-06-06",
    )  # fmt: skip
    assert (lines["核对账龄"].slips, lines["盘点"].reason) == (0, "账实相符")
    with db.read() as session:
        assert {str(one.title) for one in open_actions(session, room.series_id)} == {"补签合同", "核对账龄", "新行动"}


def test_the_sponsor_hears_of_the_third_slip(workspace: Workspace, room: Room) -> None:
    db, files = workspace.db, workspace.files
    for n in (2, 3, 4):
        meeting = a_meeting(db, room, n)
        for title, one in _in(db, meeting).items():
            if title == "补签合同":
                _say(db, meeting, one, "carried", due_on=FIRST + 30 * n - 10, reason=f"第 {n} 次")
            else:
                _say(db, meeting, one, "done")
        with db.read() as session:
            assert unseen(session) == [], "told when the minutes are closed, not before"
        close_meeting(db, files, meeting_id=meeting)
    with db.read() as session:
        (told,) = unseen(session)
    assert (told.kind, told.owner_id) == ("meeting", room.sponsor)
    assert told.target == {"panel": "meetings", "meeting": meeting}, "whatever part of the page was last in sight"
    assert "“补签合同” of 张强 was carried over 3 times: 第 4 次" in str(told.subject)
    fifth = a_meeting(db, room, 5)
    _say(db, fifth, _in(db, fifth)["补签合同"], "done")
    close_meeting(db, files, meeting_id=fifth)
    with db.read() as session:
        assert unseen(session) == [], "nothing is told of it any more"


def test_a_verdict_can_be_changed_until_the_meeting_closes(workspace: Workspace, room: Room) -> None:
    db = workspace.db
    second = a_meeting(db, room, 2)
    one, other = _in(db, second)["补签合同"], _in(db, second)["清理库存"]
    _say(db, second, one, "carried", due_on=FIRST + 90, reason="等章")
    _say(db, second, one, "merged", into_id=other.id)
    with pytest.raises(UserError, match="closed itself"):
        _say(db, second, other, "merged", into_id=one.id)
    now = _in(db, second)["补签合同"]
    assert (now.verdict, now.state, now.due_on, now.into_ref) == ("merged", "dropped", FIRST + 20, other.ref)
    with pytest.raises(UserError, match="why"):
        _say(db, second, one, "dropped")  # the arrow to the other one is no reason
    _say(db, second, one, "done", reason="已签")
    do(db, reopen_action, action_id=one.id)
    assert _in(db, second)["补签合同"].verdict == "", "open again: it is to be looked at again"
    _say(db, second, one, "carried", due_on=FIRST + 90, reason="等章")
    do(db, commands.forget_verdict, meeting_id=second, action_id=one.id)
    now = _in(db, second)["补签合同"]
    assert (now.verdict, now.state, now.due_on, now.slips) == ("", "open", FIRST + 20, 0)


def test_split_parts_are_new_actions_in_the_minutes_and_the_action_stays(workspace: Workspace, room: Room) -> None:
    db = workspace.db
    second = a_meeting(db, room, 2)
    one = _in(db, second)["补签合同"]
    parts = [Part("寄出合同", room.chair, FIRST + 40), Part("收回合同", room.logistics, FIRST + 50)]
    ids = do(db, commands.split_action, meeting_id=second, action_id=one.id, parts=parts)
    with db.read() as session:
        view = meeting_view(session, second)
        rows = {row.id: row for row in all_actions(session)}
        assert len(open_actions(session, room.series_id)) == 6
    assert [rows[each].title for each in ids] == ["寄出合同", "收回合同"]
    assert {rows[each].follows_id for each in ids} == {one.id}
    (item,) = view.items
    assert isinstance(item.title, Text)
    assert [each.text for each in item.outcomes] == ["寄出合同", "收回合同"]
    assert (view.tally.came, view.tally.made) == (4, 2), "the parts are looked at by the next meeting"


def test_what_was_settled_and_is_opened_again_comes_back(workspace: Workspace, room: Room) -> None:
    db, files = workspace.db, workspace.files
    second = a_meeting(db, room, 2)
    for one in _in(db, second).values():
        _say(db, second, one, "done")
    close_meeting(db, files, meeting_id=second)
    third = a_meeting(db, room, 3)
    assert _in(db, third) == {}
    with db.read() as session:
        again = next(row for row in all_actions(session) if row.title == "盘点")
    do(db, reopen_action, action_id=again.id)
    assert list(_in(db, third)) == ["盘点"]
    _say(db, third, _in(db, third)["盘点"], "carried", due_on=FIRST + 80, reason="账实不符")
    close_meeting(db, files, meeting_id=third)
    do(db, reopen_meeting, meeting_id=second, reason="更正")
    with pytest.raises(UserError, match="looked at"):
        _say(db, second, _in(db, second)["盘点"], "dropped", reason="不做了")


def test_another_series_action_is_none_of_this_meetings_business(workspace: Workspace, room: Room) -> None:
    db = workspace.db
    other = a_room(db)
    meeting = a_meeting(db, other)
    assert _in(db, meeting) == {}
    with db.read() as session:
        one = next(row for row in all_actions(session) if row.title == "盘点")
    with pytest.raises(UserError, match="does not look at"):
        do(db, commands.carry_actions, meeting_id=meeting, verdicts=[Verdict(one.id, "done")])


def test_what_repeats_comes_again_in_the_next_meeting_and_not_in_the_one_that_found_it_done(
    workspace: Workspace, room: Room
) -> None:
    db, files = workspace.db, workspace.files
    second = a_meeting(db, room, 2)
    item = do(db, commands.add_item, meeting_id=second, title="月报")
    do(db, commands.add_outcome, item_id=item, kind="action", text="交月报", owner_id=room.chair, due_on=FIRST + 55,
       repeats="monthly")  # fmt: skip
    for one in _in(db, second).values():
        _say(db, second, one, "done")
    close_meeting(db, files, meeting_id=second)
    third = a_meeting(db, room, 3)
    for verdict in ("done", "carried", "done"):
        _say(db, third, _in(db, third)["交月报"], verdict, due_on=FIRST + 70, reason="缺数据")
        with db.read() as session:
            assert len(open_actions(session, room.series_id)) == 1, "either this one or the next"
    do(db, commands.forget_verdict, meeting_id=third, action_id=_in(db, third)["交月报"].id)
    with db.read() as session:
        assert [one.due_on for one in open_actions(session, room.series_id)] == [FIRST + 55]
    _say(db, third, _in(db, third)["交月报"], "done")
    closed = close_meeting(db, files, meeting_id=third).content
    assert (closed.sum.came, closed.sum.done, closed.sum.made) == (1, 1, 1)
    with db.read() as session:
        (again,) = open_actions(session, room.series_id)
    assert (again.title, again.state) == ("交月报", "open")
    assert list(_in(db, a_meeting(db, room, 4))) == ["交月报"]
