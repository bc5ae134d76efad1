"""Whom to visit: reasons with their points, and free days for the weightiest, one region after the other."""

from hypothesis import given
from hypothesis import strategies as st

from app.visits.rules import QUESTIONS, REASONS, Signals, Wanted, question, reasons_for, spread


def test_what_speaks_for_a_visit_is_told_the_weightiest_first() -> None:
    found = reasons_for(Signals(overdue_e4=5_000, share_e6=500_000, seen_days=150, grade="D", signs=2, papers=1,
                                promises=4, state="frozen", cases=1))  # fmt: skip
    assert [(one.code, one.points) for one in found] == [
        ("overdue", 5), ("seen", 4), ("state", 4), ("grade", 3), ("promises", 3), ("signs", 2), ("papers", 2),
        ("cases", 2),
    ]  # fmt: skip
    assert {one.code for one in found} <= set(REASONS)


def test_a_dealer_that_was_seen_and_is_well_is_left_alone() -> None:
    assert reasons_for(Signals(seen_days=60, grade="A")) == ()
    assert [one.code for one in reasons_for(Signals(seen_days=61))] == ["seen"]
    assert [one.code for one in reasons_for(Signals())] == ["never"]


def test_money_past_due_is_never_worth_less_than_one_point() -> None:
    assert [reasons_for(Signals(overdue_e4=1, share_e6=share, seen_days=1))[0].points
            for share in (0, 124_999, 125_000, 500_000, 1_000_000)] == [1, 1, 2, 5, 5]  # fmt: skip


WANTED = st.lists(
    st.builds(Wanted, st.uuids().map(str), st.sampled_from("AB"), st.sampled_from("XYZ"), st.integers(1, 20)),
    max_size=20,
)


@given(
    WANTED,
    st.sets(st.integers(0, 40), max_size=8),
    st.dictionaries(st.tuples(st.sampled_from("AB"), st.integers(0, 40)), st.integers(0, 3)),
)
def test_nobody_has_more_visits_a_day_than_fit_and_the_weightiest_come_first(
    wanted: list[Wanted], days: set[int], taken: dict[tuple[str, int], int]
) -> None:
    placed = spread(wanted, sorted(days), taken, per_day=2)
    for owner in "AB":
        own = [one for one in wanted if one.owner == owner]
        for day in days:
            count = sum(placed.get(one.party_id) == day for one in own)
            assert count <= max(0, 2 - taken.get((owner, day), 0))
        left = [one.points for one in own if one.party_id not in placed]
        if left:
            assert min((one.points for one in own if one.party_id in placed), default=99) >= max(left)
    assert set(placed.values()) <= days


def test_dealers_of_one_region_are_visited_one_after_the_other() -> None:
    wanted = [Wanted("1", "A", "X", 9), Wanted("2", "A", "Y", 8), Wanted("3", "A", "X", 7), Wanted("4", "A", "Y", 6)]
    assert spread(wanted, [10, 11], {}, per_day=2) == {"1": 10, "3": 10, "2": 11, "4": 11}


def test_what_nobody_has_a_question_for_asks_none() -> None:
    assert question("unit_suspicious") is None
    assert str(question("stock_high", days=82)) == "How will stock for 82 days be sold?"
    assert QUESTIONS["sold_outside"]
