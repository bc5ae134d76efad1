"""Stories 10, 12, 16 and 19 of the practice region are told by ``check`` with their figures; the decoys are not."""

from decimal import Decimal

import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.cli.findings import findings_of
from app.core.period import day_of
from app.kpi.findings.reading import KINDS
from tests.app.signs import about, rows_of, said, told
from tests.app.taken import day, figure, percent, value, wan

TENDER, FEWER, PREPAID = "D0416", "D0418", "D0409"
WAN = 10_000


def test_10_ningbo_holds_vials_that_expire_and_hangzhou_could_sell_them(region: Desk) -> None:
    found = told(region, "expiry_at_risk")
    one = found["D0408"]
    figures = said(one)
    assert {name: figures[name] for name in ("product", "lot", "expiry", "other")} == {
        "product": "人胰岛素注射液", "lot": "250108", "expiry": "2026-06-30", "other": "杭州沐康医药有限公司",
    }  # fmt: skip
    held, pace, sells, left = (Decimal(figures[name]) for name in ("held", "pace", "sells", "left"))
    assert (held, pace, sells, left) == (1_860, 6, 486, 1_374)
    assert Decimal(figures["amount"]) == 343_500, "34.4 万元 at the dealer price of 250"
    assert (Decimal(figures["other_pace"]), figures["other_days"]) == (40, 9)
    assert (day_of(one.last) - day_of(one.first)).days == 81
    assert rows_of(region, one, "stock", "party_code, quantity_e3") == [("D0408", 1_860_000), ("D0404", 360_000)]
    assert max(found.values(), key=lambda each: Decimal(said(each)["amount"])) == one


def test_12_huzhou_stands_right_before_a_step(region: Desk) -> None:
    found = told(region, "rebate_cliff")
    assert list(found) == ["D0414"], "others have steps too, and stand nowhere near or get each rate for its part"
    one = found["D0414"]
    figures = said(one)
    money = {name: wan(int(Decimal(figures[name]) * 10_000)) for name in ("bought", "gap", "threshold", "gain")}
    assert money == {
        "bought": Decimal("497.40"), "gap": Decimal("2.60"), "threshold": 500, "gain": Decimal("5.05"),
    }  # fmt: skip
    assert round(Decimal(figures["yields"]) * 100) == 194
    assert (Decimal(figures["rate"]), Decimal(figures["next_rate"])) == (Decimal("0.02"), Decimal("0.03"))
    assert value(region, "net_amount", "2026-Q1", dealer="D0414") == Decimal(figures["bought"])
    assert rows_of(region, one, "rebate_step", "threshold_e4 / 100000000") == [(0,), (300,), (500,)]


def test_16_anji_and_tongxiang_hand_in_octobers_list_again(region: Desk) -> None:
    found = told(region, "sellout_made_up")
    with region.db.read() as session:
        areas = dict(
            session.execute(text("SELECT code, area_code FROM party_code c JOIN party p ON p.id = c.party_id")).all()
        )
    assert {areas[code] for code in found} == {"330523", "330483"}
    for one in found.values():
        figures = said(one)
        assert (figures["month"], figures["before"]) == ("2025-11", "2025-10")
        assert round(Decimal(figures["share"]) * 100) == 96
        assert Decimal(figures["tens"]) == 1
        days = {day_of(row[0]).isoformat()[:7] for row in rows_of(region, one, "sellout", "sold_on")}
        assert days == {"2025-10", "2025-11"}


def test_19_displays_in_jiashan_are_dear_and_share_a_photo(region: Desk) -> None:
    found = told(region, "display_fee")
    assert len(found) == 1, "the other counties hand in a photo for each shop"
    (one,) = found.values()
    assert one.dealer is not None
    assert one.dealer.name.startswith("嘉善")
    figures = said(one)
    assert (figures["shops"], figures["same"]) == (42, 17)
    shares = {name: round(Decimal(figures[name]) * 100, 1) for name in ("rate", "others", "uplift", "control")}
    assert [str(shares[name]) for name in ("rate", "others", "uplift", "control")] == ["11.8", "4.2", "0.4", "0.9"]
    photos = [row[0] for row in rows_of(region, one, "display_fee", "photo")]
    assert len(set(photos[:17])) == 1, "the shops with the same photo stand first"
    assert photos.count(photos[0]) == 17


def test_decoy_a_tender_is_sold_on_at_once_and_nobody_rings(region: Desk) -> None:
    bought = value(region, "net_amount", "2026-03", dealer=TENDER)
    sold = sum(value(region, kpi, "2026-03", dealer=TENDER) for kpi in ("sell_out_amount", "distribution_amount"))
    assert bought == 262 * WAN > 2 * value(region, "net_amount", "2026-01", dealer=TENDER)
    assert abs(sold - bought) < WAN
    before, after = (value(region, "days_of_supply", month, dealer=TENDER) for month in ("2026-02", "2026-03"))
    assert after < before, "who stuffs its warehouse has more days after, as 温州瑞康"
    assert about(region, TENDER) == set()


def test_decoy_a_delisted_product_takes_18_percent_and_nobody_rings(region: Desk) -> None:
    assert percent(region, "net_amount_growth", "2026-Q1", dealer=FEWER) == -18
    assert about(region, FEWER) == set()


def test_decoy_money_in_advance_is_nobodys_debt(region: Desk) -> None:
    for kpi in ("overdue_share", "overdue_amount"):
        assert figure(region, kpi, "2026-03", dealer=PREPAID).value is None, "not applicable, never 0 and never -186"
    fed = {
        feed
        for one in findings_of(region)
        if one.dealer is not None and one.dealer.code == PREPAID
        for feed in one.rows
    }
    assert not fed & {"receivable", "receipt", "invoice"}, "what rings about this dealer is not its money"


def test_decoy_the_days_of_qingming_are_no_gap(region: Desk) -> None:
    progress = figure(region, "time_progress", "2026-04")
    assert (progress.numerator, progress.denominator, progress.as_of) == ("7", "21", "2026-04-10")
    growth = figure(region, "net_amount_growth", "2026-04")
    assert growth.compared == "2026-04-01..2026-04-10 / 2025-04-01..2025-04-10", "both hold three days of 清明"
    inside = [one for one in findings_of(region) if day("2026-04-04") <= one.first and one.last <= day("2026-04-06")]
    assert inside == []


@pytest.mark.parametrize("kind", ["expiry_at_risk", "rebate_cliff", "sellout_made_up", "display_fee"])
def test_each_finding_opens_rows(region: Desk, kind: str) -> None:
    assert kind in KINDS
    for one in told(region, kind).values():
        for feed in one.rows:
            assert rows_of(region, one, feed, "id")
