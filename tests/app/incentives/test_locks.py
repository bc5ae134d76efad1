"""Laws of locks: parts add up, nothing is locked where the gate is open, all where everything is closed."""

from hypothesis import given
from hypothesis import strategies as st

from app.incentives.locks import Lock, document_label, lock_of, shared

CLASSES = ("化学药制剂", "中成药", "食品")
LOCKS = st.builds(
    Lock, st.sampled_from(CLASSES), st.sampled_from(("licence_ended", "licence_review")), st.just("药品经营许可证"),
    st.sampled_from(("A1", "沪AA:0210")), st.integers(18_000, 22_000),
)  # fmt: skip
WEIGHTS = st.dictionaries(st.none() | LOCKS, st.integers(-1_000_000, 10_000_000), max_size=6)


@given(st.integers(-100_000, 100_000_000), WEIGHTS)
def test_locked_parts_are_whole_never_below_nothing_and_never_more_than_the_payout(
    payable: int, weights: dict[Lock | None, int]
) -> None:
    held = shared(payable, weights)

    assert all(one.amount_minor > 0 for one in held)
    assert sum(one.amount_minor for one in held) <= max(0, payable)
    whole = sum(max(0, value) for value in weights.values())
    for one in held:
        assert abs(one.amount_minor * whole - payable * weights[one.lock]) < whole, "within one unit of its share"
    assert shared(payable, dict(reversed(weights.items()))) == held


@given(st.integers(1, 100_000_000), st.dictionaries(LOCKS, st.integers(1, 10_000_000), min_size=1, max_size=6))
def test_where_everything_is_closed_everything_is_locked(payable: int, weights: dict[Lock | None, int]) -> None:
    assert sum(one.amount_minor for one in shared(payable, weights)) == payable


@given(st.integers(1, 100_000_000), st.integers(-10, 10_000_000))
def test_where_the_gate_is_open_nothing_is_locked(payable: int, counted: int) -> None:
    assert shared(payable, {None: counted}) == ()


@given(LOCKS)
def test_a_row_names_its_lock(lock: Lock) -> None:
    assert lock_of(lock.document) == lock
    assert document_label(lock.document) == f"药品经营许可证 {lock.number} · {lock.goods_class}"
    assert document_label("XS1") == "XS1"
    assert [document_label(one) for one in ("receipt:3:SK-1", "goods_rebate:3:XS:1", "order:SO-1", None)] == [
        "SK-1", "XS:1", "SO-1", "",
    ]  # fmt: skip
    assert lock_of("XS1") is None
    assert lock_of(None) is None
