"""A version that reaches back says before its approval what it changes of settled periods, and posts just that."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.texts import EN, texts
from app.core.workspace import Workspace
from app.incentives.ledger.changing import change_words, changes_of
from app.incentives.ledger.queries import balances
from app.incentives.ledger.service import run_of
from app.incentives.model import PolicyVersion
from app.incentives.policies.document import policy_document
from app.incentives.policies.queries import version as version_row
from app.incentives.policies.service import mark_settled, new_version
from app.incentives.policy import Basis, Policy, Scale, Tier
from tests.app.incentives.ledger.books import SETTLED_ON, asked, dealers, desk_with, policy, settle, signed

BASIS = Basis(event="invoiced", below_zero="invoice")
OTHER = Scale(tiers=(Tier(0, 10_000_00, 5_000), Tier(10_000_00, None, 30_000)))
"""Half a per cent below 10,000, 3 % from there on."""


def _next(desk: Desk, first: str, content: Policy) -> str:
    """The next version as a draft."""

    def command(session: Session) -> str:
        of = session.get_one(PolicyVersion, first).policy_id
        return new_version(session, policy_id=of, policy=content, reason="Board of May")

    return desk.db.write(Action("step"), command).value


def test_a_version_that_reaches_back_tells_its_true_up_first_and_posts_just_that(
    workspace: Workspace, tmp_path: Path
) -> None:
    desk = desk_with(workspace, tmp_path)
    first = signed(desk, policy(basis=BASIS))
    settle(desk, asked(first))
    draft = _next(desk, first, policy(basis=BASIS, scale=OTHER))

    with desk.db.read() as session:
        told = changes_of(session, draft)
        document = policy_document(session, version_row(session, draft))
    codes = {party: code for code, party in dealers(desk).items()}
    found = {codes[one.dealer.party_id]: (one.settled_minor, one.entitled_minor, one.change_minor) for one in told}
    assert found == {"D1": (240_00, 360_00, 120_00), "D2": (40_00, 20_00, -20_00)}
    assert change_words(texts(EN), told)[0].endswith("together 100.00 CNY.")
    assert all(line in document for line in change_words(texts(EN), told))

    def sign(session: Session) -> None:
        session.get_one(PolicyVersion, draft).state = "active"

    desk.db.write(Action("step"), sign)
    run = run_of(desk.db, asked(draft, "true_up", day=SETTLED_ON + 5))
    assert {codes[one.party_id]: one.posted for one in run.lines} == {"D1": 120_00, "D2": -20_00}
    settle(desk, asked(draft, "true_up", day=SETTLED_ON + 5))
    with desk.db.read() as session:
        assert changes_of(session, draft) == [], "what is trued up is not told again"
        kept = balances(session, SETTLED_ON + 5)
    assert {codes[party]: (one.usable, one.owed) for party, one in kept.items()} == {
        "D1": (360_00, 0), "D2": (20_00, 0)
    }  # fmt: skip


def test_a_version_for_days_to_come_or_of_no_settled_period_changes_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    desk = desk_with(workspace, tmp_path)
    first = signed(desk, policy(basis=BASIS))
    with desk.db.read() as session:
        assert changes_of(session, first) == []
    settle(desk, asked(first))
    later = replace(policy(basis=BASIS, scale=OTHER), from_on=SETTLED_ON - 9)
    draft = _next(desk, first, later)
    with desk.db.read() as session:
        assert changes_of(session, draft) == []
        assert "\f" not in policy_document(session, version_row(session, draft))


def test_a_version_is_settled_when_each_of_its_periods_is(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    first = signed(desk, policy(basis=BASIS))

    def close(session: Session) -> None:
        session.get_one(PolicyVersion, first).state = "closing"

    desk.db.write(Action("step"), close)
    with pytest.raises(UserError, match="2026-Q1 has no final settlement"):
        desk.db.write(Action("step"), lambda session: mark_settled(session, version_id=first))
    settle(desk, asked(first))
    desk.db.write(Action("step"), lambda session: mark_settled(session, version_id=first))
    with desk.db.read() as session:
        assert version_row(session, first).state == "settled", "nobody earned anything in the other quarters"
