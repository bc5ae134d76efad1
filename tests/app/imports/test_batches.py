"""Files that follow each other: what counts afterwards, what is hidden, and how a step is taken back."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.errors import Cancelled, UserError
from app.core.progress import Progress
from app.core.undo import redo, undo
from app.core.workspace import Workspace
from app.imports.queries import list_batches
from app.jobs.checks import cell_faults
from tests.desks import desk_of, profile, reopened, take_in, write_csv

OPEN_ITEMS = """
id = "open"
source = "erp"
[file]
extracted_at = 'name:(\\d{{8}})'
[[feed]]
feed = "receivable"
mode = "complete"
by = "{by}"
[feed.columns]
as_of = "as of"
party_code = "dealer"
document_no = "document"
amount = "open"
"""
ITEMS_HEAD = ("as of", "dealer", "document", "open")
LINES = """
id = "lines"
source = "{source}"
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "order"
line_no = "line"
party_code = "{dealer}"
product_code = "product"
ordered = "day"
amount = "amount"
"""
LINES_HEAD = ("order", "line", "dealer", "product", "day", "amount")


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return desk_of(workspace)


def rows(desk: Desk, query: str) -> list[tuple[Any, ...]]:
    with desk.db.read() as session:
        return [tuple(row) for row in session.execute(text(query))]


def documents(desk: Desk) -> dict[str, int]:
    found = rows(desk, "SELECT document_no, amount_e4 / 10000 FROM receivable WHERE current = 1")
    return {name: amount for name, amount in found}  # noqa: C416 - rows are tuples of unknown types


def amounts(desk: Desk) -> dict[str, int]:
    found = rows(desk, "SELECT order_no, amount_e4 / 10000 FROM order_line WHERE current = 1")
    return {name: amount for name, amount in found}  # noqa: C416


def items(desk: Desk, folder: Path, name: str, *found: tuple[Any, ...], by: str = "") -> Any:
    return take_in(desk, write_csv(folder / name, [ITEMS_HEAD, *found]), profile(OPEN_ITEMS.format(by=by)))


def lines(desk: Desk, folder: Path, name: str, *found: tuple[Any, ...], source: str = "erp", **asked: str) -> Any:
    how = profile(LINES.format(source=source, dealer=asked.pop("dealer", "dealer")))
    return take_in(desk, write_csv(folder / name, [LINES_HEAD, *found]), how, **asked)


def line(order: str, amount: int, dealer: str = "D1") -> tuple[Any, ...]:
    return (order, 1, dealer, "P1", "2026-03-05", amount)


def test_a_paid_invoice_disappears_when_a_newer_complete_list_lacks_it(desk: Desk, tmp_path: Path) -> None:
    day = "2026-03-31"
    items(desk, tmp_path, "open_20260401.csv", (day, "D1", "I1", 10), (day, "D1", "I2", 20), (day, "D2", "I3", 30))
    newer = items(desk, tmp_path, "open_20260403.csv", (day, "D1", "I2", 15), (day, "D2", "I3", 30))
    (counts,) = newer.feeds
    assert (counts.hidden, counts.changed, counts.unchanged, counts.new) == (1, 1, 1, 0)
    assert documents(desk) == {"I2": 15, "I3": 30}
    desk.pipeline.withdraw(newer.batch_ref, progress=Progress())
    assert documents(desk) == {"I1": 10, "I2": 20, "I3": 30}


def test_a_complete_list_by_dealer_says_nothing_of_other_dealers_or_days(desk: Desk, tmp_path: Path) -> None:
    old, day = "2026-02-28", "2026-03-31"
    items(
        desk, tmp_path, "open_20260401.csv",
        (old, "D1", "I0", 5), (day, "D1", "I1", 10), (day, "D2", "I2", 20),
    )  # fmt: skip
    newer = items(desk, tmp_path, "open_20260403.csv", (day, "D1", "I9", 1), by="party")
    assert newer.feeds[0].hidden == 1
    assert documents(desk) == {"I0": 5, "I2": 20, "I9": 1}


def test_the_later_extract_counts_whichever_is_loaded_first(desk: Desk, tmp_path: Path) -> None:
    day = "2026-03-31"
    items(desk, tmp_path, "open_20260405.csv", (day, "D1", "I1", 1))
    older = items(desk, tmp_path, "open_20260402.csv", (day, "D1", "I1", 9), (day, "D1", "I2", 9))
    (counts,) = older.feeds
    assert (counts.outdated, counts.changed) == (1, 0)
    assert documents(desk) == {"I1": 1}


def test_the_instant_asked_for_outranks_the_files_name_and_zones_are_compared_as_instants(
    desk: Desk, tmp_path: Path
) -> None:
    lines(desk, tmp_path, "a.csv", line("O1", 1), extracted_at="2026-03-10T02:00:00+00:00")
    lines(desk, tmp_path, "b.csv", line("O1", 2), extracted_at="2026-03-10T09:00:00+08:00")
    assert amounts(desk) == {"O1": 1}, "nine o'clock in China is one o'clock UTC"
    lines(desk, tmp_path, "c.csv", line("O1", 3), extracted_at="2026-03-10T02:00:00+00:00")
    assert amounts(desk) == {"O1": 3}, "of two at the same instant the one loaded later counts"
    with pytest.raises(UserError, match="not the time of an extract"):
        lines(desk, tmp_path, "d.csv", line("O1", 4), extracted_at="tomorrow")


def test_two_systems_use_the_same_numbers_for_other_things(desk: Desk, tmp_path: Path) -> None:
    lines(desk, tmp_path, "a.csv", line("O1", 1))
    lines(desk, tmp_path, "b.csv", line("O1", 2), source="sap")
    assert sorted(rows(desk, "SELECT amount_e4 / 10000 FROM order_line WHERE current = 1")) == [(1,), (2,)]
    assert rows(desk, "SELECT count(*) FROM party WHERE removed = 0") == [(2,)]


def test_a_corrected_profile_replaces_and_undo_brings_the_earlier_back(desk: Desk, tmp_path: Path) -> None:
    lines(desk, tmp_path, "a.csv", line("O1", 1), dealer="product")
    lines(desk, tmp_path, "a.csv", line("O1", 1))
    names = "SELECT name FROM party WHERE removed = 0"
    assert [one.state for one in in_order(desk)] == ["replaced", "live"]
    assert rows(desk, names) == [("D1",)]
    undo(desk.db, desk.undo_handlers)
    assert [one.state for one in in_order(desk)] == ["live", "withdrawn"]
    assert rows(desk, names) == [("P1",)]
    assert amounts(desk) == {"O1": 1}
    redo(desk.db, desk.undo_handlers)
    assert rows(desk, names) == [("D1",)]
    assert amounts(desk) == {"O1": 1}
    assert list(cell_faults(desk.db)) == []


def in_order(desk: Desk) -> list[Any]:
    with desk.db.read() as session:
        return list_batches(session)[::-1]


def test_undo_of_an_import_and_of_a_withdrawal_survive_a_restart(desk: Desk, tmp_path: Path) -> None:
    batch = lines(desk, tmp_path, "a.csv", line("O1", 1), line("O2", 2)).batch_ref
    undo(desk.db, desk.undo_handlers)
    assert amounts(desk) == {}
    desk = reopened(desk)
    try:
        redo(desk.db, desk.undo_handlers)
        assert amounts(desk) == {"O1": 1, "O2": 2}
        desk.pipeline.withdraw(batch, progress=Progress())
        assert amounts(desk) == {}
        undo(desk.db, desk.undo_handlers)
        assert amounts(desk) == {"O1": 1, "O2": 2}
        assert list(cell_faults(desk.db)) == []
    finally:
        desk.close()


def test_the_same_bytes_after_a_withdrawal_are_a_new_batch(desk: Desk, tmp_path: Path) -> None:
    first = lines(desk, tmp_path, "a.csv", line("O1", 1))
    desk.pipeline.withdraw(first.batch_ref, progress=Progress())
    second = lines(desk, tmp_path, "a.csv", line("O1", 1))
    assert not second.existing
    assert second.batch_ref != first.batch_ref
    assert amounts(desk) == {"O1": 1}


def test_rows_without_a_key_repeat_in_the_next_extract_and_count_once(desk: Desk, tmp_path: Path) -> None:
    how = profile("""
