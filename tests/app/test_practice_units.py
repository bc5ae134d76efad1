"""Units in the practice region: 衢州 sells cases as boxes, everybody else is silent, unlike units are no sum."""

from decimal import Decimal

from sqlalchemy import text

from app.bootstrap import Desk
from app.core.period import parse_period
from app.kpi.measures import MEASURES
from app.kpi.queries import kpi_rows
from app.kpi.suspects import last_day, read_suspect_rows, read_suspects
from app.practice.frame import TODAY
from app.practice.products import PRICE_CUT
from tests.app.signs import rows_of, said, told
from tests.app.taken import day, figure, one

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
    assert (figures["worth"], f"{Decimal(figures['gap']) * 100:.1f}") == ("12300", "-99.7")
    assert found[QUZHOU].first >= day("2025-10-01"), "until then it wrote boxes"
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


def test_stock_before_the_price_cut_is_worth_the_older_price(region: Desk) -> None:
    """The dealers' own amounts are at the price of the day; so is what the list prices make of their quantities."""
    cut = one(region, "SELECT n.n FROM product_code c JOIN numbered n ON n.entity_id = c.product_id WHERE c.code = :c",
              c=PRICE_CUT)[0]  # fmt: skip
    with region.db.read() as session:
        prices = session.execute(
            text("SELECT from_on, price_e6 FROM cell_price WHERE product_n = :n ORDER BY 1"), {"n": cut}
        ).all()
    assert [tuple(each) for each in prices[1:]] == [(day("2024-01-01"), 31_500_000), (day("2025-11-01"), 28_980_000)]
    for month in ("2025-10-31", "2025-11-30"):
        worth, amount = (MEASURES[name][0].column for name in ("stock_worth", "stock_amount"))
        sums = one(
            region,
            f"SELECT sum({worth}), sum({amount}) FROM cell_list WHERE pack = :pack AND as_of = :day AND dealer_n > 0"
            " AND group_n = 0",
            pack=MEASURES["stock_worth"][0].pack.n, day=day(month),
        )  # fmt: skip
        assert sums[0] == sums[1] > 0
