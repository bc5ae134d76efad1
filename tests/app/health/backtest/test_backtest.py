"""Whether a score told what came: areas, lift and points that add up, on examples that can be checked by hand."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.health.backtest.rules import LEAST, Case, Outcome, _error, area_under, measured, suggested
from tests.examples import examples

F = Fraction
ALL: frozenset[Outcome] = frozenset({"overdue", "complaints", "shrunk", "left"})
scores = st.lists(st.integers(0, 20).map(float), min_size=LEAST, max_size=30)


def case(n: int, score: int, *, wrong: bool, known: frozenset[Outcome] = ALL, **indicators: int) -> Case:
    bad: frozenset[Outcome] = frozenset({"overdue"}) if wrong else frozenset()
    return Case(f"D{n:03}", "2025-Q1", float(score), {kpi: float(each) for kpi, each in indicators.items()}, known, bad)


@settings(max_examples=examples(100))
@given(scores, scores)
def test_the_area_is_the_share_of_pairs_told_right(wrong: list[float], right: list[float]) -> None:
    area = area_under(wrong, right)
    assert area is not None
    pairs = [F(1) if a < b else F(1, 2) if a == b else F(0) for a, b in itertools.product(wrong, right)]
    assert area.value == sum(pairs) / len(pairs)
    assert 0 <= area.low <= area.value <= area.high <= 1
    other = area_under(right, wrong)
    assert other is not None
    assert other.value == 1 - area.value


def test_the_error_is_that_of_the_published_example() -> None:
    # Hanley and McNeil 1982: 58 normal and 51 abnormal images read with an area of 0.893, standard error 0.032
    assert _error(0.893, 51, 58) == pytest.approx(0.032, abs=0.0006)


def test_too_few_cases_say_nothing() -> None:
    assert area_under([1.0] * (LEAST - 1), [2.0] * 50) is None
    few = measured([case(n, n, wrong=n == 0) for n in range(20)], None)
    assert few.area is None
    assert few.lift == 5
    assert measured([], None).fifths == ()


def test_the_worst_fifth_goes_wrong_five_times_as_often_where_the_score_tells_all() -> None:
    cases = [case(n, n, wrong=n < 20) for n in range(100)]
    whole = measured(cases, None)
    assert (whole.cases, whole.wrong, whole.lift) == (100, 20, 5)
    assert [each.wrong for each in whole.fifths] == [20, 0, 0, 0, 0]
    assert whole.area is not None
    assert whole.area.value == 1
    assert measured(cases, "complaints").wrong == 0


def test_who_merely_stayed_and_has_no_figures_tells_nothing() -> None:
    cases = [case(n, n, wrong=False, known=frozenset({"left"})) for n in range(30)]
    assert measured(cases, None).cases == 0
    assert measured(cases, "left").cases == 30


def test_points_follow_what_tells_and_add_up_to_what_they_were() -> None:
    cases = [
        case(n, 50, wrong=n % 3 == 0, tells=0 if n % 3 == 0 else 100, hints=40 if n % 3 == 0 else 40 + n % 7,
             misleads=100 if n % 3 == 0 else 0)
        for n in range(60)
    ]  # fmt: skip
    found = {each.kpi: each for each in suggested(cases, {"tells": F(4), "hints": F(4), "misleads": F(4), "new": F(3)})}
    assert found["tells"].proposed > found["hints"].proposed > 0
    assert found["misleads"].proposed == 0
    assert (found["new"].proposed, found["new"].area) == (3, None)
    assert sum(each.proposed for each in found.values()) == 15
