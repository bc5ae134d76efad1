"""Uses as receipts tell of them: posted once, followed when the file changes, and what stood before is left alone."""

from pathlib import Path

from app.core.workspace import Workspace
from app.incentives.ledger.queries import balances
from app.incentives.ledger.uses import post_uses
from tests.app.incentives.ledger.books import SETTLED_ON, asked, dealers, desk_with, policy, release, settle, signed
from tests.desks import mapped, take_in, write_csv

HEAD = ("receipt_no", "line_no", "party_code", "received", "form", "amount")
BEFORE = ("S0", 1, "D1", "2026-03-01", "rebate", "50.00")
FIRST = ("S1", 1, "D1", "2026-04-11", "rebate", "30.00")
MONEY = ("S2", 1, "D1", "2026-04-11", "transfer", "999.00")


def test_a_use_is_posted_once_and_follows_its_receipt(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    settle(desk, asked(signed(desk, policy())))
    dealer, day, files = dealers(desk)["D1"], SETTLED_ON + 30, workspace.files

    def used() -> tuple[int, int]:
        with desk.db.read() as session:
            found = balances(session, day)[dealer]
        return found.used, found.usable

    rows = mapped("receipts", "receipt", "receipt_no line_no party_code received form amount")
    take_in(desk, write_csv(tmp_path / "receipts.csv", [HEAD, BEFORE, FIRST, MONEY]), rows)
    assert post_uses(desk.db, files, day_on=day) is not None
    assert used() == (30_00, 210_00)
    assert post_uses(desk.db, files, day_on=day) is None

    changed = (*FIRST[:-1], "45.00")
    take_in(desk, write_csv(tmp_path / "changed.csv", [HEAD, changed]), rows, extracted_at="2099-01-01")
    assert post_uses(desk.db, files, day_on=day) is not None
    assert used() == (45_00, 195_00)


def test_what_is_locked_is_settled_but_may_be_used_only_when_it_is_released(
    workspace: Workspace, tmp_path: Path
) -> None:
    desk = desk_with(workspace, tmp_path)
    dealer = dealers(desk)["D1"]
    posting = settle(desk, asked(signed(desk, policy()), locked=frozenset({dealer})))
    with desk.db.read() as session:
        held = balances(session, SETTLED_ON)[dealer]
    assert (held.locked, held.usable, held.owed) == (240_00, 0, 240_00)

    release(desk, posting, dealer, day=SETTLED_ON)
    with desk.db.read() as session:
        free = balances(session, SETTLED_ON)[dealer]
    assert (free.locked, free.usable, free.owed) == (0, 240_00, 0)
