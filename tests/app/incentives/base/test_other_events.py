"""Bases other than orders and invoices, from files: receipts, paid invoices, sell-out, stock at a price cut."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.catalog.queries import find_product
from app.core.period import day_number, parse_period
from app.core.workspace import Workspace
from app.dealers.queries import find_party
from app.incentives.assembly import settle_all
from app.incentives.base import read_rows
from app.incentives.policy import Basis, Policy, Protection, Scale, Tier
from tests.desks import desk_of, mapped, take_in, write_csv

QUARTER = parse_period("2026-Q1")
ONE_PERCENT = Scale(tiers=(Tier(0, None, 10_000),))


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """A dealer, his lower dealer and a product."""
    made = desk_of(workspace)
    rows = [("D1", "甲商贸", "dealer"), ("D2", "乙商贸", "dealer")]
    taken(made, tmp_path, "party_row", "party_code name role", rows)
    taken(made, tmp_path, "product_row", "product_code name", [("P1", "感冒片"), ("P2", "维生素")])
    return made


def taken(desk: Desk, folder: Path, feed: str, columns: str, rows: Sequence[Sequence[object]]) -> None:
    """Take a small file in."""
    path = write_csv(folder / f"{feed}.csv", [tuple(columns.split()), *rows])
    take_in(desk, path, mapped(feed.replace("_", ""), feed, columns))


def paid_out(desk: Desk, policy: Policy) -> tuple[int, dict[str, str]]:
    """The payout of D1 in minor units, and the reason by document of every row that does not count."""
    with desk.db.read() as session:
        party = find_party(session, "D1").id
        ((_figures, outcome),) = settle_all(session, policy, [QUARTER], parties=[party])
        rows = read_rows(session, policy, party, QUARTER)
    return outcome.payable_minor, {row.document: row.reason for row in rows.excluded}


def policy_on(basis: Basis, *, grace_days: int = 0) -> Policy:
    """One percent of everything in the quarter."""
    return Policy(
        "R1", "季度返利", from_on=QUARTER.first_day, to_on=QUARTER.last_day, basis=basis, grace_days=grace_days,
        scale=ONE_PERCENT,
    )  # fmt: skip


INVOICES = [("F1", 1, "D1", "P1", "2026-01-10", "2026-02-09", 10, 1000, 1130),
            ("F2", 1, "D1", "P1", "2026-01-20", "2026-02-19", 20, 2000, 2260)]  # fmt: skip
INVOICE = "invoice_no line_no party_code product_code invoiced due quantity amount gross_amount"
RECEIPT = "receipt_no line_no party_code received form matures amount invoice_no"


def test_money_counts_that_came_by_the_due_date(desk: Desk, tmp_path: Path) -> None:
    """In time: 1,130 on the due date, a note of 800 when it was handed over, though it matures later: 19.30."""
    taken(desk, tmp_path, "invoice", INVOICE, INVOICES)
    taken(desk, tmp_path, "receipt", RECEIPT, [
        ("S1", 1, "D1", "2026-02-09", "电汇", None, 1130, "F1"),
        ("S2", 1, "D1", "2026-02-18", "银承", "2026-08-18", 800, "F2"),
        ("S3", 1, "D1", "2026-02-22", "电汇", None, 1000, "F2"),
        ("S4", 1, "D1", "2026-02-10", "返利抵款", None, 460, "F2"),
        ("S5", 1, "D1", "2026-02-11", "电汇", None, 50, None),
        ("S6", 1, "D1", "2026-04-01", "电汇", None, 70, "F2"),
    ])  # fmt: skip
    basis = Basis(event="collected", tax="gross")

    amount, left_out = paid_out(desk, policy_on(basis))
    assert amount == 1_930
    assert {one: left_out[one] for one in ("S3", "S4", "S5")} == {"S3": "late", "S4": "set_off", "S5": "no_invoice"}

    amount, left_out = paid_out(desk, policy_on(basis, grace_days=3))
    assert amount == 2_930, "three days of grace take the 1,000 in"
    assert "S3" not in left_out


def test_an_invoice_counts_once_it_is_paid_in_full(desk: Desk, tmp_path: Path) -> None:
    """F1 is paid by the end of March, F2 lacks 260 that come on 3 April: one percent of 1,000, with grace of 3,000."""
    taken(desk, tmp_path, "invoice", INVOICE, INVOICES)
    taken(desk, tmp_path, "receipt", RECEIPT, [
        ("S1", 1, "D1", "2026-02-09", "电汇", None, 1130, "F1"),
        ("S2", 1, "D1", "2026-03-18", "银承", "2026-09-18", 2000, "F2"),
        ("S3", 1, "D1", "2026-04-03", "电汇", None, 260, "F2"),
    ])  # fmt: skip
    assert paid_out(desk, policy_on(Basis(event="paid"))) == (1_000, {"F2": "unpaid"})
    assert paid_out(desk, policy_on(Basis(event="paid"), grace_days=3)) == (3_000, {})


def test_sell_out_counts_what_left_to_terminals(desk: Desk, tmp_path: Path) -> None:
    """500.50 to a pharmacy less 100 that came back; 300 went to another dealer: 4.01."""
    columns = "party_code document_no product_code counterparty_name counterparty_kind sold quantity amount"
    taken(desk, tmp_path, "sellout", columns, [
        ("D1", "L1", "P1", "仁和药店", "药店", "2026-02-05", 5, 500.50),
        ("D1", "L2", "P1", "仁和药店", "药店", "2026-02-08", -1, -100),
        ("D1", "L3", "P1", "乙商贸", "分销", "2026-02-06", 3, 300),
        ("D1", "L4", "P1", "仁和药店", "药店", "2026-04-01", 9, 900),
    ])  # fmt: skip
    amount, left_out = paid_out(desk, policy_on(Basis(event="sell_out")))

    assert amount == 401, "one percent of 400.50, halves up"
    assert left_out["L3"] == "resold"


def test_price_protection_pays_the_cut_on_stock_that_was_bought_lately(desk: Desk, tmp_path: Path) -> None:
    """On the day 12 P1 in stock of which 8 were bought in three months, cut by 1.50: 12.00; P2 has no cut."""
    order = "order_no line_no party_code product_code ordered delivered ordered_quantity amount"
    taken(desk, tmp_path, "order_line", order, [
        ("XS1", 1, "D1", "P1", "2026-02-03", "2026-02-05", 8, 800),
        ("XS2", 1, "D1", "P1", "2025-11-03", "2025-11-05", 40, 400),
        ("XS3", 1, "D1", "P2", "2026-02-03", "2026-02-05", 9, 90),
    ])  # fmt: skip
    taken(desk, tmp_path, "stock", "as_of place_code party_code product_code quantity", [
        ("2026-02-20", "W1", "D1", "P1", 30),
        ("2026-03-15", "W1", "D1", "P1", 12),
        ("2026-03-15", "W1", "D1", "P2", 9),
    ])  # fmt: skip
    with desk.db.read() as session:
        product = find_product(session, "P1").id
    day = day_number(date(2026, 3, 15))
    policy = Policy(
        "J1", "价保", kind="price_protection", from_on=QUARTER.first_day, to_on=QUARTER.last_day,
        basis=Basis("quantity", "stock"), protection=Protection(day, 3, {product: 1_500_000}),
    )  # fmt: skip
    assert paid_out(desk, policy)[0] == 1_200
