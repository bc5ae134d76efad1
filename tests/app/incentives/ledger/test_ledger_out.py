"""The ledger for finance, and as it was known before."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.bootstrap import FEEDS
from app.core.check import check
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import EN, texts
from app.core.workspace import Workspace
from app.incentives.ledger.export import export_ledger
from app.incentives.ledger.posting import ledger_faults
from app.incentives.ledger.queries import balances, list_postings
from app.jobs.known_at import open_known
from tests.app.incentives.ledger.books import SETTLED_ON, asked, desk_with, policy, settle, signed


def test_finance_gets_every_row_with_control_totals(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    settle(desk, asked(signed(desk, policy())))

    def export(name: str, first: int = 0) -> int:
        with desk.db.read() as session:
            return export_ledger(
                session, tmp_path / name, first_on=first, last_on=SETTLED_ON, t=texts(EN), progress=Progress()
            )

    assert export("ledger.xlsx") == export("ledger.csv") == 4
    book = load_workbook(tmp_path / "ledger.xlsx")
    amounts = [row[11].value for row in book["Rebate ledger"].iter_rows(min_row=2, max_row=5)]
    assert sum(amounts) == pytest.approx(560)
    totals = [[cell.value for cell in row] for row in book["Control totals"].iter_rows(min_row=2, max_row=5)]
    assert totals[2:] == [["All postings", "Accrued", 2, 280, "CNY"], ["All postings", "Credited", 2, 280, "CNY"]]
    lines = list(csv.reader((tmp_path / "ledger.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert lines[-1] == ["Control: 4 rows, together 560 CNY"]
    with pytest.raises(UserError, match="Nothing was posted"):
        export("later.csv", first=SETTLED_ON + 1)


def test_a_copy_of_what_was_known_before_has_the_ledger_of_then(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with(workspace, tmp_path)
    version = signed(desk, policy())
    settle(desk, asked(version, "accrual"))
    with desk.db.read() as session:
        before = balances(session, SETTLED_ON)
    then = desk.db.last_tx()
    settle(desk, asked(version))

    with open_known(workspace, FEEDS, then) as known, known.db.read() as session:
        assert [one.kind for one in list_postings(session)] == ["accrual"]
        assert balances(session, SETTLED_ON) == before
        assert list(ledger_faults(session, workspace.files)) == []
    assert [str(one) for one in check(desk.db, workspace.files, [desk.cells_check])] == []
