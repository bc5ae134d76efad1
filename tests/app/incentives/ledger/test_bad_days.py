"""What goes wrong between settlements: released locks, postings taken back, merged dealers, versions that overlap."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.approvals.queries import approval
from app.bootstrap import Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.workspace import Workspace
from app.incentives.explain.reading import payout_tree
from app.incentives.ledger.periods import period_called
from app.incentives.ledger.queries import account, balances, entries_until, posting_entries
from app.incentives.ledger.rules import lots
from app.incentives.ledger.runs import earlier_policies
from app.incentives.ledger.service import request_reversal, request_run, reverse_posting, run_of
from app.incentives.model import PolicyVersion
from app.incentives.policies.service import new_version
from app.incentives.policy import Basis, Parties, Payout, Policy, Scale, Stacking, Tier
from app.jobs.duplicates import merge_dealers
from tests.app.incentives.ledger.books import (
    Q1_END,
    SETTLED_ON,
    approve,
    asked,
    dealers,
    desk_with,
    later,
    policy,
    release,
    settle,
    signed,
)  # fmt: skip

RETURN = ("R1", 1, "D1", "P1", "2026-03-20", -10, "-6000.00", "red")
INVOICE = Basis(event="invoiced", below_zero="invoice")


def _did(desk: Desk, command: Callable[[Session], Any]) -> Any:
    return desk.db.write(Action("step"), command).value


def _take_back(desk: Desk, posting_id: str, day: int = SETTLED_ON) -> None:
    files = desk.workspace.files
    waiting = request_reversal(desk.db, files, posting_id=posting_id, day_on=day, reason="wrong")
    approve(desk, waiting)
    reverse_posting(desk.db, files, posting_id=posting_id, day_on=day, reason="wrong", approval_id=waiting)


def test_what_is_released_runs_out_like_any_other_credit(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version, dealer = signed(desk, policy()), dealers(desk)["D1"]
    posted = settle(desk, asked(version, locked=frozenset({dealer})))
    released_on = SETTLED_ON + 30
    release(desk, posted, dealer, day=released_on)

    with desk.db.read() as session:
        rows = [one.row for one in entries_until(session, released_on)[dealer]]
        (lot,) = lots(rows, released_on)
    assert (lot.left_minor, lot.expires_on) == (240_00, SETTLED_ON + 30 + 184), "six months from the day of release"


def test_a_posting_whose_lock_was_released_is_taken_back_after_the_release(
    workspace: Workspace, tmp_path: Path
) -> None:
    desk = desk_with(workspace, tmp_path)
    version, dealer = signed(desk, policy()), dealers(desk)["D1"]
    posted = settle(desk, asked(version, locked=frozenset({dealer})))
    released = release(desk, posted, dealer, day=SETTLED_ON)

    with pytest.raises(UserError, match="released"):
        _take_back(desk, posted)
    _take_back(desk, released)
    _take_back(desk, posted)
    settle(desk, asked(version, day=SETTLED_ON + 1))

    with desk.db.read() as session:
        found = balances(session, SETTLED_ON + 1)[dealer]
    assert (found.usable, found.locked, found.owed) == (240_00, 0, 0)


def test_the_account_of_a_merged_dealer_is_that_of_who_he_became(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version = signed(desk, policy(basis=INVOICE))
    settle(desk, asked(version))
    known = dealers(desk)

    merge_dealers(desk.db, survivor_id=known["D2"], other_id=known["D1"])

    with desk.db.read() as session:
        found = balances(session, SETTLED_ON)
        assert {party: one.usable for party, one in found.items()} == {known["D2"]: 280_00}
        assert balances(session, SETTLED_ON, parties=(known["D2"],)) == found
        assert len(account(session, known["D2"], SETTLED_ON).entries) == 4
    run = run_of(desk.db, asked(version, "true_up", day=SETTLED_ON + 5))
    moved = {line.party_id: line.posted for line in run.lines if line.posted}
    assert moved == {known["D2"]: 40_00}, "16,000 together earn 320; 280 were settled under both"


def test_of_another_policy_only_the_version_that_counts_reduces_the_base(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    first = signed(desk, policy(code="A"))

    def of(session: Session) -> str:
        return session.get_one(PolicyVersion, first).policy_id

    with desk.db.read() as session:
        head = of(session)
    signed(desk, policy(code="A", name="新版"), policy_id=head, number=2)
    mine = signed(desk, policy(code="B", stacking=Stacking(2, "reduced")))

    with desk.db.read() as session:
        row = session.get_one(PolicyVersion, mine)
        content = policy(code="B", stacking=Stacking(2, "reduced"))
        found = earlier_policies(session, row, content, period_called(content, "2026-Q1"))
    assert [one.name for one in found] == ["新版"]


def test_a_version_does_not_begin_in_the_middle_of_a_period_that_another_one_settles(
    workspace: Workspace, tmp_path: Path
) -> None:
    desk = desk_with(workspace, tmp_path)
    first = signed(desk, policy())

    def renewed(content: Policy) -> None:
        def command(session: Session) -> str:
            head = session.get_one(PolicyVersion, first).policy_id
            return new_version(session, policy_id=head, policy=content, reason="New rates")

        _did(desk, command)

    with pytest.raises(UserError, match="2026-01-01"):
        renewed(replace(policy(), from_on=Q1_END - 45))
    with pytest.raises(UserError, match="2026-06-30"):
        renewed(replace(policy(), to_on=Q1_END + 60))
    renewed(replace(policy(), from_on=Q1_END + 1))


def test_cash_that_was_paid_too_much_is_owed_and_leaves_the_rebate_account_alone(
    workspace: Workspace, tmp_path: Path
) -> None:
    desk = desk_with(workspace, tmp_path)
    version, dealer = signed(desk, policy(basis=INVOICE, payout=Payout(form="cash"))), dealers(desk)["D1"]
    settle(desk, asked(version))
    later(desk, tmp_path, RETURN)
    settle(desk, asked(version, "true_up", day=SETTLED_ON + 5))

    with desk.db.read() as session:
        found = balances(session, SETTLED_ON + 5)[dealer]
    assert (found.paid, found.clawed_back, found.owed) == (240_00, 180_00, 0)
    assert found.usable == 0, "money that left in cash comes back in cash, no order is charged with it"


def test_a_run_that_gives_and_takes_the_same_is_not_approved_as_one_of_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    desk = desk_with(workspace, tmp_path)
    version = signed(desk, policy(basis=INVOICE, scale=Scale(tiers=(Tier(0, None, 20_000),))))
    settle(desk, asked(version))
    later(desk, tmp_path, RETURN, ("F9", 1, "D2", "P1", "2026-03-11", 10, "6000.00", "blue"))
    run = run_of(desk.db, asked(version, "true_up", day=SETTLED_ON + 5))
    assert run.settled_minor == 0

    waiting = request_run(desk.db, workspace.files, run)

    with desk.db.read() as session:
        found = approval(session, waiting)
    assert found.amount_minor == 240_00, "120 are given and 120 taken back: who may approve so much decides"


def test_the_payout_of_a_merged_dealer_can_still_be_read(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version, known = signed(desk, policy()), dealers(desk)
    posted = settle(desk, asked(version))
    merge_dealers(desk.db, survivor_id=known["D2"], other_id=known["D1"])

    with desk.db.read() as session:
        n = next(
            one.n for one in posting_entries(session, posted) if one.row.party_id == known["D1"] and one.row.figures
        )
        tree = payout_tree(session, workspace.files, posted, n)
    assert tree.payable_minor == 240_00


def test_a_policy_that_names_a_dealer_counts_for_who_he_became(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    known = dealers(desk)
    version = signed(desk, policy(parties=Parties(dealers=(known["D1"],))))
    merge_dealers(desk.db, survivor_id=known["D2"], other_id=known["D1"])

    run = run_of(desk.db, asked(version))

    assert {line.party_id: line.outcome.entitled_minor for line in run.lines} == {known["D2"]: 320_00}


def test_a_monthly_policy_before_a_quarterly_one_takes_off_what_its_months_gave(
    workspace: Workspace, tmp_path: Path
) -> None:
    desk = desk_with(workspace, tmp_path)
    signed(desk, policy(code="A", span="month"))  # 6,000 in January and in February: 1 % of each, 120 together
    mine = signed(desk, policy(code="B", stacking=Stacking(2, "reduced"), scale=Scale(tiers=(Tier(0, None, 100_000),))))

    run = run_of(desk.db, asked(mine))

    (line,) = [one for one in run.lines if one.party_id == dealers(desk)["D1"]]
    assert line.figures.reduced_e4 == 120 * 10_000
    assert line.outcome.entitled_minor == 1_188_00


def test_partial_then_final_then_a_return_then_a_reversal_then_again(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version, dealer = signed(desk, policy(basis=INVOICE)), dealers(desk)["D1"]
    settle(desk, asked(version, "partial", day=Q1_END - 59))
    final = settle(desk, asked(version))
    later(desk, tmp_path, RETURN)
    back = settle(desk, asked(version, "true_up", day=SETTLED_ON + 5))
    _take_back(desk, back, SETTLED_ON + 6)
    _take_back(desk, final, SETTLED_ON + 6)
    settle(desk, asked(version, day=SETTLED_ON + 7))

    with desk.db.read() as session:
        found = balances(session, SETTLED_ON + 7)[dealer]
    assert (found.settled, found.accrued, found.owed, found.usable) == (60_00, 60_00, 0, 60_00)


def test_who_takes_part_no_more_is_trued_up_to_nothing_and_his_payout_can_be_read(
    workspace: Workspace, tmp_path: Path
) -> None:
    desk = desk_with(workspace, tmp_path)
    pay = Payout(floor=50_00)
    first, known = signed(desk, policy(basis=INVOICE, payout=pay)), dealers(desk)
    settle(desk, asked(first))
    with desk.db.read() as session:
        head = session.get_one(PolicyVersion, first).policy_id
    content = policy(basis=INVOICE, payout=pay, parties=Parties(excluded=(known["D1"],)))
    second = signed(desk, content, policy_id=head, number=2)
    posted = settle(desk, asked(second, "true_up", day=SETTLED_ON + 5))

    with desk.db.read() as session:
        n = next(one.n for one in posting_entries(session, posted) if one.row.kind == "clawback")
        tree = payout_tree(session, workspace.files, posted, n)
        found = balances(session, SETTLED_ON + 5)[known["D1"]]
    assert (found.usable, found.owed) == (0, 0)
    assert tree.payable_minor == -240_00, "no guarantee for who is left out"
