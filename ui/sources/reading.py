"""What the page of data sources shows, read in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.core.schedule import parse_schedule
from app.core.texts import N_, Text
from app.imports.sources.queries import SourceRow, list_sources
from app.jobs.runs import Run, last_runs, newest_runs
from app.jobs.sources import job_of
from app.jobs.timetable import OWN, timed_jobs

if TYPE_CHECKING:
    from app.bootstrap import Desk


@dataclass(frozen=True)
class SourceLine:
    """A source with its last run and when it is read next."""

    source: SourceRow
    last: Run | None
    next: datetime | None

    @property
    def schedule(self) -> Text:
        """When it is read, in words."""
        found = parse_schedule(self.source.schedule)
        return Text(N_("By hand")) if found is None else found.said


@dataclass(frozen=True)
class RunLine:
    """A run under the name of its job; ``source_id`` is empty for the daily backup."""

    run: Run
    name: str | Text
    source_id: str


@dataclass(frozen=True)
class SourcesSheet:
    """Sources by name and runs, the newest first; ``profiles`` are titles by id."""

    sources: tuple[SourceLine, ...]
    runs: tuple[RunLine, ...]
    profiles: Mapping[str, str]


def read_sources(desk: "Desk") -> SourcesSheet:
    """Everything that the page shows."""
    profiles = {one.id: one.title for one in desk.shelf.all()}
    with desk.db.read() as session:
        sources, newest = list_sources(session), newest_runs(session)
        now = desk.sources.now()
        following = {job.name: job.next(session, now) for job in timed_jobs(session)}
        names: dict[str, tuple[str | Text, str]] = {job_of(one.id): (one.name, one.id) for one in sources}
        names |= {name: (Text(title), "") for name, title in OWN.items()}
        runs = [RunLine(run, *names[run.job]) for run in last_runs(session) if run.job in names]
    lines = [SourceLine(one, newest.get(job_of(one.id)), following.get(job_of(one.id))) for one in sources]
    return SourcesSheet(tuple(lines), tuple(runs), profiles)
