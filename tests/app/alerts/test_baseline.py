import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.alerts.baseline import (
    BY_DRIFT,
    LEAST_MONTHS,
    Verdicts,
    ewma,
    ewma_spread,
    judge,
    normal_of,
    ratio_spread,
    t_of,
)
from app.alerts.calibration import FAMILIES, clean_series, limits_for, months_until
from app.alerts.conditions import wilson
from app.alerts.season import Floats

VECTORS = Path(__file__).parents[4] / "shared" / "vectors" / "anomaly.json"
PLAIN = FAMILIES["plain"]
LIMITS = limits_for(PLAIN)
MONTHS = months_until(date(2025, 12, 1))
SEEDS = st.integers(0, 2**32 - 1)


def judged(values: Floats) -> Verdicts:
    return judge(values, MONTHS[: values.shape[1]], LIMITS)


def clean(seed: int, count: int = 6) -> Floats:
    return clean_series(PLAIN, count, seed)


def test_a_month_is_expected_by_the_months_before_it_and_its_own_value_changes_nothing_of_that() -> None:
    values = clean(1)
    other = values.copy()
    other[:, -1] += 7
    one, two = judged(values), judged(other)
    assert np.array_equal(one.expected, two.expected, equal_nan=True)
    assert np.array_equal(one.low, two.low, equal_nan=True)
    assert not one.alarm[:, -1].any()
    assert two.alarm[:, -1].all()
    assert (two.side[:, -1] == 1).all()
    assert (other[:, -1] > two.high[:, -1]).all()


def test_expected_follows_a_strong_season_that_was_seen_before() -> None:
    wave = 100 + 30 * np.sin(np.arange(48) / 12 * 2 * np.pi)[None] + clean_series(FAMILIES["stock"], 1, 3) * 0.3
    found = judged(wave)
    assert np.abs(found.expected[:, 36:] - wave[:, 36:]).max() < 3
    assert not found.alarm[:, 24:].any()


def test_before_a_year_was_learnt_nothing_is_known() -> None:
    found = judged(clean(2))
    assert not found.judged[:, :LEAST_MONTHS].any()
    assert found.judged[:, LEAST_MONTHS:].all()
    assert np.isnan(found.expected[:, :LEAST_MONTHS]).all()
    assert not found.alarm[:, :LEAST_MONTHS].any()


def test_a_missing_month_stays_missing_and_the_next_is_judged() -> None:
    values = clean(4)
    values[:, 40] = np.nan
    found = judged(values)
    assert not found.judged[:, 40].any()
    assert np.isnan(found.score[:, 40]).all()
    assert found.judged[:, 41].all()


def test_a_series_without_scatter_or_without_values_is_not_judged() -> None:
    values = np.stack([np.full(48, 7.0), np.zeros(48), np.full(48, np.nan)])
    assert not judged(values).judged.any()


def test_a_ratio_that_never_missed_is_judged_by_chance_and_a_small_denominator_widens_the_range() -> None:
    """Always 40 of 40 on time, then 30 of 40, or 2 of 3: the first is a fall, the second may be chance."""
    counts = np.full((2, 48), 40.0)
    tops = counts.copy()
    tops[0, 47] = 30
    counts[1, 47], tops[1, 47] = 3, 2
    assert not judged(tops / counts).judged.any()
    found = judge(tops / counts, MONTHS, LIMITS, least_spread=ratio_spread(tops, counts))
    assert found.judged[:, LEAST_MONTHS:].all()
    assert found.alarm[:, 47].tolist() == [True, False]
    assert not found.alarm[:, :47].any()
    assert found.low[1, 47] < 2 / 3 < found.low[0, 47]


def test_chance_scatters_a_share_by_the_facts_of_the_months_before() -> None:
    spread = ratio_spread(np.array([[8.0, 5.0, np.nan, 1.0]]), np.array([[10.0, 6.0, np.nan, 4.0]]))
    assert spread[0, 0] == pytest.approx((wilson(0.5, 10)[1] - wilson(0.5, 10)[0]) / 2 / 1.96)
    assert spread[0, 1] == pytest.approx((wilson(10 / 14, 6)[1] - wilson(10 / 14, 6)[0]) / 2 / 1.96, rel=0.01)
    assert np.isnan(spread[0, 2])
    assert spread[0, 3] == pytest.approx((wilson(15 / 20, 4)[1] - wilson(15 / 20, 4)[0]) / 2 / 1.96, rel=0.03)


def test_what_alarmed_is_masked_however_large_it_was() -> None:
    values = clean(5)
    large, larger = values.copy(), values.copy()
    large[:, 40] += 12
    larger[:, 40] += 1_000
    one, two = judged(large), judged(larger)
    assert one.alarm[:, 40].all()
    assert np.array_equal(one.alarm, two.alarm)
    assert np.allclose(one.expected[:, 41:], two.expected[:, 41:])
    gone = values.copy()
    gone[:, 40] = np.nan
    assert np.allclose(one.expected[:, 41], judged(gone).expected[:, 41])


