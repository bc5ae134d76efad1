"""The balance of goods: sums are exact, months chain, the order of rows does not matter, the unknown is named."""

import random
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.flows.rules import PARTS, Move, Span, Tolerance, balances, spans_of

MONTHS = [(first, first + 29) for first in range(1, 361, 30)]
ENDS = [last for _, last in MONTHS]

amounts = st.integers(-(10**12), 10**12)
shipped = st.builds(
    Move, dealer=st.just(1), product=st.integers(1, 3), part=st.sampled_from(["bought", "free"]),
    day=st.integers(1, 360), quantity_e3=amounts, arrived=st.none() | st.integers(1, 400),
)  # fmt: skip
others = st.builds(
    Move, dealer=st.just(1), product=st.integers(1, 3), day=st.integers(1, 360), quantity_e3=amounts,
    part=st.sampled_from([name for name in PARTS if name not in {"transit", "bought", "free"}]), arrived=st.just(0),
)  # fmt: skip
moves = shipped | others
stocks = st.dictionaries(st.tuples(st.sampled_from([0, *ENDS]), st.integers(1, 3)), st.integers(0, 10**12), max_size=39)


@given(st.lists(moves, max_size=40), stocks, st.randoms(), st.booleans())
def test_twelve_months_are_exact_and_chain_in_whatever_order_the_rows_come(
    rows: list[Move],
    stock: dict[tuple[int, int], int],
    dice: random.Random,
    held: bool,  # noqa: FBT001
) -> None:
    spans = spans_of([0, *ENDS], MONTHS)
    found = balances(1, spans, rows, stock, range(1, 361), held=held)
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert balances(1, spans, shuffled, stock, range(1, 361), held=held) == found
    for product in (1, 2, 3):
        months = [{one.product: one for one in month}.get(product) for month in found]
        moved = 0
        for (_, last), one in zip(MONTHS, months, strict=True):
            first = last - 30
            opening, reported = stock.get((first, product), 0), stock.get((last, product), 0)
            if one is None:
                assert (opening, reported) == (0, 0)
                continue
            assert (one.opening_e3, one.reported_e3, one.lacks) == (opening, reported, ())
            own = sum(PARTS[name][0] * quantity for name, quantity in one.parts.items())
            assert one.calculated_e3 == opening + own
            assert one.gap_e3 == reported - opening - own
            moved += own
        gaps = sum(one.gap_e3 or 0 for one in months if one is not None)
        assert gaps == stock.get((360, product), 0) - stock.get((0, product), 0) - moved
        if held:  # what was shipped counts when it is shipped, wherever it is
            own_rows = [one for one in rows if one.product == product]
            assert moved == sum(PARTS[one.part][0] * (one.quantity_e3 or 0) for one in own_rows)


@given(st.lists(moves, max_size=30), stocks, st.sets(st.integers(-20, 360), max_size=9), st.booleans())
def test_a_month_is_the_same_alone_and_among_others(
    rows: list[Move],
    stock: dict[tuple[int, int], int],
    lists: set[int],
    held: bool,  # noqa: FBT001
) -> None:
    spans = spans_of(lists, MONTHS)  # months without a list end before the next one begins, or overlap with it
    found = balances(1, spans, rows, stock, range(1, 361, 40), held=held)
    assert found == [balances(1, [one], rows, stock, range(1, 361, 40), held=held)[0] for one in spans]


def test_the_worked_number_of_the_field() -> None:
    rows = [
        Move(1, 1, part, 10, quantity * 1_000, arrived=0)
        for part, quantity in (
            ("bought", 400), ("free", 40), ("moved_in", 30), ("came_back", 5), ("found", 2), ("sold", 250),
            ("resold", 60), ("moved_out", 20), ("sent_back", 12), ("lost", 3),
        )
    ]  # fmt: skip
    ((one,),) = balances(1, [Span(0, 0, 30, listed=True)], rows, {(0, 1): 100_000, (30, 1): 230_000}, [5], held=True)
    assert (one.calculated_e3, one.gap_e3) == (232_000, -2_000)
    assert one.gap_share == Fraction(2, 577)


def test_goods_on_their_way_are_a_bar_of_their_own() -> None:
    late = Move(1, 1, "bought", 28, 70_000, arrived=33)
    spans = spans_of([0, 30, 60], [(1, 30), (31, 60)])
    stock = {(0, 1): 0, (30, 1): 70_000, (60, 1): 70_000}
    held = balances(1, spans, [late], stock, [5, 40], held=True)
    assert [(one.parts, one.gap_e3) for month in held for one in month] == [({"transit": 70_000}, 0), ({}, 0)]
    shelf = {(0, 1): 0, (30, 1): 0, (60, 1): 70_000}
    arrived = balances(1, spans, [late], shelf, [5, 40], held=False)
    assert [(one.parts, one.gap_e3) for month in arrived for one in month] == [
        ({"bought": 70_000, "transit": -70_000}, 0), ({"transit": 70_000}, 0),
    ]  # fmt: skip


def test_what_is_unknown_is_named_and_never_nothing() -> None:
    rows = [Move(1, 1, "sold", 10, None), Move(1, 1, "bought", 40, 5_000, arrived=40)]
    spans = spans_of([30], [(1, 30), (31, 60)])
    first, second = balances(1, spans, rows, {(30, 1): 9_000}, [10], held=True)
    assert [(one.lacks, one.calculated_e3, one.gap_e3) for one in first] == [(("opening", "unit"), None, None)]
    assert [(one.lacks, one.calculated_e3, one.gap_e3) for one in second] == [(("reported", "sellout"), None, None)]


def test_a_gap_counts_beyond_both_share_and_quantity() -> None:
    def gap(opening: int, reported: int) -> bool:
        stock = {(0, 1): opening, (30, 1): reported}
        ((one,),) = balances(1, [Span(0, 0, 30, listed=True)], [], stock, [5], held=True)
        return Tolerance(Fraction(1, 20), 20_000).exceeded(one)

    assert not gap(1_000_000, 960_000)  # 4 %
    assert not gap(100_000, 81_000)  # 19 pieces
    assert gap(1_000_000, 940_000)
    assert gap(0, 21_000)  # of nothing: the quantity decides
