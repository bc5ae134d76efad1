"""The effect of a decision: difference-in-differences over dealers and months, with its interval. Pure and exact.

Each dealer's months before and after are averaged first, so that months of one dealer, which resemble each other, do
not count as so many witnesses (Bertrand, Duflo and Mullainathan 2004). Over months that every dealer has, the effect
is the coefficient of the interaction in ``figure = a + b·treated + c·after + d·treated·after``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

from app.meetings.effects.student import t_quantile

LEAST_CONTROL: Final = 2
"""Dealers below which nothing can be told of how dealers scatter that were left alone."""
_ROOT: Final = Context(prec=40)


@dataclass(frozen=True)
class Course:
    """A dealer's figures, month by month; None is unknown."""

    key: str
    before: tuple[Fraction | None, ...]
    after: tuple[Fraction | None, ...]


@dataclass(frozen=True)
class Change:
    """A dealer's mean before and after."""

    key: str
    before: Fraction
    after: Fraction

    @property
    def change(self) -> Fraction:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True)
class Group:
    """The dealers that were touched, or those that were left alone."""

    changes: tuple[Change, ...]
    left_out: tuple[str, ...] = ()
    """Who lacks half of the months before or after, or has nothing to be set against."""

    @property
    def n(self) -> int:
        """How many dealers count."""
        return len(self.changes)

    @property
    def before(self) -> Fraction:
        """Their mean before; asked of a group with dealers only."""
        return _mean([one.before for one in self.changes])

    @property
    def after(self) -> Fraction:
        """Their mean after."""
        return _mean([one.after for one in self.changes])

    @property
    def change(self) -> Fraction:
        """After less before."""
        return self.after - self.before

    @property
    def variance(self) -> Fraction:
        """Of the dealers' changes, by n − 1; 0 for one dealer."""
        middle = self.change
        return sum(((one.change - middle) ** 2 for one in self.changes), Fraction()) / max(self.n - 1, 1)


@dataclass(frozen=True)
class Estimate:
    """A change and the interval that its true value lies in, 95 times of 100; without one where nothing scatters."""

    effect: Fraction
    low: Fraction | None
    high: Fraction | None
    error: Fraction | None
    """The standard error."""
    df: Fraction | None
    """Degrees of freedom."""

    @property
    def is_proven(self) -> bool:
        """Whether the interval leaves nothing out."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


def group_of(courses: Iterable[Course], *, relative: bool = False) -> Group:
    """The means of each dealer; with ``relative`` as multiples of his own mean before, so that large and small compare.

    A dealer counts who has a figure in at least half of the months before and of those after.
    """
    found, out = [], []
    for one in courses:
        before, after = _half(one.before), _half(one.after)
        if before is None or after is None or (relative and before <= 0):
            out.append(one.key)
        elif relative:
            found.append(Change(one.key, Fraction(1), after / before))
        else:
            found.append(Change(one.key, before, after))
    return Group(tuple(found), tuple(out))


def difference(treated: Group, control: Group) -> Estimate | None:
    """(after − before) of the treated less that of the control group; None where one of them is too small.

    The interval is Welch's, with Satterthwaite's degrees of freedom. One treated dealer does not tell how such dealers
    scatter: he is held against the scatter of the control group (Crawford and Howell 1998).
    """
    if treated.n < 1 or control.n < LEAST_CONTROL:
        return None
    effect = treated.change - control.change
    theirs = control.variance / control.n
    if treated.n == 1:
        return _estimate(effect, control.variance + theirs, Fraction(control.n - 1))
    own = treated.variance / treated.n
    below = own**2 / (treated.n - 1) + theirs**2 / (control.n - 1)
    df = (own + theirs) ** 2 / below if below else Fraction(treated.n + control.n - 2)
    return _estimate(effect, own + theirs, df)


def alone(treated: Group) -> Estimate | None:
    """What the treated changed, whatever the reason; None without any, no interval of one dealer."""
    if not treated.n:
        return None
    if treated.n == 1:
        return Estimate(treated.change, None, None, None, None)
    return _estimate(treated.change, treated.variance / treated.n, Fraction(treated.n - 1))


def drifted(treated: Sequence[Course], control: Sequence[Course], *, relative: bool = False) -> Estimate | None:
    """Whether the groups went apart before anything was decided: the same within the months before, cut in halves.

    None where there is only one month before.
    """

    def halves(courses: Sequence[Course]) -> Group:
        cut = [Course(one.key, one.before[: len(one.before) // 2], one.before[len(one.before) // 2 :])
               for one in courses]  # fmt: skip
        return group_of(cut, relative=relative)

    if any(len(one.before) < 2 for one in (*treated, *control)):
        return None
    return difference(halves(treated), halves(control))


def judge(found: Estimate | None, expected: Fraction) -> str:
    """reached, missed or not_proven; no_control without an estimate.

    Reached: proven, and at least as much as was expected, in its direction.
    """
    if found is None:
        return "no_control"
    if not found.is_proven:
        return "not_proven"
    return "reached" if found.effect / expected >= 1 else "missed"


def _estimate(effect: Fraction, variance: Fraction, df: Fraction) -> Estimate:
    error = _root(variance)
    span = t_quantile(df) * error
    return Estimate(effect, effect - span, effect + span, error, df)


def _half(values: Sequence[Fraction | None]) -> Fraction | None:
    known = [one for one in values if one is not None]
    return _mean(known) if known and 2 * len(known) >= len(values) else None


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def _root(value: Fraction) -> Fraction:
    """The square root to forty digits."""
    above, below = Decimal(value.numerator), Decimal(value.denominator)
    return Fraction(_ROOT.sqrt(_ROOT.divide(above, below)))
