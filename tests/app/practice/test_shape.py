"""The shapes of the trade in the written files: seasons, holidays, quarter ends, promotions, dirt."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.practice.frame import TODAY, idle_days
from app.practice.products import GROUPS
from tests.app.practice.reading import Written, grouped, is_number, iso, total


def test_the_tenth_of_april_is_the_seventh_of_21_working_days() -> None:
    first = date(2026, 4, 1).toordinal()
    open_days = [day for day in range(first, TODAY.toordinal() + 1) if day not in idle_days() and day % 7 not in (0, 6)]
    assert len(open_days) == 7


@pytest.mark.parametrize("eve", ["2024-02-09", "2025-01-28", "2026-02-16"])
def test_nothing_is_shipped_or_delivered_in_the_week_of_the_lunar_new_years_eve(written: Written, eve: str) -> None:
    monday = date.fromisoformat(eve) - timedelta(date.fromisoformat(eve).weekday())
    week = {(monday + timedelta(step)).isoformat() for step in range(7)}
    for row in written.rows("jianghe_orders"):
        assert not {iso(row[name]) for name in ("发货时间", "到货时间") if row[name]} & week


def test_cold_remedies_follow_their_season(written: Written) -> None:
    cold = {row["存货编码"] for row in written.rows("jianghe_products") if row["存货分类"] == "OT01"}
    rows = [
        row for row in written.lines() if row["存货编码"] in cold and iso(row["发货日期"] or "0-1-1").startswith("2025")
    ]
    months = {
        month: total(some, "净额") for month, some in grouped(rows, lambda one: iso(one["发货日期"])[5:7]).items()
    }
    mean = sum(months.values()) / 12
    for month, index in (("11", 160), ("12", 160), ("01", 160), ("07", 55)):
        assert abs(months[month] / mean * 100 - index) < 6


def test_food_peaks_before_the_new_year_and_mid_autumn(written: Written) -> None:
    rows = [row for row in written.rows("jianghe_food_lines") if row["发货日期"].startswith("2025")]
    months = {month: total(some, "含税金额") for month, some in grouped(rows, lambda one: one["发货日期"][5:7]).items()}
    assert sorted(months, key=lambda month: -months[month])[:2] == ["09", "01"]


def test_prescriptions_rise_at_the_end_of_a_quarter(written: Written) -> None:
    drugs = {row["存货编码"] for row in written.rows("jianghe_products") if row["存货分类"] in ("CF01", "CF02")}
    others = {row["存货编码"] for row in written.rows("jianghe_products") if row["存货分类"] in ("OT02", "LL01")}
    rows = [row for row in written.lines() if iso(row["发货日期"] or "0-1-1").startswith("2025")]

    def share(month: str) -> Decimal:
        some = [row for row in rows if iso(row["发货日期"])[5:7] == month]
        return total((r for r in some if r["存货编码"] in drugs), "净额") / total(
            (r for r in some if r["存货编码"] in others), "净额"
        )

    assert Decimal("1.15") < share("06") / share("05") < Decimal("1.35")


def test_gifts_cost_nothing_and_come_ten_plus_one_in_two_months(written: Written) -> None:
    gifts = [row for row in written.lines() if row["行类型"] == "赠品"]
    assert {iso(row["发货日期"])[:7] for row in gifts} == {"2025-09", "2026-01"}
    assert {row["净额"] for row in gifts} <= {"0.00", "0"}


def test_names_units_and_packs_are_those_of_the_trade(written: Written) -> None:
    rows = {row["存货编码"]: row for row in written.rows("jianghe_products")}
    assert {row["分类名称"] for row in rows.values()} == set(GROUPS.values())
    assert [rows[code]["规格型号"] for code in ("10030101", "10030301", "10030501")] == [
        "80mg×28粒/盒",
        "12片×2板/盒",
        "3ml:300单位/支",
    ]
    old = [row for row in written.lines() if row["存货编码"] == "10030301" and row["发货日期"]]
    specs = {row["规格型号"] for row in old if iso(row["发货日期"]) < "2025-03-01"}
    assert specs == {"10片×2板/盒"}


def test_a_few_rows_cannot_be_read_and_wait_in_quarantine(written: Written) -> None:
    bad = [row for row in written.rows("jianghe_order_lines") if not is_number(row["订货数量"])]
    assert len(bad) == 7
    assert not {row["订单号"] for row in bad} & {row["订单号"] for row in written.rows("jianghe_orders")}
    assert [row["销售日期"] for row in written.rows("jianghe_sellout") if row["流向单号"].endswith("-X0001")] == [
        "2025-13-45"
    ]


def test_a_later_extract_corrects_lines_of_february_and_march(written: Written) -> None:
    last = {(row["订单号"], row["行号"]): row["无税金额"] for row in written.rows("jianghe_order_lines")}
    changed = [
        row
        for row in written.rows("jianghe_order_lines")
        if Decimal(last[row["订单号"], row["行号"]]) != Decimal(row["无税金额"])
    ]
    assert 5 <= len(changed) <= 14
    assert {iso(row["发货日期"])[:7] for row in changed} == {"2026-02", "2026-03"}


def test_every_stage_of_an_order_follows_the_one_before(written: Written) -> None:
    stages = ("下单时间", "接单时间", "审核时间", "更正时间", "发货时间", "到货时间", "签收时间")
    for row in written.rows("jianghe_orders"):
        moments = [iso(row[name]) + row[name].split(" ")[1].rjust(6) for name in stages if row[name]]
        assert moments == sorted(moments), row


def test_no_dealer_ever_holds_less_than_nothing(written: Written) -> None:
    assert all(Decimal(row["库存数量"]) >= 0 for row in written.rows("jianghe_dealer_stock"))


def test_near_expiry_is_2_9_percent_of_the_dealers_stock(written: Written) -> None:
    rows = [row for row in written.rows("jianghe_dealer_stock") if row["库存日期"] == "2026-03-31"]
    near = [row for row in rows if row["有效期至"] <= "2026-06-30"]
    assert round(total(near, "库存金额") / total(rows, "库存金额") * 100, 1) == Decimal("2.9")


def test_dealers_hold_about_43_days_of_what_they_sell(written: Written) -> None:
    rows = [row for row in written.rows("jianghe_dealer_stock") if row["库存日期"] == "2026-03-31"]
    codes = {row["经销商编码"] for row in rows}
    sold = [row for code in codes for row in written.sold(code) if "2026-01-01" <= iso(row["销售日期"]) <= "2026-03-31"]
    assert 42 <= total(rows, "库存数量") / (total(sold, "销售数量") / 90) <= 45
