"""Credit: what is open against the limit, and how old it is."""

from fractions import Fraction

from app.finance.credit import exposure

DAY = 20_543


def test_243_of_200_with_58_that_are_90_days_late_are_doubtful() -> None:
    found = exposure(200, [(58, DAY - 90), (100, DAY + 30), (85, None)], DAY)
    assert (found.used, found.over, found.old, found.oldest) == (243, 43, 58, 90)
    assert found.doubtful


def test_beyond_the_limit_without_old_items_is_a_matter_of_the_season() -> None:
    assert not exposure(200, [(243, DAY - 60)], DAY).doubtful, "60 days are not old yet"
    assert not exposure(200, [(24, DAY - 61), (219, DAY)], DAY).doubtful, "a tenth of 243 is more than 24"
    assert exposure(200, [(25, DAY - 61), (219, DAY)], DAY).doubtful


def test_old_items_within_the_limit_are_the_business_of_overdue_receivables() -> None:
    assert not exposure(250, [(243, DAY - 90)], DAY).doubtful


def test_money_in_advance_lowers_nothing() -> None:
    found = exposure(200, [(243, DAY - 90), (-186, None)], DAY)
    assert (found.used, found.old) == (243, 243)
    assert Fraction(exposure(200, [], DAY).oldest) == 0
