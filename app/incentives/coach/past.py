"""Earlier periods of a policy, cut at the same day as the running one."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.core.period import Period, month_of
from app.incentives.base import read_bases
from app.incentives.base.spans import periods_of
from app.incentives.base.values import Base
from app.incentives.coach.rules import Past
from app.incentives.policy import Parties, Policy, Span

_BACK: Final[dict[Span, int]] = {"month": 12, "quarter": 8, "half": 4, "year": 3}
"""How many earlier periods are asked."""
_ADDED: Final = frozenset({"ordered", "delivered", "invoiced"})
"""Events whose sums of parts are the sum of the whole; what is paid by a period's end is not."""


def earlier(policy: Policy, period: Period) -> list[Period]:
    """The periods of the policy's length before one, the newest last."""
    years = max(1, _BACK[policy.span] // {"month": 12, "quarter": 4, "half": 2, "year": 1}[policy.span])
    first = period.first.replace(year=period.first.year - years)
    return periods_of(policy.span, first, period.first - timedelta(1))[-_BACK[policy.span] :]


def read_past(
    session: Session, policy: Policy, period: Period, elapsed: int, parties: Collection[str]
) -> dict[str, list[Past]]:
    """By dealer what was there by the same day of each earlier period and what came after; of those with something."""
    asked = replace(policy, from_on=0, to_on=0, grace_days=0, parties=Parties())
    months = policy.basis.event in _ADDED
    cuts = [(one, one.first + timedelta(elapsed)) for one in earlier(policy, period)]
    sides = [
        (pieces(one.first, min(cut - timedelta(1), one.last), months=months), pieces(cut, one.last, months=months))
        for one, cut in cuts
    ]
    spans = [piece for before, rest in sides for piece in (*before, *rest)]
    bases = read_bases(session, asked, spans, parties=parties, keys=False)
    found: dict[str, list[Past]] = {}
    for side in sides:
        for party in sorted(parties):
            before, rest = (sum(_size(policy, bases.get((party, piece.first_day))) for piece in part) for part in side)
            if before or rest:
                found.setdefault(party, []).append(Past(before, rest))
    return found


def pieces(first: date, last: date, *, months: bool) -> list[Period]:
    """Days as whole months and what is left at both ends, for whole months are quickly read; else as one span."""
    found = []
    while first <= last:
        end = min(last, month_of(first).last) if months else last
        found.append(Period(first, end, f"{first}..{end}"))
        first = end + timedelta(1)
    return found


def _size(policy: Policy, base: Base | None) -> int:
    if base is None:
        return 0
    return base.quantity_e3 if policy.basis.measure == "quantity" else base.amount_e4
