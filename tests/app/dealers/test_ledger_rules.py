"""Deposits that we hold, and permanent credit and assets that the dealer holds."""

from hypothesis import given
from hypothesis import strategies as st

from app.dealers.ledger_rules import Balance, Entry, balances


def test_what_came_in_less_what_went_back_is_left() -> None:
    entries = [
        Entry("deposit", "in", 1, 500), Entry("deposit", "out", 5, 200), Entry("permanent", "out", 2, 900),
        Entry("asset", "out", 2, 300, "冰柜", 3_000), Entry("asset", "in", 4, 100, "冰柜", 1_000),
        Entry("asset", "out", 3, 50, "货架", None),
    ]  # fmt: skip
    assert balances(entries, 9) == (
        Balance("asset", "冰柜", 200, 2_000), Balance("asset", "货架", 50, None), Balance("deposit", "", 300, None),
        Balance("permanent", "", 900, None),
    )  # fmt: skip
    assert balances(entries, 1) == (Balance("deposit", "", 500, None),)
    assert balances([*entries, Entry("deposit", "out", 6, 300)], 9)[-1].kind == "permanent", "all came back"


@given(st.lists(st.tuples(st.sampled_from(["deposit", "asset"]), st.sampled_from(["in", "out"]), st.integers(0, 99))))
def test_the_order_of_entries_does_not_matter(some: list[tuple[str, str, int]]) -> None:
    entries = [Entry(kind, way, day, 10 + day) for day, (kind, way, _) in enumerate(some)]
    assert balances(entries, 1_000) == balances(reversed(entries), 1_000)
