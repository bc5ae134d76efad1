"""The written files add up to finance's figures, whoever adds them up."""

from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from app.practice.service import RegionFiles
from tests.app.practice.reading import WAN, Written, grouped, iso, percent, total


@pytest.mark.parametrize(
    ("first", "last", "wan"),
    [
        ("2025-01-01", "2025-03-31", "6010"),
        ("2025-04-01", "2025-06-30", "6420"),
        ("2025-07-01", "2025-09-30", "6180"),
        ("2025-10-01", "2025-12-31", "7950"),
        ("2025-01-01", "2025-12-31", "26560"),
        ("2026-01-01", "2026-01-31", "2420"),
        ("2026-02-01", "2026-02-28", "1320"),
        ("2026-03-01", "2026-03-31", "2690"),
        ("2026-04-01", "2026-04-10", "588.6"),
        ("2025-01-01", "2025-01-31", "1520"),
        ("2025-02-01", "2025-02-28", "1950"),
        ("2025-03-01", "2025-03-31", "2540"),
    ],
)
def test_net_sales_by_shipping_date_are_finances_to_the_cent(written: Written, first: str, last: str, wan: str) -> None:
    assert written.shipped(first, last) == Decimal(wan)


def test_the_heads_amounts_agree_with_their_lines(written: Written) -> None:
    lines = {
        number: total(rows, "净额") for number, rows in grouped(written.lines(), lambda one: one["订单号"]).items()
    }
    heads = {row["订单号"]: Decimal(row["订单不含税金额"]) for row in written.rows("jianghe_orders")}
    assert heads == lines


def test_finances_own_sheet_says_the_same(region: RegionFiles, written: Written) -> None:
    book = CalamineWorkbook.from_path(region.totals)
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    months = {row[0]: dict(zip(sheets["月度"][0], row, strict=True)) for row in sheets["月度"][1:]}
    for month in ("2024-05", "2025-11", "2026-03"):
        assert written.shipped(f"{month}-01", f"{month}-31") == Decimal(str(months[month]["发货净额(不含税)"]))
    main = {(row[0], row[1]): row[2] for row in sheets["年季"][1:]}
    assert main["2025 全年", "发货、不含税、本公司销售"] == 26_560
    assert main["2025 全年", "含县级采购(层级重复)"] == 33_460
    assert main["2025 全年", "健康食品误按不含税"] == 26_976
    assert main["2026Q1", "发货、不含税、本公司销售"] == 6_430
    assert main["2026Q1", "回款(含税)"] == 6_986


def test_food_is_3200_without_tax_and_3616_as_its_file_says(written: Written) -> None:
    rows = [row for row in written.rows("jianghe_food_lines") if row["发货日期"].startswith("2025")]
    assert total(rows, "含税金额") / WAN == 3_616
    assert written.shipped("2025-01-01", "2025-12-31") - 3_200 + 3_616 == 26_976


def test_adding_the_county_dealers_purchases_counts_goods_twice(written: Written) -> None:
    rows = [row for row in written.rows("jianghe_county_lines") if row["发货日期"].startswith("2025")]
    tiers = {row["客户编码"]: row["经销商级别"] for row in written.rows("jianghe_dealers")}
    assert {tiers[row["客户编码"]] for row in rows} == {"县级"}
    assert {tiers[row["供货方编码"]] for row in rows} == {"市级"}
    assert total(rows, "不含税金额") / WAN == 6_900
    assert 26_560 + total(rows, "不含税金额") / WAN == 33_460


def test_receivables_are_7260_with_612_overdue_and_a_dso_of_89_9(written: Written) -> None:
    items = [
        row
        for row in written.rows("jianghe_receivables")
        if row["截止日期"] == "2026-03-31" and row["单据类型"] == "应收"
    ]
    overdue = [row for row in items if row["到期日"] < "2026-03-31"]
    assert total(items, "未收金额") / WAN == 7_260
    assert total(overdue, "未收金额") / WAN == 612
    sales = written.shipped("2026-01-01", "2026-03-31") * Decimal("1.13")
    assert round(total(items, "未收金额") / WAN / sales * 90, 1) == Decimal("89.9")
    assert round(total(items, "未收金额") / WAN / 6_430 * 90, 1) == Decimal("101.6")


