"""The arithmetic of a health score, exact in fractions: scores, weights, grades, and what changed (METHODS §2)."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from app.core.money import round_half_up
from app.health.percentile import ALONE, Peers, percentile
from app.health.scheme import GRADES, Grade, Indicator, Scheme

Presence = Literal["present", "not_applicable", "missing", "owed", "unused"]
ChangeKind = Literal["score", "appeared", "disappeared", "not_reported", "reported_again", "weights"]
Ungraded = Literal["", "coverage", "not_reported", "no_figures"]
Confidence = Literal["high", "medium", "low"]

REPORTING: Final = "data_coverage"
"""The KPI that says how many owed reports came; under the coverage floor there is no grade."""
RAIL: Final = "rail"
"""The code of caps that come from a guard rail of the model."""
_FULL: Final = Fraction(100)
_HIGH: Final = Fraction(9, 10)
_MEDIUM: Final = Fraction(3, 4)
_COUNTED: Final = frozenset({"present", "owed"})


@dataclass(frozen=True)
class Reading:
    """A KPI's figure for one dealer and period, or why there is none."""

    kpi: str
    value: Fraction | None
    presence: Presence = "present"
    peers: Peers | None = None
    """Whose figures it is held against, where the model scores it by its percentile (``grouping.compared``)."""


@dataclass(frozen=True)
class Part:
    """One indicator's share of a score; ``weight`` is normalised over the counted indicators."""

    kpi: str
    dimension: str
    presence: Presence
    value: Fraction | None
    score: Fraction
    points: Fraction
    weight: Fraction
    peers: Peers | None = None

    @property
    def gained(self) -> Fraction:
        """Points of the final score that come from here."""
        return self.weight * self.score

    @property
    def lost(self) -> Fraction:
        """Points of the final score that are missing from 100 because of this indicator."""
        return self.weight * (_FULL - self.score)


@dataclass(frozen=True)
class Result:
    """The weighted part of an assessment; ``score`` is None where nothing could be judged."""

    parts: tuple[Part, ...]
    score: Fraction | None
    low: Fraction | None
    """The score if everything missing on our side were 0."""
    high: Fraction | None
    """The score if everything missing on our side were 100."""
    coverage: Fraction

    def part(self, kpi: str) -> Part | None:
        """The part made of a KPI, or None."""
        return next((each for each in self.parts if each.kpi == kpi), None)


@dataclass(frozen=True)
class Cap:
    """A worst-of rule apart from the weighted part: whatever the score, the grade is at most ``at_most``."""

    code: str
    at_most: Grade
    params: Mapping[str, str]


@dataclass(frozen=True)
class Verdict:
    """The grade and how it came about."""

    base: Grade | None
    """The grade of the weighted score alone, with hysteresis; the next quarter starts from it."""
    grade: Grade | None
    """The grade after caps; None where it may not be given."""
    counts_as: Grade | None
    """What consequences follow from: the grade, or D and worse where the dealer did not report."""
    cap: Cap | None
    """The cap that decided the grade, or None."""
    ungraded: Ungraded


@dataclass(frozen=True)
class Change:
    """A driver of the change between two periods; over all drivers ``points`` add exactly to the change."""

    kpi: str
    kind: ChangeKind
    points: Fraction


def interpolate(knots: Sequence[tuple[Fraction, Fraction]], x: Fraction) -> Fraction:
    """Piecewise linear through ``knots`` (x rising), constant outside them (METHODS §2, SCORE-03)."""
    if x <= knots[0][0]:
        return knots[0][1]
    for (x0, y0), (x1, y1) in itertools.pairwise(knots):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return knots[-1][1]


def score_of(indicator: Indicator, value: Fraction, peers: Peers | None = None) -> Fraction:
    """100 clamp((x - floor)/(target - floor), 0, 1); a band falls again from upper to limit (METHODS §2, SCORE-01).

    An indicator that is scored among peers gives the percentile there instead.
    """
    if indicator.scoring == "peers":
        return percentile(peers or ALONE, value, rising=indicator.direction == "rise")
    zero = Fraction(0)
    knots = sorted([(indicator.floor, zero), (indicator.target, _FULL)])
    if indicator.direction == "band" and indicator.upper is not None and indicator.limit is not None:
        if indicator.upper > indicator.target:
            knots.append((indicator.upper, _FULL))
        knots.append((indicator.limit, zero))
    return interpolate(knots, value)


