"""The number of an invitation grows with what it says, and with nothing else that happens to a meeting."""

from collections.abc import Callable

from app.core.undo import undo
from app.core.workspace import Workspace
from app.meetings import commands
from app.meetings.invited import changes_of
from tests.app.meetings.rooms import FIRST, a_meeting, a_room, do


def test_every_change_that_an_invitation_tells_has_a_number_of_its_own(workspace: Workspace) -> None:
    db = workspace.db
    room = a_room(db)
    meeting = a_meeting(db, room, started=False, all_there=False)

    def grows(change: Callable[[], object]) -> bool:
        with db.read() as session:
            before = changes_of(session, meeting)
        change()
        with db.read() as session:
            return changes_of(session, meeting) > before

    item = ""

    def add() -> None:
        nonlocal item
        item = do(db, commands.add_item, meeting_id=meeting, title="迟交")

    assert grows(lambda: do(db, commands.edit_meeting, meeting_id=meeting, changes={"held_on": FIRST + 1}))
    assert grows(add)
    assert grows(lambda: do(db, commands.edit_item, item_id=item, changes={"minutes": 25}))
    assert grows(lambda: undo(db, {})), "the agenda says something else again"
    assert grows(lambda: do(db, commands.set_attendance, meeting_id=meeting, person_id=room.finance, state="excused"))
    assert not grows(lambda: do(db, commands.edit_item, item_id=item, changes={"notes": "先看数据"}))
    assert grows(lambda: do(db, commands.park_item, item_id=item, reason="数据未到"))
    do(db, commands.start_meeting, meeting_id=meeting, at_ms=1)
    assert not grows(lambda: do(db, commands.set_attendance, meeting_id=meeting, person_id=room.chair, state="present"))
