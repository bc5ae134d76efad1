"""What is set aside month by month (计提), and what a settlement still owes.

Accrued to date = entitlement by the forecast of the whole period * figure to date / forecast figure: the forecast
tier's rate on the year to date (IFRS 15 variable consideration). Booked is the change; when the estimate changes, what
was booked for earlier months is caught up at once. Settled is the entitlement of all to date less what was paid.
"""

from dataclasses import dataclass
from fractions import Fraction

from app.incentives.engine import settle
from app.incentives.figures import Figures
from app.incentives.policy import Policy
from app.incentives.rounding import rounded
from app.incentives.steps import figure_of


@dataclass(frozen=True)
class Accrual:
    """What is to be booked for a period that is not over."""

    expected_minor: int
    """Entitlement of the whole period, by the forecast."""
    accrued_minor: int
    """Of it, earned to date."""
    booked_minor: int
    """The change against what was booked before; below zero where the estimate fell."""
    caught_up_minor: int
    """Of the change, what belongs to the figure of earlier bookings."""
    reached: int | None
    """The forecast tier."""


def accrue(
    policy: Policy, to_date: Figures, forecast: Figures, *, booked_minor: int = 0, before: Figures | None = None
) -> Accrual:
    """The accrual of a dealer; ``before`` is what the last booking was made for, ``forecast`` the whole period.

    Where the forecast is no more than what is there, it is what is there.
    """
    whole = forecast if figure_of(policy, forecast) > figure_of(policy, to_date) else to_date
    outcome = settle(policy, whole)
    accrued = _share(policy, outcome.entitled_minor, to_date, whole)
    earlier = 0 if before is None else _share(policy, outcome.entitled_minor, before, whole)
    return Accrual(
        outcome.entitled_minor,
        accrued,
        accrued - booked_minor,
        0 if before is None else earlier - booked_minor,
        outcome.reached,
    )


def _share(policy: Policy, entitled: int, part: Figures, whole: Figures) -> int:
    of_all = figure_of(policy, whole)
    if of_all <= 0:
        return entitled if part is whole else 0
    got = min(max(figure_of(policy, part), 0), of_all)
    return rounded(Fraction(entitled * got, of_all), policy.payout.rounding)


def accuracy(final_minor: int, accrued_minor: int) -> Fraction | None:
    """How far the accrual was off, |final - accrued| / |final|; None where nothing was settled."""
    return None if not final_minor else Fraction(abs(final_minor - accrued_minor), abs(final_minor))
