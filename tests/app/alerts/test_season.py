from datetime import date

import numpy as np

from app.alerts.baseline import judge
from app.alerts.calibration import FAMILIES, limits_for, months_until
from app.alerts.season import festival_share, working_days_of
from app.core.period import month


def test_the_festival_falls_into_february_january_or_both() -> None:
    """除夕: 2024-02-09, 2025-01-28, 2026-02-16; seven days before it and fourteen after."""
    shares = festival_share([month(year, number) for year in (2024, 2025, 2026) for number in (1, 2, 3)])
    assert (shares * 22).round().tolist() == [0, 22, 0, 11, 11, 0, 0, 20, 2]


def test_working_days_are_those_of_the_calendar() -> None:
    assert working_days_of([month(2026, 2), month(2026, 3)]).tolist() == [16, 22]


def test_a_festival_that_moves_is_expected_where_year_on_year_shouts() -> None:
    """Orders stop in the days around 除夕 and are made up for by nobody: the month that holds them is low each year."""
    months = months_until(date(2026, 3, 1), 51)
    dice = np.random.default_rng(1)
    usual = 5.0 * (working_days_of(months) - 9 * festival_share(months)) * (1 + 0.03 * dice.normal(size=(40, 51)))
    limits = limits_for(FAMILIES["sum"])
    found = judge(usual, months, limits, by_working_day=True)
    holidays = [place for place, one in enumerate(months) if place >= 24 and one.first.month < 3]
    naive = np.abs(usual[:, holidays] / usual[:, [place - 12 for place in holidays]] - 1) > 0.1
    assert naive.mean() > 0.7
    assert found.alarm[:, holidays].mean() < 0.05
    missed = usual.copy()
    missed[:, -2] *= 0.6
    assert judge(missed, months, limits, by_working_day=True).alarm[:, -2].mean() > 0.9


def test_values_by_working_day_come_back_as_those_of_the_month() -> None:
    months = months_until(date(2025, 12, 1), 36)
    values = 10.0 * working_days_of(months) + np.random.default_rng(2).normal(size=(5, 36))
    found = judge(values, months, limits_for(FAMILIES["sum"]), by_working_day=True)
    assert np.abs(found.expected[:, 24:] / values[:, 24:] - 1).max() < 0.05
    assert (found.low[:, 24:] < found.expected[:, 24:]).all()
