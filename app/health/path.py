"""The way to the next grade: the fewest indicators that must move, none further than dealers of the region get.

A weighted mean adds: whoever can gain the most points is taken first, so that no smaller number of indicators would do,
and all that were taken move by the same share of what they can, so that none has to go further than needed.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from app.health.percentile import ALONE, best_percentile, ends_of, figure_for
from app.health.rules import (
    RAIL,
    Cap,
    Part,
    Reading,
    Result,
    Verdict,
    evaluate,
    judge,
    rails_of,
    remembered,
    score_of,
)
from app.health.scheme import GRADES, Grade, Indicator, Scheme
from app.health.sheets import Unit

Blocked = Literal["", "top", "gap", "reports", "far"]

_FULL: Final = Fraction(100)
_FEW: Final = 4
"""With fewer peers no quarter of them says anything: then the target itself is what can be reached."""
FINEST: Final[Mapping[Unit, int]] = {"percent": 1000, "days": 10, "number": 10, "per_thousand": 10, "score": 100}
"""What people are asked for is what is printed: whole in these parts of one, a tenth of a per cent or of a day."""


@dataclass(frozen=True)
class Step:
    """One indicator to be moved, and the points of the score that it brings."""

    kpi: str
    old: Fraction | None
    """None where the dealer owes the report that the figure needs."""
    new: Fraction
    points: Fraction


@dataclass(frozen=True)
class Path:
    """What leads to ``grade``: caps to be lifted, indicators to be moved; ``blocked`` says what stands in the way."""

    grade: Grade | None
    steps: tuple[Step, ...] = ()
    caps: tuple[Cap, ...] = ()
    score: Fraction | None = None
    """The score after all steps."""
    blocked: Blocked = ""
    """At the top already; our data are missing; reports are owed; or further than a quarter of the region gets."""


def reached_by_peers(results: Iterable[Result]) -> Mapping[str, Fraction]:
    """By KPI the score that a quarter of the assessed dealers reach or pass (nearest rank); 100 where few have one."""
    scores: dict[str, list[Fraction]] = {}
    for result in results:
        for part in result.parts:
            if part.presence == "present":
                scores.setdefault(part.kpi, []).append(part.score)
    return {
        kpi: sorted(found, reverse=True)[(len(found) - 1) // 4] if len(found) >= _FEW else _FULL
        for kpi, found in scores.items()
    }


def path_to_next(
    scheme: Scheme,
    result: Result,
    verdict: Verdict,
    caps: Sequence[Cap],
    reached: Mapping[str, Fraction],
    units: Mapping[str, Unit],
) -> Path:
    """The smallest set of changes with which the engine gives the next better grade in the quarter that follows.

    ``reached`` is what can be done (``reached_by_peers``), ``units`` those of the KPIs, for values to ask people for.
    """
    if verdict.ungraded or result.score is None or verdict.base is None or verdict.grade is None:
        return Path(None, blocked="reports" if verdict.counts_as else "gap")
    if verdict.grade == GRADES[0]:
        return Path(None, blocked="top")
    goal = GRADES[GRADES.index(verdict.grade) - 1]
    lifted = tuple(cap for cap in caps if cap.code != RAIL and GRADES.index(cap.at_most) > GRADES.index(goal))
    rails = {rail.kpi: rail.below for rail in scheme.rails if GRADES.index(rail.at_most) > GRADES.index(goal)}
    needed = _points_to(scheme, result.score, remembered(verdict), goal)
    chosen = _fewest(_rooms(scheme, result, reached, rails), needed)
    blocked: Blocked = "" if chosen is not None else "far"
    if chosen is None:
        chosen = _fewest(_rooms(scheme, result, {}, rails), needed) or []
    free = sum((room.free for room in chosen), Fraction(0))
    rest = needed - sum((room.forced for room in chosen), Fraction(0))
    share = rest / free if free and rest > 0 else Fraction(0)
    steps = tuple(room.step(share, units) for room in chosen)
    return Path(goal, steps, lifted, result.score + sum((step.points for step in steps), Fraction(0)), blocked)


def simulate(
    scheme: Scheme, result: Result, values: Mapping[str, Fraction], *, previous: Grade | None,
    caps: Sequence[Cap] = (), kpis: Mapping[str, tuple[str, str]] | None = None,
) -> tuple[Result, Verdict]:  # fmt: skip
    """What the engine gives with other figures, by the very functions that assess a quarter.

    ``values`` are by KPI; a figure that is given is there. ``previous`` is the grade that hysteresis starts from;
    guard rails follow the figures, other ``caps`` stay. ``kpis`` says name and owner of each, for what rails say.
    """
    found = evaluate(
        scheme,
        [
            Reading(part.kpi, values[part.kpi], peers=part.peers)
            if part.kpi in values
            else Reading(part.kpi, part.value, part.presence, part.peers)
            for part in result.parts
        ],
    )  # fmt: skip
    others = [cap for cap in caps if cap.code != RAIL]
    return found, judge(scheme, found, previous=previous, caps=[*others, *rails_of(scheme, found, kpis or {})])


def span_of(rule: Indicator, part: Part, unit: Unit) -> tuple[Fraction, Fraction]:
    """From the worst to the best figure of an indicator that makes a difference, the dealer's own among them."""
    falls, own = rule.direction == "fall", () if part.value is None else (part.value,)
    if rule.scoring == "peers":
        found = ends_of(part.peers or ALONE, rising=not falls, fine=FINEST.get(unit, 1))
    else:
        found = (rule.floor, rule.target)
    ends = [*found, *own, *(each for each in (rule.upper, rule.limit) if each is not None)]
    return (max(ends), min(ends)) if falls else (min(ends), max(ends))


