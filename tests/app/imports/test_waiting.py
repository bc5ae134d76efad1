"""Rows whose other half has not come: they are taken in, counted as waiting, and count by themselves when it comes."""

from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.period import year
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.jobs.checks import cell_faults
from app.kpi.queries import kpi_rows
from tests.desks import desk_of, mapped, profile, take_in, write_csv

HEADS = mapped("heads", "order_head", "order_no=order party_code=dealer ordered=day", unknown="wait")
LINES = profile("""
id = "lines"
source = "erp"
[[feed]]
feed = "order_line"
head = true
unknown = "wait"
[feed.columns]
order_no = "order"
line_no = "line"
product_code = "product"
ordered_quantity = "qty"
amount = "amount"
""")
DEALERS = mapped("dealers", "party_row", "party_code=code name")
PRODUCTS = mapped("products", "product_row", "product_code=code name")
FILES = {
    "heads": (HEADS, [("order", "dealer", "day"), ("O1", "D1", "2026-01-05"), ("O2", "D2", "2026-01-06")]),
    "lines": (
        LINES,
        [("order", "line", "product", "qty", "amount"), ("O1", 1, "P1", 2, 20), ("O1", 2, "P2", 1, 5),
         ("O2", 1, "P1", 3, 30)],
    ),
    "dealers": (DEALERS, [("code", "name"), ("D1", "甲"), ("D2", "乙")]),
    "products": (PRODUCTS, [("code", "name"), ("P1", "片"), ("P2", "针")]),
}  # fmt: skip


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return desk_of(workspace)


def come(desk: Desk, folder: Path, name: str) -> int:
    """The file is taken in; returns how many of its rows wait."""
    how, rows = FILES[name]
    loaded = take_in(desk, write_csv(folder / f"{name}.csv", rows), how, extracted_at="2026-02-01T00:00:00.000+00:00")
    return loaded.feeds[0].waiting


def net(desk: Desk) -> Decimal | None:
    """Net sales; None where no line counts yet."""
    (row,) = kpi_rows(
        desk.db, only=["net_amount"], first=year(2026), last=year(2026), basis="ordered", today=date(2026, 3, 1)
    )
    return None if row.value is None else Decimal(str(row.value))


def test_each_half_waits_for_the_other_until_it_comes(desk: Desk, tmp_path: Path) -> None:
    assert come(desk, tmp_path, "lines") == 3
    assert come(desk, tmp_path, "heads") == 2
    assert come(desk, tmp_path, "dealers") == 0
    assert net(desk) is None
    assert come(desk, tmp_path, "products") == 0
    assert net(desk) == 55


@pytest.mark.parametrize("order", [*permutations(FILES)][::5])
def test_in_whatever_order_the_files_come_the_figures_are_the_same(
    desk: Desk, tmp_path: Path, order: tuple[str, ...]
) -> None:
    for name in order:
        come(desk, tmp_path, name)
        assert list(cell_faults(desk.db)) == []
    assert net(desk) == 55


def test_rows_wait_again_when_the_batch_they_waited_for_is_withdrawn(desk: Desk, tmp_path: Path) -> None:
    for name in ("lines", "products", "dealers", "heads"):
        come(desk, tmp_path, name)
    with desk.db.read() as session:
        heads = session.execute(text("SELECT ref FROM import_batch WHERE file_name = 'heads.csv'")).scalar_one()
    desk.pipeline.withdraw(heads, progress=Progress())
    assert net(desk) is None


def test_the_preview_says_how_many_rows_will_wait(desk: Desk, tmp_path: Path) -> None:
    how, rows = FILES["lines"]
    with desk.pipeline.staged(write_csv(tmp_path / "l.csv", rows), how, progress=Progress()) as ready:
        assert desk.pipeline.preview(ready).feeds[0].waiting == 3


def test_a_file_that_brings_its_own_products_lets_nothing_wait(desk: Desk, tmp_path: Path) -> None:
    both = profile("""
id = "both"
source = "erp"
[[feed]]
feed = "product_row"
repeat = "last"
[feed.columns]
product_code = "product"
name = "product"
[[feed]]
feed = "order_line"
unknown = "wait"
[feed.columns]
order_no = "order"
line_no = "line"
product_code = "product"
""")
    loaded = take_in(desk, write_csv(tmp_path / "both.csv", FILES["lines"][1]), both)
    assert [one.waiting for one in loaded.feeds] == [0, 0]
