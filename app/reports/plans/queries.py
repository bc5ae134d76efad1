"""What screens, jobs and the command line read of plans of reports and of what was handed out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.dealers.model import Party
from app.health.model import Assessment, HealthRound
from app.health.review.model import HealthReview
from app.health.review.rules import FINAL
from app.people.queries import people
from app.reports.plans.model import PublishedReport, ReportPlan
from app.reports.plans.service import PlanDraft

_JOB: Final = "plan:"


@dataclass(frozen=True)
class PlanRow:
    """A plan as it stands."""

    id: str
    ref: str
    draft: PlanDraft
    scheduled_at: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.draft.name

    @property
    def job(self) -> str:
        """What the timetable calls it."""
        return f"{_JOB}{self.id}"


@dataclass(frozen=True)
class Quarter:
    """The quarter of which reports are made now."""

    period: str
    review_id: str | None
    """Its signed review; None where nobody signed one."""
    known_tx: int


@dataclass(frozen=True)
class PublishedRow:
    """A report that was handed out."""

    id: str
    ref: str
    kind: str
    period: str
    lang: str
    dealer: str
    """The name of the dealer that it is about; empty for the region."""
    plan: str
    """The name of the plan by which it went out; empty for none."""
    review_id: str | None
    name: str
    sha256: str
    size: int
    made_on: int
    signed: bool


def list_plans(session: Session) -> list[PlanRow]:
    """The plans of a workspace by name."""
    rows = session.scalars(select(ReportPlan).where(ReportPlan.removed.is_(False)).order_by(ReportPlan.name))
    return [_plan(one) for one in rows]


def find_plan(session: Session, text: str) -> PlanRow:
    """The plan of an id, a reference or a name; raises UserError where there is none."""
    known = list_plans(session)
    for one in known:
        if text in {one.id, one.name} or text.upper() == one.ref:
            return one
    names = ", ".join(one.name for one in known) or "–"
    raise UserError("There is no plan of reports “{name}”; there are: {known}.", name=text, known=names)


def plan_id_of(job: str) -> str | None:
    """The id of the plan of which this is the job; None for another job."""
    return job.removeprefix(_JOB) if job.startswith(_JOB) else None


def addressees(session: Session, draft: PlanDraft) -> list[str]:
    """The addresses to which a plan goes now: those of its people who still have one, then the other ones."""
    of_people = {one.id: one.email for one in people(session)}
    found = dict.fromkeys([*(of_people.get(one) or "" for one in draft.people), *draft.addresses])
    return [one for one in found if one]


def newest_quarter(session: Session) -> Quarter:
    """The newest quarter of which a review is signed, else the newest assessed one; raises UserError for none."""
    signed = session.execute(
        select(HealthReview.period, HealthReview.id, HealthRound.known_tx)
        .join(HealthRound, HealthRound.id == HealthReview.round_id)
        .where(HealthReview.state.in_(FINAL), HealthReview.removed.is_(False))
        .order_by(HealthReview.period.desc(), HealthReview.number.desc()).limit(1)
    ).first()  # fmt: skip
    if signed is not None:
        return Quarter(signed[0], signed[1], signed[2])
    found = session.execute(
        select(HealthRound.period, HealthRound.known_tx).where(HealthRound.removed.is_(False))
        .order_by(HealthRound.period.desc(), HealthRound.version.desc()).limit(1)
    ).first()  # fmt: skip
    if found is None:
        raise UserError("No quarter has been assessed yet; assess one on the page Channel health.")
    return Quarter(found[0], None, found[1])


def assessed_dealers(session: Session, period: str, wanted: Collection[str] = ()) -> dict[str, str]:
    """Id and name of those with an assessment of a quarter, by name; only the wanted ones where any is named."""
    rows = session.execute(
        select(Assessment.party_id, Party.name).distinct()
        .join(Party, Party.id == Assessment.party_id)
        .where(Assessment.period == period, Assessment.removed.is_(False))
        .order_by(Party.name, Assessment.party_id)
    )  # fmt: skip
    return {party_id: name for party_id, name in rows if not wanted or party_id in wanted}


def sent_before(session: Session, plan_id: str) -> set[str]:
    """The hashes, before signing, of what a plan has handed out."""
    rows = select(PublishedReport.drawn_hash).where(
        PublishedReport.plan_id == plan_id, PublishedReport.removed.is_(False)
    )
    return set(session.scalars(rows))


def list_published(session: Session, *, limit: int = 2000) -> list[PublishedRow]:
    """What was handed out, the newest first."""
    return _published(session, limit)


def find_published(session: Session, texts: Sequence[str]) -> list[PublishedRow]:
    """The reports of ids, references or names of files, each the newest; raises UserError where one is none."""
    known, found = _published(session, None), []
    for text in texts:
        one = next((row for row in known if text in {row.id, row.name} or text.upper() == row.ref), None)
        if one is None:
            raise UserError("No published report is called “{name}”.", name=text)
        found.append(one)
    return found


def _published(session: Session, limit: int | None) -> list[PublishedRow]:
    rows: Sequence[Sequence[Any]] = session.execute(
        select(
            PublishedReport.id, PublishedReport.ref, PublishedReport.kind, PublishedReport.period, PublishedReport.lang,
            func.coalesce(Party.name, ""), func.coalesce(ReportPlan.name, ""), PublishedReport.review_id,
            PublishedReport.name, PublishedReport.data_sha256, PublishedReport.size, PublishedReport.made_on,
            PublishedReport.signed,
        )
        .join(Party, Party.id == PublishedReport.party_id, isouter=True)
        .join(ReportPlan, ReportPlan.id == PublishedReport.plan_id, isouter=True)
        .where(PublishedReport.removed.is_(False))
        .order_by(PublishedReport.made_on.desc(), literal_column("published_report.rowid").desc())
        .limit(limit)
    ).all()  # fmt: skip
    return [PublishedRow(*row) for row in rows]


def _plan(one: ReportPlan) -> PlanRow:
    draft = PlanDraft(
        one.name, one.kind, one.lang, one.reader, tuple(one.dealers), tuple(one.people), tuple(one.addresses),
        one.schedule, one.workbook, one.signed, one.active, one.to_contacts,
    )  # fmt: skip
    return PlanRow(one.id, one.ref, draft, one.scheduled_at)
