"""Staged rows that stand in the fact table's shape are moved there whole; rows that somebody overtook are not."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.progress import Progress
from app.core.workspace import Workspace
from tests.desks import desk_of, mapped, write_csv

HOW = mapped(
    "lines",
    "order_line",
    "order_no=单号 line_no=行 party_code=客户 product_code=产品 ordered=下单 amount=金额",
)
ROWS = 21_000
"""Enough for indices that are made while staging."""


@pytest.fixture
def desk(workspace: Workspace) -> Iterator[Desk]:
    found = desk_of(workspace)
    yield found
    found.close()


def file_of(folder: Path, name: str, first: int, rows: int, amount: int) -> Path:
    lines = ((f"SO{n}", 1, f"D{n % 9}", f"P{n % 4}", "2026-03-05", amount) for n in range(first, first + rows))
    return write_csv(folder / name, [("单号", "行", "客户", "产品", "下单", "金额"), *lines])


def figures(desk: Desk) -> tuple[int, ...]:
    """Rows, rows that count, their money, rows found by each index, and whether the file is sound."""
    with desk.db.read() as session:
        row = session.execute(
            text("""
            SELECT count(*), sum(current), sum(amount_e4) FILTER (WHERE current), count(DISTINCT batch_n),
                   (SELECT count(*) FROM order_line INDEXED BY ix_order_line_ordered_on WHERE ordered_on > 0),
                   (SELECT count(DISTINCT id) FROM order_line)
            FROM order_line
            """)
        ).one()
        assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
    return tuple(row)


def test_many_rows_and_their_indices_are_moved_whole_into_an_empty_and_a_filled_table(
    desk: Desk, tmp_path: Path
) -> None:
    for number, first in enumerate((1, ROWS - 99), 1):
        path = file_of(tmp_path, f"{number}.csv", first, ROWS, number)
        with desk.pipeline.staged(path, HOW, progress=Progress(), extracted_at=f"2026-03-0{number}") as ready:
            counts = desk.pipeline.load(ready, progress=Progress()).feeds[0]
        assert (counts.loaded, counts.changed) == (ROWS, 0 if number == 1 else 100)
    money = 10_000 * ((ROWS - 100) + 2 * ROWS)
    assert figures(desk) == (2 * ROWS, 2 * ROWS - 100, money, 2, 2 * ROWS, 2 * ROWS)


def test_of_two_files_staged_at_once_the_second_gets_its_numbers_when_it_is_loaded(desk: Desk, tmp_path: Path) -> None:
    with ExitStack() as stack:
        waiting = [
            stack.enter_context(desk.pipeline.staged(file_of(tmp_path, name, first, ROWS, 1), HOW, progress=Progress()))
            for name, first in (("a.csv", 1), ("b.csv", 500_000))
        ]
        for ready in waiting:
            desk.pipeline.load(ready, progress=Progress())
    assert figures(desk) == (2 * ROWS, 2 * ROWS, 20_000 * ROWS, 2, 2 * ROWS, 2 * ROWS)
