"""The practice region through the real import: its totals are finance's, and its stories are found in the figures."""

import json
import shutil
import time
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
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
from app.practice.writers import RegionFile
from tests.desks import desk_of, take_in

WENZHOU, TAIZHOU, JIAXING, SHAOXING = "D0410", "D0421", "D0412", "D0415"
LEFT_OUT = ("jianghe_own_stock", "jianghe_shipped_lots", "jianghe_survey", "jianghe_complaints")
"""What no figure here needs, to be quick about it; most of the year 2024 stays out too."""


def is_wanted(file: RegionFile) -> bool:
    name = file.path.name
    return file.profile not in LEFT_OUT and not any(part in name for part in ("_2024_", "_2024H", "_2024-2025_收"))


def build(folder: Path) -> None:
    region = write_region(folder / "files")
    machine = MachineSettings(folder / "home")
    with Workspace.create(folder / "region.cdesk", name="浙江", currency="", day=TODAY, machine=machine) as workspace:
        desk = desk_of(workspace)
        known = {name: desk.shelf.read(profile_path(name)) for name in {file.profile for file in region.files}}
        done = [(file, take_in(desk, file.path, known[file.profile])) for file in region.files if is_wanted(file)]
        (folder / "loads.json").write_text(
            json.dumps([(file.path.name, one.existing, one.feeds[0].reasons) for file, one in done])
        )
        shutil.copyfile(region.totals, folder / "totals.xlsx")
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
    assert 82 <= after < 86, "82 over the calendar's last 90 days; the spring festival's weeks are left out here"


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


MONTH = "strftime('%Y-%m', {} * 86400, 'unixepoch')"
OURS = "SELECT {month}, sum({column}) FROM order_line WHERE current = 1 AND seller_code IS NULL AND {types} GROUP BY 1"
SHIPPED = MONTH.format("shipped_on")
NET = "line_type IN ('sale', 'discount')"
BASES = {
    "发货净额(不含税)": OURS.format(month=SHIPPED, column="amount_e4", types=NET),
    "发货净额(含税)": OURS.format(month=SHIPPED, column="gross_amount_e4", types=NET),
    "其中票折(不含税)": OURS.format(month=SHIPPED, column="amount_e4", types="line_type = 'discount'"),
    "货补(不含税)": OURS.format(month=SHIPPED, column="amount_e4", types="line_type = 'goods_rebate'"),
    "健康食品(不含税)": OURS.format(month=SHIPPED, column="amount_e4", types=f"{NET} AND entity = '江禾健康食品'"),
    "健康食品(含税)": OURS.format(month=SHIPPED, column="gross_amount_e4", types=f"{NET} AND entity = '江禾健康食品'"),
    "开票净额(不含税)": f"SELECT {MONTH.format('invoiced_on')}, sum(amount_e4) FROM invoice "
    "WHERE current = 1 AND kind = 'blue' GROUP BY 1",
    "开票净额(含税)": f"SELECT {MONTH.format('invoiced_on')}, sum(gross_amount_e4) FROM invoice "
    "WHERE current = 1 AND kind = 'blue' GROUP BY 1",
    "红字发票(含税)": f"SELECT {MONTH.format('invoiced_on')}, sum(gross_amount_e4) FROM invoice "
    "WHERE current = 1 AND kind = 'red' GROUP BY 1",
    "回款(含税)": f"SELECT {MONTH.format('received_on')}, sum(amount_e4) FROM receipt "
    "WHERE current = 1 AND form <> 'rebate' GROUP BY 1",
    "其中银承": f"SELECT {MONTH.format('received_on')}, sum(amount_e4) FROM receipt "
    "WHERE current = 1 AND form = 'bank_note' GROUP BY 1",
    "应收(含税)": f"SELECT {MONTH.format('as_of_on')}, sum(amount_e4) FROM receivable "
    "WHERE current = 1 AND amount_e4 > 0 GROUP BY 1",
    "逾期(含税)": f"SELECT {MONTH.format('as_of_on')}, sum(amount_e4) FROM receivable "
    "WHERE current = 1 AND due_on < as_of_on GROUP BY 1",
    "县级采购(不含税)": f"SELECT {SHIPPED}, sum(amount_e4) FROM order_line "
    "WHERE current = 1 AND seller_code IN (SELECT code FROM city) GROUP BY 1",
}
"""Finance's columns as whoever knows the tables would add them up."""


