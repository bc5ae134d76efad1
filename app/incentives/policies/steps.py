"""Policies that begin from rebate steps as they were imported (返利台阶)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.money import AMOUNT_SCALE
from app.core.money import RATE_SCALE as STEP_SCALE
from app.core.period import day_of
from app.incentives.policies.templates import tiers
from app.incentives.policy import RATE_SCALE, Basis, Method, Parties, Policy, Scale, Span
from app.incentives.rounding import minor_per_unit

_ROWS: Final = """
    SELECT f.from_on, f.to_on, coalesce(f.method, 'cumulative'), coalesce(f.tier, ''), coalesce(n.entity_id, ''),
           coalesce(p.name, ''), coalesce(f.party_code, ''), f.threshold_e4, f.rate_e4
    FROM rebate_step f
    LEFT JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.to_on AND m.to_on > f.to_on
    LEFT JOIN numbered n ON n.kind = 'party' AND n.n = m.dealer_n
    LEFT JOIN party p ON p.id = n.entity_id
    WHERE f.current = 1
    ORDER BY f.from_on, f.to_on, f.tier, f.party_code, f.threshold_e4, f.id
"""
_MONTHS: Final[dict[int, Span]] = {1: "month", 3: "quarter", 6: "half", 12: "year"}


@dataclass(frozen=True)
class Agreed:
    """The steps of one dealer, of one tier of dealers, or of everybody, as a policy that lacks only a code."""

    dealer: str
    """Name, or the code where no dealer of it is known; empty for a tier or everybody."""
    known: bool
    """Whether the dealer of the file's code is in the workspace."""
    policy: Policy


def agreed_steps(session: Session, currency: str = "CNY") -> list[Agreed]:
    """Every set of steps that counts now, the newest first; a dealer's own steps are a policy of their own.

    They are of net sales without tax by shipping date; a threshold is where its tier begins.
    """
    found: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
    for *key, threshold, rate in session.execute(text(_ROWS)):
        found.setdefault(tuple(key), []).append((threshold, rate))
    made = [_policy(key, steps, currency) for key, steps in found.items()]
    return sorted(made, key=lambda one: (-one.policy.from_on, one.dealer, one.policy.name))


def _policy(key: tuple[Any, ...], steps: Iterable[tuple[int, int]], currency: str) -> Agreed:
    first, last, method, tier, party, name, code = key
    minor = AMOUNT_SCALE // minor_per_unit(currency)
    by_start = dict(steps)  # a threshold that is told twice counts as it was told last
    rates = [(start // minor, rate * (RATE_SCALE // STEP_SCALE)) for start, rate in sorted(by_start.items())]
    policy = Policy(
        code="", name=name or code or tier, from_on=first, to_on=last, span=_span(first, last),
        basis=Basis("value", "delivered"), scale=Scale(_method(method), "percent", tiers(*rates)),
        parties=Parties(dealers=(party,) if party else (), tiers=(tier,) if tier and not code else ()),
    )  # fmt: skip
    return Agreed(name or code, bool(party) or not code, policy)


def _method(kept: str) -> Method:
    return "stepped" if kept == "stepped" else "cumulative"


def _span(first_on: int, last_on: int) -> Span:
    first, last = day_of(first_on), day_of(last_on)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return next((span for count, span in sorted(_MONTHS.items(), reverse=True) if months % count == 0), "month")
