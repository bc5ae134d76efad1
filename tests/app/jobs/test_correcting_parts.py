"""A profile may read the same kind of data twice out of one line: each row put aside is of one of these parts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.imports.batches import Loaded
from app.imports.corrected import corrected_rows, earlier_corrections
from app.imports.corrections import Edit
from app.imports.queries import list_quarantine
from app.jobs.checks import cell_faults
from tests.desks import desk_of, profile, sign, take_in, write_csv

PART = """
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "order"
line_no = "{line}"
party_code = "dealer"
product_code = "product"
ordered = "day"
ordered_quantity = "{quantity}"
"""
NAMES = """
[[feed]]
feed = "product_row"
key = ["product"]
repeat = "last"
[feed.columns]
product_code = "product"
name = "product"
"""
HEAD_OF = 'id = "gifts"\nsource = "erp"\n'
PAID, FREE = PART.format(line="line", quantity="qty"), PART.format(line="free line", quantity="free qty")
HEAD = ("order", "line", "dealer", "product", "day", "qty", "free line", "free qty")
GOOD = ("O1", 1, "D1", "P1", "2026-03-05", 50, 2, 5)
NO_DAY = ("O2", 1, "D1", "P1", "2026-02-30", 20, 2, 2)
NO_GIFT = ("O3", 1, "D1", "P1", "2026-03-07", 30, 2, "three")


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    found = desk_of(workspace)
    sign(found)
    return found


def aside(desk: Desk) -> dict[tuple[int, int], int]:
    """The ids of the rows that wait, by their line and the part of the profile."""
    with desk.db.read() as session:
        return {(one.row_no, one.entry): one.id for one in list_quarantine(session)}


def correct(desk: Desk, batch: str, edits: Mapping[tuple[int, int], Mapping[str, str]]) -> Loaded:
    ids = aside(desk)
    wanted = [Edit(ids[line], cells) for line, cells in edits.items()]
    with desk.pipeline.corrector.checked(batch, wanted, progress=Progress()) as checked:
        assert [one.reasons for one in checked.outcomes] == [()] * len(edits)
        return desk.pipeline.corrector.load(checked, reason="as the paper says", progress=Progress())


def lines(desk: Desk) -> list[tuple[Any, ...]]:
    statement = "SELECT order_no, line_no, ordered_quantity_e3 / 1000 FROM order_line WHERE current = 1 ORDER BY 1, 2"
    with desk.db.read() as session:
        return [tuple(row) for row in session.execute(text(statement))]


def test_each_part_of_a_line_is_corrected_apart(desk: Desk, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, GOOD, NO_DAY, NO_GIFT])
    parent = take_in(desk, path, profile(HEAD_OF + PAID + FREE))
    assert sorted(aside(desk)) == [(3, 0), (3, 1), (4, 1)]
    assert lines(desk) == [("O1", "1", 50), ("O1", "2", 5), ("O3", "1", 30)]
    gift = correct(desk, parent.batch_ref, {(4, 1): {"free qty": "3"}})
    assert [(one.feed, one.rows, one.loaded) for one in gift.feeds] == [("order_line", 1, 1)]
    assert lines(desk)[-1] == ("O3", "2", 3), "what was sold on the line is in and stays as it is"
    both = correct(desk, parent.batch_ref, {(3, 1): {"day": "2026-02-28"}, (3, 0): {"day": "2026-02-28"}})
    assert [(one.rows, one.loaded) for one in both.feeds] == [(1, 1), (1, 1)]
    assert lines(desk)[2:4] == [("O2", "1", 20), ("O2", "2", 2)]
    assert aside(desk) == {}
    with desk.db.read() as session:
        assert [(one.row_no, one.entry) for one in corrected_rows(session, both.batch_id)] == [(3, 0), (3, 1)]
    assert list(cell_faults(desk.db)) == []


def test_corrections_of_one_part_are_offered_to_it_again_wherever_it_stands_now(desk: Desk, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, GOOD, NO_DAY])
    first = take_in(desk, path, profile(HEAD_OF + PAID + FREE))
    correct(desk, first.batch_ref, {(3, 1): {"day": "2026-02-28"}})
    take_in(desk, path, profile(HEAD_OF + NAMES + PAID + FREE))
    waiting = aside(desk)
    assert sorted(waiting) == [(3, 1), (3, 2)], "the names of the products were put before both"
    with desk.db.read() as session:
        assert list(earlier_corrections(session)) == [waiting[3, 2]]
