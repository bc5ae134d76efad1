"""Jobs are started when they are due, what was missed once, and never twice, whatever happens to the clock."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.core.db import Action
from app.core.errors import Cancelled, UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.core.workspace import Workspace
from app.imports.model import ImportBatch
from app.imports.sources.service import pause_source
from app.jobs import runs
from app.jobs.model import JobRun
from app.jobs.runs import KEPT, PAUSE, Run, TakenError, last_runs, settle
from app.jobs.sources import job_of
from app.jobs.timetable import RECHECK, TELL, UPKEEP, TimedJob, Timetable, due_runs
from tests.app.jobs.reading import NOW, SetClock, erp_of, keep_source, reader_of
from tests.desks import desk_of, profile, take_in, write_csv

HOUR = timedelta(hours=1)
QUERY = "SELECT code, name FROM dealer"
DEALERS = profile("""
id = "dealers"
source = "erp"
[file]
match = ["dealers*.csv"]
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
""")


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return desk_of(workspace)


def due(desk: Desk, clock: SetClock) -> list[Run]:
    with desk.db.read() as session:
        return [run for job, run in due_runs(session, clock.now()) if job.name not in {UPKEEP, TELL}]


def every_due(desk: Desk, clock: SetClock) -> list[Run]:
    with desk.db.read() as session:
        return [run for _, run in due_runs(session, clock.now())]


def hourly(desk: Desk, tmp_path: Path) -> str:
    erp = erp_of(tmp_path / "erp.sqlite", (1, "D001", "甲"))
    return keep_source(desk, "database", url=f"sqlite:///{erp}", query=QUERY, schedule="every hour", now=NOW).id


def do(desk: Desk, clock: SetClock, run: Run) -> Run:
    return reader_of(desk, clock).run(run.job.removeprefix("source:"), run=run, progress=Progress())


def test_a_source_is_due_from_its_first_time_after_it_was_scheduled(desk: Desk, tmp_path: Path) -> None:
    hourly(desk, tmp_path)
    assert due(desk, SetClock(NOW + timedelta(minutes=59))) == [], "what was due before it was scheduled is not missed"
    (run,) = due(desk, SetClock(NOW + HOUR))
    assert run.due_at == runs.instant(NOW + HOUR)


def test_after_a_sleep_what_was_missed_is_caught_up_once(desk: Desk, tmp_path: Path) -> None:
    hourly(desk, tmp_path)
    clock = SetClock(NOW + 9 * HOUR + timedelta(minutes=20))
    (run,) = due(desk, clock)
    assert run.due_at == runs.instant(NOW + 9 * HOUR), "nine times were missed, the last one counts"
    assert do(desk, clock, run).outcome == runs.DONE
    assert due(desk, clock) == []
    clock.moment = NOW + 10 * HOUR
    assert len(due(desk, clock)) == 1


def test_a_clock_that_is_set_back_reruns_nothing_and_stalls_nothing(desk: Desk, tmp_path: Path) -> None:
    hourly(desk, tmp_path)
    clock, done = SetClock(NOW), []
    for hours in (1, 2, 3, 1, 2, 3, 4):  # after the third it is set back by two
        clock.moment = NOW + hours * HOUR
        for run in due(desk, clock):
            do(desk, clock, run)
            done.append(hours)
    assert done == [1, 2, 3, 4]
    clock.moment = NOW + timedelta(days=3650)  # a battery ran empty
    for run in due(desk, clock):
        do(desk, clock, run)
    clock.moment = NOW + 5 * HOUR
    assert len(due(desk, clock)) == 1, "years ahead for a moment is no reason to wait for years"


def test_a_run_that_failed_is_tried_again_after_a_pause_and_not_for_ever(desk: Desk, tmp_path: Path) -> None:
    source = keep_source(
        desk, "database", url=f"sqlite:///{tmp_path / 'gone'}", query=QUERY, schedule="daily 07:30", now=NOW
    )
    clock, tried = SetClock(NOW + timedelta(days=1)), 0
    for _ in range(12):
        for run in due(desk, clock):
            tried += 1
            with pytest.raises(UserError):
                do(desk, clock, run)
        clock.moment += PAUSE / 2
    assert tried == runs.ATTEMPTS
    with desk.db.read() as session:
        (kept,) = last_runs(session, job=job_of(source.id))
    assert (kept.outcome, kept.attempts) == (runs.FAILED, runs.ATTEMPTS)
    assert str(kept.error).startswith("There is no database file")


def test_a_source_that_rests_is_not_due_and_catches_nothing_up(desk: Desk, tmp_path: Path) -> None:
    source = hourly(desk, tmp_path)

    def pause(*, paused: bool, now: timedelta) -> None:
        desk.db.write(
            Action("Changed a data source"),
            lambda session: pause_source(session, source_id=source, paused=paused, now=NOW + now),
        )

    pause(paused=True, now=HOUR / 2)
    assert due(desk, SetClock(NOW + 5 * HOUR)) == []
    pause(paused=False, now=5 * HOUR)
    assert due(desk, SetClock(NOW + 5.5 * HOUR)) == []
    assert len(due(desk, SetClock(NOW + 6 * HOUR))) == 1


def forgotten(desk: Desk, folder: Path, count: int) -> list[str]:
    """Files that a version of the program took in that kept no results of checks."""
    for n in range(count):
        take_in(desk, write_csv(folder / f"dealers_{n}.csv", [("code", "name"), (f"D{n}", "甲")]), DEALERS)

    def forget(session: Session) -> None:
        session.execute(text("DELETE FROM rule_result"))

    desk.db.write(Action("forget"), forget)
    return desk.pipeline.rechecker.lacking()


def test_files_of_an_earlier_version_are_checked_once_and_go_on_where_it_stopped(desk: Desk, tmp_path: Path) -> None:
    assert len(forgotten(desk, tmp_path, 3)) == 3
    clock, rechecker = SetClock(NOW), desk.pipeline.rechecker
    (run,) = (run for run in every_due(desk, clock) if run.job == RECHECK)

    progress = Progress(lambda done, _total, _text: progress.cancel() if done == 1 else None)
    with pytest.raises(Cancelled):
        rechecker.catch_up(run, progress=progress)
    assert len(rechecker.lacking()) == 2, "what was checked before it was cancelled stays"
    assert run in every_due(desk, clock), "the next start of the program goes on with it"
    rechecker.catch_up(run, progress=Progress())
    assert rechecker.lacking() == []
    assert RECHECK not in {one.job for one in every_due(desk, clock)}


def test_a_file_that_cannot_be_read_any_more_hinders_no_other_and_is_said(desk: Desk, tmp_path: Path) -> None:
    first, *others = forgotten(desk, tmp_path, 2)

    def lose(session: Session) -> None:
        session.get_one(ImportBatch, first).profile_sha256 = "gone"

    desk.db.write(Action("lose"), lose)
    (run,) = (run for run in every_due(desk, SetClock(NOW)) if run.job == RECHECK)
    with pytest.raises(UserError, match=r"cannot be checked: 1.*not kept"):
        desk.pipeline.rechecker.catch_up(run, progress=Progress())
    assert desk.pipeline.rechecker.lacking() == [first]
    assert len(others) == 1
    with desk.db.read() as session:
        (kept,) = last_runs(session, job=RECHECK)
    assert kept.outcome == runs.FAILED


def test_a_time_is_given_to_one_program_only_and_old_runs_are_forgotten(desk: Desk) -> None:
    def write(run: Run, outcome: str = runs.NOTHING) -> Run:
        return desk.db.write(Action("Read"), lambda session: settle(session, run, NOW, outcome)).value

    for n in range(KEPT + 5):
        write(Run("source:one", runs.instant(NOW + n * HOUR), n))
    with pytest.raises(TakenError):
        write(Run("source:one", runs.instant(NOW + (KEPT + 4) * HOUR), 1))
    write(Run("source:two", runs.instant(NOW), 1))
    with desk.db.read() as session:
        assert session.query(JobRun).count() == KEPT + 1


def test_sentences_of_failed_runs_are_kept_in_no_language(desk: Desk) -> None:
    error = Text(
        N_("{file}: {error}"), {"file": "a.csv", "error": Text(N_("There is no folder “{folder}”."), {"folder": 7})}
    )
    run = Run("source:one", runs.instant(NOW), 0)
    desk.db.write(Action("Read"), lambda session: settle(session, run, NOW, runs.FAILED, error=error))
    with desk.db.read() as session:
        (found,) = last_runs(session)
    assert found.error == error


# -- the clock that starts them ----------------------------------------------------------------------------------------


class Starter:
    """Does runs at once, as the window's tasks do."""

    def __init__(self, desk: Desk, clock: SetClock) -> None:
        self.desk, self.clock = desk, clock
        self.done: list[Run] = []
        self.came = Event()

    def __call__(self, job: TimedJob, run: Run, over: Callable[[], None]) -> None:
        if job.name not in {UPKEEP, TELL}:
            self.done.append(do(self.desk, self.clock, run))
            self.came.set()
        over()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def started(desk: Desk, clock: SetClock) -> Iterator[tuple[Timetable, Starter]]:
    starter = Starter(desk, clock)
    found = Timetable(desk.db, starter, clock=clock)
    yield found, starter
    found.stop()


