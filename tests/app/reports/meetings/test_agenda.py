"""An agenda on paper: times, carried actions, who is invited; what was struck off is not on it."""

from io import BytesIO

from pypdf import PdfReader

from app.core.texts import EN, ZH
from app.core.workspace import Workspace
from app.meetings import commands
from app.meetings.evidence import Figures
from app.meetings.queries import meeting_view
from app.reports.meetings.agenda import agenda_pdf
from tests.app.meetings.rooms import a_meeting, a_room, do


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_an_agenda_says_what_comes_when_and_who_is_invited(workspace: Workspace) -> None:
    room = a_room(workspace.db)
    meeting = a_meeting(workspace.db, room, started=False, all_there=False)
    for title, minutes in (("浙西线迟交", 20), ("压货核查", 10), ("不再需要", 5)):
        item = do(workspace.db, commands.add_item, meeting_id=meeting, title=title, minutes=minutes)
    do(workspace.db, commands.reject_item, item_id=item, reason="已解决")
    with workspace.db.read() as session:
        view = meeting_view(session, meeting)
    pdf = agenda_pdf(view, Figures(), ZH)
    assert pdf == agenda_pdf(view, Figures(), ZH)
    said = words(pdf)
    for each in ("月度经营分析会 第 1 次", "浙西线迟交", "9:20", "压货核查", "张强", "必到", "三楼会议室"):
        assert each in said
    assert "不再需要" not in said
    assert "Monthly review no. 1" in words(agenda_pdf(view, Figures(), EN))


def test_an_empty_agenda_says_so(workspace: Workspace) -> None:
    room = a_room(workspace.db)
    meeting = a_meeting(workspace.db, room, started=False, all_there=False)
    with workspace.db.read() as session:
        view = meeting_view(session, meeting)
    assert "Nothing is on the agenda yet." in words(agenda_pdf(view, Figures(), EN))
