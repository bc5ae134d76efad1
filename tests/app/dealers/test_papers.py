"""Which licence covers which goods when, and which sales a permit allows."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.dealers.papers import Allowed, Sale, Term, classes_of, lapsed, not_allowed, within

DRUGS = Term("A1", "药品经营许可证", frozenset({"化学药制剂", "生物制品"}), 0, 100)
FOOD = Term("F1", "食品经营许可证", frozenset({"食品"}), 0, 500)


def test_a_scope_names_classes_and_brackets_are_remarks() -> None:
    assert classes_of("化学药制剂、中成药，生物制品(冷藏、冷冻); 食品") == {"化学药制剂", "中成药", "生物制品", "食品"}
    assert classes_of(None) == classes_of("  ") == frozenset()


def test_the_last_day_is_a_valid_one_and_the_next_is_not() -> None:
    assert lapsed([DRUGS, FOOD], "化学药制剂", 100) is None
    assert lapsed([DRUGS, FOOD], "化学药制剂", 101) is DRUGS
    assert lapsed([DRUGS, FOOD], "食品", 101) is None, "another class has a licence of its own"


def test_a_renewed_licence_goes_on_and_a_gap_is_a_gap() -> None:
    renewed = Term("A2", "药品经营许可证", DRUGS.classes, 111, None)
    assert lapsed([DRUGS, renewed], "生物制品", 105) is DRUGS
    assert lapsed([DRUGS, renewed], "生物制品", 111) is None
    narrower = Term("A3", "药品经营许可证", frozenset({"化学药制剂"}), 101, None)
    assert lapsed([DRUGS, narrower], "生物制品", 120) is DRUGS, "renewed for fewer classes"


def test_what_nobody_ever_had_a_licence_for_is_not_judged() -> None:
    assert lapsed([DRUGS], "医疗器械", 300) is None
    assert lapsed([Term("A4", "", DRUGS.classes, 50, 100)], "生物制品", 10) is None, "before the first one began"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=5), st.integers(0, 10))
def test_the_answer_never_depends_on_the_order_of_the_documents(spans: list[tuple[int, int]], day: int) -> None:
    terms = [Term(f"L{n}", "", frozenset({"x"}), min(span), max(span)) for n, span in enumerate(spans)]
    assert len({lapsed(each, "x", day) for each in permutations(terms)}) == 1


def sale(row: int, *, day: int = 5, buyer: int = 1, area: str = "330702", quantity: int = 600) -> Sale:
    return Sale(row, day, buyer, area, 7, "251108", quantity)


def allowed(**changes: object) -> Allowed:
    terms: dict[str, object] = {
        "buyer": 1, "area": None, "product": 7, "lot": None, "quantity_e3": 600, "from_on": 1, "to_on": 9,
    }  # fmt: skip
    return Allowed(**(terms | changes))  # type: ignore[arg-type]


def test_a_permit_covers_its_buyer_its_goods_and_its_days() -> None:
    assert not_allowed([sale(1)], [allowed()]) == []
    for other in ({"buyer": 2}, {"product": 8}, {"lot": "250108"}, {"to_on": 4}, {"from_on": 6}, {"area": "330500"}):
        assert not_allowed([sale(1)], [allowed(**other)]) == [sale(1)], other
    assert not_allowed([sale(1)], [allowed(buyer=None, product=None, area="330700")]) == []
    assert not_allowed([sale(1)], []) == [sale(1)]


def test_a_permit_is_used_up_in_the_order_of_the_days() -> None:
    sales = [sale(2, day=6), sale(1, day=5)]
    assert not_allowed(sales, [allowed()]) == [sale(2, day=6)]
    assert not_allowed(sales, [allowed(), allowed()]) == []
    assert not_allowed([sale(1, quantity=601)], [allowed()]) == [sale(1, quantity=601)]
    assert not_allowed(sales, [allowed(quantity_e3=None)]) == []


def test_a_county_lies_in_its_city_and_in_its_province() -> None:
    assert within("330523", "330500")
    assert within("330523", "330000")
    assert within("330523", "330523")
    assert not within("330523", "330700")
    assert not within("330523", "")
