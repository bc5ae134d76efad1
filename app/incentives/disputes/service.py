"""A dispute from the dealer's list to the row that it posts: opened, decided row by row, approved, posted.

Nothing that was posted is edited: what the outcomes change is worked out by the same arithmetic on the figures that
were settled, with and without them, and the difference is posted as one adjustment.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.queries import approvals_about
from app.approvals.service import request_approval, require_approved, void_changed
from app.core.attachments import attachments_of
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.journal import create, existing, seal
from app.core.model import canonical_json
from app.core.period import day_number
from app.core.texts import N_
from app.incentives.disputes.reading import Settled, read_decided, settled_before
from app.incentives.disputes.rules import GIVING, Line, Outcome, change_e4
from app.incentives.engine import Figures, settle
from app.incentives.ledger.posting import post
from app.incentives.ledger.rules import Row
from app.incentives.model import Dispute, DisputeLine
from app.incentives.policy import Policy
from app.incentives.words import OUTCOMES

SCOPE: Final = "region"
DAYS: Final = 15
"""Working out a dispute takes no longer unless one says so."""
KIND: Final = "dispute"
_GONE: Final = N_("This dispute is no longer in the workspace.")


@dataclass(frozen=True)
class Result:
    """What the outcomes of a dispute come to."""

    change_e4: int
    """Of the figure, in 1/10,000 of the basis' unit."""
    before_minor: int
    """The entitlement as it was settled, and as it is with the outcomes."""
    after_minor: int

    @property
    def adjust_minor(self) -> int:
        """What is posted to the dealer's account."""
        return self.after_minor - self.before_minor


def open_dispute(
    session: Session, *, party_id: str, version_id: str, period: str, lines: Sequence[Line], data_sha256: str | None,
    reason: str, today: int, due_on: int | None = None, statement_id: str | None = None,
) -> str:  # fmt: skip
    """Open a dispute over the documents of which the two sides do not say the same; returns its id.

    Raises UserError where there are none, where another one of the same payout is open, and where its day is over.
    """
    if not lines:
        raise UserError("The two lists say the same; there is nothing to dispute.")
    due = today + DAYS if due_on is None else due_on
    if due < today:
        raise UserError("The day by which it is decided cannot be over already.")
    there = session.scalars(
        select(Dispute).where(
            Dispute.party_id == party_id, Dispute.version_id == version_id, Dispute.period == period,
            Dispute.state == "open", Dispute.removed.is_(False),
        )
    ).first()  # fmt: skip
    if there is not None:
        raise UserError("A dispute over this payout is open already: {ref}.", ref=there.ref)
    record = create(
        session, Dispute, scope=SCOPE, party_id=party_id, statement_id=statement_id, version_id=version_id,
        period=period, state="open", opened_on=today, due_on=due, decided_on=None, reason=reason.strip() or None,
        data_sha256=data_sha256, posting_id=None,
    )  # fmt: skip
    for line in lines:
        create(
            session, DisputeLine, scope=SCOPE, dispute_id=record.id, document=line.document, theirs_e4=line.theirs_e4,
            ours_e4=line.ours_e4, excluded=line.excluded or None, outcome=None, answer=None,
        )  # fmt: skip
    return record.id


def decide_lines(
    session: Session, *, line_ids: Sequence[str], outcome: Outcome | None, answer: str, today: int
) -> None:
    """Say the outcome of some rows and why; None takes it back. What waited for approval is void by it.

    Raises UserError where the dispute is over, and without an answer to the dealer.
    """
    if outcome is not None and outcome not in OUTCOMES:
        raise UserError("“{word}” cannot be said here; say {known}.", word=outcome, known=", ".join(OUTCOMES))
    if outcome is not None and not answer.strip():
        raise UserError("Write what is answered to the dealer.")
    for line_id in line_ids:
        line = existing(session, DisputeLine, line_id, _GONE)
        open_one(session, line.dispute_id)
        line.outcome, line.answer = outcome, answer.strip() or None
        void_changed(session, about_id=line.dispute_id, content_sha256="", today=today)


def set_clock(session: Session, *, dispute_id: str, due_on: int, today: int) -> None:
    """Another day by which it is decided; raises UserError for one that is over."""
    if due_on < today:
        raise UserError("The day by which it is decided cannot be over already.")
    open_one(session, dispute_id).due_on = due_on


def drop_dispute(session: Session, *, dispute_id: str, reason: str, today: int) -> None:
    """Give a dispute up with a reason; nothing is posted."""
    if not reason.strip():
        raise UserError("Say why the dispute is dropped.")
    one = open_one(session, dispute_id)
    one.state, one.reason, one.decided_on = "dropped", reason.strip(), today
    void_changed(session, about_id=dispute_id, content_sha256="", today=today)