def evaluate(scheme: Scheme, readings: Iterable[Reading]) -> Result:
    """The weighted mean over what counts; gaps share out their weight, owed reports score 0 with theirs."""
    by_kpi = {each.kpi: each for each in readings}
    drafts = [_draft(each, by_kpi.get(each.kpi)) for each in scheme.indicators]
    counted = sum((each.points for each in drafts if each.presence in _COUNTED), Fraction(0))
    parts = tuple(_weighted(each, counted) for each in drafts)
    missing = sum((each.points for each in drafts if each.presence == "missing"), Fraction(0))
    present = sum((each.points for each in drafts if each.presence == "present"), Fraction(0))
    due = counted + missing
    if not counted:
        return Result(parts, None, None, None, Fraction(0))
    score = sum((each.gained for each in parts), Fraction(0))
    low = score * counted / due
    return Result(parts, score, low, low + _FULL * missing / due, present / due)


def score_without_owed(result: Result) -> Fraction | None:
    """What the weighted mean would be were the owed reports, and how many came, shared out like a gap on our side.

    Nobody is graded by it: it shows what withholding would gain. None where nothing is owed or nothing else counts.
    """
    rest = [each for each in result.parts if each.presence == "present" and each.kpi != REPORTING]
    points = sum((each.points for each in rest), Fraction(0))
    if not points or all(each.presence != "owed" for each in result.parts):
        return None
    return sum((each.points * each.score for each in rest), Fraction(0)) / points


def _draft(indicator: Indicator, reading: Reading | None) -> Part:
    presence: Presence = reading.presence if reading else "missing"
    value = reading.value if reading else None
    if presence == "present" and value is None:
        presence = "missing"
    peers = reading.peers if reading and indicator.scoring == "peers" else None
    score = score_of(indicator, value, peers) if presence == "present" and value is not None else Fraction(0)
    return Part(indicator.kpi, indicator.dimension, presence, value, score, indicator.points, Fraction(0), peers)


def _weighted(part: Part, counted: Fraction) -> Part:
    if part.presence not in _COUNTED or not counted:
        return part
    return replace(part, weight=part.points / counted)


def presence_of(indicator: Indicator, *, dealer_has: bool, region_has: bool, owes: bool, reported: bool) -> Presence:
    """Why a figure is there or not; a figure made of reports that the dealer still owes does not count as present.

    Who reported all and still has no figure (no year before, no outflow) cannot be judged by it; who never reported
    owes nothing yet, but the gap lowers the coverage.
    """
    if not region_has and indicator.until_data:
        return "unused"
    if indicator.empty == "owed" and owes and not reported:
        return "owed"
    if dealer_has:
        return "present"
    if not region_has:
        return "missing"
    if indicator.empty == "owed":
        return "not_applicable" if owes else "missing"
    return indicator.empty


def shown_tenths(value: Fraction) -> int:
    """A score as printed, in tenths; what is printed is what is graded."""
    return round_half_up(value * 10)


def plain_grade(scheme: Scheme, score: Fraction) -> Grade:
    """The grade of a printed score without memory."""
    printed = Fraction(shown_tenths(score), 10)
    return next((grade for grade, bound in scheme.bounds if printed >= bound), GRADES[-1])


def grade_of(scheme: Scheme, score: Fraction, previous: Grade | None) -> Grade:
    """The grade with hysteresis: up only at bound + margin, down only below bound - margin (SCORE-14)."""
    if previous is None:
        return plain_grade(scheme, score)
    printed = Fraction(shown_tenths(score), 10)
    bounds = [bound for _, bound in scheme.bounds]
    place = GRADES.index(previous)
    while place > 0 and printed >= bounds[place - 1] + scheme.margin:
        place -= 1
    while place < len(bounds) and printed < bounds[place] - scheme.margin:
        place += 1
    return GRADES[place]


def worst(*grades: Grade) -> Grade:
    """The worst of some grades."""
    return max(grades, key=GRADES.index)


def judge(scheme: Scheme, result: Result, *, previous: Grade | None, caps: Sequence[Cap] = ()) -> Verdict:
    """Grade, caps and consequences; a dealer who does not report is never better off than D."""
    if result.score is None:
        owing = any(each.presence == "owed" for each in result.parts)
        return Verdict(None, None, "D" if owing else None, None, "no_figures")
    base = grade_of(scheme, result.score, previous)
    strictest = max(caps, key=lambda cap: GRADES.index(cap.at_most), default=None)
    capped = worst(base, strictest.at_most) if strictest else base
    decided = strictest if strictest and capped != base else None
    ungraded = _ungraded(scheme, result)
    if not ungraded:
        return Verdict(base, capped, capped, decided, "")
    owing = any(each.presence == "owed" for each in result.parts) or ungraded == "not_reported"
    return Verdict(base, None, worst(capped, "D") if owing else None, decided, ungraded)


