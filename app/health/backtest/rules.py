"""How well scores told what was to come: area under the ROC curve, lift by fifths, points proposed by what predicts.

The area (AUC) is the probability that a dealer with whom it went wrong had the lower score, ties counting half, and its
interval is Hanley and McNeil's (Radiology 143, 1982). Somers' D is 2 AUC - 1: 1 tells all, 0 nothing.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from app.core.money import apportion, round_half_up
from app.core.texts import N_

Outcome = Literal["left", "overdue", "complaints", "shrunk"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("left", "overdue", "complaints", "shrunk")
OUTCOME_TITLES: Final[Mapping[Outcome, str]] = {
    "left": N_("Left or frozen"),
    "overdue": N_("Heavily overdue"),
    "complaints": N_("Many complaints"),
    "shrunk": N_("Sales shrank"),
}
MARKERS: Final[Mapping[str, Outcome]] = {
    "overdue_share": "overdue", "complaint_rate": "complaints", "net_amount_growth": "shrunk",
}  # fmt: skip
"""The KPIs that tell an outcome: it went wrong where one fell to the floor of its indicator."""
FIFTHS: Final = 5
LEAST: Final = 10
"""So many dealers' quarters that went wrong, and that did not, are needed before anything is said."""
_Z: Final = 1.96


@dataclass(frozen=True)
class Case:
    """A dealer's quarter: the score, the indicators' scores, and what went wrong in the year after."""

    dealer: str
    period: str
    score: float
    scores: Mapping[str, float]
    known: frozenset[Outcome]
    """What can be told of the year after."""
    wrong: frozenset[Outcome]


@dataclass(frozen=True)
class Area:
    """An area under the curve with its 95 % interval, and how many cases it rests on."""

    value: Fraction
    low: float
    high: float
    wrong: int
    right: int


@dataclass(frozen=True)
class Fifth:
    """A fifth of the cases by score, and how many of them went wrong."""

    cases: int
    wrong: int
    lowest: float
    highest: float

    @property
    def share(self) -> Fraction:
        """Of those that went wrong."""
        return Fraction(self.wrong, self.cases)


@dataclass(frozen=True)
class Tested:
    """How well the score told one outcome, or any of them (``outcome`` None)."""

    outcome: Outcome | None
    area: Area | None
    """None where too few went wrong, or right, to say anything."""
    fifths: tuple[Fifth, ...]
    """The worst scores first."""
    cases: int
    wrong: int

    @property
    def lift(self) -> Fraction | None:
        """How many times as often it went wrong in the worst fifth as over all."""
        if not self.wrong or not self.fifths:
            return None
        return self.fifths[0].share / Fraction(self.wrong, self.cases)


@dataclass(frozen=True)
class Suggested:
    """An indicator's points now and as its power to predict suggests; ``area`` None leaves them as they are."""

    kpi: str
    points: Fraction
    area: Area | None
    proposed: Fraction


def area_under(wrong: Sequence[float], right: Sequence[float]) -> Area | None:
    """The area for scores of cases that went wrong and of those that did not; None under ``LEAST`` of either."""
    m, n = len(wrong), len(right)
    if min(m, n) < LEAST:
        return None
    ranked = sorted([*((score, 1) for score in wrong), *((score, 0) for score in right)])
    twice, below, at = 0, 0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        bad = sum(kind for _, kind in ranked[at:end])
        good = end - at - bad
        twice += good * (2 * below + bad)
        below += bad
        at = end
    value = Fraction(twice, 2 * m * n)
    error = _error(float(value), m, n)
    return Area(value, max(0.0, float(value) - _Z * error), min(1.0, float(value) + _Z * error), m, n)


def _error(area: float, wrong: int, right: int) -> float:
    one, two = area / (2 - area), 2 * area * area / (1 + area)
    spread = area * (1 - area) + (wrong - 1) * (one - area * area) + (right - 1) * (two - area * area)
    return math.sqrt(max(0.0, spread) / (wrong * right))


def measured(cases: Sequence[Case], outcome: Outcome | None) -> Tested:
    """How well the scores told an outcome, over the cases of which it is known; None is any of them."""
    told = [case for case in cases if (_tells(case) if outcome is None else outcome in case.known)]
    bad = [_wrong(case, outcome) for case in told]
    area = area_under(
        [case.score for case, is_bad in zip(told, bad, strict=True) if is_bad],
        [case.score for case, is_bad in zip(told, bad, strict=True) if not is_bad],
    )
    order = sorted(range(len(told)), key=lambda n: (told[n].score, told[n].dealer, told[n].period))
    return Tested(outcome, area, _fifths(told, bad, order), len(told), sum(bad))


def _tells(case: Case) -> bool:
    """Whether enough is known of the year after to call it good: that somebody stayed alone is no proof."""
    return bool(case.wrong) or bool(case.known - {"left"})


def _wrong(case: Case, outcome: Outcome | None) -> bool:
    return bool(case.wrong) if outcome is None else outcome in case.wrong


def _fifths(told: Sequence[Case], bad: Sequence[bool], order: Sequence[int]) -> tuple[Fifth, ...]:
    if len(order) < FIFTHS:
        return ()
    ends = [len(order) * n // FIFTHS for n in range(FIFTHS + 1)]
    found = []
    for n in range(FIFTHS):
        part = order[ends[n] : ends[n + 1]]
        scores = [told[at].score for at in part]
        found.append(Fifth(len(part), sum(bad[at] for at in part), min(scores), max(scores)))
    return tuple(found)


def suggested(cases: Sequence[Case], points: Mapping[str, Fraction]) -> tuple[Suggested, ...]:
    """Points by Somers' D of each indicator against anything that went wrong, in tenths; the sum stays as it was.

    An indicator of which too little is known keeps its points; one that told nothing, or the opposite, gets none.
    """
    told = [case for case in cases if _tells(case)]
    areas = {kpi: _area_of(kpi, told) for kpi in points}
    power = {kpi: max(Fraction(0), 2 * area.value - 1) for kpi, area in areas.items() if area is not None}
    whole, free = sum(power.values(), Fraction(0)), sum((points[kpi] for kpi in power), Fraction(0))
    exact = [free * power[kpi] / whole if kpi in power and whole else own for kpi, own in points.items()]
    tenths = apportion([each * 10 for each in exact], round_half_up(sum(points.values(), Fraction(0)) * 10))
    return tuple(
        Suggested(kpi, own, areas[kpi], Fraction(shown, 10))
        for (kpi, own), shown in zip(points.items(), tenths, strict=True)
    )


def _area_of(kpi: str, told: Collection[Case]) -> Area | None:
    there = [case for case in told if kpi in case.scores]
    return area_under(
        [case.scores[kpi] for case in there if case.wrong], [case.scores[kpi] for case in there if not case.wrong]
    )
