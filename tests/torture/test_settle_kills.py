"""The program dies while it settles a period: the settlement is there with all its rows, or it is not there."""

import shutil
from pathlib import Path

from app.core.check import check
from app.core.workspace import Workspace
from app.incentives.ledger.queries import balances, list_postings
from app.incentives.ledger.service import post_run, reverse_posting, run_of
from tests.app.incentives.ledger.books import SETTLED_ON, approve, asked, dealers, desk_with, policy, signed
from tests.desks import desk_of
from tests.torture.kills import killed_at, moments
from tests.torture.scenarios import NAME, acknowledge

SCENARIO = "tests.torture.test_settle_kills:settle_all"
NEXT = SETTLED_ON + 1


def settle_all(folder: Path) -> None:
    """In the child: an accrual, its reversal, and the approved settlement; each acknowledged when committed."""
    with Workspace.open(folder / NAME) as workspace:
        db, files = workspace.db, workspace.files
        version, approval = (folder / "asked").read_text(encoding="utf-8").split()
        accrual = asked(version, "accrual", day=NEXT)
        first = post_run(db, files, accrual, seen_sha256=run_of(db, accrual).sha256)
        acknowledge("accrual")
        reverse_posting(db, files, posting_id=first, day_on=NEXT, reason="again")
        acknowledge("reversal")
        final = asked(version)
        post_run(db, files, final, seen_sha256=run_of(db, final).sha256, approval_id=approval)
        acknowledge("final")


def test_killed_while_settling(template: Path, tmp_path: Path) -> None:
    from app.incentives.ledger.service import request_run

    ready = tmp_path / "ready"
    ready.mkdir()
    shutil.copy(template, ready / NAME)
    with Workspace.open(ready / NAME) as workspace:
        desk = desk_with(workspace, ready)
        version = signed(desk, policy())
        approval = request_run(desk.db, workspace.files, run_of(desk.db, asked(version)))
        approve(desk, approval)
        (ready / "asked").write_text(f"{version} {approval}", encoding="utf-8")
    kinds = ["accrual", "reversal", "final"]

    for at in moments(SCENARIO, Path(shutil.copytree(ready, tmp_path / "count"))):
        folder = Path(shutil.copytree(ready, tmp_path / f"at {at}"))
        done = len(killed_at(SCENARIO, folder, at=at).split())
        with Workspace.open(folder / NAME) as workspace:
            desk = desk_of(workspace)
            assert [str(one) for one in check(desk.db, workspace.files, [desk.cells_check])] == []
            with desk.db.read() as session:
                there = sorted(kinds.index(one.kind) for one in list_postings(session))
                found = {party: one.usable for party, one in balances(session, NEXT).items()}
            assert there in ([*range(done)], [*range(done + 1)]), "nothing lost, nothing doubled"
            whole = {dealers(desk)["D1"]: 240_00, dealers(desk)["D2"]: 40_00}
            assert found in ((whole,) if len(there) == 3 else ({}, dict.fromkeys(whole, 0)))
