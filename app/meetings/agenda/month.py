"""What every part of an agenda reads: the meeting, its period, the day, and what is read once for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from sqlalchemy.orm import Session

from app.core.calendars import Calendar
from app.core.db import Database
from app.core.files import FileStore
from app.core.period import Period, day_number, day_of
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.health.current import current_model
from app.health.kpis import known_infos
from app.health.scheme import Scheme
from app.health.sheets import KpiInfo
from app.kpi.findings.model import Finding
from app.kpi.findings.reading import read_findings
from app.kpi.kept import kept_of
from app.kpi.kpi import DATA, OWNERS
from app.kpi.reference import References
from app.meetings.agenda.assessed import Assessed, read_assessed
from app.meetings.queries import meeting_row, series_row
from app.meetings.rows import MeetingRow, SeriesRow

_CODES: Final[Mapping[str, str]] = MappingProxyType({title: code for code, title in OWNERS.items()} | {DATA: "it"})
"""From the department of a figure, a msgid, to the code of a department of people."""
RANK: Final = 10**12
"""More than any amount: what weighs a rank more comes before all that weighs less."""
STEPS: Final = 4
_SIGNS: Final = N_("Reading the signs in the rows")
_GRADES: Final = N_("Reading the newest assessment")


@dataclass(frozen=True)
class Month:
    """One meeting's month, read; ``session`` only reads."""

    session: Session
    files: FileStore
    meeting: MeetingRow
    series: SeriesRow
    period: Period
    calendar: Calendar
    today: date
    """The day as of which it is read: today, at the latest the day of the meeting."""
    infos: Mapping[str, KpiInfo]
    scheme: Scheme
    findings: Sequence[Finding]
    references: References
    """Writes the references of signs."""
    assessed: Assessed | None
    """The newest assessment of a quarter that has begun by then; None where there is none."""

    @property
    def on(self) -> int:
        """The day as a stored day."""
        return day_number(self.today)


def department_of(owner: str) -> str:
    """The code of the department that a msgid of a figure's owner names; empty where it names none."""
    return _CODES.get(owner, "")


def whole(amount: Fraction | int | None) -> int:
    """An amount as a weight: whole currency units, never below zero."""
    return 0 if amount is None else max(0, int(amount))


def read_month(session: Session, db: Database, files: FileStore, *, meeting_id: str, progress: Progress) -> Month:
    """Read what all parts need; raises UserError where the meeting is gone, Cancelled through ``progress``."""
    meeting = meeting_row(session, meeting_id)
    calendar = kept_of(session).calendar(session)
    period = calendar.parse(meeting.period)
    today = min(db.clock.today(), day_of(meeting.held_on))
    infos, series = known_infos(session), series_row(session, meeting.series_id)
    progress.step(0, STEPS, Text(_SIGNS))
    findings = read_findings(session, today)
    progress.step(1, STEPS, Text(_GRADES))
    assessed = read_assessed(
        session, db, files, infos, until=min(today, period.last), progress=progress,
        whole=any(one.key == "review" for one in series.template),
    )  # fmt: skip
    return Month(
        session, files, meeting, series, period, calendar, today, infos, current_model(session)[1], findings,
        References(session, today), assessed,
    )  # fmt: skip
