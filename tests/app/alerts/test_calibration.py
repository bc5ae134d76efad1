import numpy as np
import pytest

from app.alerts.baseline import MATURE_MONTHS, judge
from app.alerts.calibration import (
    BUDGETS,
    FAMILIES,
    KEPT,
    Family,
    benjamini_hochberg,
    calibrate,
    chance,
    clean_series,
    family_of,
    limits_for,
)
from app.kpi.definitions import KPIS
from tests.benchmarks.alerts import MONTHS, PLAIN, caught, ours, plant
from tests.benchmarks.alerts_methods import METHODS, WATCHED, cusum


@pytest.mark.parametrize("family", FAMILIES.values(), ids=list(FAMILIES))
@pytest.mark.parametrize("budget", [0.02, 0.01, 0.005])
def test_clean_series_of_another_draw_keep_to_the_budget(family: Family, budget: float) -> None:
    found = judge(clean_series(family, 1_500, 99), MONTHS, limits_for(family, budget))
    assert 0.6 * budget < found.alarm[:, MATURE_MONTHS:].mean() < 1.5 * budget
    assert found.alarm.sum() / found.judged.sum() < 1.6 * budget, "young series too"


def test_the_kept_limits_are_those_that_are_found_again() -> None:
    found = calibrate(PLAIN, series=1_000, seed=7)
    kept = KEPT["plain"]
    assert found.limits.step == pytest.approx(kept.limits.step, rel=0.04)
    assert found.limits.drift == pytest.approx(kept.limits.drift, rel=0.08)
    assert found.scores[:4] == pytest.approx(kept.scores[:4], abs=0.04)
    assert calibrate(PLAIN, series=50, seed=7) == calibrate(PLAIN, series=50, seed=7)


def test_spike_shift_and_drift_are_caught_as_often_as_is_claimed_and_more_often_than_by_others() -> None:
    """The benchmark prints the same with more series."""
    own = ours(limits_for(PLAIN), 1_000)
    assert own.false < 0.013
    assert own.spike > 0.66
    assert own.shift > 0.55
    assert own.drift > 0.85
    score = METHODS["z of year-on-year differences"]
    limit = np.quantile(np.abs(score(clean_series(PLAIN, 1_000, 1))), 0.99)
    planted = plant("spike", clean_series(PLAIN, 1_000, 2), 3)
    assert caught(np.abs(score(planted.values)) > limit, planted) < own.spike - 0.05


def test_every_kpi_has_a_family() -> None:
    found = {one.id: family_of(one.unit, one.kind).id for one in KPIS.values()}
    assert found["net_amount"] == "sum"
    assert found["on_time_rate"] == "ratio"
    assert found["overdue_lines"] == "stock"
    assert set(found.values()) <= set(KEPT)


def test_chances_are_those_of_the_budgets_and_fall_with_the_score() -> None:
    scores = np.array(KEPT["plain"].scores)
    assert chance(scores, PLAIN) == pytest.approx(list(BUDGETS))
    assert chance(np.array([0.0]), PLAIN)[0] == 1
    assert (np.diff(chance(np.linspace(0, 4, 50), PLAIN)) < 0).all()
    assert np.isnan(chance(np.array([np.nan]), PLAIN)[0])


def test_benjamini_hochberg_by_their_own_example() -> None:
    """Benjamini and Hochberg 1995, 4.1: of fifteen p-values four hold at .05 (Bonferroni: three)."""
    values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
              0.759, 1.0]  # fmt: skip
    mixed = np.array([*reversed(values), np.nan])
    assert np.flatnonzero(benjamini_hochberg(mixed, 0.05)).tolist() == [11, 12, 13, 14]
    assert not benjamini_hochberg(np.array([np.nan, 0.9]), 0.05).any()
    assert not benjamini_hochberg(np.array([]), 0.05).any()


def test_the_cusum_of_the_benchmark_is_montgomerys() -> None:
    """ANOM-02 (Statistical Quality Control, example 9.1): 5.28 at observation 29, the first beyond 5."""
    values = np.array(
        [9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08, 9.37, 10.62,
         10.31, 8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31, 10.52]
    )  # fmt: skip
    found = cusum(values - 10, 0.5)
    assert found[28] == pytest.approx(5.28)
    assert int(np.argmax(found > 5)) == 28


@pytest.mark.parametrize("name", METHODS)
def test_the_methods_of_the_benchmark_look_at_the_past_alone(name: str) -> None:
    values = clean_series(PLAIN, 5, 1)
    later = values.copy()
    later[:, 40:] += 10
    one, two = METHODS[name](values), METHODS[name](later)
    assert np.array_equal(one[:, : 40 - WATCHED], two[:, : 40 - WATCHED])
