"""The gate of the practice region: what story 3 and story 11 may receive on any day, and what that does to grades."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.catalog.queries import list_products
from app.compliance.gate.expiring import expiring
from app.compliance.gate.region import ask, gate_map
from app.compliance.gate.service import add_need, choose_credit_rule, set_ladder
from app.core.db import Action
from app.core.period import parse_period
from app.core.progress import Progress
from app.dealers.model import Contract, Licence, Territory
from app.dealers.queries import find_party
from app.finance.exposure import exposures
from app.health.caps import read_caps
from app.health.queries import dealer_sheet
from app.health.service import assess
from app.practice.frame import TODAY
from tests.app.taken import day

TAIZHOU, LISHUI, OLD_CODE = "D0421", "D0423", "D0419"
DRUGS_ALONE = {"D0410", "D0412"}


def products(desk: Desk) -> tuple[str, str]:
    """A drug and a food of the region, by id."""
    with desk.db.read() as session:
        known = list_products(session)
    drug = next(one for one in known if one.group_code == "OT01")
    food = next(one for one in known if one.group_code == "JK01")
    return drug.id, food.id


def state(desk: Desk, dealer: str, product: str, on: str) -> tuple[str, str, str | None]:
    with desk.db.read() as session:
        party = find_party(session, dealer)
        told = ask(session, dealer_id=party.id, product_id=product, day=date.fromisoformat(on), today=TODAY)
    change = None if told.next_on is None else str(date.fromordinal(told.next_on + date(1970, 1, 1).toordinal()))
    return told.state, told.deciding.code, change


def test_3_taizhou_may_have_food_and_no_drugs_on_any_day_after_its_licence(region: Desk) -> None:
    drug, food = products(region)
    assert state(region, TAIZHOU, drug, "2026-03-31") == ("yes", "licence_valid", "2026-04-01")
    assert state(region, TAIZHOU, drug, "2026-04-01") == ("no", "licence_ended", None)
    assert state(region, TAIZHOU, drug, "2030-01-01") == ("no", "licence_ended", None)
    assert state(region, TAIZHOU, food, "2026-04-09")[0] == "yes"
    assert state(region, TAIZHOU, drug, "2021-03-27")[:2] == ("no", "licence_later"), "before it was issued"


def test_the_map_names_who_is_blocked_and_leaves_out_whose_business_went_on_elsewhere(region: Desk) -> None:
    with region.db.read() as session:
        found = gate_map(session, TODAY, TODAY)
        before = gate_map(session, date(2025, 6, 30), TODAY)
    place = [group.code for group in found.groups].index("OT01")
    blocked = {row.code for row in found.rows if row.cells[place].state == "no"}
    assert (len(found.rows), blocked) == (66, {TAIZHOU, LISHUI})
    food = [group.code for group in found.groups].index("JK01")
    without = {row.code for row in found.rows if row.cells[food].state == "no"}
    assert without == {LISHUI, *DRUGS_ALONE}, "whose contract names no food"
    assert OLD_CODE not in {row.code for row in found.rows}
    assert OLD_CODE in {row.code for row in before.rows}


def test_what_is_answered_of_a_day_is_the_same_whatever_day_it_is(region: Desk) -> None:
    drug, _ = products(region)
    clocks = (date(2025, 1, 1), TODAY, date(2031, 1, 1))
    for on in (date(2025, 6, 30), TODAY, date(2026, 12, 31)):
        with region.db.read() as session:
            maps = [gate_map(session, on, clock) for clock in clocks]
            party = find_party(session, LISHUI).id
            told = [ask(session, dealer_id=party, product_id=drug, day=on, today=clock) for clock in clocks]
        assert maps[0] == maps[1] == maps[2]
        assert len({(one.state, one.next_on, tuple(each.code for each in one.reasons)) for one in told}) == 1


def test_credit_stops_by_the_rule_that_is_chosen(own_region: Desk) -> None:
    drug, _ = products(own_region)
    assert state(own_region, LISHUI, drug, "2026-04-10")[:2] == ("no", "credit_stop")
    own_region.db.write(Action("rule"), lambda session: choose_credit_rule(session, rule="over"))
    with own_region.db.read() as session:
        stopped = {row.code for row in gate_map(session, TODAY, TODAY).rows if row.states == {"no"}}
        ids = {one.id: one.code for one in gate_map(session, TODAY, TODAY).rows}
        over = {ids[party] for party, one in exposures(session, TODAY, *ids).credits.items() if one.over}
    assert stopped == over, "those whom their cards show beyond the limit; who prepays has none"
    assert over > {LISHUI}, "also who exceeds it in season"
    own_region.db.write(Action("rule"), lambda session: choose_credit_rule(session, rule="never"))
    assert state(own_region, LISHUI, drug, "2026-04-10")[0] == "yes"


def test_what_stands_on_which_rung_today_and_a_ladder_of_ones_own(own_region: Desk) -> None:
    with own_region.db.read() as session:
        found = expiring(session, TODAY)
    assert [(one.code, one.left, one.rung) for one in found] == [
        (TAIZHOU, -10, -1), ("D0410", 40, 60), ("D0424", 40, 60), ("D0448", 40, 60), ("D0435", 71, 90),
        ("D0461", 71, 90),
    ]  # fmt: skip
    own_region.db.write(Action("ladder"), lambda s: set_ladder(s, licence_type="药品经营许可证", days="50/45"))
    with own_region.db.read() as session:
        assert [one.rung for one in expiring(session, TODAY)] == [-1, 45, 45, 45]
        assert len(expiring(session, TODAY, within=300)) > 6


def test_a_need_that_is_lifted_answers_not_required(own_region: Desk) -> None:
    drug, food = products(own_region)
    own_region.db.write(
        Action("need"),
        lambda s: add_need(s, licence_type="食品经营许可证/仅销售预包装食品备案", required=False, goods_class="食品"),
    )
    assert state(own_region, "D0404", food, "2026-04-10")[:2] == ("yes", "contract_valid"), "a contract it still needs"

    def end(session: Session) -> None:
        for kind in (Contract, Territory):
            for row in session.scalars(select(kind)):
                row.removed = True

    own_region.db.write(Action("without contracts"), end)
    assert state(own_region, "D0404", food, "2026-04-10")[:2] == ("not_required", "lifted")
    assert state(own_region, "D0404", drug, "2026-04-10")[:2] == ("yes", "licence_valid")


def test_caps_of_a_quarter_are_those_of_what_was_bought_and_of_the_day(region: Desk) -> None:
    with region.db.read() as session:
        ids = {code: find_party(session, code).id for code in (TAIZHOU, LISHUI)}
        now = read_caps(session, parse_period("2026-Q1"), TODAY, TODAY)
        before = read_caps(session, parse_period("2025-Q4"), date(2025, 12, 31), TODAY)
    assert {dealer: [cap.code for cap in caps] for dealer, caps in now.items()} == {
        ids[TAIZHOU]: ["licence"], ids[LISHUI]: ["credit"],
    }  # fmt: skip
    (licence,) = now[ids[TAIZHOU]]
    assert (licence.at_most, licence.params["on"], licence.params["entity"]) == ("C", "2026-03-31", "licence")
    assert "药品经营许可证" in licence.params["what"]
    assert ids[TAIZHOU] not in before, "on the last day of 2025 its licence was valid"


def test_the_sheet_says_the_document_and_stays_as_it_was_frozen(own_region: Desk) -> None:
    with own_region.db.read() as session:
        party = find_party(session, TAIZHOU).id
    sheet = dealer_sheet(own_region.db, own_region.workspace.files, own_region.infos, dealer_id=party, period="2026-Q1")
    (cap,) = sheet.caps
    assert "浙AA10000020" in str(cap.sentence)
    assert "2026-03-31" in str(cap.sentence)

    def renew(session: Session) -> None:
        row = session.scalars(select(Licence).where(Licence.number == "浙AA10000020")).one()
        row.to_on = day("2031-03-31")

    own_region.db.write(Action("renewed"), renew)
    again = dealer_sheet(own_region.db, own_region.workspace.files, own_region.infos, dealer_id=party, period="2026-Q1")
    assert again.caps == sheet.caps, "what was frozen says what was known then"
    assess(own_region.db, own_region.workspace.files, own_region.figures, period="2026-Q1", progress=Progress())
    new = dealer_sheet(own_region.db, own_region.workspace.files, own_region.infos, dealer_id=party, period="2026-Q1")
    assert new.caps == ()
    assert replace(new, caps=()).score == sheet.score, "a cap is no part of the score"
