"""Difference-in-differences: equal to a regression that somebody else computes, and silent where nothing is proven."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.effects.rules import Course, alone, difference, drifted, group_of, judge
from app.meetings.effects.student import t_quantile
from tests.examples import examples

_FIGURE = st.integers(-10_000, 10_000).map(lambda n: Fraction(n, 7))


def _regressed(treated: list[Course], control: list[Course]) -> float:
    """The coefficient of the interaction in an ordinary regression over every dealer and month."""
    rows, values = [], []
    for touched, courses in ((1.0, treated), (0.0, control)):
        for one in courses:
            for later, months in ((0.0, one.before), (1.0, one.after)):
                for value in months:
                    rows.append((1.0, touched, later, touched * later))
                    values.append(float(value or 0))
    found, *_ = np.linalg.lstsq(np.array(rows), np.array(values), rcond=None)
    return float(found[3])


@st.composite
def _panels(draw: st.DrawFn) -> tuple[list[Course], list[Course]]:
    before, after = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    months = st.tuples(*([_FIGURE] * (before + after)))

    def group(least: int) -> list[Course]:
        rows = draw(st.lists(months, min_size=least, max_size=6))
        return [Course(str(n), row[:before], row[before:]) for n, row in enumerate(rows)]

    return group(1), group(2)


@settings(max_examples=examples(60))
@given(_panels())
def test_the_effect_is_the_interaction_of_a_regression_over_the_same_months(
    panel: tuple[list[Course], list[Course]],
) -> None:
    treated, control = panel
    found = difference(group_of(treated), group_of(control))
    assert found is not None
    assert float(found.effect) == pytest.approx(_regressed(treated, control), abs=1e-8)


@settings(max_examples=examples(30))
@given(_panels(), st.integers(-500, 500), st.integers(-500, 500))
def test_what_all_dealers_share_and_what_each_one_is_of_old_are_no_effect(
    panel: tuple[list[Course], list[Course]], season: int, habit: int
) -> None:
    treated, control = panel
    moved = [[Course(one.key, tuple((value or Fraction()) + n * habit for value in one.before),
                     tuple((value or Fraction()) + n * habit + season for value in one.after))
              for n, one in enumerate(group)] for group in panel]  # fmt: skip
    plain, shifted = difference(group_of(treated), group_of(control)), difference(*map(group_of, moved))
    assert plain == shifted


def test_the_interval_is_that_of_welchs_test_on_the_dealers_changes() -> None:
    treated = [Course(str(n), (Fraction(100),), (Fraction(100 + change),)) for n, change in enumerate((5, 9, 4, 6))]
    control = [Course(str(n), (Fraction(80),), (Fraction(80 + change),)) for n, change in enumerate((1, -2, 0, 2, -1))]
    found = difference(group_of(treated), group_of(control))
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert found.effect == 6
    # scipy 1.17.1: ttest_ind([5, 9, 4, 6], [1, -2, 0, 2, -1], equal_var=False).confidence_interval(0.95)
    assert float(found.df or 0) == pytest.approx(5.381_165_919_28, abs=1e-9)
    assert float(found.error or 0) == pytest.approx(math.sqrt(14 / 12 + 0.5), abs=1e-12)
    assert (float(found.low), float(found.high)) == pytest.approx((2.750_865_185, 9.249_134_815), abs=1e-7)


def test_quantiles_are_those_of_the_printed_tables() -> None:
    printed = {1: 12.7062, 2: 4.3027, 4: 2.7764, 9: 2.2622, 29: 2.0452, 120: 1.9799, 10**6: 1.96}
    assert {df: round(float(t_quantile(Fraction(df))), 4) for df in printed} == printed
    with pytest.raises(ValueError, match="degree"):
        t_quantile(Fraction(1, 2))


def _flat(key: str, before: int, after: int, months: int = 3) -> Course:
    return Course(key, (Fraction(before),) * months, (Fraction(after),) * months)


@pytest.mark.parametrize(
    ("changes", "expected", "verdict"),
    [
        ((10, 11, 12), 8, "reached"),
        ((10, 11, 12), 11, "reached"),
        ((10, 11, 12), 20, "missed"),
        ((10, 11, 12), -5, "missed"),
        ((-40, 5, 60), 5, "not_proven"),
        ((-12, -11, -10), -10, "reached"),
    ],
)
def test_a_verdict_needs_proof_before_it_is_held_against_what_was_expected(
    changes: tuple[int, ...], expected: int, verdict: str
) -> None:
    treated = group_of(_flat(str(n), 100, 100 + change) for n, change in enumerate(changes))
    control = group_of(_flat(str(n), 90, 90 + change) for n, change in enumerate((0, 1, -1, 0)))
    assert judge(difference(treated, control), Fraction(expected)) == verdict


def test_one_dealer_is_held_against_the_scatter_of_those_left_alone_and_one_left_alone_is_no_group() -> None:
    control = group_of([_flat("a", 100, 103), _flat("b", 100, 97), _flat("c", 100, 100)])
    narrow, wide = (difference(group_of([_flat("x", 100, end)]), control) for end in (130, 108))
    assert judge(narrow, Fraction(20)) == "reached"
    assert judge(wide, Fraction(5)) == "not_proven", "three dealers that scatter by 3 say nothing of 8"
    assert narrow is not None
    assert narrow.df == 2
    few = group_of([_flat("a", 100, 103)])
    assert difference(group_of([_flat("x", 100, 130)]), few) is None
    assert judge(None, Fraction(5)) == "no_control"
    single = alone(group_of([_flat("x", 100, 130)]))
    assert single is not None
    assert single.effect == 30
    assert single.low is None
    assert alone(group_of([])) is None


def test_relative_effects_let_large_and_small_dealers_count_alike() -> None:
    treated = group_of([_flat("a", 1_000, 1_100), _flat("b", 10, 11)], relative=True)
    control = group_of([_flat("c", 500, 500), _flat("d", 20, 20), _flat("e", 0, 4)], relative=True)
    found = difference(treated, control)
    assert found is not None
    assert found.effect == Fraction(1, 10)
    assert control.left_out == ("e",), "from nothing there is no percentage"


def test_a_dealer_counts_with_half_of_the_months_on_both_sides() -> None:
    some = Fraction(5)
    kept, out = Course("a", (None, some), (some, None, some)), Course("b", (some, some), (None, None, some))
    found = group_of([kept, out])
    assert ([one.key for one in found.changes], found.left_out) == (["a"], ("b",))


def test_groups_that_went_apart_before_are_told() -> None:
    def rising(key: str, step: int) -> Course:
        return Course(key, tuple(Fraction(100 + step * n) for n in range(4)), (Fraction(100),))

    parted = [rising(key, step) for key, step in (("a", 10), ("b", 11), ("c", 12))]
    calm = [rising(key, step) for key, step in (("x", 0), ("y", 1), ("z", -1))]
    apart, same = drifted(parted, calm), drifted(calm, list(calm))
    assert apart is not None
    assert same is not None
    assert (apart.is_proven, same.is_proven) == (True, False)
    assert drifted([_flat("a", 1, 2, months=1)], [_flat("b", 1, 2, months=1)]) is None


def test_intervals_cover_the_true_effect_as_often_as_they_say() -> None:
    """Dealers with habits, months that resemble each other, an effect of 3: 95 of 100 intervals hold it."""
    random, held, repeated = np.random.default_rng(8), 0, 200
    for _ in range(repeated):
        groups = []
        for touched, size in ((1, 5), (0, 9)):
            habits, drifts = random.normal(100, 30, size), random.normal(0, 4, (size, 2))
            noise = random.normal(0, 3, (size, 2, 3))
            values = habits[:, None, None] + drifts[:, :, None] + noise
            values[:, 1] += 20 + 3 * touched
            groups.append(group_of(
                Course(str(n), *(tuple(Fraction(float(one)) for one in row[side]) for side in (0, 1)))
                for n, row in enumerate(values)
            ))  # fmt: skip
        found = difference(*groups)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 3 <= found.high
    assert 0.92 <= held / repeated <= 0.98


def test_the_order_of_dealers_says_nothing() -> None:
    treated = [_flat("a", 3, 9), _flat("b", 4, 5), _flat("c", 8, 8)]
    control = [_flat("x", 1, 2), _flat("y", 5, 5), _flat("z", 9, 7)]
    found = {
        difference(group_of(one), group_of(other))
        for one, other in product((treated, treated[::-1]), (control, control[::-1]))
    }
    assert len(found) == 1
