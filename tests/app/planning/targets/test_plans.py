"""A plan of targets: begun, set, copied, approved for good, replaced; goals beside it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.queries import find_party
from app.planning.targets.queries import find_plan, list_goals, list_plans, read_plan
from app.planning.targets.rules import NOTHING, Line
from app.planning.targets.service import (
    change_plan,
    copy_plan,
    mark_approved,
    new_plan,
    remove_goal,
    remove_plan,
    set_goal,
    set_lines,
)
from tests.desks import desk_of, profile, sign, take_in, write_csv

PARTIES = """id = "dealers"
source = "erp"
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
area_name = "area"
"""
FLAT = (100,) * 12


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Two dealers of one region."""
    found = desk_of(workspace)
    sign(found)
    rows = [("code", "name", "area"), ("D1", "台州恒信", "台州"), ("D2", "舟山海岳", "台州")]
    take_in(found, write_csv(tmp_path / "d.csv", rows), profile(PARTIES))
    return found


def do(desk: Desk, command: Any, **values: Any) -> Any:
    return desk.db.write(Action("Targets"), lambda session: command(session, **values)).value


def begun(desk: Desk, *lines: Line, name: str = "2027", kpis: tuple[str, ...] = ("net_amount",)) -> str:
    return str(do(desk, new_plan, name=name, year=2027, kpis=kpis, lines=lines))


def dealer(desk: Desk, code: str, months: Any = FLAT, group: str = "") -> Line:
    with desk.db.read() as session:
        return Line("net_amount", "dealer", find_party(session, code).id, group, tuple(months))


def view(desk: Desk, plan: str) -> Any:
    with desk.db.read() as session:
        return read_plan(session, plan)


def test_a_plan_names_what_its_totals_lack(desk: Desk) -> None:
    plan = begun(desk, Line("net_amount", "region", "台州", "", (250,) * 12), dealer(desk, "D1"), dealer(desk, "D2"))
    found = view(desk, plan)
    assert [one.months[0] for one in found.gaps] == [50]
    assert found.named.place(found.gaps[0].line) == "台州"
    assert found.plan.lines == 3


def test_only_what_differs_is_written(desk: Desk) -> None:
    plan, line = begun(desk, dealer(desk, "D1")), dealer(desk, "D1")
    assert do(desk, set_lines, plan_id=plan, lines=[line, dealer(desk, "D2")]) == 1
    assert do(desk, set_lines, plan_id=plan, lines=[Line(*line.key, NOTHING)]) == 1
    assert len(view(desk, plan).lines) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (Line("sell_out", "all", "", "", FLAT), "does not set"),
        (Line("net_amount", "dealer", "nobody", "", FLAT), "no dealer"),
        (Line("net_amount", "all", "", "", (10**16, *[None] * 11)), "that large"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, line: Line, words: str) -> None:
    plan = begun(desk)
    with pytest.raises(UserError, match=words):
        do(desk, set_lines, plan_id=plan, lines=[line])


def test_a_plan_of_ratios_is_refused_for_they_have_goals(desk: Desk) -> None:
    with pytest.raises(UserError, match="goals"):
        begun(desk, kpis=("otif_rate",))


def approved(desk: Desk, plan: str) -> list[str]:
    return list(do(desk, mark_approved, plan_id=plan, batch_id=None, at=datetime(2027, 1, 4, tzinfo=UTC)))


def test_an_approved_plan_is_final_and_its_next_version_replaces_it(desk: Desk) -> None:
    first = begun(desk, dealer(desk, "D1"))
    approved(desk, first)
    with pytest.raises(UserError, match="new version"):
        do(desk, set_lines, plan_id=first, lines=[dealer(desk, "D2")])
    with pytest.raises(UserError, match="new version"):
        do(desk, remove_plan, plan_id=first)
    second = do(desk, copy_plan, plan_id=first, name="2027 b")
    do(desk, set_lines, plan_id=second, lines=[dealer(desk, "D2")])
    approved(desk, second)
    with desk.db.read() as session:
        assert {one.name: (one.state, one.lines) for one in list_plans(session)} == {
            "2027": ("replaced", 1), "2027 b": ("approved", 2),
        }  # fmt: skip
        assert find_plan(session, "2027 b").approved_by
    with pytest.raises(UserError):
        undo(desk.db, desk.undo_handlers)


def test_a_draft_is_named_anew_and_thrown_away(desk: Desk) -> None:
    plan = begun(desk)
    do(desk, change_plan, plan_id=plan, name=" 2027  v2 ", note="growth 8 %")
    with desk.db.read() as session:
        found = find_plan(session, "2027 v2")
    assert (found.note, found.state) == ("growth 8 %", "draft")
    do(desk, remove_plan, plan_id=plan)
    with desk.db.read() as session, pytest.raises(UserError, match="no plan"):
        find_plan(session, "2027 v2")


def test_a_goal_is_said_once_for_its_place_and_days(desk: Desk) -> None:
    values = {"kpi": "otif_rate", "level": "region", "place": "台州", "first": 100, "last": 464}
    first = do(desk, set_goal, **values, value_e4=9_500)
    assert do(desk, set_goal, **values, value_e4=9_600) == first
    other = do(desk, set_goal, **values | {"level": "all", "place": ""}, value_e4=9_000)
    with desk.db.read() as session:
        assert [(one.level, one.place, one.value_e4) for one in list_goals(session, "otif_rate")] == [
            ("region", "台州", 9_600), ("all", "", 9_000),
        ]  # fmt: skip
    do(desk, remove_goal, goal_id=other)
    with desk.db.read() as session:
        assert len(list_goals(session)) == 1
    with pytest.raises(UserError, match="before it begins"):
        do(desk, set_goal, **values | {"last": 99}, value_e4=1)
    with pytest.raises(UserError, match="for all, or"):
        do(desk, set_goal, **values | {"place": ""}, value_e4=1)
