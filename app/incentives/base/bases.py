"""Bases by the fast way where kept sums tell them, by the rows where not."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from app.core.period import Period
from app.incentives.base.cells import Fast, is_fast
from app.incentives.base.reading import bases_by_rows, sieve_of
from app.incentives.base.values import Base
from app.incentives.base.who import Member, participants
from app.incentives.policy import Policy

FEW = 20
"""Keys of so few dealers are hashed from their rows, those of more from all lines at once."""


def bases_for(
    session: Session,
    policy: Policy,
    periods: Sequence[tuple[Period, Sequence[Member]]],
    *,
    through: int | None = None,
    keys: bool = True,
    dated: bool = True,
    few: int = FEW,
) -> dict[tuple[str, int], Base]:
    """The bases of some dealers in each period, whoever takes part, by party and first day."""
    found = bases_by_start(session, policy, periods, through=through, keys=keys, dated=dated, few=few)
    return {(party, start): base for start, own in found.items() for party, base in own.items()}


def bases_by_start(
    session: Session,
    policy: Policy,
    periods: Sequence[tuple[Period, Sequence[Member]]],
    *,
    through: int | None = None,
    keys: bool = True,
    dated: bool = True,
    few: int = FEW,
) -> dict[int, dict[str, Base]]:
    """The same by first day, and of each by party."""
    found: dict[int, dict[str, Base]] = {}
    fast: Fast | None = None
    for period, who in periods:
        if not who:
            continue
        sieve = sieve_of(session, policy, period, through, dated=dated)
        bases: Mapping[str, Base]
        if (keys and len(who) <= few) or not is_fast(session, policy, sieve):
            bases = bases_by_rows(session, policy, period, who, through=through, keys=keys, dated=dated)
        else:
            fast = fast or Fast(session, policy, sieve, keys=keys)
            bases = fast.bases(period, who)
        found.setdefault(period.first_day, {}).update(bases)
    return found


def read_bases(
    session: Session,
    policy: Policy,
    periods: Sequence[Period],
    *,
    parties: Collection[str] | None = None,
    through: int | None = None,
    keys: bool = True,
) -> dict[tuple[str, int], Base]:
    """The bases of everybody who takes part, by party and first day of the period.

    ``parties`` leaves it at some of them, ``through`` is the last day whose documents count, without ``keys`` nothing
    is hashed.
    """
    who = [(period, participants(session, policy, period, parties)) for period in periods]
    return bases_for(session, policy, who, through=through, keys=keys)
