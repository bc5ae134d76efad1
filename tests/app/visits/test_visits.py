"""A month of visits: proposed with reasons, planned, moved, copied forward, done with promises, or dropped."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.actions.queries import actions_about
from app.bootstrap import Desk
from app.compliance.cases.service import open_case
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number, day_of, parse_period
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.life.service import enter_state
from app.dealers.queries import find_party
from app.people.service import find_or_add_person
from app.visits.queries import propose, visits_in, visits_to
from app.visits.service import Promise, change_visit, copy_month, do_visit, drop_visit, plan_visit, working_days_of
from tests.desks import desk_of, profile, sign, take_in, write_csv

PARTIES = """id = "dealers"
source = "erp"
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
manager = "manager"
"""
TODAY = date(2026, 4, 10)
DAY = day_number(TODAY)
APRIL, MAY = parse_period("2026-04"), parse_period("2026-05")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Three dealers of two people."""
    found = desk_of(workspace)
    sign(found)
    rows = [
        ("code", "name", "manager"),
        ("D1", "台州恒信", "林巧珍"),
        ("D2", "舟山海岳", "林巧珍"),
        ("D3", "丽水瓯源", "谁也不是"),
    ]
    take_in(found, write_csv(tmp_path / "d.csv", rows), profile(PARTIES))
    found.db.write(Action("Person"), lambda session: find_or_add_person(session, name="林巧珍"))
    return found


def party(desk: Desk, code: str = "D1") -> str:
    with desk.db.read() as session:
        return find_party(session, code).id


def do(desk: Desk, command: Any, **values: Any) -> Any:
    return desk.db.write(Action("Visit"), lambda session: command(session, **values)).value


def test_a_visit_is_planned_moved_and_done_and_its_promises_are_owed(desk: Desk) -> None:
    one = party(desk)
    visit = do(desk, plan_visit, party_id=one, on=DAY + 3, purpose="谈续约")
    with pytest.raises(UserError, match="planned on"):
        do(desk, plan_visit, party_id=one, on=DAY + 3)
    do(desk, change_visit, visit_id=visit, changes={"planned_on": DAY - 1})
    with pytest.raises(UserError, match="what came of"):
        do(desk, do_visit, visit_id=visit, on=DAY, today=DAY, notes=" ")
    with pytest.raises(UserError, match="after today"):
        do(desk, do_visit, visit_id=visit, on=DAY + 1, today=DAY, notes="好")
    promises = [Promise("月底前付 20 万", None, DAY + 20)]
    do(desk, do_visit, visit_id=visit, on=DAY, today=DAY, notes="老板同意", promises=promises)
    with desk.db.read() as session:
        (row,) = visits_to(session, one)
        (owed,) = actions_about(session, "party", one)
    assert (row.state, row.done_on, row.notes, row.owner, row.promises) == (
        "done",
        DAY,
        "老板同意",
        "李经理",
        (owed.id,),
    )
    assert (owed.kind, owed.title, owed.due_on, owed.owner) == ("promise", "月底前付 20 万", DAY + 20, "李经理")
    with pytest.raises(UserError, match="not planned any more"):
        do(desk, drop_visit, visit_id=visit, reason="x")
    undo(desk.db, desk.undo_handlers)
    with desk.db.read() as session:
        assert [one.state for one in visits_to(session, one)] == ["planned"]
        assert actions_about(session, "party", one) == []


def test_a_month_is_copied_forward_by_working_days_without_doubles(desk: Desk) -> None:
    days = working_days_of(APRIL)
    first = do(desk, plan_visit, party_id=party(desk), on=days[2], purpose="月度拜访")
    do(desk, plan_visit, party_id=party(desk, "D2"), on=days[-1])
    dropped = do(desk, plan_visit, party_id=party(desk, "D3"), on=days[0])
    do(desk, drop_visit, visit_id=dropped, reason="已退出")
    assert len(do(desk, copy_month, source=APRIL, target=MAY)) == 2
    assert do(desk, copy_month, source=APRIL, target=MAY) == []
    with desk.db.read() as session:
        rows = visits_in(session, MAY)
    may = working_days_of(MAY)
    assert [(one.planned_on, one.purpose) for one in rows] == [
        (may[2], "月度拜访"), (may[min(len(days), len(may)) - 1], "")
    ]  # fmt: skip
    assert first not in {one.id for one in rows}
    assert day_of(may[0]).isoformat() == "2026-05-06", "the first days of May are a holiday"


def test_who_wants_a_visit_is_proposed_with_reasons_and_a_free_day(desk: Desk) -> None:
    frozen, cased, left = party(desk), party(desk, "D2"), party(desk, "D3")
    do(desk, enter_state, party_id=frozen, to="frozen", on=DAY, today=DAY, reason="逾期")
    do(desk, enter_state, party_id=left, to="left", on=DAY, today=DAY, reason="不做了")
    do(desk, open_case, party_id=cased, kind="diversion", title="窜货", on=DAY, today=DAY)
    with desk.db.read() as session:
        found = propose(session, APRIL, today=TODAY)
    assert [(one.party_id, [reason.code for reason in one.reasons]) for one in found] == [
        (frozen, ["state", "never"]), (cased, ["never", "cases"])
    ]  # fmt: skip
    assert {one.owner for one in found} == {"林巧珍"}
    assert all(one.on is not None and one.on > DAY for one in found)
    do(desk, plan_visit, party_id=frozen, on=DAY + 3)
    with desk.db.read() as session:
        assert [one.party_id for one in propose(session, APRIL, today=TODAY)] == [cased]
