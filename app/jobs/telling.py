"""The daily look at what is due: told in the inbox once, closed when it is no longer so."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from app.core.clock import SystemClock
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_
from app.inbox.service import Post, settle_kind
from app.jobs.due import POSTS, Who, of_the_time
from app.jobs.runs import DONE, FAILED, NOTHING, Run, settle, write_down

_TOLD: Final = N_("Looked what is overdue or runs out")


@dataclass(frozen=True)
class Told:
    """How many notices came, and how many are over because what they said is no longer so."""

    came: int
    over: int


def find_due(session: Session, today: date, progress: Progress) -> dict[str, list[Post]]:
    """Everything that is due, by the kind of its notices."""
    who, found = Who.read(session), dict[str, list[Post]]()
    for step, (kind, posts) in enumerate(POSTS.items()):
        progress.step(step, len(POSTS))
        found[kind] = list(posts(session, today, who))
    return of_the_time(session, today, found)


def tell_due(session: Session, *, found: dict[str, list[Post]], on: int) -> Told:
    """Bring the inbox to what is due."""
    settled = [settle_kind(session, kind=kind, posts=posts, on=on) for kind, posts in found.items()]
    return Told(sum(came for came, _ in settled), sum(over for _, over in settled))


def run_telling(db: Database, progress: Progress, run: Run | None = None) -> Told:
    """Look what is due and tell it; with ``run`` as the job that is due, claimed in the same transaction.

    Looking takes its time and holds nothing up; what is told is by the day on which it was looked. Raises TakenError
    where another program has done the run, UserError where it failed, which is written down too.
    """
    today = db.clock.today()
    try:
        with db.read(progress) as session:
            found = find_due(session, today, progress)
    except UserError as error:
        if run is not None:
            write_down(db, run, Action(_TOLD), FAILED, error=error.text)
        raise

    def command(session: Session) -> Told:
        told = tell_due(session, found=found, on=day_number(today))
        if run is not None:
            settle(session, run, SystemClock().now(), DONE if told.came or told.over else NOTHING, rows=told.came)
        return told

    return db.write(Action(_TOLD), command, origin="job").value