id = "sales"
source = "dealer"
[[feed]]
feed = "sellout"
[feed.columns]
party_code = "dealer"
product_code = "product"
sold = "day"
quantity = "qty"
""")
    head, sale = ("dealer", "product", "day", "qty"), ("D1", "P1", "2026-03-01", 5)
    take_in(desk, write_csv(tmp_path / "a.csv", [head, sale, sale]), how)
    (counts,) = take_in(desk, write_csv(tmp_path / "b.csv", [head, sale, sale, sale]), how).feeds
    assert (counts.unchanged, counts.new) == (2, 1)
    assert rows(desk, "SELECT count(*), sum(quantity_e3) / 1000 FROM sellout WHERE current = 1") == [(3, 15)]


def test_what_a_preview_says_is_what_the_load_does_and_a_preview_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    lines(desk, tmp_path, "a.csv", line("O1", 1), line("O2", 2))
    path = write_csv(tmp_path / "b.csv", [LINES_HEAD, line("O1", 1), line("O2", 9), line("O3", 3), ("O4", 1)])
    with desk.pipeline.staged(path, profile(LINES.format(source="erp", dealer="dealer")), progress=Progress()) as ready:
        said = desk.pipeline.preview(ready).feeds
        assert len(in_order(desk)) == 1
        done = desk.pipeline.load(ready, progress=Progress()).feeds
    assert said == done
    (counts,) = done
    assert (counts.new, counts.changed, counts.unchanged, counts.quarantined) == (1, 1, 1, 1)


def test_a_load_that_is_cancelled_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    progress = Progress()
    path = write_csv(tmp_path / "a.csv", [LINES_HEAD, line("O1", 1)])
    how = profile(LINES.format(source="erp", dealer="dealer"))
    with desk.pipeline.staged(path, how, progress=Progress()) as ready:
        progress.cancel()
        with pytest.raises(Cancelled):
            desk.pipeline.load(ready, progress=progress)
    assert in_order(desk) == []
    assert amounts(desk) == {}
