"""Why a run may not be made: its order, its day, a newer version, the budget."""

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import Period, day_of
from app.incentives.explain.amounts import minor_words
from app.incentives.ledger.before import finals_of, spent_of
from app.incentives.ledger.periods import due_from
from app.incentives.ledger.run import RUN_KINDS, Asked, Run
from app.incentives.model import PolicyVersion
from app.incentives.policies.queries import active_on
from app.incentives.policy import Policy


def require_order(session: Session, asked: Asked, policy: Policy, period: Period) -> None:
    """Refuse a kind of run whose turn it is not: before its day, after the final settlement, a true-up without one."""
    if asked.kind not in RUN_KINDS:
        raise ValueError(f"a run is never of the kind {asked.kind}")
    if policy.kind == "fund":
        raise UserError("Money of a fund is paid by its requests, not by a settlement run.")
    if asked.day_on < period.first_day:
        raise UserError("{period} has not begun on that day.", period=period.name)
    done = period.name in finals_of(session, asked.version_id)
    if asked.kind in {"partial", "final", "accrual"} and done:
        raise UserError("{period} is settled for good; what came later is a true-up.", period=period.name)
    if asked.kind == "true_up" and not done:
        raise UserError("{period} has no final settlement yet; a true-up comes after it.", period=period.name)
    due = due_from(policy, period)
    if asked.kind == "final" and asked.day_on < due:
        raise UserError(
            "{period} can be settled for good from {day} on.", period=period.name, day=day_of(due).isoformat()
        )


def require_counts(session: Session, version: PolicyVersion, period: Period) -> None:
    """One version settles a period: that which counts at its end. What an earlier one paid is taken off."""
    number = newest_at_end(session, version, period)
    if number is not None:
        raise UserError("{period} is settled by version {n} of this policy.", period=period.name, n=number)


def newest_at_end(session: Session, version: PolicyVersion, period: Period) -> int | None:
    """The number of the newer version that counts where this one ends in a period; None: this one settles it."""
    last = min(period.last_day, version.to_on)
    for other in active_on(session, last):
        if other.policy_id == version.policy_id and other.number > version.number:
            return other.number
    return None


def require_budget(session: Session, policy_id: str, run: Run) -> None:
    """Refuse what would cost more than the policy's budget."""
    most = run.policy.budget
    if most is None or run.asked.kind == "accrual":
        return
    after = spent_of(session, policy_id) + run.settled_minor
    if run.settled_minor > 0 and after > most:
        raise UserError(
            "With this run the policy would cost {after}, its budget is {most}.",
            after=minor_words(after, run.policy.payout.currency), most=minor_words(most, run.policy.payout.currency),
        )  # fmt: skip
