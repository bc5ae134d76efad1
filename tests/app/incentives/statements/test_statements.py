"""A statement of account goes out, comes back sealed or is objected to, and is confirmed; who is late is told of."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.bootstrap import Desk
from app.core.clock import FixedClock
from app.core.errors import UserError
from app.core.period import day_of
from app.core.workspace import Workspace
from app.incentives.ledger.uses import use_rebate
from app.incentives.statements.queries import StatementRow, account_sheet, list_statements, not_returned
from app.incentives.statements.service import confirm_statement, object_statement, record_return
from app.jobs.due import Who
from app.jobs.due_statements import statement_posts
from app.reports.incentives.account_statement import account_statement_report, issue_statements
from tests.app.incentives.ledger.books import SETTLED_ON, asked, dealers, desk_with, policy, settle, signed

PERIOD = "2026-Q2"


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Two accounts, of one of which something was used."""
    found = desk_with(workspace, tmp_path)
    found.db.clock = FixedClock(date(2026, 7, 5))
    settle(found, asked(signed(found, policy())))
    use_rebate(
        found.db, workspace.files, party_id=dealers(found)["D1"], amount_minor=100_00, order_no="SO-1",
        order_minor=1_000_00, day_on=SETTLED_ON + 1,
    )  # fmt: skip
    return found


@pytest.fixture
def issued(desk: Desk) -> Callable[[], dict[str, StatementRow]]:
    """Everybody's statement by the dealer's code."""

    def issue() -> dict[str, StatementRow]:
        issue_statements(desk.db, desk.workspace.files, period=PERIOD, lang="en")
        with desk.db.read() as session:
            return {one.dealer.code: one for one in list_statements(session)}

    return issue


def _state(desk: Desk, statement_id: str) -> StatementRow:
    with desk.db.read() as session:
        return next(one for one in list_statements(session, replaced=True) if one.id == statement_id)


def test_a_statement_says_every_movement_and_adds_up(
    desk: Desk, issued: Callable[[], dict[str, StatementRow]], tmp_path: Path
) -> None:
    found = issued()
    assert {code: one.balance_minor for code, one in found.items()} == {"D1": 140_00, "D2": 40_00}

    (tmp_path / "d1.pdf").write_bytes(desk.workspace.files.get(found["D1"].data_sha256))
    words = "".join(page.extract_text() for page in PdfReader(tmp_path / "d1.pdf").pages)
    for said in ("240.00", "\N{MINUS SIGN}100.00", "140.00", "SO-1"):
        assert said in words
    with desk.db.read() as session:
        sheet = account_sheet(session, found["D1"].dealer.party_id, PERIOD)
    moved = sum(one.row.amount_minor for one in sheet.entries)
    assert sheet.opening.usable + moved == sheet.closing.usable == found["D1"].balance_minor
    assert account_statement_report(sheet, "zh_CN") == account_statement_report(sheet, "zh_CN")


def test_it_comes_back_sealed_and_is_confirmed(desk: Desk, issued: Callable[[], dict[str, StatementRow]]) -> None:
    one = issued()["D1"]
    with pytest.raises(UserError, match="sealed"):
        confirm_statement(desk.db, statement_id=one.id)
    with pytest.raises(UserError, match="empty"):
        record_return(desk.db, desk.workspace.files, statement_id=one.id, scan=b"", name="scan.pdf")
    with pytest.raises(UserError, match="PDF, JPEG or PNG"):
        record_return(desk.db, desk.workspace.files, statement_id=one.id, scan=b"no picture", name="scan.pdf")

    record_return(desk.db, desk.workspace.files, statement_id=one.id, scan=b"%PDF-1.4 scan", name="scan.pdf")
    confirm_statement(desk.db, statement_id=one.id)

    found = _state(desk, one.id)
    assert (found.state, [each.name for each in found.scans]) == ("confirmed", ["scan.pdf"])
    with pytest.raises(UserError, match="confirmed already"):
        issued()


def test_what_is_objected_to_can_be_issued_anew(desk: Desk, issued: Callable[[], dict[str, StatementRow]]) -> None:
    one = issued()["D1"]
    with pytest.raises(UserError, match="Say what"):
        object_statement(desk.db, statement_id=one.id, note=" ")
    object_statement(desk.db, statement_id=one.id, note="SO-1 was cancelled")

    again = issued()["D1"]

    assert _state(desk, one.id).state == "replaced"
    assert (again.state, again.id != one.id) == ("issued", True)


def test_who_has_not_returned_it_in_time_is_listed_and_told_of(
    desk: Desk, issued: Callable[[], dict[str, StatementRow]]
) -> None:
    found = issued()
    record_return(desk.db, desk.workspace.files, statement_id=found["D2"].id, scan=b"%PDF-1.4", name="scan.pdf")

    due = found["D1"].due_on
    with desk.db.read() as session:
        assert not_returned(session, due) == []
        assert [one.dealer.code for one in not_returned(session, due + 1)] == ["D1"]
        early = list(statement_posts(session, day_of(due + 1), Who.read(session)))
        late = list(statement_posts(session, day_of(due + 16), Who.read(session)))
    assert [(one.severity, one.dealer_id) for one in (*early, *late)] == [
        ("warn", found["D1"].dealer.party_id), ("bad", found["D1"].dealer.party_id),
    ]  # fmt: skip


def test_a_period_that_is_not_over_is_told_until_today(desk: Desk) -> None:
    issue_statements(desk.db, desk.workspace.files, period="2026-Q3", lang="en")
    with desk.db.read() as session:
        assert {day_of(one.through_on) for one in list_statements(session)} == {date(2026, 7, 5)}
    with pytest.raises(UserError, match="has not begun"):
        issue_statements(desk.db, desk.workspace.files, period="2026-Q4")


def test_where_nobody_has_an_account_the_period_and_what_to_do_are_named(desk: Desk) -> None:
    with pytest.raises(UserError, match=r"at the end of 2025-Q4 \(2025-12-31\).* begins with the first accrual"):
        issue_statements(desk.db, desk.workspace.files, period="2025-Q4", lang="en")
