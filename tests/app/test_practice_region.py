"""The practice region through the real import: its totals are finance's, and its stories are found in the figures."""

import shutil
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.bootstrap import Desk
from app.core.lock import FileLock
from app.core.period import parse_period
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.workspace import Workspace
from app.health.model import Assessment
from app.health.queries import region_sheets
from app.health.service import assess
from app.jobs.checks import cell_faults
from app.kpi.queries import KpiRow, kpi_rows
from app.practice.frame import TODAY
from app.practice.service import profile_path, write_region
from tests.desks import desk_of, take_in

WENZHOU, TAIZHOU, JIAXING, SHAOXING = "D0410", "D0421", "D0412", "D0415"
WANTED = (
    "jianghe_areas", "jianghe_products", "jianghe_dealers", "jianghe_orders", "jianghe_order_lines",
    "jianghe_food_lines", "jianghe_waybills", "jianghe_dealer_stock", "jianghe_sellout", "jianghe_sellout_wenzhou",
    "jianghe_sellout_jiaxing", "jianghe_sellout_ningbo", "jianghe_receivables", "jianghe_returns", "jianghe_targets",
)  # fmt: skip
"""What the figures need, to be quick about it; the year 2024 and the other feeds stay out."""


def build(folder: Path) -> None:
    region = write_region(folder / "files")
    machine = MachineSettings(folder / "home")
    with Workspace.create(folder / "region.cdesk", name="浙江", currency="", day=TODAY, machine=machine) as workspace:
        desk = desk_of(workspace)
        known = {name: desk.shelf.read(profile_path(name)) for name in WANTED}
        for file in region.files:
            if file.profile in known and "_2024_" not in file.path.name and "_2024H" not in file.path.name:
                take_in(desk, file.path, known[file.profile])
        assess(desk.db, workspace.files, desk.figures, period="2026-Q1", progress=Progress())
    shutil.rmtree(folder / "files")


