"""Two actions become one: where that one goes away the other does not go with it unnoticed."""

import pytest

from app.core.db import Database
from app.core.errors import UserError
from app.core.undo import undo
from app.core.workspace import Workspace
from app.meetings import commands
from app.meetings.closing import close_meeting
from app.meetings.commands import Verdict
from app.meetings.queries import actions_in, open_actions
from app.meetings.rows import ActionRow
from app.meetings.rules import Due, proposed_carry
from tests.app.meetings.rooms import FIRST, Room, a_meeting, a_room, an_action, do


@pytest.fixture
def room(workspace: Workspace) -> Room:
    """A series whose first meeting made three actions and is closed."""
    room = a_room(workspace.db)
    first = a_meeting(workspace.db, room)
    for text in ("甲", "乙", "丙"):
        an_action(workspace.db, room, first, text)
    close_meeting(workspace.db, workspace.files, meeting_id=first)
    return room


def _in(db: Database, meeting: str) -> dict[str, ActionRow]:
    with db.read() as session:
        return {str(one.title): one for one in actions_in(session, meeting)}


def _say(db: Database, meeting: str, title: str, verdict: str, into: str = "", due: int | None = None) -> None:
    rows = _in(db, meeting)
    one = Verdict(rows[title].id, verdict, due, "预算没批", rows[into].id if into else None)
    do(db, commands.carry_actions, meeting_id=meeting, verdicts=[one])


def test_what_was_joined_comes_back_when_the_same_meeting_drops_the_other(workspace: Workspace, room: Room) -> None:
    db = workspace.db
    second = a_meeting(db, room, 2)
    _say(db, second, "甲", "merged", "乙")
    _say(db, second, "丙", "done")
    _say(db, second, "乙", "dropped")
    back = _in(db, second)["甲"]
    assert (back.verdict, back.state, back.due_on, back.outcome) == ("", "open", FIRST + 20, "")
    with pytest.raises(UserError, match="nobody looked at yet: 1"):
        close_meeting(db, workspace.files, meeting_id=second)
    undo(db, {})
    assert (_in(db, second)["甲"].verdict, _in(db, second)["乙"].verdict) == ("merged", "")


def test_what_was_joined_before_is_named_when_the_other_is_dropped(workspace: Workspace, room: Room) -> None:
    db, files = workspace.db, workspace.files
    second = a_meeting(db, room, 2)
    refs = {title: one.ref for title, one in _in(db, second).items()}
    _say(db, second, "甲", "merged", "乙")
    _say(db, second, "乙", "merged", "丙")
    _say(db, second, "丙", "carried", due=FIRST + 50)
    close_meeting(db, files, meeting_id=second)
    third = a_meeting(db, room, 3)
    for _ in range(2):
        _say(db, third, "丙", "dropped")
        (line,) = _in(db, third).values()
        assert line.reason == f"预算没批 (← {', '.join(sorted((refs['甲'], refs['乙'])))})"


def test_what_was_joined_with_an_action_that_is_taken_back_is_to_be_looked_at_again(
    workspace: Workspace, room: Room
) -> None:
    db = workspace.db
    second = a_meeting(db, room, 2)
    outcome, _ = an_action(db, room, second, "新", 60)
    with db.read() as session:
        new = next(one for one in open_actions(session, room.series_id) if one.title == "新")
    do(db, commands.merge_actions, meeting_id=second, action_ids=[_in(db, second)["甲"].id], into_id=new.id)
    do(db, commands.withdraw_outcome, outcome_id=outcome)
    assert (_in(db, second)["甲"].verdict, _in(db, second)["甲"].state) == ("", "open")


def test_an_undo_by_somebody_else_does_not_take_it_away_either(workspace: Workspace, room: Room) -> None:
    db = workspace.db
    second = a_meeting(db, room, 2)
    db.actor = room.finance
    an_action(db, room, second, "新", 60)
    with db.read() as session:
        new = next(one for one in open_actions(session, room.series_id) if one.title == "新")
    db.actor = room.chair
    do(db, commands.merge_actions, meeting_id=second, action_ids=[_in(db, second)["甲"].id], into_id=new.id)
    db.actor = room.finance
    undo(db, {})
    lone = _in(db, second)["甲"]
    assert lone.verdict == "", "to be looked at again"
    with db.read() as session:
        assert "甲" in {one.title for one in open_actions(session, room.series_id)}
    due = Due(lone.id, lone.state, lone.due_on, lone.slips, lone.promised_on, lone.outcome)
    assert proposed_carry([due], FIRST + 30)[0].needs_reason, "an arrow to nothing is no reason"
