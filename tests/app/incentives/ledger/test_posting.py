"""Posting rows: whole or not at all, on the ledger that was computed on, and never changed again."""

import pytest
from sqlalchemy import text

from app.core.db import Action
from app.core.errors import UserError
from app.core.undo import undo
from app.core.workspace import Workspace
from app.incentives.ledger.posting import ledger_faults, ledger_head, post, rebuild_entries
from app.incentives.ledger.queries import account, balances, list_postings, posting, posting_entries
from app.incentives.ledger.rules import Row

CREDIT = Row(kind="credit", party_id="a", amount_minor=500_00, day_on=20_000, period="2026-Q1")
USE = Row(kind="use", party_id="a", amount_minor=-120_00, day_on=20_010, document="SO-1")


def _post(workspace: Workspace, *rows: Row, kind: str = "final", seen: int | None = None) -> str:
    return post(workspace.db, workspace.files, kind=kind, period="2026-Q1", entries=rows, seen=seen)


def _faults(workspace: Workspace) -> list[str]:
    with workspace.db.read() as session:
        return [each.msgid for each in ledger_faults(session, workspace.files)]


def test_what_was_posted_stands_on_the_account_from_its_day_on(workspace: Workspace) -> None:
    _post(workspace, CREDIT)
    _post(workspace, USE, kind="use")

    with workspace.db.read() as session:
        before, after = account(session, "a", 20_005), account(session, "a", 20_010)
    assert (before.balance.usable, after.balance.usable) == (500_00, 380_00)
    assert [each.row.kind for each in after.entries] == ["credit", "use"]
    assert after.balance.used == 120_00


def test_a_ledger_that_moved_on_is_not_posted_to_by_old_figures(workspace: Workspace) -> None:
    with workspace.db.read() as session:
        seen = ledger_head(session)
    _post(workspace, CREDIT, seen=seen)

    with pytest.raises(UserError, match="Something else was posted"):
        _post(workspace, CREDIT, seen=seen)
    with workspace.db.read() as session:
        assert balances(session, 30_000)["a"].usable == 500_00


def test_nothing_is_no_posting(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="nothing to post"):
        _post(workspace)


def test_a_posting_cannot_be_undone(workspace: Workspace) -> None:
    _post(workspace, CREDIT)

    with pytest.raises(UserError):
        undo(workspace.db, {})


def test_rows_are_laid_out_anew_from_the_kept_files(workspace: Workspace) -> None:
    id_ = _post(workspace, CREDIT, USE)
    with workspace.db.read() as session:
        before = posting_entries(session, id_)
    workspace.db.write(Action("Lost"), lambda session: session.execute(text("DELETE FROM incentive_entry")))
    assert _faults(workspace) == ["The rows of posting {ref} are not those that were posted."]

    rows = workspace.db.write(Action("Again"), lambda session: rebuild_entries(session, workspace.files)).value

    assert rows == 2
    assert _faults(workspace) == []
    with workspace.db.read() as session:
        assert posting_entries(session, id_) == before


def test_check_finds_a_row_that_was_changed_or_slipped_in(workspace: Workspace) -> None:
    _post(workspace, CREDIT)
    edit = text("UPDATE incentive_entry SET amount_minor = amount_minor + 1")
    workspace.db.write(Action("Edited"), lambda session: session.execute(edit))
    slip = text(
        "INSERT INTO incentive_entry(posting_id, n, kind, party_id, period, day_on, amount_minor, form)"
        " VALUES ('x', 0, 'credit', 'a', '', 1, 1, 'ticket')"
    )
    workspace.db.write(Action("Slipped in"), lambda session: session.execute(slip))

    assert _faults(workspace) == [
        "The rows of posting {ref} are not those that were posted.",
        "The rebate ledger holds rows of no posting.",
    ]


def test_postings_are_listed_with_who_posted_and_found_by_their_reference(workspace: Workspace) -> None:
    _post(workspace, CREDIT)

    with workspace.db.read() as session:
        (found,) = list_postings(session, period="2026-Q1")
        assert list_postings(session, period="2026-Q2") == []
        assert posting(session, found.ref) == found
        with pytest.raises(UserError, match="no posting"):
            posting(session, "PO-0")
    assert (found.kind, found.total_minor, found.entries, found.reversed_by) == ("final", 500_00, 1, None)