@pytest.fixture(scope="session")
def taken(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The region's folder, filled once for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "practice region"
    folder.mkdir(exist_ok=True)
    lock = FileLock(folder / "lock")
    while not lock.acquire():
        time.sleep(0.2)
    try:
        if not (folder / "done").exists():
            build(folder)
            (folder / "done").touch()
    finally:
        lock.release()
    return folder


@pytest.fixture
def region(taken: Path, tmp_path: Path) -> Iterator[Desk]:
    for name in ("region.cdesk", "region.files"):
        shutil.copy(taken / name, tmp_path / name)
    with Workspace.open(tmp_path / "region.cdesk") as workspace:
        yield desk_of(workspace)


def figure(desk: Desk, kpi: str, period: str, **asked: Any) -> KpiRow:
    day = parse_period(period)
    (row,) = kpi_rows(desk.db, only=[kpi], first=day, last=day, today=TODAY, **asked)
    return row


def value(desk: Desk, kpi: str, period: str, **asked: Any) -> Decimal:
    return Decimal(str(figure(desk, kpi, period, **asked).value))


def percent(desk: Desk, kpi: str, period: str, **asked: Any) -> Decimal:
    return round(value(desk, kpi, period, **asked) * 100, 1)


def one(desk: Desk, query: str, **values: Any) -> Any:
    with desk.db.read() as session:
        return session.execute(text(query), values).one()


def day(words: str) -> int:
    return (date.fromisoformat(words) - date(1970, 1, 1)).days


def test_the_totals_are_finances(region: Desk) -> None:
    assert value(region, "net_amount", "2025") == 265_600_000
    assert value(region, "net_amount", "2025-Q1") == 60_100_000
    assert value(region, "net_amount", "2026-Q1") == 64_300_000
    assert percent(region, "net_amount_growth", "2026-Q1") == Decimal("7.0")
    assert percent(region, "target_attainment", "2026-Q1") == Decimal("93.2")
    assert percent(region, "otif_rate", "2025-Q4") == Decimal("93.6")
    assert percent(region, "otif_rate", "2026-Q1") == Decimal("89.9")
    overdue = figure(region, "overdue_share", "2026-Q1")
    assert (overdue.numerator, overdue.denominator) == ("6120000", "72600000")


def test_the_cells_are_what_a_rebuild_gives(region: Desk) -> None:
    assert list(cell_faults(region.db)) == []


def test_1_wenzhou_stuffs_its_warehouse_in_march(region: Desk) -> None:
    assert value(region, "net_amount", "2026-03", dealer=WENZHOU) == 3_120_000
    rush, out = one(
        region,
        """
        SELECT (SELECT sum(amount_e4) / 10000 FROM order_line WHERE current = 1 AND shipped_on BETWEEN :first AND :last
                AND (source_n, order_no) IN (SELECT source_n, order_no FROM order_head WHERE party_code = :dealer)),
               (SELECT sum(amount_e4) / 10000 FROM sellout WHERE current = 1 AND party_code = :dealer
                AND sold_on BETWEEN :month AND :last)
        """,
        dealer=WENZHOU, first=day("2026-03-27"), month=day("2026-03-01"), last=day("2026-03-31"),
    )  # fmt: skip
    assert (rush, round(out / 10_000)) == (2_140_000, 138)
    before, after = (value(region, "days_of_supply", month, dealer=WENZHOU) for month in ("2026-02", "2026-03"))
    assert round(before) == 44
    assert 82 <= after < 84, "82 over the calendar's last 90 days; the spring festival's weeks are left out here"


def test_2_the_western_lane_is_late(region: Desk) -> None:
    late, rows = one(
        region,
        """
        SELECT count(*) FILTER (WHERE delivered_on > promised_on), count(*) FROM shipment
        WHERE current = 1 AND carrier_code = 'C01' AND lane IN ('杭州→丽水', '杭州→衢州')
        AND shipped_on BETWEEN :first AND :last
        """,
        first=day("2025-11-01"), last=day("2026-03-31"),
    )  # fmt: skip
    assert (late, rows) == (118, 418)
    quarter = parse_period("2026-Q1")
    found = kpi_rows(region.db, only=["on_time_rate"], first=quarter, last=quarter, by="region", today=TODAY)
    rates = sorted((Decimal(str(row.value)), next(iter(row.labels.values()), "")) for row in found if row.value)
    assert {name for _, name in rates[:2]} == {"丽水市", "衢州市"}, rates


def test_3_taizhou_orders_drugs_after_its_licence_expired(region: Desk) -> None:
    orders, amount = one(
        region,
        """
        SELECT count(DISTINCT l.order_no), sum(l.amount_e4) / 10000 FROM order_line l JOIN order_head h
        ON h.source_n = l.source_n AND h.order_no = l.order_no AND h.current = 1
        WHERE l.current = 1 AND h.party_code = :dealer AND h.ordered_on BETWEEN :first AND :last
        AND l.order_no LIKE 'XS%'
        """,
        dealer=TAIZHOU, first=day("2026-04-02"), last=day("2026-04-09"),
    )  # fmt: skip
    assert (orders, amount) == (3, 184_000)


def test_4_jiaxing_goes_silent_and_gets_no_grade(region: Desk) -> None:
    assert value(region, "net_amount", "2026-02", dealer=JIAXING) + value(
        region, "net_amount", "2026-03", dealer=JIAXING
    ) >= Decimal(960_000)
    assert figure(region, "days_of_supply", "2026-03", dealer=JIAXING).value is None
    coverage = figure(region, "data_coverage", "2026-Q1", dealer=JIAXING)
    assert Decimal(str(coverage.numerator)) < Decimal(str(coverage.denominator))
    assert graded(region)[JIAXING] == (None, "D"), "no grade, treated as D"


def graded(desk: Desk) -> dict[str, tuple[str | None, str | None]]:
    """Each dealer's grade of the quarter by code, and the grade as which the dealer is treated."""
    _, sheets = region_sheets(desk.db, desk.workspace.files, desk.infos, period="2026-Q1")
    with desk.db.read() as session:
        codes = {row[0]: row[1] for row in session.execute(text("SELECT party_id, code FROM party_code"))}
    return {codes[sheet.dealer.id]: (sheet.grade, sheet.counts_as) for sheet in sheets}


def test_5_shaoxing_recovers_quarter_by_quarter(region: Desk) -> None:
    quarters = ("2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")
    assert [round(percent(region, "overdue_share", one, dealer=SHAOXING)) for one in quarters] == [38, 21, 9, 4]
    assert graded(region)[SHAOXING] == ("B", "B")


def test_17_reviews_take_longer_since_january(region: Desk) -> None:
    assert round(percent(region, "review_in_time_rate", "2025-Q4")) == 97
    assert round(percent(region, "review_in_time_rate", "2026-Q1")) == 81


def test_8_food_counts_without_its_tax(region: Desk) -> None:
    (amount,) = one(
        region,
        "SELECT sum(amount_e4) / 10000 FROM order_line WHERE current = 1 AND order_no LIKE 'JK%'"
        " AND shipped_on BETWEEN :first AND :last",
        first=day("2025-01-01"), last=day("2025-12-31"),
    )  # fmt: skip
    assert amount == 32_000_000


def test_the_whole_region_is_assessed(region: Desk) -> None:
    with region.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Assessment)) == 66
