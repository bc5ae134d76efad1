"""A dispute from the dealer's list to his account: decided by row, approved by another, posted beside what stands."""

from pathlib import Path

import pytest

from app.core.clock import FixedClock
from app.core.db import Action
from app.core.errors import UserError
from app.core.workspace import Workspace
from app.incentives.disputes.service import drop_dispute, post_dispute, submit_dispute
from app.incentives.ledger.queries import list_postings
from tests.approving import give
from tests.desks import desk_of
from tests.disputing import ORDERS, Case, settled_case


@pytest.fixture
def case(workspace: Workspace, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Case:
    desk = desk_of(workspace)
    monkeypatch.setattr(desk.db, "clock", clock)
    return settled_case(desk, tmp_path)


def test_the_outcome_is_posted_as_one_row_after_another_person_approved_it(case: Case) -> None:
    assert case.usable() == 990
    dispute = case.open(("XS1", 600), ("XS2", 300), ("XS3", 110), ("XS4", 40))
    view = case.view(dispute)
    assert [(one.line.document, one.line.found) for one in view.lines] == [("XS3", "differs"), ("XS4", "only_theirs")]
    case.decide(dispute, XS3="theirs", XS4="unproven")
    found = case.view(dispute).result
    assert found is not None
    assert (found.before_minor, found.after_minor) == (990, 2_020), "1,010 reaches the second tier"
    files = case.desk.workspace.files
    with pytest.raises(UserError, match="Attach the evidence"):
        submit_dispute(case.desk.db, files, dispute_id=dispute)
    case.prove(dispute)
    approval_id = submit_dispute(case.desk.db, files, dispute_id=dispute)
    with pytest.raises(UserError, match="not approved yet"):
        post_dispute(case.desk.db, files, dispute_id=dispute)
    give(case.desk.db, files, approval_id, case.people.checker, case.people.words(case.people.checker))
    post_dispute(case.desk.db, files, dispute_id=dispute)
    assert case.usable() == 2_020
    with case.desk.db.read() as session:
        assert [one.kind for one in list_postings(session)].count("final") == 1, "what stood is as it was"
    assert case.view(dispute).row.state == "decided"
    with pytest.raises(UserError, match="is over"):
        case.decide(dispute, XS3="ours")


def test_a_row_decided_otherwise_voids_the_approval(case: Case) -> None:
    dispute = case.open(("XS1", 600), ("XS2", 300), ("XS3", 110))
    case.decide(dispute, XS3="theirs")
    case.prove(dispute)
    files = case.desk.workspace.files
    approval_id = submit_dispute(case.desk.db, files, dispute_id=dispute)
    give(case.desk.db, files, approval_id, case.people.checker, case.people.words(case.people.checker))
    case.decide(dispute, XS3="split")
    assert case.view(dispute).row.approval == "void"
    with pytest.raises(UserError, match="not approved yet"):
        post_dispute(case.desk.db, files, dispute_id=dispute)
    assert case.usable() == 990


def test_where_ours_is_right_nothing_is_posted(case: Case) -> None:
    dispute = case.open(("XS1", 600), ("XS2", 300), ("XS3", 110))
    with pytest.raises(UserError, match="without an outcome: 1"):
        submit_dispute(case.desk.db, case.desk.workspace.files, dispute_id=dispute)
    case.decide(dispute, XS3="ours")
    assert submit_dispute(case.desk.db, case.desk.workspace.files, dispute_id=dispute) == ""
    assert (case.view(dispute).row.state, case.usable()) == ("decided", 990)


def test_lists_that_agree_open_nothing_and_a_second_dispute_waits_for_the_first(case: Case) -> None:
    with pytest.raises(UserError, match="say the same"):
        case.open(*ORDERS)
    first = case.open(("XS1", 600), ("XS2", 300))
    with pytest.raises(UserError, match="is open already"):
        case.open(("XS1", 600))
    case.desk.db.write(
        Action("drop"), lambda session: drop_dispute(session, dispute_id=first, reason="对方撤回", today=1 << 20)
    )
    case.open(("XS1", 600))


def test_its_clock_runs_out(case: Case) -> None:
    row = case.view(case.open(("XS1", 600), ("XS2", 300))).row
    assert row.due_on - row.opened_on == 15
    assert not row.late(row.due_on)
    assert row.late(row.due_on + 1)
