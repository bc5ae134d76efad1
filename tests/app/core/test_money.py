"""Amounts with and without tax are one another's inverse, to the last digit that is kept."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.core.money import RATE_SCALE, net_of_tax, round_half_up, with_tax

AMOUNTS = st.integers(-(10**16), 10**16)
RATES = st.integers(0, RATE_SCALE)


@given(AMOUNTS, RATES)
def test_what_gets_its_tax_and_loses_it_again_is_the_same_amount(net: int, rate: int) -> None:
    assert net_of_tax(with_tax(net, rate), rate) == net


@given(st.integers(-(10**14), 10**14), RATES)
def test_cents_with_tax_come_back_to_the_cent(cents: int, rate: int) -> None:
    gross = cents * 100
    again = with_tax(net_of_tax(gross, rate), rate)
    assert round_half_up(Fraction(again, 100)) == cents


def test_thirteen_percent_of_a_hundred() -> None:
    assert with_tax(1_000_000, 1_300) == 1_130_000
    assert net_of_tax(1_130_000, 1_300) == 1_000_000
    assert net_of_tax(-1_000_000, 1_300) == -884_956
