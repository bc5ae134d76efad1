"""What earlier periods leave to a settlement: negative rests, guarantees carried, what a policy cost so far."""

from collections import defaultdict
from collections.abc import Collection
from typing import Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.incentives.ledger.queries import OWNER
from app.incentives.policy import Policy

_MOVED: Final = """
    incentive_entry e JOIN incentive_posting p ON p.id = e.posting_id
    LEFT JOIN incentive_entry o
      ON e.kind = 'reverse' AND o.posting_id = p.reverses_id AND o.n = e.reverses_n
"""
_FINALS: Final = """
    SELECT DISTINCT p.period FROM incentive_posting p JOIN incentive_entry e ON e.posting_id = p.id
    WHERE p.kind = 'final' AND e.policy_id = :policy
      AND NOT EXISTS (SELECT 1 FROM incentive_posting r WHERE r.reverses_id = p.id)
"""
"""Periods with a final settlement that nobody took back."""


def finals_of(session: Session, version_id: str) -> frozenset[str]:
    """The periods of a version's policy that were settled for good."""
    sql = "SELECT policy_id FROM policy_version WHERE id = :id"
    policy = session.execute(text(sql), {"id": version_id}).scalar_one_or_none()
    return frozenset(session.execute(text(_FINALS), {"policy": policy}).scalars())


def carried_into(session: Session, policy_id: str, policy: Policy, first_on: int) -> dict[str, int]:
    """What each dealer carries into a period out of those settled before it.

    Below zero: what was settled too much and not taken back. Above, where guarantees add up: what was earned beyond
    them so far.
    """
    rows = session.execute(
        text(f"""
            SELECT {OWNER}, e.period, sum(iif(coalesce(o.kind, e.kind) = 'accrue', e.amount_minor, 0)),
                   sum(iif(coalesce(o.kind, e.kind) IN ('credit', 'pay', 'clawback', 'lock'), e.amount_minor, 0))
            FROM {_MOVED} WHERE e.policy_id = :policy AND e.last_on < :first AND e.period IN ({_FINALS})
              AND e.amount_minor <> 0
            GROUP BY 1, 2
        """),
        {"policy": policy_id, "first": first_on},
    ).all()
    owed: dict[str, int] = defaultdict(int)
    beyond: dict[str, int] = defaultdict(int)
    floor = policy.payout.floor if policy.payout.floor_carries else None
    for party, _, entitled, settled in rows:
        owed[party] += entitled - settled
        if floor is not None:
            beyond[party] += entitled - floor
    found = {party: min(minor, 0) for party, minor in owed.items()}
    return {party: minor or max(beyond.get(party, 0), 0) for party, minor in found.items()}


def spent_of(session: Session, policy_id: str) -> int:
    """What a policy cost until now: settled, less what was taken back."""
    sql = f"""SELECT coalesce(sum(e.amount_minor), 0) FROM {_MOVED} WHERE e.policy_id = :policy
              AND coalesce(o.kind, e.kind) IN ('credit', 'pay', 'clawback', 'lock')"""
    return int(session.execute(text(sql), {"policy": policy_id}).scalar_one())


def posted_of(session: Session, version_id: str, period: str) -> int:
    """How many postings moved money of a version's policy and period; accruals and what takes them back do not."""
    sql = """SELECT count(DISTINCT e.posting_id) FROM incentive_entry e JOIN incentive_posting p ON p.id = e.posting_id
             LEFT JOIN incentive_posting r ON r.id = p.reverses_id
             WHERE e.period = :period AND coalesce(r.kind, p.kind) <> 'accrual'
               AND e.policy_id = (SELECT policy_id FROM policy_version WHERE id = :version)"""
    return int(session.execute(text(sql), {"version": version_id, "period": period}).scalar_one())


def is_released(session: Session, ref: str, party_id: str, n: int | None = None) -> bool:
    """Whether what a posting kept back of a dealer was released and that was not taken back; ``n`` is one row of it."""
    sql = """SELECT 1 FROM incentive_entry e JOIN incentive_posting p ON p.id = e.posting_id
             WHERE p.kind = 'release' AND e.party_id = :party AND e.document = :ref AND e.kind = 'lock'
               AND (:n IS NULL OR e.reverses_n IS NULL OR e.reverses_n = :n)
               AND NOT EXISTS (SELECT 1 FROM incentive_posting r WHERE r.reverses_id = p.id) LIMIT 1"""
    return session.execute(text(sql), {"party": party_id, "ref": ref, "n": n}).first() is not None


def release_of(session: Session, ref: str) -> str | None:
    """The reference of a posting that released what another one kept back and was not taken back; None without one."""
    sql = """SELECT p.ref FROM incentive_entry e JOIN incentive_posting p ON p.id = e.posting_id
             WHERE p.kind = 'release' AND e.document = :ref AND e.kind = 'lock'
               AND NOT EXISTS (SELECT 1 FROM incentive_posting r WHERE r.reverses_id = p.id) LIMIT 1"""
    return session.execute(text(sql), {"ref": ref}).scalar_one_or_none()


def taken_back_of(session: Session, ref: str, parties: Collection[str]) -> int:
    """How many releases of what a posting kept back of a dealer, under any of his ids, were taken back."""
    sql = """SELECT count(DISTINCT p.id) FROM incentive_entry e JOIN incentive_posting p ON p.id = e.posting_id
             JOIN incentive_posting r ON r.reverses_id = p.id
             WHERE p.kind = 'release' AND e.document = :ref AND e.kind = 'lock' AND e.party_id IN :parties"""
    bound = text(sql).bindparams(bindparam("parties", expanding=True))
    return int(session.execute(bound, {"ref": ref, "parties": list(parties)}).scalar_one())
