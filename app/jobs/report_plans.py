"""What a plan of reports names is made, kept, and handed to the queue of mail: by hand, or as a job that is due."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
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
from app.dealers.contacts import own_addresses
from app.health.queries import Infos
from app.inbox.service import Post, close_cause, post_notice
from app.jobs import runs
from app.jobs.delivery.queue import require_mailable
from app.jobs.delivery.settings import loud_from, read_plan
from app.jobs.report_mail import Sheaf, queue_own, queue_reports, queue_told, require_mail
from app.jobs.runs import Run
from app.reports.kinds import KINDS, PDF, Made, make_report, make_workbook
from app.reports.plans.queries import (
    PlanRow,
    Quarter,
    addressees,
    assessed_dealers,
    find_plan,
    newest_quarter,
    sent_before,
)
from app.reports.plans.service import OWN, keep_published
from app.reports.signing import Signing

_SENT: Final = N_("Handed out reports by the plan {name}")
_FAILED: Final = N_("The plan of reports “{plan}” could not be carried out: {why}")
_LACKING: Final = N_("No contact with an e-mail address, so nothing was sent: {names}")
_UNSENT: Final = N_("By the plan “{plan}” these dealers got no report, as no contact has an e-mail address: {names}")
_DRAWING: Final = N_("Drawing {n} of {of}")


@dataclass(frozen=True)
class Drawn:
    """One file of a plan, kept in the files store."""

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
    dealers: Mapping[str | None, str]
    """Id and name of each whose report is made; of a report about the region None alone."""
    to: tuple[str, ...]
    before: frozenset[str]
    contacts: Mapping[str, tuple[str, ...]] | None
    """The addresses of each dealer to whom his own goes; None where all goes to ``to``."""
    lacking: tuple[str, ...]
    """The names of the dealers who have none."""


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
            own = draft.kind == OWN and draft.to_contacts
            if own or draft.people or draft.addresses:
                require_mail(session)
            if (draft.people or draft.addresses) and not (to or own):
                raise UserError("Nobody whom this plan names has an e-mail address any more.")
            dealers: dict[str | None, str] = {None: ""}
            kind = KINDS.get(draft.kind)
            if kind is not None and kind.about == "dealer":
                dealers = dict(assessed_dealers(session, quarter.period, draft.dealers).items())
                if not dealers:
                    raise UserError("None of the plan's dealers was assessed in {period}.", period=quarter.period)
            before, contacts, lacking = frozenset(sent_before(session, plan.id)), None, tuple[str, ...]()
            if own:
                known = [one for one in dealers if one is not None]
                contacts = own_addresses(session, known, day_number(self._db.clock.today()))
                lacking = tuple(name for one, name in dealers.items() if one not in contacts)
                dealers = {one: name for one, name in dealers.items() if one in contacts}
            return _Asked(plan, quarter, dealers, tuple(to), before, contacts, lacking)

    def _draw(self, asked: _Asked, progress: Progress) -> Iterator[Drawn]:
        """Each file that was not handed out before, signed where the plan says so, and kept."""
        draft, now = asked.plan.draft, self._clock.now()
        mine = self._signing.open(now) if draft.signed else None
        size = 0
        for n, (party_id, made) in enumerate(self._made(asked, progress)):
            drawn = hashlib.sha256(made.data).hexdigest()
            progress.step(n, len(asked.dealers), Text(_DRAWING, {"n": n + 1, "of": len(asked.dealers)}))
            if drawn in asked.before:
                continue
            signs = mine is not None and made.media_type == PDF
            data = mine.sign(made.data) if mine is not None and signs else made.data
            size = len(data) + (size if asked.contacts is None else 0)  # each dealer's goes alone
            if asked.to or asked.contacts is not None:
                require_mailable(size)
            yield Drawn(made.name, self._files.put(data), len(data), drawn, party_id, signs)

    def _made(self, asked: _Asked, progress: Progress) -> Iterator[tuple[str | None, Made]]:
        """Each file with the dealer that it is about."""
        draft, period, infos = asked.plan.draft, asked.quarter.period, self._infos()
        for party_id in asked.dealers:
            yield party_id, make_report(
                self._db, self._files, infos, draft.kind, period=period, lang=draft.lang, reader=draft.reader,
                dealer_id=party_id, progress=progress,
            )  # fmt: skip
        if draft.workbook:
            yield (
                None,
                make_workbook(
                    self._db, self._files, infos, draft.kind, period=period, lang=draft.lang, progress=progress
                ),
            )

    def _keep(self, session: Session, asked: _Asked, found: list[Drawn], run: Run, today: date) -> Run:
        """In one transaction: keep what was handed out, queue it, close what the inbox said, claim the run."""
        plan, quarter, now = asked.plan, asked.quarter, self._clock.now()
        before = sent_before(session, plan.id)  # another program may have been here since
        fresh = [one for one in found if one.drawn not in before]
        for one in fresh:
            keep_published(
                session, kind=plan.draft.kind, period=quarter.period, lang=plan.draft.lang, name=one.name,
                sha256=one.sha256, size=one.size, made_on=day_number(today), known_tx=quarter.known_tx,
                party_id=one.party_id, plan_id=plan.id, review_id=quarter.review_id, signed=one.signed, drawn=one.drawn,
            )  # fmt: skip
        if asked.contacts is not None:
            self._queue_own(session, asked, fresh, run, told_before=bool(before))
        elif fresh:
            queue_reports(
                session, sheaf=_sheaf(asked, fresh), to=asked.to, cause=plan.id, now=now,
                not_before=self._loud(session, run, now),
            )  # fmt: skip
        error = self._say_lacking(session, asked, day_number(today))
        outcome = runs.DONE if fresh else runs.NOTHING
        return runs.settle(session, run, now, outcome, rows=len(fresh), aside=len(asked.lacking), error=error)

    def _queue_own(self, session: Session, asked: _Asked, fresh: list[Drawn], run: Run, *, told_before: bool) -> None:
        """Each dealer's own to his contacts; whom the plan names is told who was sent his and who was not."""
        plan, now, contacts = asked.plan, self._clock.now(), asked.contacts or {}
        loud, told = self._loud(session, run, now), [asked.dealers[one.party_id] for one in fresh]
        for one, name in zip(fresh, told, strict=True):
            dealer = one.party_id or ""
            queue_own(
                session, dealer=(dealer, name), sheaf=_sheaf(asked, [one]), drawn=one.drawn, to=contacts[dealer],
                cause=plan.id, now=now, not_before=loud,
            )  # fmt: skip
        if fresh or (asked.lacking and not told_before):
            queue_told(
                session, period=asked.quarter.period, lang=plan.draft.lang, told=told,
                lacking=asked.lacking, to=asked.to, mark=(plan.id, *sorted(one.drawn for one in fresh)), now=now,
                not_before=loud,
            )  # fmt: skip

    def _say_lacking(self, session: Session, asked: _Asked, on: int) -> Text | None:
        """Name in the inbox who has no address, or close what it said of the plan; returns the run's words."""
        plan, names = asked.plan, ", ".join(asked.lacking)
        if not names:
            close_cause(session, cause=plan.job, on=on)
            return None
        mark = hashlib.sha256(f"{asked.quarter.period}\n{names}".encode()).hexdigest()[:16]
        said = Text(_UNSENT, {"plan": plan.name, "names": names})
        post_notice(
            session, kind="job", post=Post(plan.job, mark, said, page="reports", target={"plan": plan.id}), on=on
        )
        return Text(_LACKING, {"names": names})

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


def _sheaf(asked: _Asked, files: list[Drawn]) -> Sheaf:
    quarter, draft = asked.quarter, asked.plan.draft
    return Sheaf(
        draft.kind, quarter.period, draft.lang, quarter.review_id is not None, any(one.signed for one in files),
        tuple(one.file for one in files),
    )  # fmt: skip
