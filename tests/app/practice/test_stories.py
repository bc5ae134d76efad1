"""Each story of the region is found in its written files by its figures."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.app.practice.reading import WAN, Row, Written, grouped, iso, percent, total, when

WENZHOU, TAIZHOU, JIAXING, SHAOXING, JINHUA = "D0410", "D0421", "D0412", "D0415", "D0417"
MARCH = ("2026-03-01", "2026-03-31")
TABLETS = "10030301"


def stock_of(written: Written, code: str, day: str) -> list[Row]:
    return [row for row in written.rows("jianghe_dealer_stock") if row["经销商编码"] == code and row["库存日期"] == day]


def sold_between(written: Written, code: str, first: str, last: str) -> list[Row]:
    return [row for row in written.sold(code) if first <= iso(row["销售日期"]) <= last]


def stock_days(written: Written, day: str, name: str, sold_name: str) -> int:
    first = (date.fromisoformat(day) - timedelta(89)).isoformat()
    flow = total(sold_between(written, WENZHOU, first, day), sold_name)
    return round(total(stock_of(written, WENZHOU, day), name) / (flow / 90))


def test_1_wenzhou_stuffs_its_warehouse_at_the_end_of_march(written: Written) -> None:
    march = written.shipped(*MARCH, 客户编码=WENZHOU)
    rush = written.shipped("2026-03-27", "2026-03-31", 客户编码=WENZHOU)
    assert (march, rush, percent(rush, march)) == (312, 214, Decimal("68.6"))
    assert round(percent(written.shipped("2026-03-27", "2026-03-31"), written.shipped(*MARCH))) == 33
    out = {
        month: total(sold_between(written, WENZHOU, f"{month}-01", f"{month}-31"), "金额") / WAN
        for month in ("2025-03", "2026-03")
    }
    assert round(out["2026-03"]) == 138
    assert round((out["2026-03"] / out["2025-03"] - 1) * 100) == 1
    for stock, sold in (("库存金额", "金额"), ("库存数量", "销售数量")):
        assert [stock_days(written, day, stock, sold) for day in ("2026-02-28", "2026-03-31")] == [44, 82]
    back = [
        row for row in written.rows("jianghe_returns") if row["客户编码"] == WENZHOU and row["退货日期"] >= "2026-04-01"
    ]
    assert total(back, "退货金额") / WAN == Decimal("21.6")


def test_2_a_carrier_is_late_on_the_western_lane(written: Written) -> None:
    def on_time(rows: list[Row]) -> tuple[int, int]:
        return sum(iso(row["到货时间"]) > iso(row["承诺到货日"]) for row in rows), len(rows)

    west = [
        row
        for row in written.rows("jianghe_waybills")
        if row["承运商编码"] == "C01" and row["运输线路"] in ("杭州→丽水", "杭州→衢州")
    ]
    since = [row for row in west if "2025-11-01" <= iso(row["发货时间"]) <= "2026-03-31"]
    before = [row for row in west if iso(row["发货时间"]) < "2025-11-01"]
    assert on_time(since) == (118, 418)
    assert percent(418 - 118, 418) == Decimal("71.8")
    late, rows = on_time(before)
    assert percent(rows - late, rows) == Decimal("93.5")
    others = [
        row
        for row in written.rows("jianghe_waybills")
        if row["承运商编码"] != "C01" and "2025-11-01" <= iso(row["发货时间"]) <= "2026-03-31"
    ]
    late, rows = on_time(others)
    assert percent(rows - late, rows) == Decimal("95.1")


def test_2_the_western_lane_serves_nine_dealers(written: Written) -> None:
    west = [row for row in written.rows("jianghe_dealers") if row["行政区划代码"][:4] in ("3308", "3311")]
    assert len(west) == 9


def test_3_taizhou_orders_drugs_after_its_licence_expired(written: Written) -> None:
    heads = {
        row["订单号"]
        for row in written.rows("jianghe_orders")
        if row["客户编码"] == TAIZHOU and iso(row["下单时间"]) >= "2026-04-01"
    }
    lines = grouped((row for row in written.lines() if row["订单号"] in heads), lambda one: one["订单号"][:2])
    drugs = {row["订单号"] for row in lines["XS"]}
    days = sorted(iso(row["下单时间"]) for row in written.rows("jianghe_orders") if row["订单号"] in drugs)
    assert (len(drugs), days[0], days[-1]) == (3, "2026-04-02", "2026-04-09")
    assert total(lines["XS"], "净额") / WAN == Decimal("18.4")
    assert total(lines["JK"], "净额") > 0


def test_3_taizhous_drug_licence_has_run_out_and_its_food_licence_has_not(written: Written) -> None:
    licences = written.rows("jianghe_licences")
    ends = {row["证照类型"]: iso(row["有效期至"]) for row in licences if row["客户编码"] == TAIZHOU}
    assert ends["药品经营许可证"] == "2026-03-31"
    assert ends["食品经营许可证"] > "2026-04-10"
    assert sum("2026-04-10" < iso(row["有效期至"]) <= "2026-07-09" for row in licences) == 5


def test_4_jiaxing_stops_reporting_and_goes_on_buying(written: Written) -> None:
    assert [path.name for path in written.files["jianghe_sellout_jiaxing"]][-1].endswith("_20260203.xlsx")
    assert max(iso(row["销售日期"]) for row in written.sold(JIAXING)) <= "2026-02-03"
    assert written.shipped("2026-02-04", "2026-03-31", 客户编码=JIAXING) == 96
    assert written.shipped("2026-02-04", "2026-04-10", 客户编码=JIAXING) == 96
    months = {iso(row["销售日期"])[:7] for row in written.sold(JIAXING)}
    assert len(months & {"2026-01", "2026-02", "2026-03"}) == 1


def test_5_shaoxing_pays_its_overdue_items_quarter_by_quarter(written: Written) -> None:
    shares = []
    for day in ("2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31"):
        rows = [
            row for row in written.rows("jianghe_receivables") if row["客户编码"] == SHAOXING and row["截止日期"] == day
        ]
        shares.append(percent(total((row for row in rows if row["到期日"] < day), "未收金额"), total(rows, "未收金额")))
    assert shares == [38, 21, 9, 4]


def test_6_jinhua_sells_cheap_boxes_into_another_city(written: Written) -> None:
    sold = [row for row in written.sold(JINHUA) if row["产品编码"] == TABLETS]
    cheap = [row for row in sold if Decimal(row["单价"]) < 20]
    assert total(cheap, "销售数量") == 4_320
    assert {(row["批号"], row["单价"]) for row in cheap} == {("251108", "18.20")}
    shops = {row["下游客户编码"] for row in cheap}
    areas = {row["行政区划代码"] for row in written.rows("jianghe_terminals") if row["终端编码"] in shops}
    assert (len(shops), areas) == (3, {"330523"})
    assert percent(Decimal("18.2") - Decimal("21.5"), Decimal("21.5")) == Decimal("-15.3")

    def quarter(rows: list[Row], year: str) -> Decimal:
        return total((row for row in rows if f"{year}-01" <= row["销售日期"] < f"{year}-04"), "销售数量")

    own = [row for row in sold if row not in cheap]
    assert round(percent(quarter(own, "2026"), quarter(own, "2025")) - 100) == -6
    bought = {
        year: total(
            (
                row
                for row in written.lines()
                if row["客户编码"] == JINHUA
                and row["存货编码"] == TABLETS
                and f"{year}-01" <= iso(row["发货日期"] or "0-1-1") < f"{year}-04"
            ),
            "实发数量",
        )
        for year in ("2025", "2026")
    }
    assert round(percent(bought["2026"], bought["2025"]) - 100) == 41
    huzhou = [row for row in written.sold("D0414") if row["产品编码"] == TABLETS]
    assert round(percent(quarter(huzhou, "2026"), quarter(huzhou, "2025")) - 100) == -23


def test_7_quzhou_writes_cases_for_boxes(written: Written) -> None:
    rows = [
        row for row in written.sold("D0420") if row["产品编码"] == TABLETS and "2025-10" <= row["销售日期"] < "2026-04"
    ]
    cases = [row for row in rows if row["单价"] == "6450.00"]
    assert (len(cases), len(rows)) == (len(rows), len(cases))
    assert (total(rows, "销售数量"), {row["单位"] for row in rows}) == (41, {"盒"})
    assert total(rows, "金额") == 12_300 * Decimal("21.5")
    assert percent(12_300 - 41, 12_300) == Decimal("99.7")


def test_10_ningbo_holds_vials_that_expire_and_hangzhou_runs_out(written: Written) -> None:
    vials = {
        code: [row for row in stock_of(written, code, "2026-04-10") if row["产品编码"] == "10030501"]
        for code in ("D0408", "D0404")
    }
    assert [(row["库存数量"], row["有效期至"]) for row in vials["D0408"]] == [("1860", "2026-06-30")]
    pace = {
        code: total(
            (row for row in sold_between(written, code, "2026-03-01", "2026-03-31") if row["产品编码"] == "10030501"),
            "销售数量",
        )
        / 31
        for code in vials
    }
    assert pace == {"D0408": 6, "D0404": 40}
    left = 1_860 - 6 * (date(2026, 6, 30) - date(2026, 4, 10)).days
    assert (left, left * 250) == (1_374, 343_500)
    assert total(vials["D0404"], "库存数量") / 40 == 9


def test_11_lishui_uses_243_of_its_limit_of_200(written: Written) -> None:
    limit = next(row["信用额度"] for row in written.rows("jianghe_dealers") if row["客户编码"] == "D0423")
    rows = [
        row
        for row in written.rows("jianghe_receivables")
        if row["客户编码"] == "D0423" and row["截止日期"] == "2026-03-31"
    ]
    late = [row for row in rows if 61 <= (date(2026, 3, 31) - date.fromisoformat(row["到期日"])).days <= 90]
    assert (Decimal(limit) / WAN, total(rows, "未收金额") / WAN, total(late, "未收金额") / WAN) == (200, 243, 58)
    sales = written.shipped("2026-01-01", "2026-03-31", 客户编码="D0423") * Decimal("1.13")
    assert round(243 / sales * 90) == 88


def test_11_lishuis_last_payment_is_a_note_that_falls_due_in_five_months(written: Written) -> None:
    march = [
        row
        for row in written.rows("jianghe_receipts")
        if (row["客户编码"], row["收款日期"][:7]) == ("D0423", "2026-03")
    ]
    assert {(row["收款方式"], row["票据到期日"]) for row in march} == {("银行承兑汇票", "2026-09-10")}


def test_12_huzhou_stands_before_a_step_of_its_rebate(written: Written) -> None:
    bought = written.shipped("2026-01-01", "2026-03-31", 客户编码="D0414")
    assert bought == Decimal("497.4")
    steps = [row for row in written.rows("jianghe_rebate_steps") if row["客户编码"] == "D0414"]
    assert {(row["考核期起"], row["考核期止"], row["计算方式"]) for row in steps} == {
        ("2026-01-01", "2026-03-31", "全额累进")
    }
    low, high = [
        (Decimal(row["返利起点(万元)"]), Decimal(row["返利率(%)"]) / 100)
        for row in steps
        if Decimal(row["返利起点(万元)"]) >= 300
    ]
    missing, gain = high[0] - bought, high[0] * high[1] - bought * low[1]
    assert (missing, round(gain, 2), round(gain / missing * 100)) == (Decimal("2.6"), Decimal("5.05"), 194)


def test_13_zhoushan_changes_its_account(written: Written) -> None:
    first, second = ("2025-01-01", "2025-03-31"), ("2026-01-01", "2026-03-31")
    assert written.shipped(*first, 客户编码="D0419") == 140
    assert (written.shipped(*second, 客户编码="D0419"), written.shipped(*first, 客户编码="D0463")) == (0, 0)
    assert percent(written.shipped(*second, 客户编码="D0463") - 140, 140) == Decimal("6.4")
    (taken,) = [row for row in written.rows("jianghe_assignments") if row["承接原客户编码"]]
    assert (taken["客户编码"], taken["生效日期"], taken["承接原客户编码"]) == ("D0463", "2025-07-01", "D0419")
    owners = {row["客户编码"]: row["实际控制人"] for row in written.rows("jianghe_dealers")}
    assert owners["D0463"] == owners["D0419"] != ""


def test_14_taizhou_belongs_to_the_south_since_2026(written: Written) -> None:
    moved = [row for row in written.rows("jianghe_assignments") if row["生效日期"] == "2026-01-01"]
    cities = {row["客户编码"]: row["行政区划代码"][:4] for row in written.rows("jianghe_dealers")}
    assert {cities[row["客户编码"]] for row in moved} == {"3310"}
    assert {row["办事处"] for row in moved} == {"浙南办"}
    before = {row["办事处"] for row in written.rows("jianghe_assignments") if row["客户编码"] == TAIZHOU}
    assert before == {"浙东办", "浙南办"}


def test_14_the_south_grows_by_5_2_percent_restated_and_31_5_naively(written: Written) -> None:
    offices = grouped(written.rows("jianghe_dealers"), lambda row: row["办事处"])
    south = {row["客户编码"] for row in offices["浙南办"] if row["经销商级别"] != "县级"}
    assert TAIZHOU in south
    now = sum(written.shipped("2026-01-01", "2026-03-31", 客户编码=code) for code in south)
    then = sum(written.shipped("2025-01-01", "2025-03-31", 客户编码=code) for code in south)
    without = then - written.shipped("2025-01-01", "2025-03-31", 客户编码=TAIZHOU)
    assert percent(now - then, then) == Decimal("5.2")
    assert percent(now - without, without) == Decimal("31.5")


def test_15_the_spring_festival_moves(written: Written) -> None:
    sales = {
        month: written.shipped(f"{month}-01", f"{month}-31") for month in ("2025-01", "2025-02", "2026-01", "2026-02")
    }
    assert percent(sales["2026-01"] - sales["2025-01"], sales["2025-01"]) == Decimal("59.2")
    assert percent(sales["2026-02"] - sales["2025-02"], sales["2025-02"]) == Decimal("-32.3")
    both = {year: sales[f"{year}-01"] + sales[f"{year}-02"] for year in ("2025", "2026")}
    assert percent(both["2026"] - both["2025"], both["2025"]) == Decimal("7.8")


@pytest.mark.parametrize("area", ["330523", "330483"])
def test_16_two_county_dealers_hand_in_the_same_list_twice(written: Written, area: str) -> None:
    code = next(row["客户编码"] for row in written.rows("jianghe_dealers") if row["行政区划代码"] == area)
    lists = [
        {
            (row["下游客户编码"], row["产品编码"], row["销售数量"])
            for row in written.sold(code)
            if row["销售日期"].startswith(month)
        }
        for month in ("2025-10", "2025-11")
    ]
    assert round(percent(len(lists[0] & lists[1]), len(lists[0]))) == 96
    assert all(Decimal(quantity) % 10 == 0 for _, _, quantity in lists[0] | lists[1])
    assert not [row for row in written.rows("jianghe_returns") if row["客户编码"] == code]


def test_17_orders_wait_for_their_review_since_january(written: Written) -> None:
    def in_time(first: str, last: str) -> tuple[Decimal, list[Row]]:
        rows = [
            row
            for row in written.rows("jianghe_orders")
            if row["接单时间"]
            and row["审核时间"]
            and first <= (when(row["接单时间"]) + timedelta(hours=48)).date().isoformat() <= last
        ]
        late = [row for row in rows if when(row["审核时间"]) - when(row["接单时间"]) > timedelta(hours=48)]
        return percent(len(rows) - len(late), len(rows)), late

    assert in_time("2025-10-01", "2025-12-31")[0] == 97
    rate, late = in_time("2026-01-01", "2026-03-31")
    assert rate == 81
    friday = [row for row in late if when(row["接单时间"]).weekday() == 4 and when(row["接单时间"]).hour >= 15]
    assert round(percent(len(friday), len(late))) == 61


def test_18_county_dealers_lack_cold_remedies_that_provincial_ones_hold(written: Written) -> None:
    core = {
        row["存货编码"]
        for row in written.rows("jianghe_products")
        if row["存货分类"] == "OT01" and row["必备品"] == "是"
    }
    tiers = {row["客户编码"]: row["经销商级别"] for row in written.rows("jianghe_dealers")}
    held: dict[tuple[str, str], Decimal] = {}
    for row in written.rows("jianghe_dealer_stock"):
        if row["产品编码"] in core and row["库存日期"].startswith("2025-11"):
            key = (row["经销商编码"], row["库存日期"])
            held[key] = held.get(key, Decimal(0)) + Decimal(row["库存数量"])
    out = {code for (code, day), quantity in held.items() if day == "2025-11-10" and not quantity}
    assert (len(out), {tiers[code] for code in out}) == (14, {"县级"})
    assert all(
        held[code, "2025-11-15"] == 0 < held[code, "2025-11-05"] and held[code, "2025-11-19"] > 0 for code in out
    )
    assert (date(2025, 11, 19) - date(2025, 11, 10)).days == 9
    province = [code for code, tier in tiers.items() if tier == "省级"]
    cold = {row["存货编码"] for row in written.rows("jianghe_products") if row["存货分类"] == "OT01"}
    stock = total(
        (row for code in province for row in stock_of(written, code, "2025-11-30") if row["产品编码"] in cold),
        "库存数量",
    )
    sold = total(
        (
            row
            for code in province
            for row in sold_between(written, code, "2025-09-01", "2025-11-30")
            if row["产品编码"] in cold
        ),
        "销售数量",
    )
    assert round(stock / (sold / 91)) == 61


def test_20_jinyun_delivers_to_hospitals_what_a_provincial_dealer_sold_it(written: Written) -> None:
    (code,) = [
        row["客户编码"]
        for row in written.rows("jianghe_dealers")
        if row["行政区划代码"] == "331122" and row["经销商级别"] == "县级"
    ]
    tiers = {row["客户编码"]: row["经销商级别"] for row in written.rows("jianghe_dealers")}
    bought = [
        row
        for row in written.rows("jianghe_county_lines")
        if row["客户编码"] == code and tiers[row["供货方编码"]] == "省级"
    ]
    (product,) = {row["产品编码"] for row in bought}
    lines = [
        row
        for row in written.sold(code)
        if row["产品编码"] == product and row["下游类型"] == "医院" and row["单价"] == "24.00"
    ]
    assert (len(lines), total(lines, "金额") / WAN) == (26, Decimal("31.2"))
    assert total(bought, "实发数量") == total(lines, "销售数量") == 13_000


def test_19_display_fees_in_jiashan_bring_nothing(written: Written) -> None:
    (code,) = {row["客户编码"] for row in written.rows("jianghe_dealers") if row["行政区划代码"] == "330421"}
    rows = grouped(
        written.rows("jianghe_display_fees"), lambda row: (row["客户编码"] == code, row["门店类型"] == "陈列")
    )
    claims, control, others = rows[True, True], rows[True, False], rows[False, True]
    photos = grouped(claims, lambda row: row["照片SHA256"])
    assert (len(claims), max(map(len, photos.values()))) == (42, 17)
    assert len({row["照片SHA256"] for row in others}) == len(others)
    assert percent(total(claims, "陈列费(元)"), total(claims, "活动期销售(元)")) == Decimal("11.8")
    assert percent(total(others, "陈列费(元)"), total(others, "活动期销售(元)")) == Decimal("4.2")
    for shops, uplift in ((claims, "0.4"), (control, "0.9")):
        before, during = (total(shops, name) for name in ("活动前销售(元)", "活动期销售(元)"))
        assert percent(during - before, before) == Decimal(uplift)
