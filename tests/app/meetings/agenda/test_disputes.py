"""Open disputes and approvals that wait come on the agenda, the longest wait first."""

from sqlalchemy.orm import Session

from app.approvals.commands import request_approval
from app.core.db import Action
from app.core.journal import create
from app.core.workspace import Workspace
from app.dealers.model import Party
from app.incentives.model import Dispute
from app.meetings.agenda.service import propose_agenda
from tests.app.meetings.rooms import FIRST, a_meeting, a_room, do
from tests.desks import desk_of, sign

OLD, NEW = "嘉善县善沐医药有限公司", "湖州苕禾医药有限公司"


def dispute(session: Session, *, name: str, opened_on: int) -> str:
    party = create(session, Party, name=name, role="dealer", status="active", by_hand="")
    session.flush()
    return create(
        session, Dispute, party_id=party.id, period="2026-Q1", state="open", opened_on=opened_on, due_on=opened_on + 15,
    ).id  # fmt: skip


def test_open_disputes_come_before_approvals_that_wait(workspace: Workspace) -> None:
    db = workspace.db
    room = a_room(db)
    sign(desk_of(workspace))
    new = do(db, dispute, name=NEW, opened_on=FIRST - 400)
    old = do(db, dispute, name=OLD, opened_on=FIRST - 500)
    db.write(
        Action("Ask"),
        lambda session: request_approval(
            session, kind="policy", about_entity="policy_version", about_id="1", title="{name}",
            params={"name": "返利政策"}, content_sha256="0" * 64, amount_minor=0, region=None, today=FIRST - 30,
        ),
    )  # fmt: skip
    meeting = a_meeting(db, room, started=False, all_there=False)
    found = [one for one in propose_agenda(db, workspace.files, meeting_id=meeting) if one.section == "disputes"]
    assert [one.cause for one in found] == [f"dispute:{old}", f"dispute:{new}", "approvals"]
    assert str(found[0].title).startswith("嘉善县善沐医药 disputes")
    assert found[0].department == "finance"
    assert found[0].evidence[0].target == {"panel": "disputes", "dispute": old}
    assert str(found[2].title) == "Approvals that wait: 1, the oldest for 30 days"
