"""Small policies and dealers that the lab's stories share."""

from typing import Any

from app.core.period import Period, quarter
from app.incentives.engine import Figures, settle
from app.incentives.lab.replaying import Past
from app.incentives.lab.result import Candidate
from app.incentives.policy import Method, Policy, Scale, Tier

YUAN = 100
"""Minor units."""
E4 = 10_000


def retroactive(*tiers: tuple[int, int], method: Method = "cumulative", code: str = "R", **more: Any) -> Policy:
    """A policy on invoiced value; tiers as bound in yuan and percent times 100."""
    ends = [bound for bound, _ in tiers[1:]]
    made = tuple(
        Tier(bound * YUAN, end * YUAN if end is not None else None, rate * 100)
        for (bound, rate), end in zip(tiers, [*ends, None], strict=True)
    )
    return Policy(code, "季度返利", scale=Scale(method, "percent", made), **more)


REB_23 = retroactive((0, 200), (100_000, 300))
"""2 % on everything, 3 % on everything from 100,000."""


def sold(dealer: str, yuan: int, period: Period) -> Figures:
    """What one dealer bought in a period."""
    return Figures(dealer, period.first_day, period.last_day, amount_e4=yuan * E4)


def candidate(policy: Policy, number: int = 1) -> Candidate:
    """A version's face."""
    return Candidate(f"PV-{number}", policy.code, policy.name, policy.name_en, number, "0" * 64)


def past(policy: Policy, sales: dict[str, list[int]], *, last: dict[tuple[str, int], int] | None = None) -> Past:
    """Quarters from 2024-Q1 on; by dealer what was bought in each, and in the last days of some."""
    count = len(next(iter(sales.values())))
    periods = tuple(quarter(2024 + n // 4, n % 4 + 1) for n in range(count))
    figures = [sold(dealer, row[n], periods[n]) for dealer, row in sales.items() for n in range(count)]
    ends = {(dealer, periods[n].first_day): yuan * E4 for (dealer, n), yuan in (last or {}).items()}
    lines = tuple((one, settle(policy, one)) for one in figures)
    return Past(periods, lines, ends, {}, periods[-1].last_day + 30)
