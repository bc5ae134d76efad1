"""From an export file to an assessment: what nobody records is a gap, what a dealer has not is not his fault."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import parse_period
from app.core.workspace import Workspace
from app.dealers.queries import find_party
from app.health import queries
from app.health.figures import KpiFigures
from app.health.inputs import REGION, wanted_kpis
from app.health.kpis import kpi_infos
from app.health.scheme import default_scheme
from app.health.service import assess
from app.planning.targets.service import set_goal
from tests.desks import desk_of, profile, take_in, write_csv

ORDERS = """
id = "orders"
version = 1
source = "erp"
title = "Orders"

[[feed]]
feed = "order_line"
key = ["No"]
[feed.columns]
order_no = "No"
line_no = "No"
party_code = "Dealer"
product_code = "Product"
ordered = "Ordered"
promised_first = "Promised"
shipped = "Delivered"
delivered = "Delivered"
ordered_quantity = "Quantity"
shipped_quantity = "Quantity"
accepted_quantity = "Quantity"
amount = "Amount"
currency = { value = "CNY" }
"""
HEAD = ("No", "Dealer", "Product", "Ordered", "Promised", "Delivered", "Quantity", "Amount")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Iterator[Desk]:
    """Two dealers with two years of monthly orders; 南岸 comes late since the last quarter and buys 20 % more."""
    rows: list[tuple[object, ...]] = [HEAD]
    for year in (2024, 2025):
        for month in range(1, 13):
            for dealer in ("北湖", "南岸"):
                late = dealer == "南岸" and year == 2025 and month > 9
                amount = 12000 if dealer == "南岸" and year == 2025 else 10000
                given = [date(year, month, day).isoformat() for day in (3, 8, 9 if late else 7)]
                rows.append((f"{dealer}{year}{month:02d}", dealer, "P1", *given, 10, amount))
    found = desk_of(workspace)
    take_in(found, write_csv(tmp_path / "orders.csv", rows), profile(ORDERS))
    return found


def dealer(desk: Desk, name: str) -> str:
    with desk.db.read() as session:
        return find_party(session, name).id


def test_figures_of_a_quarter_come_from_the_cells_by_dealer_and_for_the_region(desk: Desk) -> None:
    figures = KpiFigures(desk.db)(wanted_kpis(default_scheme()), parse_period("2025-Q4"))
    south = dealer(desk, "南岸")
    assert figures.value(REGION, "net_amount") == 66000
    assert figures.value(south, "net_amount_growth") == Fraction(1, 5)
    assert figures.value(south, "on_time_rate") == 0
    assert figures.value(REGION, "on_time_rate") == Fraction(1, 2)
    assert figures.owing == {}


def test_what_nobody_records_is_a_gap_and_never_a_zero_rate(desk: Desk) -> None:
    done = assess(desk.db, desk.workspace.files, KpiFigures(desk.db), period="2025-Q4")
    assert (done.dealers, done.graded) == (2, 0)
    south = dealer(desk, "南岸")
    sheet = queries.dealer_sheet(desk.db, desk.workspace.files, kpi_infos(), dealer_id=south, period="2025-Q4")
    region, _ = queries.region_sheets(desk.db, desk.workspace.files, kpi_infos(), period="2025-Q4")
    scores = {each.info.id: each.quality for each in region.figures}
    assert scores["net_amount"] is not None, "frozen beside the region's figure"
    assert scores["net_amount"].tenths == 1000
    states = {line.info.id: line.presence for line in sheet.indicators}
    assert states["on_time_rate"] == states["net_amount_growth"] == "present"
    assert states["return_rate"] == states["complaint_rate"] == states["overdue_share"] == "missing"
    assert states["target_attainment"] == states["csat_mean"] == "unused"
    assert sheet.ungraded == "coverage"
    assert sheet.counts_as is None
    assert sheet.change_tenths is None
    assert next(trend.info.id for trend in sheet.trends) == "net_amount"
    assert "return_rate" not in {trend.info.id for trend in sheet.trends}

    again = assess(desk.db, desk.workspace.files, KpiFigures(desk.db), period="2025-Q4")
    assert not again.written

    year = parse_period("2025")
    desk.db.write(Action("Goal"), lambda session: set_goal(
        session, kpi="otif_rate", level="all", place="", first=year.first_day, last=year.last_day, value_e4=9_600
    ))  # fmt: skip
    assert assess(desk.db, desk.workspace.files, KpiFigures(desk.db), period="2025-Q4").written
    region, _ = queries.region_sheets(desk.db, desk.workspace.files, kpi_infos(), period="2025-Q4")
    otif = next(each for each in region.figures if each.info.id == "otif_rate")
    assert (otif.goal, otif.light) == ("≥ 96%", "bad"), "a goal comes before the model's target"