def rails_of(scheme: Scheme, result: Result, kpis: Mapping[str, tuple[str, str]]) -> tuple[Cap, ...]:
    """The guard rails that a result runs into; what is owed scores 0. ``kpis`` says name and owner of each (msgids)."""
    found = []
    for rail in scheme.rails:
        part = result.part(rail.kpi)
        if part is not None and part.presence in _COUNTED and part.score < rail.below:
            name, owner = kpis.get(rail.kpi, (rail.kpi, ""))
            said = {"kpi": rail.kpi, "what": name, "owner": owner, "below": str(rail.below), "score": str(part.score)}
            found.append(Cap(RAIL, rail.at_most, said))
    return tuple(found)


def remembered(verdict: Verdict) -> Grade | None:
    """The grade from which the next quarter starts: what a quarter without reports counted as, or worse.

    None after a gap on our side: the next quarter's score alone decides.
    """
    if not verdict.ungraded or verdict.base is None:
        return verdict.base
    return worst(verdict.base, "D") if verdict.counts_as else None


def _ungraded(scheme: Scheme, result: Result) -> Ungraded:
    reports = result.part(REPORTING)
    if reports and reports.presence == "owed":
        return "not_reported"
    if reports and reports.presence == "present" and (reports.value or Fraction(0)) < scheme.coverage_floor:
        return "not_reported"
    if result.coverage >= scheme.coverage_floor:
        return ""
    owed = sum((each.points for each in result.parts if each.presence == "owed"), Fraction(0))
    missing = sum((each.points for each in result.parts if each.presence == "missing"), Fraction(0))
    return "not_reported" if owed > missing else "coverage"


def confidence_of(result: Result) -> Confidence:
    """How far to trust a score, from its data coverage: high from 90 %, medium from 75 %."""
    if result.coverage >= _HIGH:
        return "high"
    return "medium" if result.coverage >= _MEDIUM else "low"


def to_next(scheme: Scheme, score: Fraction, grade: Grade) -> tuple[Grade, Fraction] | None:
    """The next better grade and the printed points to it, margin included; None at the top."""
    place = GRADES.index(grade)
    if place == 0:
        return None
    better, bound = scheme.bounds[place - 1]
    return better, max(Fraction(0), bound + scheme.margin - Fraction(shown_tenths(score), 10))


def effects(
    w0: Sequence[Fraction], w1: Sequence[Fraction], s0: Sequence[Fraction], s1: Sequence[Fraction]
) -> tuple[list[Fraction], list[Fraction]]:
    """Score effects (w0+w1)/2 (s1-s0) and weight effects (s0+s1)/2 (w1-w0); together the change (SCORE-11)."""
    rows = list(zip(w0, w1, s0, s1, strict=True))
    return [(a + b) / 2 * (t - s) for a, b, s, t in rows], [(s + t) / 2 * (b - a) for a, b, s, t in rows]


def split(before: Result, after: Result) -> tuple[Change, ...]:
    """The change between two periods by driver, exact: sum_i (w0+w1)/2 (s1-s0) + ((s0+s1)/2 - c)(w1-w0).

    As the weights of both sides add to 1, any constant ``c`` leaves the sum as it is; with ``c`` the mean of what
    stayed, an indicator that appears is measured against the rest and the mere sharing out of weights adds nothing.
    """
    if before.score is None or after.score is None:
        return ()
    old = {each.kpi: each for each in before.parts if each.presence in _COUNTED and each.weight}
    new = {each.kpi: each for each in after.parts if each.presence in _COUNTED and each.weight}
    stayed = [kpi for kpi in old if kpi in new]
    level = _level(old, new, stayed)
    found, weights = [], Fraction(0)
    for kpi in stayed:
        a, b = old[kpi], new[kpi]
        found.append(Change(kpi, _kind(a, b), (a.weight + b.weight) / 2 * (b.score - a.score)))
        weights += ((a.score + b.score) / 2 - level) * (b.weight - a.weight)
    found += [
        Change(kpi, "not_reported" if each.presence == "owed" else "appeared", each.weight * (each.score - level))
        for kpi, each in new.items()
        if kpi not in old
    ]
    found += [
        Change(kpi, "disappeared", -each.weight * (each.score - level)) for kpi, each in old.items() if kpi not in new
    ]
    if weights:
        found.append(Change("", "weights", weights))
    return tuple(found)


def _level(old: Mapping[str, Part], new: Mapping[str, Part], stayed: Sequence[str]) -> Fraction:
    weight = sum((old[kpi].weight + new[kpi].weight for kpi in stayed), Fraction(0))
    if not weight:
        return Fraction(0)
    total = sum(
        ((old[kpi].weight + new[kpi].weight) * (old[kpi].score + new[kpi].score) / 2 for kpi in stayed), Fraction(0)
    )
    return total / weight


def _kind(before: Part, after: Part) -> ChangeKind:
    if before.presence == after.presence:
        return "score"
    return "not_reported" if after.presence == "owed" else "reported_again"
