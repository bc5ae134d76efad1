"""Which jobs are due, and a clock that starts them. It only says when: the work is an ordinary task of the program."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.alerts.model import AlertRule
from app.core.calendar import is_working_day
from app.core.clock import Clock, SystemClock
from app.core.db import Changes, Database
from app.core.schedule import Schedule, last_due, next_due, parse_schedule
from app.core.texts import N_, Text
from app.imports.model import ImportBatch
from app.imports.queries import unchecked_batches
from app.imports.sources.queries import list_sources
from app.jobs import runs
from app.jobs.delivery.queue import is_waiting
from app.jobs.delivery.settings import read_plan
from app.jobs.runs import Run, wanted_run
from app.jobs.sources import job_of
from app.meetings.model import DecisionAim
from app.reports.plans.queries import list_plans

UPKEEP: Final = "upkeep"
RECHECK: Final = "recheck"
TELL: Final = "tell"
DIGEST: Final = "digest"
SEND: Final = "send"
ALERTS: Final = "alerts"
EFFECTS: Final = "effects"
OWN: Final[Mapping[str, str]] = {
    UPKEEP: N_("Daily backup"), RECHECK: N_("Checking files of an earlier version"),
    TELL: N_("Looking what is overdue or runs out"), ALERTS: N_("Looking what the rules of alerts find"),
    EFFECTS: N_("Measuring the effects of decisions"), DIGEST: N_("Daily digest"), SEND: N_("Sending notices"),
}  # fmt: skip
"""The program's own jobs, in words; all others read data sources or hand out reports."""
_TABLES: Final = frozenset(
    {"alert_rule", "data_source", "decision_aim", "delivery", "import_batch", "job_run", "report_plan", "setting"}
)
"""What, when it changes, may change when a job is due: holidays are a setting, a withdrawn file may come back."""
_LOOK_S: Final = 20.0
_JUMP_S: Final = 5.0
"""The clock on the wall and the time that passed differ by more only if the machine slept or the clock was set."""
QUIET: Final = timedelta(minutes=5)
"""After the newest file what watches figures looks again, beside once a day."""
_LATE: Final = timedelta(minutes=30)
_ALWAYS: Final = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class TimedJob:
    """A job with a schedule; what was due before ``since`` is nothing that was missed."""

    name: str
    title: Text
    schedule: Schedule
    since: datetime
    also: datetime | None = None
    """Another instant at which it is due, beside those of the schedule."""

    @property
    def is_news(self) -> bool:
        """Whether somebody wants to know that it was caught up; the program looks after itself every day."""
        return self.name not in {UPKEEP, RECHECK, TELL, ALERTS, EFFECTS, SEND}

    def wanted(self, session: Session, now: datetime) -> Run | None:
        """The run that the schedule wants now: the last one that was due, unless it was done."""
        due = last_due(self.schedule, now, is_working_day)
        if self.also is not None and self.also <= now and (due is None or due < self.also):
            due = self.also
        return None if due is None or due <= self.since else wanted_run(session, self.name, due, now)

    def next(self, session: Session, now: datetime) -> datetime | None:
        """When it is to be looked at next: at its next time, or where it failed after a pause."""
        due = next_due(self.schedule, now, is_working_day)
        if self.also is not None and self.also > now and (due is None or self.also < due):
            due = self.also
        newest = runs.newest_runs(session).get(self.name)
        if newest is not None and newest.outcome == runs.FAILED and not newest.by_hand:
            again = datetime.fromtimestamp(newest.ended_at / 1000, UTC) + runs.PAUSE
            if newest.attempts < runs.ATTEMPTS and now < again and (due is None or again < due):
                return again
        return due


def timed_jobs(session: Session) -> list[TimedJob]:
    """Every job that runs by itself, in the order in which what is due at once is done.

    The daily upkeep, checks of files that never had any, sources with a schedule, then what is told of all that. The
    checks are made once after an upgrade: the number of the newest of those files stands for its instant: what was
    done is not done again, whatever the clock.
    """
    found = [TimedJob(UPKEEP, Text(OWN[UPKEEP]), _of("daily 00:00"), _ALWAYS)]
    if lacking := unchecked_batches(session):
        once = Schedule(once=_ALWAYS + timedelta(seconds=lacking[-1].n))
        found.append(TimedJob(RECHECK, Text(OWN[RECHECK]), once, _ALWAYS))
    for source in list_sources(session):
        schedule = parse_schedule(source.schedule)
        if schedule is not None and not source.paused:
            since = datetime.fromisoformat(source.scheduled_at)
            title = Text(N_("Reading {name}"), {"name": source.name})
            found.append(TimedJob(job_of(source.id), title, schedule, since))
    settled = _settled(session)
    if session.scalar(select(exists().where(AlertRule.active, AlertRule.removed.is_(False)))):
        found.append(TimedJob(ALERTS, Text(OWN[ALERTS]), _of("daily 00:00"), _ALWAYS, settled))
    if session.scalar(select(exists().where(DecisionAim.state == "waiting", DecisionAim.removed.is_(False)))):
        found.append(TimedJob(EFFECTS, Text(OWN[EFFECTS]), _of("daily 00:00"), _ALWAYS, settled))
    found.append(TimedJob(TELL, Text(OWN[TELL]), _of("daily 00:00"), _ALWAYS, settled))
    for report in list_plans(session):
        schedule = parse_schedule(report.draft.schedule)
        if schedule is not None and report.draft.active:
            since = datetime.fromisoformat(report.scheduled_at)
            found.append(
                TimedJob(report.job, Text(N_("Reports by the plan {name}"), {"name": report.name}), schedule, since)
            )
    plan = read_plan(session)
    if plan.is_on:
        since = datetime.fromisoformat(plan.since) if plan.since else _ALWAYS
        found.append(TimedJob(DIGEST, Text(OWN[DIGEST]), _of(f"working days {plan.at}"), since))
    if is_waiting(session):
        found.append(TimedJob(SEND, Text(OWN[SEND]), _of("every 5 minutes"), _ALWAYS))
    return found


