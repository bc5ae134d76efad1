"""A plan from last year's sales to the board: made, given down, spread, approved as a batch, replaced, withdrawn."""

from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.clock import FixedClock
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import parse_period
from app.core.progress import Progress
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.queries import find_party
from app.imports.batches import Loaded
from app.jobs.target_posting import Approved, approve_plan, posting_of
from app.jobs.targets import Wish, give_down, make_plan, set_block, set_total
from app.kpi.board import Choice
from app.kpi.definitions import KPIS
from app.kpi.goals import goal_of
from app.kpi.queries import kpi_rows
from app.planning.targets.queries import find_plan, list_goals, read_plan
from app.planning.targets.rules import Line, rolled
from app.planning.targets.service import copy_plan, remove_goal, set_goal, set_lines
from tests.desks import desk_of, mapped, sign, take_in, write_csv

TODAY = date(2027, 1, 15)
WAN = 10_000 * 10_000
LINES = mapped(
    "orders", "order_line", "order_no line_no party_code product_code shipped=day ordered_quantity=quantity amount unit"
)
PRODUCTS = mapped("products", "product_row", "product_code=code name group_code=group")
TARGETS = mapped("targets", "target", "party_code=dealer month kpi amount version quantity")
ALL = ("net_amount", "all", "", "")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Two dealers; D1 sold 1,000 and D2 3,000 in each month of 2026, in December twice that."""
    workspace.db.clock = FixedClock(TODAY)
    found = desk_of(workspace)
    sign(found)
    take_in(
        found,
        write_csv(tmp_path / "p.csv", [("code", "name", "group"), ("P1", "A", "G1"), ("P2", "B", "G2")]),
        PRODUCTS,
    )
    rows: list[tuple[object, ...]] = [
        ("order_no", "line_no", "party_code", "product_code", "day", "quantity", "amount", "unit")
    ]
    for month in range(1, 13):
        for dealer, amount in (("D1", 1_000), ("D2", 3_000)):
            value = amount * (2 if month == 12 else 1)
            rows.append((f"{dealer}-{month}", 1, dealer, "P1", f"2026-{month:02d}-10", 10, value, "box"))
    take_in(found, write_csv(tmp_path / "o.csv", rows), LINES)
    return found


def do(desk: Desk, command: Any, **values: Any) -> Any:
    return desk.db.write(Action("Targets"), lambda session: command(session, **values)).value


def made(desk: Desk, name: str = "2027", year: int = 2027, **more: Any) -> str:
    wish = Wish(name, year, more.pop("kpis", ["net_amount"]), Fraction(more.pop("percent", 10), 100), **more)
    return str(do(desk, make_plan, wish=wish, today=TODAY))


def view(desk: Desk, plan: str) -> Any:
    with desk.db.read() as session:
        return read_plan(session, plan)


def party(desk: Desk, code: str) -> str:
    with desk.db.read() as session:
        return find_party(session, code).id


def approve(desk: Desk, plan: str) -> Approved:
    return approve_plan(desk.pipeline, desk.db, plan_id=plan, progress=Progress())


def target(desk: Desk, kpi: str = "target_attainment", period: str = "2027", **more: Any) -> Fraction | None:
    span = parse_period(period)
    rows = kpi_rows(desk.db, only=[kpi], first=span, last=span, **more)
    return rows[0].bottom


def file_of(desk: Desk, folder: Path, rows: list[tuple[object, ...]], name: str = "t.csv") -> Loaded:
    return take_in(
        desk, write_csv(folder / name, [("dealer", "month", "kpi", "amount", "version", "quantity"), *rows]), TARGETS
    )


def test_a_plan_begins_with_last_year_and_growth_and_leaves_no_gap(desk: Desk) -> None:
    found = view(desk, made(desk))
    assert [one.months[11] for one in found.gaps] == [0]
    assert [rolled(one.months, "year") for one in found.gaps] == [(0,)]
    months = {one.place: one.months for one in found.lines}
    assert months[party(desk, "D1")] == (*[1_100 * 10_000] * 11, 2_200 * 10_000)
    assert months[""][0] == 4_400 * 10_000


def test_months_of_last_year_that_are_not_over_come_from_the_year_before(desk: Desk) -> None:
    found = view(desk, made(desk, "2028", 2028, percent=0))
    assert rolled(found.gaps[0].line.months, "year") == (4_000 * 13 * 10_000,)


def test_by_group_each_dealer_has_a_line_for_each_group_that_it_sold(desk: Desk) -> None:
    found = view(desk, made(desk, by_group=True))
    assert {one.group for one in found.lines if one.level == "dealer"} == {"G1"}
    assert found.named.groups["G1"] == "G1"


def test_a_total_of_the_year_is_spread_by_the_season_and_given_down_to_the_last_yuan(desk: Desk) -> None:
    plan = made(desk)
    do(desk, set_total, plan_id=plan, key=ALL, span="year", value=13 * WAN + 10_000, today=TODAY)
    found = view(desk, plan).gaps[0]
    assert rolled(found.line.months, "year") == (13 * WAN + 10_000,)
    assert found.line.months[11] in {2 * WAN, 2 * WAN + 10_000}
    assert rolled(found.months, "year") != (0,)
    do(desk, give_down, plan_id=plan, key=ALL, today=TODAY)
    assert view(desk, plan).gaps[0].months == (0,) * 12
    with pytest.raises(UserError, match="total first"):
        do(desk, give_down, plan_id=plan, key=("net_amount", "region", "nowhere", ""), today=TODAY)


def test_many_are_set_at_once_and_taken_back_by_one_undo(desk: Desk) -> None:
    plan = made(desk)
    with desk.db.read() as session:
        line = ("net_amount", "dealer", find_party(session, "D1").id, "")
    months = [(line, f"{number:02d}", WAN) for number in range(1, 13)]
    cells = [(ALL, "Q1", 9 * WAN), (line, "year", 1), *months, (ALL, "12", None)]
    assert do(desk, set_block, plan_id=plan, cells=cells, today=TODAY) == 2
    found = {one.key: one.months for one in view(desk, plan).lines}
    assert (sum(found[ALL][:3]), found[ALL][11]) == (9 * WAN, None)
    assert found[line] == (WAN,) * 12, "the months count, not the year beside them"
    undo(desk.db, desk.undo_handlers)
    assert {one.key: one.months for one in view(desk, plan).lines}[line] != found[line]
    with pytest.raises(UserError, match="Q1-Q4"):
        do(desk, set_block, plan_id=plan, cells=[(ALL, "Q9", 1)], today=TODAY)


def test_approval_posts_what_counts_from_then_on(desk: Desk) -> None:
    plan = made(desk)
    done = approve(desk, plan)
    assert (done.rows, done.cleared, done.replaced) == (24, 0, 0)
    assert target(desk) == 4_400 * 13
    assert target(desk, dealer="D2", period="2027-12") == 6_600
    with desk.db.read() as session:
        assert (find_plan(session, plan).state, find_plan(session, plan).batch) == ("approved", done.batch)
    with pytest.raises(UserError):
        undo(desk.db, desk.undo_handlers)


def test_a_newer_version_replaces_the_one_before_and_the_first_stays_the_original(desk: Desk) -> None:
    approve(desk, made(desk))
    wanted = [("b", 20), ("c", 30)]
    for name, percent in wanted:
        approve(desk, made(desk, name, percent=percent))
        assert target(desk) == 4_000 * 13 * (100 + percent) / 100
        assert target(desk, "original_target_attainment") == 4_400 * 13
    with desk.db.read() as session:
        assert [find_plan(session, name).state for name in ("2027", "b", "c")] == ["replaced", "replaced", "approved"]


def test_withdrawing_its_batch_lets_what_stood_before_count_again(desk: Desk) -> None:
    approve(desk, made(desk))
    batch = approve(desk, made(desk, "b", percent=20)).batch
    desk.pipeline.withdraw(batch, progress=Progress())
    assert target(desk) == 4_400 * 13
    with desk.db.read() as session:
        assert find_plan(session, "b").standing == "withdrawn", "approved, and said to count no more"


def test_a_plan_takes_the_place_of_targets_that_came_in_a_file(desk: Desk, tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        (dealer, f"2027-{month:02d}", "net_amount", 500, version, 7)
        for dealer in ("D1", "D2") for month in range(1, 13) for version in ("original", "adjusted")
    ]  # fmt: skip
    file_of(desk, tmp_path, [*rows, ("D1", "2027-01", "collection", 90, "original", "")])
    plan = made(desk)
    line = Line("net_amount", "dealer", party(desk, "D2"), "", (None,) * 12)
    do(desk, set_lines, plan_id=plan, lines=[line])  # D2 is in no plan: it has no target any more
    done = approve(desk, plan)
    assert done.cleared == 0  # its quantities stand, for the plan sets none
    assert target(desk) == 1_100 * 13
    assert target(desk, "original_target_attainment") == 500 * 24
    assert target(desk, "quantity_attainment") == 7 * 24
    assert target(desk, "collection_attainment") == 90


def test_targets_by_group_do_not_count_beside_those_for_all_goods(desk: Desk, tmp_path: Path) -> None:
    file_of(desk, tmp_path, [("D1", "2027-01", "net_amount", 500, "adjusted", "")])
    assert approve(desk, made(desk, by_group=True)).cleared == 1
    assert target(desk, period="2027-01") == 4_400


def test_adjusted_targets_of_another_source_are_withdrawn_first(desk: Desk, tmp_path: Path) -> None:
    how = mapped("crm", "target", "party_code=dealer month kpi amount version", source="crm")
    known = mapped("crm-dealers", "party_row", "party_code=code name", source="crm")
    take_in(desk, write_csv(tmp_path / "d.csv", [("code", "name"), ("D1", "D1")]), known)
    head = ("dealer", "month", "kpi", "amount", "version")
    for month in ("2027-01", "2027-02"):
        take_in(desk, write_csv(tmp_path / f"{month}.csv", [head, ("D1", month, "net_amount", 5, "adjusted")]), how)
    file_of(
        desk,
        tmp_path,
        [(one, f"2027-{n:02d}", "net_amount", 5, "original", "") for one in ("D1", "D2") for n in (1, 2)],
    )
    with pytest.raises(UserError, match="withdraw it first"):
        approve(desk, made(desk))
    with desk.db.read() as session:
        assert find_plan(session, "2027").state == "draft"


def test_an_empty_plan_an_unsigned_one_and_a_dealer_without_a_code_are_refused(desk: Desk) -> None:
    plan = made(desk)
    again = do(desk, copy_plan, plan_id=plan, name="empty")
    lines = [Line(*one.key, (None,) * 12) for one in view(desk, again).lines if one.level == "dealer"]
    do(desk, set_lines, plan_id=again, lines=lines)
    with pytest.raises(UserError, match="no dealer's target"):
        approve(desk, again)
    desk.workspace.set_person("")
    with pytest.raises(UserError, match="signed"):
        approve(desk, plan)


def test_adjusted_targets_that_are_known_by_another_key_are_withdrawn_first(desk: Desk, tmp_path: Path) -> None:
    how = mapped("grouped", "target", "party_code=dealer group_code=group month kpi amount version")
    head = ("dealer", "group", "month", "kpi", "amount", "version")
    take_in(desk, write_csv(tmp_path / "g.csv", [head, ("D1", "", "2027-01", "net_amount", 5, "adjusted")]), how)
    plan = made(desk)
    with pytest.raises(UserError, match="has adjusted targets of 2027"):
        approve(desk, plan)
    assert target(desk) == 5
    assert view(desk, plan).plan.state == "draft"


def goal(desk: Desk, value: int, plan: str | None = None, **more: Any) -> str:
    year = parse_period("2027")
    asked: dict[str, Any] = {"kpi": "otif_rate", "level": "all", "place": ""}
    asked |= {"first": year.first_day, "last": year.last_day, "value_e4": value, "plan_id": plan}
    return str(do(desk, set_goal, **asked | more))


def counting(desk: Desk) -> dict[str, tuple[int, int | None, str]]:
    with desk.db.read() as session:
        return {one.kpi: (one.value_e4, one.upper_e4, one.plan) for one in list_goals(session)}


def id_of(desk: Desk, batch: str) -> str:
    with desk.db.read() as session:
        return str(session.execute(text("SELECT id FROM import_batch WHERE ref = :ref"), {"ref": batch}).scalar_one())


def held_against(desk: Desk, kpi: str = "otif_rate") -> Fraction | None:
    with desk.db.read() as session:
        aim = goal_of(session, KPIS[kpi], Choice(parse_period("2027-03")), TODAY)
    return None if aim is None else aim.value


def test_goals_of_a_plan_count_from_its_approval_and_give_way_to_the_next_version(desk: Desk) -> None:
    goal(desk, 9_000)
    first = made(desk)
    draft = goal(desk, 9_300, first)
    goal(desk, 250_000, first, kpi="days_of_supply", upper_e4=450_000)
    assert held_against(desk) == Fraction(90, 100), "a draft does not count"
    undo(desk.db, desk.undo_handlers)
    goal(desk, 250_000, first, kpi="days_of_supply", upper_e4=450_000)
    done = approve(desk, first)
    assert (done.rows, done.goals) == (24, 2)
    assert counting(desk) == {"otif_rate": (9_300, None, "2027"), "days_of_supply": (250_000, 450_000, "2027")}
    assert held_against(desk) == Fraction(93, 100)
    with pytest.raises(UserError, match="2027 is approved and says this goal"):
        goal(desk, 9_900)
    with pytest.raises(UserError, match="new version"):
        do(desk, remove_goal, goal_id=draft)
    second = str(do(desk, copy_plan, plan_id=first, name="2027 b"))
    assert [one.upper_e4 for one in view(desk, second).goals] == [450_000, None], "both ends go with it"
    goal(desk, 9_500, second)
    (range_,) = [one.id for one in view(desk, second).goals if one.upper_e4]
    do(desk, remove_goal, goal_id=range_)
    assert held_against(desk) == Fraction(93, 100)
    with desk.db.read() as session:
        assert posting_of(session, second).goals_out == 1
    batch = approve(desk, second).batch
    assert counting(desk) == {"otif_rate": (9_500, None, "2027 b")}
    assert {one.value_e4 for one in view(desk, first).goals} == {9_300, 250_000}, "what was approved stays as it was"
    desk.pipeline.withdraw(id_of(desk, batch), progress=Progress())
    assert counting(desk)["otif_rate"] == (9_300, None, "2027"), "withdrawn, the version before counts again"


def test_what_is_signed_names_the_goals(desk: Desk) -> None:
    plan = made(desk)
    goal(desk, 9_300, plan, level="dealer", place=party(desk, "D1"), note="as agreed")
    approve(desk, plan)
    with desk.db.read() as session:
        sha = session.execute(text("SELECT file_sha256 FROM import_batch ORDER BY n DESC LIMIT 1")).scalar_one()
    rows = list(openpyxl.load_workbook(BytesIO(desk.workspace.files.get(sha)))["goals"].iter_rows(values_only=True))
    assert rows[1][:3] == ("otif_rate", "dealer", "D1")
    assert rows[1][5:] == (0.93, None, "as agreed")


def test_a_plan_of_goals_only_is_approved_without_a_batch(desk: Desk) -> None:
    plan = made(desk, "goals", kpis=[])
    with pytest.raises(UserError, match="within that year"):
        goal(desk, 9_300, plan, last=parse_period("2028").last_day)
    goal(desk, 9_300, plan)
    assert approve(desk, plan) == Approved("", 0, 0, 0, 1)
    assert held_against(desk) == Fraction(93, 100)
    approve(desk, made(desk))
    assert counting(desk) == {"otif_rate": (9_300, None, "goals")}, "a plan of sums does not replace it"
    again = str(do(desk, copy_plan, plan_id=plan, name="goals b"))
    approve(desk, again)
    assert counting(desk) == {"otif_rate": (9_300, None, "goals b")}
    assert view(desk, plan).plan.state == "replaced"


def test_what_somebody_typed_before_the_approval_is_not_taken_back_after_it(desk: Desk) -> None:
    author = desk.db.actor
    sign(desk, "王")
    approver = desk.db.actor
    desk.workspace.set_person(author)
    plan = made(desk)
    goal(desk, 9_300, plan)
    desk.workspace.set_person(approver)
    approve(desk, plan)
    desk.workspace.set_person(author)
    with pytest.raises(UserError, match="made it final"):
        undo(desk.db, desk.undo_handlers)
