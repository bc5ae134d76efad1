"""One dealer's dossier as one record: health, rule, effect, approval, the new version, and what was settled by it."""

from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.approvals.queries import ApprovalRow, approval
from app.core.texts import Text
from app.incentives.dossier.queries import DossierLine, dossier
from app.incentives.model import AdjustmentDossier
from app.incentives.policies.queries import VersionRow, versions_of


@dataclass(frozen=True)
class Paid:
    """What was posted for the dealer under the new version, and the statement that went out."""

    period: str
    kind: str
    posting_ref: str
    posted_on: int
    amount_minor: int


@dataclass(frozen=True)
class Dossier:
    """The whole way of one adjustment."""

    line: DossierLine
    approval: ApprovalRow | None
    version: VersionRow | None
    """The version that carries it; None before it was submitted."""
    base: VersionRow | None
    """The version before it."""
    others: int
    """How many other dealers were approved with it."""
    paid: tuple[Paid, ...]
    decided: Text | None = None
    """The decision of a meeting that opened it, where one did; who reads it for people says so."""


_POSTED = """
    SELECT p.period, p.kind, p.ref, p.posted_on, sum(e.amount_minor) AS amount
    FROM incentive_entry e JOIN incentive_posting p ON p.id = e.posting_id
    WHERE e.party_id = :party AND e.version_id = :version AND p.removed = 0
    GROUP BY p.id ORDER BY p.posted_on, p.id
"""


def read_dossier(session: Session, dossier_id: str) -> Dossier:
    """Everything of one adjustment; raises UserError where it is gone."""
    line = dossier(session, dossier_id)
    asked = approval(session, line.approval_id) if line.approval_id else None
    carried = None
    if asked is not None and asked.about_entity == "policy_version":
        rows = versions_of(session, line.policy_id)
        carried = next((one for one in rows if one.id == asked.about_id), None)
    older = [
        one for one in versions_of(session, line.policy_id)
        if one.counts and (carried is None or one.number < carried.number)
    ]  # fmt: skip
    paid: list[Paid] = []
    if carried is not None:
        found = session.execute(text(_POSTED), {"party": line.party_id, "version": carried.id})
        paid = [Paid(row.period, row.kind, row.ref, row.posted_on, row.amount) for row in found]
    others = 0
    if line.approval_id:
        asked_with = select(func.count()).where(AdjustmentDossier.approval_id == line.approval_id)
        others = int(session.execute(asked_with).scalar_one()) - 1
    return Dossier(line, asked, carried, next(iter(older), None), others, tuple(paid))