def _settled(session: Session) -> datetime | None:
    """When the files that came last have been in for a while: who takes in twenty is told once."""
    newest = session.scalar(select(func.max(ImportBatch.loaded_at)))
    return None if newest is None else datetime.fromisoformat(newest) + QUIET


def due_runs(session: Session, now: datetime) -> list[tuple[TimedJob, Run]]:
    """The jobs that are due now, each once however often it was missed."""
    found = ((job, job.wanted(session, now)) for job in timed_jobs(session))
    return [(job, run) for job, run in found if run is not None]


def is_caught_up(run: Run) -> bool:
    """Whether a run began so long after it was due that nobody can have waited for it: the machine slept or was off."""
    late = datetime.fromtimestamp(run.started_at / 1000, UTC) - datetime.fromisoformat(run.due_at)
    return not run.by_hand and late >= _LATE


def _of(text: str) -> Schedule:
    found = parse_schedule(text)
    assert found is not None  # noqa: S101 - written here
    return found


def _mark(run: Run) -> tuple[str, str, int]:
    return run.job, run.due_at, run.attempts


Start = Callable[[TimedJob, Run, Callable[[], None]], None]
"""``start(job, run, over)`` sees that the run is done and calls ``over()`` when it ended, however it did."""


class Timetable:
    """Starts the jobs of an open workspace when they are due, as long as it is not stopped."""

    def __init__(self, db: Database, start: Start, *, clock: Clock | None = None) -> None:
        """``start`` is called in a thread of the timetable; ``clock`` is the machine's."""
        self._db, self._start, self._clock = db, start, clock or SystemClock()
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = BackgroundScheduler(timezone=UTC, job_defaults=defaults)
        self._lock = threading.Lock()
        self._under_way: set[str] = set()
        self._tried: set[tuple[str, str, int]] = set()
        """What was started here: a run that ended in a fault of the program is not started over and over."""
        self._stopped = threading.Event()
        self._apart = self._apart_now()
        self._unsubscribe: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Look what is due, also what was missed, and go on looking."""
        self._scheduler.start()
        self._unsubscribe = self._db.subscribe(self._heard)
        threading.Thread(target=self._watch, name="timetable", daemon=True).start()
        self.refresh()

    def stop(self) -> None:
        """Start nothing any more; what runs goes on."""
        if not self._stopped.is_set():
            self._stopped.set()
            self._unsubscribe()
            if self._scheduler.running:
                self._scheduler.shutdown(wait=True)

    def refresh(self) -> None:
        """Settle anew when each job is to be looked at: at once where a run is wanted, else at its next time."""
        if self._stopped.is_set() or self._db.read_only:
            return
        now = self._clock.now()
        with self._db.read() as session:
            moments = {job.name: self._moment(session, job, now) for job in timed_jobs(session)}
        self._settle({name: moment - now for name, moment in moments.items() if moment is not None})

    def _moment(self, session: Session, job: TimedJob, now: datetime) -> datetime | None:
        wanted = None if job.name in self._under_way else job.wanted(session, now)
        return now if wanted is not None and _mark(wanted) not in self._tried else job.next(session, now)

    def _settle(self, delays: Mapping[str, timedelta]) -> None:
        with self._lock:
            if self._stopped.is_set():
                return
            for job in self._scheduler.get_jobs():
                if job.id not in delays:
                    with suppress(JobLookupError):  # it ran at this very moment
                        self._scheduler.remove_job(job.id)
            now = datetime.now(UTC)
            for name, delay in delays.items():
                self._scheduler.add_job(
                    self._fire, "date", run_date=now + delay, args=[name], id=name, replace_existing=True
                )

    def _fire(self, name: str) -> None:
        """In a thread of the scheduler: start the run if it is wanted indeed."""
        with self._lock:
            if self._stopped.is_set() or name in self._under_way:
                return
            with self._db.read() as session:
                found = next((one for one in due_runs(session, self._clock.now()) if one[0].name == name), None)
            if found is None or _mark(found[1]) in self._tried:
                found = None
            else:
                self._under_way.add(name)
                self._tried.add(_mark(found[1]))
        if found is not None:
            self._start(*found, partial(self._over, name))
        self.refresh()

    def _over(self, name: str) -> None:
        self._under_way.discard(name)
        self.refresh()

    def _heard(self, changes: Changes) -> None:
        if changes.tables & _TABLES:
            self.refresh()

    # -- a machine that sleeps, a clock that is set -------------------------------------------------------------------

    def _apart_now(self) -> float:
        return self._clock.now().timestamp() - time.monotonic()

    def look(self) -> None:
        """Settle everything anew where the clock on the wall did not go on as time did."""
        apart = self._apart_now()
        if abs(apart - self._apart) > _JUMP_S:
            self._apart = apart
            self.refresh()

    def _watch(self) -> None:
        while not self._stopped.wait(_LOOK_S):
            self.look()