def open_one(session: Session, dispute_id: str) -> Dispute:
    """An open dispute; raises UserError for one that is over."""
    one = existing(session, Dispute, dispute_id, _GONE)
    if one.state != "open":
        raise UserError("This dispute is over.")
    return one


def result_of(policy: Policy, figures: Figures, decided: Sequence[tuple[Line, Outcome]]) -> Result:
    """The entitlement of the settled figures with and without the outcomes."""
    change = change_e4(decided)
    plain = figures._replace(paid_minor=0, carried_minor=0)
    if policy.basis.measure == "value":
        other = plain._replace(amount_e4=plain.amount_e4 + change)
    else:
        other = plain._replace(quantity_e3=plain.quantity_e3 + change // 10)
    return Result(change, settle(policy, plain).entitled_minor, settle(policy, other).entitled_minor)


def result(session: Session, dispute_id: str) -> Result:
    """What a dispute comes to by now; raises UserError where rows are open or nothing was settled."""
    one, decided = existing(session, Dispute, dispute_id, _GONE), read_decided(session, dispute_id)
    found = settled_before(session, one.party_id, one.version_id or "", one.period)
    return result_of(found.policy, found.figures, decided)


def content_of(session: Session, dispute_id: str) -> tuple[bytes, Result, Settled]:
    """What is approved of a dispute, as canonical JSON; raises UserError without evidence where we give in."""
    one, decided = open_one(session, dispute_id), read_decided(session, dispute_id)
    if any(outcome in GIVING for _, outcome in decided) and not attachments_of(session, KIND, one.id)[one.id]:
        raise UserError("Attach the evidence first: some rows are decided as the dealer says.")
    found = settled_before(session, one.party_id, one.version_id or "", one.period)
    came = result_of(found.policy, found.figures, decided)
    evidence = sorted(file.sha256 for file in attachments_of(session, KIND, one.id)[one.id])
    said = {
        "dispute": one.ref, "party": one.party_id, "version": one.version_id, "period": one.period,
        "figures": json.loads(found.figures_text), "posting": found.posting_id, "evidence": evidence,
        "lines": [
            [line.document, line.theirs_e4, line.ours_e4, line.excluded, outcome] for line, outcome in decided
        ],
        "change_e4": came.change_e4, "before_minor": came.before_minor, "after_minor": came.after_minor,
    }  # fmt: skip
    return canonical_json(said).encode("utf-8"), came, found


def submit_dispute(db: Database, files: FileStore, *, dispute_id: str) -> str:
    """Ask for approval of what the outcomes change; the approval's id, or empty where they change nothing.

    Where nothing changes the dispute is decided at once.
    """
    today = day_number(db.clock.today())
    with db.read() as session:
        content, came, _ = content_of(session, dispute_id)
    sha256 = files.put(content)

    def command(session: Session) -> str:
        again, _, _ = content_of(session, dispute_id)
        if again != content:
            raise UserError("The dispute changed meanwhile; look at it again.")
        one = open_one(session, dispute_id)
        if came.adjust_minor == 0:
            one.state, one.decided_on = "decided", today
            seal(session, one)
            return ""
        return request_approval(
            session, kind=KIND, about_entity=KIND, about_id=one.id, title=N_("Result of dispute {ref}"),
            params={"ref": one.ref}, content_sha256=sha256, amount_minor=abs(came.adjust_minor), region=None,
            today=today,
        )  # fmt: skip

    return db.write(Action(N_("Decided a dispute")), command).value


def post_dispute(db: Database, files: FileStore, *, dispute_id: str) -> str:
    """Post the approved result as one adjustment; returns the posting's id.

    Raises UserError where it is not approved, or is another one than what was approved.
    """
    today = day_number(db.clock.today())
    with db.read() as session:
        content, came, found = content_of(session, dispute_id)
        given = [each for each in approvals_about(session, dispute_id) if each.state == "approved"]
        one = open_one(session, dispute_id)
        party, period = one.party_id, one.period
    if not given:
        raise UserError("The result of this dispute is not approved yet.")
    sha256 = files.put(content)
    entry = Row(
        kind="adjust", party_id=party, amount_minor=came.adjust_minor, day_on=today, period=period,
        policy_id=found.policy_id, version_id=found.version_id, form=found.policy.payout.form,
        document=one.ref, figures=found.figures_text,
    )  # fmt: skip

    def also(session: Session, posting_id: str) -> None:
        require_approved(session, approval_id=given[0].id, content_sha256=sha256)
        record = open_one(session, dispute_id)
        record.state, record.decided_on, record.posting_id = "decided", today, posting_id
        seal(session, record)

    return post(
        db, files, kind=KIND, period=period, entries=[entry], currency=found.policy.payout.currency,
        reason=one.ref, approval_id=given[0].id, also=also,
    )  # fmt: skip
