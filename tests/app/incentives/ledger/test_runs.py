"""Settlement runs: accrual, partial, final, true-up; approved before they are posted, never posted twice."""

from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.workspace import Workspace
from app.incentives.engine import Figures
from app.incentives.ledger.dealer_rows import whole_period
from app.incentives.ledger.queries import balances, list_postings, paid_before
from app.incentives.ledger.rules import Balance
from app.incentives.ledger.service import post_run, request_reversal, request_run, reverse_posting, run_of
from app.incentives.ledger.uses import post_expiries, use_rebate
from app.incentives.policy import Basis, Payout
from tests.app.incentives.ledger.books import (
    Q1_END,
    SETTLED_ON,
    approve,
    asked,
    dealers,
    desk_with,
    later,
    policy,
    settle,
    signed,
)  # fmt: skip

RETURN = ("R1", 1, "D1", "P1", "2026-03-20", -10, "-6000.00", "red")


def _balances(desk: Desk, day: int = SETTLED_ON) -> dict[str, Balance]:
    with desk.db.read() as session:
        found = balances(session, day)
    return {code: found.get(party, Balance()) for code, party in dealers(desk).items()}


def test_a_final_settlement_credits_what_the_period_earned(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version = signed(desk, policy())

    settle(desk, asked(version))

    found = _balances(desk)
    assert (found["D1"].credited, found["D2"].credited) == (240_00, 40_00)
    assert (found["D1"].accrued, found["D1"].owed, found["D1"].usable) == (240_00, 0, 240_00)
    with desk.db.read() as session:
        assert sum(paid_before(session, version, "2026-Q1").values()) == 280_00


def test_money_is_posted_only_as_it_was_approved(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    files, wanted = workspace.files, asked(signed(desk, policy()))
    run = run_of(desk.db, wanted)

    with pytest.raises(UserError, match="needs an approval"):
        post_run(desk.db, files, wanted, seen_sha256=run.sha256)
    waiting = request_run(desk.db, files, run)
    with pytest.raises(UserError, match="not given yet"):
        post_run(desk.db, files, wanted, seen_sha256=run.sha256, approval_id=waiting)
    approve(desk, waiting)
    later(desk, tmp_path, ("F9", 1, "D2", "P1", "2026-03-11", 1, "1000.00", "blue"))
    with pytest.raises(UserError, match="changed since you looked"):
        post_run(desk.db, files, wanted, seen_sha256=run.sha256, approval_id=waiting)
    with pytest.raises(UserError, match="has changed since"):
        post_run(desk.db, files, wanted, seen_sha256=run_of(desk.db, wanted).sha256, approval_id=waiting)

    assert _balances(desk)["D2"] == Balance()


def test_a_month_is_accrued_and_the_final_settlement_takes_off_what_was_paid(
    workspace: Workspace, tmp_path: Path
) -> None:
    desk = desk_with(workspace, tmp_path)
    version = signed(desk, policy())
    january = Q1_END - 59

    settle(desk, asked(version, "accrual", day=january))
    early = _balances(desk, january)["D1"]
    assert early.accrued == 120_00, "6,000 in a third of the quarter lead to 18,000: the second tier's rate on 6,000"
    settle(desk, asked(version, "partial", day=january + 1))
    assert _balances(desk, january + 1)["D1"].credited == 60_00
    settle(desk, asked(version))

    found = _balances(desk)["D1"]
    assert (found.accrued, found.credited, found.owed) == (240_00, 240_00, 0)


def test_a_period_is_settled_for_good_once_and_then_trued_up(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version = signed(desk, policy(basis=Basis(event="invoiced", below_zero="invoice")))
    settle(desk, asked(version))
    with pytest.raises(UserError, match="true-up"):
        run_of(desk.db, asked(version))

    later(desk, tmp_path, RETURN, ("F9", 1, "D2", "P1", "2026-03-11", 1, "1000.00", "blue"))
    settle(desk, asked(version, "true_up", day=SETTLED_ON + 5))

    found = _balances(desk, SETTLED_ON + 5)
    assert (found["D1"].clawed_back, found["D1"].usable, found["D1"].owed) == (180_00, 60_00, 0)
    assert found["D2"].credited == 50_00


def test_a_negative_rest_is_carried_into_the_next_settlement(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version = signed(desk, policy())
    settle(desk, asked(version))
    later(desk, tmp_path, RETURN, ("G1", 1, "D1", "P1", "2026-05-05", 1, "20000.00", "blue"))

    settle(desk, asked(version, "true_up", day=SETTLED_ON + 5))
    carried = _balances(desk, SETTLED_ON + 5)["D1"]
    assert (carried.owed, carried.usable, carried.clawed_back) == (-180_00, 240_00, 0)

    next_day = SETTLED_ON + 100
    run = run_of(desk.db, asked(version, period="2026-Q2", day=next_day))
    (line,) = [one for one in run.lines if one.party_id == dealers(desk)["D1"]]
    assert (line.outcome.entitled_minor, line.posted) == (400_00, 220_00)
    settle(desk, asked(version, period="2026-Q2", day=next_day))
    after = _balances(desk, next_day)["D1"]
    assert (after.owed, after.credited) == (0, 460_00)


def test_what_is_taken_back_can_be_settled_again(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version = signed(desk, policy())
    first = settle(desk, asked(version))
    files = workspace.files
    with pytest.raises(UserError, match="Say why"):
        reverse_posting(desk.db, files, posting_id=first, day_on=SETTLED_ON, reason=" ")
    with pytest.raises(UserError, match="needs an approval"):
        reverse_posting(desk.db, files, posting_id=first, day_on=SETTLED_ON, reason="wrong rate")

    _take_back(desk, first)

    assert _balances(desk)["D1"].usable == 0
    with pytest.raises(UserError, match="already"):
        _take_back(desk, first)
    settle(desk, asked(version, day=SETTLED_ON + 1))
    assert _balances(desk, SETTLED_ON + 1)["D1"].usable == 240_00
    with desk.db.read() as session:
        assert sorted(one.kind for one in list_postings(session)) == ["final", "final", "reversal"]


def _take_back(desk: Desk, posting_id: str) -> None:
    files = desk.workspace.files
    waiting = request_reversal(desk.db, files, posting_id=posting_id, day_on=SETTLED_ON, reason="wrong rate")
    approve(desk, waiting)
    reverse_posting(
        desk.db, files, posting_id=posting_id, day_on=SETTLED_ON, reason="wrong rate", approval_id=waiting
    )  # fmt: skip


def test_a_version_that_is_not_signed_or_a_period_that_is_not_due_is_not_settled(
    workspace: Workspace, tmp_path: Path
) -> None:
    desk = desk_with(workspace, tmp_path)
    version = signed(desk, policy(pays_on_day=10, grace_days=5))

    with pytest.raises(UserError, match="2026-04-10"):
        run_of(desk.db, asked(version, day=Q1_END + 9))
    assert run_of(desk.db, asked(version, day=Q1_END + 10)).settled_minor == 280_00
    with pytest.raises(UserError, match="no period"):
        run_of(desk.db, asked(version, period="2026-03"))
    with pytest.raises(UserError, match="no final settlement yet"):
        run_of(desk.db, asked(version, "true_up"))


def test_a_run_beyond_the_policys_budget_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)

    with pytest.raises(UserError, match=r"its budget is 200\.00 CNY"):
        run_of(desk.db, asked(signed(desk, policy(budget=200_00))))


def test_what_is_not_used_in_time_runs_out_and_an_order_has_its_ceiling(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    pay = Payout(expires_months=6, use_ceiling=100_000)
    settle(desk, asked(signed(desk, policy(payout=pay))))
    dealer, files = dealers(desk)["D1"], workspace.files

    def use(minor: int) -> str:
        day = SETTLED_ON + 1
        return use_rebate(
            desk.db, files, party_id=dealer, amount_minor=minor, order_no="SO-1", order_minor=1_000_00, day_on=day
        )

    with pytest.raises(UserError, match=r"at most 100\.00 CNY of this order"):
        use(100_01)
    use(100_00)
    with pytest.raises(UserError, match=r"100\.00 CNY is already"):
        use(1)

    assert post_expiries(desk.db, files, day_on=SETTLED_ON + 183) is None
    assert post_expiries(desk.db, files, day_on=SETTLED_ON + 184) is not None
    found = _balances(desk, SETTLED_ON + 184)["D1"]
    assert (found.used, found.expired, found.usable) == (100_00, 140_00, 0)
    assert post_expiries(desk.db, files, day_on=SETTLED_ON + 300) is None


def test_a_forecast_goes_on_like_the_days_so_far() -> None:
    figures = Figures("a", 0, 89, amount_e4=300, quantity_e3=30, baskets={"x": 10})

    assert whole_period(figures, 29).amount_e4 == 900
    assert whole_period(figures, 29).baskets == {"x": 30}
    assert whole_period(figures, None) == whole_period(figures, 89) == figures
