"""Goods that a dealer's movements and another list both tell of are counted once, one row for one row."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.period import month
from app.flows.once import told_once
from app.flows.rules import Move

MARCH, APRIL = month(2026, 3).first_day, month(2026, 4).first_day
NOTE = Move(1, 7, "sent_back", MARCH + 3, 40_000, ("goods_return", 1), documents=("TH1",))


def moved(id_: int, part: str = "sent_back", day: int = MARCH, size: int = 40_000, **more: object) -> Move:
    return Move(1, 7, part, day, size, ("stock_move", id_), **more)  # type: ignore[arg-type]


def test_a_return_note_of_the_month_tells_of_one_movement_alike() -> None:
    first, second = moved(1), moved(2, day=MARCH + 9)
    assert list(told_once([NOTE], [first, second])) == [second]
    assert list(told_once([], [first, second])) == [first, second]


def test_another_quantity_month_product_or_part_is_something_else() -> None:
    others = [moved(1, size=39_000), moved(2, day=APRIL), moved(3, "came_back"), moved(4, "lost")]
    assert list(told_once([NOTE], others)) == others
    sold = Move(1, 7, "sold", MARCH, 40_000, ("sellout", 1))
    assert list(told_once([sold], [moved(5, "moved_out")])) == [moved(5, "moved_out")]


def test_a_number_says_it_whatever_month_and_quantity() -> None:
    late, half = moved(1, day=APRIL, size=25_000, documents=("TH1",)), moved(2, size=15_000, documents=("YD", "TH1"))
    assert list(told_once([NOTE], [late, half])) == []
    same = moved(3)
    assert list(told_once([NOTE], [late, same])) == [same]  # the note is spoken for


def test_who_moved_goods_to_whom_must_agree() -> None:
    sold = Move(1, 7, "resold", MARCH, 40_000, ("sellout", 1), other=2)
    to_other = moved(1, "moved_out", other=3)
    assert list(told_once([sold], [to_other, moved(2, "moved_out", other=2)])) == [to_other]


SIZES = st.lists(st.integers(0, 3), max_size=12)


@given(notes=SIZES, movements=SIZES)
def test_as_many_are_left_as_no_note_tells_of(notes: list[int], movements: list[int]) -> None:
    told = [Move(1, 7, "sent_back", MARCH, size, ("goods_return", at)) for at, size in enumerate(notes)]
    left = [one.quantity_e3 for one in told_once(told, [moved(at, size=size) for at, size in enumerate(movements)])]
    assert {size: left.count(size) for size in range(4)} == {
        size: max(0, movements.count(size) - notes.count(size)) for size in range(4)
    }
