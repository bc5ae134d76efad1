"""The agenda that writes itself: proposed from the month, then written with every figure as it stood."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import Action, Database
from app.core.device import current_device
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.model import Tx
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.meetings.agenda import (
    backlog,
    carried,
    contradictions,
    dealers,
    departments,
    disputes,
    effects,
    kpis,
    licences,
    overdue,
    plan,
    review,
    squads,
    waits,
)
from app.meetings.agenda.choosing import allowed, chosen
from app.meetings.agenda.courses import with_courses
from app.meetings.agenda.month import STEPS, Month, read_month
from app.meetings.agenda.past import past_of
from app.meetings.agenda.proposal import Proposal
from app.meetings.agenda.writing import Frozen, write_items
from app.meetings.effects.service import measure_due
from app.meetings.evidence import Figures, FrozenFigure, figures_from_json, figures_json
from app.meetings.held import BEFORE, meeting_in

Source = Callable[[Month], list[Proposal]]
SOURCES: Final[tuple[Source, ...]] = (
    carried.propose, effects.propose, kpis.propose, plan.propose, waits.propose, dealers.propose,
    contradictions.propose, licences.propose, overdue.propose, disputes.propose, squads.propose, departments.propose,
    backlog.propose,
)  # fmt: skip
"""Every part of an agenda but the quarterly review, which only a template that has it asks for."""
_WRITING: Final = N_("Writing the agenda")
_CHARTS: Final = N_("Freezing the figures")


@dataclass(frozen=True)
class Proposed:
    """What the month proposes for a meeting."""

    agenda: tuple[Proposal, ...]
    """What is new, chosen and in its order."""
    there: tuple[Proposal, ...]
    """What is said now of what is on the agenda already."""
    cut: tuple[Proposal, ...]
    """What found no place on it."""
    period: str
    as_of: str
    known_tx: int
    journal_head: str


def propose_agenda(
    db: Database, files: FileStore, *, meeting_id: str, progress: Progress | None = None
) -> list[Proposal]:
    """What the month proposes: by the sections of the template, the weightiest first, cut to numbers and minutes.

    What is on the agenda already is not among it, nor what was struck off and says the same still. Raises UserError
    where the meeting is gone, Cancelled through ``progress``.
    """
    return list(read_proposals(db, files, meeting_id=meeting_id, progress=progress or Progress()).agenda)


def read_proposals(db: Database, files: FileStore, *, meeting_id: str, progress: Progress) -> Proposed:
    """The same with what is said of the rest, and up to which transaction data were known."""
    with db.read(progress) as session:
        known_tx = session.execute(select(func.max(Tx.tx))).scalar() or 0
        head = journal.head_of(session, current_device(session))[1]
        month = read_month(session, db, files, meeting_id=meeting_id, progress=progress)
        progress.step(2, STEPS, Text(_WRITING))
        found: list[Proposal] = []
        for source in _sources(month):
            progress.step(2, STEPS, Text(_WRITING))
            found += source(month)
        walked = {one.dealer_id for one in found if one.section == "review" and one.dealer_id}
        found = [one for one in found if one.section != "dealers" or one.dealer_id not in walked]
        past = past_of(session, month.meeting)
        rest = allowed(found, past)
        agenda = chosen(rest, month.series.template, month.meeting.minutes, past)
        progress.step(3, STEPS, Text(_CHARTS))
        agenda = with_courses(month, agenda)
        there = with_courses(month, [one for one in rest if one.cause in past.there])
    progress.step(STEPS, STEPS)
    known = {one.cause for one in (*agenda, *there)}
    return Proposed(
        tuple(agenda),
        tuple(there),
        tuple(one for one in rest if one.cause not in known),
        month.meeting.period,
        month.today.isoformat(),
        known_tx,
        head,
    )


def write_agenda(db: Database, files: FileStore, *, meeting_id: str, progress: Progress | None = None) -> list[str]:
    """Write the month's proposals on the agenda, with every figure frozen; returns the ids of the new items.

    Written again before the meeting begins it adds what is new, keeps what people changed, brings figures to what they
    are now, and marks what is no longer so. Raises UserError where the meeting has begun.
    """
    with db.read() as session:
        meeting = meeting_in(session, meeting_id, BEFORE)
        title, before = meeting.ref, meeting.figures_sha256
    with suppress(UserError):  # an effect that cannot be measured keeps no agenda from being written
        measure_due(db, files)
    found = read_proposals(db, files, meeting_id=meeting_id, progress=progress or Progress())
    kept = figures_from_json(files.get(before).decode("utf-8")).items if before else {}
    items = {**kept, **_figures(found.there), **_figures(found.agenda)}
    figures = Figures(found.period, found.known_tx, found.as_of, items)
    sha256 = files.put(figures_json(figures).encode("utf-8"))
    frozen = Frozen(sha256, found.known_tx, found.journal_head, found.as_of)

    def command(session: Session) -> list[str]:
        return write_items(session, meeting_id=meeting_id, agenda=found.agenda, there=found.there, frozen=frozen)

    return db.write(Action(N_("Wrote the agenda of {meeting}"), {"meeting": title}), command).value


def _sources(month: Month) -> Sequence[Source]:
    asked = {one.key for one in month.series.template}
    return (*SOURCES, review.propose) if "review" in asked else SOURCES


def _figures(found: Iterable[Proposal]) -> Mapping[str, FrozenFigure]:
    return {key: one for each in found for key, one in each.figures.items()}
