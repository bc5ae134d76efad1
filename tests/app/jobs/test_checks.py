"""Figures made by another version's definitions are made anew when the workspace is opened."""

from pathlib import Path

from sqlalchemy import text

from app.bootstrap import open_desk
from app.core.db import Action
from app.core.workspace import Workspace
from app.jobs.checks import cell_faults, refresh_cells
from app.kpi.cells import stale
from tests.desks import desk_of, profile, take_in, write_csv

LINES = """
id = "lines"
source = "erp"
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "order"
line_no = "line"
party_code = "dealer"
product_code = "product"
ordered = "ordered"
amount = "amount"
"""


def test_an_empty_workspace_has_nothing_to_refresh(workspace: Workspace) -> None:
    assert not refresh_cells(workspace.db)


def test_cells_of_another_version_are_rebuilt_at_the_next_opening(workspace: Workspace, tmp_path: Path) -> None:
    rows = [("order", "line", "dealer", "product", "ordered", "amount"), ("O1", 1, "A", "P", "2026-03-01", "12.50")]
    take_in(desk_of(workspace), write_csv(tmp_path / "lines.csv", rows), profile(LINES))

    def age(session: object) -> None:
        session.execute(text("UPDATE cell_state SET value = 'older' WHERE key = 'definitions'"))  # type: ignore[attr-defined]
        session.execute(text("UPDATE cell SET v2 = v2 + 1"))  # type: ignore[attr-defined]

    workspace.db.write(Action("Imported {file}", {"file": "x"}), age)
    path = workspace.paths.main
    workspace.close()
    desk = open_desk(path)
    try:
        with desk.db.read() as session:
            assert not stale(session)
        assert list(cell_faults(desk.db)) == []
    finally:
        desk.close()
