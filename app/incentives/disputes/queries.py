"""What screens and the command line read of disputes."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.queries import approvals
from app.core.attachments import AttachmentRow, attachments_of
from app.core.errors import UserError
from app.dealers.model import Party
from app.incentives.disputes.reading import line_of, read_decided, settled_before
from app.incentives.disputes.rules import Line
from app.incentives.disputes.service import KIND, Result, result_of
from app.incentives.model import Dispute, DisputeLine, IncentivePolicy, IncentivePosting, PolicyVersion


@dataclass(frozen=True)
class DisputeRow:
    """A dispute in the list."""

    id: str
    ref: str
    party_id: str
    dealer: str
    version_id: str
    policy: str
    """Code and name."""
    period: str
    state: str
    opened_on: int
    due_on: int
    decided_on: int | None
    reason: str
    rows: int
    undecided: int
    approval: str
    """The state of its approval; empty where none was asked for."""
    posting: str
    """The reference of what was posted."""
    statement_id: str | None

    def late(self, day: int) -> bool:
        """Whether its day is over and it is not decided."""
        return self.state == "open" and self.due_on < day


@dataclass(frozen=True)
class LineRow:
    """A row of a dispute."""

    id: str
    line: Line
    outcome: str
    answer: str


@dataclass(frozen=True)
class DisputeView:
    """A dispute with its rows, its evidence and what it comes to."""

    row: DisputeRow
    lines: tuple[LineRow, ...]
    evidence: tuple[AttachmentRow, ...]
    by_value: bool
    currency: str
    result: Result | None
    """None while rows are open."""


def list_disputes(session: Session) -> list[DisputeRow]:
    """Every dispute: open ones first, by the day that they are due."""
    lines = session.execute(
        select(DisputeLine.dispute_id, DisputeLine.outcome).where(DisputeLine.removed.is_(False))
    ).all()
    rows_of, left = (
        Counter(one.dispute_id for one in lines),
        Counter(one.dispute_id for one in lines if one.outcome is None),
    )
    asked = {one.about_id: one.state for one in reversed(approvals(session)) if one.about_entity == KIND}
    rows = session.execute(
        select(Dispute, Party.name, IncentivePolicy.code, IncentivePolicy.name, IncentivePosting.ref)
        .outerjoin(Party, Party.id == Dispute.party_id)
        .outerjoin(PolicyVersion, PolicyVersion.id == Dispute.version_id)
        .outerjoin(IncentivePolicy, IncentivePolicy.id == PolicyVersion.policy_id)
        .outerjoin(IncentivePosting, IncentivePosting.id == Dispute.posting_id)
        .where(Dispute.removed.is_(False))
        .order_by(Dispute.state != "open", Dispute.due_on, Dispute.id)
    )  # fmt: skip
    return [
        DisputeRow(
            one.id, one.ref, one.party_id, dealer or "", one.version_id or "", f"{code or ''} {name or ''}".strip(),
            one.period, one.state, one.opened_on, one.due_on, one.decided_on, one.reason or "",
            rows_of[one.id], left[one.id], asked.get(one.id, ""), posting or "", one.statement_id,
        )
        for one, dealer, code, name, posting in rows
    ]  # fmt: skip


def find_dispute(session: Session, wanted: str) -> DisputeRow:
    """A dispute by its id or reference; raises UserError where there is none."""
    for one in list_disputes(session):
        if wanted in {one.id, one.ref}:
            return one
    raise UserError("There is no dispute “{ref}”.", ref=wanted)


def dispute_view(session: Session, dispute_id: str) -> DisputeView:
    """A dispute whole."""
    row = find_dispute(session, dispute_id)
    records = session.scalars(
        select(DisputeLine)
        .where(DisputeLine.dispute_id == row.id, DisputeLine.removed.is_(False))
        .order_by(DisputeLine.document, DisputeLine.id)
    )
    lines = tuple(LineRow(one.id, line_of(one), one.outcome or "", one.answer or "") for one in records)
    found = settled_before(session, row.party_id, row.version_id, row.period)
    result = None
    if not row.undecided:
        result = result_of(found.policy, found.figures, read_decided(session, row.id))
    return DisputeView(
        row, lines, tuple(attachments_of(session, KIND, row.id)[row.id]), found.policy.basis.measure == "value",
        found.policy.payout.currency, result,
    )  # fmt: skip
