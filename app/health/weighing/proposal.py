"""Points that answers in pairs, or the figures of a quarter, propose for a model; people decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np

from app.core.errors import UserError
from app.core.money import apportion
from app.health.rules import Result, shown_tenths
from app.health.scheme import Answer, Indicator, Scheme, Way, with_points
from app.health.weighing.pairs import Judged, Pair, judge_pairs, pairs_of
from app.health.weighing.spread import blend_weights, critic_weights, entropy_weights

FEWEST: Final = 5
"""Figures of fewer dealers say nothing about weights: such an indicator keeps its points."""
HALF: Final = Fraction(1, 2)


@dataclass(frozen=True)
class Proposal:
    """A model with other points; ``kept`` are the KPIs that the figures say nothing of."""

    scheme: Scheme
    kept: tuple[str, ...] = ()
    judged: Judged | None = None


def things_of(scheme: Scheme, among: str) -> tuple[str, ...]:
    """What is compared in pairs: the dimensions, or the indicators of the dimension ``among``."""
    if not among:
        return tuple(each.id for each in scheme.dimensions)
    found = tuple(each.kpi for each in scheme.indicators if each.dimension == among)
    if not found:
        known = ", ".join(each.id for each in scheme.dimensions)
        raise UserError("There is no dimension “{id}”; there are {known}.", id=among, known=known)
    return found


def answers_of(scheme: Scheme, among: str) -> dict[Pair, Fraction]:
    """The answers that are kept with the model, whichever way round they were given."""
    given = {(each.one, each.other): each.times for each in scheme.answers}
    found = {}
    for one, other in pairs_of(things_of(scheme, among)):
        if (one, other) in given:
            found[one, other] = given[one, other]
        elif (other, one) in given:
            found[one, other] = 1 / given[other, one]
    return found


def by_pairs(scheme: Scheme, among: str, answers: Mapping[Pair, Fraction]) -> Proposal:
    """Points by AHP; within a dimension indicators keep their proportions, and a dimension's own sum stays.

    Raises UserError where an answer is missing. Answers that contradict each other are told, not refused.
    """
    things = things_of(scheme, among)
    judged = judge_pairs(things, answers)
    weights = {thing: Fraction(weight) for thing, weight in judged.weights.items()}
    if among:
        total = sum((each.points for each in scheme.indicators if each.dimension == among), Fraction(0))
        points = _rounded({kpi: weight * total for kpi, weight in weights.items()}, shown_tenths(total))
    else:
        points = {}
        for side, total in _rounded({key: 100 * weight for key, weight in weights.items()}).items():
            own = {each.kpi: total * _share(scheme, each) for each in scheme.indicators if each.dimension == side}
            points |= _rounded(own, int(total * 10))
    others = tuple(each for each in scheme.answers if (each.one, each.other) not in answers)
    kept = (*others, *(Answer(one, other, times) for (one, other), times in answers.items()))
    return Proposal(replace(with_points(scheme, points), way="pairs", answers=kept), (), judged)


def by_figures(scheme: Scheme, results: Sequence[Result], way: Way, share: Fraction = HALF) -> Proposal:
    """Points by entropy, CRITIC or a blend: ``share`` is that of the points of now, the rest the mean of both.

    The scores of the indicators are what is weighed, more is better. Raises UserError where too few dealers have any.
    """
    given = {
        each.kpi: [_score(result, each.kpi) for result in results] for each in scheme.indicators
    }  # fmt: skip
    used = [kpi for kpi, column in given.items() if sum(one is not None for one in column) >= FEWEST]
    if not used:
        raise UserError("Weights can only be read out of the figures of {n} dealers or more.", n=FEWEST)
    figures = np.array([[np.nan if one is None else one for one in given[kpi]] for kpi in used]).T
    points = {each.kpi: each.points for each in scheme.indicators}
    rest = sum((each for kpi, each in points.items() if kpi not in used), Fraction(0))
    whole = sum(points.values(), Fraction(0))
    found = _weights(dict.fromkeys(used, 0.0), figures, way, share, {kpi: float(points[kpi]) for kpi in used})
    free = 1 - (rest / whole if whole else Fraction(0))
    new = {kpi: 100 * free * Fraction(weight) for kpi, weight in found.items()}
    new |= {kpi: 100 * own / whole for kpi, own in points.items() if kpi not in used and whole}
    kept = tuple(kpi for kpi in points if kpi not in used)
    return Proposal(replace(with_points(scheme, _rounded(new)), way=way), kept)


def _weights(
    used: Mapping[str, float], figures: np.ndarray, way: Way, share: Fraction, hand: Mapping[str, float]
) -> Mapping[str, float]:
    if way == "entropy":
        return dict(zip(used, entropy_weights(figures), strict=True))
    if way == "critic":
        return dict(zip(used, critic_weights(figures), strict=True))
    if not 0 <= share <= 1:
        raise UserError("The share of the points by hand lies between 0 and 100%.")
    rest = float((1 - share) / 2)
    both = [dict(zip(used, rule(figures), strict=True)) for rule in (entropy_weights, critic_weights)]
    parts = [(float(share), hand), (rest, both[0]), (rest, both[1])]
    return blend_weights([part for part in parts if part[0] > 0])


def _score(result: Result, kpi: str) -> float | None:
    part = result.part(kpi)
    return float(part.score) if part is not None and part.presence == "present" else None


def _share(scheme: Scheme, indicator: Indicator) -> Fraction:
    """Of its dimension's points; equal shares where the dimension has none."""
    own = [each.points for each in scheme.indicators if each.dimension == indicator.dimension]
    total = sum(own, Fraction(0))
    return indicator.points / total if total else Fraction(1, len(own))


def _rounded(points: Mapping[str, Fraction], tenths: int = 1000) -> dict[str, Fraction]:
    """Tenths of points that add to the whole."""
    shown = apportion([each * 10 for each in points.values()], tenths)
    return {kpi: Fraction(each, 10) for kpi, each in zip(points, shown, strict=True)}
