"""What stands beside a base in a payout: baselines, targets and KPIs, by party."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.money import round_half_up
from app.core.period import Period, month_of, shift
from app.incentives.base.bases import bases_for
from app.incentives.base.reading import shelf_of
from app.incentives.base.spans import year_back
from app.incentives.base.values import Base
from app.incentives.base.who import Member, members
from app.incentives.policy import Policy
from app.kpi.queries import read_rows as kpi_rows


@dataclass(frozen=True)
class Beside:
    """By party; who has none is not in it."""

    baselines: Mapping[str, int] = field(default_factory=dict)
    targets: Mapping[str, int] = field(default_factory=dict)
    kpis: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)


def read_beside(session: Session, policy: Policy, period: Period, parties: Collection[str]) -> Beside:
    """What a policy asks for beside the base, and nothing else."""
    if not parties:
        return Beside()
    every = members(session)
    who = [every[one] for one in parties]
    return Beside(
        _baselines(session, policy, period, who),
        _targets(session, policy, period, who) if policy.scale.reach == "target" else {},
        _kpis(session, policy, period, who) if policy.conditions else {},
    )


def figure_of(policy: Policy, base: Base) -> int:
    """What a base says in the scale of the policy's basis."""
    return base.amount_e4 if policy.basis.measure == "value" else base.quantity_e3


def _baselines(session: Session, policy: Policy, period: Period, who: Sequence[Member]) -> dict[str, int]:
    """Last year's figure, or the average of the months before times the period's months; none where no row tells."""
    way = policy.baseline.way
    if way == "none":
        return {}
    if way == "adjusted":
        agreed = policy.baseline.adjusted
        return {
            one.id: sum(agreed.get(each, 0) for each in one.ids)
            for one in who
            if any(each in agreed for each in one.ids)
        }
    plain = replace(policy, baskets=())
    if way == "last_year":
        before, scale = [year_back(policy, period)], Fraction(1)
    else:
        first = month_of(period.first)
        before = [shift(first, -count) for count in range(policy.baseline.months, 0, -1)]
        scale = Fraction(len(period.months), policy.baseline.months)
    sums: dict[str, int] = {}
    wanted = [(one, who) for one in before]
    for (party, _), base in bases_for(session, plain, wanted, keys=False, dated=False).items():
        if base.rows:
            sums[party] = sums.get(party, 0) + figure_of(policy, base)
    return {party: round_half_up(value * scale) for party, value in sums.items()}


_TARGETS = """
    SELECT dealer_n, sum({column}) FROM cell
    WHERE pack = 26 AND span = 1 AND start BETWEEN :first AND :last AND {groups} GROUP BY dealer_n
    HAVING count({column}) > 0 AND sum({column}) <> 0
"""


def _targets(session: Session, policy: Policy, period: Period, who: Sequence[Member]) -> dict[str, int]:
    """The targets of the period's months that the basis can be held against, adjusted ones before original ones."""
    basis = policy.basis
    if basis.measure == "quantity":
        column = "" if basis.event in {"sell_out", "collected"} else "v4"
    else:
        column = {"sell_out": "v2", "collected": "v3"}.get(basis.event, "v1")
    if not column:
        return {}
    chosen, groups = shelf_of(session).chosen(policy.goods), "group_n = 0"
    if not chosen.is_all:
        named = [number for number in shelf_of(session).groups.values() if chosen.takes_group(number)]
        groups = f"group_n IN ({', '.join(f'{number:d}' for number in named) or '-1'})"
    rows = session.execute(
        text(_TARGETS.format(column=column, groups=groups)), {"first": period.first_day, "last": period.last_day}
    )
    sums = {int(dealer): int(value) for dealer, value in rows}
    return {one.id: sums[one.n] for one in who if one.n in sums}


def _kpis(session: Session, policy: Policy, period: Period, who: Sequence[Member]) -> dict[str, dict[str, str | None]]:
    """Each condition's KPI in the period as an exact fraction; None where there is no figure."""
    names = list(dict.fromkeys(one.kpi for one in policy.conditions))
    numbers = {one.n: one.id for one in who}
    found: dict[str, dict[str, str | None]] = {one.id: dict.fromkeys(names) for one in who}
    for name in names:
        for row in kpi_rows(session, only=[name], first=period, last=period, by="dealer", often=True):
            party = numbers.get(row.dealer_n) if row.dealer_n is not None else None
            if party is not None and row.amount is not None:
                found[party][name] = str(row.amount)
    return found
