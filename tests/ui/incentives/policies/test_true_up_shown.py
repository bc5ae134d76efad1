"""The screen tells what a version that reaches back changes of settled periods before it is sent to approval."""

from pathlib import Path

from sqlalchemy.orm import Session

from app.core.db import Action
from app.core.workspace import Workspace
from app.incentives.model import PolicyVersion
from app.incentives.policies.service import new_version
from app.incentives.policy import Scale, Tier
from tests.app.incentives.ledger.books import asked, desk_with, policy, settle, signed
from ui.incentives.policies.reading import Wanted, read_policies


def test_a_version_in_the_making_shows_the_true_up_dealer_by_dealer(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    first = signed(desk, policy())
    settle(desk, asked(first))
    content = policy(scale=Scale(tiers=(Tier(0, None, 30_000),)))

    def renew(session: Session) -> str:
        head = session.get_one(PolicyVersion, first).policy_id
        return new_version(session, policy_id=head, policy=content, reason="Board of May")

    desk.db.write(Action("step"), renew)
    shown = read_policies(desk, "en", Wanted()).chosen

    assert shown is not None
    last = shown.text.parts[-1]
    assert last.title == "True-up of settled periods"
    assert last.lines == shown.settled
    assert "together 200.00 CNY" in last.lines[0], "3 % of 16,000 less the 280 that were settled"
    assert len(last.lines) == 3
    before = read_policies(desk, "en", Wanted(shown.policy.id, 1)).chosen
    assert before is not None
    assert before.settled == (), "what is signed already shows its text as it is"