@dataclass(frozen=True)
class _Room:
    """How far one indicator can go: from its score to ``top``, and at least to ``start`` where a guard rail asks it."""

    rule: Indicator
    part: Part
    start: Fraction
    top: Fraction

    @property
    def forced(self) -> Fraction:
        """What the guard rail brings to the whole."""
        return self.part.weight * (self.start - self.part.score)

    @property
    def free(self) -> Fraction:
        """What can be brought beyond it."""
        return self.part.weight * (self.top - self.start)

    def step(self, share: Fraction, units: Mapping[str, Unit]) -> Step:
        """A share of the way, to a value that can be said, in the better direction if it is rounded."""
        rule, part = self.rule, self.part
        fine = FINEST.get(units.get(rule.kpi, "number"), 1)
        wanted = self.start + share * (self.top - self.start)
        if rule.scoring == "peers":
            new = figure_for(part.peers or ALONE, wanted, rising=rule.direction == "rise", fine=fine)
            return Step(rule.kpi, part.value, new, part.weight * (score_of(rule, new, part.peers) - part.score))
        value, best = _value_at(rule, part.value, wanted)
        rising = best > value
        new = Fraction((math.ceil if rising else math.floor)(value * fine), fine)
        new = min(new, best) if rising else max(new, best)
        return Step(rule.kpi, part.value, new, part.weight * (score_of(rule, new) - part.score))


def _rooms(
    scheme: Scheme, result: Result, reached: Mapping[str, Fraction], rails: Mapping[str, Fraction]
) -> list[_Room]:
    """The indicators that can gain: those that a guard rail asks for, then those with the most points."""
    found = []
    for part in result.parts:
        rule = scheme.indicator(part.kpi)
        start = max(part.score, rails.get(part.kpi, part.score))
        top = max(start, reached.get(part.kpi, _FULL))
        if rule is not None and rule.scoring == "peers":
            top = min(top, best_percentile(part.peers or ALONE))
        if rule is not None and part.weight and top > part.score:
            found.append(_Room(rule, part, start, top))
    return sorted(found, key=lambda room: (not room.forced, -room.free, room.rule.kpi))


def _fewest(rooms: Sequence[_Room], needed: Fraction) -> list[_Room] | None:
    """Those that must move, and the first others that bring together what is needed; None where all do not."""
    chosen: list[_Room] = []
    total = Fraction(0)
    for room in rooms:
        if total >= needed and not room.forced:
            break
        chosen.append(room)
        total += room.forced + room.free
    return chosen if total >= needed else None


def _points_to(scheme: Scheme, score: Fraction, previous: Grade | None, goal: Grade) -> Fraction:
    """The points that lack to a grade; a score is graded as it is printed, in tenths."""
    bound = dict(scheme.bounds)[goal]
    if previous is not None and GRADES.index(goal) < GRADES.index(previous):
        bound += scheme.margin
    elif previous is not None:
        bound -= scheme.margin
    return max(Fraction(0), Fraction(math.ceil(bound * 10), 10) - score)


def _value_at(rule: Indicator, old: Fraction | None, score: Fraction) -> tuple[Fraction, Fraction]:
    """The value that gives a score, on the side of a band where the old one lies; and the best value on that side."""
    if rule.upper is not None and rule.limit is not None and old is not None and old > rule.upper:
        return rule.limit + (rule.upper - rule.limit) * score / _FULL, rule.upper
    return rule.floor + (rule.target - rule.floor) * score / _FULL, rule.target
