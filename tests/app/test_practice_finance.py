"""Every 口径 of the practice region, told by the imported rows, is finance's to 0.01 万元."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.period import parse_period
from app.kpi.organisation import Structure
from app.kpi.queries import kpi_rows
from app.practice.frame import TODAY
from tests.app.taken import day, figure, one, value, wan

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


@pytest.mark.parametrize("column", BASES)
def test_every_basis_equals_finances_sheet_month_by_month(
    region: Desk, finance: dict[str, list[list[Any]]], column: str
) -> None:
    header, *rows = finance["月度"]
    wanted = {row[0]: Decimal(str(row[header.index(column)])) for row in rows}
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
    wanted = {row[0]: [Decimal(str(cell)) for cell in row[1:]] for row in finance["账龄"][1:]}
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


@pytest.mark.parametrize(
    ("sheet", "by", "structure"),
    [
        ("产品组", "product-group", Structure()),
        ("办事处现架构", "office", Structure()),
        ("办事处历史架构", "office", Structure(historical=True)),
        ("实控人", "owner-group", Structure()),
    ],
)
@pytest.mark.parametrize("month", ["2025-09", "2026-01"])
def test_parts_of_a_month_equal_finances_sheet(
    region: Desk, finance: dict[str, list[list[Any]]], sheet: str, by: str, structure: Structure, month: str
) -> None:
    header, *rows = finance[sheet]
    wanted = dict(zip(header[1:], next(row[1:] for row in rows if row[0] == month), strict=True))
    period = parse_period(month)
    found = kpi_rows(region.db, only=["net_amount"], first=period, last=period, by=by, structure=structure, today=TODAY)
    told = {
        label: round(Decimal(str(row.value or 0)) / 10_000, 2)
        for row in found
        for label in row.labels.values()
        if label in wanted
    }
    assert told == {name: Decimal(str(amount)) for name, amount in wanted.items()}


def test_what_kpis_say_of_money_equals_finances_sheet(region: Desk, finance: dict[str, list[list[Any]]]) -> None:
    header, *rows = finance["月度"]
    march = dict(zip(header, next(row for row in rows if row[0] == "2026-03"), strict=True))
    for kpi, column in (
        ("net_amount", "发货净额(不含税)"),
        ("collection_amount", "回款(含税)"),
        ("receivable_amount", "应收(含税)"),
        ("return_amount", "退货(不含税)"),
    ):
        told = value(region, kpi, "2026-03") / 10_000
        assert round(told, 2) == Decimal(str(march[column])), column
