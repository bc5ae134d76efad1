"""What the page of reports shows, read in a worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.core.clock import SystemClock
from app.core.errors import UserError
from app.core.schedule import parse_schedule
from app.core.texts import N_, Text
from app.dealers.naming import label_of
from app.dealers.queries import DealerRow, list_parties
from app.jobs.delivery.queue import Message, last_messages
from app.jobs.delivery.settings import read_plan
from app.jobs.runs import Run, newest_runs
from app.jobs.timetable import timed_jobs
from app.people.queries import PersonRow, people
from app.reports.plans.queries import PlanRow, PublishedRow, list_plans, list_published

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.core.words import Words

_MAILS = 500


@dataclass(frozen=True)
class PlanLine:
    """A plan with its last run and when it goes out next."""

    plan: PlanRow
    last: Run | None
    next: datetime | None
    to: str
    """Names and addresses."""

    @property
    def goes_to(self) -> "Words":
        """To whom, in words."""
        if not self.plan.draft.to_contacts:
            return self.to
        return (
            Text(N_("Each dealer's contact; told: {to}"), {"to": self.to})
            if self.to
            else Text(N_("Each dealer's contact"))
        )

    @property
    def schedule(self) -> Text:
        """When it goes out, in words."""
        found = parse_schedule(self.plan.draft.schedule)
        return Text(N_("By hand")) if found is None else found.said


@dataclass(frozen=True)
class ReportsSheet:
    """Plans by name, reports and mails the newest first; who and what a plan can name."""

    plans: tuple[PlanLine, ...]
    published: tuple[PublishedRow, ...]
    mails: tuple[Message, ...]
    people: Sequence[PersonRow]
    dealers: Sequence[DealerRow]
    mail: bool
    """Whether a mail server is set up."""
    holder: str
    """Whose certificate signs on this computer; empty where none can, which ``fault`` then says."""
    fault: Text | None

    def dealer_names(self, ids: Sequence[str]) -> str:
        """Dealers as somebody would type them."""
        named: Mapping[str, str] = {one.id: label_of(one.name, one.code) for one in self.dealers}
        return ", ".join(named[one] for one in ids if one in named)

    def recipients(self, plan: PlanRow) -> str:
        """Names of people, then addresses."""
        names = {one.id: one.name for one in self.people}
        return ", ".join([*(names[one] for one in plan.draft.people if one in names), *plan.draft.addresses])


def read_reports(desk: "Desk") -> ReportsSheet:
    """Everything that the page shows."""
    now, holder, fault = SystemClock().now(), "", None
    try:
        holder = desk.signing.open(now).holder
    except UserError as error:
        fault = error.text
    with desk.db.read() as session:
        newest = newest_runs(session)
        following = {job.name: job.next(session, now) for job in timed_jobs(session)}
        sheet = ReportsSheet(
            (), tuple(list_published(session)), tuple(last_messages(session, _MAILS, reports=True)), people(session),
            list_parties(session), read_plan(session).mail is not None, holder, fault,
        )  # fmt: skip
        plans = tuple(
            PlanLine(one, newest.get(one.job), following.get(one.job), sheet.recipients(one))
            for one in list_plans(session)
        )
    return replace(sheet, plans=plans)
