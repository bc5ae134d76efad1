"""An invitation is read by a second implementation: who, when, what, reminders, and taken back when called off."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import vobject
from hypothesis import given
from hypothesis import strategies as st

from app.actions.queries import ActionRow, all_actions
from app.core.texts import ZH
from app.core.workspace import Workspace
from app.meetings import commands
from app.meetings.queries import meeting_view
from app.meetings.rows import MeetingView
from app.reports.meetings.invitation import actions_ics, invitation_ics
from tests.app.meetings.rooms import a_meeting, a_room, an_action, do

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
NASTY = '季度例会；目标, 价格; C:\\盘 "引号" BEGIN:VEVENT\nEND:VCALENDAR ' + "很长的标题" * 40


def read(data: bytes) -> Any:
    """What vobject makes of it; lines are no longer than the format allows."""
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return vobject.readOne(data.decode())


def viewed(workspace: Workspace, meeting: str) -> MeetingView:
    with workspace.db.read() as session:
        return meeting_view(session, meeting)


def test_the_invitation_says_who_when_and_what(workspace: Workspace) -> None:
    room = a_room(workspace.db)
    meeting = a_meeting(workspace.db, room, started=False, all_there=False)
    do(workspace.db, commands.add_item, meeting_id=meeting, title="浙西线, 迟交; 核查", minutes=15)
    view = viewed(workspace, meeting)
    data = invitation_ics(view, ZH, 3, NOW)
    assert data == invitation_ics(view, ZH, 3, NOW)
    found = read(data)
    event = found.vevent
    begins = datetime(2026, 4, 7, view.meeting.from_minute // 60).astimezone(UTC)
    assert b"DTSTART:" + f"{begins:%Y%m%dT%H%M%SZ}".encode() in data
    assert (event.dtstart.value, event.dtend.value - event.dtstart.value) == (
        begins, timedelta(minutes=view.meeting.minutes),
    )  # fmt: skip
    assert (event.uid.value, event.sequence.value) == (f"{meeting}@channeldesk.invalid", "3")
    assert "浙西线, 迟交; 核查" in event.description.value
    assert (event.location.value, event.organizer.params["CN"]) == ("三楼会议室", ["王芳"])
    (invited,) = event.attendee_list
    assert (invited.value, invited.params["ROLE"]) == ("mailto:zq@example.com", ["REQ-PARTICIPANT"])
    assert [one.trigger.value for one in event.valarm_list] == [timedelta(days=-1), timedelta(minutes=-30)]
    assert found.method.value == "PUBLISH", "the chair has no address to which anybody could answer"


def test_a_meeting_that_is_called_off_is_taken_back(workspace: Workspace) -> None:
    room = a_room(workspace.db)
    meeting = a_meeting(workspace.db, room, started=False, all_there=False)
    do(workspace.db, commands.cancel_meeting, meeting_id=meeting, reason="月结未完")
    found = read(invitation_ics(viewed(workspace, meeting), ZH, 4, NOW))
    assert (found.method.value, found.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert found.vevent.uid.value == f"{meeting}@channeldesk.invalid"
    assert "月结未完" in found.vevent.description.value
    assert not hasattr(found.vevent, "valarm")


@given(st.text(max_size=300) | st.just(NASTY))
def test_no_title_breaks_the_file(title: str) -> None:
    row = ActionRow("a1", "A-1", "meeting", title, "", "", "p", title, 20_560, "open", None, "", "")
    found = read(actions_ics([row], ZH, NOW))
    assert list(found.components()) == [found.vtodo]
    kept = "".join(one for one in title.replace("\\N", "＼N") if one.isprintable() or one == " ")
    assert "".join(one for one in found.vtodo.summary.value if one.isprintable() or one == " ") == kept
    assert found.vtodo.valarm.trigger.value == timedelta(days=-1)


def test_a_meeting_with_a_nasty_title_and_chair(workspace: Workspace) -> None:
    room = a_room(workspace.db)
    view = viewed(workspace, a_meeting(workspace.db, room, started=False, all_there=False))
    people = tuple(replace(one, person=NASTY, email="x@example.com") for one in view.attendance)
    view = replace(view, meeting=replace(view.meeting, title=NASTY, chair=NASTY), attendance=people)
    found = read(invitation_ics(view, ZH, 0, NOW))
    assert found.method.value == "REQUEST"
    assert found.vevent.summary.value == NASTY
    assert len(found.vevent.attendee_list) == len(people)
    assert {"CHAIR"} <= {one.params["ROLE"][0] for one in found.vevent.attendee_list}


def test_open_actions_become_tasks_with_their_day(workspace: Workspace) -> None:
    room = a_room(workspace.db)
    an_action(workspace.db, room, a_meeting(workspace.db, room))
    with workspace.db.read() as session:
        rows = all_actions(session, open_only=True)
    found = read(actions_ics(rows, ZH, NOW))
    assert (found.vtodo.summary.value, found.vtodo.status.value) == ("补签合同", "NEEDS-ACTION")
    assert str(found.vtodo.due.value) == "2026-04-27"
