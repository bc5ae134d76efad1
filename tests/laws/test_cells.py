"""The law of derived tables: after any sequence of loads, withdrawals and corrections the cells equal a rebuild."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.kpi.facts import Store, fresh_store
from tests.examples import examples

FIRST_DAY = 20_089  # 2025-01-01
DAYS = st.integers(FIRST_DAY, FIRST_DAY + 75)
MAYBE_DAY = st.none() | DAYS
MINUTE = st.none() | st.integers(0, 1_439)
DEALERS = st.sampled_from(["D1", "D2", "D3", "D4"])
PRODUCTS = st.sampled_from(["P1", "P2", "P3", "P4"])
QUANTITY = st.none() | st.integers(-5, 20).map(lambda number: number * 1_000)
AMOUNT = st.none() | st.integers(-(10**7), 10**9)
FLAG = st.sampled_from([None, 0, 1])
STATUS = st.sampled_from([None, "open", "shipped", "delivered", "closed", "cancelled"])
MOMENTS = {
    **{f"{name}_on": MAYBE_DAY for name in ("ordered", "received", "reviewed", "corrected", "shipped", "delivered")},
    **{f"{name}_min": MINUTE for name in ("received", "reviewed", "corrected")},
    "promised_first_on": MAYBE_DAY, "signed_on": MAYBE_DAY, "invoiced_on": MAYBE_DAY,
    "documents_ok": FLAG, "condition_ok": FLAG, "status": STATUS, "amount_e4": AMOUNT,
}  # fmt: skip
ORDER = st.sampled_from(["A", "B", "C", "D", "E"])
DOCUMENT = st.sampled_from([None, "R1", "R2"])
SELLER = st.sampled_from([None, None, "D2", "D4", "US"])
ROWS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "order_line": st.fixed_dictionaries(
        MOMENTS | {"order_no": ORDER, "party_code": st.none() | DEALERS, "product_code": PRODUCTS,
                   "needs_head": st.integers(0, 1), "estimated": st.sampled_from([0, 0, 16, 2**20 - 1]),
                   "ordered_quantity_e3": QUANTITY, "shipped_quantity_e3": QUANTITY, "accepted_quantity_e3": QUANTITY,
                   "rejected_quantity_e3": QUANTITY, "gross_amount_e4": AMOUNT, "seller_code": SELLER,
                   "line_type": st.sampled_from([None, "sale", "gift", "discount", "red", "red", "freight"]),
                   "ref_no": DOCUMENT}
    ),
    "red_line": st.fixed_dictionaries(
        {"order_no": ORDER, "party_code": DEALERS, "product_code": PRODUCTS, "needs_head": st.just(0),
         "shipped_on": DAYS, "shipped_quantity_e3": st.sampled_from([1_000, 2_000]),
         "amount_e4": st.sampled_from([-10_000, -20_000]), "line_type": st.just("red"), "ref_no": DOCUMENT}
    ),
    "order_head": st.fixed_dictionaries(MOMENTS | {"order_no": ORDER, "party_code": DEALERS, "seller_code": SELLER}),
    "sellout": st.fixed_dictionaries(
        {"party_code": DEALERS, "product_code": PRODUCTS, "sold_on": DAYS, "quantity_e3": QUANTITY,
         "amount_e4": AMOUNT, "counterparty_kind": st.sampled_from([None, "terminal", "dealer"])}
    ),
    "goods_return": st.fixed_dictionaries(
        {"party_code": DEALERS, "product_code": st.none() | PRODUCTS, "returned_on": DAYS, "amount_e4": AMOUNT,
         "kind": st.sampled_from([None, "expiry", "exchange"]), "return_no": DOCUMENT}
    ),
    "return_note": st.fixed_dictionaries(
        {"party_code": DEALERS, "product_code": PRODUCTS, "returned_on": DAYS,
         "quantity_e3": st.sampled_from([1_000, 2_000]), "amount_e4": st.sampled_from([10_000, 20_000]),
         "return_no": DOCUMENT}
    ),
    "invoice": st.fixed_dictionaries(
        {"party_code": DEALERS, "product_code": st.none() | PRODUCTS, "invoiced_on": DAYS, "order_no": DOCUMENT,
         "quantity_e3": st.sampled_from([1_000, 2_000]), "amount_e4": st.sampled_from([10_000, 20_000]),
         "gross_amount_e4": AMOUNT, "kind": st.sampled_from([None, "blue", "red", "red"]),
         "line_type": st.sampled_from([None, "red", "red"]), "ref_no": DOCUMENT}
    ),
    "receipt": st.fixed_dictionaries(
        {"party_code": DEALERS, "received_on": DAYS, "matures_on": MAYBE_DAY, "amount_e4": AMOUNT,
         "form": st.sampled_from([None, "transfer", "bank_note", "trade_note", "rebate"])}
    ),
    "complaint": st.fixed_dictionaries(
        {"party_code": DEALERS, "product_code": st.none() | PRODUCTS, "received_on": DAYS}
    ),
    "survey_answer": st.fixed_dictionaries(
        {"party_code": DEALERS, "answered_on": DAYS, "question": st.sampled_from(["csat", "nps"]),
         "score": st.integers(-1, 11)}
    ),
    "target": st.fixed_dictionaries(
        {"party_code": DEALERS, "group_code": st.sampled_from([None, "G1", "G2", "G9"]),
         "month_on": st.sampled_from([FIRST_DAY, FIRST_DAY + 31]), "quantity_e3": QUANTITY, "amount_e4": AMOUNT,
         "kpi": st.sampled_from(["net_amount", "sell_out", "quantity", "collection"]),
         "version": st.sampled_from([None, "original", "adjusted"])}
    ),
    "stock": st.fixed_dictionaries(
        {"party_code": st.none() | DEALERS, "place_code": st.sampled_from(["W1", "W2"]), "product_code": PRODUCTS,
         "as_of_on": st.sampled_from([FIRST_DAY + 5, FIRST_DAY + 30]), "expiry_on": MAYBE_DAY,
         "quantity_e3": QUANTITY, "amount_e4": AMOUNT}
    ),
    "receivable": st.fixed_dictionaries(
        {"party_code": DEALERS, "as_of_on": st.sampled_from([FIRST_DAY + 5, FIRST_DAY + 30]), "due_on": MAYBE_DAY,
         "amount_e4": AMOUNT}
    ),
}  # fmt: skip
SOME_ROWS = st.sampled_from(sorted(ROWS)).flatmap(
    lambda feed: st.lists(ROWS[feed], min_size=1, max_size=6).map(lambda rows: (feed, rows))
)
SOME_STEP = st.one_of(
    st.tuples(st.just("load"), st.lists(SOME_ROWS, min_size=1, max_size=3)),
    st.tuples(st.just("load"), st.lists(SOME_ROWS, min_size=1, max_size=3)),
    st.tuples(st.just("withdraw"), st.integers(1, 6)),
    st.tuples(st.just("flip"), st.tuples(st.sampled_from(sorted(ROWS)), st.integers(2, 5))),
    st.tuples(st.just("dealer"), st.sampled_from(["D3", "D4"])),
    st.tuples(st.just("product"), st.sampled_from(["P3", "P4"])),
    st.tuples(st.just("regroup"), st.sampled_from(["group-G1", "group-G2", None])),
    st.tuples(st.just("must_stock"), st.integers(0, 1)),
    st.tuples(st.just("rule"), st.tuples(st.sampled_from(["P1", "P3"]), st.sampled_from([None, "city", "D1"]))),
    st.tuples(st.just("lane"), st.tuples(st.sampled_from(["330100", "330000"]), st.integers(1, 9), MAYBE_DAY)),
    st.tuples(st.just("terms"), st.sampled_from([None, 0, 30])),
    st.tuples(st.just("role"), st.sampled_from(["dealer", "supplier"])),
    st.tuples(st.just("recode"), DAYS),
)
STEPS = st.lists(
    SOME_STEP,
    min_size=2,
    max_size=9,
)


STORED = {"red_line": "order_line", "return_note": "goods_return"}
"""Facts that are likely to tell of the same return, and where they are stored."""


def apply(store: Store, kind: str, what: Any, done: set[Any]) -> None:
    """One step of a person's or an import's work; the cells follow every one of them."""
    if kind == "load":
        feeds: dict[str, list[dict[str, Any]]] = {}
        for feed, rows in what:
            feeds.setdefault(STORED.get(feed, feed), []).extend(rows)
        store.load(**feeds)
    elif kind == "withdraw":
        store.withdraw(what)
    elif kind == "flip":
        store.start()
        what = (STORED.get(what[0], what[0]), what[1])
        newest = " AND current = 1" if what[0] == "order_head" else ""
        store.flip(what[0], f"id % {what[1]} = 0{newest}")
        store.follow()
    elif kind in {"dealer", "product"}:
        if what not in done:
            done.add(what)
            store.dealer(what) if kind == "dealer" else store.product(what, group="G2")
            store.start()
            store.follow()
    else:
        change(store, kind, what, done)


def change(store: Store, kind: str, what: Any, done: set[Any]) -> None:
    """A change of master records alone."""
    if kind == "regroup":
        store._run("UPDATE product SET group_id = :what WHERE id = 'product-P1'", what=what)
    elif kind == "must_stock":
        store._run("UPDATE product SET must_stock = :what WHERE id = 'product-P2'", what=what)
    elif kind == "rule":
        product, who = what
        store.must_stock(product, tier=who if who == "city" else None, dealer=who if who != "city" else None)
    elif kind == "lane":
        store.lane(*what)
    elif kind == "terms":
        store._run("UPDATE party SET payment_days = :what WHERE id = 'party-D1'", what=what)
    elif kind == "role":
        store._run("UPDATE party SET role = :what WHERE id = 'party-D2'", what=what)
    elif "recoded" not in done:
        done.add("recoded")
        store._run("UPDATE party_code SET to_on = :what WHERE code = 'D1'", what=what)
        store.dealer("D1", party="D2", from_on=what)
    store.start()
    store.follow()


START = st.fixed_dictionaries({feed: st.lists(rows, min_size=4, max_size=8) for feed, rows in ROWS.items()})
"""Enough facts that the later steps are small beside them and go by differences, not by a rebuild."""


@settings(
    max_examples=examples(80), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(START, STEPS)
def test_cells_kept_by_differences_equal_cells_rebuilt(
    start: dict[str, list[dict[str, Any]]], steps: list[tuple[str, Any]]
) -> None:
    with fresh_store() as store:
        for code in ("D1", "D2"):
            store.dealer(code)
        store.product("P1", group="G1")
        store.product("P2", group="G2", must_stock=1)
        apply(store, "load", list(start.items()), set())
        done: set[Any] = set()
        for kind, what in steps:
            apply(store, kind, what, done)
            assert store.wrong() == {}
