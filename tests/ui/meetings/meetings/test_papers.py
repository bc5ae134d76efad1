"""Minutes, agenda and files out of the menu of a meeting."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.db import Action
from app.core.workspace import Workspace
from app.jobs.delivery.settings import Mail, Plan, save_plan
from app.meetings.closing import close_meeting
from tests.app.meetings.rooms import a_meeting, a_room, an_action
from tests.desks import desk_of, sign
from ui.meetings.meetings.panel import MeetingsPanel
from ui.meetings.page import MeetingsPage

Rest = Callable[[], None]


@pytest.fixture
def desk(small_workspace: Workspace) -> Desk:
    """A closed meeting with one action."""
    found = desk_of(small_workspace)
    sign(found)
    room = a_room(found.db)
    meeting = a_meeting(found.db, room)
    an_action(found.db, room, meeting)
    close_meeting(found.db, found.workspace.files, meeting_id=meeting)
    plan = Plan(mail=Mail("mail.example.com", 465, "ssl", "u", "desk@example.com"))
    found.db.write(Action("Seed"), lambda session: save_plan(session, plan=plan))
    return found


@pytest.fixture
def panel(desk: Desk, visit: Callable[[type[MeetingsPage]], MeetingsPage], at_rest: Rest) -> MeetingsPanel:
    assert desk.db
    page = visit(MeetingsPage)
    page.open({"panel": "meetings"})
    at_rest()
    found = page.panel("meetings")
    assert isinstance(found, MeetingsPanel)
    return found


def test_what_goes_out_of_a_closed_meeting(panel: MeetingsPanel, at_rest: Rest, tmp_path: Path) -> None:
    view = panel.found.view if panel.found is not None else None
    assert view is not None
    papers = panel.acts.papers
    titles = [str(getattr(one.words, "msgid", one.words)) for one in panel.meeting_commands()]
    assert titles[-6:] == [
        "Minutes…", "Word file…", "Slides…", "Agenda as PDF…", "Calendar file…", "Send the minutes…",
    ]  # fmt: skip
    for show in (papers.show_minutes, papers.show_agenda):
        show(view)
        at_rest()
        assert papers.report is not None
        assert papers.report.pdf is not None
        assert papers.report.pdf.startswith(b"%PDF")
    for ending, head in ((".docx", b"PK"), (".pptx", b"PK"), (".ics", b"BEGIN:VCALENDAR")):
        papers.save_file(view, ending, tmp_path / f"m{ending}")
        at_rest()
        assert (tmp_path / f"m{ending}").read_bytes().startswith(head)
    papers.send(view, "zh_CN")
    at_rest()
