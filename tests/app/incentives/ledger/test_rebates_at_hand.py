"""What may still be used of a rebate account lets the exposure of a dealer's credit down."""

from pathlib import Path

from app.core.period import day_of
from app.core.workspace import Workspace
from app.finance.exposure import exposures
from app.incentives.ledger.exposure import rebates_at_hand
from app.kpi.settlement import settlement
from tests.app.incentives.ledger.books import SETTLED_ON, asked, dealers, desk_with, policy, settle, signed


def test_nothing_is_known_of_rebates_before_anything_was_posted(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    dealer = dealers(desk)["D1"]

    with desk.db.read() as session:
        assert rebates_at_hand(session, SETTLED_ON, dealer) is None
        found = exposures(session, day_of(SETTLED_ON), dealer, rebates=None).credits[dealer]
    assert {one.bucket: one.amount for one in found.parts}["rebate"] is None


def test_what_may_be_used_stands_against_what_is_owed(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    settle(desk, asked(signed(desk, policy())))
    dealer, today = dealers(desk)["D1"], day_of(SETTLED_ON + 5000)

    with desk.db.read() as session:
        at_hand = rebates_at_hand(session, SETTLED_ON + 5000, dealer)
        found = exposures(session, today, dealer, rebates=at_hand).credits[dealer]
        sheet = settlement(session, dealer, today, rebates=at_hand)
    assert {one.bucket: one.amount for one in found.parts}["rebate"] == -240_0000
    assert {one.what: one.amount for one in sheet.by_us}["rebate"] == 240_0000
