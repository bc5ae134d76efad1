"""Workspaces that earlier versions left behind open with everything in them, whatever the schema is today."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from app.bootstrap import open_desk
from app.core.check import check
from app.core.period import parse_period
from app.health.queries import rounds
from app.imports.queries import list_batches
from app.kpi.queries import kpi_rows
from app.meetings.queries import meetings
from app.people.queries import people
from tests.upgrading import FIXTURES, lost, rows_of, unpack


@pytest.mark.parametrize("packed", FIXTURES, ids=lambda path: path.name.split(".")[0])
def test_a_released_workspace_upgrades_with_its_data(packed: Path, tmp_path: Path) -> None:
    path = unpack(packed, tmp_path / "old.cdesk")
    before = rows_of(path)
    desk = open_desk(path)
    try:
        gone = lost(before, rows_of(path))
        assert ["'key': 'device'" in one for one in gone] == [True], "opened on another machine it is another device"
        assert check(desk.db, None, [desk.cells_check]) == []
        with desk.db.read() as session:
            assert [(one.file_name, one.state) for one in list_batches(session)] == [
                ("again.csv", "withdrawn"), ("lines.csv", "live"), ("heads.csv", "live"),
            ]  # fmt: skip
            assert [one.name for one in people(session)] == ["样例经理"]
            held = [("2026-03", "in_progress", 1)] if packed.name >= "0009" else []
            assert [(one.period, one.state, one.actions) for one in meetings(session)] == held
        quarter = parse_period("2026-Q1")
        found = {
            row.kpi: row.value
            for row in kpi_rows(
                desk.db, only=["order_count", "net_amount", "on_time_rate", "quantity"], first=quarter, last=quarter,
                basis="ordered", today=date(2026, 4, 10),
            )
        }  # fmt: skip
        assert found == {"order_count": "8", "net_amount": "1026", "on_time_rate": "0.75", "quantity": "584"}
        assert [line.period for line in rounds(desk.db)] == ["2026-Q1"]
    finally:
        desk.close()


def test_rows_put_aside_by_an_earlier_version_know_of_which_part_they_were(tmp_path: Path) -> None:
    path = unpack(FIXTURES[0], tmp_path / "old.cdesk")
    with closing(sqlite3.connect(path)) as old:  # one profile that read order lines, names, and order lines again
        ((n, stored),) = old.execute(
            "SELECT n, summary FROM import_batch WHERE n IN (SELECT batch_n FROM quarantine)"
        ).fetchall()
        (line,) = json.loads(stored)
        parts = [("order_line", 2), ("party_row", 1), ("order_line", 1)]
        summary = [line | {"feed": feed, "quarantined": rows} for feed, rows in parts]
        old.execute("UPDATE import_batch SET summary = ? WHERE n = ?", (json.dumps(summary), n))
        old.execute("DELETE FROM quarantine")
        old.executemany(
            "INSERT INTO quarantine(batch_n, feed, row_no, reasons, cells, state) VALUES (?, ?, ?, '[]', '{}', 'open')",
            [(n, feed, row_no) for feed, row_no in
             [("order_line", 2), ("order_line", 3), ("party_row", 3), ("order_line", 2)]],
        )  # fmt: skip
        old.commit()
    desk = open_desk(path)
    try:
        with desk.db.read() as session:
            found = session.execute(text("SELECT feed, row_no, entry FROM quarantine ORDER BY id")).all()
        assert found == [("order_line", 2, 0), ("order_line", 3, 0), ("party_row", 3, 1), ("order_line", 2, 2)]
    finally:
        desk.close()


def test_there_is_a_fixture_for_the_newest_schema() -> None:
    from app.core.migrate import revisions

    assert [path.name.split(".")[0] for path in FIXTURES] == list(revisions())
