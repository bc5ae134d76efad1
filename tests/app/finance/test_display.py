"""Claims of display fees: copied photos, dear displays, and what they did for sales."""

from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.finance.display import Shop, review


def shop(name: str, fee: int = 100, before: int = 1_000, during: int = 1_010, photo: str = "", **more: bool) -> Shop:
    return Shop(name, fee, before, during, photo or name, **more)


def test_shops_that_hand_in_one_photo_are_counted_and_not_the_photo_alone() -> None:
    claimed = [shop(f"S{n}", photo="the same" if n < 3 else "") for n in range(10)]
    found = review(claimed, [])
    assert (found.shops, found.same_photos, found.copied, found.doubtful) == (10, 3, True, True)
    assert review([shop("S1"), shop("S2")], []).same_photos == 0


def test_shops_without_a_photo_hand_in_no_same_one() -> None:
    assert review([Shop("S1", 1, 1, 1, ""), Shop("S2", 1, 1, 1, "")], []).same_photos == 0


def test_a_display_is_dear_by_what_it_costs_elsewhere() -> None:
    usual = [shop(f"T{n}", fee=42, during=1_000) for n in range(8)]
    dear = [shop(f"S{n}", fee=118, during=1_000) for n in range(6)]
    found = review(dear, usual)
    assert (found.fee_rate, found.others_rate, found.dear) == (Fraction(118, 1_000), Fraction(42, 1_000), True)
    assert not review(dear[:4], usual).dear, "four shops say nothing"
    assert not review(dear, []).dear, "nobody else claims"
    assert not review(usual, dear).dear


def test_shops_with_a_display_are_held_against_those_without() -> None:
    claimed = [shop(f"S{n}", before=1_000, during=1_004) for n in range(5)]
    control = [shop(f"C{n}", fee=0, before=1_000, during=1_009, photo="x", control=True) for n in range(5)]
    found = review([*claimed, *control], [])
    assert (found.uplift, found.control_uplift) == (Fraction(4, 1_000), Fraction(9, 1_000))
    assert (found.shops, found.fee, found.same_photos) == (5, 500, 0), "what was not displayed costs and shows nothing"


def test_what_nobody_sold_has_no_rate() -> None:
    found = review([Shop("S1", 100, None, None, "p")], [])
    assert (found.fee_rate, found.uplift, found.control_uplift, found.dear) == (None, None, None, False)


shops = st.lists(
    st.builds(
        Shop, st.text("abc", min_size=1, max_size=3), st.integers(0, 10**6), st.none() | st.integers(0, 10**6),
        st.none() | st.integers(0, 10**6), st.sampled_from(["", "p", "q", "r"]), st.booleans(),
    ),
    max_size=12,
)  # fmt: skip


@given(shops, st.randoms())
def test_the_order_of_shops_changes_nothing(claimed: list[Shop], luck: Random) -> None:
    mixed = list(claimed)
    luck.shuffle(mixed)
    assert review(mixed, claimed) == review(claimed, mixed)
    assert review(claimed, []).same_photos != 1
