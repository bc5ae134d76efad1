"""The law of derived tables where rows name their units: cells kept by differences equal a rebuild."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.kpi.facts import Store, fresh_store
from tests.examples import examples

FIRST_DAY = 20_089  # 2025-01-01
DAYS = st.integers(FIRST_DAY, FIRST_DAY + 60)
PRODUCTS = st.sampled_from(["P1", "P2"])
UNITS = st.sampled_from([None, "盒", "件", "箱", "托", "PCS"])
QUANTITY = st.integers(-7, 40).map(lambda number: number * 500)
FACTOR = st.sampled_from([1_000, 7_333, 24_000, 300_000])
ROWS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "order_line": st.fixed_dictionaries(
        {"order_no": st.sampled_from("ABCD"), "party_code": st.just("D1"), "product_code": PRODUCTS, "unit": UNITS,
         "ordered_on": DAYS, "shipped_on": st.none() | DAYS, "delivered_on": st.none() | DAYS,
         "ordered_quantity_e3": QUANTITY, "shipped_quantity_e3": QUANTITY, "accepted_quantity_e3": st.none() | QUANTITY}
    ),
    "sellout": st.fixed_dictionaries(
        {"party_code": st.just("D1"), "product_code": PRODUCTS, "unit": UNITS, "sold_on": DAYS,
         "quantity_e3": QUANTITY, "amount_e4": st.integers(0, 10**8)}
    ),
    "goods_return": st.fixed_dictionaries(
        {"party_code": st.just("D1"), "product_code": PRODUCTS, "unit": UNITS, "returned_on": DAYS,
         "quantity_e3": QUANTITY}
    ),
    "stock": st.fixed_dictionaries(
        {"party_code": st.just("D1"), "place_code": st.just("W1"), "product_code": PRODUCTS, "unit": UNITS,
         "as_of_on": st.sampled_from([FIRST_DAY + 5, FIRST_DAY + 30]), "quantity_e3": QUANTITY}
    ),
}  # fmt: skip
STEPS = st.lists(
    st.one_of(
        st.sampled_from(sorted(ROWS)).flatmap(lambda feed: st.tuples(st.just(feed), st.lists(ROWS[feed], max_size=3))),
        st.tuples(st.just("factor"), st.tuples(PRODUCTS, st.sampled_from(["件", "pcs"]), FACTOR, st.none() | DAYS)),
        st.tuples(
            st.sampled_from(["base_unit", "report_unit"]), st.tuples(PRODUCTS, st.sampled_from(["盒", "件", None]))
        ),
        st.tuples(st.just("pack_factor"), st.tuples(PRODUCTS, st.sampled_from([None, 24, 300]))),
        st.tuples(st.just("withdraw"), st.integers(1, 4)),
    ),
    min_size=2,
    max_size=8,
)
START = st.fixed_dictionaries({feed: st.lists(rows, min_size=4, max_size=8) for feed, rows in ROWS.items()})


def apply(store: Store, kind: str, what: Any, number: int) -> None:
    if kind in ROWS:
        store.load(**{kind: what})
        return
    if kind == "withdraw":
        store.withdraw(what)
        return
    if kind == "factor":
        code, unit, factor, from_on = what
        store._insert("product_unit", {"id": f"unit-{number}", "source_n": 900, "product_code": code, "unit": unit,
                                       "factor_e3": factor, "from_on": from_on, "by_hand": ""})  # fmt: skip
    else:
        store._run(f"UPDATE product SET {kind} = :value WHERE id = :id", value=what[1], id=f"product-{what[0]}")
    store.start()
    store.follow()


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(START, STEPS)
def test_quantities_follow_every_change_of_a_unit(
    start: dict[str, list[dict[str, Any]]], steps: list[tuple[str, Any]]
) -> None:
    with fresh_store() as store:
        store.dealer("D1")
        store.product("P1", group="G1")
        store.product("P2", group="G2")
        store._run("UPDATE product SET base_unit = '盒', pack_factor = 300, report_unit = '件' WHERE id = 'product-P1'")
        store.load(**start)
        for number, (kind, what) in enumerate(steps):
            apply(store, kind, what, number)
            assert store.wrong() == {}
