"""What looks like a story and is none: the decoys are in the written files, and so is what explains them."""

from decimal import Decimal

from tests.app.practice.reading import WAN, Written, grouped, iso, percent, total


def test_decoy_a_tender_in_march_is_sold_on_at_once(written: Written) -> None:
    bought = written.shipped("2026-03-01", "2026-03-31", 客户编码="D0416")
    out = total([row for row in written.sold("D0416") if iso(row["销售日期"]).startswith("2026-03")], "金额") / WAN
    assert bought == 262
    assert abs(out - bought) < 1


def test_decoy_a_dealer_buys_less_of_a_product_that_is_not_made_any_more(written: Written) -> None:
    gone = {row["存货编码"] for row in written.rows("jianghe_products") if row["状态"] == "停产"}
    quarter = [
        [written.shipped(f"{year}-01-01", f"{year}-03-31", 客户编码="D0418", **extra) for year in (2025, 2026)]
        for extra in ({}, {"存货编码": next(iter(gone))})
    ]
    (then, now), (of_it, rest) = quarter
    assert percent(now - then, then) == -18
    assert rest == 0
    assert abs((now - (then - of_it)) / then) < Decimal("0.03"), "without it the dealer buys as much as before"


def test_decoy_one_credit_code_under_two_names(written: Written) -> None:
    names = grouped(written.rows("jianghe_partners"), lambda row: row["统一社会信用代码"])
    assert [{row["往来单位编码"] for row in rows} for rows in names.values() if len(rows) > 1] == [{"C04", "C05"}]
    dealers = {row["统一社会信用代码"]: row["客户编码"] for row in written.rows("jianghe_dealers")}
    assert [dealers[code] for code in names if code in dealers] == ["D0418"], "a dealer that is a supplier"


def test_decoy_a_transfer_between_dealers(written: Written) -> None:
    moved = [row for row in written.rows("jianghe_sellout") if row["下游类型"] == "调拨"]
    assert [(row["经销商编码"], row["下游客户编码"], row["销售数量"]) for row in moved] == [("D0402", "D0418", "600")]


def test_decoy_a_permit_covers_the_transfer(written: Written) -> None:
    (permit,) = written.rows("jianghe_permits")
    (moved,) = [row for row in written.rows("jianghe_sellout") if row["下游类型"] == "调拨"]
    assert (permit["调出客户编码"], permit["调入客户编码"]) == (moved["经销商编码"], moved["下游客户编码"])
    assert iso(permit["批准日期"]) <= iso(moved["销售日期"]) <= iso(permit["有效期至"])


def test_decoy_nothing_is_shipped_on_the_days_of_qingming(written: Written) -> None:
    days = {iso(row["发货日期"]) for row in written.lines() if row["发货日期"]}
    assert not days & {"2025-04-04", "2025-04-05", "2025-04-06", "2026-04-04", "2026-04-05", "2026-04-06"}
    assert {"2025-04-03", "2025-04-07", "2026-04-03", "2026-04-07"} <= days
