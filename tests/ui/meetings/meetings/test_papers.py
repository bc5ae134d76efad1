"""Minutes, agenda and files out of the menu of a meeting."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.db import Action
from app.core.workspace import Workspace
from app.jobs.delivery.queue import last_messages
from app.jobs.delivery.settings import Mail, Plan, save_plan
from app.meetings.closing import close_meeting
from app.meetings.commands import plan_meeting
from app.meetings.queries import all_series, meeting_view, meetings
from tests.app.meetings.rooms import FIRST, a_meeting, a_room, an_action, do
from tests.desks import desk_of, sign
from ui.meetings.meetings import papers as papers_module
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
    with panel.context.desk.db.read() as session:
        assert [one.recipient for one in last_messages(session, reports=True)] == ["zq@example.com"] * 2


def test_a_planned_meeting_is_told_to_whom_it_invites(
    panel: MeetingsPanel, desk: Desk, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.db.read() as session:
        (series,) = all_series(session)
    do(desk.db, plan_meeting, series_id=series.id, period="2026-04", held_on=FIRST + 30)
    panel.reload()
    at_rest()
    with desk.db.read() as session:
        view = meeting_view(session, meetings(session)[0].id)
    asked: list[str] = []
    monkeypatch.setattr(papers_module, "ask", lambda *_, note, **__: asked.append(str(note)))
    assert "Send the invitation…" in [str(one.words) for one in panel.acts.papers.commands(view)]
    panel.acts.papers.ask_to_invite(view)
    assert asked[0].startswith("It goes to: 张强. Without an address: ")
    with desk.db.read() as session:
        assert last_messages(session, reports=True) == [], "nothing leaves before a yes"
    panel.acts.papers.invite(view, "en")
    at_rest()
    with desk.db.read() as session:
        (one,) = last_messages(session, reports=True)
    assert [file["name"].rpartition(".")[2] for file in one.message["files"]] == ["ics", "pdf"]
