"""Targets add up: what is split comes to its total, and what does not reconcile is named as a gap."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.planning.targets.rules import (
    MONTHS,
    NOTHING,
    Line,
    Months,
    added,
    distribute,
    gaps,
    grown,
    leaves,
    rolled,
    season,
    split,
    spread,
)

YUAN = 10_000
REGIONS = {"a": "Hangzhou", "b": "Hangzhou", "c": "Ningbo"}
values = st.one_of(st.none(), st.integers(-(10**9), 10**12))
year = st.tuples(*[values] * MONTHS)
groups = st.sampled_from(["", "G1", "G2"])
whose = st.one_of(
    st.just(("all", "")),
    st.sampled_from([("region", "Hangzhou"), ("region", "Ningbo")]),
    st.sampled_from([("dealer", "a"), ("dealer", "b"), ("dealer", "c")]),
)
plans = st.lists(
    st.builds(lambda who, group, months: Line("net_amount", *who, group, months), whose, groups, year),
    unique_by=lambda one: one.key,
    max_size=14,
)


def even(value: int) -> Months:
    return (value,) * MONTHS


@given(
    st.integers(-(10**12), 10**15),
    st.lists(st.integers(-5, 10**9), min_size=1, max_size=40),
    st.sampled_from([1, YUAN]),
)
def test_the_parts_of_a_total_are_whole_and_add_up(total: int, weights: list[int], unit: int) -> None:
    found = split(total, weights, unit)
    assert sum(found) == total
    uneven = [one for one in found if one % unit]
    assert len(uneven) <= 1  # what is less than a unit goes to one alone


@given(plans)
def test_every_total_reconciles_with_its_dealers_or_the_gap_is_named(lines: list[Line]) -> None:
    lowest = {one.key for one in leaves(lines)}
    named = {one.line.key: one for one in gaps(lines, REGIONS)}
    for line in lines:
        if line.key in lowest or line.months == NOTHING:
            continue
        found = named[line.key]
        for place, total in enumerate(line.months):
            if total is None:
                assert found.months[place] is None
            else:
                assert total == (found.parts[place] or 0) + found.months[place]
        for span in ("quarter", "year"):
            if all(one is not None for one in line.months):
                whole = rolled(line.months, span)
                parts, gap = rolled(found.parts, span), rolled(found.months, span)
                assert list(whole) == [(a or 0) + b for a, b in zip(parts, gap, strict=True)]


@given(plans)
def test_what_regions_get_from_below_adds_up_to_what_all_get(lines: list[Line]) -> None:
    totals = [Line("net_amount", "all", "", "", even(0))]
    totals += [Line("net_amount", "region", name, "", even(0)) for name in ("Hangzhou", "Ningbo")]
    own = [one for one in lines if one.level == "dealer"]
    all_of, *parts = (one.parts for one in gaps([*totals, *own], REGIONS) if one.line.level != "dealer")
    for place in range(MONTHS):
        assert (all_of[place] or 0) == sum(one[place] or 0 for one in parts)


@given(
    st.integers(0, 10**13),
    st.lists(st.tuples(*[st.one_of(st.none(), st.integers(0, 10**9))] * MONTHS), min_size=1, max_size=12),
)
def test_a_distributed_total_leaves_no_gap(total: int, weights: list[Months]) -> None:
    months = tuple(split(total, [1] * MONTHS, YUAN))
    found = distribute(months, weights, YUAN)
    lines = [Line("net_amount", "dealer", str(one), "", each) for one, each in enumerate(found)]
    assert added(lines) == months
    named = gaps([Line("net_amount", "all", "", "", months), *lines], {})
    assert all(one == 0 for one in named[0].months)


def test_a_dealers_total_and_its_groups_are_not_counted_twice() -> None:
    whole = Line("net_amount", "dealer", "a", "", even(100))
    parts = [Line("net_amount", "dealer", "a", "G1", even(60)), Line("net_amount", "dealer", "a", "G2", even(30))]
    assert leaves([whole, *parts]) == parts
    assert [one.months for one in gaps([whole, *parts], REGIONS)] == [even(10)]
    assert leaves([whole]) == [whole]
    assert gaps([whole], REGIONS) == []


def test_the_season_takes_january_and_february_together_and_shares_them_by_working_days() -> None:
    moved = [[100, 300, *[200] * 10], [300, 100, *[200] * 10]]
    found = season(moved, (20, 15))
    assert found[:2] == [Fraction(800 * 20, 35), Fraction(800 * 15, 35)]
    assert found[2] == 400


def test_a_year_that_is_not_over_says_nothing_of_the_season_as_long_as_another_is() -> None:
    begun = [900, None, *[None] * 10]
    assert season([begun, [100] * 12]) == [100] * 12
    assert season([begun])[0] == 450


def test_a_quarter_is_spread_over_its_months_by_the_season_alone() -> None:
    weights = [0, 0, 0, 1, 1, 2, *[9] * 6]
    assert spread(100 * YUAN, (3, 4, 5), weights, YUAN) == {3: 25 * YUAN, 4: 25 * YUAN, 5: 50 * YUAN}


def test_growth_is_rounded_to_whole_yuan() -> None:
    assert grown(1_005 * YUAN, Fraction(8, 100), YUAN) == 1_085 * YUAN


def test_what_is_not_set_is_no_zero() -> None:
    assert rolled((None, None, None, 5, None, None, *[None] * 6), "quarter") == (None, 5, None, None)
    assert rolled(NOTHING, "year") == (None,)
