"""The effect of decisions on their day: measured as a job, and told until a meeting has discussed it."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.inbox.service import Post
from app.jobs.runs import DONE, FAILED, NOTHING, Run, write_down
from app.meetings.effects.queries import due_effects
from app.meetings.effects.service import measure_due
from app.meetings.model import Meeting

if TYPE_CHECKING:
    from app.jobs.due import Who

_LOOKED: Final = N_("Looked which effects of decisions are due")
_SAID: Final = N_("Decision {ref} “{decision}”. {said}")
_SEVERITY: Final = {"missed": "warn", "not_proven": "warn"}


def run_effects(db: Database, files: FileStore, progress: Progress, run: Run | None = None) -> list[str]:
    """Measure each effect whose day has come; returns the ids of those of which something new is known.

    Each is written by itself; the run is written down after them. Raises UserError where one failed.
    """
    try:
        new = measure_due(db, files, progress=progress)
    except UserError as error:
        if run is not None:
            write_down(db, run, Action(_LOOKED), FAILED, error=error.text)
        raise
    if run is not None:
        write_down(db, run, Action(_LOOKED), DONE if new else NOTHING)
    return new


def effect_posts(session: Session, today: date, _who: "Who") -> Iterator[Post]:
    """What was measured and no meeting has discussed yet, for the chair of the meeting that decided it."""
    due = due_effects(session, day_number(today))
    chairs: dict[str, str | None] = {}
    if due:
        asked = select(Meeting.id, Meeting.chair_id).where(Meeting.id.in_({one.aim.meeting_id for one in due}))
        chairs = {row.id: row.chair_id for row in session.execute(asked)}
    for one in due:
        aim = one.aim
        words = Text(_SAID, {"ref": aim.outcome_ref, "decision": aim.decision, "said": one.words})
        yield Post(
            one.cause, one.fingerprint, words, _SEVERITY.get(aim.verdict, "info"), "meetings",
            {"panel": "decisions", "aim": aim.id}, chairs.get(aim.meeting_id), kpi=aim.kpi, due_on=aim.check_on,
        )  # fmt: skip
