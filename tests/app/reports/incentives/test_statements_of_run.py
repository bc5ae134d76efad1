"""The statements of a posting's dealers, one file for each even where two are called the same."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Action
from app.core.journal import create
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.dealers.model import Party, PartyCode
from app.incentives.ledger.queries import list_postings
from app.reports.incentives.statements_of_run import write_statements
from tests.app.incentives.ledger.books import asked, dealers, desk_with, policy, settle, signed


def test_two_dealers_of_one_name_and_code_get_a_statement_each(workspace: Workspace, tmp_path: Path) -> None:
    """The same code in two systems, not merged yet: neither statement takes the place of the other."""
    desk = desk_with(workspace, tmp_path)
    settle(desk, asked(signed(desk, policy())))
    known = dealers(desk)

    def same(session: Session) -> None:
        for party in session.scalars(select(Party)):
            party.name = "甲商贸"
        create(session, PartyCode, source_n=999, code="D1", party_id=known["D2"], by_hand=None)

    desk.db.write(Action("test"), same)
    with desk.db.read() as session:
        ref = list_postings(session)[0].ref
    folder = tmp_path / "papers"
    found = write_statements(desk.db, desk.workspace.files, ref, folder, lang="zh", progress=Progress())
    assert (found.made, found.missed) == (2, ())
    assert len(list(folder.glob("*.pdf"))) == len(list(folder.glob("*.xlsx"))) == 2
