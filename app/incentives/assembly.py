"""All figures of a policy's payouts put together, and the payouts themselves.

Base, baseline, target, KPIs, grade, days and what earlier policies of the stack gave on the same lines: what the
arithmetic (``engine``) is given is gathered here and nowhere else, for settlements, simulations and explanations alike.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import repeat
from types import MappingProxyType
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from app.core.garbage import no_collection
from app.core.period import Period
from app.incentives.base.bases import bases_by_start
from app.incentives.base.spans import periods_of
from app.incentives.base.values import Base
from app.incentives.base.who import agreed_with, days_in, grades_before, members, participants
from app.incentives.beside import read_beside
from app.incentives.engine import Figures, Outcome, settling
from app.incentives.policy import Basket, Policy
from app.incentives.rounding import e4_of_minor
from app.incentives.stacking import is_reduced_by, taken_off
from app.incentives.stock import protected_of

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")
Amounts = Mapping[tuple[str, int], int]
"""Minor units by party and first day of the period."""
Paid = Mapping[str, int]
"""Minor units by party."""


class Versioned(Protocol):
    """What has a policy as it is signed: a version."""

    @property
    def policy(self) -> Policy:
        """The policy."""
        ...


@dataclass(frozen=True)
class Asking:
    """How payouts are asked for."""

    parties: Collection[str] | None = None
    """Leaves it at some dealers."""
    through: int | None = None
    """The last day whose documents count."""
    paid: Amounts = field(default_factory=dict)
    """What was posted for the period already."""
    carried: Amounts = field(default_factory=dict)
    """Negative rest or guarantee carried from before."""
    earlier: tuple[Policy, ...] = ()
    """The policies before this one in the stack, in their order."""
    keys: bool = True
    """Whether the rows' keys are hashed: what is posted needs it, a simulation does not."""


def figures_of(
    session: Session,
    version: Versioned,
    period: Period,
    *,
    parties: Collection[str] | None = None,
    paid: Paid | None = None,
    carried: Paid | None = None,
    through: int | None = None,
    earlier: Sequence[Policy] = (),
    keys: bool = True,
) -> list[Figures]:
    """What the arithmetic is given for one period of a version, for everybody who takes part, in the order of ids."""
    start = period.first_day
    asking = Asking(
        parties, through, {(party, start): minor for party, minor in (paid or {}).items()},
        {(party, start): minor for party, minor in (carried or {}).items()}, tuple(earlier), keys,
    )  # fmt: skip
    return _figures(session, version.policy, [period], asking)


@no_collection()
def settle_all(
    session: Session,
    policy: Policy,
    periods: Sequence[Period],
    *,
    parties: Collection[str] | None = None,
    through: int | None = None,
    paid: Amounts | None = None,
    carried: Amounts | None = None,
    earlier: Sequence[Policy] = (),
    keys: bool = True,
) -> list[tuple[Figures, Outcome]]:
    """The payouts of a policy in some periods, ordered by period and party, with the figures that they follow from."""
    asking = Asking(parties, through, paid or {}, carried or {}, tuple(earlier), keys)
    settle = settling(policy)
    return [(one, settle(one)) for one in _figures(session, policy, periods, asking)]


def _figures(session: Session, policy: Policy, periods: Sequence[Period], asking: Asking) -> list[Figures]:
    who = [(period, participants(session, policy, period, asking.parties)) for period in periods]
    by_start = bases_by_start(session, policy, who, through=asking.through, keys=asking.keys)
    found: list[Figures] = []
    for period in periods:
        own = by_start.get(period.first_day, {})
        if own:
            found += _of_period(session, policy, period, own, asking)
    return found


def _of_period(
    session: Session, policy: Policy, period: Period, own: Mapping[str, Base], asking: Asking
) -> Iterable[Figures]:
    """Column by column: a settlement has hundreds of thousands of them."""
    parties, first, last, amount, quantity, returns_e4, returns_e3, baskets, rows, keys = zip(
        *own.values(), strict=True
    )
    beside = read_beside(session, policy, period, own)
    reduced = _reduced(session, policy, period, asking, own)
    protected = protected_of(session, policy, own)
    grades = grades_before(session, period) if policy.grade_factors or policy.parties.grades else {}
    days, fewer = days_in(session, policy, period)
    agreed = _agreed(session, policy, own)
    keyed = list(zip(parties, first, strict=True))
    lengths = [end - start + 1 for start, end in zip(first, last, strict=True)]
    return map(Figures._make, zip(
        parties, first, last, amount, quantity, returns_e4, returns_e3, _each(beside.baselines, parties, None),
        _each(beside.targets, parties, None), baskets, _each(beside.kpis, parties, _NO_KPIS),
        _each(grades, parties, None), lengths, _each(fewer, parties, days),
        _each(reduced, parties, 0), _each(asking.carried, keyed, 0), _each(asking.paid, keyed, 0),
        _each(protected, parties, ()), rows, keys, _each(agreed, parties, None), strict=True,
    ))  # fmt: skip


def _each(known: Mapping[K, V], keys: Sequence[K], other: D) -> Iterable[V | D]:
    """What is known of each, or else the other value."""
    return map(known.get, keys, repeat(other)) if known else repeat(other, len(keys))


def _agreed(session: Session, policy: Policy, parties: Collection[str]) -> dict[str, int]:
    """Factors that the policy names under ids of dealers who were merged since, by the dealer who has them now."""
    if policy.dealer_factors.keys() <= set(parties):
        return {}
    every = members(session)
    found = {one: agreed_with(policy, every[one]) for one in parties if one not in policy.dealer_factors}
    return {party: factor for party, factor in found.items() if factor is not None}


_NO_KPIS: Mapping[str, str | None] = MappingProxyType({})
_SHARED = "\x1fshared"
"""The name of a basket that no policy has."""


def _reduced(
    session: Session, policy: Policy, period: Period, asking: Asking, parties: Collection[str]
) -> dict[str, int]:
    """What earlier policies of the stack gave on goods that this one counts too, by their share of their own base."""
    sums: dict[str, Fraction] = {}
    for place, earlier in enumerate(asking.earlier):
        if not parties or not is_reduced_by(policy.stacking, earlier.stacking):
            continue
        before = Asking(parties, asking.through, earlier=asking.earlier[:place], keys=False)
        marked = replace(earlier, baskets=(*earlier.baskets, Basket(_SHARED, policy.goods, 0)))
        settle = settling(earlier)
        for figures in _figures(session, marked, _own_periods(earlier, period), before):
            whole = figures.amount_e4 if earlier.basis.measure == "value" else figures.quantity_e3
            given = taken_off(settle(figures).entitled_minor, shared=figures.baskets[_SHARED], whole=whole)
            sums[figures.party_id] = sums.get(figures.party_id, Fraction(0)) + given
    return {party: e4_of_minor(minor, policy.payout.currency) for party, minor in sums.items()}


def _own_periods(earlier: Policy, period: Period) -> list[Period]:
    """The periods in which an earlier policy gave what it gave: its own where they make up the later one's."""
    own = periods_of(earlier.span, period.first, period.last)
    inside = all(period.first <= one.first and one.last <= period.last for one in own)
    return own if own and inside else [period]
