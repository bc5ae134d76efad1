"""What a plan of reports names is made, kept, and handed to the queue of mail: by hand, or as a job that is due."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from app.core.clock import Clock, SystemClock
from app.core.db import Action, Database
from app.core.errors import Cancelled, UserError
from app.core.files import FileStore
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text, packed
from app.health.queries import Infos
from app.inbox.service import Post, close_cause, post_notice
from app.jobs import runs
from app.jobs.delivery.queue import require_mailable
from app.jobs.delivery.settings import loud_from, read_plan
from app.jobs.report_mail import Sheaf, queue_reports, require_mail
from app.jobs.runs import Run
from app.reports.kinds import KINDS, PDF, Made, make_report
from app.reports.plans.queries import (
    PlanRow,
    Quarter,
    addressees,
    assessed_dealers,
    find_plan,
    newest_quarter,
    sent_before,
)
from app.reports.plans.service import SHEET, keep_published
from app.reports.signing import Signing

_SENT: Final = N_("Handed out reports by the plan {name}")
_FAILED: Final = N_("The plan of reports “{plan}” could not be carried out: {why}")
_DRAWING: Final = N_("Drawing {n} of {of}")


@dataclass(frozen=True)
class Drawn:
    """One file of a plan, kept in the files store."""

    kind: str
    name: str
    sha256: str
    size: int
    drawn: str
    """SHA-256 before it was signed."""
    party_id: str | None
    signed: bool

    @property
    def file(self) -> dict[str, object]:
        """As the queue names it."""
        return {"name": self.name, "sha256": self.sha256, "size": self.size}


@dataclass(frozen=True)
class _Asked:
    """What a plan asks for now."""

    plan: PlanRow
    quarter: Quarter
    dealers: tuple[str | None, ...]
    to: tuple[str, ...]
    before: frozenset[str]


class ReportSender:
    """Carries out the plans of one workspace."""

    def __init__(
        self, db: Database, files: FileStore, infos: Callable[[], Infos], signing: Signing, clock: Clock | None = None
    ) -> None:
        """``infos`` says what each KPI is called; ``clock`` is the machine's."""
        self._db, self._files, self._infos, self._signing = db, files, infos, signing
        self._clock = clock or SystemClock()

    def run(self, plan_id: str, *, progress: Progress, run: Run | None = None) -> Run:
        """Make what the plan names of the newest quarter and queue it; returns the run as it ended.

        What this plan has handed out before is left out. Raises UserError where it cannot be made, which the run and
        the inbox then say; TakenError where another program has done this run.
        """
        with self._db.read() as session:
            plan = find_plan(session, plan_id)
        run = run or runs.by_hand(plan.job, self._clock.now())
        action = Action(_SENT, {"name": plan.name})
        try:
            asked = self._asked(plan, progress)
            found = list(self._draw(asked, progress))
        except UserError as error:
            self._say_failed(plan, run, action, error.text)
            raise
        except Cancelled:
            runs.write_down(self._db, run, action, runs.CANCELLED)
            raise
        today = self._db.clock.today()
        return self._db.write(action, lambda s: self._keep(s, asked, found, run, today), origin="job").value

    def _asked(self, plan: PlanRow, progress: Progress) -> _Asked:
        draft = plan.draft
        with self._db.read(progress) as session:
            quarter, to = newest_quarter(session), addressees(session, draft)
            if draft.people or draft.addresses:
                require_mail(session)
                if not to:
                    raise UserError("Nobody whom this plan names has an e-mail address any more.")
            dealers: list[str | None] = [None]
            kind = KINDS.get(draft.kind)
            if kind is not None and kind.about == "dealer":
                dealers = list(assessed_dealers(session, quarter.period, draft.dealers))
                if not dealers:
                    raise UserError("None of the plan's dealers was assessed in {period}.", period=quarter.period)
            return _Asked(plan, quarter, tuple(dealers), tuple(to), frozenset(sent_before(session, plan.id)))

    def _draw(self, asked: _Asked, progress: Progress) -> Iterator[Drawn]:
        """Each file that was not handed out before, signed where the plan says so, and kept."""
        draft, now = asked.plan.draft, self._clock.now()
        mine = self._signing.open(now) if draft.signed else None
        size = 0
        for n, (kind, party_id, made) in enumerate(self._made(asked, progress)):
            drawn = hashlib.sha256(made.data).hexdigest()
            progress.step(n, len(asked.dealers), Text(_DRAWING, {"n": n + 1, "of": len(asked.dealers)}))
            if drawn in asked.before:
                continue
            signs = mine is not None and made.media_type == PDF
            data = mine.sign(made.data) if mine is not None and signs else made.data
            size += len(data)
            if asked.to:
                require_mailable(size)
            yield Drawn(kind, made.name, self._files.put(data), len(data), drawn, party_id, signs)

    def _made(self, asked: _Asked, progress: Progress) -> Iterator[tuple[str, str | None, Made]]:
        """Each file with its kind and the dealer that it is about."""
        draft, period, infos = asked.plan.draft, asked.quarter.period, self._infos()
        for party_id in asked.dealers:
            yield draft.kind, party_id, make_report(
                self._db, self._files, infos, draft.kind, period=period, lang=draft.lang, reader=draft.reader,
                dealer_id=party_id, progress=progress,
            )  # fmt: skip
        if draft.workbook:
            yield SHEET, None, make_report(
                self._db, self._files, infos, SHEET, period=period, lang=draft.lang, reader=draft.reader,
                progress=progress,
            )  # fmt: skip

    def _keep(self, session: Session, asked: _Asked, found: list[Drawn], run: Run, today: date) -> Run:
        """In one transaction: keep what was handed out, queue it, close what the inbox said, claim the run."""
        plan, quarter, now = asked.plan, asked.quarter, self._clock.now()
        before = sent_before(session, plan.id)  # another program may have been here since
        fresh = [one for one in found if one.drawn not in before]
        for one in fresh:
            keep_published(
                session, kind=one.kind, period=quarter.period, lang=plan.draft.lang, name=one.name,
                sha256=one.sha256, size=one.size, made_on=day_number(today), known_tx=quarter.known_tx,
                party_id=one.party_id, plan_id=plan.id, review_id=quarter.review_id, signed=one.signed, drawn=one.drawn,
            )  # fmt: skip
        if fresh:
            sheaf = Sheaf(
                plan.draft.kind, quarter.period, plan.draft.lang, quarter.review_id is not None,
                any(one.signed for one in fresh), tuple(one.file for one in fresh),
            )  # fmt: skip
            queue_reports(
                session, sheaf=sheaf, to=asked.to, cause=plan.id, now=now, not_before=self._loud(session, run, now)
            )
        close_cause(session, cause=plan.job, on=day_number(today))
        return runs.settle(session, run, now, runs.DONE if fresh else runs.NOTHING, rows=len(fresh))

    def _loud(self, session: Session, run: Run, now: datetime) -> datetime:
        """What goes by itself waits for the end of the quiet hours; who sends by hand means now."""
        return now if run.by_hand else loud_from(read_plan(session), now)

    def _say_failed(self, plan: PlanRow, run: Run, action: Action, why: Text) -> None:
        """In the run and in the inbox; nothing where another program has done the run."""
        mark = hashlib.sha256(json.dumps(packed(why), ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]
        said = Text(_FAILED, {"plan": plan.name, "why": why})
        post = Post(plan.job, mark, said, page="reports", target={"plan": plan.id})
        on = day_number(self._db.clock.today())

        def command(session: Session) -> None:
            runs.settle(session, run, self._clock.now(), runs.FAILED, error=why)
            post_notice(session, kind="job", post=post, on=on)

        try:
            self._db.write(action, command, origin="job")
        except runs.TakenError:
            return
