"""Earlier periods of a policy, cut at the same day as the running one."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.core.period import Period, day_number
from app.incentives.base import read_bases
from app.incentives.base.spans import periods_of
from app.incentives.base.values import Base
from app.incentives.coach.rules import Past
from app.incentives.policy import Parties, Policy, Span

_BACK: Final[dict[Span, int]] = {"month": 12, "quarter": 8, "half": 4, "year": 3}
"""How many earlier periods are asked."""


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
    cuts = [(one, one.first + timedelta(elapsed)) for one in earlier(policy, period)]
    spans = [Period(one.first, min(cut - timedelta(1), one.last), f"{one.name}-") for one, cut in cuts]
    spans += [Period(cut, one.last, f"{one.name}+") for one, cut in cuts if cut <= one.last]
    bases = read_bases(session, asked, spans, parties=parties, keys=False)
    found: dict[str, list[Past]] = {}
    for one, cut in cuts:
        for party in sorted(parties):
            before = _size(policy, bases.get((party, one.first_day)))
            past = Past(before, _size(policy, bases.get((party, day_number(cut)))) if cut <= one.last else 0)
            if past.before or past.rest:
                found.setdefault(party, []).append(past)
    return found


def _size(policy: Policy, base: Base | None) -> int:
    if base is None:
        return 0
    return base.quantity_e3 if policy.basis.measure == "quantity" else base.amount_e4
