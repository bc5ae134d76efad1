"""The wizard's first guess: which feed a file holds, which column is what, and months that stand across."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.bootstrap import FEEDS, Desk
from app.core.workspace import Workspace
from app.imports.profile import Column, Unpivot, parse_profile, write_profile
from app.imports.propose import Proposal, days_across, months_across, profile_of, propose
from app.imports.sample import read_sample
from tests.desks import desk_of, take_in, write_csv
from tests.wizard import PUBLIC, Share, share_of


@pytest.mark.parametrize("source", PUBLIC)
def test_four_of_five_columns_of_files_from_elsewhere_need_no_correction(source: str, shared: Path) -> None:
    from tests.desks import named

    found = sum((share_of(shared / "data" / file, named(one)) for one, file in PUBLIC[source].items()), Share(0, 0, ()))
    assert found.percent >= 80, found.wrong


def best(headers: Sequence[str], *rows: Sequence[object], name: str = "") -> Proposal:
    return propose(headers, rows, FEEDS, name=name)[0]


@pytest.mark.parametrize(
    ("headers", "pattern", "year"),
    [
        (["客户编码", "2026年1月", "2026年2月", "2026年12月"], r"^\d{4}年\d{1,2}月$", ""),
        (["dealer", "2026-01", "2026-02", "2026-03"], r"^\d{4}[-/.]\d{1,2}$", ""),
        (["dealer", "Jan-26", "Feb-26", "Mar-26"], r"^[A-Za-z]{3,9}[-/ .]?(?:\d{4}|\d{2})$", ""),
        (["Year", "EmployeeID", "M01", "M02", "M12"], r"^M(0[1-9]|1[0-2])$", "Year"),
        (["年度", "客户编码", "1月", "2月", "12月"], r"^(\d{1,2})月(?:份)?$", "年度"),
    ],
)
def test_months_across_are_known_in_each_way_they_are_written(headers: list[str], pattern: str, year: str) -> None:
    found = months_across(headers)
    assert found is not None
    assert (found[0].columns, found[1]) == (pattern, year)


@pytest.mark.parametrize(
    "headers",
    [
        ["客户编码", "2026年1月", "2026年2月"],
        ["dealer", "1月", "2月", "3月"],
        ["order", "ordered", "shipped", "quantity"],
        ["客户编码", "月份", "2026年1月", "2026年2月", "2026年3月"],
    ],
)
def test_two_months_or_months_of_no_year_are_columns_of_their_own(headers: list[str]) -> None:
    assert months_across(headers) is None


def test_a_plan_with_months_across_is_proposed_as_targets_and_goes_in(workspace: Workspace, tmp_path: Path) -> None:
    desk: Desk = desk_of(workspace)
    path = write_csv(
        tmp_path / "年度目标_2026.csv",
        [("年度", "客户编码", "1月", "2月", "3月"), (2026, "D1", 10, "", 30), (2026, "D2", 5, 6, 7)],
    )
    sample = read_sample(path)
    found = best(sample.headers, *sample.rows, name=path.name)
    assert (found.feed, found.year, found.missing) == ("target", "年度", ())
    profile = profile_of(found, id="plan", source="erp", name=path.name, feed=FEEDS["target"])
    assert profile.file.unpivot == Unpivot(r"^(\d{1,2})月(?:份)?$", "月份", "目标额")
    assert profile.entries[0].by_field["month"] == Column(join=("年度", "月份"))
    (counts,) = take_in(desk, path, parse_profile(write_profile(profile), FEEDS)).feeds
    assert (counts.loaded, counts.quarantined) == (5, 0)


@pytest.mark.parametrize(("header", "from_header"), [("备注", True), ("客户编码", False)])
def test_lines_without_a_dealer_have_it_from_their_orders_header(header: str, *, from_header: bool) -> None:
    found = best(["订单号", "产品编码", "数量", header], ["SO1", "P1", 5, "D1"], name="订单明细")
    profile = profile_of(found, id="s", source="erp", name="订单明细.csv", feed=FEEDS[found.feed])
    assert (found.feed, profile.entries[0].head) == ("order_line", from_header)
    names = ("订单明细.csv", "订单明细2.csv", "订单明细 (1).csv", "订单明细_2026-04.csv", "订单明细-退货.csv")
    assert [profile.fits(name) for name in names] == [True, True, True, True, False]


def test_lists_of_a_day_are_proposed_as_complete(tmp_path: Path) -> None:
    found = best(["库存日期", "仓库", "产品编码", "批号", "库存数量"], ["2026-03-31", "W1", "P1", "L1", 5], name="库存")
    profile = profile_of(found, id="s", source="wms", name="库存_20260331.xlsx", feed=FEEDS[found.feed])
    assert (found.feed, profile.entries[0].mode, profile.entries[0].scope) == ("stock", "complete", "date")
    assert profile.entries[0].by == "party", "the list of one warehouse says nothing of another's"
    assert profile.fits("库存_20260430.xlsx")


def test_cells_speak_against_a_header_that_only_sounds_right() -> None:
    found = best(["order no", "product", "quantity", "order date"], ["S1", "P1", "5", "by phone"], name="order lines")
    assert dict(found.columns).get("ordered") is None
    assert dict(found.columns)["ordered_quantity"] == "quantity"


def test_what_a_feed_needs_and_no_column_gives_is_named() -> None:
    found = next(one for one in propose(["客户编码", "数量"], [], FEEDS) if one.feed == "sellout")
    assert {"product_code", "sold"} <= set(found.missing)


def test_days_across_are_proposed_as_stock_lists() -> None:
    headers = ("经销商编码", "仓库编码", "产品编码", "库存/2024-01-31", "库存/2024-02-29", "库存/2024-03-31")
    found = best(headers, ("D1", "D1-01", "10030101", 5, 6, 7), ("D2", "D2-01", "10030101", 8, None, 3))
    assert found.feed == "stock"
    assert found.unpivot is not None
    assert dict(found.columns)["as_of"] == found.unpivot.name
    assert dict(found.columns)["quantity"] == found.unpivot.value
    assert days_across(headers[:5]) is None, "two days are two columns"


def test_amounts_of_four_digits_are_no_months() -> None:
    found = best(("订单号", "存货编码", "不含税金额"), ("A1", "P1", "1720.50"), ("A2", "P2", "3296.40"))
    assert dict(found.columns)["amount"] == "不含税金额"


def test_the_plainest_english_headers_are_known() -> None:
    headers = ["order", "line", "dealer", "product", "ordered", "promised", "delivered", "qty", "amount"]
    row = ["A1", "1", "D1", "P1", "2026-04-03", "2026-04-13", "2026-04-12", "10", "1,000.50"]
    best = propose(headers, [row, row], FEEDS)[0]
    assert (best.feed, best.missing) == ("order_line", ())
    assert [header for _, header in best.columns] == headers


def test_a_date_of_signature_tells_of_delivery_where_there_is_no_other() -> None:
    lines = ["订单号", "产品编码", "数量", "发货日期", "签收日期"]
    row = ["SO1", "P1", "3", "2026-03-01", "2026-03-04"]
    found = dict(propose(lines, [row], FEEDS, name="订单明细.xlsx")[0].columns)
    assert (found["signed"], found["delivered"]) == ("签收日期", "签收日期")
    found = dict(propose([*lines, "到货日期"], [[*row, "2026-03-03"]], FEEDS, name="订单明细.xlsx")[0].columns)
    assert (found["signed"], found["delivered"]) == ("签收日期", "到货日期")


def test_where_a_file_has_no_amounts_they_are_computed_of_price_quantity_and_a_discount_that_is_a_share() -> None:
    heads = ("orderID", "productID", "unitPrice", "quantity", "discount")
    lines = best(heads, ("10248", "11", "14.00", "12", "0.05"), ("10248", "42", "9.80", "10", "0"))
    assert lines.computed == (("amount", "[unitPrice] * [quantity] * (1 - [discount])"),)
    assert best(heads[:4], ("10248", "11", "14.00", "12")).computed == (("amount", "[unitPrice] * [quantity]"),)
    assert best(heads, ("10248", "11", "14.00", "12", "5")).computed == (), "per cent, or money: nobody can tell"
    assert best((*heads[:4], "line total"), ("10248", "11", "14.00", "12", "168")).computed == ()
    taxed = best(("订单号", "产品编码", "数量", "单价（含税）"), ("A1", "P1", "3", "11.30"))
    assert taxed.computed == (("gross_amount", "[单价（含税）] * [数量]"),)
    assert (
        profile_of(lines, id="x", source="erp", name="x.csv", feed=FEEDS["order_line"])
        .entries[0]
        .by_field["amount"]
        .formula.startswith("[unitPrice]")
    )


def test_words_that_mean_no_value_everywhere_are_proposed_as_such() -> None:
    found = best(("orderID", "customerID", "shippedDate"), ("1", "A", "NULL"), ("2", "B", "1997-01-03"))
    assert found.absent == ("NULL",)
    assert profile_of(found, id="x", source="erp", name="x.csv", feed=FEEDS[found.feed]).file.missing == ("NULL",)
