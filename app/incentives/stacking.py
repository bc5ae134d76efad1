"""Several policies on the same lines: in which order, and what earlier ones take off the base of later ones.

The reduction principle of Dynamics 365: a policy whose base is reduced counts on what is left after the earlier
policies that reduce; one that does not reduce leaves the later bases as they are. The order decides money (the same
four deals on 1,000 give 610 to 650), so it is a figure of the policy and is printed.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from app.incentives.policy import Policy, Stacking


def ordered(policies: Sequence[Policy]) -> list[Policy]:
    """By their order, equal ones by code; the sequence that they are handed in says nothing."""
    return sorted(policies, key=lambda each: (each.stacking.order, each.code))


def is_reduced_by(later: Stacking, earlier: Stacking) -> bool:
    """Whether what ``earlier`` gave is taken off the base of ``later``; whoever asks knows that it comes first."""
    return later.base == "reduced" and earlier.reduces


def taken_off(given: Fraction | int, *, shared: int, whole: int) -> Fraction:
    """What a policy gave on the lines that another counts too: by their share of its own base, never below nothing."""
    if whole <= 0 or shared <= 0 or given <= 0:
        return Fraction(0)
    return Fraction(given) * min(shared, whole) / whole


def stacked(
    base: Fraction | int, policies: Sequence[tuple[Stacking, Callable[[Fraction], Fraction]]]
) -> list[Fraction]:
    """What each gives on one line, in the order handed in; each is asked with its own base, never below zero."""
    given: list[Fraction] = []
    for number, (stacking, gives) in enumerate(policies):
        off = sum(
            (
                amount
                for amount, (earlier, _gives) in zip(given, policies[:number], strict=True)
                if is_reduced_by(stacking, earlier)
            ),
            Fraction(0),
        )
        given.append(gives(max(Fraction(0), Fraction(base) - off)))
    return given
