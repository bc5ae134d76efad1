"""What incentives cost stands among the executive's figures as soon as something was posted, against the budgets."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.period import day_number, parse_period
from app.core.texts import EN
from app.core.workspace import Workspace
from app.health.sheets import RegionSheet
from app.incentives.cost import cost_of, with_cost
from app.incentives.ledger.posting import post
from app.incentives.ledger.rules import Row
from app.reports.executive import executive_summary
from tests.app.health import samples
from tests.app.incentives.ledger.books import desk_with, policy, signed

QUARTER = parse_period("2026-Q1")
DAY = day_number(date(2026, 4, 5))


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Invoices of two dealers."""
    return desk_with(workspace, tmp_path)


@pytest.fixture
def sheet() -> RegionSheet:
    """A region's sheet of 2026-Q1."""
    return samples.region()[0]


def _accrue(desk: Desk, period: str, minor: int) -> None:
    with desk.db.read() as session:
        party = str(session.execute(text("SELECT min(id) FROM party")).scalar())
    row = Row(kind="accrue", party_id=party, amount_minor=minor, day_on=DAY, period=period)
    post(desk.db, desk.workspace.files, kind="accrual", period=period, entries=[row])


def test_months_and_the_quarter_count_whole_and_a_year_by_its_days(desk: Desk) -> None:
    with desk.db.read() as session:
        assert cost_of(session, QUARTER, "CNY") is None
    _accrue(desk, "2026-01", 100_00)
    _accrue(desk, "2026-Q1", 50_00)
    _accrue(desk, "2026", 365_00)
    _accrue(desk, "2026-04", 999_00)
    with desk.db.read() as session:
        assert cost_of(session, QUARTER, "CNY") == 100 + 50 + 90
        assert cost_of(session, QUARTER, "USD") is None


def test_nothing_posted_changes_nothing(desk: Desk, sheet: RegionSheet) -> None:
    with desk.db.read() as session:
        assert with_cost(session, sheet) is sheet


def test_the_cost_is_a_share_of_net_sales_held_against_the_budgets(desk: Desk, sheet: RegionSheet) -> None:
    sales = next(one.value for one in sheet.figures if one.info.id == "net_amount")
    assert sales
    _accrue(desk, "2026-Q1", int(sales * 100 * 46 / 1000))
    days = policy().to_on - policy().from_on + 1
    signed(desk, policy(budget=int(sales * 100 * 48 / 1000 * days / 90)))
    with desk.db.read() as session:
        figure = with_cost(session, sheet).figures[-1]
    assert figure.value is not None
    assert figure.target is not None
    assert round(figure.value, 4) == Fraction(46, 1000)
    assert round(figure.target, 4) == Fraction(48, 1000)
    assert (figure.goal, figure.light) == ("≤ 4.8%", "good")


def test_the_executives_page_prints_it(desk: Desk, sheet: RegionSheet) -> None:
    _accrue(desk, "2026-Q1", 1_000_000_00)
    with desk.db.read() as session:
        whole = with_cost(session, replace(sheet, currency="CNY"))
    document = pypdfium2.PdfDocument(executive_summary(whole, EN))
    words = document[0].get_textpage().get_text_range()
    assert "Rebates and market money" in words
    assert "1,000k" in words
