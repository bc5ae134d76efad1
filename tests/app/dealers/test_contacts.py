"""Whose contact somebody is on a day, and where a dealer's own mail goes."""

from sqlalchemy.orm import Session

from app.core.db import Action
from app.core.journal import create
from app.core.workspace import Workspace
from app.dealers.contacts import contacts_on, own_addresses
from app.dealers.holdings import own_code, set_row
from app.dealers.model import PartyCode
from tests.app.health.test_service import _dealers


def test_a_code_that_changed_hands_takes_its_contact_along_and_tells_nobody_else(workspace: Workspace) -> None:
    old, new = _dealers(workspace, "老商", "新商")

    def told(session: Session) -> None:
        set_row(session, kind="contact", party_id=old, values={"name": "陈红", "email": "chen@example.com"})
        source_n, code = own_code(session, old)
        session.query(PartyCode).filter_by(source_n=source_n, code=code).one().to_on = 100
        create(session, PartyCode, source_n=source_n, code=code, party_id=new, from_on=100, to_on=None)

    workspace.db.write(Action("t"), told)
    with workspace.db.read() as session:
        assert own_addresses(session, [old, new], 99) == {old: ("chen@example.com",)}
        assert own_addresses(session, [old, new], 100) == {new: ("chen@example.com",)}
        assert list(contacts_on(session, [old], 100)) == []
