"""What closed minutes name is not taken back behind them; what comes after them still is written."""

from datetime import date
from fractions import Fraction

import pytest

from app.actions.service import reopen_action
from app.core.db import Database
from app.core.errors import UserError
from app.core.undo import undo
from app.core.workspace import Workspace
from app.meetings import commands
from app.meetings.closing import close_meeting
from app.meetings.commands import Verdict
from app.meetings.effects.links import links_of, open_task
from app.meetings.effects.queries import aims
from app.meetings.effects.service import measure, set_aim, usual_months, withdraw_aim
from app.meetings.queries import actions_in, open_actions
from tests.app.meetings.rooms import FIRST, Room, a_meeting, a_room, an_action, do


def _a_decision(db: Database, meeting: str) -> str:
    item = do(db, commands.add_item, meeting_id=meeting, title="回款")
    return do(db, commands.add_outcome, item_id=item, kind="decision", text="收紧账期")


def _an_aim(db: Database, outcome: str) -> str:
    months, check = usual_months(date(2026, 4, 7))
    return do(db, set_aim, outcome_id=outcome, kpi="dso_days", change=Fraction(-5), months=months, check_on=check)


def _refused(db: Database) -> None:
    with pytest.raises(UserError, match="made it final"):
        undo(db, {})


def _a_room(workspace: Workspace) -> tuple[Room, str]:
    room = a_room(workspace.db)
    return room, a_meeting(workspace.db, room)


def test_the_expected_effect_that_minutes_print_is_not_undone_but_measured(workspace: Workspace) -> None:
    db, files = workspace.db, workspace.files
    room, meeting = _a_room(workspace)
    aim = _an_aim(db, _a_decision(db, meeting))
    db.actor = room.chair
    close_meeting(db, files, meeting_id=meeting)
    db.actor = ""
    _refused(db)
    assert measure(db, files, aim_id=aim, today=date(2026, 8, 20)).verdict
    undo(db, {})
    with db.read() as session:
        assert [one.verdict for one in aims(session)] == [""], "a measurement is a step of its own"


def test_what_was_withdrawn_before_the_closing_does_not_come_back_behind_it(workspace: Workspace) -> None:
    db, files = workspace.db, workspace.files
    room, meeting = _a_room(workspace)
    aim = _an_aim(db, _a_decision(db, meeting))
    do(db, withdraw_aim, aim_id=aim)
    db.actor = room.chair
    close_meeting(db, files, meeting_id=meeting)
    db.actor = ""
    _refused(db)


def test_what_a_decision_opened_is_not_undone_once_minutes_cite_it(workspace: Workspace) -> None:
    db, files = workspace.db, workspace.files
    room, meeting = _a_room(workspace)
    outcome = _a_decision(db, meeting)
    do(db, open_task, outcome_id=outcome, title="改合同", owner_id=room.finance, due_on=FIRST + 20)
    db.actor = room.chair
    close_meeting(db, files, meeting_id=meeting)
    db.actor = ""
    _refused(db)
    do(db, open_task, outcome_id=outcome, title="通知", owner_id=room.finance, due_on=FIRST + 30)
    undo(db, {})
    with db.read() as session:
        assert [str(one.words) for one in links_of(session, outcome)] == ["改合同"], "what came later is not in them"


def test_the_action_that_others_were_joined_with_is_there_for_good(workspace: Workspace) -> None:
    db, files = workspace.db, workspace.files
    room, first = _a_room(workspace)
    an_action(db, room, first, "核对账龄")
    item = do(db, commands.add_item, meeting_id=first, title="月报")
    do(db, commands.add_outcome, item_id=item, kind="action", text="交月报", owner_id=room.chair, due_on=FIRST + 20,
       repeats="monthly")  # fmt: skip
    close_meeting(db, files, meeting_id=first)
    second = a_meeting(db, room, 2)
    with db.read() as session:
        found = {str(one.title): one.id for one in actions_in(session, second)}
    do(db, commands.carry_actions, meeting_id=second, verdicts=[Verdict(found["交月报"], "done")])
    with db.read() as session:
        (again,) = [one for one in open_actions(session, room.series_id) if one.title == "交月报"]
    do(db, commands.carry_actions, meeting_id=second, verdicts=[Verdict(found["核对账龄"], "merged", into_id=again.id)])
    close_meeting(db, files, meeting_id=second)
    with pytest.raises(UserError, match=f"{again.ref}, was taken up"):
        do(db, reopen_action, action_id=found["交月报"])
