import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.alerts.baseline import Verdicts, judge
from app.alerts.calibration import FAMILIES, clean_series, limits_for
from app.alerts.events import Event, events_of, warnings_of
from app.alerts.season import Floats
from tests.benchmarks.alerts import MONTHS

PLAIN = FAMILIES["plain"]
LIMITS = limits_for(PLAIN)


def quiet() -> Floats:
    """One series that alarms nowhere."""
    drawn = clean_series(PLAIN, 60, 3)
    return drawn[~judge(drawn, MONTHS, LIMITS).alarm.any(axis=1)][:1]


def of(values: Floats, until: int | None = None) -> tuple[list[Event], Verdicts]:
    found = judge(values, MONTHS, LIMITS)
    return events_of(values, found, until), found


def test_a_single_month_is_new_at_first_and_a_spike_once_the_next_is_back() -> None:
    values = quiet()
    values[0, 40] += 9
    (now,), found = of(values, 40)
    assert (now.kind, now.open, now.first, now.side) == ("new", True, 40, 1)
    (later,), _ = of(values, 41)
    assert (later.kind, later.open, later.last) == ("spike", False, 40)
    assert later.size == values[0, 40] - found.expected[0, 40]
    assert later.low < later.expected < later.high < values[0, 40]


def test_a_shift_is_told_after_two_more_months_and_warns_once() -> None:
    values = quiet()
    values[0, 38:] -= 9
    kinds = [[(one.kind, one.first, one.side) for one in of(values, until)[0]] for until in (37, 38, 39, 40, 47)]
    assert kinds == [[], [("new", 38, -1)], [("new", 38, -1)], [("shift", 38, -1)], [("shift", 38, -1)]]
    (one,), found = of(values)
    assert one.last == 40
    assert not one.open
    assert warnings_of(found) == [(0, 38)]


def test_a_missing_month_does_not_end_an_event() -> None:
    values = quiet()
    values[0, 40:43] += 9
    values[0, 41] = np.nan
    (one,), _ = of(values, 42)
    assert (one.first, one.last, one.open) == (40, 42, True)


def test_the_other_side_is_another_event() -> None:
    values = quiet()
    values[0, 40] += 9
    values[0, 41] -= 9
    found, _ = of(values, 41)
    assert [(one.first, one.side, one.open) for one in found] == [(40, 1, False), (41, -1, True)]


@given(st.integers(0, 2**32 - 1), st.integers(14, 47))
@settings(max_examples=25, deadline=None)
def test_a_replay_month_by_month_warns_as_the_whole_does(seed: int, until: int) -> None:
    values = clean_series(PLAIN, 20, seed)
    values[:10, 30:33] += 5
    whole = judge(values, MONTHS, LIMITS)
    part = judge(values[:, : until + 1], MONTHS[: until + 1], LIMITS)
    assert [one for one in warnings_of(whole) if one[1] <= until] == warnings_of(part)
    assert events_of(values, whole, until) == events_of(values[:, : until + 1], part)
    assert {(one.series, one.first) for one in events_of(values, whole)} == set(warnings_of(whole))
