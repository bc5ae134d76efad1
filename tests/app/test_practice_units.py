"""Units in the practice region: 衢州 sells cases as boxes, everybody else is silent, unlike units are no sum."""

from app.bootstrap import Desk
from app.core.period import parse_period
from app.kpi.queries import kpi_rows
from app.kpi.suspects import last_day, read_suspect_rows, read_suspects
from app.practice.frame import TODAY
from tests.app.signs import rows_of, said, told
from tests.app.taken import figure

QUZHOU, TABLETS = "D0420", "10030301"


def test_7_quzhou_sells_cases_as_boxes_and_nobody_else_is_suspected(region: Desk) -> None:
    with region.db.read() as session:
        found = read_suspects(session, last_day(session, TODAY))
        rows = read_suspect_rows(session, found)
    assert {(one.feed, one.dealer_code, one.product_code) for one in rows} == {("sellout", QUZHOU, TABLETS)}
    assert {(one.unit, one.likely, one.price, float(one.median)) for one in rows} == {("盒", "件", 6_450, 21.5)}
    assert sum(one.quantity_e3 for one in rows) == 41_000, "41 盒 instead of 12,300"
    assert found.unknown == (), "every unit that a file names is explained"


def test_7_quzhous_cases_are_among_the_signs(region: Desk) -> None:
    found = told(region, "unit_suspicious")
    assert list(found) == [QUZHOU]
    figures = said(found[QUZHOU])
    assert (figures["quantity"], figures["price"], figures["median"], figures["likely"]) == ("41", "6450", "21.5", "件")
    assert sum(row[0] for row in rows_of(region, found[QUZHOU], "sellout", "quantity_e3")) == 41_000


def test_boxes_vials_and_bottles_are_no_sum_and_supply_lasts_by_list_prices(region: Desk) -> None:
    assert (figure(region, "quantity", "2026-Q1").value, figure(region, "quantity", "2026-Q1").state) == (
        None, "mixed_units",
    )  # fmt: skip
    quarter = parse_period("2026-Q1")
    groups = kpi_rows(region.db, only=["quantity"], first=quarter, last=quarter, by="product-group", today=TODAY)
    units = {one.keys["product-group"]: one.unit_name for one in groups}
    assert (units["LL01"], units["JK01"], units["CF01"], units["OT01"]) == ("支", "瓶", "盒", None)
    days = figure(region, "days_of_supply", "2026-Q1")
    assert days.state == "list_price"
    assert days.value is not None
