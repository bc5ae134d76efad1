"""Laws of every payout: whole numbers and fractions agree, trees add up, more never earns less."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.core.errors import UserError
from app.incentives.accrual import accrue
from app.incentives.checks import check_policy, check_tiers
from app.incentives.engine import Figures, Step, figures_from_json, figures_json, settle, settling
from app.incentives.policy import Policy, Scale
from app.incentives.rounding import allocate
from tests.app.incentives.drawn import figures, growing, policies, scales
from tests.examples import examples

MANY = settings(max_examples=examples(400), deadline=None)


def adds_up(step: Step) -> bool:
    """Whether the parts of a step add up to it, all the way down."""
    return not step.parts or (sum(each.value for each in step.parts) == step.value and all(map(adds_up, step.parts)))


@MANY
@given(policy=policies() | growing(), about=figures())
def test_the_tree_adds_up_to_the_payout(policy: Policy, about: Figures) -> None:
    found = settle(policy, about)

    assert sum(step.value for step in found.steps) == found.payable_minor
    assert all(map(adds_up, found.steps))
    for step in found.steps:
        step.said.format(**step.params)


@MANY
@given(policy=policies() | growing(), about=figures())
def test_whole_numbers_and_fractions_agree(policy: Policy, about: Figures) -> None:
    check_policy(policy)

    assert settling(policy)(about) == settle(policy, about)


@MANY
@given(policy=policies() | growing(), about=figures())
def test_a_payout_is_never_below_zero_unless_something_was_paid_or_carried(policy: Policy, about: Figures) -> None:
    found = settle(policy, about)
    fresh = settle(policy, about._replace(paid_minor=0, carried_minor=max(0, about.carried_minor)))

    assert found.entitled_minor >= 0
    assert fresh.payable_minor == fresh.entitled_minor >= 0


@MANY
@given(policy=policies(rising=True), about=figures(), more=st.integers(0, 10**9))
def test_more_volume_never_earns_less_where_rates_do_not_fall(policy: Policy, about: Figures, more: int) -> None:
    """Baskets are shares of the figure, so that more of other goods may miss them: they are left out here."""
    policy = replace(policy, baskets=())
    after = about._replace(amount_e4=about.amount_e4 + more, quantity_e3=about.quantity_e3 + more)

    assert settle(policy, after).entitled_minor >= settle(policy, about).entitled_minor


@MANY
@given(policy=policies(), about=figures(), more=st.integers(0, 10**9))
def test_more_volume_never_earns_less_in_slices(policy: Policy, about: Figures, more: int) -> None:
    """Whatever the rates: a slice that is full stays full; sums of reached tiers only grow."""
    assume(policy.scale.method != "cumulative")
    policy = replace(policy, baskets=())
    after = about._replace(amount_e4=about.amount_e4 + more, quantity_e3=about.quantity_e3 + more)

    assert settle(policy, after).entitled_minor >= settle(policy, about).entitled_minor


@MANY
@given(policy=policies(), about=figures(), cuts=st.lists(st.integers(0, 10**9), max_size=6), seed=st.integers(0, 99))
def test_documents_may_be_split_and_come_in_any_order(
    policy: Policy, about: Figures, cuts: list[int], seed: int
) -> None:
    """The figure of a period is a sum of documents: cut into lines and shuffled, it gives the same payout."""
    lines = [*cuts, about.amount_e4 - sum(cuts)]
    Random(seed).shuffle(lines)

    assert settle(policy, about._replace(amount_e4=sum(lines))) == settle(policy, about)


@MANY
@given(policy=policies() | growing(), steps=st.lists(figures(), min_size=1, max_size=5))
def test_partial_settlements_pay_together_what_one_final_does(policy: Policy, steps: list[Figures]) -> None:
    """However often it is settled on the way and whatever the figures were: the last one is the year's total."""
    paid = 0
    for about in steps:
        paid += settle(policy, about._replace(paid_minor=paid, carried_minor=0)).payable_minor

    assert paid == settle(policy, steps[-1]._replace(paid_minor=0, carried_minor=0)).entitled_minor


@MANY
@given(policy=policies() | growing(), about=figures())
def test_nobody_gets_more_than_the_cap(policy: Policy, about: Figures) -> None:
    cap, found = policy.payout.cap, settle(policy, about)

    assert cap is None or found.entitled_minor <= cap


@MANY
@given(about=figures())
def test_kept_figures_are_read_as_they_were(about: Figures) -> None:
    text = figures_json(about)

    assert figures_from_json(text) == about
    assert figures_json(figures_from_json(text)) == text


@MANY
@given(total=st.integers(-(10**6), 10**6), weights=st.lists(st.fractions(0, 10**6), min_size=1, max_size=9))
def test_shares_add_up_and_are_near_their_weight(total: int, weights: list[Fraction]) -> None:
    found, whole = allocate(total, weights), sum(weights, Fraction(0))

    assert sum(found) == total
    if whole:
        assert all(abs(part - total * weight / whole) < 1 for part, weight in zip(found, weights, strict=True))


@MANY
@given(scale=scales(), data=st.data())
def test_tiers_with_a_gap_or_an_overlap_are_refused_and_whole_ones_are_not(scale: Scale, data: st.DataObject) -> None:
    check_tiers(scale)
    assume(len(scale.tiers) > 1)
    at = data.draw(st.integers(0, len(scale.tiers) - 2))
    off = data.draw(st.integers(-(10**6), 10**6).filter(bool))
    moved = replace(scale.tiers[at], end=scale.tiers[at + 1].start + off)

    with pytest.raises(UserError):
        check_tiers(replace(scale, tiers=(*scale.tiers[:at], moved, *scale.tiers[at + 1 :])))


@MANY
@given(policy=policies(), parts=st.lists(figures(), min_size=1, max_size=4), whole=figures())
def test_what_is_booked_month_by_month_adds_up_to_what_is_settled(
    policy: Policy, parts: list[Figures], whole: Figures
) -> None:
    """Whatever was forecast on the way: the last accrual, of the whole period, is its entitlement."""
    booked = 0
    for to_date in (*parts, whole):
        forecast = whole if to_date is not whole else to_date
        booked += accrue(policy, to_date, forecast, booked_minor=booked).booked_minor

    assert booked == accrue(policy, whole, whole).accrued_minor
    if whole.quantity_e3 > 0 and whole.amount_e4 - whole.reduced_e4 > 0:
        assert booked == settle(policy, whole).entitled_minor


def test_the_strategies_reach_what_they_are_for() -> None:
    """Bounds, a cap and a missed condition do occur among what is drawn, so that the laws are not empty."""
    with pytest.raises(AssertionError):
        every_policy_is_plain()


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(policy=policies())
def every_policy_is_plain(policy: Policy) -> None:
    """Holds only if no drawn policy has a cap, a condition and more than one tier at once."""
    assert policy.payout.cap is None or not policy.conditions or len(policy.scale.tiers) == 1
