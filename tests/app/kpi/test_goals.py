"""What a figure is held against: a posted target, a goal of its own, or the nearest one that holds for it."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Desk
from app.core.clock import FixedClock
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import Period, day_of, parse_period
from app.core.texts import Text
from app.core.workspace import Workspace
from app.dealers.queries import find_party
from app.kpi.board import Choice
from app.kpi.definitions import KPIS
from app.kpi.goals import Aim, goal_of, goal_text, goal_value, goal_values
from app.kpi.organisation import FOLLOWED
from app.planning.targets.queries import list_goals
from app.planning.targets.service import remove_goal, set_goal
from tests.desks import desk_of, mapped, take_in, write_csv

YEAR, FIRST, SECOND = parse_period("2026"), parse_period("2026-Q1"), parse_period("2026-Q2")
PARTIES = mapped("dealers", "party_row", "party_code=code name area_name=area manager")
TARGETS = mapped("targets", "target", "party_code=dealer month kpi amount")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    workspace.db.clock = FixedClock(day_of(YEAR.last_day))
    found = desk_of(workspace)
    rows = [("code", "name", "area", "manager"), ("D1", "甲", "台州", "林"), ("D2", "乙", "宁波", "王")]
    take_in(found, write_csv(tmp_path / "d.csv", rows), PARTIES)
    return found


def put(desk: Desk, kpi: str, value: int, period: Period = YEAR, level: str = "all", place: str = "") -> None:
    desk.db.write(Action("Goal"), lambda session: set_goal(
        session, kpi=kpi, level=level, place=place, first=period.first_day, last=period.last_day, value_e4=value
    ))  # fmt: skip


def aim(desk: Desk, kpi: str, period: Period = YEAR, **more: Any) -> Fraction | None:
    with desk.db.read() as session:
        found = goal_of(session, KPIS[kpi], Choice(period, **more), desk.clock.today())
    return None if found is None else found.value


def test_the_nearest_goal_of_a_share_holds(desk: Desk) -> None:
    with desk.db.read() as session:
        dealer = find_party(session, "D1").id
    put(desk, "otif_rate", 9_000)
    put(desk, "otif_rate", 9_200, level="region", place="台州")
    put(desk, "otif_rate", 9_500, level="dealer", place=dealer)
    assert aim(desk, "otif_rate") == Fraction(90, 100)
    assert aim(desk, "otif_rate", region="台州") == Fraction(92, 100)
    assert aim(desk, "otif_rate", dealer="D1") == Fraction(95, 100)
    assert aim(desk, "otif_rate", dealer="D2") == Fraction(90, 100)
    assert aim(desk, "otif_rate", dealer="D2", region="宁波") == Fraction(90, 100)


def test_a_goal_of_fewer_days_comes_before_that_of_the_year_and_none_holds_outside_its_days(desk: Desk) -> None:
    put(desk, "otif_rate", 9_000)
    put(desk, "otif_rate", 8_000, FIRST)
    assert (aim(desk, "otif_rate", FIRST), aim(desk, "otif_rate", SECOND)) == (Fraction(8, 10), Fraction(9, 10))
    assert aim(desk, "otif_rate", parse_period("2027-01")) is None


def test_the_goal_of_a_sum_is_of_its_own_days_and_place_alone(desk: Desk) -> None:
    put(desk, "invoiced_amount", 5_000_000)
    assert aim(desk, "invoiced_amount") == 500
    assert aim(desk, "invoiced_amount", FIRST) is None
    assert aim(desk, "invoiced_amount", region="台州") is None


def test_a_posted_target_comes_before_a_goal(desk: Desk, tmp_path: Path) -> None:
    put(desk, "net_amount", 5_000_000)
    assert aim(desk, "net_amount") == 500
    rows = [
        ("dealer", "month", "kpi", "amount"),
        ("D1", "2026-01", "net_amount", 70),
        ("D2", "2026-02", "net_amount", 7),
    ]
    take_in(desk, write_csv(tmp_path / "t.csv", rows), TARGETS)
    assert aim(desk, "net_amount") == 77
    assert aim(desk, "net_amount", dealer="D1") == 70
    assert aim(desk, "net_amount", parse_period("2026-02"), region="宁波") == 7


def test_of_one_persons_dealers_nothing_was_said(desk: Desk) -> None:
    put(desk, "otif_rate", 9_000)
    assert aim(desk, "otif_rate", structure=FOLLOWED.narrowed("manager", "林")) is None


@pytest.mark.parametrize(
    ("kpi", "value", "met", "attained"),
    [
        ("otif_rate", "0.9", True, Fraction(9, 8)), ("otif_rate", "0.7", False, Fraction(7, 8)),
        ("overdue_share", "0.7", True, None), ("overdue_share", "0.9", False, None),
        ("days_of_supply", "0.7", None, None),
    ],
)  # fmt: skip
def test_whether_it_is_met_depends_on_which_way_is_better(
    *, kpi: str, value: str, met: bool | None, attained: Fraction | None
) -> None:
    goal = Aim(Fraction(8, 10), posted=False)
    assert goal.met(KPIS[kpi], Fraction(value)) is met
    assert goal.attained(KPIS[kpi], Fraction(value)) == attained
    assert goal.met(KPIS[kpi], None) is None


def test_of_a_middle_range_a_value_is_within_above_or_below_it(desk: Desk) -> None:
    supply = KPIS["days_of_supply"]
    assert goal_values(supply, "25–45") == goal_values(supply, "25 至 45") == (250_000, 450_000)
    assert goal_values(KPIS["dso_days"], "45") == (450_000, None)
    for wrong in ("35", "45-25", "1-2-3"):
        with pytest.raises(UserError, match="middle range"):
            goal_values(supply, wrong)
    said = {"kpi": "days_of_supply", "level": "all", "place": "", "first": YEAR.first_day, "last": YEAR.last_day}
    for value, upper in ((200_000, None), (250_000, 450_000)):
        kept = desk.db.write(Action("Goal"), lambda session, ends=(value, upper): set_goal(
            session, value_e4=ends[0], upper_e4=ends[1], **said)).value  # fmt: skip
    with desk.db.read() as session:
        (row,) = list_goals(session)
        found = goal_of(session, supply, Choice(YEAR), desk.clock.today())
    assert (row.value_e4, row.upper_e4, goal_text(supply, Fraction(25), Fraction(45))) == (250_000, 450_000, "25–45")
    assert found is not None
    told = [(found.met(supply, Fraction(days)), found.verdict(supply, Fraction(days))) for days in (24, 45, 46)]
    assert told == [
        (False, Text("below the goal")), (True, Text("within the goal")), (False, Text("above the goal"))
    ]  # fmt: skip
    desk.db.write(Action("Goal"), lambda session: remove_goal(session, goal_id=kept))
    with desk.db.read() as session:
        assert list_goals(session) == []


def test_shares_are_typed_in_percent(desk: Desk) -> None:
    share, days = KPIS["otif_rate"], KPIS["dso_days"]
    assert (goal_value(share, "95.5%"), goal_value(days, "45")) == (9_550, 450_000)
    assert (goal_text(share, Fraction(955, 1000)), goal_text(days, Fraction(45))) == ("95.5%", "45")
    with pytest.raises(UserError, match="no number"):
        goal_value(share, "high")
