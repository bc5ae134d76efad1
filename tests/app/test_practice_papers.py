"""Stories 3, 6 and 20 are among what ``check`` tells, with their figures; a permit, twins, a supplier are silent."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select, text

from app.bootstrap import Desk
from app.cli.findings import finding_row, findings_of
from app.core.db import Action
from app.core.texts import EN, ZH, texts
from app.dealers.model import Permit
from app.dealers.queries import find_party, party_card
from tests.app.signs import about, rows_of, said, told
from tests.app.taken import day, one

TAIZHOU, JINHUA, JINYUN, TWICE = "D0421", "D0417", "D0465", "D0418"


def shares(figures: dict[str, Any], *names: str) -> list[str]:
    """Ratios as a manager reads them: per cent to one place."""
    return [f"{Decimal(figures[name]) * 100:+.1f}" for name in names]


def test_3_taizhou_ordered_drugs_after_its_licence_ended(region: Desk) -> None:
    found = told(region, "licence_ended")
    assert list(found) == [TAIZHOU], "all others' licences are valid, and food needs another one"
    figures = said(found[TAIZHOU])
    assert (figures["licence"], figures["until"]) == ("药品经营许可证", "2026-03-31")
    assert (figures["orders"], figures["amount"]) == (3, "184000")
    assert (found[TAIZHOU].first, found[TAIZHOU].last) == (day("2026-04-02"), day("2026-04-09"))
    numbers = {row[0] for row in rows_of(region, found[TAIZHOU], "order_line", "order_no")}
    assert len(numbers) == 3
    assert all(number.startswith("XS") for number in numbers), "the orders for food of the same days are not among them"


def test_3_the_dealers_card_shows_which_licence_has_ended(region: Desk) -> None:
    with region.db.read() as session:
        papers = party_card(session, find_party(session, TAIZHOU).id).papers
    ends = {paper.kind: paper.to_on for paper in papers}
    assert ends["药品经营许可证"] == day("2026-03-31")
    assert (ends["食品经营许可证"] or 0) > day("2026-04-10")


def test_6_jinhua_sells_into_anji_below_the_price_ex_works(region: Desk) -> None:
    found = told(region, "sold_outside")
    assert list(found) == [JINHUA], "others keep to their area, or hold a permit"
    sign = found[JINHUA]
    figures = said(sign)
    assert (figures["lots"], figures["quantity"], figures["buyers"], figures["area"]) == ("251108", "4320", 3, "安吉县")
    assert (figures["price"], figures["works"], figures["region"]) == ("18.2", "21.5", "湖州市")
    assert shares(figures, "below", "own", "bought", "there") == ["-15.3", "-6.0", "+41.0", "-23.0"]
    rows = rows_of(region, sign, "sellout", "lot, price_e6, quantity_e3")
    assert {row[:2] for row in rows} == {("251108", 18_200_000)}
    assert sum(row[2] for row in rows) == 4_320_000


def test_20_jinyun_is_a_hint_of_a_third_invoice(region: Desk) -> None:
    found = told(region, "third_invoice")
    assert list(found) == [JINYUN], "what comes by the usual supplier is no third invoice"
    figures = said(found[JINYUN])
    assert (figures["lines"], figures["amount"], figures["quantity"]) == (26, "312000", "13000")
    assert figures["seller"] == "浙江澄源医药股份有限公司"
    assert {row[0] for row in rows_of(region, found[JINYUN], "sellout", "price_e6")} == {24_000_000}
    bought = rows_of(region, found[JINYUN], "order_line", "seller_code, shipped_quantity_e3")
    assert ({row[0] for row in bought}, sum(row[1] for row in bought)) == ({"D0401"}, 13_000_000)


def test_each_says_its_sentence_in_both_languages_and_its_weight(region: Desk) -> None:
    signs = {one.kind: one for one in findings_of(region)}
    rows = {kind: finding_row(signs[kind], texts(ZH)) for kind in ("licence_ended", "sold_outside", "third_invoice")}
    assert {kind: row["level"] for kind, row in rows.items()} == {
        "licence_ended": "warning", "sold_outside": "warning", "third_invoice": "hint",
    }  # fmt: skip
    assert "3 笔" in rows["licence_ended"]["sentence"]
    assert "4,320 盒，单价 18.20（出厂价 21.50，-15.3%），卖给安吉县的 3 家客户" in rows["sold_outside"]["sentence"]
    assert "26 lines to hospitals" in finding_row(signs["third_invoice"], texts(EN))["sentence"]


def test_decoy_a_transfer_with_a_permit_is_silent_and_without_one_it_is_not(own_region: Desk) -> None:
    (moved,) = one(
        own_region,
        "SELECT count(*) FROM sellout WHERE current = 1 AND party_code = 'D0402' AND counterparty_code = 'D0418'",
    )
    assert moved == 1
    assert about(own_region, "D0402") == set()

    def withdraw(session: Any) -> None:
        permit = session.scalars(select(Permit)).one()
        permit.removed = True

    own_region.db.write(Action("Took the permit back"), withdraw)
    assert list(told(own_region, "sold_outside")) == ["D0402", JINHUA]
    assert said(told(own_region, "sold_outside")["D0402"])["quantity"] == "600"


def test_decoy_one_credit_code_under_two_names_is_no_sign(region: Desk) -> None:
    with region.db.read() as session:
        twins = session.execute(
            text("""
            SELECT group_concat(code) FROM (SELECT c.code, p.uscc FROM party p JOIN party_code c ON c.party_id = p.id
            WHERE p.uscc IS NOT NULL AND p.removed = 0 ORDER BY c.code) GROUP BY uscc HAVING count(*) > 1 ORDER BY 1
        """)
        ).scalars()
        assert list(twins) == ["C04,C05", "D0418,S003"], "a carrier's former name, and a dealer that also supplies us"
    assert about(region, "C04") | about(region, "C05") == set()


def test_decoy_a_dealer_that_is_a_supplier_is_no_sign(region: Desk) -> None:
    assert about(region, TWICE) | about(region, "S003") == set()
    assert all(row["dealer"] != TWICE for row in (finding_row(each, texts(EN)) for each in findings_of(region)))
