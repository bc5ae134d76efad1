"""What is overdue or runs out is told once, by its steps, and is over by itself."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.actions.service import close_action, create_action
from app.bootstrap import Desk
from app.core.clock import FixedClock, SystemClock
from app.core.db import Action
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import EN, texts
from app.core.workspace import Workspace
from app.inbox.queries import NoticeRow, list_notices
from app.jobs.due import LATE_STEPS, MANY
from app.jobs.runs import Run, TakenError, instant, last_runs, millis
from app.jobs.telling import Told, run_telling
from app.jobs.timetable import TELL, due_runs, is_caught_up
from app.people.service import add_person
from tests.desks import desk_of, mapped, sign, take_in, write_csv

TODAY = date(2026, 4, 10)
LICENCE = ("D1", "药品经营许可证", "A1", "化学药制剂", "2021-05-01", "2026-05-20")
CONTRACTS = (
    ("D1", "C1", "2026-01-01", "2026-06-30", "notice", 60),
    ("D2", "C2", "2025-01-01", "2026-03-31", "none", ""),
    ("D3", "C3", "2025-01-01", "2026-04-20", "auto", 5),
    ("D3", "C4", "2026-01-01", "2027-12-31", "notice", 60),
)
ORDER_HEAD = ("order", "line", "dealer", "product", "ordered", "promised", "delivered", "qty", "amount")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Iterator[Desk]:
    workspace.db.clock = FixedClock(TODAY)
    found = desk_of(workspace)
    dealers = [("code", "name", "manager"), ("D1", "甲", "王芳"), ("D2", "乙", "李强"), ("D3", "丙", "")]
    how = mapped("dealers", "party_row", "party_code=code name manager")
    take_in(found, write_csv(tmp_path / "d.csv", dealers), how)
    found.db.write(Action("test"), lambda session: add_person(session, name="王芳"))
    licences(found, tmp_path, LICENCE)
    contracts(found, tmp_path, *CONTRACTS)
    orders(found, tmp_path, ("O1", 1, "D1", "2026-04-08", ""), ("O1", 2, "D1", "2026-04-07", ""),
           ("O2", 1, "D2", "2026-04-30", ""), ("O3", 1, "D2", "2026-02-01", "2026-02-05"))  # fmt: skip
    yield found
    found.close()


def licences(desk: Desk, folder: Path, *rows: tuple[object, ...]) -> None:
    how = mapped("licences", "licence_row",
                 "party_code=code licence_type=type number=no goods_scope=scope from to")  # fmt: skip
    take_in(desk, write_csv(folder / "l.csv", [("code", "type", "no", "scope", "from", "to"), *rows]), how)


def contracts(desk: Desk, folder: Path, *rows: tuple[object, ...]) -> None:
    how = mapped("contracts", "contract_row",
                 "party_code=code number=no from to renewal=how notice_days=days")  # fmt: skip
    take_in(desk, write_csv(folder / "c.csv", [("code", "no", "from", "to", "how", "days"), *rows]), how)


def orders(desk: Desk, folder: Path, *rows: tuple[object, ...], name: str = "o.csv") -> None:
    """Rows of order, line, dealer, promised and delivered day."""
    how = mapped("orders", "order_line", "order_no=order line_no=line party_code=dealer product_code=product ordered "
                 "promised_first=promised delivered ordered_quantity=qty amount")  # fmt: skip
    whole = [(no, line, who, "P1", "2026-01-05", promised, done, 1, "10.00") for no, line, who, promised, done in rows]
    take_in(desk, write_csv(folder / name, [ORDER_HEAD, *whole]), how)


def told(desk: Desk, kind: str = "") -> list[NoticeRow]:
    with desk.db.read() as session:
        return [one.newest for one in list_notices(session, kind=kind)]


def said(desk: Desk, kind: str = "") -> list[str]:
    return [texts(EN).render(one.subject) for one in told(desk, kind)]


def on(desk: Desk, day: date) -> Told:
    desk.workspace.db.clock = FixedClock(day)
    return run_telling(desk.db, Progress())


def test_a_licence_is_told_at_each_step_of_its_ladder_and_no_more_when_it_is_renewed(
    desk: Desk, tmp_path: Path
) -> None:
    run_telling(desk.db, Progress())
    (one,) = told(desk, "licence")
    assert texts(EN).render(one.subject) == "药品经营许可证 A1 of 甲 ends on 2026-05-20."
    assert (one.severity, one.page, one.due_on) == ("info", "gate", day_number(date(2026, 5, 20)))
    on(desk, date(2026, 4, 19))
    assert [row.id for row in told(desk, "licence")] == [one.id], "still on the same step"
    on(desk, date(2026, 4, 20))
    assert [(row.id == one.id, row.severity) for row in told(desk, "licence")] == [(False, "warn")], "30 days left"
    on(desk, date(2026, 5, 21))
    assert [one.severity for one in told(desk, "licence")] == ["bad"]
    assert "ended on 2026-05-20" in said(desk, "licence")[0]
    licences(desk, tmp_path, LICENCE, (*LICENCE[:2], "A2", LICENCE[3], "2026-05-21", "2031-05-20"))
    assert on(desk, date(2026, 5, 22)).over >= 1
    assert told(desk, "licence") == []


def test_contracts_are_told_by_the_day_until_which_one_has_to_speak(desk: Desk) -> None:
    run_telling(desk.db, Progress())
    assert sorted(said(desk, "contract")) == [
        "Contract C1 of 甲 has to be agreed on anew by 2026-05-01.",
        "Contract C2 of 乙 ran out on 2026-03-31, and no other one is in force.",
        "Contract C3 of 丙 goes on by itself unless one says no by 2026-04-15.",
    ]
    severities = {one.subject.params["number"]: one.severity for one in told(desk, "contract")}
    assert severities == {"C1": "warn", "C2": "bad", "C3": "info"}


def test_late_orders_are_told_until_they_are_delivered(desk: Desk, tmp_path: Path) -> None:
    run_telling(desk.db, Progress())
    assert said(desk, "order") == ["Order O1 of 甲 is late: promised for 2026-04-07, lines not delivered 2."]
    (one,) = told(desk, "order")
    assert one.page == "board"
    assert one.target == {"dealer": one.dealer_id, "kpi": "overdue_lines"}
    orders(desk, tmp_path, ("O1", 1, "D1", "2026-04-08", "2026-04-10"), ("O1", 2, "D1", "2026-04-07", "2026-04-10"),
           name="later.csv")  # fmt: skip
    run_telling(desk.db, Progress())
    assert told(desk, "order") == []


def test_many_late_orders_of_a_dealer_are_one_notice_that_comes_again_when_they_double(
    desk: Desk, tmp_path: Path
) -> None:
    def late(count: int) -> None:
        orders(desk, tmp_path, *((f"M{n}", 1, "D2", "2026-04-09", "") for n in range(count)), name=f"{count}.csv")

    late(MANY + 1)
    run_telling(desk.db, Progress())
    assert (
        f"Late orders of 乙: {MANY + 1}, lines not delivered {MANY + 1}"
        in said(desk, "order")[0] + said(desk, "order")[1]
    )
    late(MANY + 2)
    assert run_telling(desk.db, Progress()) == Told(0, 0), "one more is nothing new"
    late(4 * MANY)
    assert run_telling(desk.db, Progress()).came == 1
    assert LATE_STEPS[-1] == 1


def test_of_data_that_ended_long_ago_one_thing_is_told_and_what_is_still_to_come(desk: Desk) -> None:
    on(desk, date(2026, 5, 31))
    assert {one.kind for one in told(desk)} == {"licence", "contract", "order"}
    on(desk, date(2026, 6, 1))
    assert [one.page for one in told(desk, "data")] == ["imports"]
    assert said(desk, "data")[0].startswith("The newest orders, deliveries and sales are of 2026-02:")
    assert {one.kind for one in told(desk)} == {"data"}, "what fell due since is told by that one alone"
    assert on(desk, date(2026, 6, 2)) == Told(0, 0)
    assert on(desk, TODAY).over == 1, "it is over where the files are of the time again"


def test_a_task_is_told_to_its_owner_when_it_is_due_and_when_it_is_late(desk: Desk) -> None:
    def make(session: Session) -> tuple[str, str]:
        owner = add_person(session, name="周敏")
        return owner, create_action(session, title="送授权书", owner_id=owner, due_on=day_number(date(2026, 4, 12)))

    owner, task = desk.db.write(Action("test"), make).value
    on(desk, date(2026, 4, 8))
    assert told(desk, "task") == []
    on(desk, date(2026, 4, 10))
    assert [(one.owner_id, one.severity) for one in told(desk, "task")] == [(owner, "info")]
    on(desk, date(2026, 4, 13))
    assert said(desk, "task") == ["Task: 送授权书 – was due on 2026-04-12"]
    desk.db.write(Action("t"), lambda session: close_action(session, action_id=task, on=day_number(TODAY)))
    on(desk, date(2026, 4, 13))
    assert told(desk, "task") == []


def test_notices_of_a_dealer_are_for_the_person_who_looks_after_it(desk: Desk) -> None:
    sign(desk, "王芳")
    run_telling(desk.db, Progress())
    assert {one.owner_id for one in told(desk, "licence")} == {desk.workspace.person}
    assert [one.owner_id for one in told(desk, "contract") if one.subject.params["number"] == "C2"] == [""]


def tell_run(desk: Desk) -> Run:
    with desk.db.read() as session:
        return next(run for job, run in due_runs(session, SystemClock().now()) if job.name == TELL)


def test_the_daily_look_is_claimed_once_and_tells_nothing_twice(desk: Desk) -> None:
    run = tell_run(desk)
    desk.run_job(run, Progress())
    before = told(desk)
    with pytest.raises(TakenError):
        desk.run_job(run, Progress())  # a second program that saw the same run due
    with desk.db.read() as session:
        assert [job.name for job, _ in due_runs(session, SystemClock().now()) if job.name == TELL] == []
        (done,) = last_runs(session, job=TELL)
    assert done.rows == len(before)
    assert told(desk) == before
    assert run_telling(desk.db, Progress()) == Told(0, 0)


def test_what_began_long_after_it_was_due_was_caught_up() -> None:
    def begun(minutes: int, *, by_hand: bool = False) -> Run:
        due = datetime(2026, 4, 10, tzinfo=UTC)
        return Run(TELL, instant(due), millis(due + timedelta(minutes=minutes)), by_hand=by_hand)

    assert [is_caught_up(begun(minutes)) for minutes in (0, 29, 30, 3000)] == [False, False, True, True]
    assert not is_caught_up(begun(3000, by_hand=True))
