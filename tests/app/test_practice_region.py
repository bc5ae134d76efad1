"""The practice region through the real import: its totals are finance's, and its stories are found in the figures."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.bootstrap import Desk
from app.core.period import parse_period
from app.health.model import Assessment
from app.health.queries import region_sheets
from app.jobs.checks import cell_faults
from app.kpi.organisation import Structure
from app.kpi.queries import kpi_rows
from app.practice.frame import TODAY
from tests.app.taken import day, figure, one, percent, value

JIAXING, SHAOXING = "D0412", "D0415"


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


def test_4_jiaxing_goes_silent_and_gets_no_grade(region: Desk) -> None:
    assert value(region, "net_amount", "2026-02", dealer=JIAXING) + value(
        region, "net_amount", "2026-03", dealer=JIAXING
    ) >= Decimal(960_000)
    assert figure(region, "days_of_supply", "2026-03", dealer=JIAXING).value is None
    coverage = figure(region, "data_coverage", "2026-Q1", dealer=JIAXING)
    assert (coverage.numerator, coverage.denominator) == ("1", "3")
    assert graded(region)[JIAXING] == (None, "D"), "no grade, treated as D"
    _, sheets = region_sheets(region.db, region.workspace.files, region.infos, period="2026-Q1")
    (sheet,) = [one for one in sheets if one.dealer.code == JIAXING]
    (said,) = [one for one in sheet.missing if "without" in one.msgid.lower()]
    assert round(Decimal(str(said.params["score"]))) == 88, "what it would gain by withholding"
    assert sheet.score is not None
    assert round(sheet.score) == 55


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
    _, sheets = region_sheets(region.db, region.workspace.files, region.infos, period="2026-Q1")
    (sheet,) = [one for one in sheets if one.dealer.name.startswith("绍兴越泰")]
    told = {one.period: one for one in sheet.history}
    assert [round(told[one].score or 0) for one in quarters] == [52, 61, 70, 78]
    assert [told[one].grade for one in quarters] == ["D", "C", "C", "B"]


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


def test_13_the_new_account_takes_over_from_the_old_one(region: Desk) -> None:
    found = one(
        region, "SELECT party_code, predecessor_code, from_on FROM assignment WHERE predecessor_code IS NOT NULL"
    )
    assert tuple(found) == ("D0463", "D0419", day("2025-07-01"))


def test_13_growth_follows_the_business_and_each_code_alone_is_asked_for_by_name(region: Desk) -> None:
    assert percent(region, "net_amount_growth", "2026-Q1", dealer="D0463") == Decimal("6.4")
    alone = Structure(successors="own")
    assert percent(region, "net_amount_growth", "2026-Q1", dealer="D0419", structure=alone) == -100


@pytest.mark.parametrize(("structure", "growth"), [(Structure(), "5.2"), (Structure(historical=True), "31.5")])
def test_14_the_south_grows_by_the_present_structure_and_by_that_of_the_time(
    region: Desk, structure: Structure, growth: str
) -> None:
    first = parse_period("2026-Q1")
    asked: dict[str, Any] = {"first": first, "last": first, "by": "office", "structure": structure, "today": TODAY}
    rows = kpi_rows(region.db, only=["net_amount_growth"], **asked)
    (south,) = [row for row in rows if "浙南办" in row.labels.values()]
    assert round(Decimal(str(south.value)) * 100, 1) == Decimal(growth)


def test_15_the_spring_festival_moves_between_january_and_february(region: Desk) -> None:
    sales = {month: value(region, "net_amount", month) for month in ("2025-01", "2025-02", "2026-01", "2026-02")}
    growth = [sales[f"2026-0{month}"] / sales[f"2025-0{month}"] - 1 for month in (1, 2)]
    assert [round(one * 100, 1) for one in growth] == [Decimal("59.2"), Decimal("-32.3")]
    both = (sales["2026-01"] + sales["2026-02"]) / (sales["2025-01"] + sales["2025-02"]) - 1
    assert round(both * 100, 1) == Decimal("7.8")


def test_18_the_kpis_show_who_was_out_of_cold_remedies_and_who_held_them(region: Desk) -> None:
    november = parse_period("2025-11")
    asked: dict[str, Any] = {"first": november, "last": november, "group": "OT01", "today": TODAY}
    rows = kpi_rows(region.db, only=["stock_out_share"], by="dealer", **asked)
    shares = sorted((row.amount for row in rows if row.amount), reverse=True)
    assert sum(share >= Fraction(6, 15) for share in shares) == 14
    assert max(shares[14:]) <= Fraction(1, 15), "nobody else lacked more than one product on one list"
    tiers = kpi_rows(region.db, only=["days_of_supply"], by="tier", **asked)
    (province,) = [row.amount for row in tiers if row.keys["tier"] == "province"]
    assert province is not None
    assert round(province) == 61


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
