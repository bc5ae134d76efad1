"""Thresholds under a budget: the smallest instance by hand, and the solver against trying every ladder."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import Cancelled, UserError
from app.core.money import round_half_up
from app.core.progress import Progress
from app.incentives.lab.choosing import Question, Taker, Valued, Worth, grid_of, held, ladders, tried_all
from app.incentives.lab.solving import chosen

F = Fraction
BASES = (80_0000, 95_0000, 60_0000)
"""REB-37, in ten-thousandths: dealers who buy 80, 95 and 60 anyway and stretch by 15 %."""
BOUNDS = (69_0000, 92_0000, 100_0000, 109_0000)


def stretched(*bases: int) -> tuple[Taker, ...]:
    return tuple(Taker(str(n), base, base * 115 // 100) for n, base in enumerate(bases))


def valued(*percents: int, margin: int = 30) -> Valued:
    """A margin of so many percent, and for each tier a rebate of so many percent on everything."""

    def worth(_place: int, tier: int | None, bought: int) -> Worth:
        rebate = 0 if tier is None else round_half_up(F(bought * percents[tier], 100))
        return Worth(round_half_up(F(bought * margin, 100)), rebate)

    return worth


def asked(budget: int) -> Question:
    return Question(stretched(*BASES), (BOUNDS,), valued(2), budget)


@pytest.mark.parametrize(
    ("bounds", "volume", "cost", "after"),
    [
        ((), 235_0000, 0, 70_5000),
        ((69_0000,), 244_0000, 4_8800, 68_3200),
        ((92_0000,), 247_0000, 3_7400, 70_3600),
        ((100_0000,), 240_0000, 2_0000, 70_0000),
        ((109_0000,), 249_0000, 2_1800, 72_5200),
    ],
)
def test_each_threshold_of_the_published_table_gives_what_is_printed(
    bounds: tuple[int, ...], volume: int, cost: int, after: int
) -> None:
    """REB-37's table."""
    plan = held(asked(10_0000), bounds)
    assert (plan.volume, plan.cost, plan.after) == (volume, cost, after)


def test_under_four_it_is_109_and_under_two_point_one_no_programme_at_all() -> None:
    """REB-37: 69 would pay dealers that come anyway, and loses against no programme."""
    rich, poor = chosen(asked(4_0000)), chosen(asked(2_1000))
    assert rich is not None
    assert poor is not None
    assert (rich.bounds, poor.bounds) == ((109_0000,), ())
    assert tried_all(asked(4_0000)) == rich


def test_where_a_programme_is_wanted_the_dearest_that_the_budget_bears_is_not_taken_but_the_best() -> None:
    question = Question(stretched(*BASES), (BOUNDS,), valued(2), 2_1000, needed=True)
    plan = chosen(question)
    assert plan is not None
    assert plan.bounds == (100_0000,)
    assert chosen(Question(stretched(*BASES), (BOUNDS,), valued(2), 1_0000, needed=True)) is None


def test_of_two_tiers_the_higher_one_draws_those_who_can_and_the_lower_one_the_rest() -> None:
    question = Question(stretched(*BASES), (BOUNDS, BOUNDS), valued(1, 2, margin=30), 10_0000)
    plan = chosen(question)
    assert plan is not None
    assert plan == tried_all(question)
    assert plan.bounds == (92_0000, 109_0000)
    assert plan.volume == 92_0000 + 109_0000 + 60_0000


def test_a_budget_that_must_hold_in_nine_of_ten_futures_too_leads_to_a_humbler_plan() -> None:
    better = tuple(stretched(*(base * (100 + 4 * n) // 100 for base in BASES)) for n in range(10))
    loose = Question(stretched(*BASES), (BOUNDS,), valued(2), 2_2000, better)
    tight = Question(stretched(*BASES), (BOUNDS,), valued(2), 2_2000, better, sure=900_000)
    assert getattr(chosen(loose), "bounds", None) == (109_0000,)
    found = chosen(tight)
    assert found is not None
    assert found == tried_all(tight)
    assert found.kept >= 9


amounts = st.integers(min_value=0, max_value=400)


@settings(max_examples=60)
@given(
    bases=st.lists(amounts, min_size=1, max_size=6),
    more=st.lists(st.lists(amounts, min_size=6, max_size=6), max_size=4),
    grids=st.lists(st.lists(st.integers(1, 500), min_size=1, max_size=5, unique=True), min_size=1, max_size=3),
    budget=st.integers(min_value=0, max_value=60),
    sure=st.sampled_from([0, 500_000, 900_000, 1_000_000]),
    needed=st.booleans(),
)
def test_the_solver_finds_what_trying_every_ladder_finds(
    bases: list[int], more: list[list[int]], grids: list[list[int]], budget: int, sure: int, *, needed: bool
) -> None:
    futures = tuple(stretched(*row[: len(bases)]) for row in more)
    levels = tuple(tuple(sorted(grid)) for grid in grids)
    question = Question(stretched(*bases), levels, valued(2, 3, 5), budget, futures, sure, needed)
    mine, best = chosen(question), tried_all(question)
    assert (mine is None) == (best is None)
    if mine is not None and best is not None:
        assert mine.after == best.after
        assert mine.cost <= budget


def test_bounds_worth_trying_are_where_somebodys_reach_ends_and_round() -> None:
    assert grid_of(stretched(*BASES), 12, least=1_0000) == (69_0000, 92_0000, 100_0000)
    assert grid_of(stretched(*BASES), 2, least=1_0000) == (69_0000, 100_0000)
    assert grid_of(stretched(12_345), 2) == (14_000,)
    assert list(ladders([(1, 2), (2, 3)])) == [(), (1,), (2,), (1, 2), (1, 3), (2, 3)]


def test_nothing_is_written_where_a_program_reads(capfd: pytest.CaptureFixture[str]) -> None:
    """The library greets on standard output, in the middle of what ``--json`` prints."""
    chosen(asked(4_0000))
    assert capfd.readouterr().out == ""


def test_too_much_to_choose_from_is_refused_in_words_and_it_can_be_stopped() -> None:
    wide = tuple(tuple(range(1, 400)) for _ in range(3))
    with pytest.raises(UserError, match="too much to choose from"):
        chosen(Question(stretched(*BASES), wide, valued(1, 2, 3), 10))
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        chosen(Question(stretched(*range(1000, 9000, 7)), tuple(tuple(range(500 + k, 9000, 150)) for k in range(3)),
                        valued(1, 2, 3), 3000), stopped)  # fmt: skip
