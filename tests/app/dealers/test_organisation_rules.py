"""Who had a dealer on a day, and chains of dealers that took each other's business over."""

from hypothesis import given
from hypothesis import strategies as st

from app.dealers.organisation import Charge, Since, Takeover, charge_on, cuts, successions

_NAMES = st.sampled_from([None, "甲", "乙", "丙"])
_ROWS = st.lists(st.builds(Since, st.integers(0, 30), st.builds(Charge, _NAMES, _NAMES, _NAMES, _NAMES)), max_size=6)
_TAKEOVERS = st.lists(st.builds(Takeover, st.integers(1, 6), st.integers(1, 6), st.integers(0, 20)), max_size=12)


def test_a_dealer_moves_to_another_office_and_keeps_what_the_move_does_not_name() -> None:
    own = Charge(manager="周敏", office="浙南办")
    rows = [Since(100, Charge(manager="王强", office="浙东办")), Since(200, Charge(office="浙南办"))]
    assert charge_on(own, rows, 99) == own
    assert charge_on(own, rows, 100) == Charge(manager="王强", office="浙东办")
    assert charge_on(own, rows, 250) == Charge(manager="王强", office="浙南办")
    assert charge_on(own, [], 250) == own


@given(_ROWS, st.integers(0, 30))
def test_nothing_that_begins_later_matters_nor_the_order_of_the_rows(rows: list[Since], day: int) -> None:
    own = Charge("周敏", "浙南办")
    known = list({one.day: one for one in rows}.values())  # one for each day, so that their order says nothing
    assert charge_on(own, known[::-1], day) == charge_on(own, [one for one in known if one.day <= day])


def test_a_chain_of_successors_ends_with_the_last() -> None:
    found = successions([Takeover(2, 3, 20), Takeover(1, 2, 10)])
    assert found.heirs() == {1: 3, 2: 3}
    assert found.heirs(15) == {1: 2}
    assert found.heirs(9) == {}


def test_a_circle_and_a_second_successor_are_left_out() -> None:
    found = successions([Takeover(1, 2, 10), Takeover(2, 1, 20), Takeover(1, 3, 30), Takeover(4, 4, 5)])
    assert found.heirs() == {1: 2}
    assert [(one.takeover.predecessor, one.why) for one in found.refused] == [
        (4, "circle"),
        (2, "circle"),
        (1, "twice"),
    ]


@given(_TAKEOVERS)
def test_whatever_is_said_every_chain_ends(takeovers: list[Takeover[int]]) -> None:
    found = successions(takeovers)
    heirs = found.heirs()
    assert not heirs.keys() & set(heirs.values())  # who has it in the end has handed it to nobody
    assert {one.predecessor for one in found.kept} == heirs.keys()
    assert successions(found.kept).refused == ()
    assert found == successions(reversed(takeovers))


@given(st.lists(st.integers(-5, 45)), st.integers(0, 20), st.integers(0, 20))
def test_cut_spans_are_the_span(days: list[int], first: int, length: int) -> None:
    found = cuts(days, first, first + length)
    assert [day for begin, end in found for day in range(begin, end + 1)] == list(range(first, first + length + 1))
    assert {begin for begin, _ in found} == {first} | {day for day in days if first < day <= first + length}
