"""The rules of alerts as a daily job: claimed once, caught up, the same in two programs."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.alerts.queries import list_alerts
from app.alerts.service import add_rule
from app.alerts.spec import watch_of
from app.bootstrap import Desk
from app.core.clock import FixedClock, SystemClock
from app.core.db import Action
from app.core.period import month
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.imports.model import ImportBatch
from app.jobs.alerts import run_alerts
from app.jobs.runs import Run, TakenError, instant, last_runs
from app.jobs.timetable import ALERTS, QUIET, due_runs
from tests.desks import desk_of, mapped, take_in, write_csv

SOLD = (100, 100, 300)


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Iterator[Desk]:
    workspace.db.clock = FixedClock(date(2025, 4, 2))
    found = desk_of(workspace)
    how = mapped("orders", "order_line", "order_no=order line_no=line party_code=dealer product_code=product ordered "
                 "shipped ordered_quantity=qty amount")  # fmt: skip
    head = ("order", "line", "dealer", "product", "ordered", "shipped", "qty", "amount")
    days = [(month(2025, number).last.isoformat(), amount) for number, amount in enumerate(SOLD, 1)]
    rows = [(f"O{at}", 1, "D1", "P1", day, day, 1, amount) for at, (day, amount) in enumerate(days)]
    take_in(found, write_csv(tmp_path / "o.csv", [head, *rows]), how)
    yield found
    found.close()


def due(desk: Desk) -> list[Run]:
    with desk.db.read() as session:
        return [run for job, run in due_runs(session, SystemClock().now()) if job.name == ALERTS]


def rule(desk: Desk) -> None:
    much = watch_of("net_amount", [{"part": "level", "limit": "200", "side": "above"}])
    desk.db.write(Action("rule"), lambda session: add_rule(session, name="Much", watch=much, today=date(2025, 4, 2)))


def test_there_is_no_job_without_a_rule_and_one_a_day_with_one(desk: Desk) -> None:
    assert due(desk) == []
    rule(desk)
    (run,) = due(desk)
    desk.run_job(run, Progress())
    assert due(desk) == []
    with desk.db.read() as session:
        (done,) = last_runs(session, job=ALERTS)
        assert (done.outcome, done.rows) == ("done", 1)


def test_two_programs_that_saw_the_same_run_due_make_one_alert(desk: Desk) -> None:
    rule(desk)
    (run,) = due(desk)
    with Workspace.open(desk.workspace.paths.main) as other:
        other.db.clock = desk.db.clock
        second = desk_of(other)
        desk.run_job(run, Progress())
        with pytest.raises(TakenError):
            second.run_job(run, Progress())
        assert run_alerts(second.db, Progress()).made == 0, "by hand it may run again, and finds it there"
    with desk.db.read() as session:
        assert [(one.month, one.state) for one in list_alerts(session)] == [("2025-03", "new")]


def test_what_came_in_is_looked_at_once_the_last_file_has_been_in_for_a_while(desk: Desk) -> None:
    rule(desk)
    desk.run_job(due(desk)[0], Progress())
    with desk.db.read() as session:
        newest = datetime.fromisoformat(session.scalars(select(func.max(ImportBatch.loaded_at))).one())
        settled = newest + QUIET
        wanted = [
            {run.due_at for job, run in due_runs(session, at) if job.name == ALERTS}
            for at in (settled - timedelta(seconds=1), settled)
        ]
    assert [instant(settled) in one for one in wanted] == [False, True]
