"""How sure a place is: the same ranking under other weights."""

from fractions import Fraction

import numpy as np

from app.health.rules import Reading, Result, evaluate
from app.health.scheme import default_scheme
from app.health.stability import places, rank_ranges

SCHEME = default_scheme()


def _dealer(share: Fraction) -> Result:
    """All indicators at the same share of the way to their targets."""
    return evaluate(
        SCHEME, [Reading(one.kpi, one.floor + (one.target - one.floor) * share) for one in SCHEME.indicators]
    )


def test_who_is_better_in_everything_keeps_his_place_whatever_the_weights() -> None:
    dealers = {"low": _dealer(Fraction(1, 4)), "top": _dealer(Fraction(3, 4)), "middle": _dealer(Fraction(1, 2))}
    found = {who: (one.best, one.worst) for who, one in rank_ranges(SCHEME, dealers).items()}
    assert found == {"top": (1, 1), "middle": (2, 2), "low": (3, 3)}
    assert rank_ranges(SCHEME, {}) == {}


def test_places_are_as_sure_as_the_distribution_of_the_weights_says() -> None:
    scores, counted = np.array([[100.0, 0.0], [0.0, 100.0]]), np.ones((2, 2), np.bool_)
    # the first weight is distributed as Beta(a, 100 - a); P(w > 1/2) is 0.98 for a = 60, 0.84 for a = 55
    sure, unsure = (places(scores, counted, np.array([a, 100.0 - a])) for a in (60.0, 55.0))
    assert [each.tolist() for each in sure] == [[1, 2], [1, 2]]
    assert [each.tolist() for each in unsure] == [[1, 1], [2, 2]]


def test_what_a_dealer_has_no_figure_of_shares_out_its_weight() -> None:
    scores = np.array([[80.0, 0.0], [70.0, 70.0]])
    counted = np.array([[True, False], [True, True]])
    best, worst = places(scores, counted, np.array([1.0, 9.0]))
    assert (best.tolist(), worst.tolist()) == ([1, 2], [1, 2])


def test_the_same_figures_give_the_same_range_however_many_are_drawn_at_once() -> None:
    rng = np.random.default_rng(7)
    scores, counted = rng.uniform(0, 100, (30, 6)), rng.random((30, 6)) > 0.1
    points = np.array([9.0, 6.0, 5.0, 4.0, 2.0, 2.0])
    first, again = places(scores, counted, points), places(scores, counted, points)
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    order = rng.permutation(30)
    moved = places(scores[order], counted[order], points)
    assert all((a[order] == b).all() for a, b in zip(first, moved, strict=True))
