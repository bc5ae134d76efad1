"""The program dies while it takes files in and out: every step is whole or has not happened, and figures are right."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.check import check
from app.core.progress import Progress
from app.core.undo import undo
from app.core.workspace import Workspace
from tests.desks import desk_of, profile, take_in, write_csv
from tests.torture.kills import killed_at, moments
from tests.torture.scenarios import NAME, acknowledge

SCENARIO = "tests.torture.test_import_kills:take_files_in_and_out"
LINES = profile("""
id = "lines"
source = "erp"
[[feed]]
feed = "order_line"
mode = "complete"
scope = "month"
[feed.columns]
order_no = "order"
line_no = "line"
party_code = "dealer"
product_code = "product"
ordered = "ordered"
shipped = "shipped"
ordered_quantity = "qty"
amount = "amount"
""")
HEAD = ("order", "line", "dealer", "product", "ordered", "shipped", "qty", "amount")
FIRST = [HEAD, *((f"O{n}", 1, f"D{n % 3}", f"P{n % 2}", "2026-03-01", "2026-03-04", n, n * 10) for n in range(1, 9))]
SECOND = [
    HEAD,
    *((f"O{n}", 1, f"D{n % 4}", f"P{n % 3}", "2026-03-01", "2026-03-05", n + 1, n * 11) for n in range(3, 12)),
    ("O12", 1, "D1", "P1", "2026-02-30", "2026-03-05", 1, 1),
]


def steps(desk: Desk, folder: Path) -> Iterator[Callable[[], object]]:
    """A first file is in; then a newer one that hides rows and puts one aside, a withdrawal, and its undo."""
    yield lambda: take_in(desk, folder / "second.csv", LINES)
    yield lambda: desk.pipeline.withdraw(batch_of(desk, "first.csv"), progress=Progress())
    yield lambda: undo(desk.db, desk.undo_handlers)


def take_files_in_and_out(folder: Path) -> None:
    """In the child: one step after the other, each acknowledged when it is committed."""
    with at_desk(folder) as desk:
        for place, step in enumerate(steps(desk, folder)):
            step()
            acknowledge(str(place))


@contextmanager
def at_desk(folder: Path) -> Iterator[Desk]:
    with Workspace.open(folder / NAME, window=True) as workspace:
        yield desk_of(workspace)


def batch_of(desk: Desk, name: str) -> str:
    with desk.db.read() as session:
        return str(session.execute(text("SELECT ref FROM import_batch WHERE file_name = :n"), {"n": name}).scalar_one())


QUERIES = (
    "SELECT order_no, party_code, product_code, ordered_quantity_e3, amount_e4, current FROM order_line ORDER BY id",
    "SELECT file_name, state FROM import_batch ORDER BY n",
    "SELECT name, removed FROM party UNION ALL SELECT name, removed FROM product ORDER BY 1",
    "SELECT row_no, reasons, state FROM quarantine",
    "SELECT * FROM cell ORDER BY 1, 2, 3, 4, 5, 6",
)


def state(desk: Desk) -> list[list[Any]]:
    """All that an import writes, without what differs from run to run."""
    with desk.db.read() as session:
        return [[tuple(row) for row in session.execute(text(query))] for query in QUERIES]


@pytest.fixture
def ready(template: Path, tmp_path: Path) -> Path:
    """A workspace with one file taken in, and a second file beside it."""
    folder = tmp_path / "ready"
    folder.mkdir()
    shutil.copy(template, folder / NAME)
    write_csv(folder / "second.csv", SECOND)
    with at_desk(folder) as desk:
        take_in(desk, write_csv(folder / "first.csv", FIRST), LINES)
    return folder


def test_killed_while_files_come_in_and_go_out(ready: Path, tmp_path: Path) -> None:
    count = Path(shutil.copytree(ready, tmp_path / "count"))
    with at_desk(Path(shutil.copytree(ready, tmp_path / "whole"))) as desk:
        stations = [state(desk)]
        for step in steps(desk, tmp_path / "whole"):
            step()
            stations.append(state(desk))
    assert all(one != other for one, other in pairwise(stations))
    for at in moments(SCENARIO, count):
        folder = Path(shutil.copytree(ready, tmp_path / f"at {at}"))
        done = len(killed_at(SCENARIO, folder, at=at).split())
        with at_desk(folder) as desk:
            assert [str(one) for one in check(desk.db, desk.workspace.files, [desk.cells_check])] == []
            assert state(desk) in stations[done : done + 2]
            take_in(desk, folder / "second.csv", LINES)  # the same file again is either news or a no-op, never an error
            assert [str(one) for one in check(desk.db, desk.workspace.files, [desk.cells_check])] == []
