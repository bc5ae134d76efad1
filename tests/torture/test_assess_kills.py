"""The program dies while it assesses a quarter: the assessment is there with all its sheets, or it is not there."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import Desk
from app.core.check import check
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.health.model import Assessment, HealthRound
from app.health.queries import region_sheets
from app.health.service import Assessed, assess
from tests.desks import desk_of, profile, take_in, write_csv
from tests.torture.kills import killed_at, moments
from tests.torture.scenarios import NAME, acknowledge

SCENARIO = "tests.torture.test_assess_kills:assess_twice"
LINES = profile("""
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
promised_first = "promised"
shipped = "shipped"
delivered = "shipped"
ordered_quantity = "qty"
shipped_quantity = "qty"
amount = "amount"
""")
HEAD = ("order", "line", "dealer", "product", "ordered", "promised", "shipped", "qty", "amount")
ROWS = [
    (f"{period}-{n}", 1, f"D{n % 3}", f"P{n % 2}", f"{period}-0{1 + n % 3}", f"{period}-06", f"{period}-0{4 + n % 4}",
     n, n * 1000)
    for period in ("2025-11", "2026-01", "2026-02", "2026-03")
    for n in range(1, 7)
]  # fmt: skip
LATE = [("2026-03-99", 1, "D1", "P1", "2026-03-02", "2026-03-06", "2026-03-28", 5, 9000)]


@contextmanager
def at_desk(folder: Path) -> Iterator[Desk]:
    with Workspace.open(folder / NAME, window=True) as workspace:
        yield desk_of(workspace)


def once(desk: Desk) -> Assessed:
    return assess(desk.db, desk.workspace.files, desk.figures, period="2026-Q1", progress=Progress())


def steps(desk: Desk, folder: Path) -> Iterator[Callable[[], object]]:
    """Assess a quarter, take in a late order of it, assess it again."""
    yield lambda: once(desk)
    yield lambda: take_in(desk, folder / "late.csv", LINES)
    yield lambda: once(desk)


def assess_twice(folder: Path) -> None:
    """In the child: one step after the other, each acknowledged when it is committed."""
    with at_desk(folder) as desk:
        for place, step in enumerate(steps(desk, folder)):
            step()
            acknowledge(str(place))


def rounds(desk: Desk) -> list[tuple[int, int]]:
    """The version of each round with the number of its dealers' assessments."""
    with desk.db.read() as session:
        versions = session.scalars(select(HealthRound.version).order_by(HealthRound.version)).all()
        kept = session.scalars(select(Assessment.version)).all()
    return [(version, kept.count(version)) for version in versions]


@pytest.fixture
def ready(template: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "ready"
    folder.mkdir()
    shutil.copy(template, folder / NAME)
    write_csv(folder / "late.csv", [HEAD, *LATE])
    with at_desk(folder) as desk:
        take_in(desk, write_csv(folder / "lines.csv", [HEAD, *ROWS]), LINES)
    return folder


def test_killed_while_assessing(ready: Path, tmp_path: Path) -> None:
    count = Path(shutil.copytree(ready, tmp_path / "count"))
    with at_desk(Path(shutil.copytree(ready, tmp_path / "whole"))) as desk:
        stations = [rounds(desk)]
        for step in steps(desk, tmp_path / "whole"):
            step()
            stations.append(rounds(desk))
    assert stations[0] == []
    assert [version for version, _ in stations[-1]] == [1, 2]
    for at in moments(SCENARIO, count):
        folder = Path(shutil.copytree(ready, tmp_path / f"at {at}"))
        done = len(killed_at(SCENARIO, folder, at=at).split())
        with at_desk(folder) as desk:
            assert [str(one) for one in check(desk.db, desk.workspace.files, [desk.cells_check])] == []
            there = rounds(desk)
            assert there in stations[done : done + 2]
            if there:
                region_sheets(desk.db, desk.workspace.files, desk.infos, period="2026-Q1")
            take_in(desk, folder / "late.csv", LINES)
            assert once(desk).written == (there != stations[-1])
