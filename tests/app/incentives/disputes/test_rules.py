"""A dealer's list against ours: what is the same, in what the rest differs, what an outcome changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.incentives.disputes.rules import (
    Compared,
    Line,
    Ours,
    Outcome,
    Theirs,
    change_e4,
    compare,
    counts_e4,
    document_key,
)

YUAN = 10_000


def test_documents_are_the_same_however_they_are_typed() -> None:
    assert document_key(" xs2601－０001 ") == "XS2601-0001"
    assert document_key("'0012") == "0012"


def test_each_way_to_differ_has_its_name() -> None:
    theirs = [Theirs("A1", 100 * YUAN), Theirs("A2", 50 * YUAN), Theirs("A3", 70 * YUAN), Theirs("A4", 9 * YUAN)]
    ours = [
        Ours("A1", 60 * YUAN), Ours("A1", 40 * YUAN), Ours("A2", 45 * YUAN), Ours("A3", 70 * YUAN, "unpaid"),
        Ours("A5", 12 * YUAN),
    ]  # fmt: skip
    found = compare(theirs, ours)
    assert found == Compared(
        1,
        (
            Line("A2", 50 * YUAN, 45 * YUAN), Line("A3", 70 * YUAN, None, "unpaid"), Line("A4", 9 * YUAN, None),
            Line("A5", None, 12 * YUAN),
        ),
    )  # fmt: skip
    assert [line.found for line in found.lines] == ["differs", "left_out", "only_theirs", "only_ours"]


def test_a_list_of_documents_alone_asks_only_whether_they_count() -> None:
    found = compare([Theirs("A1", None), Theirs("A2", None)], [Ours("A1", 5), Ours("A2", 5, "late")])
    assert found == Compared(1, (Line("A2", None, None, "late"),))


def test_a_line_of_which_a_part_is_left_out_is_compared_by_what_counts() -> None:
    found = compare([Theirs("A1", 100 * YUAN)], [Ours("A1", 60 * YUAN), Ours("A1", 40 * YUAN, "goods")])
    assert found.lines == (Line("A1", 100 * YUAN, 60 * YUAN),)


def test_a_cent_of_rounding_is_no_dispute() -> None:
    assert compare([Theirs("A1", 1_000_099)], [Ours("A1", 1_000_000)]).same == 1
    assert compare([Theirs("A1", 1_000_101)], [Ours("A1", 1_000_000)]).same == 0


@pytest.mark.parametrize(
    ("outcome", "counts"), [("ours", 45), ("theirs", 50), ("split", 47), ("timing", 45), ("unproven", 45)]
)
def test_an_outcome_says_what_counts(outcome: Outcome, counts: int) -> None:
    assert counts_e4(Line("A2", 50, 45), outcome) == counts


def test_giving_in_for_what_he_does_not_list_takes_it_away() -> None:
    assert change_e4([(Line("A5", None, 12), "theirs"), (Line("A3", 70, None, "unpaid"), "theirs")]) == 58


@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(-(10**9), 10**9)), max_size=12))
def test_a_list_is_never_in_dispute_with_itself(rows: list[tuple[str, int]]) -> None:
    found = compare([Theirs(*row) for row in rows], [Ours(*row) for row in rows])
    assert found == Compared(len({name for name, _ in rows}), ())


@given(
    st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 10**7)), max_size=9),
    st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 10**7)), max_size=9),
)
def test_giving_in_everywhere_leaves_the_dealers_total(
    theirs: list[tuple[str, int]], ours: list[tuple[str, int]]
) -> None:
    found = compare([Theirs(*row) for row in theirs], [Ours(*row) for row in ours])
    after = sum(each for _, each in ours) + change_e4((line, "theirs") for line in found.lines)
    assert abs(after - sum(each for _, each in theirs)) <= 100 * found.same
