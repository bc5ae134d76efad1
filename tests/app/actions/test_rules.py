"""When what repeats is due again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.rules import REPEATS, next_due
from app.core.period import day_number, day_of


def test_a_month_has_its_last_day_where_it_lacks_the_agreed_one() -> None:
    due = day_number(date(2026, 1, 31))
    assert day_of(next_due(due, "monthly", after=due)) == date(2026, 2, 28)
    assert day_of(next_due(due, "monthly", after=day_number(date(2026, 2, 28)))) == date(2026, 3, 31)
    assert day_of(next_due(due, "quarterly", after=due)) == date(2026, 4, 30)
    assert day_of(next_due(due, "weekly", after=due)) == date(2026, 2, 7)


def test_an_unknown_rhythm_is_no_rhythm() -> None:
    with pytest.raises(ValueError, match="does not repeat"):
        next_due(20_000, "daily", after=20_000)


@given(st.integers(15_000, 30_000), st.sampled_from(REPEATS), st.integers(-50, 900))
def test_it_is_the_first_such_day_that_is_still_to_come(due: int, repeats: str, later: int) -> None:
    after = due + later
    found = next_due(due, repeats, after=after)
    assert found > max(due, after)
    longest = {"weekly": 7, "monthly": 31, "quarterly": 92}[repeats]
    assert found - max(due, after) <= longest