@pytest.fixture
def finance(taken: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(taken / "totals.xlsx")
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def wan(tenths: int) -> Decimal:
    """Stored money as 万元 to 0.01."""
    return (Decimal(tenths) / 100_000_000).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("column", BASES)
def test_every_basis_equals_finances_sheet_month_by_month(
    region: Desk, finance: dict[str, list[list[Any]]], column: str
) -> None:
    header, *rows = finance["月度"]
    wanted = {row[0]: Decimal(str(row[header.index(column)])) for row in rows if "2025-01" <= row[0] <= "2026-04"}
    city = "WITH city AS (SELECT code FROM party_code c JOIN party p ON p.id = c.party_id WHERE p.tier = 'city') "
    with region.db.read() as session:
        found = {row[0]: wan(row[1]) for row in session.execute(text(city + BASES[column])) if row[1]}
    assert {month: found.get(month, Decimal(0)) for month in wanted} == wanted


def test_ages_of_receivables_equal_finances_sheet(region: Desk, finance: dict[str, list[list[Any]]]) -> None:
    query = """
        SELECT date(as_of_on * 86400, 'unixepoch'),
               sum(CASE WHEN as_of_on - due_on <= 0 THEN amount_e4 ELSE 0 END),
               sum(CASE WHEN as_of_on - due_on BETWEEN 1 AND 30 THEN amount_e4 ELSE 0 END),
               sum(CASE WHEN as_of_on - due_on BETWEEN 31 AND 60 THEN amount_e4 ELSE 0 END),
               sum(CASE WHEN as_of_on - due_on BETWEEN 61 AND 90 THEN amount_e4 ELSE 0 END),
               sum(CASE WHEN as_of_on - due_on BETWEEN 91 AND 180 THEN amount_e4 ELSE 0 END),
               sum(CASE WHEN as_of_on - due_on > 180 THEN amount_e4 ELSE 0 END)
        FROM receivable WHERE current = 1 AND amount_e4 > 0 GROUP BY 1
    """
    wanted = {row[0]: [Decimal(str(cell)) for cell in row[1:]] for row in finance["账龄"][1:] if row[0] >= "2025"}
    with region.db.read() as session:
        found = {row[0]: [wan(cell) for cell in row[1:]] for row in session.execute(text(query))}
    assert found == wanted
    shares = {day: sum(row[1:]) / sum(row) for day, row in found.items()}
    assert len({round(share, 3) for share in shares.values()}) > 10, "overdue shares move from month to month"


def test_receipts_and_invoices_lead_from_one_balance_to_the_next(region: Desk) -> None:
    """Open at the year's end, and invoiced on credit since, less what was paid and what came back: open in March."""
    (found,) = one(
        region,
        """
        WITH prepaid AS (SELECT c.code FROM party_code c JOIN party p ON p.id = c.party_id WHERE p.payment_days = 0)
        SELECT (SELECT sum(amount_e4) FROM receivable WHERE current = 1 AND amount_e4 > 0 AND as_of_on = :first)
             + (SELECT sum(gross_amount_e4) FROM invoice WHERE current = 1 AND invoiced_on > :first
                AND invoiced_on <= :last AND party_code NOT IN (SELECT code FROM prepaid))
             - (SELECT sum(amount_e4) FROM receipt WHERE current = 1 AND received_on > :first AND received_on <= :last
                AND party_code NOT IN (SELECT code FROM prepaid))
        """,
        first=day("2025-12-31"), last=day("2026-03-31"),
    )  # fmt: skip
    assert wan(found) == 7_260


def test_decoy_money_in_advance_is_no_negative_receivable(region: Desk) -> None:
    (advance,) = one(region, "SELECT sum(amount_e4) FROM receivable WHERE current = 1 AND party_code = 'D0409'")
    assert wan(advance) == -186
    assert value(region, "receivable_amount", "2026-03") == 72_600_000
    assert figure(region, "overdue_share", "2026-Q1", dealer="D0409").value is None, "not applicable, never 0"


def test_9_and_8_the_naive_readings_come_only_by_their_name(region: Desk) -> None:
    ours, all_tiers, food_as_it_says = one(
        region,
        """
        SELECT sum(CASE WHEN seller_code IS NULL THEN amount_e4 END),
               sum(CASE WHEN seller_code IS NULL OR seller_code IN (SELECT c.code FROM party_code c
                   JOIN party p ON p.id = c.party_id WHERE p.tier = 'city') THEN amount_e4 END),
               sum(CASE WHEN seller_code IS NULL AND entity = '江禾健康食品' THEN gross_amount_e4 - amount_e4 END)
        FROM order_line WHERE current = 1 AND line_type IN ('sale', 'discount') AND shipped_on BETWEEN :first AND :last
        """,
        first=day("2025-01-01"), last=day("2025-12-31"),
    )  # fmt: skip
    assert (wan(ours), wan(all_tiers), wan(ours + food_as_it_says)) == (26_560, 33_460, 26_976)


def test_13_the_new_account_takes_over_from_the_old_one(region: Desk) -> None:
    found = one(
        region, "SELECT party_code, predecessor_code, from_on FROM assignment WHERE predecessor_code IS NOT NULL"
    )
    assert tuple(found) == ("D0463", "D0419", day("2025-07-01"))


def test_20_the_third_invoice_is_in_the_lines(region: Desk) -> None:
    rows, amount = one(
        region,
        """
        SELECT count(*), sum(amount_e4) FROM sellout WHERE current = 1 AND counterparty_class IN ('三级', '二级')
        AND price_e6 = 24000000 AND party_code IN (SELECT party_code FROM order_line l JOIN party_code c
            ON c.code = l.seller_code JOIN party p ON p.id = c.party_id WHERE p.tier = 'province' AND l.current = 1)
        """,
    )
    assert (rows, wan(amount)) == (26, Decimal("31.20"))


def test_files_that_went_wrong_are_met_as_such(taken: Path) -> None:
    loads = json.loads((taken / "loads.json").read_text())
    assert [name for name, existing, _ in loads if existing] == ["温州南麓_流向清单_202603_20260401.txt"]
    ruined = {name: reasons for name, _, reasons in loads if "ruined_number" in reasons}
    assert list(ruined) == ["衢州三沅_销售日报_202602_20260304.csv"]
    assert next(iter(ruined.values())) == {"ruined_number": 60}


def test_sell_out_of_every_layout_arrives_in_base_terms(region: Desk) -> None:
    """Eight dealers hand in lists of their own; none of their months is empty, and money is in yuan."""
    with region.db.read() as session:
        found = session.execute(
            text("""
                SELECT party_code, count(DISTINCT strftime('%Y-%m', sold_on * 86400, 'unixepoch')),
                       sum(amount_e4) / sum(CASE WHEN unit IS NULL OR unit NOT IN ('件', '箱') THEN quantity_e3 END)
                FROM sellout WHERE current = 1 AND sold_on BETWEEN :first AND :last
                AND party_code IN ('D0405', 'D0411', 'D0413', 'D0424', 'D0422', 'D0410', 'D0408') GROUP BY 1
            """),
            {"first": day("2025-12-01"), "last": day("2026-04-10")},
        ).all()
    assert {row[0]: row[1] for row in found} == dict.fromkeys(
        ("D0405", "D0411", "D0413", "D0424", "D0422", "D0410", "D0408"), 5
    )
    assert all(100 < row[2] < 500 for row in found), "10 to 50 yuan a piece"
