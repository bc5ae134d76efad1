"""Runs of jobs: each time that one is due is claimed once, in the transaction that does the work."""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.core.clock import SystemClock
from app.core.db import Action, Database
from app.core.texts import N_, Text, packed, unpacked
from app.jobs.model import JobRun

DONE: Final = "done"
NOTHING: Final = "nothing"
FAILED: Final = "failed"
CANCELLED: Final = "cancelled"
OUTCOMES: Final = {DONE: N_("done"), NOTHING: N_("nothing new"), FAILED: N_("failed"), CANCELLED: N_("cancelled")}
"""How runs end, in words."""
KEPT: Final = 200
"""Runs of a job that are remembered."""
ATTEMPTS: Final = 4
"""How often a run that was due is tried in all."""
PAUSE: Final = timedelta(minutes=15)
"""Between two of them: a laptop may not be in the company's network yet."""


class TakenError(Exception):
    """Another program has done this run; what was done here must not count."""


@dataclass(frozen=True)
class Run:
    """One run of a job, under way or over."""

    job: str
    due_at: str
    started_at: int
    """Milliseconds since 1970, UTC."""
    by_hand: bool = False
    attempts: int = 1
    ended_at: int = 0
    outcome: str = ""
    rows: int = 0
    aside: int = 0
    batches: tuple[str, ...] = ()
    error: Text | None = None

    @property
    def seconds(self) -> float:
        """How long it took."""
        return max(0, self.ended_at - self.started_at) / 1000


def instant(at: datetime) -> str:
    """An instant as runs name it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def millis(at: datetime) -> int:
    """An instant as milliseconds since 1970."""
    return int(at.timestamp() * 1000)


def by_hand(job: str, now: datetime) -> Run:
    """A run that a person asks for now."""
    return Run(job, instant(now), millis(now), by_hand=True)


def wanted_run(session: Session, job: str, due: datetime, now: datetime) -> Run | None:
    """The run of a time that was due, or None where it was done, or failed too often or a moment ago."""
    before = session.execute(
        select(JobRun.outcome, JobRun.attempts, JobRun.ended_at).where(JobRun.job == job, JobRun.due_at == instant(due))
    ).first()
    if before is None:
        return Run(job, instant(due), millis(now))
    passed = timedelta(milliseconds=millis(now) - before.ended_at)
    too_soon = timedelta() <= passed < PAUSE  # a clock that was set back has waited long enough
    if before.outcome != FAILED or before.attempts >= ATTEMPTS or too_soon:
        return None
    return Run(job, instant(due), millis(now), attempts=before.attempts + 1)


def settle(session: Session, run: Run, now: datetime, outcome: str, **found: Any) -> Run:
    """Write a run down as it ended; raises TakenError where another program has written it first.

    In the transaction that does the work this is the claim: what it raises rolls the work back.
    """
    ended = replace(run, outcome=outcome, ended_at=millis(now), **found)
    values = {
        "started_at": ended.started_at, "ended_at": ended.ended_at, "outcome": outcome, "attempts": ended.attempts,
        "rows": ended.rows, "aside": ended.aside, "batches": " ".join(ended.batches), "by_hand": int(ended.by_hand),
        "error": "" if ended.error is None else json.dumps(packed(ended.error), ensure_ascii=False),
    }  # fmt: skip
    same = (JobRun.job == run.job, JobRun.due_at == run.due_at)
    before = session.execute(select(JobRun.outcome, JobRun.attempts).where(*same)).first()
    if before is None:
        session.execute(insert(JobRun).values(job=run.job, due_at=run.due_at, **values))
    elif tuple(before) == (FAILED, run.attempts - 1):
        session.execute(update(JobRun).where(*same).values(**values))
    else:
        raise TakenError
    _forget(session, run.job)
    return ended


def write_down(db: Database, run: Run, action: Action, outcome: str, *, error: Text | None = None) -> None:
    """Settle a run beside its work, which came to nothing or is done; nothing where another program has done it."""
    with suppress(TakenError):
        db.write(action, lambda session: settle(session, run, SystemClock().now(), outcome, error=error), origin="job")


def _forget(session: Session, job: str) -> None:
    newest = select(JobRun.n).where(JobRun.job == job).order_by(JobRun.n.desc()).limit(KEPT)
    session.execute(delete(JobRun).where(JobRun.job == job, JobRun.n.not_in(newest)))


def last_runs(session: Session, *, job: str = "", limit: int = KEPT) -> list[Run]:
    """The runs of a job, or of all, the newest first."""
    query = select(JobRun).order_by(JobRun.n.desc()).limit(limit)
    return [_run(row) for row in session.scalars(query.where(JobRun.job == job) if job else query)]


def newest_runs(session: Session) -> dict[str, Run]:
    """The newest run of each job."""
    newest = select(func.max(JobRun.n)).group_by(JobRun.job)
    return {row.job: _run(row) for row in session.scalars(select(JobRun).where(JobRun.n.in_(newest)))}


def _run(row: JobRun) -> Run:
    error = unpacked(*json.loads(row.error)) if row.error else None
    return Run(
        row.job, row.due_at, row.started_at, bool(row.by_hand), row.attempts, row.ended_at, row.outcome, row.rows,
        row.aside, tuple(row.batches.split()), error,
    )  # fmt: skip
