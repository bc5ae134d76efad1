"""Scores in columns: the same as one by one, and grades that do not flap."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.health.columns import columns_of, graded, scored
from app.health.rules import Presence, Reading, evaluate, grade_of
from app.health.scheme import GRADES, Grade, default_scheme
from tests.examples import examples

SCHEME = default_scheme()
KPIS = [each.kpi for each in SCHEME.indicators]
values = st.one_of(st.none(), st.fractions(min_value=-2, max_value=200, max_denominator=1000))
presences: st.SearchStrategy[Presence] = st.sampled_from(["present", "not_applicable", "missing", "owed", "unused"])
rows = st.lists(st.tuples(values, presences), min_size=len(KPIS), max_size=len(KPIS)).map(
    lambda found: [Reading(kpi, *each) for kpi, each in zip(KPIS, found, strict=True)]
)


@settings(max_examples=examples(100))
@given(st.lists(rows, min_size=1, max_size=4))
def test_columns_score_like_the_engine(found: list[list[Reading]]) -> None:
    there = scored(SCHEME, *columns_of(SCHEME, found))
    for n, row in enumerate(found):
        result = evaluate(SCHEME, row)
        assert there.coverage[n] == pytest.approx(float(result.coverage), abs=1e-9)
        if result.score is None:
            assert np.isnan(there.totals[n])
        else:
            assert there.totals[n] == pytest.approx(float(result.score), abs=1e-9)


@settings(max_examples=examples(50))
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12))
def test_columns_grade_like_the_engine(tenths: list[int]) -> None:
    found = graded(SCHEME, np.array([[each / 10] for each in tenths]))[:, 0].tolist()
    before: Grade | None = None
    for each, place in zip(tenths, found, strict=True):
        before = grade_of(SCHEME, Fraction(each, 10), before)
        assert GRADES[place] == before


def test_a_margin_of_the_noise_leaves_a_third_of_the_flips_at_most() -> None:
    """Scores that swing by 3 points around their level (AR(1), from no memory to a long one), margin 3 (METHODS §2)."""
    rng = np.random.default_rng(11)
    calm, bare = replace(SCHEME, margin=Fraction(3)), replace(SCHEME, margin=Fraction(0))
    level = rng.uniform(40, 95, 500)
    for memory in (0.0, 0.5, 0.9):
        noise = rng.normal(0, 3 * np.sqrt(1 - memory**2), (40, 500))
        for n in range(1, len(noise)):
            noise[n] += memory * noise[n - 1]
        flips = [(np.diff(graded(each, level + noise), axis=0) != 0).sum() for each in (calm, bare)]
        assert flips[0] <= flips[1] / 3
        assert flips[0] > 0, "a dealer that really moves still changes his grade"


def test_a_score_that_is_missing_keeps_the_grade_before_it() -> None:
    found = graded(SCHEME, np.array([[np.nan, 90.0], [80.0, np.nan]]))
    assert found.tolist() == [[-1, 0], [1, 0]]
