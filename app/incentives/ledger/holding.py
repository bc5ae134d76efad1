"""What a run locks by the gate, what is locked, and what of it can be released on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.compliance.gate.closing import closed_goods
from app.core.period import Period
from app.incentives.base import read_rows
from app.incentives.figures import Figures
from app.incentives.ledger.before import is_released
from app.incentives.ledger.queries import OWNER
from app.incentives.locks import Held, Lock, lock_of, shared, still_closed, weights_of
from app.incentives.policy import Policy

_LOCKED: Final = f"""
    SELECT p.id, p.ref, e.n, e.party_id, {OWNER}, e.policy_id, e.period, e.amount_minor, p.currency, e.document
    FROM incentive_entry e JOIN incentive_posting p ON p.id = e.posting_id
    WHERE e.kind = 'lock' AND p.kind <> 'release' AND e.document LIKE 'gate:%'
      AND NOT EXISTS (SELECT 1 FROM incentive_posting r WHERE r.reverses_id = p.id)
    ORDER BY p.id, e.n
"""


@dataclass(frozen=True)
class Locked:
    """A row of the ledger that the gate keeps back and nobody released yet."""

    posting_id: str
    ref: str
    n: int
    party_id: str
    owner_id: str
    """Whose it is today: another one's where the dealer was merged into him."""
    policy_id: str
    period: str
    amount_minor: int
    currency: str
    lock: Lock
    is_open: bool
    """Whether the gate is open again, so that it can be released."""


def held_of(
    session: Session,
    policy: Policy,
    period: Period,
    payable: Mapping[str, tuple[Figures, int]],
    *,
    day_on: int,
    through: int | None,
) -> dict[str, tuple[Held, ...]]:
    """By dealer what is locked of what he would get; his rows are read only where anything is closed to him."""
    wanted = {party for party, (_, minor) in payable.items() if minor > 0}
    if not wanted:
        return {}
    closed = closed_goods(session, day_on)
    found: dict[str, tuple[Held, ...]] = {}
    for party in sorted(wanted & set(closed.dealers)):
        figures, minor = payable[party]
        rows = read_rows(session, policy, party, period, through=through).counted if figures.rows else ()
        held = shared(minor, weights_of(policy, figures, rows, closed.products, closed.dealers[party]))
        if held:
            found[party] = held
    return found


def locked_rows(session: Session, day: int) -> list[Locked]:
    """Everything that is locked by the gate, and whether it can be released on a day."""
    rows = session.execute(text(_LOCKED)).all()
    if not rows:
        return []
    closed = closed_goods(session, day)
    found = []
    for posting_id, ref, n, party, owner, policy, period, minor, currency, document in rows:
        lock = lock_of(document)
        if lock is not None and not is_released(session, ref, party, n):
            is_open = not still_closed(lock, closed, owner)
            found.append(Locked(posting_id, ref, n, party, owner, policy or "", period, minor, currency, lock, is_open))
    return found


def releasable(session: Session, day: int) -> list[Locked]:
    """What was locked by the gate that is open again."""
    return [one for one in locked_rows(session, day) if one.is_open]


def closed_rows(session: Session, posting_id: str, day: int) -> dict[int, Lock]:
    """By number the rows of a posting that the gate still keeps back."""
    return {one.n: one.lock for one in locked_rows(session, day) if one.posting_id == posting_id and not one.is_open}
