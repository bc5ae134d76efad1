"""Figures of real, public data whose truth was computed elsewhere (../shared/data/README.md)."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from app.core.period import day_number, month, year
from app.kpi.queries import KpiRow, read_rows
from tests.app.kpi.facts import Store, fresh_store

ORDERED_BIT = 16


def one(store: Store, kpi: str, first: int, last: int, **asked: str) -> KpiRow:
    (found,) = read_rows(store.session, only=[kpi], first=year(first), last=year(last), **asked)  # type: ignore[arg-type]
    return found


@pytest.fixture(scope="module")
def northwind(shared: Path) -> Iterator[Store]:
    folder = shared / "data" / "northwind"
    with fresh_store() as store:
        heads, lines, products = (table(folder / name) for name in ("orders.csv", "order_details.csv", "products.csv"))
        for code in sorted({row["customerID"] for row in heads}):
            store.dealer(code)
        for product in products:
            store.product(product["productID"], group=f"C{product['categoryID']}")
        store.load(
            order_head=[
                {"order_no": row["orderID"], "party_code": row["customerID"], "ordered_on": stored(row["orderDate"]),
                 "promised_first_on": stored(row["requiredDate"]), "shipped_on": stored(row["shippedDate"]),
                 "delivered_on": stored(row["shippedDate"])}
                for row in heads
            ],
            order_line=[
                {"order_no": row["orderID"], "product_code": row["productID"], "needs_head": 1,
                 "ordered_quantity_e3": int(row["quantity"]) * 1_000,
                 "amount_e4": amount(row)}
                for row in lines
            ],
        )  # fmt: skip
        yield store


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def amount(row: dict[str, str]) -> int:
    """Price x quantity x (1 - discount), which ends within four places."""
    return int(Fraction(row["unitPrice"]) * int(row["quantity"]) * (1 - Fraction(row["discount"])) * 10_000)


def stored(text: str) -> int | None:
    return None if text == "NULL" else day_number(date.fromisoformat(text[:10]))


def test_northwinds_orders_and_net_revenue(northwind: Store) -> None:
    orders = one(northwind, "order_count", 1996, 1998)
    assert (orders.value, orders.grain, orders.basis, orders.n) == ("830", "order", "ordered", 830)
    assert one(northwind, "net_amount", 1996, 1998, basis="ordered").value == "1265793.0395"
    assert one(northwind, "quantity", 1996, 1998, basis="ordered").value == "51317"
    per_year = [one(northwind, "net_amount", number, number, basis="ordered").value for number in (1996, 1997, 1998)]
    assert per_year == ["208083.97", "617085.2035", "440623.866"]


def test_northwinds_37_of_809_orders_are_late(northwind: Store) -> None:
    rate = one(northwind, "on_time_rate", 1996, 1998, grain="order")
    assert (rate.numerator, rate.denominator, rate.grain) == ("772", "809", "order")
    assert one(northwind, "late_lines", 1996, 1998, grain="order").value == "37"


def test_northwinds_days_to_ship(northwind: Store) -> None:
    days = one(northwind, "ship_days_mean", 1996, 1998)
    assert days.amount is not None
    assert round(float(days.amount), 6) == 8.491965
    assert days.n == 809
    assert one(northwind, "cycle_days_p50", 1996, 1998).value == "7"


def test_northwinds_active_dealers_are_counted_over_the_whole_year(northwind: Store) -> None:
    assert one(northwind, "active_dealers", 1997, 1997, basis="ordered").value == "86"
    months = read_rows(
        northwind.session, only=["active_dealers"], first=year(1997), last=year(1997), by="month", basis="ordered"
    )
    assert len(months) == 12
    assert sum(int(row.value or 0) for row in months) > 86, "months cannot be added up"


def test_northwinds_orders_of_a_group_are_counted_by_themselves(northwind: Store) -> None:
    """830 orders would become 1,908 if the groups were added up."""
    rows = read_rows(northwind.session, only=["order_count"], first=year(1996), last=year(1998), by="product-group")
    assert sum(int(row.value or 0) for row in rows) == 1_908
    assert {row.keys["product-group"] for row in rows} == {f"C{number}" for number in range(1, 9)}


def test_northwinds_november(northwind: Store) -> None:
    (orders,) = read_rows(northwind.session, only=["order_count"], first=month(1997, 11), last=month(1997, 11))
    (net,) = read_rows(
        northwind.session, only=["net_amount"], first=month(1997, 11), last=month(1997, 11), basis="ordered"
    )
    assert (orders.value, net.value) == ("34", "43533.809")


def test_northwinds_best_customers(northwind: Store) -> None:
    rows = read_rows(
        northwind.session, only=["net_amount"], first=year(1996), last=year(1998), by="dealer", basis="ordered"
    )
    best = sorted(rows, key=lambda row: -(row.amount or 0))[:3]
    assert [(row.keys["dealer"], round(row.amount or 0, 2)) for row in best] == [
        ("QUICK", Fraction("110277.30")), ("ERNSH", Fraction("104874.98")), ("SAVEA", Fraction("104361.95")),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def scms(shared: Path) -> Iterator[Store]:
    path = shared / "data" / "converted" / "scms_utf8_comma_lf.csv"
    with fresh_store() as store:
        rows = table(path)
        for country in sorted({row["Country"] for row in rows}):
            store.dealer(country, area=country)
        for group in sorted({row["Product Group"] for row in rows}):
            store.product(group, group=group)
        store.load(order_line=[scms_line(row) for row in rows])
        yield store


def scms_line(row: dict[str, str]) -> dict[str, object]:
    sent = row["PO Sent to Vendor Date"]
    known = sent[0].isdigit()
    ordered = datetime.strptime(sent, "%m/%d/%y").date() if known else scms_day(row["Scheduled Delivery Date"])  # noqa: DTZ007
    delivered, promised = (scms_day(row[name]) for name in ("Delivered to Client Date", "Scheduled Delivery Date"))
    return {
        "order_no": row["PO / SO #"], "line_key": row["ID"], "party_code": row["Country"],
        "product_code": row["Product Group"], "ordered_on": day_number(ordered),
        "estimated": 0 if known else ORDERED_BIT, "promised_first_on": day_number(promised),
        "delivered_on": day_number(delivered), "ordered_quantity_e3": int(row["Line Item Quantity"]) * 1_000,
        "amount_e4": int(Fraction(row["Line Item Value"]) * 10_000),
    }  # fmt: skip


def scms_day(text: str) -> date:
    return datetime.strptime(text, "%d-%b-%y").date()  # noqa: DTZ007 - a business date, never an instant


def test_scms_lines_value_and_quantity(scms: Store) -> None:
    found = {kpi: one(scms, kpi, 2005, 2016, basis="ordered").value for kpi in ("line_count", "net_amount", "quantity")}
    assert found == {"line_count": "10324", "net_amount": "1627584457.29", "quantity": "189265090"}


def test_scms_late_lines(scms: Store) -> None:
    rate = one(scms, "on_time_rate", 2005, 2016, grain="line")
    assert (rate.numerator, rate.denominator) == (str(10_324 - 1_186), "10324")
    assert one(scms, "late_lines", 2005, 2016).value == "1186"
    in_years = [one(scms, "late_lines", number, number) for number in (2011, 2014)]
    assert [(row.value, row.n) for row in in_years] == [("250", 1_049), ("268", 1_573)]


def test_scms_cycle_days_leave_stand_in_dates_out(scms: Store) -> None:
    mean = one(scms, "cycle_days_mean", 2005, 2016, grain="line")
    assert mean.amount is not None
    assert (round(float(mean.amount), 6), mean.n) == (105.558580, 4_592)
    assert one(scms, "cycle_days_p50", 2005, 2016, grain="line").value == "92"


def test_scms_lines_delivered_in_a_month(scms: Store) -> None:
    (august,) = read_rows(scms.session, only=["late_lines"], first=month(2014, 8), last=month(2014, 8))
    assert august.n == 236


def test_scms_by_country(scms: Store) -> None:
    rows = read_rows(scms.session, only=["net_amount"], first=year(2005), last=year(2016), by="dealer", basis="ordered")
    assert len(rows) == 43
    assert sum((row.amount or 0 for row in rows), Fraction(0)) == Fraction("1627584457.29")
