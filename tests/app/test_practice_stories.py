"""Stories 1, 2, 4, 11, 17 and 18 of the practice region are told by ``check`` and the board with their figures."""

from decimal import Decimal

from app.bootstrap import Desk
from app.cli.findings import finding_row, findings_of
from app.core.texts import EN, ZH, texts
from app.kpi.findings.model import Finding
from tests.app.signs import rows_of, said, told
from tests.app.taken import day, percent, value, wan

WENZHOU, JIAXING, LISHUI = "D0410", "D0412", "D0423"
WAN = 10_000


def only(desk: Desk, kind: str) -> Finding:
    """The one sign of a kind, which need not be a dealer's."""
    (found,) = [one for one in findings_of(desk) if one.kind == kind]
    return found


def shares(one: Finding, *names: str) -> list[str]:
    """Ratios as a manager reads them: per cent to one place."""
    return [f"{Decimal(said(one)[name]) * 100:.1f}" for name in names]


def amounts(one: Finding, *names: str) -> list[Decimal]:
    """Money in 万元 to 0.01."""
    return [wan(int(Decimal(said(one)[name]) * 10_000)) for name in names]


def test_1_wenzhou_fills_its_warehouse_at_the_end_of_march(region: Desk) -> None:
    found = told(region, "channel_stuffed")
    assert list(found) == [WENZHOU], "the tender's dealer bought as much and sold it on"
    one, figures = found[WENZHOU], said(found[WENZHOU])
    assert amounts(one, "bought", "rush", "out", "back") == [312, 214, Decimal("138.00"), Decimal("21.6")]
    assert shares(one, "share", "region", "change") == ["68.6", "33.0", "1.0"]
    assert (figures["before"], figures["after"]) == (44, 82)
    assert value(region, "net_amount", "2026-03", dealer=WENZHOU) == 312 * WAN
    for month, days in (("2026-02", 44), ("2026-03", 82)):
        assert round(value(region, "days_of_supply", month, dealer=WENZHOU)) == days
    assert value(region, "return_amount", "2026-04", dealer=WENZHOU) == 216_000
    shipped = rows_of(region, one, "order_line", "shipped_on, amount_e4")
    assert wan(sum(amount or 0 for on, amount in shipped if on >= day("2026-03-27"))) == 214
    assert wan(sum(row[0] for row in rows_of(region, one, "goods_return", "amount_e4"))) == Decimal("21.6")


def test_2_a_carrier_comes_later_and_later_to_lishui_and_quzhou(region: Desk) -> None:
    one = only(region, "carrier_late")
    figures = said(one)
    assert (figures["carrier"], figures["lanes"]) == ("浙江捷运物流有限公司", "杭州→丽水、杭州→衢州")
    assert (figures["month"], figures["late"], figures["rows"]) == ("2025-11", 118, 418)
    assert shares(one, "before", "since", "others") == ["93.5", "71.8", "95.1"]
    rows = rows_of(region, one, "shipment", "carrier_code, delivered_on > promised_on")
    assert {row[0] for row in rows} == {"C01"}
    assert [row[1] for row in rows] == [1] * 118 + [0] * 300, "what came late stands first"


def test_4_jiaxing_reports_no_more_and_buys_96_since(region: Desk) -> None:
    found = told(region, "sellout_stopped")
    assert list(found) == [JIAXING]
    figures = said(found[JIAXING])
    assert (figures["seen"], figures["came"], figures["owed"]) == ("2026-02-03", 1, 3)
    assert amounts(found[JIAXING], "bought") == [96]
    rows = rows_of(region, found[JIAXING], "order_line", "amount_e4")
    assert wan(sum(row[0] or 0 for row in rows)) == 96


def test_11_lishui_is_beyond_its_limit_and_pays_by_notes(region: Desk) -> None:
    found = told(region, "credit_over")
    assert list(found) == [LISHUI], "others are beyond theirs for a season, without old items"
    one, figures = found[LISHUI], said(found[LISHUI])
    assert amounts(one, "limit", "used", "over", "old") == [200, 243, 43, 58]
    assert figures["oldest"] == 90, "all of the 58 are 61 to 90 days late"
    late = [row for row in rows_of(region, one, "receivable", "as_of_on - due_on, amount_e4") if row[0] > 0]
    assert {61 <= row[0] <= 90 for row in late} == {True}
    assert (figures["before"], figures["dso"]) == (45, 88)
    assert [round(value(region, "dso_days", month, dealer=LISHUI)) for month in ("2025-12", "2026-03")] == [45, 88]
    assert (figures["matures"], figures["money"]) == ("2026-09-10", figures["notes"]), "five months from now"
    assert {row[0] for row in rows_of(region, one, "receipt", "form")} == {"bank_note"}


def test_17_reviews_take_too_long_since_january_above_all_on_friday_evenings(region: Desk) -> None:
    one = only(region, "review_late")
    figures = said(one)
    assert [round(Decimal(share)) for share in shares(one, "before", "rate", "share")] == [97, 81, 61]
    assert (figures["month"], figures["weekday"]) == ("2026-01", "Friday")
    assert [round(percent(region, "review_in_time_rate", one)) for one in ("2025-Q4", "2026-Q1")] == [97, 81]
    assert one.count == figures["late"]


def test_18_fourteen_county_dealers_are_out_of_cold_remedies_that_provincial_ones_hold(region: Desk) -> None:
    one = only(region, "tier_dry")
    figures = said(one)
    assert (figures["group"], figures["dry"], figures["dealers"], figures["days"]) == ("OTC感冒", 14, 44, 9)
    assert (figures["held"], one.first, one.last) == (61, day("2025-11-10"), day("2025-11-19"))
    rows = rows_of(region, one, "stock", "party_code, quantity_e3")
    assert (len({row[0] for row in rows}), {row[1] for row in rows}) == (14, {0})


def test_each_says_its_sentence_in_both_languages(region: Desk) -> None:
    signs = {one.kind: one for one in findings_of(region)}
    zh, en = ({kind: finding_row(one, texts(lang))["sentence"] for kind, one in signs.items()} for lang in (ZH, EN))
    assert "418 单迟 118 单" in zh["carrier_late"]
    assert "61.1% 是周五 15:00 以后到的" in zh["review_late"]
    assert "可销天数 44 → 82" in zh["channel_stuffed"]
    assert "44 家里 14 家断货 9 天，同期省级" in zh["tier_dry"]
    assert "notes that are money only from 2026-09-10" in en["credit_over"]
    assert "1 of 3 monthly lists came" in en["sellout_stopped"]
