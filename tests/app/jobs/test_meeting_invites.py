"""Invitations wait while the mail server is away, go out once, and once more when the meeting changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import vobject

from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import ZH
from app.core.workspace import Workspace
from app.imports.sources.secrets import Secrets
from app.jobs.delivery.sending import Post, Sent
from app.jobs.delivery.settings import Mail, Plan, save_plan
from app.jobs.meeting_invites import Invited, queue_invitations
from app.meetings import commands
from tests.app.jobs.delivery.loopback import MailServer, serving
from tests.app.jobs.reading import SetClock
from tests.app.meetings.rooms import FIRST, a_meeting, a_room, do

NOW = datetime(2026, 4, 1, 3, tzinfo=UTC)
AWAY = 9
"""A port on which nobody answers."""
LOUD = "00:00"
"""From here to here no hour is quiet."""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving(MailServer()) as found:
        yield found


def test_invitations_survive_being_offline_and_go_out_once(workspace: Workspace, server: MailServer) -> None:
    db, files, clock = workspace.db, workspace.files, SetClock(NOW)
    post = Post(db, files, Secrets(workspace.machine.folder, workspace.id), clock)
    meeting = a_meeting(db, a_room(db), started=False, all_there=False)
    do(db, commands.add_item, meeting_id=meeting, title="浙西线迟交")

    def invite() -> Invited:
        return queue_invitations(db, files, meeting_id=meeting, lang=ZH, now=clock.moment)

    with pytest.raises(UserError, match="Mail is not set up"):
        invite()
    mail = Mail("127.0.0.1", AWAY, "none", "", "desk@example.com")
    db.write(Action("t"), lambda session: save_plan(session, plan=Plan(mail, quiet_from=LOUD, quiet_to=LOUD, lang=ZH)))
    first = invite()
    assert (first.queued, set(first.lacking)) == (1, {"王芳", "李静", "刘敏"})
    assert post.send_waiting(Progress()) == Sent(0, 1), "offline"
    there = replace(mail, port=server.port)
    db.write(Action("t"), lambda session: save_plan(session, plan=Plan(there, quiet_from=LOUD, quiet_to=LOUD, lang=ZH)))
    clock.moment += timedelta(hours=1)
    assert invite().queued == 0, "it waits already"
    assert post.send_waiting(Progress()) == Sent(1, 0)
    (letter,) = server.letters
    calendar, agenda = letter.iter_attachments()
    assert letter["To"] == "zq@example.com"
    assert (calendar.get_content_type(), agenda.get_content_type()) == ("text/calendar", "application/pdf")
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("PUBLISH", "utf-8")
    event = vobject.readOne(calendar.get_content()).vevent
    assert "浙西线迟交" in event.description.value
    do(db, commands.edit_meeting, meeting_id=meeting, changes={"held_on": FIRST + 3})
    assert invite().queued == 1, "another day is told"
    do(db, commands.cancel_meeting, meeting_id=meeting, reason="月结未完")
    assert (invite().queued, invite().queued) == (1, 0), "that it is called off is told too"
    post.send_waiting(Progress())
    told = [vobject.readOne(next(iter(one.iter_attachments())).get_content()) for one in server.letters]
    assert [one.method.value for one in told] == ["PUBLISH", "PUBLISH", "CANCEL"]
    numbers = [int(one.vevent.sequence.value) for one in told]
    assert numbers == sorted(set(numbers)), "each change is a later one"
    assert len({one.vevent.uid.value for one in told}) == 1


def test_nobody_is_invited_to_a_meeting_that_began(workspace: Workspace) -> None:
    db = workspace.db
    mail = Mail("127.0.0.1", AWAY, "none", "", "desk@example.com")
    db.write(Action("t"), lambda session: save_plan(session, plan=Plan(mail, lang=ZH)))
    meeting = a_meeting(db, a_room(db))
    with pytest.raises(UserError, match="has begun"):
        queue_invitations(db, workspace.files, meeting_id=meeting, lang=ZH, now=NOW)


def test_invitations_of_the_night_wait_for_the_morning(workspace: Workspace, server: MailServer) -> None:
    db, night = workspace.db, datetime(2026, 4, 1, 22).astimezone()
    clock = SetClock(night)
    mail = Mail("127.0.0.1", server.port, "none", "", "desk@example.com")
    db.write(Action("t"), lambda session: save_plan(session, plan=Plan(mail, lang=ZH)))
    meeting = a_meeting(db, a_room(db), started=False, all_there=False)
    assert queue_invitations(db, workspace.files, meeting_id=meeting, lang=ZH, now=night).queued == 1
    post = Post(db, workspace.files, Secrets(workspace.machine.folder, workspace.id), clock)
    assert post.send_waiting(Progress()) == Sent(0, 0)
    clock.moment = datetime(2026, 4, 2, 7).astimezone()
    assert post.send_waiting(Progress()) == Sent(1, 0)
