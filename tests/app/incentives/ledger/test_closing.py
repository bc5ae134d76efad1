"""A period in which nobody earned anything is closed all the same; no day to come, no second currency is posted."""

from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.period import day_number, day_of
from app.core.workspace import Workspace
from app.incentives.explain.finding import settled_in
from app.incentives.explain.reading import payout_tree
from app.incentives.ledger.before import finals_of
from app.incentives.ledger.changing import unsettled
from app.incentives.ledger.queries import account, balances, posting, posting_entries
from app.incentives.ledger.reading import first_open_period, settled_versions
from app.incentives.ledger.rules import Balance
from app.incentives.ledger.service import post_run, request_reversal, request_run, reverse_posting, run_of
from app.incentives.ledger.uses import use_rebate
from app.incentives.policy import Parties, Payout
from tests.app.incentives.ledger.books import SETTLED_ON, asked, dealers, desk_with, later, policy, settle, signed

LATER = SETTLED_ON + 100
RETURN = ("R1", 1, "D1", "P1", "2026-03-20", -10, "-6000.00", "red")


def test_a_period_in_which_nobody_earned_is_closed_and_moves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version = signed(desk, policy())
    settle(desk, asked(version))
    before = _accounts(desk, LATER)
    empty = asked(version, period="2026-Q2", day=LATER)

    run = run_of(desk.db, empty)
    assert (run.closes_only, run.needs_approval, run.settled_minor, run.accrued_minor) == (True, False, 0, 0)
    closed = post_run(desk.db, workspace.files, empty, seen_sha256=run.sha256)

    assert _accounts(desk, LATER) == before
    with desk.db.read() as session:
        assert finals_of(session, version) == {"2026-Q1", "2026-Q2"}
        assert first_open_period(session, settled_versions(session)[0], LATER + 1) == "2026-Q3"
        rows = posting_entries(session, closed)
        assert {one.row.party_id for one in rows} == set(dealers(desk).values())
        tree = payout_tree(session, workspace.files, closed, rows[0].n)
        assert (tree.payable_minor, tree.holds, tree.is_accrual) == (0, True, False)
        assert settled_in(session, posting(session, closed).ref) == (closed, [0, 1])
        ours = account(session, dealers(desk)["D1"], LATER)
        assert [one.row.amount_minor for one in ours.entries] == [240_00, 240_00]
    with pytest.raises(UserError, match=r"settled for good"):
        run_of(desk.db, empty)

    reverse_posting(desk.db, workspace.files, posting_id=closed, day_on=LATER, reason="Invoices are missing")
    later(desk, tmp_path, ("Q1", 1, "D2", "P1", "2026-05-05", 1, "1000.00", "blue"))
    assert not run_of(desk.db, empty).closes_only


def test_what_is_carried_goes_on_over_a_period_in_which_nobody_earned(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version = signed(desk, policy())
    settle(desk, asked(version))
    later(desk, tmp_path, RETURN, ("G1", 1, "D1", "P1", "2026-08-05", 1, "20000.00", "blue"))
    settle(desk, asked(version, "true_up", day=SETTLED_ON + 5))
    empty = asked(version, period="2026-Q2", day=LATER)
    post_run(desk.db, workspace.files, empty, seen_sha256=run_of(desk.db, empty).sha256)

    run = run_of(desk.db, asked(version, period="2026-Q3", day=LATER + 92))
    (line,) = [one for one in run.lines if one.party_id == dealers(desk)["D1"]]
    assert (line.outcome.entitled_minor, line.posted) == (400_00, 220_00)


def test_a_version_is_not_kept_open_by_a_period_in_which_nobody_earns(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version = signed(desk, policy())
    with desk.db.read() as session:
        assert unsettled(session, version) == "2026-Q1"
    settle(desk, asked(version))
    with desk.db.read() as session:
        assert unsettled(session, version) is None


def test_no_row_counts_on_a_day_to_come(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version, files = signed(desk, policy()), workspace.files
    tomorrow = day_number(desk.clock.today()) + 1
    ahead = asked(version, "accrual", day=tomorrow)
    run = run_of(desk.db, ahead)
    late = rf"until today; {day_of(tomorrow).isoformat()} is still to come"

    with pytest.raises(UserError, match=late):
        request_run(desk.db, files, run_of(desk.db, asked(version, day=tomorrow)))
    with pytest.raises(UserError, match=late):
        post_run(desk.db, files, run.asked, seen_sha256=run_of(desk.db, run.asked).sha256)
    posted = settle(desk, asked(version))
    with pytest.raises(UserError, match=late):
        request_reversal(desk.db, files, posting_id=posted, day_on=tomorrow, reason="wrong")
    with pytest.raises(UserError, match=late):
        use_rebate(
            desk.db, files, party_id=dealers(desk)["D1"], amount_minor=100, order_no="X", order_minor=1000,
            day_on=tomorrow,
        )  # fmt: skip


def test_a_period_in_which_nobody_takes_part_holds_nothing_up(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version = signed(desk, policy(code="R3", parties=Parties(regions=("nowhere",))))
    run = run_of(desk.db, asked(version))
    assert (run.is_empty, run.needs_approval, run.kept.rows) == (True, False, ())
    with desk.db.read() as session:
        assert unsettled(session, version) is None, "the version is closed without it"


def test_a_second_currency_is_refused_before_anything_is_computed(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    abroad = signed(desk, policy(code="R2", payout=Payout(currency="USD")))
    with pytest.raises(UserError, match=r"kept in CNY; USD cannot be posted"):
        run_of(desk.db, asked(abroad))
    with desk.db.read() as session:
        assert balances(session, SETTLED_ON) == {}


def _accounts(desk: Desk, day: int) -> dict[str, Balance]:
    with desk.db.read() as session:
        return balances(session, day)
