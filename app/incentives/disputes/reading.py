"""What a dispute is about: the payout that was settled, its rows, and the outcomes so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import parse_period
from app.incentives.base import read_rows
from app.incentives.disputes.rules import Line, Ours, Outcome
from app.incentives.engine import Figures, figures_from_json
from app.incentives.ledger.queries import entries_until
from app.incentives.ledger.rules import SETTLED
from app.incentives.model import DisputeLine
from app.incentives.policies.queries import version
from app.incentives.policy import Policy

_EVER = 1 << 40


@dataclass(frozen=True)
class Settled:
    """The newest settlement of a dealer's payout."""

    policy_id: str
    version_id: str
    policy: Policy
    figures: Figures
    figures_text: str
    posting_id: str


def settled_before(session: Session, party_id: str, version_id: str, period: str) -> Settled:
    """What was settled last of a dealer's period; raises UserError where nothing was yet."""
    row = version(session, version_id)
    found = [
        one
        for one in entries_until(session, _EVER, parties=(party_id,)).get(party_id, ())
        if one.row.policy_id == row.policy_id and one.row.period == period
        and one.row.kind in SETTLED and one.row.figures
    ]  # fmt: skip
    if not found:
        raise UserError("Nothing of this policy was settled for {period} yet; settle it first.", period=period)
    last = found[-1]
    own = version(session, last.row.version_id or version_id)
    text = last.row.figures or ""
    return Settled(row.policy_id, own.id, own.policy, figures_from_json(text), text, last.posting_id)


def our_rows(session: Session, party_id: str, version_id: str, period: str) -> list[Ours]:
    """Our side of the list: what counts by the policy, and what is left out and why, in 1/10,000 of the basis' unit."""
    policy = version(session, version_id).policy
    rows = read_rows(session, policy, party_id, parse_period(period))
    by_value = policy.basis.measure == "value"

    def figure(amount: int | None, quantity: int | None, role: str) -> int:
        plain = (amount or 0) if by_value else (quantity or 0) * 10
        return -plain if role == "return" else plain

    counted = [Ours(one.document, figure(one.amount_e4, one.quantity_e3, one.role)) for one in rows.counted]
    return counted + [
        Ours(one.document, figure(one.amount_e4, one.quantity_e3, one.role), one.reason) for one in rows.excluded
    ]


def line_of(record: DisputeLine) -> Line:
    """A stored row as the rules take it."""
    return Line(record.document, record.theirs_e4, record.ours_e4, record.excluded or "")


def read_decided(session: Session, dispute_id: str) -> Sequence[tuple[Line, Outcome]]:
    """Every row with its outcome; raises UserError where one has none yet."""
    records = session.scalars(
        select(DisputeLine)
        .where(DisputeLine.dispute_id == dispute_id, DisputeLine.removed.is_(False))
        .order_by(DisputeLine.document, DisputeLine.id)
    ).all()
    left = sum(one.outcome is None for one in records)
    if left:
        raise UserError("Rows without an outcome: {n}. Decide them first.", n=left)
    return [(line_of(one), cast("Outcome", one.outcome)) for one in records]
