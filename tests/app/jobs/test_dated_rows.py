"""Units, lanes, lists and assignments come in files: each row is a record that follows the rows that count."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.progress import Progress
from app.core.workspace import Workspace
from tests.desks import desk_of, profile, take_in, write_csv

UNITS = """id = "units"
source = "erp"
[[feed]]
feed = "unit_row"
[feed.columns]
product_code = "sku"
unit = "unit"
factor = "factor"
from = "from"
"""
FIRST = [
    ("sku", "unit", "factor", "from"),
    ("P1", "件", 400, ""),
    ("P1", "中包", 10, ""),
    ("P2", "箱", 24, "2025-03-01"),
]


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return desk_of(workspace)


def _units(desk: Desk) -> list[tuple[str, str, int]]:
    with desk.workspace.db.read() as session:
        found = session.execute(
            text("SELECT product_code, unit, factor_e3 FROM product_unit WHERE removed = 0 ORDER BY 1, 2")
        )
        return [(row[0], row[1], row[2]) for row in found]


def test_each_row_is_a_record_and_goes_with_its_file(desk: Desk, tmp_path: Path) -> None:
    loaded = take_in(desk, write_csv(tmp_path / "units.csv", FIRST), profile(UNITS))
    assert _units(desk) == [("P1", "中包", 10_000), ("P1", "件", 400_000), ("P2", "箱", 24_000)]
    desk.pipeline.withdraw(loaded.batch_ref, progress=Progress())
    assert _units(desk) == []


def test_a_later_file_changes_a_row_and_the_earlier_one_comes_back(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write_csv(tmp_path / "a.csv", FIRST), profile(UNITS), extracted_at="2026-01-01")
    later = [FIRST[0], ("P1", "件", 300, "")]
    loaded = take_in(desk, write_csv(tmp_path / "b.csv", later), profile(UNITS), extracted_at="2026-02-01")
    assert ("P1", "件", 300_000) in _units(desk)
    desk.pipeline.withdraw(loaded.batch_ref, progress=Progress())
    assert ("P1", "件", 400_000) in _units(desk)