def test_what_was_missed_starts_as_soon_as_the_timetable_does(
    desk: Desk, clock: SetClock, started: tuple[Timetable, Starter], tmp_path: Path
) -> None:
    hourly(desk, tmp_path)
    timetable, starter = started
    clock.moment = NOW + 3 * HOUR
    timetable.start()
    assert starter.came.wait(20)
    settled(timetable)
    assert [run.outcome for run in starter.done] == [runs.DONE]


def test_a_new_schedule_and_a_jump_of_the_clock_are_noticed(
    desk: Desk, clock: SetClock, started: tuple[Timetable, Starter], tmp_path: Path
) -> None:
    timetable, starter = started
    timetable.start()
    hourly(desk, tmp_path)
    timetable.look()
    assert not starter.came.wait(0.3), "the clock stands where it stood"
    clock.moment = NOW + 8 * HOUR  # the lid was closed over night
    timetable.look()
    assert starter.came.wait(20)
    settled(timetable)
    clock.moment = NOW + 2 * HOUR
    timetable.look()
    settled(timetable)
    assert len(starter.done) == 2, "a time that was slept through, when the clock went back to it; once"
    timetable.look()
    settled(timetable)
    assert len(starter.done) == 2


def test_a_job_that_breaks_is_not_started_over_and_over(desk: Desk, clock: SetClock, tmp_path: Path) -> None:
    hourly(desk, tmp_path)
    calls = []

    def broken(job: TimedJob, _run: Run, over: Callable[[], None]) -> None:
        calls.append(job.name)
        over()

    clock.moment = NOW + HOUR
    timetable = Timetable(desk.db, broken, clock=clock)
    timetable.start()
    settled(timetable)
    timetable.refresh()
    settled(timetable)
    timetable.stop()
    assert sorted(calls) == sorted(set(calls))


def settled(timetable: Timetable) -> None:
    """Wait until no job is about to start."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        time.sleep(0.1)
        now = datetime.now(UTC)
        if not timetable._under_way and all(job.next_run_time > now for job in timetable._scheduler.get_jobs()):
            return
    raise AssertionError("the timetable does not come to rest")
