"""A case goes from its report to its closing; only a closed, founded one limits a grade, and 乱价 never by itself."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.compliance.cases.queries import CaseCap, caps_of_cases, case_card, list_cases, read_kinds
from app.compliance.cases.rules import STAGES, capped_quarters, next_stages
from app.compliance.cases.service import add_step, edit_case, open_case, put_kind
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number, parse_period
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.queries import find_party
from tests.desks import desk_of, profile, sign, take_in, write_csv

PARTIES = """id = "dealers"
source = "erp"
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
"""
TODAY = day_number(date(2026, 4, 10))


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """One dealer."""
    found = desk_of(workspace)
    sign(found)
    take_in(found, write_csv(tmp_path / "d.csv", [("code", "name"), ("D1", "金华义利")]), profile(PARTIES))
    return found


def report(desk: Desk, kind: str = "diversion", **more: Any) -> str:
    with desk.db.read() as session:
        party = find_party(session, "D1").id

    def work(session: Session) -> str:
        return open_case(session, party_id=party, kind=kind, title="卖到安吉", on=TODAY - 60, today=TODAY, **more)

    return desk.db.write(Action("Case"), work).value


def step(desk: Desk, case: str, stage: str, on: int = TODAY, body: str = "查", **more: Any) -> str:
    def work(session: Session) -> str:
        return add_step(session, case_id=case, stage=stage, on=on, today=TODAY, body=body, **more)

    return desk.db.write(Action("Step"), work).value


def caps(desk: Desk, quarter: str) -> list[CaseCap]:
    with desk.db.read() as session:
        return caps_of_cases(session, parse_period(quarter))


def decide(desk: Desk, case: str, result: str) -> None:
    step(desk, case, "investigating", on=TODAY - 50)
    step(desk, case, "decided", on=TODAY - 40, result=result)


def test_a_founded_case_limits_the_grade_from_its_closing_and_not_before(desk: Desk) -> None:
    case = report(desk)
    decide(desk, case, "founded")
    step(desk, case, "sanctioned", on=TODAY - 30, body="扣除返利", penalty_e4=50_000_000)
    assert caps(desk, "2026-Q1") == caps(desk, "2026-Q2") == [], "an open case limits nothing"
    step(desk, case, "closed")
    (cap,) = caps(desk, "2026-Q2")
    assert (cap.at_most, cap.kind.code, cap.first.name, cap.last.name) == ("C", "diversion", "2026-Q2", "2026-Q2")
    assert caps(desk, "2026-Q1") == caps(desk, "2026-Q3") == []
    with desk.db.read() as session:
        card = case_card(session, case)
    assert [one.stage for one in card.steps] == ["reported", "investigating", "decided", "sanctioned", "closed"]
    assert (card.row.sanction, card.row.penalty_e4, card.row.closed_on) == ("扣除返利", 50_000_000, TODAY)
    assert {one.person for one in card.steps} == {"李经理"}


def test_an_unfounded_case_and_one_opened_again_limit_nothing(desk: Desk) -> None:
    case = report(desk)
    decide(desk, case, "unfounded")
    with pytest.raises(UserError, match="cannot go to “Sanction”"):
        step(desk, case, "sanctioned")
    step(desk, case, "closed")
    assert caps(desk, "2026-Q2") == []
    other = report(desk)
    decide(desk, other, "founded")
    step(desk, other, "closed")
    assert len(caps(desk, "2026-Q2")) == 1
    step(desk, other, "investigating", body="新证据")
    assert caps(desk, "2026-Q2") == []
    with desk.db.read() as session:
        again = next(one for one in list_cases(session) if one.stage == "investigating")
        assert again.result == "", "it is judged anew"
        assert "founded" in [one.result for one in case_card(session, other).steps], "its steps keep what was said"
    undo(desk.db, desk.undo_handlers)
    assert len(caps(desk, "2026-Q2")) == 1


def test_an_appeal_can_turn_the_decision(desk: Desk) -> None:
    case = report(desk)
    decide(desk, case, "founded")
    step(desk, case, "sanctioned", on=TODAY - 30)
    step(desk, case, "appealed", on=TODAY - 20, body="系终端自行调拨")
    step(desk, case, "decided", on=TODAY - 10, result="unfounded")
    step(desk, case, "closed")
    with desk.db.read() as session:
        assert [one.result for one in list_cases(session)] == ["unfounded"]
    assert caps(desk, "2026-Q2") == []


def test_selling_against_the_price_order_limits_a_grade_only_if_somebody_says_so(desk: Desk) -> None:
    case = report(desk, kind="price")
    decide(desk, case, "founded")
    step(desk, case, "closed")
    assert caps(desk, "2026-Q2") == []
    with desk.db.read() as session:
        title = read_kinds(session)["price"].title
    desk.db.write(
        Action("Kind"), lambda session: put_kind(session, code="price", title=title, caps=True, at_most="D", quarters=2)
    )
    assert [one.at_most for one in caps(desk, "2026-Q2") + caps(desk, "2026-Q3")] == ["D", "D"]
    assert caps(desk, "2026-Q4") == []


def test_steps_have_their_order_their_day_and_their_words(desk: Desk) -> None:
    case = report(desk)
    for stage in set(STAGES) - {"investigating"}:
        with pytest.raises(UserError, match="cannot go"):
            step(desk, case, stage)
    with pytest.raises(UserError, match="Write down"):
        step(desk, case, "investigating", body=" ")
    for day in (TODAY + 1, TODAY - 61):
        with pytest.raises(UserError, match="lies between the last one"):
            step(desk, case, "investigating", on=day)
    step(desk, case, "investigating")
    with pytest.raises(UserError, match="whether the case is founded"):
        step(desk, case, "decided")
    with pytest.raises(UserError, match="no kind of case"):
        desk.db.write(Action("Edit"), lambda session: edit_case(session, case_id=case, changes={"kind": "nothing"}))


def test_of_one_sign_there_is_one_open_case(desk: Desk) -> None:
    report(desk, finding="sold_outside:1", evidence={"sentence": "x"})
    with pytest.raises(UserError, match="open case already"):
        report(desk, finding="sold_outside:1")
    report(desk, finding="sold_outside:2")


def test_own_kinds_stand_behind_those_of_the_program(desk: Desk) -> None:
    code = desk.db.write(
        Action("Kind"), lambda session: put_kind(session, title="私拆防伪", caps=True, at_most="E", quarters=4)
    ).value
    with desk.db.read() as session:
        kinds = read_kinds(session)
    assert list(kinds) == ["diversion", "price", "false_flow", "stale_papers", code]
    assert (kinds["price"].caps, kinds["diversion"].caps) == (False, True)
    for wrong in ({"at_most": "A"}, {"quarters": 0}, {"title": " "}):
        values: dict[str, Any] = {"title": "x", "caps": True, "at_most": "C", "quarters": 1} | wrong
        with pytest.raises(UserError):
            desk.db.write(Action("Kind"), lambda session, values=values: put_kind(session, **values))


def test_the_quarter_of_the_closing_is_the_first_that_is_limited() -> None:
    first, last = capped_quarters(day_number(date(2026, 12, 31)), 2)
    assert (first.name, last.name) == ("2026-Q4", "2027-Q1")
    assert next_stages("decided", "unfounded") == ("closed",)
    assert next_stages("closed", "founded") == ("investigating",)