def test_money_received_in_advance_stands_apart_from_receivables(written: Written) -> None:
    advance = [row for row in written.rows("jianghe_receivables") if row["单据类型"] == "预收"]
    assert [(row["客户编码"], total([row], "未收金额") / WAN) for row in advance] == [("D0409", Decimal(-186))]
    prepaid = {
        row["客户编码"]
        for row in written.rows("jianghe_dealers")
        if (row["账期天数"], row["启用状态"]) == ("0", "启用")
    }
    assert len(prepaid) == 12
    assert not prepaid & {row["客户编码"] for row in written.rows("jianghe_receivables") if row["单据类型"] == "应收"}


@pytest.mark.parametrize(
    ("quarter", "rate"), [(("2025-10-01", "2025-12-31"), "93.6"), (("2026-01-01", "2026-03-31"), "89.9")]
)
def test_on_time_in_full_falls(written: Written, quarter: tuple[str, str], rate: str) -> None:
    lines = grouped(written.lines(), lambda one: one["订单号"])
    done = [
        row
        for row in written.rows("jianghe_orders")
        if row["到货时间"] and quarter[0] <= iso(row["到货时间"]) <= quarter[1]
    ]
    good = [
        row
        for row in done
        if iso(row["到货时间"]) <= iso(row["首次承诺日"])
        and all(Decimal(one["实发数量"]) >= Decimal(one["订货数量"]) for one in lines[row["订单号"]])
    ]
    assert percent(len(good), len(done)) == Decimal(rate)


def test_targets_of_the_adjusted_version(written: Written) -> None:
    rows = [row for row in written.rows("jianghe_targets") if "2026年1月" in row]
    first = [row for row in rows if row["版本"] == "原始版"]
    adjusted = [row for row in rows if row["版本"] == "调整版"]
    months = ("2026年1月", "2026年2月", "2026年3月")
    sales = [row for row in adjusted if row["目标类型"] == "销售"]
    assert sum(total(sales, month) for month in months) == 6_900
    assert sum(total([row for row in first if row["目标类型"] == "销售"], month) for month in months) == 7_150
    assert total(sales, "2026年4月") == 2_180
    collection = [row for row in adjusted if row["目标类型"] == "回款"]
    assert sum(total(collection, month) for month in months) == 7_350


def test_returns_are_2_1_percent_and_three_fifths_for_their_expiry(written: Written) -> None:
    rows = [row for row in written.returned() if row["退货日期"].startswith("2025")]
    assert percent(total(rows, "退货金额") / WAN, 26_560) == Decimal("2.1")
    listed = [row for row in written.rows("jianghe_returns") if row["退货日期"].startswith("2025")]
    expired = [row for row in listed if row["退货类型"] == "效期退货"]
    assert round(percent(total(expired, "退货金额"), total(listed, "退货金额")), -1) == 60


def test_a_return_is_a_row_a_red_line_or_both(written: Written) -> None:
    rows, red = written.rows("jianghe_returns"), written.rows("jianghe_red_lines")
    numbers = {row["退货单号"] for row in rows}
    assert len([row for row in red if row["关联单号"] in numbers]) > 500
    assert len(written.returned()) - len(rows) > 100
    naive = total(rows, "退货金额") - total(red, "无税金额")
    assert naive > total(written.returned(), "退货金额") * Decimal("1.3"), "what one gets by adding both"


def test_every_dealers_stock_balances_over_the_year(written: Written) -> None:
    """Stock at the end of 2024 + bought - sold on - returned = stock at the end of 2025, product by product."""
    code = "D0414"
    stock = grouped(
        (row for row in written.rows("jianghe_dealer_stock") if row["经销商编码"] == code), lambda one: one["库存日期"]
    )
    year = "2025"
    bought = [
        row for row in written.lines() if row["客户编码"] == code and iso(row["发货日期"] or "1-1-1").startswith(year)
    ]
    sold = [row for row in written.sold(code) if row["销售日期"].startswith(year)]
    back = [row for row in written.returned() if row["客户编码"] == code and row["退货日期"].startswith(year)]
    products = {row["产品编码"] for row in stock["2025-12-31"]}
    assert len(products) > 20
    for product in products:

        def of(rows: list[dict[str, str]], name: str, key: str, product: str = product) -> Decimal:
            return total((row for row in rows if row[key] == product), name)

        before, after = (of(stock[day], "库存数量", "产品编码") for day in ("2024-12-31", "2025-12-31"))
        flow = of(bought, "实发数量", "存货编码") - of(sold, "销售数量", "产品编码") - of(back, "退货数量", "存货编码")
        assert before + flow == after
