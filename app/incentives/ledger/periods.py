"""The periods of a policy's days: their names, when each is settled for good, when what is credited runs out."""

from app.core.errors import UserError
from app.core.period import Period, day_of, month_of, shift
from app.incentives.base.spans import periods_of
from app.incentives.policy import Policy


def period_called(policy: Policy, name: str) -> Period:
    """The period of a policy's span by its name; raises UserError where the policy has none of that name."""
    for period in policy_periods(policy):
        if period.name == name.strip().upper():
            return period
    raise UserError("This policy has no period {period}.", period=name)


def policy_periods(policy: Policy) -> list[Period]:
    """The periods that a version's days touch, in order."""
    return periods_of(policy.span, day_of(policy.from_on), day_of(policy.to_on))


def due_from(policy: Policy, period: Period) -> int:
    """The day from which a period is settled for good: after its grace days, and not before its day of payment."""
    return period.last_day + max(policy.grace_days + 1, policy.pays_on_day)


def months_later(day: int, months: int) -> int:
    """The same day some months later, or that month's last."""
    at = day_of(day)
    there = shift(month_of(at), months)
    return min(there.first_day + at.day - 1, there.last_day)
