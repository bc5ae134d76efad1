"""Two dealers who turned out to be one: what was agreed with, and kept back of, the other one is this one's."""

from pathlib import Path

from sqlalchemy.orm import Session

from app.core.db import Action
from app.core.journal import create
from app.core.workspace import Workspace
from app.dealers.model import Party
from app.governance.duplicates.service import merge_parties
from app.incentives.assembly import settle_all
from app.incentives.base.who import grades_before
from app.incentives.dossier.service import batch_of
from app.incentives.explain.reading import payout_tree
from app.incentives.figures import Figures, figures_from_json, figures_json
from app.incentives.ledger.periods import period_called
from app.incentives.ledger.queries import balances, posting_entries
from app.incentives.ledger.service import run_of
from app.incentives.policies.queries import list_policies
from app.jobs.duplicates import merge_dealers
from tests.app.health.rounds import keep_quarter
from tests.app.incentives.ledger.books import SETTLED_ON, asked, dealers, desk_with, policy, release, settle, signed


def test_what_was_agreed_with_the_other_one_counts_and_what_was_paid_before_is_told_as_it_was(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Half of 2 % of 12,000 and 1 % of 4,000 were paid, 120 and 40; half of 2 % of 16,000 is the same 160."""
    desk = desk_with(workspace, tmp_path)
    known = dealers(desk)
    version = signed(desk, policy(dealer_factors={known["D1"]: 500_000}))
    posted = settle(desk, asked(version))
    merge_dealers(desk.db, survivor_id=known["D2"], other_id=known["D1"])
    run = run_of(desk.db, asked(version, "true_up", day=SETTLED_ON + 5))
    ((line, agreed),) = [(line, line.figures.agreed) for line in run.lines]
    assert (line.party_id, line.outcome.entitled_minor, line.posted, agreed) == (known["D2"], 160_00, 0, 500_000)
    with desk.db.read() as session:
        rows = [one for one in posting_entries(session, posted) if one.row.kind == "credit"]
        trees = [payout_tree(session, workspace.files, posted, one.n) for one in rows]
    assert sorted(one.row.amount_minor for one in rows) == [40_00, 120_00]
    assert all(tree.checks[-1].holds for tree in trees), "the amounts that were posted come out again"


def test_a_factor_agreed_with_him_now_ends_that_of_the_other_one(workspace: Workspace, tmp_path: Path) -> None:
    """Once again: nobody is named any more, and 2 % of 16,000 are 320."""
    desk = desk_with(workspace, tmp_path)
    known = dealers(desk)
    version = signed(desk, policy(dealer_factors={known["D1"]: 500_000}))
    merge_dealers(desk.db, survivor_id=known["D2"], other_id=known["D1"])
    with desk.db.read() as session:
        policy_id = list_policies(session)[0].id
        batch = batch_of(session, period="2025-Q4", policy_id=policy_id)
        assert batch.base.id == version
        (before, once) = (
            settle_all(session, one, [period_called(one, "2026-Q1")])
            for one in (batch.policy({}), batch.policy({known["D2"]: 1_000_000}))
        )
    assert [outcome.entitled_minor for _, outcome in before] == [160_00]
    assert [outcome.entitled_minor for _, outcome in once] == [320_00]


def test_figures_say_an_agreed_factor_only_where_it_is_one_of_a_merged_dealer() -> None:
    assert "agreed" not in figures_json(Figures("a", 1, 2))
    told = Figures("a", 1, 2, agreed=900_000)
    assert figures_from_json(figures_json(told)) == told


def test_what_is_locked_of_the_other_one_is_released_under_the_name_he_has_now(
    workspace: Workspace, tmp_path: Path
) -> None:
    desk = desk_with(workspace, tmp_path)
    version, known = signed(desk, policy()), dealers(desk)
    posted = settle(desk, asked(version, locked=frozenset({known["D1"]})))
    merge_dealers(desk.db, survivor_id=known["D2"], other_id=known["D1"])
    release(desk, posted, known["D2"], day=SETTLED_ON + 1)
    with desk.db.read() as session:
        found = balances(session, SETTLED_ON + 1)
    assert {party: (one.usable, one.locked) for party, one in found.items()} == {known["D2"]: (280_00, 0)}


def test_a_grade_of_the_other_one_is_his_where_he_has_none(workspace: Workspace) -> None:
    keep_quarter(workspace)
    period = period_called(policy(), "2026-Q2")
    with workspace.db.read() as session:
        before = grades_before(session, period)
    graded, other = sorted(before)[:2]

    def command(session: Session) -> str:
        return create(session, Party, name="新名", role="dealer", status="active", by_hand="").id

    fresh = workspace.db.write(Action("New dealer"), command).value
    workspace.db.write(Action("t"), lambda session: merge_parties(session, survivor_id=fresh, other_id=graded))
    with workspace.db.read() as session:
        after = grades_before(session, period)
    assert after[fresh] == before[graded]
    assert after[other] == before[other]
