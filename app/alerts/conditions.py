"""What a user's rule asks of a KPI's month: parts joined by AND, each yes, no or unknown.

What is not known is no breach and is not called fine. A ratio passes a limit only if its whole Wilson interval does,
and a percentage alone is refused: a small number doubles by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import hypot, sqrt
from typing import Final, Literal

from app.core.errors import UserError

Number = int | Fraction
Side = Literal["above", "below", "either"]
CONFIDENCE: Final = 1.96
"""Standard normal value of an interval that holds 95 of 100."""
LEAST_SAMPLE: Final = 20
"""A ratio over fewer is unknown unless the rule names its own number."""


class Answer(Enum):
    """Whether something holds."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Month:
    """What is known of one KPI in one month; exact numbers in the KPI's unit, None where unknown."""

    value: Number | None
    before: Number | None = None
    """What it is compared with: January and February together, a part of a month with as many working days
    (``app/kpi/against.py``)."""
    count: int | None = None
    """Facts behind the value: of a ratio its denominator."""
    count_before: int | None = None
    unusual: int | None = None
    """By its own baseline: 1 above, -1 below, 0 inside (``Verdicts.side``), None where not judged."""
    ratio: bool = False
    """Whether the value is a share of ``count``, 0 to 1."""
    now: Number | None = None
    """What stands against ``before`` where that is not the value itself: January and February together, in February."""
    count_now: int | None = None

    @property
    def compared(self) -> tuple[Number | None, int | None]:
        """What stands against ``before``, and the facts behind it."""
        return (self.value, self.count) if self.now is None else (self.now, self.count_now)


@dataclass(frozen=True)
class Relative:
    """Changed by at least so much of what it was: (value - before) / |before|."""

    least: Fraction
    side: Side = "either"


@dataclass(frozen=True)
class Absolute:
    """Changed by at least so much, in the KPI's unit."""

    least: Fraction
    side: Side = "either"


@dataclass(frozen=True)
class Level:
    """Above or below a value; on it is neither."""

    limit: Fraction
    side: Literal["above", "below"]


@dataclass(frozen=True)
class Sample:
    """At least so many facts behind the value, of a change behind both."""

    least: int


@dataclass(frozen=True)
class Baseline:
    """Out of the range that its own past lets expect."""

    side: Side = "either"


Part = Relative | Absolute | Level | Sample | Baseline


@dataclass(frozen=True)
class Rule:
    """All parts at once, so many months in a row."""

    parts: tuple[Part, ...]
    months: int = 1

    def __post_init__(self) -> None:
        """Raises UserError where the rule asks nothing, or a percentage alone."""
        if not any(not isinstance(part, Sample) for part in self.parts) or self.months < 1:
            raise UserError("An alert needs at least one condition and one month.")
        alone = {Relative, Sample}
        if {type(part) for part in self.parts} <= alone and not any(isinstance(part, Sample) for part in self.parts):
            raise UserError(
                "A percentage alone alarms on small numbers: add a change in units, a level, a least number of facts "
                "or the own baseline."
            )


def both(answers: Sequence[Answer]) -> Answer:
    """AND of three values: one no is a no, else one unknown is unknown (Kleene 1938)."""
    if Answer.NO in answers:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.YES


def answers(rule: Rule, months: Sequence[Month]) -> list[Answer]:
    """What the rule says of each month when it is the newest; ``months`` without a gap, the oldest first.

    Before ``rule.months`` have passed it is unknown, unless a no is among them.
    """
    each = [both([answer(part, month, _least(rule)) for part in rule.parts]) for month in months]
    missing = [Answer.UNKNOWN] * (rule.months - 1)
    padded = missing + each
    return [both(padded[place : place + rule.months]) for place in range(len(each))]


def answer(part: Part, month: Month, least: int = LEAST_SAMPLE) -> Answer:
    """What one part says of a month by itself; a ratio over fewer than ``least`` facts is unknown."""
    if isinstance(part, Sample):
        return _least_of(month.count, part.least)
    if isinstance(part, Baseline):
        return _baseline(part, month, least)
    if isinstance(part, Level):
        return _level(part, month, least)
    return _change(part, month, least)


def wilson(share: float, count: int, z: float = CONFIDENCE) -> tuple[float, float]:
    """The interval in which a share of ``count`` facts truly lies (Wilson 1927); 0 to 1 without any."""
    if count == 0:
        return 0.0, 1.0
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def newcombe(now: float, count: int, before: float, count_before: int) -> tuple[float, float]:
    """The interval of the difference of two shares, by their Wilson intervals (Newcombe 1998, method 10)."""
    low, high = wilson(now, count)
    low_before, high_before = wilson(before, count_before)
    change = now - before
    return change - hypot(now - low, high_before - before), change + hypot(high - now, before - low_before)


def _least(rule: Rule) -> int:
    named = [part.least for part in rule.parts if isinstance(part, Sample)]
    return max(named) if named else LEAST_SAMPLE


def _least_of(count: int | None, least: int) -> Answer:
    if count is None:
        return Answer.UNKNOWN
    return Answer.YES if count >= least else Answer.NO


def _baseline(part: Baseline, month: Month, least: int) -> Answer:
    if month.unusual is None or (month.ratio and _small(month.count, least)):
        return Answer.UNKNOWN
    wanted = {"above": (1,), "below": (-1,), "either": (1, -1)}[part.side]
    return Answer.YES if month.unusual in wanted else Answer.NO


def _level(part: Level, month: Month, least: int) -> Answer:
    if month.value is None or (month.ratio and _small(month.count, least)):
        return Answer.UNKNOWN
    low: float | Number = month.value
    high: float | Number = month.value
    if month.ratio and month.count is not None:
        low, high = wilson(float(month.value), month.count)
    beyond = low > part.limit if part.side == "above" else high < part.limit
    return Answer.YES if beyond else Answer.NO


def _change(part: Relative | Absolute, month: Month, least: int) -> Answer:
    now, count = month.compared
    if now is None or month.before is None:
        return Answer.UNKNOWN
    if month.ratio and (_small(count, least) or _small(month.count_before, least)):
        return Answer.UNKNOWN
    change = Fraction(now) - month.before
    if isinstance(part, Relative):
        if month.before == 0:  # a share of nothing is no number
            return Answer.UNKNOWN
        change = change / month.before if month.before > 0 else -change / month.before
    if not _beyond(change, part.least, part.side):
        return Answer.NO
    return Answer.YES if not month.ratio or _apart(month) else Answer.NO


def _beyond(change: Fraction, least: Fraction, side: Side) -> bool:
    return (side != "below" and change >= least) or (side != "above" and -change >= least)


def _apart(month: Month) -> bool:
    """Whether two shares differ by more than chance."""
    now, count = month.compared
    if now is None or month.before is None or count is None or month.count_before is None:
        return False
    low, high = newcombe(float(now), count, float(month.before), month.count_before)
    return low > 0 or high < 0


def _small(count: int | None, least: int) -> bool:
    return count is None or count < least
