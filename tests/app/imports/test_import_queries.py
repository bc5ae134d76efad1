"""What the import page reads: rows put aside in windows, their reasons, who loaded what; profiles dropped and kept."""

from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.undo import undo
from app.core.workspace import Workspace
from app.imports.queries import (
    batch_actors,
    list_batches,
    quarantine_ids,
    quarantine_reasons,
    quarantine_rows,
    staged_faults,
)
from tests.desks import desk_of, profile, take_in, write_csv

LINES = profile("""
id = "lines"
source = "erp"
[file]
match = ["lines*.csv"]
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "order"
line_no = "line"
product_code = "product"
ordered = "ordered"
ordered_quantity = "qty"
""")
HEAD = ("order", "line", "product", "ordered", "qty")


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return desk_of(workspace)


def loaded(desk: Desk, folder: Path, name: str = "lines_1.csv") -> str:
    rows = [
        HEAD,
        ("S1", 1, "P1", "2026-03-01", 5),
        ("S2", 1, "P1", "2026-02-30", 5),
        ("S3", 1, "", "2026-03-01", "five_pcs"),
        ("S4", 1, "P1", "2026-03-01", "100%x"),
    ]
    return take_in(desk, write_csv(folder / name, rows), LINES).batch_id


def test_rows_put_aside_come_by_batch_reason_and_text(desk: Desk, tmp_path: Path) -> None:
    first = loaded(desk, tmp_path)
    with desk.db.read() as session:
        everything = list(quarantine_ids(session))
        rows = quarantine_rows(session, everything)
        assert quarantine_reasons(session) == {"not_a_number": 2, "no_such_day": 1, "required": 1}
        assert list(quarantine_ids(session, batch_id="nobody")) == []
        assert len(quarantine_ids(session, batch_id=first, reason="required")) == 1
        found = quarantine_rows(session, quarantine_ids(session, search="five_p"))
        assert [one.cells["order"] for one in found] == ["S3"]
        assert not len(quarantine_ids(session, search="fiveXp")), "an underscore is no wildcard"
        assert [one.cells["order"] for one in quarantine_rows(session, quarantine_ids(session, search="100%x"))] == [
            "S4"
        ]
        by_reason = quarantine_ids(session, search="not in any cell", search_codes=["no_such_day"])
        assert [one.cells["order"] for one in quarantine_rows(session, by_reason)] == ["S2"]
        backwards = quarantine_ids(session, order="row", descending=True)
        assert [one.row_no for one in quarantine_rows(session, backwards)] == [5, 4, 3]
    assert [one.row_no for one in rows] == [3, 4, 5]
    assert rows[0].reasons == (("ordered", "no_such_day", "2026-02-30"),)


def test_a_withdrawn_batch_leaves_no_rows_aside(desk: Desk, tmp_path: Path) -> None:
    batch = loaded(desk, tmp_path)
    desk.pipeline.withdraw(batch, progress=Progress())
    with desk.db.read() as session:
        assert not len(quarantine_ids(session))
        assert quarantine_reasons(session) == {}


def test_the_first_bad_rows_of_a_staged_file_can_be_shown_before_anything_is_written(
    desk: Desk, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "lines_2.csv", [HEAD, ("S1", 1, "P1", "31.31.2026", 5), ("S2", 1, "P1", "", 5)])
    with (
        desk.pipeline.staged(path, LINES, progress=Progress()) as ready,
        desk.db.read(attach={"staging": ready.staging}) as session,
    ):
        found = staged_faults(session, feeds=["order_line"], file_name=path.name)
    assert [(one.row_no, one.feed, one.file_name) for one in found] == [(2, "order_line", "lines_2.csv")]
    with desk.db.read() as session:
        assert list_batches(session) == []


def test_the_journal_knows_who_loaded_a_batch(desk: Desk, tmp_path: Path) -> None:
    desk.db.actor = "somebody"
    batch = loaded(desk, tmp_path)
    with desk.db.read() as session:
        assert batch_actors(session) == {batch: "somebody"}


def test_a_dropped_profile_is_gone_and_undo_brings_it_back(desk: Desk) -> None:
    desk.shelf.keep([LINES])
    desk.shelf.drop("lines")
    assert desk.shelf.all() == []
    with pytest.raises(UserError, match="no profile"):
        desk.shelf.drop("lines")
    undo(desk.db, desk.undo_handlers)
    assert [one.id for one in desk.shelf.all()] == ["lines"]
    desk.shelf.drop("lines")
    desk.shelf.keep([LINES])
    assert [one.id for one in desk.shelf.all()] == ["lines"], "keeping the same text again brings it back"