def test_a_wild_month_of_the_second_year_moves_what_is_learnt_only_as_far_as_the_range() -> None:
    large, larger = clean(6), clean(6)
    large[:, 20] += 20
    larger[:, 20] += 2_000
    assert np.allclose(judged(large).expected[:, 21:], judged(larger).expected[:, 21:])


def test_a_level_that_has_moved_is_taken_for_granted_after_three_months() -> None:
    values = clean(7, 200)
    values[:, 36:] += 8
    found = judged(values)
    assert found.alarm[:, 36].mean() > 0.99
    assert found.moved[:, 38].mean() > 0.9
    assert found.alarm[:, 41:].mean() < 0.06
    assert np.abs((found.expected[:, 42:] - values[:, 42:]).mean()) < 0.3


def test_a_slow_drift_is_seen_by_the_weighted_past_before_any_month_is_out_by_itself() -> None:
    values = clean(8, 200)
    values[:, 36:] += 0.4 * np.arange(1, 13)
    found = judged(values)
    assert found.alarm[:, 36:44].any(axis=1).mean() > 0.75
    assert (found.cause == BY_DRIFT).any()


@given(SEEDS, st.floats(0.01, 1e6), st.floats(-1e6, 1e6))
@settings(max_examples=12, deadline=None)
def test_scaling_and_shifting_change_nothing(seed: int, scale: float, offset: float) -> None:
    values = clean(seed)
    values[:, 30] += 5
    one, two = judged(values), judged(values * scale + offset * scale)
    assert np.array_equal(one.alarm, two.alarm)
    assert np.allclose(one.step, two.step, atol=1e-5, equal_nan=True)
    assert np.allclose(one.expected * scale + offset * scale, two.expected, rtol=1e-6, equal_nan=True)


@given(SEEDS, st.integers(13, 47))
@settings(max_examples=12, deadline=None)
def test_a_later_month_changes_no_earlier_verdict(seed: int, until: int) -> None:
    values = clean(seed)
    values[:, 30:] += 4
    values[0, 17] = np.nan
    whole, part = judged(values), judged(values[:, :until])
    assert np.array_equal(whole.alarm[:, :until], part.alarm)
    assert np.array_equal(whole.moved[:, :until], part.moved)
    assert np.array_equal(whole.score[:, :until], part.score, equal_nan=True)


@given(SEEDS)
@settings(max_examples=12, deadline=None)
def test_a_series_is_judged_alike_alone_among_others_and_again(seed: int) -> None:
    values = clean(seed)
    values[1, 40] += 9
    values[2, 25] = np.nan
    together = judged(values)
    assert np.array_equal(together.score, judged(values).score, equal_nan=True)
    for place in range(len(values)):
        alone = judged(values[place : place + 1])
        assert np.allclose(together.score[place], alone.score[0], equal_nan=True)
        assert np.array_equal(together.alarm[place], alone.alarm[0])


@given(SEEDS)
@settings(max_examples=12, deadline=None)
def test_turned_upside_down_everything_is_on_the_other_side(seed: int) -> None:
    values = clean(seed)
    values[:, 38:] -= 4
    one, two = judged(values), judged(-values)
    assert np.array_equal(one.side, -two.side)
    assert np.allclose(one.low, -two.high, equal_nan=True)


def test_t_values_become_normal_values_of_the_same_probability_and_back() -> None:
    """Two-sided 1 in 100 is t 2.763 at 28 degrees of freedom, 3.169 at 10, and 2.576 if normal (Student's table)."""
    for freedom, t in ((10, 3.169), (28, 2.763), (100_000, 2.576)):
        places = np.array([freedom])
        assert normal_of(np.array([t]), places)[0] == pytest.approx(2.576, abs=0.003)
        assert t_of(2.576, places)[0] == pytest.approx(t, abs=0.006)
        assert normal_of(np.array([-t]), places)[0] < 0


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not beside this repository (../shared)")
def test_the_weighted_past_signals_where_the_worked_example_does() -> None:
    """ANOM-03: observations 29 and 30 of Montgomery's example with memory 0.1 and 2.7 standard deviations."""
    found = {one["id"]: one for one in json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]}
    values = np.array(found["ANOM-02"]["input"]["values"])
    asked, expect = found["ANOM-03"]["input"], found["ANOM-03"]["expect"]
    weighted = ewma(values - asked["target"], asked["lambda"])
    limit = asked["L"] * ewma_spread(np.arange(1, 31), asked["lambda"])
    assert (weighted + 10)[-5:] == pytest.approx(expect["last_five"], abs=found["ANOM-03"]["tolerance"])
    assert (np.flatnonzero(np.abs(weighted) > limit) + 1).tolist() == expect["signals"]
