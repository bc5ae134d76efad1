"""Money of a fund from the request to the payment; the budget is never exceeded, and nothing is paid unapproved."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import FixedClock
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number
from app.core.workspace import Workspace
from app.incentives.funds.rules import Held, exceeds, held_minor
from app.incentives.funds.service import ask_money, change_request, drop_request
from app.incentives.ledger.queries import account
from app.incentives.ledger.service import approval_of_reversal, request_reversal, reverse_posting
from app.incentives.model import FundRequest
from tests.approving import give
from tests.desks import desk_of
from tests.funding import BUDGET, Funded, funded


@pytest.fixture
def case(workspace: Workspace, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Funded:
    desk = desk_of(workspace)
    monkeypatch.setattr(desk.db, "clock", clock)
    return funded(desk, tmp_path)


def test_money_goes_from_the_request_to_the_dealer(case: Funded) -> None:
    one = case.ask(600_000)
    assert (case.row(one).state, case.fund().held_minor) == ("requested", 0)
    case.submit(one)
    assert (case.row(one).state, case.fund().left_minor) == ("approving", BUDGET - 600_000)
    with pytest.raises(UserError, match="after the approval"):
        case.prove(one)
    case.approve(one)
    assert (case.row(one).state, case.row(one).approved_minor) == ("approved", 600_000)
    with pytest.raises(UserError, match="after the proof"):
        case.claim(one, 500_000)
    case.prove(one)
    with pytest.raises(UserError, match="Only what was claimed"):
        case.pay(one)
    with pytest.raises(UserError, match="More is claimed"):
        case.claim(one, 600_001)
    case.claim(one, 500_000)
    assert case.fund().left_minor == BUDGET - 500_000, "what is not claimed is free again"
    case.pay(one)
    assert (case.row(one).state, case.row(one).paid_minor, case.fund().paid_minor) == ("paid", 500_000, 500_000)
    with case.desk.db.read() as session:
        found = account(session, case.party, day_number(case.desk.clock.today()))
    assert found.balance.paid == 500_000
    with pytest.raises(UserError, match="and once"):
        case.pay(one)


def test_the_budget_is_held_by_what_waits_and_what_was_approved(case: Funded) -> None:
    first, second = case.ask(600_000), case.ask(600_000)
    case.submit(first)
    with pytest.raises(UserError, match="4000 CNY left"):
        case.submit(second)
    with pytest.raises(UserError, match="left"):
        case.ask(400_001)
    change_request(case.desk.db, request_id=second, title="小型推广会", from_on=case.row(second).from_on,
                   to_on=case.row(second).to_on, requested_minor=400_000)  # fmt: skip
    case.submit(second)
    assert case.fund().left_minor == 0
    drop_request(case.desk.db, request_id=first, reason="取消")
    assert case.fund().left_minor == 600_000


def test_a_changed_request_is_approved_anew(case: Funded) -> None:
    one = case.ask()
    asked = case.submit(one)
    row = case.row(one)
    change_request(case.desk.db, request_id=one, title=row.title, from_on=row.from_on, to_on=row.to_on,
                   requested_minor=900_000)  # fmt: skip
    with pytest.raises(UserError, match="changed since you looked"):
        give(case.desk.db, case.desk.workspace.files, asked, case.people.checker,
             case.people.words(case.people.checker))  # fmt: skip
    assert (case.row(one).state, case.row(one).approval_id) == ("requested", "")
    case.approve(one)
    with pytest.raises(UserError, match="not changed any more"):
        change_request(case.desk.db, request_id=one, title="x", from_on=row.from_on, to_on=row.to_on, requested_minor=1)


def test_a_record_that_was_written_past_the_steps_is_not_paid(case: Funded) -> None:
    """Below every screen: the payment itself asks for the approval, of exactly this request."""
    one = case.ask()
    case.approve(one)
    case.prove(one)

    def forge(field: str, value: object) -> None:
        case.desk.db.write(Action("forge"), lambda session: setattr(session.get_one(FundRequest, one), field, value))

    case.claim(one, 600_000)
    forge("requested_minor", 700_000)
    with pytest.raises(UserError, match="changed meanwhile"):
        case.pay(one)
    forge("requested_minor", 600_000)
    forge("claimed_minor", 700_000)
    with pytest.raises(UserError, match="More is claimed"):
        case.pay(one)
    forge("claimed_minor", 600_000)
    other = case.ask(100_000)
    case.submit(other)
    forge("approval_id", case.row(other).approval_id)
    with pytest.raises(UserError):
        case.pay(one)
    assert case.fund().paid_minor == 0


def test_a_refusal_ends_it_unless_it_is_asked_again(case: Funded) -> None:
    one = case.ask()
    asked = case.submit(one)
    give(case.desk.db, case.desk.workspace.files, asked, case.people.checker, case.people.words(case.people.checker),
         verdict="no", reason="无方案")  # fmt: skip
    assert (case.row(one).state, case.fund().held_minor) == ("refused", 0)
    again = case.submit(one)
    assert again != asked
    assert case.row(one).state == "approving"


def test_who_takes_no_part_asks_in_vain(case: Funded) -> None:
    today = day_number(case.desk.clock.today())

    for party, title, first, last, minor, words in (
        (case.other, "x", 0, 0, 1, "takes no part"), (case.party, "x", -400, 0, 1, "does not count"),
        (case.party, "x", 0, 400, 1, "ends after"), (case.party, "x", 0, -1, 1, "before it begins"),
        (case.party, "x", 0, 0, 0, "more than zero"), (case.party, " ", 0, 0, 1, "what the money is for"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=words):
            ask_money(case.desk.db, policy_id=case.policy_id, party_id=party, title=title, from_on=today + first,
                      to_on=today + last, requested_minor=minor)  # fmt: skip


def test_a_payment_that_was_taken_back_may_be_paid_again(case: Funded) -> None:
    one = case.ask()
    case.approve(one)
    case.prove(one)
    case.claim(one, 600_000)
    posting, today, files = case.pay(one), day_number(case.desk.clock.today()), case.desk.workspace.files
    asked = request_reversal(case.desk.db, files, posting_id=posting, day_on=today, reason="错付")
    give(case.desk.db, files, asked, case.people.checker, case.people.words(case.people.checker))
    with case.desk.db.read() as session:
        approval_id, day = approval_of_reversal(session, posting, day_on=today)
    reverse_posting(case.desk.db, files, posting_id=posting, day_on=day, reason="错付", approval_id=approval_id)
    assert (case.row(one).state, case.fund().paid_minor) == ("claimed", 0)
    case.pay(one)
    with case.desk.db.read() as session:
        assert account(session, case.party, today).balance.paid == 600_000


STATES = ["requested", "approving", "approved", "refused", "proven", "claimed", "paid", "dropped"]
HELD = st.builds(
    Held, st.uuids().map(str), st.sampled_from(STATES), st.integers(1, 1000), st.integers(0, 1000),
    st.integers(0, 1000), st.integers(0, 1000),
)  # fmt: skip


@given(st.lists(HELD, max_size=8), st.integers(0, 3000), st.lists(st.integers(1, 1000), max_size=8))
def test_whoever_fits_never_leads_beyond_the_budget(held: list[Held], budget: int, wanted: list[int]) -> None:
    if held_minor(held) > budget:
        return
    for n, minor in enumerate(wanted):
        if exceeds(budget, held, wanted=minor) is None:
            held = [*held, Held(f"new{n}", "approving", minor)]
    assert held_minor(held) <= budget
