"""Minutes go to everybody who was invited, and to each owner only his own actions; each mail is queued once."""

from datetime import UTC, datetime

import pytest

from app.core.db import Action
from app.core.errors import UserError
from app.core.texts import EN, ZH
from app.core.workspace import Workspace
from app.jobs.delivery.queue import Message, last_messages
from app.jobs.delivery.settings import Mail, Plan, save_plan
from app.jobs.meeting_mail import Queued, queue_minutes
from app.meetings import commands
from app.meetings.closing import close_meeting, minutes_content
from app.reports.meetings.minutes import minutes_pdf
from tests.app.meetings.rooms import FIRST, Room, a_meeting, a_room, an_action, do

NOW = datetime(2026, 4, 8, 3, tzinfo=UTC)
SERVER = Mail("mail.example.com", 465, "ssl", "u", "desk@example.com")


def queued(workspace: Workspace) -> dict[str, list[Message]]:
    with workspace.db.read() as session:
        found = last_messages(session, 100, reports=True)
    by: dict[str, list[Message]] = {}
    for one in found:
        by.setdefault(one.recipient, []).append(one)
    return by


def a_held_meeting(workspace: Workspace) -> tuple[Room, str]:
    """An action of logistics, who has an address, and one of finance, who has none."""
    room = a_room(workspace.db)
    meeting = a_meeting(workspace.db, room)
    _, item = an_action(workspace.db, room, meeting)
    do(workspace.db, commands.add_outcome, item_id=item, kind="action", text="核对价格", owner_id=room.finance,
       due_on=FIRST + 30)  # fmt: skip
    return room, meeting


def test_minutes_are_queued_once_and_each_owner_reads_his_own_actions_alone(workspace: Workspace) -> None:
    db, files = workspace.db, workspace.files
    _, meeting = a_held_meeting(workspace)
    with pytest.raises(UserError, match="Mail is not set up"):
        queue_minutes(db, files, meeting_id=meeting, lang=ZH, now=NOW)
    db.write(Action("test"), lambda session: save_plan(session, plan=Plan(mail=SERVER)))
    with pytest.raises(UserError, match="Only closed minutes"):
        queue_minutes(db, files, meeting_id=meeting, lang=ZH, now=NOW)
    close_meeting(db, files, meeting_id=meeting)
    assert queue_minutes(db, files, meeting_id=meeting, lang=ZH, now=NOW) == Queued(1, 1, ("王芳", "李静", "刘敏"))
    own, minutes = sorted(queued(workspace)["zq@example.com"], key=lambda one: "files" in one.message)
    assert own.message["subject"].startswith("您的行动项（1 项）：")
    assert minutes.message["subject"].startswith("会议纪要：")
    said = "\n".join(own.message["lines"])
    assert "补签合同" in said
    assert "核对价格" not in said, "what others owe is not his"
    assert "核对价格" in "\n".join(minutes.message["lines"]), "but it stands in the minutes"
    with db.read() as session:
        content = minutes_content(session, files, meeting)
    assert files.get(minutes.message["files"][0]["sha256"]) == minutes_pdf(content, ZH)
    assert queue_minutes(db, files, meeting_id=meeting, lang=ZH, now=NOW) == Queued(0, 0, ("王芳", "李静", "刘敏"))
    assert queue_minutes(db, files, meeting_id=meeting, lang=EN, now=NOW).minutes == 1, "another language is another"
    assert {one.state for each in queued(workspace).values() for one in each} == {"waiting"}
