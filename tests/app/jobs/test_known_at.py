"""Going back: last quarter's report comes out as it did, a copy is made whole or not at all, and few are kept."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bootstrap import Desk, open_known_desk
from app.core.db import Action
from app.core.errors import Cancelled, UserError
from app.core.period import parse_period
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.core.workspace_settings import PRACTICE_DAY, set_setting
from app.dealers.model import Party
from app.health.model import Assessment
from app.health.queries import region_sheets
from app.health.service import assess
from app.jobs import known_at as jobs
from app.jobs.known_at import FOLDER, KEPT, known_tx
from app.jobs.products import follow_records
from app.jobs.runs import DONE, by_hand, newest_runs, write_down
from app.kpi.queries import kpi_rows
from app.reports.region_pack import region_pack
from tests.desks import desk_of, mapped, take_in, write_csv

QUARTER = "2026-Q1"
LINES = mapped(
    "lines",
    "order_line",
    "order_no=order line_no=line party_code=dealer product_code=product ordered=day shipped=day "
    "ordered_quantity=qty shipped_quantity=qty amount",
)
DEALERS = mapped("dealers", "party_row", "party_code=code name tier area_name=region")
HEAD = ("order", "line", "dealer", "product", "day", "qty", "amount")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Iterator[Desk]:
    """Two dealers with a quarter of orders, on a day after it."""
    workspace.db.write(Action("Day"), lambda session: set_setting(session, key=PRACTICE_DAY, value="2026-04-10"))
    path = workspace.paths.main
    workspace.close()
    found = desk_of(Workspace.open(path))
    dealers = [("code", "name", "tier", "region"), ("D1", "甲医药", "city", "华东"), ("D2", "乙医药", "county", "华南")]
    take_in(found, write_csv(tmp_path / "dealers.csv", dealers), DEALERS)
    rows = [(f"O{n}", 1, f"D{1 + n % 2}", "P1", f"2026-0{1 + n % 3}-1{n % 9}", n, n * 100) for n in range(1, 20)]
    take_in(found, write_csv(tmp_path / "lines.csv", [HEAD, *rows]), LINES)
    yield found
    found.close()


def pack(desk: Desk) -> bytes:
    sheet, dealers = region_sheets(desk.db, desk.workspace.files, desk.infos, period=QUARTER)
    return region_pack(sheet, dealers, "zh_CN")


def by(desk: Desk, dimension: str) -> list[tuple[Any, ...]]:
    quarter = parse_period(QUARTER)
    rows = kpi_rows(desk.db, only=["net_amount"], first=quarter, last=quarter, by=dimension, today=desk.clock.today())
    return [(tuple(one.keys.values()), tuple(one.labels.values()), one.value) for one in rows]


def reorganise(session: Session) -> None:
    """Master data as they are after a year: another tier and another name for everybody."""
    for one in session.scalars(select(Party)):
        one.tier, one.name = "province", f"新{one.name}"
    follow_records(session)


def test_last_quarter_s_report_comes_out_the_same_after_master_data_changed(desk: Desk, tmp_path: Path) -> None:
    assess(desk.db, desk.workspace.files, desk.figures, period=QUARTER)
    printed, tiers = pack(desk), by(desk, "tier")
    with desk.db.read() as session:
        ref = session.scalars(select(Assessment.ref)).first() or ""
        then = known_tx(session, desk.book, ref)
    desk.db.write(Action("Reorganise"), reorganise)
    more = [HEAD, ("O99", 1, "D1", "P1", "2026-02-11", 7, 70_000)]
    take_in(desk, write_csv(tmp_path / "late.csv", more), LINES)
    assert by(desk, "tier") != tiers
    copy = open_known_desk(desk, then)
    try:
        assert pack(copy) == printed, "the very bytes"
        assert by(copy, "tier") == tiers
        assert copy.clock.today() == date(2026, 4, 10)
    finally:
        copy.close()


def test_a_copy_that_is_cancelled_leaves_nothing_and_can_be_made_again(desk: Desk) -> None:
    then, folder = desk.db.last_tx() - 1, desk.workspace.machine.folder / FOLDER
    progress = Progress(lambda done, _total, _text: progress.cancel() if done else None)
    with pytest.raises(Cancelled):
        open_known_desk(desk, then, progress=progress)
    assert not list(folder.rglob("*.*"))
    open_known_desk(desk, then).close()
    (made,) = folder.glob("*/*.cdesk")
    before = made.stat().st_ino
    open_known_desk(desk, then).close()
    assert made.stat().st_ino == before, "made once, opened again"


def test_a_fault_of_a_cancelled_run_stays_that_fault(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    progress = Progress()

    def broken(*_args: object) -> None:
        progress.cancel()
        raise ValueError("a fault of the program")

    monkeypatch.setattr(jobs, "_go_back", broken)
    with pytest.raises(ValueError, match="a fault of the program"):
        open_known_desk(desk, desk.db.last_tx() - 1, progress=progress)


def test_few_copies_are_kept_and_the_one_just_opened_is_among_them(desk: Desk) -> None:
    last = desk.db.last_tx()
    for one in range(KEPT + 2):
        desk.db.write(Action("Name"), partial(set_setting, key="name", value=f"{one}"))
    write_down(desk.db, by_hand("backup", datetime.now(UTC) + timedelta(seconds=1)), Action("Backup"), DONE)
    for tx in range(last, desk.db.last_tx()):
        copy = open_known_desk(desk, tx)
        assert copy.db.last_tx() == tx
        with copy.db.read() as session:
            assert not newest_runs(session), "what ran later was not known"
        copy.close()
    kept = sorted((desk.workspace.machine.folder / FOLDER).glob("*/*.cdesk"))
    assert len(kept) == KEPT
    assert copy.db.path in kept


def test_a_day_stands_for_its_end_and_a_time_for_its_minute(desk: Desk) -> None:
    with desk.db.read() as session:
        at = desk.workspace.clock.now().astimezone()
        assert known_tx(session, desk.book, f"{at:%Y-%m-%d}") == desk.db.last_tx()
        assert known_tx(session, desk.book, f"{at:%Y-%m-%dT%H:%M}") == desk.db.last_tx()
        with pytest.raises(UserError, match="Nothing was known"):
            known_tx(session, desk.book, "2001-01-01")
