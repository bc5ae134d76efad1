"""What is checked of closed minutes."""

import sqlite3

from app.core.texts import Text
from app.core.workspace import Workspace
from app.jobs.checks import kept_faults
from app.meetings.closing import close_meeting
from tests.app.meetings.rooms import a_meeting, a_room, an_action


def test_minutes_that_are_lost_or_name_what_is_gone_are_said(workspace: Workspace) -> None:
    db, files = workspace.db, workspace.files
    room = a_room(db)
    meeting = a_meeting(db, room)
    an_action(db, room, meeting)
    closed = close_meeting(db, files, meeting_id=meeting)
    assert list(kept_faults(db, files)) == []
    with sqlite3.connect(db.path) as raw:
        raw.execute("UPDATE action_item SET removed = 1")
    ref = closed.content.head.ref
    assert list(kept_faults(db, files)) == [
        Text("Minutes {version} of meeting {ref} name an action that is not there any more.",
             {"ref": ref, "version": 1})
    ]  # fmt: skip
    with sqlite3.connect(files.path) as raw:
        raw.execute("DELETE FROM file WHERE sha256 = ?", (closed.sha256,))
    with sqlite3.connect(db.path) as raw:
        raw.execute("UPDATE meeting SET minutes_sha256 = 'x'")
    assert [str(one) for one in kept_faults(db, files)] == [
        f"Minutes 1 of meeting {ref} are not kept as they were closed.",
        f"Meeting {ref} does not name its newest minutes.",
    ]
