"""Which days' documents a period takes, and the periods of a policy."""

from dataclasses import dataclass
from datetime import date

from app.core.period import Period, month, quarter, year
from app.incentives.policy import Policy, Span


@dataclass(frozen=True)
class Window:
    """The days whose documents count for a period of a policy."""

    first: int
    last: int
    grace: int
    """Days after ``last`` on which documents still count whose order was in the period."""
    until: int
    """The last day whose documents count at all."""
    from_on: int
    to_on: int
    """Where the version begins and ends to hold."""

    @classmethod
    def of(cls, policy: Policy, period: Period, through: int | None, *, dated: bool = True) -> "Window":
        """The window of a period; ``dated`` says whether the version's own days bound it."""
        first, last = period.first_day, period.last_day
        grace = policy.grace_days if policy.basis.event not in {"paid", "collected", "stock"} else 0
        until = last + grace if through is None else min(last + grace, through)
        from_on, to_on = (policy.from_on, policy.to_on) if dated and policy.to_on else (first, last)
        return cls(first, last, grace, until, from_on, to_on)

    @property
    def whole(self) -> bool:
        """Whether it is simply all days of the period."""
        return not self.grace and self.until >= self.last and self.from_on <= self.first and self.to_on >= self.last

    def refusal(self, day: int, started: int | None) -> str:
        """Why a document of that day, of an order of the other day, does not count in the period; empty: it does."""
        own, begun = day, day if started is None else started
        if self.grace and self.first <= day < self.first + self.grace and begun < self.first:
            return "before_grace"
        if self.grace and self.last < day <= self.last + self.grace and begun <= self.last:
            own = max(begun, self.first)
        if not self.first <= own <= self.last:
            return "other_period"
        if day > self.until:
            return "after_cutoff"
        return "" if self.from_on <= own <= self.to_on else "outside_policy"


def periods_of(span: Span, first: date, last: date) -> list[Period]:
    """The periods of that length that touch the days, in order."""
    found: list[Period] = []
    for number in range(first.year, last.year + 1):
        found += {
            "month": [month(number, one) for one in range(1, 13)],
            "quarter": [quarter(number, one) for one in range(1, 5)],
            "half": [half_year(number, one) for one in (1, 2)],
            "year": [year(number)],
        }[span]
    return [one for one in found if one.last >= first and one.first <= last]


def half_year(number: int, half: int) -> Period:
    """One half of a calendar year, named 2026-H1."""
    first, last = quarter(number, 2 * half - 1), quarter(number, 2 * half)
    return Period(first.first, last.last, f"{number:04d}-H{half}")


def span_period(policy: Policy, day: date) -> Period:
    """The period of a policy in which a day lies."""
    return periods_of(policy.span, day, day)[0]


def year_back(policy: Policy, period: Period) -> Period:
    """The same period of the policy a year before."""
    return span_period(policy, period.first.replace(year=period.first.year - 1))
