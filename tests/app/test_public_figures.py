"""Real exports that nobody here wrote: with a profile each, the true figures of their descriptions come out exactly."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.period import month, parse_period, year
from app.core.workspace import Workspace
from app.kpi.queries import KpiRow, kpi_rows
from tests.desks import desk_of, named, take_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A workspace whose currency its first file settles."""
    with Workspace.create(tmp_path / "public.cdesk", currency="") as workspace:
        yield desk_of(workspace)


def figure(desk: Desk, kpi: str, **asked: object) -> KpiRow:
    span = {"first": month(1990, 1), "last": month(2026, 12)} | asked
    (row,) = kpi_rows(desk.db, only=[kpi], today=date(2026, 11, 22), **span)  # type: ignore[arg-type]
    return row


def value(desk: Desk, kpi: str, **asked: object) -> Decimal:
    found = figure(desk, kpi, **asked).value
    assert found is not None
    return Decimal(found)


@pytest.fixture
def scms(desk: Desk, shared: Path) -> Desk:
    take_in(desk, shared / "data" / "scms" / "SCMS_Delivery_History_Dataset.csv", named("scms"))
    return desk


def test_the_scms_history_gives_its_lines_money_and_late_deliveries(scms: Desk) -> None:
    late = figure(scms, "on_time_rate", grain="line")
    assert (late.numerator, late.denominator, late.n) == ("9138", "10324", 10_324)
    assert value(scms, "late_lines", grain="line") == 1_186
    assert value(scms, "net_amount", grain="line") == Decimal("1627584457.29")
    assert value(scms, "quantity", grain="line") == 189_265_090
    assert value(scms, "line_count", grain="line") == 10_324
    assert value(scms, "active_dealers") == 43


def test_the_scms_cycle_counts_only_lines_whose_order_date_is_no_stand_in(scms: Desk) -> None:
    cycle = figure(scms, "cycle_days_mean", grain="line")
    assert cycle.denominator == "4592"
    assert round(Decimal(str(cycle.value)), 6) == Decimal("105.558580")


def test_the_busiest_scms_month_is_august_2014(scms: Desk) -> None:
    august = figure(scms, "on_time_rate", grain="line", first=month(2014, 8), last=month(2014, 8))
    assert august.denominator == "236"
    late_2011 = figure(scms, "on_time_rate", grain="line", first=year(2011), last=year(2011))
    assert (late_2011.denominator, late_2011.numerator) == ("1049", "799")


@pytest.fixture
def northwind(desk: Desk, shared: Path) -> Desk:
    folder = shared / "data" / "northwind"
    for name, profile in (
        ("order_details.csv", "northwind_lines"),  # the lines come first and wait for their heads
        ("orders.csv", "northwind_orders"),
        ("customers.csv", "northwind_customers"),
        ("products.csv", "northwind_products"),
    ):
        take_in(desk, folder / name, named(profile))
    return desk


def test_northwind_gives_its_orders_revenue_and_days_to_ship(northwind: Desk) -> None:
    assert value(northwind, "order_count", grain="order", basis="ordered") == 830
    assert round(value(northwind, "net_amount", basis="ordered"), 4) == Decimal("1265793.0395")
    late = figure(northwind, "on_time_rate", grain="order", basis="ordered")
    assert (late.numerator, late.denominator) == ("772", "809")
    assert round(value(northwind, "ship_days_mean", grain="order"), 6) == Decimal("8.491965")


def test_northwind_counts_dealers_over_the_whole_year_not_month_by_month(northwind: Desk) -> None:
    assert value(northwind, "active_dealers", first=year(1997), last=year(1997), basis="ordered") == 86
    november = {"first": month(1997, 11), "last": month(1997, 11), "basis": "ordered"}
    assert value(northwind, "order_count", **november) == 34
    assert round(value(northwind, "net_amount", **november), 2) == Decimal("43533.81")


def test_order_counts_are_never_summed_over_product_groups(northwind: Desk) -> None:
    rows = kpi_rows(
        northwind.db, only=["order_count"], first=month(1996, 1), last=month(1998, 12), by="product-group",
        today=date(2026, 11, 22),
    )  # fmt: skip
    assert sum(Decimal(str(row.value)) for row in rows) == 1_908
    assert value(northwind, "order_count") == 830


def test_the_best_northwind_customer_is_quick(northwind: Desk) -> None:
    rows = kpi_rows(
        northwind.db, only=["net_amount"], first=month(1996, 1), last=month(1998, 12), by="dealer", basis="ordered",
        today=date(2026, 11, 22),
    )  # fmt: skip
    best = max(rows, key=lambda row: Decimal(str(row.value)))
    assert round(Decimal(str(best.value)), 2) == Decimal("110277.30")


def test_adventureworks_gives_accepted_rejected_and_complete_lines(desk: Desk, shared: Path) -> None:
    folder = shared / "data" / "converted" / "adventureworks-purchasing"
    for name, profile in (
        ("PurchaseOrderHeader.csv", "adventureworks_orders"),
        ("PurchaseOrderDetail.csv", "adventureworks_lines"),
        ("Vendor.csv", "adventureworks_vendors"),
    ):
        take_in(desk, folder / name, named(profile))
    assert value(desk, "line_count", basis="shipped") == 8_845
    assert value(desk, "accepted_quantity") == 2_254_599
    assert value(desk, "rejected_quantity") == 72_700
    complete = figure(desk, "complete_line_rate")
    assert (complete.numerator, complete.denominator) == ("7903", "8845")
    assert value(desk, "active_dealers", basis="ordered") == 86


def test_the_resellers_utf16_files_give_sales_and_targets(desk: Desk, shared: Path) -> None:
    folder = shared / "data" / "reseller-targets"
    take_in(desk, folder / "ResellerSales_202006.csv", named("reseller_sales"))
    take_in(desk, folder / "ResellerSalesTargets.csv", named("reseller_targets"))
    assert value(desk, "net_amount", basis="ordered") == Decimal("3429150.01")
    assert value(desk, "order_count") == 180
    assert value(desk, "quantity", basis="ordered") == 10_264
    assert value(desk, "active_dealers", basis="ordered") == 179
    with desk.db.read() as session:
        by_year = session.execute(
            text("""
            SELECT strftime('%Y', month_on * 86400, 'unixepoch'), sum(amount_e4) / 10000 FROM target
            WHERE current = 1 GROUP BY 1 ORDER BY 1
        """)
        ).all()
    thousands = {"2017": 35_950, "2018": 98_700, "2019": 156_775, "2020": 192_435, "2021": 192_350}
    assert {name: total // 1_000 for name, total in by_year} == thousands


def test_the_gb18030_areas_are_all_there(desk: Desk, shared: Path) -> None:
    take_in(desk, shared / "data" / "converted" / "china_areas.gb18030.csv", named("china_areas"))
    with desk.db.read() as session:
        assert session.execute(text("SELECT count(*) FROM area WHERE removed = 0")).scalar_one() == 2_978
        name = session.execute(text("SELECT name FROM area WHERE code = '330106'")).scalar_one()
    assert name == "西湖区"


def test_a_quarter_before_the_first_order_is_unknown_not_zero(scms: Desk) -> None:
    quiet = parse_period("2001-Q1")
    assert figure(scms, "on_time_rate", grain="line", first=quiet, last=quiet).value is None


def test_orders_whose_quantities_nobody_recorded_are_unknown_not_failed(scms: Desk) -> None:
    otif = figure(scms, "otif_rate", grain="order")
    assert (otif.value, otif.denominator) == (None, "0")
